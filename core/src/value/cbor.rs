//! The canonical encoding: deterministic CBOR (RFC 8949 section 4.2).
//!
//! One choice differs from the RFC's suggestion: keys are sorted by their UTF-8 bytes, not by their encoded form,
//! so that the order is the one that people and databases see.

use alloc::{format, string::ToString, vec::Vec};

use minicbor::{
    Decoder, Encoder,
    data::{IanaTag, Type},
};

use super::{Limits, Value, check_canonical, number};
use crate::{Code, Error, Result};

type Encoded = Result<(), minicbor::encode::Error<core::convert::Infallible>>;

impl Value {
    /// The canonical bytes of a canonical value.
    ///
    /// A value that was built by hand goes through [`Value::normalize`] first; without that the bytes are what the
    /// value says, and no region accepts them. A `BigInteger` is written as a CBOR bignum, for hashing and display
    /// only: no region accepts that as a value either.
    ///
    /// ```
    /// use active_active::value::{Limits, Value};
    ///
    /// let bytes = Value::object([("a", Value::from(1)), ("b", Value::Float(0.5))]).to_cbor();
    /// assert_eq!(bytes, [0xa2, 0x61, b'a', 0x01, 0x61, b'b', 0xf9, 0x38, 0x00]);
    /// assert_eq!(Value::from_cbor(&bytes, &Limits::default())?.get("a"), Some(&Value::Integer(1)));
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn to_cbor(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.cbor_len());
        self.append_cbor(&mut bytes);
        bytes
    }

    /// Appends the canonical bytes to those already there.
    pub fn append_cbor(&self, bytes: &mut Vec<u8>) {
        // Writing to memory has no error to report.
        let _ = encode(self, &mut Encoder::new(bytes));
    }

    /// How many bytes the canonical encoding takes, without making it.
    pub fn cbor_len(&self) -> usize {
        match self {
            Value::Null | Value::Bool(_) => 1,
            Value::Integer(n) => head_len(if *n < 0 { !*n } else { *n } as u64),
            Value::Float(x) if number::to_half(*x).is_some() => 3,
            Value::Float(x) if number::to_single(*x).is_some() => 5,
            Value::Float(_) => 9,
            Value::Text(text) => string_len(text.len()),
            Value::Bytes(bytes) => string_len(bytes.len()),
            Value::Array(items) => head_len(items.len() as u64) + items.iter().map(Value::cbor_len).sum::<usize>(),
            Value::Object(members) => {
                let content = members.iter().map(|(key, value)| string_len(key.len()) + value.cbor_len());
                head_len(members.len() as u64) + content.sum::<usize>()
            }
            Value::BigInteger(n) => big_integer_len(*n),
        }
    }

    /// Reads the canonical bytes of one value, and nothing else after it.
    ///
    /// # Errors
    ///
    /// Those of [`check_canonical`], and `not_canonical` when something follows the value.
    pub fn from_cbor(bytes: &[u8], limits: &Limits) -> Result<Value> {
        let end = check_canonical(bytes, limits)?;
        if end != bytes.len() {
            let more = bytes.len() - end;
            return Err(Error::new(
                Code::NotCanonical,
                format!("{more} bytes follow the value that ends at byte {end}"),
            )
            .with("position", end));
        }
        decode(&mut Decoder::new(bytes)).map_err(|e| Error::new(Code::NotCanonical, e.to_string()))
    }
}

fn head_len(argument: u64) -> usize {
    match argument {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

fn string_len(length: usize) -> usize {
    head_len(length as u64) + length
}

fn encode(value: &Value, to: &mut Encoder<&mut Vec<u8>>) -> Encoded {
    match value {
        Value::Null => to.null()?,
        Value::Bool(b) => to.bool(*b)?,
        Value::Integer(n) => to.i64(*n)?,
        Value::Float(x) => return float(*x, to),
        Value::Text(text) => to.str(text)?,
        Value::Bytes(bytes) => to.bytes(bytes)?,
        Value::Array(items) => {
            to.array(items.len() as u64)?;
            return items.iter().try_for_each(|item| encode(item, to));
        }
        Value::Object(members) => {
            to.map(members.len() as u64)?;
            return members.iter().try_for_each(|(key, value)| {
                to.str(key)?;
                encode(value, to)
            });
        }
        Value::BigInteger(n) => return big_integer(*n, to),
    };
    Ok(())
}

fn float(x: f64, to: &mut Encoder<&mut Vec<u8>>) -> Encoded {
    if let Some(half) = number::to_half(x) {
        // minicbor writes halves only with another dependency.
        let [high, low] = half.to_be_bytes();
        to.writer_mut().extend_from_slice(&[0xf9, high, low]);
    } else if let Some(single) = number::to_single(x) {
        to.f32(single)?;
    } else {
        to.f64(x)?;
    }
    Ok(())
}

fn big_integer_len(n: i128) -> usize {
    let magnitude = if n < 0 { !n } else { n };
    match u64::try_from(magnitude) {
        Ok(argument) => head_len(argument),
        // A tag, and a byte string of at most 16.
        Err(_) => 2 + 16 - (magnitude.leading_zeros() / 8) as usize,
    }
}

fn big_integer(n: i128, to: &mut Encoder<&mut Vec<u8>>) -> Encoded {
    let (tag, magnitude) = if n < 0 { (IanaTag::NegBignum, !n) } else { (IanaTag::PosBignum, n) };
    if let Ok(small) = minicbor::data::Int::try_from(n) {
        to.int(small)?;
    } else {
        let bytes = magnitude.to_be_bytes();
        let zeros = (magnitude.leading_zeros() / 8) as usize;
        to.tag(tag)?.bytes(bytes.get(zeros..).unwrap_or_default())?;
    }
    Ok(())
}

/// Reads an item that [`check_canonical`] accepted, which bounds the depth of this recursion and every length.
fn decode(from: &mut Decoder<'_>) -> Result<Value, minicbor::decode::Error> {
    Ok(match from.datatype()? {
        Type::Null => {
            from.null()?;
            Value::Null
        }
        Type::Bool => Value::Bool(from.bool()?),
        Type::F16 => half(from)?,
        Type::F32 => Value::Float(from.f32()?.into()),
        Type::F64 => Value::Float(from.f64()?),
        Type::String => Value::Text(from.str()?.into()),
        Type::Bytes => Value::Bytes(from.bytes()?.into()),
        Type::Array => {
            let length = from.array()?.unwrap_or_default() as usize;
            let mut items = Vec::with_capacity(length);
            for _ in 0..length {
                items.push(decode(from)?);
            }
            Value::Array(items)
        }
        Type::Map => {
            let length = from.map()?.unwrap_or_default() as usize;
            let mut members = Vec::with_capacity(length);
            for _ in 0..length {
                members.push((from.str()?.into(), decode(from)?));
            }
            Value::Object(members)
        }
        _ => Value::Integer(from.i64()?),
    })
}

pub(super) fn half(from: &mut Decoder<'_>) -> Result<Value, minicbor::decode::Error> {
    let at = from.position();
    let content = from.input().get(at + 1..).and_then(|bytes| bytes.first_chunk::<2>());
    let Some(content) = content else { return Err(minicbor::decode::Error::end_of_input()) };
    from.set_position(at + 3);
    Ok(Value::Float(number::from_half(u16::from_be_bytes(*content))))
}
