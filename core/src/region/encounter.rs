//! From versions that met to conflict records.

use super::{Region, claim::claimant_of, store::View};
use crate::{
    conflict::{ConflictId, ConflictKind, KeptConflict, KeptSide},
    deployment::Class,
    record::{Encounter, Life, LocalDot, Stamp},
    wire::{Change, OperationKind},
};
use alloc::{boxed::Box, vec::Vec};

impl Region {
    /// Whether a live delete of the record had seen a version: what it meets, it met in that delete.
    fn is_suppressed(&self, key: &str, version: LocalDot) -> bool {
        let Some(View::Full(record)) = self.store.view(key) else { return false };
        record.existence.iter().any(|existence| {
            let Life::Deleted(tomb) = &existence.life else { return false };
            let delete = existence.stamp.dot;
            let received = match self.streams.get(delete.stream) {
                _ if delete.stream == version.stream => version.sequence < delete.sequence,
                Some(stream) => version.sequence <= stream.saw_at(delete.sequence, version.stream),
                None => false,
            };
            (received || tomb.saw(version)) && !tomb.spared.contains(&version)
        })
    }

    /// Files the encounter of a change that was just joined.
    #[cold]
    pub(super) fn file_encounter(
        &mut self,
        spec: &Class,
        change: &Change<'_>,
        arriving: &Stamp,
        encounter: &Encounter,
        conflicts: &mut Vec<ConflictId>,
    ) {
        let path = &encounter.path;
        let of_content = matches!(encounter.kind, ConflictKind::InsertInsert | ConflictKind::UpdateUpdate);
        if of_content && self.is_suppressed(change.key, encounter.other.dot) {
            return;
        }
        let claims = encounter.kind == ConflictKind::UniqueClaim;
        if claims && self.has_seen_of(encounter.other.dot, arriving.dot) {
            return;
        }
        let written = (claims || change.kind == OperationKind::Put).then_some(change.arguments);
        let patched = || change.patch_fields().find(|(field, _)| field.to_path() == *path).map(|(_, bytes)| bytes);
        let value = match change.kind {
            OperationKind::Patch => patched(),
            _ => written,
        };
        let other_value = match self.store.view(change.key) {
            Some(View::Full(record)) if claims => claimant_of(record, encounter.other.dot),
            Some(View::Full(record)) => record.written_at(path, encounter.other.dot),
            Some(View::One { value, .. }) => Some(value),
            None => None,
        };
        let (mut arriving, mut other) = (*arriving, encounter.other);
        if claims {
            // Which process it was the other claim does not say, so neither does; every region makes the same record.
            for stamp in [&mut arriving, &mut other] {
                stamp.node = Self::node_of(&self.streams, stamp.dot.stream, 0);
            }
        }
        let first = self.kept_side(arriving, encounter.arriving_deletes, value);
        let second = self.kept_side(other, encounter.other_deletes, other_value);
        let name = |side: &KeptSide| self.named_dot(side.stamp.dot);
        let (a, b) = if name(&first) < name(&second) { (first, second) } else { (second, first) };
        let id = ConflictId::derive(
            self.deployment.name(),
            change.key,
            &path.0,
            &[(name(&a).stream, self.saw(&a, &b)), (name(&b).stream, self.saw(&b, &a))],
        );
        if let Some(metrics) = &mut self.metrics {
            let region = |side: &KeptSide| self.streams.id(side.stamp.dot.stream).origin.region;
            metrics.conflict(&spec.name, encounter.kind, change.key, (region(&a), region(&b)));
        }
        let decision = self.decide(spec, change.key, encounter, &a, &b);
        if let Some(merge) = &decision.merge {
            self.observe_merge(spec, change.key, path, merge);
        }
        let kept = KeptConflict {
            key: change.key.into(),
            path: path.clone(),
            kind: encounter.kind,
            a,
            b,
            winner: decision.winner,
            strategy_used: decision.rule,
            state: decision.state,
            merge: decision.merge,
            rule: None,
            encounters: 1,
            verdict: None,
            overruled: Vec::new(),
            position: 0,
        };
        self.conflicts.file(id, kept, self.options.conflicts_max);
        if !conflicts.contains(&id) {
            conflicts.push(id);
        }
        if let Some(record) = self.store.get_mut(change.key).and_then(|slot| slot.full_mut())
            && !record.conflicts.contains(&id)
        {
            record.conflicts.push(id);
        }
    }

    fn kept_side(&self, stamp: Stamp, deleted: bool, bytes: Option<&[u8]>) -> KeptSide {
        let bytes = bytes.filter(|_| !deleted).map(Box::from);
        KeptSide { stamp, context: self.context_at(stamp.dot), deleted, bytes }
    }

    /// Whether the writer of one change had received another one.
    fn has_seen_of(&self, by: LocalDot, other: LocalDot) -> bool {
        match self.streams.get(by.stream) {
            _ if by.stream == other.stream => other.sequence < by.sequence,
            Some(stream) => other.sequence <= stream.saw_at(by.sequence, other.stream),
            None => false,
        }
    }

    /// What the writer of one side had seen of the other side's stream.
    fn saw(&self, side: &KeptSide, other: &KeptSide) -> u64 {
        side.context.iter().find(|entry| entry.0 == other.stamp.dot.stream).map_or(0, |entry| entry.1)
    }

    /// What the writer of a change had seen, by stream.
    pub(super) fn context_at(&self, dot: LocalDot) -> Box<[(u32, u64)]> {
        let Some(stream) = self.streams.get(dot.stream) else { return Box::default() };
        let own = [(dot.stream, dot.sequence.saturating_sub(1))];
        let met = stream.met.iter().map(|other| (*other, stream.saw_at(dot.sequence, *other)));
        own.into_iter().chain(met).filter(|entry| entry.1 > 0).collect()
    }
}
