//! Expressions as documents.

use super::Expression;
use crate::value::Value;
use alloc::{string::ToString, vec::Vec};

fn all(parts: &[Expression]) -> Value {
    Value::Array(parts.iter().map(Expression::to_value).collect())
}

impl Expression {
    /// The normalized document: a union as an array, a data set with its members, so that whoever reads it needs no data of
    /// his own.
    pub fn to_value(&self) -> Value {
        match self {
            Expression::Union(parts) => all(parts),
            Expression::Intersection(parts) => Value::object([("intersection", all(parts))]),
            Expression::Difference(pair) => {
                let parts = Vec::from([pair.0.to_value(), pair.1.to_value()]);
                Value::object([("difference", Value::Array(parts))])
            }
            Expression::DataSet(set) => Value::object([
                ("dataset", Value::from(set.name.as_str())),
                ("version", Value::from(set.version.as_str())),
                ("review_by", Value::from(set.review_by_ms)),
                ("members", set.members.to_value()),
            ]),
            atom => Value::from(atom.to_string()),
        }
    }
}
