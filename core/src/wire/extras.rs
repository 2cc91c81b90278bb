//! What a few changes carry beyond the context of their stream.

use super::operation::Path;
use crate::causality::{Dot, Origin, Stream};
use crate::conflict::{ConflictId, Ruling, Verdict};
use alloc::vec::Vec;
use minicbor::{Decoder, Encoder, data::Type};

/// What a reader saw of one counter entry: an increment stream's birth, how far, and the total there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) path: Path,
    pub(crate) stream: Stream,
    pub(crate) birth: u64,
    pub(crate) sequence: u64,
    pub(crate) total: i128,
}

/// Additions to and exceptions from the context of a change, and counter readings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Extras {
    /// Seen at the change's place beyond what the stream's context says: by a reader elsewhere.
    pub(crate) seen: Vec<(Stream, u64)>,
    /// Seen at the root beyond what the stream's context says: by deletes that the change writes over.
    pub(crate) seen_at_root: Vec<(Stream, u64)>,
    /// Received, but spared: live values that the writer's read had not seen.
    pub(crate) spared: Vec<Dot>,
    /// Spared at the root alone: by deletes that the change writes over, though the change's own reader had seen it.
    pub(crate) spared_at_root: Vec<Dot>,
    /// Counter entries that this change cancels, or (of a delete) that it saw.
    pub(crate) readings: Vec<Reading>,
    /// The conflict that the change settles or takes back.
    pub(crate) verdict: Option<Verdict>,
    /// The creations of the record that a write goes on from, or that a delete had seen; where the class asks for it.
    pub(crate) births: Vec<Dot>,
}

const SEEN: u8 = 0;
const SPARED: u8 = 1;
const READINGS: u8 = 2;
const SEEN_AT_ROOT: u8 = 3;
const SPARED_AT_ROOT: u8 = 4;
const VERDICT: u8 = 5;
const BIRTHS: u8 = 6;

impl Extras {
    pub(crate) fn is_empty(&self) -> bool {
        self.parts().iter().all(|present| !present)
    }

    /// Which members are there, by number.
    fn parts(&self) -> [bool; 7] {
        [
            !self.seen.is_empty(),
            !self.spared.is_empty(),
            !self.readings.is_empty(),
            !self.seen_at_root.is_empty(),
            !self.spared_at_root.is_empty(),
            self.verdict.is_some(),
            !self.births.is_empty(),
        ]
    }

    pub(crate) fn encode(&self, encoder: &mut Encoder<&mut Vec<u8>>) {
        let _ = encoder.map(self.parts().iter().filter(|present| **present).count() as u64);
        if !self.seen.is_empty() {
            let _ = encoder.u8(SEEN).and_then(|e| e.array(self.seen.len() as u64));
            for &(stream, head) in &self.seen {
                encode_dot(encoder, stream, head);
            }
        }
        encode_dots(encoder, SPARED, &self.spared);
        if !self.readings.is_empty() {
            let _ = encoder.u8(READINGS).and_then(|e| e.array(self.readings.len() as u64));
            for reading in &self.readings {
                reading.encode(encoder);
            }
        }
        if !self.seen_at_root.is_empty() {
            let _ = encoder.u8(SEEN_AT_ROOT).and_then(|e| e.array(self.seen_at_root.len() as u64));
            for &(stream, head) in &self.seen_at_root {
                encode_dot(encoder, stream, head);
            }
        }
        encode_dots(encoder, SPARED_AT_ROOT, &self.spared_at_root);
        if let Some(Verdict { conflict, ruling }) = &self.verdict {
            let _ = encoder
                .u8(VERDICT)
                .and_then(|e| e.array(2))
                .and_then(|e| e.u8(ruling.to_wire()))
                .and_then(|e| e.bytes(&conflict.0));
        }
        encode_dots(encoder, BIRTHS, &self.births);
    }

