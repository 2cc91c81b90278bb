//! Whether a record exists: versions that say alive or deleted, touched by each write and delete.

use super::{LocalDot, LocalReading, Stamp};
use alloc::{boxed::Box, vec::Vec};

/// One live existence version.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Existence {
    pub(crate) stamp: Stamp,
    pub(crate) life: Life,
}

/// What an existence version says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Life {
    Alive,
    Deleted(Box<Tomb>),
}

/// What a delete knew, for the write that re-creates the record: that write replaces what the delete had seen,
/// received here or not, and takes its counter readings as baselines.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Tomb {
    /// Seen by the delete and not yet received here when it came.
    pub(crate) seen: Vec<(u32, u64)>,
    /// Excepted from that: live when the delete was written, and not in its context.
    pub(crate) spared: Vec<LocalDot>,
    pub(crate) readings: Vec<LocalReading>,
}

impl Tomb {
    /// Whether the delete had seen a write that was not received here when it came.
    pub(crate) fn saw(&self, dot: LocalDot) -> bool {
        let within = self.seen.iter().any(|(stream, head)| *stream == dot.stream && dot.sequence <= *head);
        within && !self.spared.contains(&dot)
    }
}
