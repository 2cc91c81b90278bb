//! The laws, checked while a run goes on and when all has been exchanged.

use super::{
    history::{Event, Part, Source, Step},
    operation::Operation,
    oracle::{Oracle, WriteId, Writes},
    report::{Law, Violation},
    schema::{CLAIM, class_of, region_name},
    world::World,
};
use crate::{
    causality::{Stream, VersionVector},
    conflict::{ConflictFilter, ConflictId, ConflictRecord},
    region::ClaimState,
    value::Value,
};
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
    ///
    /// Where something came before what it had seen, the model (which forgets nothing) shows again what a write that
    /// is still to come has replaced, and a region that has collected it does not. That heals when the rest comes.
    pub(super) fn check_record(&mut self, number: usize, key: &str) -> Result<(), Violation> {
        self.tally.compared += 1;
        let received = self.oracle.of_key(key, &self.replicas[number].received);
        let strict = self.compare(number, key, &received);
        self.check_claim(number, &received)?;
        if strict.is_err() && !self.oracle.is_complete(&received) && self.oracle.may_be_forgotten(&received) {
            self.tally.excused += 1;
            return Ok(());
        }
        strict
    }

    /// A claim is confirmed only when every region has received it, and from then on none comes before it but those that
    /// were known when it was confirmed (and released there).
    fn check_claim(&mut self, number: usize, received: &Writes) -> Result<(), Violation> {
        let live = self.oracle.live_claims(received);
        let Some((first, _)) = live.first().copied() else { return Ok(()) };
        let (name, write) = (region_name(number), self.oracle.write(first));
        let Operation::Claim(claimed, _) = write.operation else { return Ok(()) };
        if !self.oracle.is_complete(received) {
            return Ok(());
        }
        let passes = |id: &WriteId| self.confirmed.get(id).is_some_and(|known| !known.contains(&first));
        if let Some((passed, _)) = live.iter().find(|(id, _)| *id != first && passes(id)) {
            return Err(differs(format!("{name} puts claim {first} before claim {passed}, which was confirmed")));
        }
        let claim = self.replicas[number].region.claim_of(CLAIM, &Value::from(claimed as i64));
        let claim = claim.map_err(|error| Violation { law: Law::BadInput, what: format!("claim_of: {error}") })?;
        if claim.state == ClaimState::Confirmed {
            if self.replicas.iter().any(|replica| !replica.ever.contains(&first)) {
                return Err(differs(format!("{name} confirms claim {first}, which not everybody has")));
            }
            self.confirmed.entry(first).or_insert_with(|| received.clone());
        }
        Ok(())
    }

    fn stable(&self, number: usize) -> VersionVector {
        let status = self.replicas[number].region.status();
        status.get("stable").and_then(|stable| VersionVector::from_document(stable).ok()).unwrap_or_default()
    }

    fn compare(&self, number: usize, key: &str, received: &Writes) -> Result<(), Violation> {
        let replica = &self.replicas[number];
        let error = |error: crate::Error| Violation { law: Law::BadInput, what: format!("{key}: {error}") };
        let read = replica.region.get(key).map_err(error)?;
        let shown = self.oracle.show(key, received);
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
            if !kind.is_register() {
                continue;
            }
            let versions = replica.region.versions(key, path).map_err(error)?;
            let has: Vec<_> =
                versions.iter().map(|v| (self.name_of(v.dot), v.value().as_i64().unwrap_or_default())).collect();
            let must: Vec<_> = self
                .oracle
                .show_versions(key, path, received)
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
        let shown: Vec<&String> = keys.iter().filter(|key| matches!(replica.region.get(key), Ok(Some(_)))).collect();
        if listed.iter().collect::<Vec<_>>() != shown {
            return Err(differs(format!("{} lists {listed:?} and shows {shown:?}", region_name(number))));
        }
        if keys.iter().any(|key| !self.oracle.is_complete(&self.oracle.of_key(key, &replica.received))) {
            return Ok(());
        }
        let received = named(&replica.cursors);
        let digest = replica.region.digest();
        let (other, known) = seen.digests.entry(received).or_insert_with(|| (region_name(number), digest));
        if *known != digest {
            return Err(differs(format!("{} and {other} received the same and differ in digest", region_name(number))));
        }
        Ok(())
    }

    /// Compares a region's snapshot with those of regions that had received the same and knew all of it to be stable.
    ///
    /// While some of it is not, they may differ in what is dead: a delete that was collected before a concurrent one
    /// came leaves less behind than one that met it.
    pub(super) fn check_snapshot(&mut self, number: usize, seen: &mut Seen) -> Result<(), Violation> {
        let snapshot = self.replicas[number].region.snapshot();
        let stable = self.stable(number);
        let last_of = |(stream, head): (Stream, u64)| {
            let written = self.names.get(&stream)?.range(..=head).next_back()?;
            Some((stream, *written.0))
        };
        if self.replicas[number].cursors.iter().filter_map(last_of).any(|(stream, last)| stable.get(stream) < last) {
            return Ok(());
        }
        let received = format!("{} stable {}", named(&self.replicas[number].cursors), named(&stable));
        let (other, known) = seen.snapshots.entry(received).or_insert_with(|| (region_name(number), snapshot.clone()));
        if *known != snapshot {
            return Err(differs(format!(
                "{} and {other} received the same, know the same to be stable and differ in snapshot: {} and {}",
                region_name(number),
                hex(&snapshot),
                hex(known)
            )));
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
                match self.left_behind() {
                    Some((number, from)) => {
                        self.take(&Step { at: self.now_ms, event: Event::Crash { region: number, from } })?;
                        quiet = 0;
                    }
                    None => break,
                }
            }
            if round >= ROUNDS_MAX {
                return Err(Violation { law: Law::Progress, what: "regions never cease to send".into() });
            }
        }
        self.check_agreement(seen)
    }

    /// A restored replica to which nobody can send any more what it lost: the logs are short, and everybody relied on
    /// its having it. It has to start again from what the region has that has most.
    fn left_behind(&self) -> Option<(usize, Source)> {
        let total = |number: &usize| self.replicas[*number].cursors.iter().map(|(_, head)| head).sum::<u64>();
        let most = (0..self.setting.regions).max_by_key(total)?;
        let behind = (0..self.setting.regions).find(|number| total(number) < total(&most))?;
        (self.setting.feed_bytes == 0).then_some((behind, Source::Region(most)))
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
        let regions = 0..self.setting.regions;
        if regions.clone().any(|number| !self.is_writable(number))
            && regions.clone().any(|number| self.has_lost(number))
        {
            // A region may not write again before an operator has said what is to become of what is lost; until then
            // the others cannot know where the streams of its earlier life end.
            self.tally.stuck += 1;
            return regions.into_iter().try_for_each(|number| self.check_region(number, seen));
        }
        let first = self.replicas[0].cursors.clone();
        for number in 0..self.setting.regions {
            let replica = &self.replicas[number];
            // What only a crashed replica had is gone; what came of its stream after that waits for ever.
            let alive = |stream: Stream| self.replicas.iter().any(|replica| replica.region.origin() == stream.origin);
            let held: Vec<_> = replica.region.held().into_iter().filter(|held| alive(held.stream)).collect();
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
            if !self.is_writable(number) {
                return Err(Violation {
                    law: Law::Progress,
                    what: format!("after full exchange {} is not writable", region_name(number)),
                });
            }
            self.check_region(number, seen)?;
            self.check_snapshot(number, seen)?;
            self.check_collected(number)?;
        }
        self.check_conflicts()
    }

    /// Compares the conflict records of those regions that received everything as changes: under one id all have the same.
    /// A snapshot holds none, so a region that began from one has those that were met since.
    fn check_conflicts(&mut self) -> Result<(), Violation> {
        let mut known: BTreeMap<ConflictId, (usize, String)> = BTreeMap::new();
        for number in (0..self.setting.regions).filter(|number| !self.replicas[*number].restored) {
            for record in self.replicas[number].region.conflicts(&ConflictFilter::default()) {
                let record = ConflictRecord { encounters: 0, ..record };
                let told = record.to_document().to_json();
                let (first, same) = known.entry(record.id).or_insert_with(|| (number, told.clone()));
                if *same != told {
                    let (name, first) = (region_name(number), region_name(*first));
                    return Err(differs(format!("{name} has conflict {told}, {first} {same}")));
                }
                self.tally.records += u64::from(*first != number);
            }
        }
        Ok(())
    }

    fn is_writable(&self, number: usize) -> bool {
        self.replicas[number].region.status().get("writable") == Some(&Value::Bool(true))
    }

    /// Whether something is gone that a region had acknowledged in an earlier life: it crashed, and so did everybody
    /// else who had it.
    fn has_lost(&self, number: usize) -> bool {
        let replica = &self.replicas[number];
        replica.past.iter().any(|(stream, head)| replica.cursors.get(stream) < head)
    }

    /// Whether everything dead is gone, once everybody has received and acknowledged everything.
    fn check_collected(&self, number: usize) -> Result<(), Violation> {
        if (0..self.setting.regions).any(|number| self.has_lost(number)) {
            // A context that names what went down with a region waits for it for ever.
            return Ok(());
        }
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
