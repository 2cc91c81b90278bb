//! A conflict as it is kept: with local stream numbers, named when somebody asks.
//!
//! Each side is the last write of its region at the place while that region had seen so much, and no more, of the other
//! side's. So a record is a function of what was received, in whatever order that came: of the writes of one region that
//! had seen the same, a later one stands for those before it.

use super::{ConflictKind, ConflictState, Ruling};
use crate::{
    Error,
    record::{Births, LocalDot, Stamp},
    resolve::MergeName,
    wire::{Birth, OperationKind, Path},
};
use alloc::{boxed::Box, vec::Vec};

/// What two writes met in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arena {
    /// A register. Of one at the root, deletes are part of it.
    Value,
    /// Whether the record exists, where it is no register.
    Existence,
    /// Whether a register exists, where one of them put no value: it said when it expires, or took a delete back.
    Expiry,
    /// A unique value.
    Claim,
}

/// One side of a conflict.
#[derive(Debug, Clone)]
pub(crate) struct KeptSide {
    pub(crate) stamp: Stamp,
    /// What its writer had seen, by stream.
    pub(crate) context: Box<[(u32, u64)]>,
    /// What its region had seen of the other side's stream, where later writes that had seen the same stand for it.
    /// `None` for a write that stands for itself alone: one that the other side's region had received and spared, or
    /// that spared a write of its own region.
    pub(crate) window: Option<u64>,
    pub(crate) birth: Birth,
    /// Whether it put a value at the root.
    pub(crate) puts: bool,
    /// The creations that it goes on from, or that it had seen as a delete.
    pub(crate) births: Births,
    /// Whether it deleted.
    pub(crate) deleted: bool,
    /// The value that it wrote there, if it wrote one.
    pub(crate) bytes: Option<Box<[u8]>>,
}

impl KeptSide {
    /// Whether a delete on this side had seen every creation that a write goes on from.
    pub(crate) fn saw_creation_of(&self, write: &KeptSide) -> bool {
        let births = write.births.of(&write.stamp.dot);
        !births.is_empty() && births.iter().all(|birth| self.births.of(&self.stamp.dot).contains(birth))
    }
}

/// A conflict as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct KeptConflict {
    pub(crate) key: Box<str>,
    pub(crate) path: Path,
    pub(crate) arena: Arena,
    pub(crate) kind: ConflictKind,
    pub(crate) a: KeptSide,
    pub(crate) b: KeptSide,
    pub(crate) winner: Option<char>,
    pub(crate) strategy_used: &'static str,
    pub(crate) state: ConflictState,
    /// What a merge function made of it, where one had the last word.
    pub(crate) merge: Option<Box<KeptMerge>>,
    /// The rule that does not hold, where that is what it is about.
    pub(crate) rule: Option<Box<str>>,
    pub(crate) encounters: u64,
    /// What was decided about it since, by whom, in the order of arrival.
    pub(crate) verdicts: Vec<KeptVerdict>,
    /// Where it stands in the order of changes.
    pub(crate) position: u64,
}

impl KeptConflict {
    /// Whether its sides stand against one another as far as it was told.
    pub(crate) fn stands(&self) -> bool {
        matches!(self.state, ConflictState::Decided | ConflictState::Waiting)
    }

    /// The verdict that counts, of several the latest, unless the sides stand (again) or were replaced otherwise.
    pub(crate) fn verdict(&self) -> Option<&KeptVerdict> {
        let settled = matches!(self.state, ConflictState::Resolved | ConflictState::Undone);
        self.latest_verdict().filter(|_| settled)
    }

    pub(crate) fn latest_verdict(&self) -> Option<&KeptVerdict> {
        self.verdicts.iter().max_by_key(|verdict| verdict.stamp.order())
    }

    /// What kind of conflict its sides are in.
    pub(crate) fn kind_of_sides(&self) -> ConflictKind {
        match (self.arena, self.a.deleted, self.b.deleted) {
            (Arena::Claim, ..) => ConflictKind::UniqueClaim,
            (_, true, true) => ConflictKind::DeleteDelete,
            (Arena::Value, false, false) => {
                let (a, b) = (&self.a, &self.b);
                let created = a.birth.is_own() && b.birth.is_own() && a.stamp.dot.stream != b.stamp.dot.stream;
                if created { ConflictKind::InsertInsert } else { ConflictKind::UpdateUpdate }
            }
            _ => ConflictKind::DeleteUpdate,
        }
    }
}

/// What a merge function made of a conflict.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeptMerge {
    pub(crate) function: MergeName,
    /// The merged value, unless it failed.
    pub(crate) merged: Option<Box<[u8]>>,
    pub(crate) failure: Option<Error>,
}

/// A verdict as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct KeptVerdict {
    pub(crate) stamp: Stamp,
    pub(crate) ruling: Ruling,
    /// What was done: put, delete or revive.
    pub(crate) kind: OperationKind,
    pub(crate) bytes: Option<Box<[u8]>>,
    /// What its writer had seen, by stream.
    pub(crate) context: Box<[(u32, u64)]>,
}

impl KeptVerdict {
    pub(crate) fn had_seen(&self, other: LocalDot) -> bool {
        self.context.iter().any(|(stream, head)| *stream == other.stream && other.sequence <= *head)
    }
}
