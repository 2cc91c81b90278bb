//! Where conflict records are kept: by id, in the order in which they were first made, within a limit.

use super::{ConflictId, ConflictKind, ConflictState, KeptConflict, KeptVerdict};
use alloc::{boxed::Box, collections::VecDeque, vec::Vec};
use foldhash::fast::FixedState;
use hashbrown::{HashMap, hash_map::Entry};

/// The conflicts of one replica.
#[derive(Debug, Default)]
pub(crate) struct ConflictQueue {
    kept: HashMap<ConflictId, KeptConflict, FixedState>,
    order: VecDeque<ConflictId>,
    /// Which changed when, oldest first; an entry counts if the conflict's own position says the same.
    changed: VecDeque<(u64, ConflictId)>,
    changes: u64,
    dropped: u64,
    /// Those that a write to their key may still change, by key.
    open: HashMap<Box<str>, Vec<ConflictId>, FixedState>,
    /// Verdicts about conflicts that were not met here yet, with the keys of those.
    early: HashMap<ConflictId, (Box<str>, Vec<KeptVerdict>), FixedState>,
    /// Whose they are, oldest first.
    early_order: VecDeque<ConflictId>,
}

impl ConflictQueue {
    /// Files a conflict that is not there yet, with what was decided about it before it was met here.
    pub(crate) fn file(&mut self, id: ConflictId, mut conflict: KeptConflict, conflicts_max: usize) {
        self.open.entry(conflict.key.clone()).or_default().push(id);
        conflict.verdicts.extend(self.early.remove(&id).map(|(_, verdicts)| verdicts).unwrap_or_default());
        self.kept.insert(id, conflict);
        self.order.push_back(id);
        self.touch(&id);
        if self.kept.len() > conflicts_max {
            self.drop_one();
        }
    }

    /// Keeps a verdict: with its conflict, or until that is met here.
    pub(crate) fn hear(&mut self, id: ConflictId, key: &str, verdict: KeptVerdict, conflicts_max: usize) {
        match self.kept.get_mut(&id) {
            Some(conflict) => conflict.verdicts.push(verdict),
            None => {
                self.early.entry(id).or_insert_with(|| (key.into(), Vec::new())).1.push(verdict);
                self.early_order.push_back(id);
                if self.early_order.len() > conflicts_max
                    && let Some(oldest) = self.early_order.pop_front()
                {
                    self.early.remove(&oldest);
                }
            }
        }
    }

    /// Whether a write to a key may change conflicts.
    pub(crate) fn watches(&self, key: &str) -> bool {
        !self.open.is_empty() && self.open.contains_key(key)
    }

    /// The conflicts that a write to a key may change.
    pub(crate) fn open_of(&self, key: &str) -> &[ConflictId] {
        self.open.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Notes that no write to its key changes a conflict any more.
    pub(crate) fn close(&mut self, key: &str, id: &ConflictId) {
        if let Some(open) = self.open.get_mut(key) {
            open.retain(|other| other != id);
            if open.is_empty() {
                self.open.remove(key);
            }
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
            if let Some(conflict) = self.kept.remove(&id) {
                self.close(&conflict.key, &id);
            }
            self.dropped += 1;
        }
    }

    /// Drops those of keys that may not be held any more.
    pub(crate) fn forget(&mut self, is_gone: impl Fn(&str) -> bool) {
        self.kept.retain(|_, conflict| !is_gone(&conflict.key));
        let kept = &self.kept;
        self.order.retain(|id| kept.contains_key(id));
        self.changed.retain(|(_, id)| kept.contains_key(id));
        self.open.retain(|key, _| !is_gone(key));
        self.early.retain(|_, (key, _)| !is_gone(key));
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
