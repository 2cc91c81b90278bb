//! Smaller values to put in place of one.

use alloc::{string::String, vec::Vec};

use super::generate::{Domain, by_size, least, size};
use crate::value::Value;

impl Domain {
    /// Smaller values of the domain to put in place of one, smallest first.
    pub(super) fn smaller(&self, value: &Value) -> Vec<Value> {
        let mut found = self.pool.clone();
        self.add_parts_smaller(value, &mut found);
        let limit = size(value);
        found.retain(|other| size(other) < limit);
        by_size(found)
    }

    /// Adds the value with less in it.
    fn add_parts_smaller(&self, value: &Value, found: &mut Vec<Value>) {
        match value {
            Value::Integer(n) => {
                for smaller in [0, n / 2, n - n.signum()] {
                    found.push(Value::Integer(smaller));
                }
            }
            Value::Float(x) => {
                for smaller in [*x as i64 as f64, x / 2.0] {
                    found.extend(Value::Float(smaller).normalize().ok());
                }
            }
            Value::Text(text) => {
                for (at, letter) in text.char_indices() {
                    let (before, after) =
                        (text.get(..at).unwrap_or(""), text.get(at + letter.len_utf8()..).unwrap_or(""));
                    found.push(Value::Text(String::from(before) + after));
                    found.push(Value::Text(String::from(before) + "a" + after));
                }
            }
            Value::Bytes(bytes) => found.extend(bytes.split_last().map(|(_, rest)| Value::from(rest))),
            Value::Array(items) => {
                let kept = items.iter().map(|item| (String::new(), item.clone())).collect();
                self.add_fewer(kept, true, found, &|members| {
                    Value::Array(members.into_iter().map(|(_, item)| item).collect())
                });
            }
            // Members that the examples have, a function may count on.
            Value::Object(members) => {
                self.add_fewer(members.clone(), self.examples.is_empty(), found, &Value::Object);
            }
            _ => {}
        }
    }

    /// Adds what has a part less, or a smaller one.
    fn add_fewer(
        &self,
        members: Vec<(String, Value)>,
        droppable: bool,
        found: &mut Vec<Value>,
        make: &dyn Fn(Vec<(String, Value)>) -> Value,
    ) {
        for (at, (_, member)) in members.iter().enumerate() {
            if droppable {
                let mut fewer = members.clone();
                fewer.remove(at);
                found.push(make(fewer));
            }
            for inner in self.inner_smaller(member) {
                let mut plainer = members.clone();
                if let Some((_, member)) = plainer.get_mut(at) {
                    *member = inner;
                }
                found.push(make(plainer));
            }
        }
    }

    /// What may stand inside an array or an object in place of a part: without examples anything plain.
    fn inner_smaller(&self, part: &Value) -> Vec<Value> {
        let mut found = Vec::new();
        found.push(if self.examples.is_empty() { Value::Null } else { least(part) });
        self.add_parts_smaller(part, &mut found);
        found.retain(|other| size(other) < size(part));
        found
    }
}
