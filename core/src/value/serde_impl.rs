//! Values in serde's formats. Text formats see bytes as `{"$bytes":"…"}`, binary ones as bytes.

use serde_core::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{
    Limits, Value,
    json::{Json, too_large},
    json_reader::Reader,
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
        let value = Reader::new(&limits).read(deserializer)?;
        let size = value.cbor_len();
        if size > limits.size_bytes { Err(D::Error::custom(too_large(size, &limits))) } else { Ok(value) }
    }
}
