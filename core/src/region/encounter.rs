//! From versions that met to conflict records.

use super::Region;
use crate::{
    causality::VersionVector,
    conflict::{ConflictFilter, ConflictId, ConflictKind, ConflictRecord, ConflictState, Party},
    deployment::{Class, Kind},
    record::{Encounter, LocalDot, Outcome, Side},
    resolve::{Candidate, Strategy, fold},
    {Code, Error, Result},
};
use alloc::{format, string::String, vec::Vec};

impl Region {
    /// Conflict records, oldest first.
    pub fn conflicts(&self, filter: &ConflictFilter) -> Vec<ConflictRecord> {
        self.conflicts.list(filter)
    }

    /// One conflict record.
    ///
    /// # Errors
    ///
    /// `unknown_conflict`.
    pub fn conflict(&self, id: &ConflictId) -> Result<ConflictRecord> {
        self.conflicts.get(id).cloned().ok_or_else(|| {
            Error::new(Code::UnknownConflict, format!("there is no conflict {id} here; it may have been dropped to stay within the limit"))
        })
    }

    /// How many decided conflict records were dropped to stay within the limit.
    pub fn conflicts_dropped(&self) -> u64 {
        self.conflicts.dropped()
    }

    pub(super) fn file_encounters(
        &mut self,
        spec: &Class,
        key: &str,
        outcome: &Outcome,
        conflicts: &mut Vec<ConflictId>,
    ) {
        if !outcome.replaced.is_empty() && self.conflicts.len() > 0 {
            let replaced: Vec<_> = outcome.replaced.iter().map(|dot| self.named_dot(*dot)).collect();
            self.conflicts.supersede(key, &replaced);
        }
        for encounter in &outcome.encounters {
            let record = self.conflict_record(spec, key, encounter);
            if !conflicts.contains(&record.id) {
                conflicts.push(record.id);
            }
            self.conflicts.file(record, self.options.conflicts_max);
        }
    }

    fn conflict_record(&self, spec: &Class, key: &str, encounter: &Encounter) -> ConflictRecord {
        let (first, second) = (&encounter.arriving, &encounter.other);
        let named = |side: &Side| self.named_dot(side.stamp.dot);
        let (a, b) = if named(first) < named(second) { (first, second) } else { (second, first) };
        let path: Vec<String> = encounter.path.0.clone();
        let id = ConflictId::derive(
            self.deployment.name(),
            key,
            &path,
            [(named(a), self.saw(a, b.stamp.dot)), (named(b), self.saw(b, a.stamp.dot))],
        );
        let strategy = strategy_of(spec, encounter);
        let candidates = [a, b].map(|side| Candidate {
            dot: named(side),
            timestamp: self.timestamp(side.stamp.time, side.stamp.node),
            bytes: side.bytes.as_deref(),
        });
        let resolution = fold(strategy, &candidates);
        let winner = if resolution.shown == Some(1) { 'b' } else { 'a' };
        let [first, second] = &candidates;
        ConflictRecord {
            id,
            key: key.into(),
            path,
            kind: encounter.kind,
            resolved_at: resolution.decided.then_some(first.timestamp.max(second.timestamp)),
            a: self.party(a),
            b: self.party(b),
            winner: resolution.decided.then_some(winner),
            strategy_used: strategy.as_str(),
            state: if resolution.decided { ConflictState::Decided } else { ConflictState::Waiting },
            encounters: 1,
        }
    }

    fn party(&self, side: &Side) -> Party {
        let dot = self.named_dot(side.stamp.dot);
        Party {
            region: self.region_name(dot.stream.origin.region),
            dot,
            timestamp: self.timestamp(side.stamp.time, side.stamp.node),
            context: self.context_at(side.stamp.dot),
            bytes: side.bytes.clone(),
        }
    }

    /// What the writer of one side had seen of the other side's stream.
    fn saw(&self, side: &Side, other: LocalDot) -> u64 {
        let dot = side.stamp.dot;
        self.streams.get(dot.stream).map_or(0, |stream| stream.saw_at(dot.sequence, other.stream))
    }

    /// What the writer of a change had seen, stream by stream.
    fn context_at(&self, dot: LocalDot) -> VersionVector {
        let Some(stream) = self.streams.get(dot.stream) else { return VersionVector::new() };
        let mut context: VersionVector = stream
            .met
            .iter()
            .map(|other| (self.streams.id(*other), stream.saw_at(dot.sequence, *other)))
            .collect();
        context.advance(stream.id, dot.sequence.saturating_sub(1));
        context
    }
}

fn strategy_of(spec: &Class, encounter: &Encounter) -> Strategy {
    match encounter.kind {
        ConflictKind::DeleteUpdate | ConflictKind::DeleteDelete => spec.existence,
        _ => match spec.kind_at(&encounter.path.0) {
            Ok(Kind::Register(strategy)) => *strategy,
            _ => Strategy::LastWriteWins,
        },
    }
}
