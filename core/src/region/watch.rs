//! Conflict records that follow what is written to their keys.

use super::{
    Region,
    store::{State, View},
};
use crate::{
    conflict::{Arena, ConflictId, ConflictState, KeptConflict, KeptSide, Ruling},
    deployment::Class,
    record::{Effect, LocalDot, Outcome, Place},
    wire::{Change, Path},
};
use alloc::vec::Vec;

impl Region {
    /// Brings the conflict records of a key up to date with a change that was just joined, and files those it made.
    #[cold]
    pub(super) fn keep_records(
        &mut self,
        spec: &Class,
        change: &Change<'_>,
        effect: &Effect<'_>,
        spared: &[LocalDot],
        outcome: &Outcome,
        conflicts: &mut Vec<ConflictId>,
    ) {
        let key = change.key;
        let mut changed = self.follow(key, effect, spared);
        if let Some(verdict) = change.extras().verdict {
            self.hear_verdict(verdict, change, &effect.stamp);
            changed.push(verdict.conflict);
        }
        for encounter in &outcome.encounters {
            let Some(id) = self.file_encounter(spec, key, effect, encounter) else { continue };
            changed.push(id);
            if !conflicts.contains(&id) {
                conflicts.push(id);
            }
        }
        let reaches = |conflict: &KeptConflict| {
            let replaced = |side: &KeptSide| outcome.replaced.contains(&side.stamp.dot);
            // A delete leaves values, even where they were collected before it came.
            let of_values = conflict.arena == Arena::Value && !conflict.a.deleted && !conflict.b.deleted;
            let touches = effect.touches_existence() && !(of_values && effect.deletes());
            touches || replaced(&conflict.a) || replaced(&conflict.b)
        };
        let open = self.conflicts.open_of(key).iter().filter(|id| self.conflicts.get(id).is_some_and(reaches));
        let also: Vec<ConflictId> = open.filter(|id| !changed.contains(id)).copied().collect();
        for id in &changed {
            self.settle_record(spec, id, true);
        }
        for id in &also {
            self.settle_record(spec, id, false);
        }
        for id in self.conflicts.open_of(key).to_vec() {
            if self.conflicts.get(&id).is_none_or(|conflict| self.is_over(conflict)) {
                self.conflicts.close(key, &id);
            }
        }
        self.set_watched(key);
    }

    /// Lets sides of records go on to a later write of the same region that had seen the same.
    fn follow(&mut self, key: &str, effect: &Effect<'_>, spared: &[LocalDot]) -> Vec<ConflictId> {
        let mut followed = Vec::new();
        if effect.apart {
            return followed;
        }
        for id in self.conflicts.open_of(key).to_vec() {
            let Some(conflict) = self.conflicts.get(&id) else { continue };
            let of_first = conflict.a.stamp.dot.stream == effect.stamp.dot.stream;
            let (side, other) = if of_first { (&conflict.a, &conflict.b) } else { (&conflict.b, &conflict.a) };
            if !self.goes_on_from(side, other, effect, spared) {
                continue;
            }
            let Some(mut next) = self.arriving_side(effect, conflict.arena, &conflict.path) else { continue };
            if conflict.arena == Arena::Claim && next.bytes != side.bytes {
                continue;
            }
            next.window = side.window;
            if let Some(conflict) = self.conflicts.get_mut(&id) {
                *(if of_first { &mut conflict.a } else { &mut conflict.b }) = next;
                followed.push(id);
            }
        }
        followed
    }

    /// Whether a write stands for a side of a conflict from now on.
    fn goes_on_from(&self, side: &KeptSide, other: &KeptSide, effect: &Effect<'_>, spared: &[LocalDot]) -> bool {
        let (write, met) = (effect.stamp.dot, other.stamp.dot);
        let Some(window) = side.window.filter(|_| side.stamp.dot.stream == write.stream) else { return false };
        // What its region had received, it meets only where it spares it.
        let meets = other.window.is_some() || met.sequence > window || spared.contains(&met);
        meets && side.stamp.dot.sequence < write.sequence && self.saw_of(write, met.stream) == window
    }