    /// Reads extras; members of unknown numbers are left to a later version of the library.
    pub(crate) fn decode(decoder: &mut Decoder<'_>, depth_max: usize) -> Option<Self> {
        let mut extras = Extras::default();
        for _ in 0..decoder.map().ok()?? {
            let member = decoder.u64().ok()?;
            match u8::try_from(member) {
                Ok(SEEN) => {
                    for _ in 0..decoder.array().ok()?? {
                        extras.seen.push(decode_dot(decoder)?);
                    }
                }
                Ok(SPARED) => decode_dots(decoder, &mut extras.spared)?,
                Ok(SPARED_AT_ROOT) => decode_dots(decoder, &mut extras.spared_at_root)?,
                Ok(SEEN_AT_ROOT) => {
                    for _ in 0..decoder.array().ok()?? {
                        extras.seen_at_root.push(decode_dot(decoder)?);
                    }
                }
                Ok(BIRTHS) => decode_dots(decoder, &mut extras.births)?,
                Ok(VERDICT) => extras.verdict = Some(decode_verdict(decoder)?),
                Ok(READINGS) => {
                    for _ in 0..decoder.array().ok()?? {
                        extras.readings.push(Reading::decode(decoder, depth_max)?);
                    }
                }
                _ => decoder.skip().ok()?,
            }
        }
        Some(extras)
    }
}

fn encode_dots(encoder: &mut Encoder<&mut Vec<u8>>, member: u8, dots: &[Dot]) {
    if !dots.is_empty() {
        let _ = encoder.u8(member).and_then(|e| e.array(dots.len() as u64));
        dots.iter().for_each(|dot| encode_dot(encoder, dot.stream, dot.sequence));
    }
}

fn decode_dots(decoder: &mut Decoder<'_>, dots: &mut Vec<Dot>) -> Option<()> {
    for _ in 0..decoder.array().ok()?? {
        let (stream, sequence) = decode_dot(decoder)?;
        dots.push(Dot { stream, sequence });
    }
    Some(())
}

fn decode_verdict(decoder: &mut Decoder<'_>) -> Option<Verdict> {
    if decoder.array().ok()?? != 2 {
        return None;
    }
    let ruling = Ruling::from_wire(decoder.u8().ok()?)?;
    Some(Verdict { ruling, conflict: ConflictId(decoder.bytes().ok()?.try_into().ok()?) })
}

impl Reading {
    pub(crate) fn encode(&self, encoder: &mut Encoder<&mut Vec<u8>>) {
        let _ = encoder.array(4);
        self.path.encode(encoder);
        encode_dot(encoder, self.stream, self.sequence);
        let _ = encoder.u64(self.birth);
        encode_integer(encoder, self.total);
    }

    pub(crate) fn decode(decoder: &mut Decoder<'_>, depth_max: usize) -> Option<Self> {
        if decoder.array().ok()?? != 4 {
            return None;
        }
        let path = Path::decode(decoder, depth_max)?;
        let (stream, sequence) = decode_dot(decoder)?;
        let birth = decoder.u64().ok()?;
        let total = decode_integer(decoder)?;
        (birth >= 1 && birth <= sequence).then_some(Reading { path, stream, birth, sequence, total })
    }
}

pub(crate) fn encode_dot(encoder: &mut Encoder<&mut Vec<u8>>, stream: Stream, sequence: u64) {
    let _ = encoder
        .array(5)
        .and_then(|e| e.u16(stream.origin.region))
        .and_then(|e| e.u16(stream.origin.incarnation))
        .and_then(|e| e.u32(stream.placement))
        .and_then(|e| e.u16(stream.partition))
        .and_then(|e| e.u64(sequence));
}

pub(crate) fn decode_dot(decoder: &mut Decoder<'_>) -> Option<(Stream, u64)> {
    if decoder.array().ok()?? != 5 {
        return None;
    }
    let origin = Origin::new(decoder.u16().ok()?, decoder.u16().ok()?);
    let stream = Stream::new(origin, decoder.u32().ok()?, decoder.u16().ok()?);
    let sequence = decoder.u64().ok()?;
    (sequence > 0 && origin.region > 0 && origin.incarnation > 0).then_some((stream, sequence))
}

/// An integer of up to 128 bits: CBOR's own integers where they suffice, else a byte string in two's complement.
pub(crate) fn encode_integer(encoder: &mut Encoder<&mut Vec<u8>>, number: i128) {
    let _ = match i64::try_from(number) {
        Ok(small) => encoder.i64(small),
        Err(_) => encoder.bytes(&number.to_be_bytes()),
    };
}

pub(crate) fn decode_integer(decoder: &mut Decoder<'_>) -> Option<i128> {
    match decoder.datatype().ok()? {
        Type::Bytes => Some(i128::from_be_bytes(decoder.bytes().ok()?.try_into().ok()?)),
        _ => decoder.i64().ok().map(i128::from),
    }
}
