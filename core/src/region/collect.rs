//! Causal stability, and what may be forgotten once it is reached.
//!
//! A write is stable when every member of the deployment has acknowledged it in its own stream. The context of any
//! change is such an acknowledgement: it names the heads of all streams that its region had received, those of the
//! region's earlier incarnations among them, and it counts here only once those have arrived here too. An
//! acknowledgement out of band would not do: a write that its region made before could still be on its way.
//!
//! Collection never asks a strategy, so a strategy may change later.

use super::{Region, store::State};
use crate::{
    fault::Fault,
    record::{Life, LocalDot, Place, Record},
};
use alloc::{boxed::Box, vec, vec::Vec};

impl Region {
    /// Looks at what has become stable in a partition, and lets go of what it allows to.
    pub(super) fn advance_stability(&mut self, partition: u16) {
        let of_partition: Vec<u32> =
            self.streams.sorted().filter(|number| self.streams.id(*number).partition == partition).collect();
        let mut frontier = vec![u64::MAX; self.streams.all.len()];
        let members: Vec<u16> = self.members().collect();
        for member in members {
            let saw = self.member_saw(member, partition, &of_partition);
            for number in &of_partition {
                let at = *number as usize;
                if let Some(least) = frontier.get_mut(at) {
                    *least = (*least).min(saw.get(at).copied().unwrap_or(0));
                }
            }
        }
        self.stable.resize(self.streams.all.len(), 0);
        for number in of_partition {
            let head = frontier.get(number as usize).copied().unwrap_or(0);
            let Some(stable) = self.stable.get_mut(number as usize) else { continue };
            if head <= *stable {
                continue;
            }
            *stable = head;
            let feed_bytes = self.options.feed_bytes;
            if let Some(stream) = self.streams.get_mut(number) {
                stream.trim(head, feed_bytes);
            }
            self.collect(number, head);
        }
        let streams = &self.streams;
        let kept_from = |number| match streams.get(number) {
            Some(stream) => stream.log.front().map_or(stream.cursor + 1, |segment| segment.first),
            None => 0,
        };
        self.feed.trim(kept_from);
    }

    /// What a member has acknowledged in the newest of its streams, if everything it names of its own has come.
    fn member_saw(&mut self, member: u16, partition: u16, of_partition: &[u32]) -> Vec<u64> {
        if self.faults().has(Fault::AcknowledgeOutOfBand)
            && let Some(peer) = self.peers.get(&member)
        {
            let heads = self.streams.all.iter().map(|stream| peer.cursors.get(stream.id));
            return heads.collect();
        }
        let own = of_partition.iter().filter(|number| self.streams.id(**number).origin.region == member);
        let own: Vec<u32> = own.copied().collect();
        let known = self.member_saw.entry((member, partition)).or_default();
        let newest = own.iter().max_by_key(|number| self.streams.id(**number).origin.incarnation);
        let Some(newest) = newest.and_then(|number| self.streams.get(*number).map(|stream| (*number, stream))) else {
            return known.clone();
        };
        let (number, stream) = newest;
        let arrived = own.iter().all(|other| *other == number || self.streams.cursor(*other) >= stream.head(*other));
        if arrived || self.options.faults.has(Fault::AcknowledgeOneStream) {
            let mut saw = stream.heads.clone();
            saw.resize(self.streams.all.len(), 0);
            if let Some(own) = saw.get_mut(number as usize) {
                *own = stream.cursor;
            }
            *known = saw;
        }
        known.clone()
    }

    fn is_stable(&self, dot: LocalDot) -> bool {
        self.stable.get(dot.stream as usize).is_some_and(|head| dot.sequence <= *head)
    }

    fn collect(&mut self, number: u32, head: u64) {
        let due: Vec<(u32, u64)> = self.tombstones.range((number, 0)..=(number, head)).map(|(at, _)| *at).collect();
        for at in due {
            if let Some(key) = self.tombstones.remove(&at) {
                self.collect_key(key);
            }
        }
    }

