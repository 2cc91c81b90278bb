//! Version vectors as bytes: a canonical CBOR array of `[region, incarnation, placement, partition, head]`.

use super::{Origin, Stream, VersionVector};
use crate::{Code, Error, Result};
use alloc::vec::Vec;
use minicbor::{Decoder, Encoder};

#[cold]
fn malformed() -> Error {
    Error::new(Code::PartMalformed, "these bytes are not a version vector; give what to_bytes returned")
}

impl VersionVector {
    /// The vector as bytes, the same for equal vectors.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.encode(&mut Encoder::new(&mut bytes));
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote, and nothing else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut decoder = Decoder::new(bytes);
        let vector = Self::decode(&mut decoder).ok_or_else(malformed)?;
        if decoder.position() == bytes.len() { Ok(vector) } else { Err(malformed()) }
    }

    pub(crate) fn encode(&self, encoder: &mut Encoder<&mut Vec<u8>>) {
        let _ = encoder.array(self.iter().len() as u64);
        for (stream, head) in self.iter() {
            let _ = encoder
                .array(5)
                .and_then(|e| e.u16(stream.origin.region))
                .and_then(|e| e.u16(stream.origin.incarnation))
                .and_then(|e| e.u32(stream.placement))
                .and_then(|e| e.u16(stream.partition))
                .and_then(|e| e.u64(head));
        }
    }

    pub(crate) fn decode(decoder: &mut Decoder<'_>) -> Option<Self> {
        let count = decoder.array().ok()??;
        let mut vector = VersionVector::new();
        let mut last = None;
        for _ in 0..count {
            if decoder.array().ok()?? != 5 {
                return None;
            }
            let origin = Origin::new(decoder.u16().ok()?, decoder.u16().ok()?);
            let stream = Stream::new(origin, decoder.u32().ok()?, decoder.u16().ok()?);
            let head = decoder.u64().ok()?;
            if head == 0 || origin.region == 0 || origin.incarnation == 0 || last.is_some_and(|l| l >= stream) {
                return None;
            }
            last = Some(stream);
            vector.advance(stream, head);
        }
        Some(vector)
    }
}
