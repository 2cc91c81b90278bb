//! The row of a bounded counter as it travels: all that a stream has granted, spent and given so far.

use alloc::vec::Vec;
use minicbor::{Decoder, Encoder};

/// Totals, not differences: a change that arrives after others of its stream changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rights {
    pub(crate) granted: u64,
    pub(crate) spent: u64,
    /// By the number of the region that it was given to, ascending.
    pub(crate) given: Vec<(u16, u64)>,
}

impl Rights {
    pub(crate) fn encode(&self, encoder: &mut Encoder<&mut Vec<u8>>) {
        let _ = encoder
            .array(3)
            .and_then(|e| e.u64(self.granted))
            .and_then(|e| e.u64(self.spent))
            .and_then(|e| e.array(self.given.len() as u64 * 2));
        for &(region, amount) in &self.given {
            let _ = encoder.u16(region).and_then(|e| e.u64(amount));
        }
    }

    /// The row at the start of the bytes, and how many of them it takes.
    pub(crate) fn decode(bytes: &[u8]) -> Option<(Self, usize)> {
        let mut decoder = Decoder::new(bytes);
        let rights = Self::read(&mut decoder)?;
        Some((rights, decoder.position()))
    }

    pub(crate) fn read(decoder: &mut Decoder<'_>) -> Option<Self> {
        if decoder.array().ok()?? != 3 {
            return None;
        }
        let mut rights = Rights { granted: decoder.u64().ok()?, spent: decoder.u64().ok()?, given: Vec::new() };
        let items = decoder.array().ok()??;
        if items % 2 != 0 {
            return None;
        }
        for _ in 0..items / 2 {
            let (region, amount) = (decoder.u16().ok()?, decoder.u64().ok()?);
            if rights.given.last().map_or(0, |last| last.0) >= region {
                return None;
            }
            rights.given.push((region, amount));
        }
        Some(rights)
    }
}
