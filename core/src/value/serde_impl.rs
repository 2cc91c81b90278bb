//! Values in serde's formats. Text formats see bytes as `{"$bytes":"…"}`, binary ones as bytes.

use serde_core::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, Error},
};

use super::{
    Limits, Value,
    json::{Json, Reader, Seed, too_large},
};

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Json(self).serialize(serializer)
    }
}

/// Reads and normalizes a value, with the default limits.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        let limits = Limits::default();
        let reader = Reader::new(&limits);
        let value = Seed { reader: &reader, depth: 0 }.deserialize(deserializer)?;
        let size = value.cbor_len();
        if size > limits.size_bytes { Err(D::Error::custom(too_large(size, &limits))) } else { Ok(value) }
    }
}
