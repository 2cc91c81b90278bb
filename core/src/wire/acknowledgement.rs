//! What a region tells another of what it holds.

use super::{WIRE_VERSION, operation::malformed};
use crate::{
    Code, Error, Result,
    causality::{Origin, VersionVector},
};
use alloc::vec::Vec;
use minicbor::{Decoder, Encoder};

/// The cursors of a replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acknowledgement {
    pub(crate) origin: Origin,
    pub(crate) cursors: VersionVector,
    /// The newest incarnations of other regions that the replica knows, by region.
    pub(crate) incarnations: Vec<(u16, u16)>,
    /// The version of the deployment that is in force there.
    pub(crate) deployment_version: u64,
}

impl Acknowledgement {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes);
        let _ = encoder
            .array(6)
            .and_then(|e| e.u64(WIRE_VERSION))
            .and_then(|e| e.u16(self.origin.region))
            .and_then(|e| e.u16(self.origin.incarnation));
        self.cursors.encode(&mut encoder);
        let _ = encoder.array(self.incarnations.len() as u64);
        for (region, incarnation) in &self.incarnations {
            let _ = encoder.array(2).and_then(|e| e.u16(*region)).and_then(|e| e.u16(*incarnation));
        }
        let _ = encoder.u64(self.deployment_version);
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let mut decoder = Decoder::new(bytes);
        let read = |decoder: &mut Decoder<'_>| -> Option<Self> {
            if decoder.array().ok()?? != 6 || decoder.u64().ok()? != WIRE_VERSION {
                return None;
            }
            let origin = Origin::new(decoder.u16().ok()?, decoder.u16().ok()?);
            let cursors = VersionVector::decode(decoder)?;
            let mut incarnations = Vec::new();
            for _ in 0..decoder.array().ok()?? {
                if decoder.array().ok()?? != 2 {
                    return None;
                }
                incarnations.push((decoder.u16().ok()?, decoder.u16().ok()?));
            }
            let deployment_version = decoder.u64().ok()?;
            (origin.region > 0 && origin.incarnation > 0 && decoder.position() == bytes.len())
                .then_some(Acknowledgement { origin, cursors, incarnations, deployment_version })
        };
        read(&mut decoder).ok_or_else(|| {
            Error::new(
                Code::AcknowledgementMalformed,
                malformed("not an acknowledgement").message().replace("batch", "message"),
            )
        })
    }
}
