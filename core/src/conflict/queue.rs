//! Where conflict records are kept: by id, in the order in which they were first made, within a limit.

use super::{ConflictId, ConflictKind, ConflictState};
use crate::{
    Error,
    record::{LocalDot, Record, Stamp},
    resolve::MergeName,
    wire::{OperationKind, Path},
};
use alloc::{boxed::Box, collections::VecDeque, vec::Vec};
use foldhash::fast::FixedState;
use hashbrown::{HashMap, hash_map::Entry};

/// One side of a conflict as it is kept: with local stream numbers, named when somebody asks.
#[derive(Debug, Clone)]
pub(crate) struct KeptSide {
    pub(crate) stamp: Stamp,
    /// What its writer had seen, by stream.
    pub(crate) context: Box<[(u32, u64)]>,
    /// Whether it deleted.
    pub(crate) deleted: bool,
    /// The value that it wrote there, if it wrote one.
    pub(crate) bytes: Option<Box<[u8]>>,
}

/// A conflict as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct KeptConflict {
    pub(crate) key: Box<str>,
    pub(crate) path: Path,
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
    /// What somebody decided about it since.
    pub(crate) verdict: Option<KeptVerdict>,
    /// Verdicts that had not seen the one that stands.
    pub(crate) overruled: Vec<LocalDot>,
    /// Where it stands in the order of changes.
    pub(crate) position: u64,
}

/// What a merge function made of a conflict.
#[derive(Debug, Clone)]
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
    /// What was done: put, delete or revive.
    pub(crate) kind: OperationKind,
    pub(crate) bytes: Option<Box<[u8]>>,
}

/// The conflicts of one replica.
#[derive(Debug, Default)]
pub(crate) struct ConflictQueue {
    kept: HashMap<ConflictId, KeptConflict, FixedState>,
    order: VecDeque<ConflictId>,
    /// Which changed when, oldest first; an entry counts if the conflict's own position says the same.
    changed: VecDeque<(u64, ConflictId)>,
    changes: u64,
    dropped: u64,
}

impl ConflictQueue {
    /// Files a conflict. One that was there is brought up to date: its sides and its kind become those that met last,
    /// but what began with two regions creating the record stays that while both go on writing. So the record comes
    /// out the same wherever both streams were received, however they were mixed.
    pub(crate) fn file(&mut self, id: ConflictId, conflict: KeptConflict, conflicts_max: usize) {
        match self.kept.entry(id) {
            Entry::Occupied(mut known) => {
                let encounters = known.get().encounters + 1;
                let kind = match (known.get().kind, conflict.kind) {
                    (ConflictKind::InsertInsert, ConflictKind::UpdateUpdate) => ConflictKind::InsertInsert,
                    (_, kind) => kind,
                };
                let KeptConflict { verdict, overruled, .. } = known.get().clone();
                known.insert(KeptConflict { kind, encounters, verdict, overruled, ..conflict });
            }
            Entry::Vacant(room) => {
                room.insert(conflict);
                self.order.push_back(id);
            }
        }
        self.touch(&id);
        if self.kept.len() > conflicts_max {
            self.drop_one();
        }
    }

    /// Files a rule that does not hold; whether that is new, or by other writes than before.
    pub(crate) fn file_rule(&mut self, id: ConflictId, conflict: KeptConflict, conflicts_max: usize) -> bool {
        let writes = |conflict: &KeptConflict| (conflict.a.stamp.dot, conflict.b.stamp.dot);
        match self.kept.entry(id) {
            Entry::Occupied(mut known) => {
                let same = writes(known.get()) == writes(&conflict);
                if same && known.get().state == ConflictState::Waiting {
                    return false;
                }
                let encounters = known.get().encounters + 1;
                known.insert(KeptConflict { encounters, ..conflict });
            }
            Entry::Vacant(room) => {
                room.insert(conflict);
                self.order.push_back(id);
            }
        }
        self.touch(&id);
        if self.kept.len() > conflicts_max {
            self.drop_one();
        }
        true
    }

