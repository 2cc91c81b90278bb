//! Decoding what the engine itself keeps.

use super::Value;
use minicbor::{Decoder, data::Type};

impl Value {
    /// Decodes bytes that the engine checked when it took them in. It accepts the large integers that counters may
    /// show, which input never has. Bytes that are no such value read as null.
    pub fn from_cbor_output(bytes: &[u8]) -> Value {
        decode(&mut Decoder::new(bytes), 0).unwrap_or(Value::Null)
    }
}

fn decode(decoder: &mut Decoder<'_>, depth: usize) -> Option<Value> {
    if depth > super::Limits::DEPTH_MAX + 1 {
        return None;
    }
    Some(match decoder.datatype().ok()? {
        Type::Null => {
            decoder.null().ok()?;
            Value::Null
        }
        Type::Bool => Value::Bool(decoder.bool().ok()?),
        Type::F16 | Type::F32 | Type::F64 => Value::Float(decode_float(decoder)?),
        Type::String => Value::Text(decoder.str().ok()?.into()),
        Type::Bytes => Value::Bytes(decoder.bytes().ok()?.into()),
        Type::Array => {
            let count = decoder.array().ok()??;
            Value::Array((0..count).map(|_| decode(decoder, depth + 1)).collect::<Option<_>>()?)
        }
        Type::Map => {
            let count = decoder.map().ok()??;
            let member = |decoder: &mut Decoder<'_>| Some((decoder.str().ok()?.into(), decode(decoder, depth + 1)?));
            Value::Object((0..count).map(|_| member(decoder)).collect::<Option<_>>()?)
        }
        Type::Tag => {
            let tag = decoder.tag().ok()?.as_u64();
            let magnitude = decoder.bytes().ok()?.iter().fold(0u128, |sum, byte| sum << 8 | u128::from(*byte));
            let magnitude = i128::try_from(magnitude).ok()?;
            Value::BigInteger(if tag == 3 { -1 - magnitude } else { magnitude })
        }
        _ => {
            let number = i128::from(decoder.int().ok()?);
            i64::try_from(number).map_or(Value::BigInteger(number), Value::Integer)
        }
    })
}

fn decode_float(decoder: &mut Decoder<'_>) -> Option<f64> {
    match decoder.datatype().ok()? {
        Type::F16 => match super::cbor::half(decoder) {
            Ok(Value::Float(half)) => Some(half),
            _ => None,
        },
        Type::F32 => decoder.f32().ok().map(f64::from),
        _ => decoder.f64().ok(),
    }
}
