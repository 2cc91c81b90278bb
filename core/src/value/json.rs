//! JSON text to values and back.
//!
//! serde_json reads the text; the visitor here builds the value, so that it sees a key that comes twice. An error of
//! ours has to travel through serde_json, which would keep only its text; it waits in the [`Reader`] instead.

use alloc::{
    collections::{BTreeMap, btree_map::Entry},
    format,
    string::String,
    vec::Vec,
};
use core::{
    cell::{Cell, RefCell},
    fmt,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_core::{
    Serialize, Serializer,
    de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap, SerializeSeq},
};

use super::{
    BYTES_KEY, Limits, Value,
    fault::{Fault, Step},
    json_number, number,
};
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
        let value = Seed { reader: &reader, depth: 0 }
            .deserialize(&mut json)
            .and_then(|value| json.end().map(|()| value))
            .map_err(|error| reader.explain(text, &error))?;
        if reader.wide.get()
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

/// What a reading of one text shares between its visitors.
pub(super) struct Reader<'l> {
    limits: &'l Limits,
    fault: RefCell<Option<Fault>>,
    /// Whether a float was seen that may have been an integer too long for any integer type.
    wide: Cell<bool>,
    /// What has been read so far, roughly, in bytes of the canonical encoding.
    size: Cell<usize>,
}

impl<'l> Reader<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Reader { limits, fault: RefCell::new(None), wide: Cell::new(false), size: Cell::new(0) }
    }

    fn refuse<E: serde_core::de::Error>(&self, code: Code, message: impl Into<String>) -> E {
        let message = message.into();
        let error = E::custom(&message);
        *self.fault.borrow_mut() = Some(Fault::new(code, message));
        error
    }

    /// Notes where a fault lies, on its way up.
    fn inside(&self, step: impl FnOnce() -> Step) {
        let mut fault = self.fault.borrow_mut();
        *fault = fault.take().map(|fault| fault.inside(step()));
    }

    fn explain(&self, text: &str, error: &serde_json::Error) -> Error {
        if let Some(fault) = self.fault.borrow_mut().take() {
            return fault.at_line(error.line(), error.column());
        }
        if let Some(error) = json_number::number_at(text, error.line(), error.column()) {
            return error;
        }
        Error::new(Code::InvalidJson, format!("the text is not json: {error}"))
            .with("line", error.line())
            .with("column", error.column())
    }

    /// Stops a text that grows without end; the exact size is known only afterwards, and base64 is longer than the
    /// bytes it stands for.
    fn grow<E: serde_core::de::Error>(&self, bytes: usize) -> Result<(), E> {
        let size = self.size.get().saturating_add(bytes);
        self.size.set(size);
        let limit = self.limits.size_bytes;
        if size > limit.saturating_mul(2).saturating_add(64) {
            return Err(
                self.refuse(Code::ValueTooLarge, format!("the value takes more than the limit of {limit} bytes"))
            );
        }
        Ok(())
    }
}

/// Reads one value at a depth.
#[derive(Clone, Copy)]
pub(super) struct Seed<'r> {
    pub(super) reader: &'r Reader<'r>,
    pub(super) depth: usize,
}

