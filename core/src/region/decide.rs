//! What a class's strategy makes of a conflict, for its record.

use super::{Region, merging::Spot, store::View};
use crate::{
    conflict::{ConflictId, ConflictKind, ConflictState, KeptConflict, KeptMerge, KeptSide},
    deployment::{Class, ExistenceStrategy, Kind},
    merge::MergeViolation,
    record::{Place, Register},
    resolve::{Candidate, MergeName, RegisterStrategy, Strategy},
    wire::Path,
};
use alloc::{boxed::Box, string::ToString, vec::Vec};

/// Canonical CBOR for null: what a side that lives but wrote no register there is compared by.
const NULL: [u8; 1] = [0xf6];

/// How many broken laws are kept.
const VIOLATIONS_MAX: usize = 16;

/// What was decided about a conflict.
pub(super) struct Decision {
    pub(super) winner: Option<char>,
    pub(super) rule: &'static str,
    pub(super) state: ConflictState,
    pub(super) merge: Option<Box<KeptMerge>>,
}

impl Decision {
    /// Writes the decision into the conflict's record.
    pub(super) fn enter(self, conflict: &mut KeptConflict) {
        conflict.winner = self.winner;
        conflict.strategy_used = self.rule;
        conflict.state = self.state;
        conflict.merge = self.merge;
    }
}

impl Region {
    /// Which of two sides the class's strategy picks, and the rule that had the last word.
    pub(super) fn decide(&self, spec: &Class, conflict: &KeptConflict, kind: ConflictKind, standing: bool) -> Decision {
        let KeptConflict { a, b, .. } = conflict;
        let later = if self.stamped(a) > self.stamped(b) { 'a' } else { 'b' };
        let (existence, one_deletes) = (spec.existence, a.deleted != b.deleted);
        match kind {
            ConflictKind::DeleteUpdate | ConflictKind::DeleteDelete => {
                let delete_wins = match existence {
                    ExistenceStrategy::LastWriteWins => None,
                    ExistenceStrategy::DeleteWins => Some(true),
                    ExistenceStrategy::UpdateWins => Some(false),
                    ExistenceStrategy::CreateWins if a.deleted => Some(a.saw_creation_of(b)),
                    ExistenceStrategy::CreateWins => Some(b.saw_creation_of(a)),
                };
                let winner = match delete_wins.filter(|_| one_deletes) {
                    Some(delete_wins) if delete_wins == a.deleted => 'a',
                    Some(_) => 'b',
                    None => later,
                };
                let state = ConflictState::Decided;
                Decision { winner: Some(winner), rule: existence.as_str(), state, merge: None }
            }
            ConflictKind::UniqueClaim => {
                let order = |side: &KeptSide| (side.stamp.time, self.named_dot(side.stamp.dot));
                let winner = Some(if order(a) < order(b) { 'a' } else { 'b' });
                Decision { winner, rule: "first-claim", state: ConflictState::Decided, merge: None }
            }
            kind => self.decide_content(spec, conflict, kind, standing),
        }
    }

    fn decide_content(&self, spec: &Class, conflict: &KeptConflict, kind: ConflictKind, standing: bool) -> Decision {
        let KeptConflict { key, path, a, b, .. } = conflict;
        // No rule at all is last-write-wins.
        let default = RegisterStrategy::same(Strategy::new(Vec::new()));
        let strategy = match spec.kind_at(&path.0) {
            Ok(Kind::Register(strategy)) => strategy,
            _ => &default,
        };
        let spot = Spot { class: &spec.name, key, path: &path.0 };
        let resolution = self.fold_versions(&spot, strategy, kind, &[self.candidate(a), self.candidate(b)]);
        let shown = if resolution.shown == Some(1) { 'b' } else { 'a' };
        let winner = (resolution.decided && resolution.shown.is_some()).then_some(shown);
        let decided = if resolution.decided { ConflictState::Decided } else { ConflictState::Waiting };
        let rule = resolution.rule;
        let Some(function) = resolution.function else {
            return Decision { winner, rule, state: decided, merge: None };
        };
        // What a function makes of two versions says nothing about all that stand: where it fails on those, somebody has
        // to look.
        let of_all = || self.failure_of_all(&spot, strategy, path).filter(|_| standing);
        let failure = resolution.failure.or_else(of_all);
        if failure.is_some() {
            let merge = KeptMerge { function, merged: None, failure };
            return Decision { winner: None, rule, state: ConflictState::Waiting, merge: Some(Box::new(merge)) };
        }
        let merged = resolution.merged.map(Vec::into_boxed_slice);
        let merge = KeptMerge { function, merged, failure: None };
        Decision { winner, rule, state: decided, merge: Some(Box::new(merge)) }
    }

