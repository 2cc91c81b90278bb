//! The envelope of a stretch of one stream.

use super::{
    WIRE_VERSION,
    extras::{decode_dot, encode_dot},
    operation::{malformed, required},
};
use crate::{
    Code, Error, Result,
    causality::{Origin, Stream},
};
use alloc::vec::Vec;
use minicbor::{Decoder, Encoder};

/// What the first change of a stretch is relative to: the state of the stream just before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Base {
    /// The running hash.
    pub(crate) hash: u64,
    /// The packed time of the change before.
    pub(crate) time: u64,
    /// The process that wrote the change before.
    pub(crate) process: u32,
    /// The context, in the order in which the stream met others.
    pub(crate) context: Vec<(Stream, u64)>,
}

/// A contiguous stretch of one stream, as it travels.
#[derive(Debug)]
pub(crate) struct Batch<'a> {
    pub(crate) deployment_version: u64,
    /// The first half of the deployment's digest.
    pub(crate) deployment_digest: [u8; 16],
    pub(crate) stream: Stream,
    pub(crate) first: u64,
    pub(crate) count: u64,
    pub(crate) base: Base,
    /// The changes, one after the other.
    pub(crate) changes: &'a [u8],
}

impl<'a> Batch<'a> {
    pub(crate) fn last(&self) -> u64 {
        self.first + self.count - 1
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.changes.len() + 96 + 24 * self.base.context.len());
        let mut encoder = Encoder::new(&mut bytes);
        let stream = self.stream;
        let _ = encoder
            .array(10)
            .and_then(|e| e.u64(WIRE_VERSION))
            .and_then(|e| e.u64(self.deployment_version))
            .and_then(|e| e.bytes(&self.deployment_digest))
            .and_then(|e| e.array(4))
            .and_then(|e| e.u16(stream.origin.region))
            .and_then(|e| e.u16(stream.origin.incarnation))
            .and_then(|e| e.u32(stream.placement))
            .and_then(|e| e.u16(stream.partition))
            .and_then(|e| e.u64(self.first))
            .and_then(|e| e.u64(self.count))
            .and_then(|e| e.u64(self.base.hash))
            .and_then(|e| e.array(2))
            .and_then(|e| e.u64(self.base.time))
            .and_then(|e| e.u32(self.base.process))
            .and_then(|e| e.array(self.base.context.len() as u64));
        for &(stream, head) in &self.base.context {
            encode_dot(&mut encoder, stream, head);
        }
        let _ = encoder.bytes(self.changes);
        bytes
    }

    pub(crate) fn decode(bytes: &'a [u8], bytes_max: usize) -> Result<Self> {
        if bytes.len() > bytes_max {
            return Err(Error::new(
                Code::BatchTooLarge,
                alloc::format!("the batch has {} bytes and the limit is {bytes_max}; send smaller ones", bytes.len()),
            )
            .with("bytes", bytes.len())
            .with("limit", bytes_max));
        }
        let mut decoder = Decoder::new(bytes);
        let length = required(decoder.array().ok().flatten(), "a batch is an array")?;
        let version = required(decoder.u64().ok(), "a format version")?;
        if version != WIRE_VERSION {
            return Err(Error::new(
                Code::UnsupportedVersion,
                alloc::format!("the batch has format version {version} and this library reads {WIRE_VERSION}"),
            )
            .with("version", version));
        }
        let batch = Self::decode_body(&mut decoder).ok_or_else(|| malformed("its envelope"))?;
        for _ in 10..length {
            required(decoder.skip().ok(), "a member of the envelope")?;
        }
        if length < 10 || decoder.position() != bytes.len() {
            return Err(malformed("bytes after its end"));
        }
        Ok(batch)
    }

    fn decode_body(decoder: &mut Decoder<'a>) -> Option<Self> {
        let deployment_version = decoder.u64().ok()?;
        let deployment_digest = decoder.bytes().ok()?.try_into().ok()?;
        if decoder.array().ok()?? != 4 {
            return None;
        }
        let origin = Origin::new(decoder.u16().ok()?, decoder.u16().ok()?);
        let stream = Stream::new(origin, decoder.u32().ok()?, decoder.u16().ok()?);
        let (first, count) = (decoder.u64().ok()?, decoder.u64().ok()?);
        let hash = decoder.u64().ok()?;
        if decoder.array().ok()?? != 2 {
            return None;
        }
        let (time, process) = (decoder.u64().ok()?, decoder.u32().ok()?);
        let mut context = Vec::new();
        for _ in 0..decoder.array().ok()?? {
            context.push(decode_dot(decoder)?);
        }
        let changes = decoder.bytes().ok()?;
        let sound = origin.region > 0
            && origin.incarnation > 0
            && first > 0
            && count > 0
            && first.checked_add(count).is_some()
            && count <= changes.len() as u64
            && (first > 1 || (hash, time, process) == (0, 0, 0) && context.is_empty());
        sound.then_some(Batch {
            deployment_version,
            deployment_digest,
            stream,
            first,
            count,
            base: Base { hash, time, process, context },
            changes,
        })
    }
}