    /// Notes that a rule holds again.
    pub(crate) fn close_rule(&mut self, id: &ConflictId) {
        if let Some(conflict) = self.kept.get_mut(id).filter(|conflict| conflict.state == ConflictState::Waiting) {
            conflict.state = ConflictState::Superseded;
            self.touch(id);
        }
    }

    /// Notes of rules that are no more that nobody waits for them.
    pub(crate) fn close_rules_unless(&mut self, is_rule: impl Fn(&KeptConflict) -> bool) {
        let gone = |(id, conflict): (&ConflictId, &KeptConflict)| {
            (conflict.kind == ConflictKind::RuleViolated && !is_rule(conflict)).then_some(*id)
        };
        let gone: Vec<ConflictId> = self.iter().filter_map(gone).collect();
        gone.iter().for_each(|id| self.close_rule(id));
    }

    /// Moves a conflict to the end of the order of changes.
    pub(crate) fn touch(&mut self, id: &ConflictId) {
        let Some(conflict) = self.kept.get_mut(id) else { return };
        self.changes += 1;
        conflict.position = self.changes;
        self.changed.push_back((self.changes, *id));
        if self.changed.len() > 2 * self.kept.len() + 64 {
            let kept = &self.kept;
            self.changed.retain(|(position, id)| kept.get(id).is_some_and(|conflict| conflict.position == *position));
        }
    }

    /// Those that changed after a position, in that order, each at its last change.
    pub(crate) fn changed_after(&self, position: u64) -> impl Iterator<Item = (u64, &ConflictId, &KeptConflict)> {
        let from = self.changed.partition_point(|(at, _)| *at <= position);
        self.changed.range(from..).filter_map(|(at, id)| {
            let conflict = self.kept.get(id).filter(|conflict| conflict.position == *at)?;
            Some((*at, id, conflict))
        })
    }

    /// Drops the oldest conflict that waits for nobody.
    fn drop_one(&mut self) {
        let waits = |id: &ConflictId| self.kept.get(id).is_some_and(|c| c.state == ConflictState::Waiting);
        if let Some(at) = self.order.iter().position(|id| !waits(id))
            && let Some(id) = self.order.remove(at)
        {
            self.kept.remove(&id);
            self.dropped += 1;
        }
    }

    /// Marks those of a record's conflicts that rest on a version that was replaced. A write to one field replaces what
    /// held the record alive, and leaves what stands in another.
    pub(crate) fn supersede(&mut self, record: &Record, replaced: &[LocalDot]) {
        if replaced.is_empty() {
            return;
        }
        for id in &record.conflicts {
            if let Some(conflict) = self.kept.get_mut(id)
                && matches!(conflict.state, ConflictState::Decided | ConflictState::Waiting)
                && [&conflict.a, &conflict.b].into_iter().any(|side| {
                    replaced.contains(&side.stamp.dot)
                        && !record.rests_on(conflict.kind, &conflict.path, side.stamp.dot)
                })
            {
                conflict.state = ConflictState::Superseded;
                self.touch(id);
            }
        }
    }

    /// Drops those of keys that may not be held any more.
    pub(crate) fn forget(&mut self, is_gone: impl Fn(&str) -> bool) {
        self.kept.retain(|_, conflict| !is_gone(&conflict.key));
        let kept = &self.kept;
        self.order.retain(|id| kept.contains_key(id));
        self.changed.retain(|(_, id)| kept.contains_key(id));
    }

    /// All of them, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&ConflictId, &KeptConflict)> {
        self.order.iter().filter_map(|id| self.kept.get(id).map(|conflict| (id, conflict)))
    }

    pub(crate) fn get_mut(&mut self, id: &ConflictId) -> Option<&mut KeptConflict> {
        self.kept.get_mut(id)
    }

    pub(crate) fn get(&self, id: &ConflictId) -> Option<&KeptConflict> {
        self.kept.get(id)
    }

    pub(crate) fn len(&self) -> usize {
        self.kept.len()
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }
}