impl<'r> Seed<'r> {
    fn deeper<E: serde_core::de::Error>(self) -> Result<Seed<'r>, E> {
        let limit = self.reader.limits.depth_effective();
        if self.depth >= limit {
            let message = format!("the value is nested deeper than the limit of {limit}");
            return Err(self.reader.refuse(Code::ValueTooDeep, message));
        }
        self.reader.grow(1)?;
        Ok(Seed { depth: self.depth + 1, ..self })
    }

    fn scalar<E: serde_core::de::Error>(self, bytes: usize, value: Value) -> Result<Value, E> {
        self.reader.grow(bytes).map(|()| value)
    }

    fn integer<E: serde_core::de::Error>(self, n: impl TryInto<i64> + fmt::Display + Copy) -> Result<Value, E> {
        match n.try_into() {
            Ok(n) => self.scalar(1, Value::Integer(n)),
            Err(_) => {
                Err(self.reader.refuse(Code::IntegerOutOfRange, format!("the integer {n} is outside -2^63..=2^63-1")))
            }
        }
    }

    /// The text of a number, which serde_json hands over when an application switches on `arbitrary_precision`.
    fn number<E: serde_core::de::Error>(self, text: &str) -> Result<Value, E> {
        if json_number::is_integer(text) {
            return match text.parse::<i64>() {
                Ok(n) => self.visit_i64(n),
                Err(_) => {
                    let message = format!("the integer {text} is outside -2^63..=2^63-1");
                    Err(self.reader.refuse(Code::IntegerOutOfRange, message))
                }
            };
        }
        self.visit_f64(text.parse().unwrap_or(f64::NAN))
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value or bytes")
    }

    fn visit_bool<E: serde_core::de::Error>(self, b: bool) -> Result<Value, E> {
        self.scalar(1, Value::Bool(b))
    }

    fn visit_i64<E: serde_core::de::Error>(self, n: i64) -> Result<Value, E> {
        self.scalar(1, Value::Integer(n))
    }

    fn visit_u64<E: serde_core::de::Error>(self, n: u64) -> Result<Value, E> {
        self.integer(n)
    }

    fn visit_i128<E: serde_core::de::Error>(self, n: i128) -> Result<Value, E> {
        self.integer(n)
    }

    fn visit_u128<E: serde_core::de::Error>(self, n: u128) -> Result<Value, E> {
        self.integer(n)
    }

    fn visit_f64<E: serde_core::de::Error>(self, x: f64) -> Result<Value, E> {
        if !x.is_finite() {
            return Err(self.reader.refuse(Code::NotFinite, "a number that is not finite"));
        }
        if x.abs() >= json_number::WIDE {
            self.reader.wide.set(true);
        }
        self.scalar(1, number::integral(x).map_or(Value::Float(x), Value::Integer))
    }

    fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<Value, E> {
        self.scalar(1 + text.len(), Value::Text(text.into()))
    }

    fn visit_string<E: serde_core::de::Error>(self, text: String) -> Result<Value, E> {
        self.scalar(1 + text.len(), Value::Text(text))
    }

    fn visit_bytes<E: serde_core::de::Error>(self, bytes: &[u8]) -> Result<Value, E> {
        self.scalar(1 + bytes.len(), Value::Bytes(bytes.into()))
    }

    fn visit_byte_buf<E: serde_core::de::Error>(self, bytes: Vec<u8>) -> Result<Value, E> {
        self.scalar(1 + bytes.len(), Value::Bytes(bytes))
    }

    fn visit_unit<E: serde_core::de::Error>(self) -> Result<Value, E> {
        self.scalar(1, Value::Null)
    }

    fn visit_none<E: serde_core::de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        loop {
            match from.next_element_seed(inner) {
                Ok(Some(item)) => items.push(item),
                Ok(None) => return Ok(Value::Array(items)),
                Err(error) => {
                    self.reader.inside(|| Step::Index(items.len()));
                    return Err(error);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut members = BTreeMap::new();
        while let Some(key) = from.next_key::<String>()? {
            if key == json_number::TOKEN && members.is_empty() && json_number::arbitrary_precision() {
                return self.number(&from.next_value::<String>()?);
            }
            self.reader.grow(1 + key.len())?;
            match members.entry(key) {
                Entry::Occupied(before) => {
                    let error = self.reader.refuse(Code::DuplicateKey, "an object has a key twice");
                    self.reader.inside(|| Step::Key(before.key().clone()));
                    return Err(error);
                }
                Entry::Vacant(place) => match from.next_value_seed(inner) {
                    Ok(value) => {
                        place.insert(value);
                    }
                    Err(error) => {
                        self.reader.inside(|| Step::Key(place.into_key()));
                        return Err(error);
                    }
                },
            }
        }
        match members.get(BYTES_KEY) {
            Some(content) if members.len() == 1 => self.bytes(content),
            _ => Ok(Value::Object(members.into_iter().collect())),
        }
    }
}

impl Seed<'_> {
    fn bytes<E: serde_core::de::Error>(self, content: &Value) -> Result<Value, E> {
        let bytes = content.as_str().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        bytes.map(Value::Bytes).ok_or_else(|| {
            let message = "`$bytes` takes base64url text without padding";
            let error = self.reader.refuse(Code::UnsupportedValue, message);
            self.reader.inside(|| Step::Key(BYTES_KEY.into()));
            error
        })
    }
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
