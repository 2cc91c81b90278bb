//! Causal stability, and what may be forgotten once it is reached.
//!
//! A write is stable when every member of the deployment has acknowledged it in its own stream. The context of any
//! change is such an acknowledgement: it names the heads of all streams that its region had received, those of the
//! region's earlier incarnations among them, and it counts here only once those have arrived here too. An
//! acknowledgement out of band would not do: a write that its region made before could still be on its way.
//!
//! Collection never asks a strategy, so a strategy may change later.

use super::{Region, store::State, stream::StreamState};
use crate::{
    causality::Lane,
    fault::Fault,
    record::{Baseline, Life, LocalDot, Place, Record, Row},
};
use alloc::{boxed::Box, vec::Vec};

impl Region {
    /// Looks at what has become stable in a lane, and lets go of what it allows to.
    pub(super) fn advance_stability(&mut self, lane: Lane) {
        let count = self.streams.all.len();
        self.stable.resize(count, 0);
        let mut frontier = core::mem::take(&mut self.frontier);
        frontier.clear();
        frontier.resize(count, u64::MAX);
        for member in self.counted_members(lane) {
            self.hear_member(member, lane);
            let saw = self.member_saw.get(&(member, lane)).map(Vec::as_slice).unwrap_or_default();
            for (at, least) in frontier.iter_mut().enumerate() {
                *least = (*least).min(saw.get(at).copied().unwrap_or(0));
            }
        }
        let mut moved = false;
        for (number, head) in (0u32..).zip(&mut frontier) {
            // What an earlier incarnation acknowledged may be still to come to a restored one.
            *head = (*head).min(self.streams.cursor(number));
            let Some(stable) = self.stable.get_mut(number as usize).filter(|stable| **stable < *head) else { continue };
            *stable = *head;
            moved = true;
            let feed_bytes = self.options.feed_bytes;
            if let Some(stream) = self.streams.get_mut(number) {
                stream.trim(*head, feed_bytes);
            }
            self.collect(number, *head);
        }
        self.frontier = frontier;
        if !self.expiring.is_empty() {
            self.collect_expired(lane);
        }
        if moved {
            let streams = &self.streams;
            let kept_from = |number| match streams.get(number) {
                Some(stream) => stream.log.front().map_or(stream.cursor + 1, |segment| segment.first),
                None => 0,
            };
            self.feed.trim(kept_from);
        }
    }

    /// Takes what a member has acknowledged in the newest of its streams, if everything it names of its own has come.
    fn hear_member(&mut self, member: u16, lane: Lane) {
        let faults = self.faults();
        let known = self.member_saw.entry((member, lane)).or_default();
        if faults.has(Fault::AcknowledgeOutOfBand)
            && let Some(peer) = self.peers.get(&member)
        {
            *known = self.streams.all.iter().map(|stream| peer.cursors.get(stream.id)).collect();
            return;
        }
        let of_member = |stream: &&StreamState| stream.id.origin.region == member && stream.id.lane() == lane;
        let own = || (0u32..).zip(&self.streams.all).filter(|(_, stream)| of_member(stream));
        let Some((number, newest)) = own().max_by_key(|(_, stream)| stream.id.origin.incarnation) else { return };
        let arrived = own().all(|(other, stream)| other == number || stream.cursor >= newest.head(other));
        if arrived || faults.has(Fault::AcknowledgeOneStream) {
            known.clear();
            known.extend_from_slice(&newest.heads);
            if known.len() <= number as usize {
                known.resize(number as usize + 1, 0);
            }
            if let Some(own) = known.get_mut(number as usize) {
                *own = newest.cursor;
            }
        }
    }

    pub(super) fn is_stable(&self, dot: LocalDot) -> bool {
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
            State::One(_) | State::Map => None,
        }
    }

    /// A record that nobody holds alive goes when all of it is stable. Answers a dot that is not, if any.
    fn collect_record(&self, record: &mut Record) -> Option<LocalDot> {
        let unstable = record_dots(record).into_iter().find(|dot| !self.is_stable(*dot));
        if unstable.is_none() {
            record.existence.clear();
            record.places.clear();
        }
        unstable
    }

    /// In a record that lives: members that only removals hold, counter entries that resets wholly cancelled, and offers
    /// that something better will always outlive.
    fn collect_places(&self, record: &mut Record) -> Option<LocalDot> {
        let mut unstable = None;
        let early = self.faults().has(Fault::CollectBaselinesEarly);
        let expires = record.has_expiry();
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
                    let stable = |baseline: &&Baseline| self.is_stable(baseline.by);
                    let waits = counter.baselines.iter().find(|baseline| !stable(baseline)).map(|baseline| baseline.by);
                    unstable = unstable.or(waits);
                    let baselines = &counter.baselines;
                    counter.entries.retain(|entry| {
                        let of_stream = baselines.iter().filter(|baseline| baseline.stream == entry.stream);
                        !of_stream.filter(stable).any(|baseline| baseline.covers(entry))
                    });
                    if early {
                        counter.baselines.clear();
                    }
                    counter.prune(|stream| self.streams.cursor(stream));
                }
                Place::Register(_) | Place::Flag(_) | Place::Bounded(_) | Place::Log(_) => {}
                Place::Extreme(extreme) => {
                    unstable = unstable.or(extreme.collect(expires, |dot| self.is_stable(dot)));
                }
            }
        }
        record.places.retain(|_, place| !place.is_empty());
        unstable
    }
}

/// The dots of all that a record holds, existence first.
pub(super) fn record_dots(record: &Record) -> Vec<LocalDot> {
    let mut dots: Vec<LocalDot> = record.existence.iter().map(|existence| existence.stamp.dot).collect();
    record.places.values().for_each(|place| place_dots(place, &mut dots));
    dots
}

fn place_dots(place: &Place, dots: &mut Vec<LocalDot>) {
    match place {
        Place::Register(register) => dots.extend(register.versions.iter().map(|version| version.stamp.dot)),
        Place::Flag(flag) => dots.extend(flag.versions.iter().map(|version| version.stamp.dot)),
        Place::Log(log) => dots.extend(log.dots()),
        Place::Extreme(extreme) => dots.extend(extreme.offers.iter().map(|offer| offer.stamp.dot)),
        Place::Set(set) => dots.extend(set.members.values().flat_map(|m| m.as_slice()).map(|dot| dot.dot)),
        Place::Bounded(counter) => dots.extend(counter.rows.iter().map(Row::dot)),
        Place::Counter(counter) => {
            dots.extend(counter.entries.iter().map(|e| LocalDot { stream: e.stream, sequence: e.sequence }));
            dots.extend(counter.baselines.iter().map(|baseline| baseline.by));
        }
    }
}