    fn collect_key(&mut self, key: Box<str>) {
        let Some(mut slot_record) = self.take_full(&key) else { return };
        let record = &mut slot_record;
        let contested = self.faults().has(Fault::CollectContestedTombstone);
        if contested {
            record.existence.retain(|e| matches!(e.life, Life::Alive) || !self.is_stable(e.stamp.dot));
        }
        let alive = record.existence.iter().any(|existence| matches!(existence.life, Life::Alive));
        let waits_for = if alive { self.collect_places(record) } else { self.collect_record(record) };
        if let Some(dot) = waits_for {
            self.tombstones.insert((dot.stream, dot.sequence), key.clone());
        }
        if slot_record.is_empty() {
            self.store.remove(&key);
        } else if let Some(slot) = self.store.get_mut(&key) {
            slot.state = State::Full(Box::new(slot_record));
            slot.pack();
        }
    }

    /// Takes a full record out of its slot; whoever takes it puts it back or removes the slot.
    fn take_full(&mut self, key: &str) -> Option<Record> {
        match &mut self.store.get_mut(key)?.state {
            State::Full(record) => Some(core::mem::take(&mut **record)),
            State::One(_) => None,
        }
    }

    /// A record that nobody holds alive goes when all of it is stable. Answers a dot that is not, if any.
    fn collect_record(&self, record: &mut Record) -> Option<LocalDot> {
        let mut dots: Vec<LocalDot> = record.existence.iter().map(|existence| existence.stamp.dot).collect();
        record.places.values().for_each(|place| place_dots(place, &mut dots));
        let unstable = dots.into_iter().find(|dot| !self.is_stable(*dot));
        if unstable.is_none() {
            record.existence.clear();
            record.places.clear();
        }
        unstable
    }

    /// In a record that lives: members that only removals hold, and counter entries that resets wholly cancelled.
    fn collect_places(&self, record: &mut Record) -> Option<LocalDot> {
        let mut unstable = None;
        let early = self.faults().has(Fault::CollectBaselinesEarly);
        for place in record.places.values_mut() {
            match place {
                Place::Set(set) => set.members.retain(|_, dots| {
                    let dots = dots.as_slice();
                    if !dots.iter().all(|dot| dot.removed) {
                        return true;
                    }
                    let waits = dots.iter().find(|dot| !self.is_stable(dot.dot)).map(|dot| dot.dot);
                    unstable = unstable.or(waits);
                    waits.is_some()
                }),
                Place::Counter(counter) => {
                    let baselines = core::mem::take(&mut counter.baselines);
                    for baseline in baselines {
                        let cancelled =
                            counter.entry(baseline.stream).is_none_or(|e| (e.birth, e.sequence) <= (baseline.birth, baseline.sequence));
                        if early || cancelled && self.is_stable(baseline.by) {
                            if cancelled {
                                counter.entries.retain(|entry| entry.stream != baseline.stream);
                            }
                            continue;
                        }
                        if !self.is_stable(baseline.by) {
                            unstable = unstable.or(Some(baseline.by));
                        }
                        counter.baselines.push(baseline);
                    }
                }
                Place::Register(_) | Place::Flag(_) => {}
            }
        }
        record.places.retain(|_, place| !place.is_empty());
        unstable
    }
}

fn place_dots(place: &Place, dots: &mut Vec<LocalDot>) {
    match place {
        Place::Register(register) => dots.extend(register.versions.iter().map(|version| version.stamp.dot)),
        Place::Flag(flag) => dots.extend(flag.versions.iter().map(|version| version.stamp.dot)),
        Place::Set(set) => dots.extend(set.members.values().flat_map(|m| m.as_slice()).map(|dot| dot.dot)),
        Place::Counter(counter) => {
            dots.extend(counter.entries.iter().map(|e| LocalDot { stream: e.stream, sequence: e.sequence }));
            dots.extend(counter.baselines.iter().map(|baseline| baseline.by));
        }
    }
}
