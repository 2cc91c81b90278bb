//! What the engine answers, as far as it needs no document.

use active_active::region::{ApplyReport, Written};

use crate::{
    causality::dot::{aa_dot, aa_stream},
    time::timestamp::aa_timestamp,
};

/// A write that was accepted. It is a plain value.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct aa_written {
    /// The name of the write.
    pub dot: aa_dot,
    /// When it was written, by the region's hybrid clock.
    pub timestamp: aa_timestamp,
}

impl From<Written> for aa_written {
    fn from(written: Written) -> Self {
        aa_written { dot: written.dot.into(), timestamp: written.timestamp.into() }
    }
}

/// What became of a batch, in numbers. It is a plain value.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct aa_apply_summary {
    /// The stream of the batch.
    pub stream: aa_stream,
    /// Changes that were applied, those released from hold by this batch included.
    pub applied: u64,
    /// Changes that had been applied before.
    pub duplicates: u64,
    /// Changes that were applied out of hold.
    pub released: u64,
    /// Conflict records that this batch made or extended.
    pub conflicts: u64,
    /// Stretches of this stream that still wait.
    pub held: u64,
}

impl From<&ApplyReport> for aa_apply_summary {
    fn from(report: &ApplyReport) -> Self {
        aa_apply_summary {
            stream: report.stream.into(),
            applied: report.applied,
            duplicates: report.duplicates,
            released: report.released,
            conflicts: report.conflicts.len() as u64,
            held: report.held.len() as u64,
        }
    }
}