    /// Why the versions that stand in a register, if there are more than two, have no merged value.
    fn failure_of_all(&self, spot: &Spot<'_>, strategy: &RegisterStrategy, path: &Path) -> Option<crate::Error> {
        let register = self.register_at(spot.key, path)?;
        let (_, versions) = self.candidates(register);
        let more = versions.len() > 2;
        more.then(|| self.fold_versions(spot, strategy, register.kind(), &versions).failure).flatten()
    }

    fn register_at(&self, key: &str, path: &Path) -> Option<&Register> {
        match self.store.view(key)? {
            View::Full(record) => match record.places.get(path)? {
                Place::Register(register) => Some(register),
                _ => None,
            },
            View::One { .. } | View::Map(_) => None,
        }
    }

    fn candidate<'a>(&self, side: &'a KeptSide) -> Candidate<'a> {
        let bytes = (!side.deleted).then(|| side.bytes.as_deref().unwrap_or(&NULL));
        Candidate { dot: self.named_dot(side.stamp.dot), timestamp: self.stamped(side), bytes }
    }

    /// Decides conflicts again in which a function gave no value, if they concern the function.
    pub(super) fn decide_again(&mut self, concerns: impl Fn(&MergeName) -> bool) {
        let waits = |conflict: &KeptConflict| {
            conflict.merge.as_ref().is_some_and(|merge| merge.failure.is_some() && concerns(&merge.function))
        };
        let waiting: Vec<ConflictId> =
            self.conflicts.iter().filter(|(_, conflict)| waits(conflict)).map(|(id, _)| *id).collect();
        let deployment = self.deployment.clone();
        for id in waiting {
            let Some(conflict) = self.conflicts.get(&id) else { continue };
            let class = deployment.class_of(&conflict.key).ok().and_then(|class| deployment.class(class));
            let Some(spec) = class else { continue };
            let key = conflict.key.clone();
            self.settle_record(spec, &id, true);
            // What waited for the function could not be checked until now.
            self.check_rules_of(&key);
        }
    }

    /// Counts what a merge function did to a conflict that was just filed, and looks whether it keeps the laws if it is
    /// the turn of this one.
    pub(super) fn observe_merge(&mut self, spec: &Class, key: &str, path: &Path, merge: &KeptMerge) {
        if let (Some(metrics), Some(failure)) = (&mut self.metrics, &merge.failure) {
            metrics.merge_failed(&spec.name, failure.code());
        }
        self.merges.decided = self.merges.decided.wrapping_add(1);
        let every = self.options.sample_merges;
        if every == 0 || !self.merges.decided.is_multiple_of(every) {
            return;
        }
        let Some(register) = self.register_at(key, path) else { return };
        let spot = Spot { class: &spec.name, key, path: &path.0 };
        let (_, mut versions) = self.candidates(register);
        versions.sort_by_key(|version| (version.timestamp, version.dot));
        let Some(found) = self.sample(&spot, register.kind(), &merge.function, &versions) else { return };
        if let Some(metrics) = &mut self.metrics {
            metrics.merge_violated(&spec.name, found.law);
        }
        let violations = &mut self.merges.violations;
        let same =
            |known: &&mut MergeViolation| known.function == merge.function && known.counterexample.law == found.law;
        if let Some(known) = violations.iter_mut().find(same) {
            known.times += 1;
        } else if violations.len() < VIOLATIONS_MAX {
            violations.push(MergeViolation {
                function: merge.function.clone(),
                class_name: spec.name.to_string(),
                times: 1,
                counterexample: found,
            });
        }
    }
}
