//! The laws, checked while a run goes on and when all has been exchanged.

use super::{
    history::{Event, Part, Step},
    oracle::Oracle,
    report::{Law, Violation},
    schema::{class_of, region_name, Type},
    world::World,
};
use crate::{causality::VersionVector, value::Value};
use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

/// Digests and snapshots seen so far, by what those who had them had received.
#[derive(Default)]
pub(super) struct Seen {
    digests: BTreeMap<String, (String, [u8; 32])>,
    snapshots: BTreeMap<String, (String, Vec<u8>)>,
}

/// How often regions are exchanged with one another in the end before that counts as no progress.
const ROUNDS_MAX: usize = 40;

fn differs(what: String) -> Violation {
    Violation { law: Law::SameEverywhere, what }
}

impl World {
    /// Compares one record in one region with the model.
    pub(super) fn check_record(&mut self, number: usize, key: &str) -> Result<(), Violation> {
        self.tally.compared += 1;
        let replica = &self.replicas[number];
        let error = |error: crate::Error| Violation { law: Law::BadInput, what: format!("{key}: {error}") };
        let read = replica.region.get(key).map_err(error)?;
        let shown = self.oracle.show(key, &replica.received);
        let has = read.as_ref().map(|read| read.value().to_json());
        let must = shown.as_ref().map(|shown| shown.value.to_json());
        let name = region_name(number);
        if has != must {
            return Err(differs(format!("{name} shows {key} = {has:?}, the model {must:?}")));
        }
        if let (Some(read), Some(shown)) = (read, shown) {
            let time = (read.timestamp.ms(), read.timestamp.counter(), read.timestamp.node());
            if time != shown.time || read.siblings != shown.siblings {
                return Err(differs(format!(
                    "{name} reads {key} with {} siblings of {time:?}, the model with {} of {:?}",
                    read.siblings, shown.siblings, shown.time
                )));
            }
        }
        for (path, kind) in class_of(key).places {
            if !matches!(kind, Type::LastWriteWins | Type::KeepAll) {
                continue;
            }
            let versions = replica.region.versions(key, path).map_err(error)?;
            let has: Vec<_> =
                versions.iter().map(|v| (self.name_of(v.dot), v.value().as_i64().unwrap_or_default())).collect();
            let must: Vec<_> = self
                .oracle
                .show_versions(key, path, &replica.received)
                .into_iter()
                .map(|(id, value)| (Some(id), value))
                .collect();
            if has != must {
                return Err(differs(format!("{name} has of {key} {path:?} the versions {has:?}, the model {must:?}")));
            }
        }
        Ok(())
    }

    /// Compares all records of a region with the model, and its digest with those that had received the same.
    pub(super) fn check_region(&mut self, number: usize, seen: &mut Seen) -> Result<(), Violation> {
        let keys: Vec<String> = self.oracle.keys().map(ToString::to_string).collect();
        for key in &keys {
            self.check_record(number, key)?;
        }
        let replica = &self.replicas[number];
        let listed = replica.region.keys("", None, usize::MAX);
        let must: Vec<&String> =
            keys.iter().filter(|key| self.oracle.show(key, &replica.received).is_some()).collect();
        if listed.iter().collect::<Vec<_>>() != must {
            return Err(differs(format!("{} lists {listed:?}, the model {must:?}", region_name(number))));
        }
        let received = named(&replica.cursors);
        let digest = replica.region.digest();
        let (other, known) = seen.digests.entry(received).or_insert_with(|| (region_name(number), digest));
        if *known != digest {
            return Err(differs(format!("{} and {other} received the same and differ in digest", region_name(number))));
        }
        Ok(())
    }

    /// Compares a region's snapshot with those of regions that had received the same and knew the same to be stable.
    pub(super) fn check_snapshot(&mut self, number: usize, seen: &mut Seen) -> Result<(), Violation> {
        let snapshot = self.replicas[number].region.snapshot();
        let region = &self.replicas[number].region;
        let stable = region.status().get("stable").map(Value::to_json).unwrap_or_default();
        let received = format!("{} stable {stable}", named(&self.replicas[number].cursors));
        let (other, known) = seen.snapshots.entry(received).or_insert_with(|| (region_name(number), snapshot.clone()));
        if *known != snapshot {
            return Err(differs(format!("{} and {other} received the same, know the same to be stable and differ in snapshot: {} and {}",
                region_name(number), hex(&snapshot), hex(known))));
        }
        Ok(())
    }

    /// Heals everything, lets all regions exchange all they have, and checks that they then agree.
    pub(super) fn settle(&mut self, seen: &mut Seen) -> Result<(), Violation> {
        self.replicas.iter_mut().for_each(|replica| replica.skew_ms = 0);
        let mut quiet = 0;
        for round in 0.. {
            let before: Vec<_> = self.replicas.iter().map(|replica| replica.cursors.clone()).collect();
            for from in 0..self.setting.regions {
                for to in 0..self.setting.regions {
                    if from != to {
                        self.exchange(from, to)?;
                    }
                }
            }
            let moved = self.replicas.iter().zip(&before).any(|(replica, before)| replica.cursors != *before);
            quiet = if moved { 0 } else { quiet + 1 };
            if quiet >= 2 {
                break;
            }
            if round >= ROUNDS_MAX {
                return Err(Violation { law: Law::Progress, what: "regions never cease to send".into() });
            }
        }
        self.check_agreement(seen)
    }

    fn exchange(&mut self, from: usize, to: usize) -> Result<(), Violation> {
        self.now_ms += 5_000;
        let name = u32::MAX;
        let at = self.now_ms;
        let steps = [
            Event::Send { from, to, bytes_max: usize::MAX, name },
            Event::Deliver { name, part: Part::From(0) },
            Event::Deliver { name, part: Part::Acknowledgement },
            Event::Retry { region: to },
        ];
        for event in steps {
            self.take(&Step { at, event })?;
        }
        Ok(())
    }

    fn check_agreement(&mut self, seen: &mut Seen) -> Result<(), Violation> {
        let first = self.replicas[0].cursors.clone();
        for number in 0..self.setting.regions {
            let replica = &self.replicas[number];
            let held = replica.region.held();
            if replica.cursors != first || !held.is_empty() {
                return Err(Violation {
                    law: Law::Progress,
                    what: format!(
                        "after full exchange {} has {} (holding {held:?}) and {} has {}",
                        region_name(number),
                        named(&replica.cursors),
                        region_name(0),
                        named(&first)
                    ),
                });
            }
            if replica.region.status().get("writable") != Some(&Value::Bool(true)) {
                return Err(Violation {
                    law: Law::Progress,
                    what: format!("after full exchange {} is not writable", region_name(number)),
                });
            }
            self.check_region(number, seen)?;
            self.check_snapshot(number, seen)?;
            self.check_collected(number)?;
        }
        Ok(())
    }

    /// Whether everything dead is gone, once everybody has received and acknowledged everything.
    fn check_collected(&self, number: usize) -> Result<(), Violation> {
        let replica = &self.replicas[number];
        let alive = |oracle: &Oracle, key: &str| oracle.is_held_alive(&oracle.of_key(key, &replica.received));
        let must = self.oracle.keys().filter(|key| alive(&self.oracle, key)).count();
        let has = replica.region.status().get("records").and_then(Value::as_i64).unwrap_or_default();
        if has != must as i64 {
            return Err(Violation {
                law: Law::Progress,
                what: format!("{} keeps {has} records, {must} are alive", region_name(number)),
            });
        }
        Ok(())
    }
}

fn named(vector: &VersionVector) -> String {
    vector.to_document().to_json()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
