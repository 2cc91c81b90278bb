//! One number for what a replica holds: equal in regions that hold the same live versions.

use super::{Region, store::View};
use crate::{
    Result,
    causality::Dot,
    record::{Life, Place, Record},
    sorted::Order,
    wire::Path,
};
use alloc::{string::ToString, vec::Vec};
use sha2::{Digest, Sha256};

/// A hash of parts that cannot run into one another.
struct Parts(Sha256);

impl Parts {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn number(&mut self, number: u64) {
        self.0.update(number.to_be_bytes());
    }

    fn dot(&mut self, dot: Dot) {
        self.number(u64::from(dot.stream.origin.region) << 16 | u64::from(dot.stream.origin.incarnation));
        self.number(u64::from(dot.stream.placement) << 16 | u64::from(dot.stream.partition));
        self.number(dot.sequence);
    }

    fn path<S: AsRef<str>>(&mut self, names: &[S]) {
        self.number(names.len() as u64);
        names.iter().for_each(|name| self.bytes(name.as_ref().as_bytes()));
    }
}

const EXISTS: u64 = 0;
const DELETED: u64 = 1;
const REGISTER: u64 = 2;
const COUNTER: u64 = 3;
const SET: u64 = 4;
const FLAG: u64 = 5;
const BOUNDED: u64 = 6;
const LOG: u64 = 14;
const EXTREME: u64 = 15;

impl Region {
    /// SHA-256 over the live (key, path, dot, value) in the order of the keys.
    ///
    /// It covers live versions, not folds, contexts or clocks, and leaves out what collection may or may not have
    /// taken yet: records that nobody holds alive, members that only removals hold, cancelled counter entries, and offers
    /// that are dominated.
    pub fn digest(&self) -> [u8; 32] {
        self.digest_of(&|_| true)
    }

    /// The digest of all that both this region and another one may hold: equal to that of the other one for this region
    /// when they hold the same of it. Where labels keep records out of one of them, their whole digests differ.
    ///
    /// # Errors
    ///
    /// `unknown_region`.
    pub fn digest_for(&self, target: &str) -> Result<[u8; 32]> {
        let target = self.other_region(target)?;
        Ok(self.digest_of(&|key| self.is_shared_with(target, key)))
    }

    fn digest_of(&self, counts: &dyn Fn(&str) -> bool) -> [u8; 32] {
        let mut parts = Parts(Sha256::new());
        for slot in self.store.sorted().into_iter().filter(|slot| counts(slot.key())) {
            match slot.view() {
                View::One { stamp, value } => {
                    let dot = Dot::new(self.streams.id(u32::from(stamp.stream)), stamp.sequence);
                    parts.bytes(slot.key().as_bytes());
                    parts.number(EXISTS);
                    parts.dot(dot);
                    parts.number(REGISTER);
                    parts.path::<&str>(&[]);
                    parts.dot(dot);
                    parts.bytes(value);
                }
                View::Map(map) => {
                    parts.bytes(slot.key().as_bytes());
                    let mut existence: Vec<Dot> = map.births().map(|(dot, _)| self.named_dot(dot)).collect();
                    existence.order();
                    for dot in existence {
                        parts.number(EXISTS);
                        parts.dot(dot);
                    }
                    for (path, dot, value) in map.fields() {
                        parts.number(REGISTER);
                        path.with_names(|names| parts.path(names));
                        parts.dot(self.named_dot(dot));
                        parts.bytes(value);
                    }
                }
                View::Full(record) => {
                    // What has expired may have been forgotten: by the time that all know of who have received the same.
                    let horizon_ms = if record.has_expiry() { self.horizon_of(slot.key()) } else { 0 };
                    let record = &*record.as_of(horizon_ms);
                    if record.existence.iter().any(|existence| matches!(existence.life, Life::Alive)) {
                        parts.bytes(slot.key().as_bytes());
                        self.digest_record(&mut parts, record);
                    }
                }
            }
        }
        parts.0.finalize().into()
    }

    /// The digest as 64 hexadecimal characters.
    pub fn digest_text(&self) -> alloc::string::String {
        self.digest().iter().map(|byte| alloc::format!("{byte:02x}")).collect()
    }

