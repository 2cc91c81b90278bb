//! Where conflict records are kept: by id, in the order in which they were first made, within a limit.

use super::{ConflictFilter, ConflictId, ConflictRecord, ConflictState};
use crate::causality::Dot;
use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

/// The conflict records of one replica.
#[derive(Debug, Default)]
pub(crate) struct ConflictQueue {
    records: BTreeMap<u64, ConflictRecord>,
    places: BTreeMap<ConflictId, u64>,
    by_key: BTreeMap<String, Vec<ConflictId>>,
    next: u64,
    dropped: u64,
}

impl ConflictQueue {
    /// Files a record. One that was there is brought up to date: its parties become the latest that met.
    pub(crate) fn file(&mut self, record: ConflictRecord, records_max: usize) {
        if let Some(known) = self.places.get(&record.id).and_then(|place| self.records.get_mut(place)) {
            let (kind, encounters) = (known.kind, known.encounters + 1);
            *known = ConflictRecord { kind, encounters, ..record };
            return;
        }
        self.by_key.entry(record.key.clone()).or_default().push(record.id);
        self.places.insert(record.id, self.next);
        self.records.insert(self.next, record);
        self.next += 1;
        if self.records.len() > records_max {
            self.drop_one();
        }
    }

    /// Drops the oldest record that waits for nobody.
    fn drop_one(&mut self) {
        let oldest = self.records.iter().find(|(_, r)| r.state != ConflictState::Waiting).map(|(place, _)| *place);
        if let Some(record) = oldest.and_then(|place| self.records.remove(&place)) {
            self.places.remove(&record.id);
            if let Some(ids) = self.by_key.get_mut(&record.key) {
                ids.retain(|id| *id != record.id);
                if ids.is_empty() {
                    self.by_key.remove(&record.key);
                }
            }
            self.dropped += 1;
        }
    }

    /// Marks the records of a key that rest on a version that was replaced.
    pub(crate) fn supersede(&mut self, key: &str, replaced: &[Dot]) {
        let Some(ids) = self.by_key.get(key) else { return };
        for id in ids {
            if let Some(record) = self.places.get(id).and_then(|place| self.records.get_mut(place))
                && (replaced.contains(&record.a.dot) || replaced.contains(&record.b.dot))
            {
                record.state = ConflictState::Superseded;
            }
        }
    }

    pub(crate) fn list(&self, filter: &ConflictFilter) -> Vec<ConflictRecord> {
        let limit = if filter.limit == 0 { usize::MAX } else { filter.limit };
        self.records
            .values()
            .filter(|record| {
                filter.kind.is_none_or(|kind| record.kind == kind)
                    && filter.state.is_none_or(|state| record.state == state)
                    && filter.key.as_ref().is_none_or(|key| record.key == *key)
            })
            .take(limit)
            .cloned()
            .collect()
    }

    pub(crate) fn get(&self, id: &ConflictId) -> Option<&ConflictRecord> {
        self.places.get(id).and_then(|place| self.records.get(place))
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }
}

impl ConflictId {
    /// The id of the encounter of two origins at a place: what it depends on is the same for every pair of writes
    /// that met in it and in every region.
    pub(crate) fn derive(deployment: &str, key: &str, path: &[String], sides: [(Dot, u64); 2]) -> Self {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        let mut text = |part: &str| {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        };
        text("active-active conflict");
        text(deployment);
        text(key);
        text(&path.len().to_string());
        path.iter().for_each(|name| text(name));
        for (dot, saw_of_other) in sides {
            text(&dot.stream.to_string());
            text(&saw_of_other.to_string());
        }
        let digest = hash.finalize();
        let mut id = [0; 16];
        id.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
        ConflictId(id)
    }
}
