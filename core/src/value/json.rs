//! JSON text to values and back.
//!
//! serde_json reads the text; a visitor of ours builds the value, so that it sees a key that comes twice.

use alloc::{format, string::String};
use core::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_core::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq},
};

use super::{BYTES_KEY, Limits, Value, json_number, json_reader::Reader};
use crate::{Code, Error, Result};

impl Value {
    /// Reads JSON text.
    ///
    /// A number without a fraction and an exponent is an integer; any other is a float, and if that is integral
    /// within ±2^53, the integer. `{"$bytes":"…"}` is bytes.
    ///
    /// # Errors
    ///
    /// `invalid_json`, `duplicate_key`, `integer_out_of_range`, `not_finite` (a number beyond the floats, such as
    /// `1e400`), `value_too_deep`, `value_too_large`, `unsupported_value` (`$bytes` with anything but base64url).
    /// The details `line` and `column` (in bytes, from 1) say where, and `path` names the member.
    ///
    /// ```
    /// use active_active::{Code, Detail, value::{Limits, Value}};
    ///
    /// let error = Value::from_json(r#"{"user":{"name":"a","name":"b"}}"#, &Limits::default()).unwrap_err();
    /// assert_eq!(error.code(), Code::DuplicateKey);
    /// assert_eq!(error.detail("path"), Some(&Detail::Text("user.name".into())));
    /// assert_eq!(error.detail("line"), Some(&Detail::Number(1)));
    /// ```
    pub fn from_json(text: &str, limits: &Limits) -> Result<Value> {
        let reader = Reader::new(limits);
        let mut json = serde_json::Deserializer::from_str(text);
        let value = reader
            .read(&mut json)
            .and_then(|value| json.end().map(|()| value))
            .map_err(|error| reader.explain(text, &error))?;
        if reader.saw_wide()
            && let Some(at) = json_number::wide_integer(text)
        {
            return Err(json_number::out_of_range(text, at));
        }
        let size = value.cbor_len();
        if size > limits.size_bytes { Err(too_large(size, limits)) } else { Ok(value) }
    }

    /// The canonical JSON text: members sorted, no spaces, bytes as `{"$bytes":"…"}`.
    ///
    /// Reading the text gives the value again, except for what is not canonical: a `BigInteger` beyond i64 is
    /// refused, and a float that is not finite is written as `null`.
    pub fn to_json(&self) -> String {
        // Only a map whose keys are not text makes serde_json fail.
        serde_json::to_string(&Json(self)).unwrap_or_default()
    }
}

/// The JSON text of the value.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

pub(super) fn too_large(size: usize, limits: &Limits) -> Error {
    let limit = limits.size_bytes;
    Error::new(Code::ValueTooLarge, format!("the value takes at least {size} bytes, the limit is {limit}"))
        .with("size_bytes", size)
        .with("limit_bytes", limit)
}

/// A value as JSON shows it.
pub(super) struct Json<'v>(pub(super) &'v Value);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(b) => serializer.serialize_bool(*b),
            Value::Integer(n) => serializer.serialize_i64(*n),
            Value::BigInteger(n) => serializer.serialize_i128(*n),
            Value::Float(x) => serializer.serialize_f64(*x),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Bytes(bytes) if serializer.is_human_readable() => {
                let mut object = serializer.serialize_map(Some(1))?;
                object.serialize_entry(BYTES_KEY, &URL_SAFE_NO_PAD.encode(bytes))?;
                object.end()
            }
            Value::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Value::Array(items) => {
                let mut array = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| array.serialize_element(&Json(item)))?;
                array.end()
            }
            Value::Object(members) => {
                let mut object = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(key, value)| object.serialize_entry(key, &Json(value)))?;
                object.end()
            }
        }
    }
}