    fn digest_record(&self, parts: &mut Parts, record: &Record) {
        let mut existence: Vec<(Dot, bool)> = record
            .existence
            .iter()
            .map(|existence| (self.named_dot(existence.stamp.dot), matches!(existence.life, Life::Alive)))
            .collect();
        existence.order();
        for (dot, alive) in existence {
            parts.number(if alive { EXISTS } else { DELETED });
            parts.dot(dot);
        }
        for (path, place) in &record.places {
            self.digest_place(parts, path, place);
        }
    }

    fn digest_place(&self, parts: &mut Parts, path: &Path, place: &Place) {
        match place {
            Place::Register(register) => {
                let mut versions: Vec<(Dot, &[u8])> =
                    register.versions.iter().map(|v| (self.named_dot(v.stamp.dot), &*v.bytes)).collect();
                versions.order();
                for (dot, bytes) in versions {
                    parts.number(REGISTER);
                    parts.path(&path.0);
                    parts.dot(dot);
                    parts.bytes(bytes);
                }
            }
            Place::Counter(counter) => {
                let mut entries: Vec<_> = counter
                    .entries
                    .iter()
                    .filter(|entry| !counter.is_cancelled(entry))
                    .map(|entry| (self.streams.id(entry.stream).to_string(), entry, counter.contribution(entry)))
                    .collect();
                entries.order_by(|a, b| a.0.cmp(&b.0));
                for (stream, entry, counts) in entries {
                    parts.number(COUNTER);
                    parts.path(&path.0);
                    parts.bytes(stream.as_bytes());
                    parts.number(entry.birth);
                    parts.number(entry.sequence);
                    parts.bytes(&counts.to_be_bytes());
                }
            }
            Place::Set(set) => {
                for (member, dots) in set.sorted() {
                    let dots = dots.as_slice();
                    if dots.iter().all(|dot| dot.removed) {
                        continue;
                    }
                    let mut dots: Vec<(Dot, bool)> = dots.iter().map(|d| (self.named_dot(d.dot), d.removed)).collect();
                    dots.order();
                    for (dot, removed) in dots {
                        parts.number(SET);
                        parts.path(&path.0);
                        parts.bytes(member);
                        parts.dot(dot);
                        parts.number(removed.into());
                    }
                }
            }
            Place::Bounded(counter) => {
                let mut rows: Vec<_> = counter.rows.iter().map(|row| (self.named_dot(row.dot()), row)).collect();
                rows.order_by_key(|(dot, _)| *dot);
                for (dot, row) in rows {
                    parts.number(BOUNDED);
                    parts.path(&path.0);
                    parts.dot(dot);
                    parts.number(row.granted);
                    parts.number(row.spent);
                    for &(region, amount) in &row.given {
                        parts.number(region.into());
                        parts.number(amount);
                    }
                }
            }
            Place::Log(log) => {
                let mut queues: Vec<_> = log.queues().collect();
                queues.order_by_key(|(stream, _)| self.streams.id(*stream));
                for entry in queues.into_iter().flat_map(|(_, queue)| queue) {
                    parts.number(LOG);
                    parts.path(&path.0);
                    parts.dot(self.named_dot(entry.stamp.dot));
                    parts.bytes(&entry.bytes);
                }
            }
            Place::Extreme(extreme) => {
                let mut offers: Vec<(Dot, &[u8])> =
                    extreme.best().map(|offer| (self.named_dot(offer.stamp.dot), &*offer.bytes)).collect();
                offers.order();
                for (dot, bytes) in offers {
                    parts.number(EXTREME);
                    parts.path(&path.0);
                    parts.dot(dot);
                    parts.bytes(bytes);
                }
            }
            Place::Flag(flag) => {
                let mut versions: Vec<(Dot, bool)> =
                    flag.versions.iter().map(|version| (self.named_dot(version.stamp.dot), version.on)).collect();
                versions.order();
                for (dot, on) in versions {
                    parts.number(FLAG);
                    parts.path(&path.0);
                    parts.dot(dot);
                    parts.number(on.into());
                }
            }
        }
    }
}
