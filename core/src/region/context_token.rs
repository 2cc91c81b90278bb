//! What a read hands to a later write: what had been received when it read, and its counter readings.

use super::Region;
use crate::{
    Code, Error, Result,
    causality::{Dot, VersionVector},
    wire::Reading,
};
use alloc::{format, vec::Vec};
use minicbor::{Decoder, Encoder, data::Type};

const TOKEN_VERSION: u64 = 1;
const PATH_DEPTH_MAX: usize = 100;

/// The context of a read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ContextToken {
    pub(super) vector: VersionVector,
    pub(super) readings: Vec<Reading>,
}

impl ContextToken {
    pub(super) fn covers(&self, dot: Dot) -> bool {
        self.vector.covers(dot)
    }

    /// Refuses a context that no read can have returned: one that names regions which are not there, or writes of
    /// this region which it has not made. Believed, the latter would hide them once they are made.
    pub(super) fn check(&self, region: &Region) -> Result<()> {
        let own = region.origin;
        let readings = self.readings.iter().map(|reading| (reading.stream, reading.sequence));
        for (stream, head) in self.vector.iter().chain(readings) {
            let number = stream.origin.region;
            if !region.deployment.regions().iter().any(|spec| spec.number == number) {
                return Err(refused(format!("it names region {number}, which the deployment does not have")));
            }
            let received = region.streams.number(stream).map_or(0, |number| region.streams.cursor(number));
            if number == own.region
                && (stream.origin.incarnation > own.incarnation || stream.origin == own && head > received)
            {
                return Err(refused(format!("it names {stream}#{head}, which this region has not written")));
            }
        }
        Ok(())
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes);
        let _ = encoder.array(3).and_then(|e| e.u64(TOKEN_VERSION));
        self.vector.encode(&mut encoder);
        let _ = encoder.array(self.readings.len() as u64);
        for reading in &self.readings {
            reading.encode(&mut encoder);
        }
        bytes
    }

    /// Reads a token, or the bytes of a version vector, which is a token without readings.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self> {
        Self::read(bytes).or_else(|| Self::read_vector(bytes)).ok_or_else(|| refused("the bytes are malformed"))
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new(bytes);
        if decoder.array().ok()?? != 3
            || matches!(decoder.datatype(), Ok(Type::Array))
            || decoder.u64().ok()? != TOKEN_VERSION
        {
            return None;
        }
        let vector = VersionVector::decode(&mut decoder)?;
        let count = decoder.array().ok()??;
        let mut readings = Vec::new();
        for _ in 0..count {
            readings.push(Reading::decode(&mut decoder, PATH_DEPTH_MAX)?);
        }
        (decoder.position() == bytes.len()).then_some(ContextToken { vector, readings })
    }

    fn read_vector(bytes: &[u8]) -> Option<Self> {
        VersionVector::from_bytes(bytes).ok().map(|vector| ContextToken { vector, readings: Vec::new() })
    }
}

#[cold]
fn refused(why: impl core::fmt::Display) -> Error {
    Error::new(
        Code::InvalidContext,
        format!("this is not a context: {why}; hand on what a read returned, or the bytes of a version vector"),
    )
}
