//! JSON values with integers kept apart from floats, and their one canonical encoding.
//!
//! Two regions must agree on a value byte for byte, whatever language wrote it. So a value has exactly one canonical
//! form: a float with an integral value within ±2^53 *is* that integer, -0.0 is 0, NaN and infinities are refused,
//! object keys are unique and sorted by their UTF-8 bytes. [`Value::to_cbor`] is that form as bytes, and
//! [`check_canonical`] accepts those bytes and no others.
//!
//! There is no decimal type and no date: a program that needs one stores text, or an integer with a unit.

mod canonical_check;
mod cbor;
mod fault;
mod json;
mod json_number;
mod json_reader;
mod limits;
mod normalize;
mod number;
mod order;
mod output;
mod path;
#[cfg(feature = "serde")]
mod serde_impl;

use crate::sorted::Order;
use alloc::{borrow::ToOwned, string::String, vec::Vec};

pub use canonical_check::check_canonical;
pub use limits::Limits;
pub(crate) use path::{push_index, push_key};

/// The member name that marks bytes in JSON: `{"$bytes":"<base64url, no padding>"}`. An object with this key alone
/// is reserved for that.
pub const BYTES_KEY: &str = "$bytes";

/// A value as it is stored, hashed and sent.
///
/// Values made by [`Value::from_json`] and [`Value::from_cbor`] are canonical. One built by hand becomes canonical
/// by [`Value::normalize`]; until then `Float(1.0)` and `Integer(1)` are two values.
///
/// ```
/// use active_active::value::{Limits, Value};
///
/// let value = Value::from_json(r#"{ "b": 1.0, "a": [true, null] }"#, &Limits::default())?;
/// assert_eq!(value.to_json(), r#"{"a":[true,null],"b":1}"#);
/// assert_eq!(value.get("b"), Some(&Value::Integer(1)));
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number that is not whole, or is beyond ±2^53.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes; in JSON `{"$bytes":"…"}`.
    Bytes(Vec<u8>),
    /// A list.
    Array(Vec<Value>),
    /// Members in ascending order of the UTF-8 bytes of their keys, each key once.
    Object(Vec<(String, Value)>),
    /// A whole number beyond `Integer`. Only counters produce it; it is never accepted as input.
    BigInteger(i128),
}

impl Value {
    /// An object from members in any order. Of two members with one key the later one stays, as in an assignment.
    ///
    /// ```
    /// use active_active::value::Value;
    ///
    /// let value = Value::object([("name", Value::from("Ada")), ("age", Value::from(36))]);
    /// assert_eq!(value.to_json(), r#"{"age":36,"name":"Ada"}"#);
    /// ```
    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::from_members(members.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    pub(crate) fn from_members(mut members: Vec<(String, Value)>) -> Value {
        members.order_by(|(a, _), (b, _)| a.cmp(b));
        members.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                core::mem::swap(later, earlier);
            }
            same
        });
        Value::Object(members)
    }

    /// The member of an object, or nothing if there is none or this is no object.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let members = self.as_object()?;
        let index = members.binary_search_by(|(name, _)| name.as_str().cmp(key)).ok()?;
        members.get(index).map(|(_, value)| value)
    }

    /// The boolean, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The integer, if this is one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Integer(n) => Some(*n),
            Value::BigInteger(n) => i64::try_from(*n).ok(),
            _ => None,
        }
    }

    /// The integer, if this is one; what a counter reads as, whatever its size.
    pub fn as_i128(&self) -> Option<i128> {
        match self {
            Value::Integer(n) => Some((*n).into()),
            Value::BigInteger(n) => Some(*n),
            _ => None,
        }
    }

    /// The number as a float, if this is a number; integers beyond 2^53 are rounded.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Integer(n) => Some(*n as f64),
            Value::Float(x) => Some(*x),
            Value::BigInteger(n) => Some(*n as f64),
            _ => None,
        }
    }

    /// The text, if this is text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The bytes, if this is bytes.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members in ascending order of their keys, if this is an object.
    pub fn as_object(&self) -> Option<&[(String, Value)]> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Whether this is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// What kind of value this is, in the words of error messages: `"an object"`, `"text"`, and so on.
    pub fn describe(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Integer(_) | Value::BigInteger(_) => "an integer",
            Value::Float(_) => "a float",
            Value::Text(_) => "text",
            Value::Bytes(_) => "bytes",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }
}

macro_rules! from_integer {
    ($($int:ty),*) => {$(
        impl From<$int> for Value {
            fn from(n: $int) -> Self {
                Value::Integer(n.into())
            }
        }
    )*};
}
from_integer!(i8, i16, i32, i64, u8, u16, u32);

/// Whole numbers of counters: an `Integer` where it fits, else a `BigInteger`.
impl From<i128> for Value {
    fn from(n: i128) -> Self {
        i64::try_from(n).map_or(Value::BigInteger(n), Value::Integer)
    }
}
/// An `Integer` where it fits, else a `BigInteger`.
impl From<u64> for Value {
    fn from(n: u64) -> Self {
        Value::from(i128::from(n))
    }
}
impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Value::Bool(b)
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}
impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Value::Bytes(bytes.to_vec())
    }
}
impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Bytes(bytes)
    }
}
impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Value::Array(items)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