    /// Whether nothing that may still come changes a record but a verdict.
    fn is_over(&self, conflict: &KeptConflict) -> bool {
        let (a, b) = (&conflict.a, &conflict.b);
        let may_go_on = |side: &KeptSide, other: &KeptSide| {
            let stream = self.streams.get(side.stamp.dot.stream);
            side.window.is_some_and(|window| stream.is_some_and(|of| of.head(other.stamp.dot.stream) <= window))
        };
        !may_go_on(a, b) && !may_go_on(b, a) && !conflict.stands()
    }

    /// Whether both sides still stand against one another.
    fn is_standing(&self, conflict: &KeptConflict) -> bool {
        let Some(View::Full(record)) = self.store.view(&conflict.key) else { return false };
        let (a, b) = (conflict.a.stamp.dot, conflict.b.stamp.dot);
        let one_deleted = conflict.a.deleted || conflict.b.deleted;
        match conflict.arena {
            Arena::Claim => {
                let Some(Place::Set(set)) = record.places.get(&Path::default()) else { return false };
                let has = |dot| set.members.values().any(|dots| dots.as_slice().iter().any(|member| member.dot == dot));
                has(a) && has(b)
            }
            Arena::Value if !one_deleted => {
                let versions = (record.version_of(&conflict.path, a), record.version_of(&conflict.path, b));
                let (Some(a), Some(b)) = versions else { return false };
                a.bytes != b.bytes && (a.settles.is_none() || a.settles != b.settles)
            }
            // Two of these are a conflict of values.
            Arena::Expiry if [&conflict.a, &conflict.b].into_iter().all(|side| side.puts || side.deleted) => false,
            _ => one_deleted && record.existence_of(a).is_some() && record.existence_of(b).is_some(),
        }
    }

    /// Says of a record where it stands by now. `anew` where its sides or its verdicts have changed.
    pub(super) fn settle_record(&mut self, spec: &Class, id: &ConflictId, anew: bool) {
        let Some(conflict) = self.conflicts.get(id).filter(|conflict| conflict.rule.is_none()) else { return };
        let standing = self.is_standing(conflict);
        let stood = conflict.stands();
        // What a function makes of all that stands may change with each write.
        if !anew && standing == stood && !(standing && conflict.merge.is_some()) {
            return;
        }
        let kind = conflict.kind_of_sides();
        let mut decision = self.decide(spec, conflict, kind, standing);
        if !standing {
            decision.state = match conflict.latest_verdict().map(|verdict| verdict.ruling) {
                Some(Ruling::Resolves) => ConflictState::Resolved,
                Some(Ruling::Undoes) => ConflictState::Undone,
                None => ConflictState::Superseded,
            };
        }
        let same = !anew && decision.state == conflict.state && decision.merge == conflict.merge;
        if same {
            return;
        }
        let (key, path, merge) = (conflict.key.clone(), conflict.path.clone(), decision.merge.clone());
        if let Some(conflict) = self.conflicts.get_mut(id) {
            conflict.kind = kind;
            decision.enter(conflict);
        }
        self.conflicts.touch(id);
        if let Some(merge) = merge.filter(|_| standing && anew) {
            self.observe_merge(spec, &key, &path, &merge);
        }
    }

    /// Keeps a record out of the short ways while conflict records follow it.
    fn set_watched(&mut self, key: &str) {
        let watched = self.conflicts.watches(key);
        let streams = &self.streams;
        let Some(slot) = self.store.get_mut(key) else { return };
        match &mut slot.state {
            State::Full(record) => record.watched = watched,
            State::One(_) | State::Map if watched => {
                slot.unpack(|stream, process| Self::node_of(streams, stream, process)).watched = true
            }
            State::One(_) | State::Map => {}
        }
        slot.pack();
    }
}
