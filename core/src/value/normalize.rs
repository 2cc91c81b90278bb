//! From a value built by hand to the canonical one.

use alloc::{format, string::String, vec::Vec};

use super::{
    BYTES_KEY, Limits, Value,
    fault::{Fault, Step},
    number,
};
use crate::{Code, Result, sorted::Order};

impl Value {
    /// The canonical form: integral floats within ±2^53 become integers, -0.0 becomes 0, members are sorted.
    ///
    /// # Errors
    ///
    /// `not_finite` for NaN and infinities, `duplicate_key`, `integer_out_of_range` for a `BigInteger` beyond i64,
    /// `unsupported_value` for an object whose only key is `$bytes`, `value_too_deep` beyond
    /// [`Limits::DEPTH_MAX`]. The detail `path` says where.
    ///
    /// ```
    /// use active_active::{Code, value::Value};
    ///
    /// assert_eq!(Value::Float(3.0).normalize()?, Value::Integer(3));
    /// assert_eq!(Value::Float(f64::NAN).normalize().unwrap_err().code(), Code::NotFinite);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn normalize(self) -> Result<Value> {
        normalize(self, 0).map_err(Fault::into_error)
    }
}

fn normalize(value: Value, depth: usize) -> Result<Value, Fault> {
    let inner_depth = || {
        if depth < Limits::DEPTH_MAX {
            Ok(depth + 1)
        } else {
            Err(Fault::new(Code::ValueTooDeep, format!("the value is nested deeper than {}", Limits::DEPTH_MAX)))
        }
    };
    match value {
        Value::Float(x) => number(x),
        Value::BigInteger(n) => i64::try_from(n)
            .map(Value::Integer)
            .map_err(|_| Fault::new(Code::IntegerOutOfRange, format!("{n} is outside -2^63..=2^63-1"))),
        Value::Array(items) => {
            let depth = inner_depth()?;
            let items = items.into_iter().enumerate();
            items
                .map(|(index, item)| normalize(item, depth).map_err(|fault| fault.inside(Step::Index(index))))
                .collect::<Result<_, _>>()
                .map(Value::Array)
        }
        Value::Object(members) => object(members, inner_depth()?),
        other => Ok(other),
    }
}

fn number(x: f64) -> Result<Value, Fault> {
    match number::integral(x) {
        Some(n) => Ok(Value::Integer(n)),
        None if x.is_finite() => Ok(Value::Float(x)),
        None => Err(Fault::new(Code::NotFinite, format!("{x} is not a finite number"))),
    }
}

fn object(members: Vec<(String, Value)>, depth: usize) -> Result<Value, Fault> {
    if let [(key, _)] = members.as_slice()
        && key == BYTES_KEY
    {
        let message = "an object whose only key is `$bytes` is reserved for bytes";
        return Err(Fault::new(Code::UnsupportedValue, message));
    }
    let mut done = Vec::with_capacity(members.len());
    for (key, value) in members {
        match normalize(value, depth) {
            Ok(value) => done.push((key, value)),
            Err(fault) => return Err(fault.inside(Step::Key(key))),
        }
    }
    done.order_by(|(a, _), (b, _)| a.as_bytes().cmp(b.as_bytes()));
    let twice = done.iter().zip(done.iter().skip(1)).find(|((a, _), (b, _))| a == b);
    match twice {
        Some(((key, _), _)) => {
            Err(Fault::new(Code::DuplicateKey, "an object has a key twice").inside(Step::Key(key.clone())))
        }
        None => Ok(Value::Object(done)),
    }
}
