//! Whether a record exists: versions that say alive or deleted, touched by each write and delete.

use super::{LocalDot, LocalReading, Stamp};
use crate::wire::Birth;
use alloc::{boxed::Box, vec::Vec};

/// One live existence version.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Existence {
    pub(crate) stamp: Stamp,
    pub(crate) life: Life,
    pub(crate) births: Births,
    pub(crate) footing: Footing,
}

/// How a write stands to those before it, as its change says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Footing {
    pub(crate) birth: Birth,
    /// Whether it spared a write of its own region: then it does not stand for what that region wrote before.
    pub(crate) apart: bool,
    /// Whether it put a value at the root.
    pub(crate) puts: bool,
}

impl Footing {
    pub(crate) const fn to_bits(self) -> u8 {
        self.birth as u8 | (self.apart as u8) << 2 | (self.puts as u8) << 3
    }

    pub(crate) const fn from_bits(bits: u8) -> Option<Self> {
        match Birth::from_wire(bits & 3) {
            Some(birth) if bits < 16 => Some(Footing { birth, apart: bits & 4 != 0, puts: bits & 8 != 0 }),
            _ => None,
        }
    }
}

/// The creations of the record that a write goes on from, or that a delete had seen: a delete beats only writes whose
/// every creation it saw, where the class says create-wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Births {
    /// The write created the record.
    Own,
    /// These; none where nobody asked for them when it was written.
    Of(Box<[LocalDot]>),
}

impl Births {
    /// The creations that a write of this dot names.
    pub(crate) fn of<'a>(&'a self, write: &'a LocalDot) -> &'a [LocalDot] {
        match self {
            Births::Own => core::slice::from_ref(write),
            Births::Of(births) => births,
        }
    }
}

impl Existence {
    pub(crate) fn births(&self) -> &[LocalDot] {
        self.births.of(&self.stamp.dot)
    }

    /// Whether a delete had seen every creation that a write goes on from.
    pub(crate) fn is_beaten_by(&self, delete: &Existence) -> bool {
        let births = self.births();
        !births.is_empty() && births.iter().all(|birth| delete.births().contains(birth))
    }
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
