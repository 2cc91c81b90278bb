//! The state of one record: existence, and at its places registers, counters and so on, one file each.
//!
//! Everything here is dot stores under the one join. A record knows its streams by small local numbers; the engine
//! that holds the table of streams translates.

mod addition;
mod bounded_counter;
mod counter;
mod effect;
mod existence;
mod expiry;
mod extreme;
mod fields;
mod flag;
mod log;
mod pending;
mod place;
mod register;
mod set;

pub(crate) use bounded_counter::{BoundedCounter, Row};
pub(crate) use counter::{Baseline, Counter, Entry, LocalReading};
pub(crate) use effect::{Content, Effect, Encounter, Outcome};
pub(crate) use existence::{Births, Existence, Footing, Life, Tomb};
pub(crate) use expiry::Expiry;
pub(crate) use extreme::{End, Extreme, Offer};
pub(crate) use flag::{Flag, FlagVersion};
pub(crate) use log::{Log, LogEntry};
pub(crate) use pending::{Pending, Scope};
pub(crate) use place::{LocalDot, Place, Seen, Stamp};
pub(crate) use register::{LaterDelete, Register, RegisterVersion};
pub(crate) use set::{MemberDot, MemberDots, Set};

use crate::{deployment::ExistenceStrategy, sorted::SortedMap, wire::Path};
use alloc::vec::Vec;

/// The whole state of one record.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Record {
    pub(crate) existence: Vec<Existence>,
    pub(crate) places: SortedMap<Path, Place>,
    /// What arriving changes had seen beyond what has been received here.
    pub(crate) pending: Vec<Pending>,
    /// Whether conflict records follow what is written here: derived, and in no snapshot.
    pub(crate) watched: bool,
}

impl Record {
    /// Whether the record reads as existing.
    pub(crate) fn exists(&self, strategy: ExistenceStrategy) -> bool {
        self.existing(strategy).is_some()
    }

    /// The latest write that holds the record alive, if by the strategy it exists.
    pub(crate) fn existing(&self, strategy: ExistenceStrategy) -> Option<&Existence> {
        let latest = |alive: bool| {
            let versions = self.existence.iter().filter(|version| matches!(version.life, Life::Alive) == alive);
            versions.max_by_key(|version| version.stamp.order())
        };
        let (write, delete) = (latest(true)?, latest(false));
        let exists = match strategy {
            ExistenceStrategy::LastWriteWins => delete.is_none_or(|delete| delete.stamp.order() < write.stamp.order()),
            ExistenceStrategy::DeleteWins => delete.is_none(),
            ExistenceStrategy::UpdateWins => true,
            ExistenceStrategy::CreateWins => return self.existing_by_creation(),
        };
        exists.then_some(write)
    }

    /// The latest write that no delete beats by having seen its creation.
    fn existing_by_creation(&self) -> Option<&Existence> {
        let deletes = || self.existence.iter().filter(|version| matches!(version.life, Life::Deleted(_)));
        let writes = self.existence.iter().filter(|version| matches!(version.life, Life::Alive));
        let stands = writes.filter(|write| !deletes().any(|delete| write.is_beaten_by(delete)));
        stands.max_by_key(|write| write.stamp.order())
    }

    /// Whether somebody holds the record alive and nobody has deleted it.
    pub(crate) fn is_undisputed(&self) -> bool {
        !self.existence.is_empty() && self.existence.iter().all(|version| matches!(version.life, Life::Alive))
    }

    /// The version of existence that a write left.
    pub(crate) fn existence_of(&self, dot: LocalDot) -> Option<&Existence> {
        self.existence.iter().find(|version| version.stamp.dot == dot)
    }

    /// The version that a write left in the register at a place.
    pub(crate) fn version_of(&self, path: &Path, dot: LocalDot) -> Option<&RegisterVersion> {
        match self.places.get(path) {
            Some(Place::Register(register)) => register.versions.iter().find(|version| version.stamp.dot == dot),
            _ => None,
        }
    }

    /// Whether nothing at all is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.existence.is_empty() && self.pending.is_empty() && self.places.values().all(Place::is_empty)
    }
}
