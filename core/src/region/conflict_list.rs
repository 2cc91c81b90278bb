//! Reading conflict records: all, one, or those that changed since a cursor.

use super::{Region, verdicts::unknown};
use crate::{
    Result,
    causality::{Dot, VersionVector},
    conflict::{ConflictFeed, ConflictFilter, ConflictId, ConflictRecord, KeptConflict, KeptSide, Party, Settled},
    time::Timestamp,
};
use alloc::vec::Vec;

impl Region {
    /// Conflict records, oldest first.
    pub fn conflicts(&self, filter: &ConflictFilter) -> Vec<ConflictRecord> {
        let limit = if filter.limit == 0 { usize::MAX } else { filter.limit };
        let fits = |(_, conflict): &(&ConflictId, &KeptConflict)| {
            self.is_readable(&conflict.key) && self.fits(filter, conflict)
        };
        let records = self.conflicts.iter().filter(fits).take(limit);
        records.map(|(id, conflict)| self.conflict_record(id, conflict)).collect()
    }

    fn fits(&self, filter: &ConflictFilter, conflict: &KeptConflict) -> bool {
        let sides = [&conflict.a, &conflict.b];
        let region = |side: &KeptSide| self.region_name(self.streams.id(side.stamp.dot.stream).origin.region);
        let later_ms = conflict.a.stamp.time.max(conflict.b.stamp.time) >> 16;
        filter.kind.is_none_or(|kind| conflict.kind == kind)
            && filter.state.is_none_or(|state| conflict.state == state)
            && filter.key.as_ref().is_none_or(|key| *conflict.key == **key)
            && filter.class.as_ref().is_none_or(|class| self.class_name(&conflict.key) == Some(class))
            && filter.region.as_ref().is_none_or(|name| sides.into_iter().any(|side| region(side) == *name))
            && filter.from_ms.is_none_or(|from| later_ms >= from)
            && filter.until_ms.is_none_or(|until| later_ms < until)
    }

    /// One conflict record.
    ///
    /// # Errors
    ///
    /// `unknown_conflict`.
    pub fn conflict(&self, id: &ConflictId) -> Result<ConflictRecord> {
        let conflict = self.conflicts.get(id).ok_or_else(|| unknown(id))?;
        self.readable_class(&conflict.key)?;
        Ok(self.conflict_record(id, conflict))
    }

    /// The records that were made or changed after a cursor, in that order, each as it is now; 0 is the start. Whoever
    /// follows with the cursor of each answer sees the latest state of every record.
    pub fn conflicts_since(&self, cursor: u64, limit: usize) -> ConflictFeed {
        let limit = if limit == 0 { usize::MAX } else { limit };
        let mut feed = ConflictFeed { conflicts: Vec::new(), cursor };
        for (position, id, conflict) in self.conflicts.changed_after(cursor).take(limit) {
            if self.is_readable(&conflict.key) {
                feed.conflicts.push(self.conflict_record(id, conflict));
            }
            feed.cursor = position;
        }
        feed
    }

    /// How many conflict records that wait for nobody were dropped to stay within the limit.
    pub fn conflicts_dropped(&self) -> u64 {
        self.conflicts.dropped()
    }

    fn class_name(&self, key: &str) -> Option<&alloc::string::String> {
        let class = self.deployment.class_of(key).ok()?;
        self.deployment.class(class).map(|spec| &spec.name)
    }

    pub(super) fn stamped(&self, side: &KeptSide) -> Timestamp {
        self.timestamp(side.stamp.time, side.stamp.node)
    }

    fn conflict_record(&self, id: &ConflictId, conflict: &KeptConflict) -> ConflictRecord {
        let class = self.deployment.class_of(&conflict.key).ok().and_then(|class| self.deployment.class(class));
        let later = self.stamped(&conflict.a).max(self.stamped(&conflict.b));
        let settled = conflict.verdict().map(|verdict| {
            let dot = self.named_dot(verdict.stamp.dot);
            Settled {
                region: self.region_name(dot.stream.origin.region),
                dot,
                timestamp: self.timestamp(verdict.stamp.time, verdict.stamp.node),
                did: verdict.kind.as_str(),
                bytes: verdict.bytes.as_deref().map(Vec::from),
            }
        });
        let merge = conflict.merge.as_deref();
        let decided = conflict.winner.is_some() || merge.is_some_and(|merge| merge.merged.is_some());
        ConflictRecord {
            id: *id,
            key: conflict.key.as_ref().into(),
            path: conflict.path.0.clone(),
            kind: conflict.kind,
            a: self.party(&conflict.a),
            b: self.party(&conflict.b),
            winner: conflict.winner,
            strategy_used: conflict.strategy_used,
            state: conflict.state,
            function: merge.map(|merge| merge.function.clone()),
            merged: merge.and_then(|merge| merge.merged.as_deref()).map(Vec::from),
            rule: conflict.rule.as_deref().map(Into::into),
            failure: merge.and_then(|merge| merge.failure.clone()),
            resolved_at: settled.as_ref().map(|settled| settled.timestamp).or(decided.then_some(later)),
            settled,
            overruled: self.overruled(conflict),
            encounters: conflict.encounters,
            labels: class.map(|spec| spec.labels.clone()).unwrap_or_default(),
        }
    }

    /// Verdicts that the one that counts had not seen.
    fn overruled(&self, conflict: &KeptConflict) -> Vec<Dot> {
        let Some(standing) = conflict.verdict() else { return Vec::new() };
        let others = conflict.verdicts.iter().map(|verdict| verdict.stamp.dot);
        let overruled = others.filter(|dot| *dot != standing.stamp.dot && !standing.had_seen(*dot));
        let mut overruled: Vec<Dot> = overruled.map(|dot| self.named_dot(dot)).collect();
        overruled.sort_unstable();
        overruled
    }

    fn party(&self, side: &KeptSide) -> Party {
        let dot = self.named_dot(side.stamp.dot);
        let context: VersionVector =
            side.context.iter().map(|(stream, head)| (self.streams.id(*stream), *head)).collect();
        Party {
            region: self.region_name(dot.stream.origin.region),
            dot,
            timestamp: self.stamped(side),
            context,
            deleted: side.deleted,
            bytes: side.bytes.as_deref().map(Vec::from),
        }
    }
}
