//! The visitor that builds a value and notes what is wrong with it, and where.
//!
//! An error of ours has to travel through serde's format, which would keep only its text; so the [`Reader`] keeps it.

use alloc::{format, string::String, vec::Vec};
use core::{
    cell::{Cell, RefCell},
    fmt,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_core::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{
    BYTES_KEY, Limits, Value,
    fault::{Fault, Step},
    json_number, number,
};
use crate::{Code, Error, Result, sorted::SortedMap};

/// What a reading of one text shares between its visitors.
pub(super) struct Reader<'l> {
    limits: &'l Limits,
    fault: RefCell<Option<Fault>>,
    wide: Cell<bool>,
    /// What has been read so far, roughly, in bytes of the canonical encoding.
    size: Cell<usize>,
}

impl<'l> Reader<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Reader { limits, fault: RefCell::new(None), wide: Cell::new(false), size: Cell::new(0) }
    }

    /// Reads one value.
    pub(super) fn read<'de, D: Deserializer<'de>>(&self, from: D) -> Result<Value, D::Error> {
        Seed { reader: self, depth: 0 }.deserialize(from)
    }

    /// Whether a float was seen that may have been an integer too long for any integer type.
    pub(super) fn saw_wide(&self) -> bool {
        self.wide.get()
    }

    fn refuse<E: de::Error>(&self, code: Code, message: impl Into<String>) -> E {
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

    /// The error behind serde_json's.
    pub(super) fn explain(&self, text: &str, error: &serde_json::Error) -> Error {
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
    fn grow<E: de::Error>(&self, bytes: usize) -> Result<(), E> {
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
struct Seed<'r> {
    reader: &'r Reader<'r>,
    depth: usize,
}

impl<'r> Seed<'r> {
    fn may_open(self) -> bool {
        self.depth < self.reader.limits.depth_effective()
    }

    /// Whether this is as deep as a value may lie. Bytes may, though they look like an object.
    fn at_limit(self) -> bool {
        self.depth == self.reader.limits.depth_effective()
    }

    fn too_deep<E: de::Error>(self) -> E {
        let limit = self.reader.limits.depth_effective();
        self.reader.refuse(Code::ValueTooDeep, format!("the value is nested deeper than the limit of {limit}"))
    }

    fn inner(self) -> Self {
        Seed { depth: self.depth + 1, ..self }
    }

    fn scalar<E: de::Error>(self, bytes: usize, value: Value) -> Result<Value, E> {
        self.reader.grow(bytes).map(|()| value)
    }

    fn integer<E: de::Error>(self, n: impl TryInto<i64> + fmt::Display + Copy) -> Result<Value, E> {
        match n.try_into() {
            Ok(n) => self.scalar(1, Value::Integer(n)),
            Err(_) => {
                Err(self.reader.refuse(Code::IntegerOutOfRange, format!("the integer {n} is outside -2^63..=2^63-1")))
            }
        }
    }

    /// The text of a number, which serde_json hands over when an application switches on `arbitrary_precision`.
    fn number<E: de::Error>(self, text: &str) -> Result<Value, E> {
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

    fn visit_bool<E: de::Error>(self, b: bool) -> Result<Value, E> {
        self.scalar(1, Value::Bool(b))
    }

    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Value, E> {
        self.scalar(1, Value::Integer(n))
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Value, E> {
        self.integer(n)
    }

    fn visit_i128<E: de::Error>(self, n: i128) -> Result<Value, E> {
        self.integer(n)
    }

    fn visit_u128<E: de::Error>(self, n: u128) -> Result<Value, E> {
        self.integer(n)
    }

    fn visit_f64<E: de::Error>(self, x: f64) -> Result<Value, E> {
        if !x.is_finite() {
            return Err(self.reader.refuse(Code::NotFinite, "a number that is not finite"));
        }
        if x.abs() >= json_number::WIDE {
            self.reader.wide.set(true);
        }
        self.scalar(1, number::integral(x).map_or(Value::Float(x), Value::Integer))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        self.scalar(1 + text.len(), Value::Text(text.into()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
        self.scalar(1 + text.len(), Value::Text(text))
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Value, E> {
        self.scalar(1 + bytes.len(), Value::Bytes(bytes.into()))
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Value, E> {
        self.scalar(1 + bytes.len(), Value::Bytes(bytes))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        self.scalar(1, Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        if !self.may_open() {
            return Err(self.too_deep());
        }
        self.reader.grow(1)?;
        let mut items = Vec::new();
        loop {
            match from.next_element_seed(self.inner()) {
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
        self.reader.grow(1)?;
        let mut members = SortedMap::new();
        while let Some(key) = from.next_key::<String>()? {
            if key == json_number::TOKEN && members.is_empty() && json_number::arbitrary_precision() {
                return self.number(&from.next_value::<String>()?);
            }
            let may_be_bytes = self.at_limit() && key == BYTES_KEY;
            if !self.may_open() && !may_be_bytes {
                return Err(self.too_deep());
            }
            self.reader.grow(1 + key.len())?;
            if members.contains_key(&key) {
                let error = self.reader.refuse(Code::DuplicateKey, "an object has a key twice");
                self.reader.inside(|| Step::Key(key));
                return Err(error);
            }
            match from.next_value_seed(self.inner()) {
                Ok(value) => {
                    members.insert(key, value);
                }
                Err(error) => {
                    self.reader.inside(|| Step::Key(key));
                    return Err(error);
                }
            }
        }
        match members.get(BYTES_KEY) {
            Some(content) if members.len() == 1 => self.bytes(content),
            _ if !self.may_open() => Err(self.too_deep()),
            _ => Ok(Value::Object(members.into_iter().collect())),
        }
    }
}

impl Seed<'_> {
    fn bytes<E: de::Error>(self, content: &Value) -> Result<Value, E> {
        let bytes = content.as_str().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        bytes.map(Value::Bytes).ok_or_else(|| {
            let message = "`$bytes` takes base64url text without padding";
            let error = self.reader.refuse(Code::UnsupportedValue, message);
            self.reader.inside(|| Step::Key(BYTES_KEY.into()));
            error
        })
    }
}
