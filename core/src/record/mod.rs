//! The state of one record: existence, and registers, counters, sets and flags at its places.
//!
//! Everything here is dot stores under the one join. A record knows its streams by small local numbers; the engine
//! that holds the table of streams translates.

mod addition;
mod counter;
mod effect;
mod existence;
mod flag;
mod pending;
mod place;
mod register;
mod set;

pub(crate) use counter::{Baseline, Counter, Entry, LocalReading};
pub(crate) use effect::{Content, Effect, Encounter, Outcome};
pub(crate) use existence::{Existence, Life, Tomb};
pub(crate) use flag::{Flag, FlagVersion};
pub(crate) use pending::{Pending, Scope};
pub(crate) use place::{LocalDot, Place, Seen, Stamp};
pub(crate) use register::{Register, RegisterVersion};
pub(crate) use set::{MemberDot, MemberDots, Set};

use crate::{conflict::ConflictId, sorted::SortedMap, wire::Path};
use alloc::vec::Vec;

/// The whole state of one record.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Record {
    pub(crate) existence: Vec<Existence>,
    pub(crate) places: SortedMap<Path, Place>,
    /// What arriving changes had seen beyond what has been received here.
    pub(crate) pending: Vec<Pending>,
    /// The conflict records that rest on live versions of this record: derived, and in no snapshot.
    pub(crate) conflicts: Vec<ConflictId>,
}

impl Record {
    /// Whether the record reads as existing: the latest of its live existence versions is not a delete.
    pub(crate) fn exists(&self) -> bool {
        self.latest_existence().is_some_and(|e| matches!(e.life, Life::Alive))
    }

    /// The existence version that last-write-wins picks.
    pub(crate) fn latest_existence(&self) -> Option<&Existence> {
        self.existence.iter().max_by_key(|e| e.stamp.order())
    }

    /// Whether nothing at all is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.existence.is_empty() && self.pending.is_empty() && self.places.values().all(Place::is_empty)
    }
}
