//! Writing a snapshot: canonical, so that equal replicas have equal bytes.

use super::{super::Region, EXTREME, LOG, SNAPSHOT_VERSION};
use crate::{
    causality::Stream,
    record::{
        Baseline, BoundedCounter, Counter, Extreme, Flag, Footing, Life, LocalDot, LocalReading, Log, Pending, Place,
        Record, Register, Scope, Set, Stamp, Tomb,
    },
    region::{store::View, stream::StreamState},
    sorted::Order,
    wire::{Path, Rights, encode_dot, encode_integer},
};
use alloc::vec::Vec;
use minicbor::Encoder;

type Out<'a> = Encoder<&'a mut Vec<u8>>;

impl Region {
    /// The streams and records that the snapshot is to have.
    pub(super) fn encode_snapshot(
        &self,
        has_stream: &dyn Fn(Stream) -> bool,
        has_key: &dyn Fn(&str) -> bool,
    ) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut out = Encoder::new(&mut bytes);
        // A stream of which nothing has come is only a name here.
        let has = |number: &u32| self.streams.cursor(*number) > 0 && has_stream(self.streams.id(*number));
        let streams: Vec<u32> = self.streams.sorted().filter(has).collect();
        let _ = out
            .array(6)
            .and_then(|e| e.u64(SNAPSHOT_VERSION))
            .and_then(|e| e.u64(self.deployment.version()))
            .and_then(|e| e.bytes(self.deployment.digest()))
            .and_then(|e| e.array(streams.len() as u64));
        for number in streams {
            if let Some(stream) = self.streams.get(number) {
                self.encode_stream(&mut out, number, stream);
            }
        }
        let mut slots = self.store.sorted();
        slots.retain(|slot| has_key(slot.key()));
        let _ = out.array(slots.len() as u64);
        for slot in slots {
            let _ = out.array(2).and_then(|e| e.str(slot.key()));
            match slot.view() {
                View::Full(record) => self.encode_record(&mut out, record),
                View::Map(map) => self.encode_record(&mut out, &map.to_record()),
                View::One { .. } => {
                    if let Some(record) = self.record(slot.key()) {
                        self.encode_record(&mut out, &record);
                    }
                }
            }
        }
        let _ = out.array(self.leaving.len() as u64);
        for ((placement, region), leaving) in self.leaving.iter() {
            let _ = out
                .array(4)
                .and_then(|e| e.u32(*placement))
                .and_then(|e| e.u16(*region))
                .and_then(|e| e.u64(leaving.version))
                .and_then(|e| e.bool(leaving.erased));
        }
        bytes
    }

    /// `[stream, cursor, first, base, changes, ended]`: the changes from `first` on, which not everybody has.
    fn encode_stream(&self, out: &mut Out<'_>, number: u32, stream: &StreamState) {
        let stable = self.stable.get(number as usize).copied().unwrap_or(0).min(stream.cursor);
        let _ = out.array(6);
        encode_dot(out, stream.id, stable + 1);
        let _ = out.u64(stream.cursor);
        let mut base = None;
        let mut changes = Vec::new();
        let mut next = stable + 1;
        while next <= stream.cursor {
            let Some((start, count, bytes)) = self.streams.stretch(number, next, usize::MAX) else { break };
            base.get_or_insert(start);
            changes.extend_from_slice(bytes);
            next += count;
        }
        let base = base.unwrap_or_else(|| self.streams.named(&stream.base()));
        let _ = out
            .array(3)
            .and_then(|e| e.u64(base.hash))
            .and_then(|e| e.u64(base.time))
            .and_then(|e| e.u32(base.process));
        let _ = out.array(base.context.len() as u64);
        for (id, head) in base.context {
            encode_dot(out, id, head);
        }
        let _ = out.bytes(&changes).and_then(|e| e.bool(stream.ended));
    }

    fn encode_record(&self, out: &mut Out<'_>, record: &Record) {
        let _ = out.array(3).and_then(|e| e.array(record.existence.len() as u64));
        for existence in self.by_dot(&record.existence, |existence| existence.stamp.dot) {
            let _ = out.array(5);
            self.encode_stamp(out, &existence.stamp);
            let _ = out.u8(existence.footing.to_bits());
            let mut births: Vec<_> = existence.births().iter().map(|birth| self.named_dot(*birth)).collect();
            births.order();
            let _ = out.array(births.len() as u64);
            births.into_iter().for_each(|birth| encode_dot(out, birth.stream, birth.sequence));
            let nothing = Tomb::default();
            let (deleted, tomb) = match &existence.life {
                Life::Alive => (false, &nothing),
                Life::Deleted(tomb) => (true, &**tomb),
            };
            let _ = out.bool(deleted).and_then(|e| e.array(3));
            self.encode_heads(out, &tomb.seen);
            self.encode_spared(out, &tomb.spared);
            self.encode_readings(out, &tomb.readings);
        }
        let places: Vec<_> = record.places.iter().filter(|(_, place)| !place.is_empty()).collect();
        let _ = out.array(places.len() as u64);
        for (path, place) in places {
            let _ = out.array(3);
            path.encode(out);
            match place {
                Place::Register(register) => self.encode_register(out, register),
                Place::Counter(counter) => self.encode_counter(out, counter),
                Place::Set(set) => self.encode_set(out, set),
                Place::Flag(flag) => self.encode_flag(out, flag),
                Place::Bounded(counter) => self.encode_bounded(out, counter),
                Place::Log(log) => self.encode_log(out, log),
                Place::Extreme(extreme) => self.encode_extreme(out, extreme),
            }
        }
        self.encode_pending(out, &record.pending);
    }

    fn encode_register(&self, out: &mut Out<'_>, register: &Register) {
        let _ = out.u8(0).and_then(|e| e.array(register.versions.len() as u64));
        for version in self.by_dot(&register.versions, |version| version.stamp.dot) {
            let _ = out.array(4);
            self.encode_stamp(out, &version.stamp);
            let settles = version.settles.as_ref().map_or(&[][..], |conflict| &conflict.0);
            let footing = Footing { birth: version.birth, apart: version.apart, puts: false };
            let _ = out.u8(footing.to_bits()).and_then(|e| e.bytes(settles)).and_then(|e| e.bytes(&version.bytes));
        }
    }

    fn encode_counter(&self, out: &mut Out<'_>, counter: &Counter) {
        let _ = out.u8(1).and_then(|e| e.array(2)).and_then(|e| e.array(counter.entries.len() as u64));
        for entry in self.by_dot(&counter.entries, |e| LocalDot { stream: e.stream, sequence: e.sequence }) {
            let _ = out.array(4);
            encode_dot(out, self.streams.id(entry.stream), entry.sequence);
            let _ = out.u64(entry.birth);
            encode_integer(out, entry.total);
            let _ = out.u64(entry.time);
        }
        let _ = out.array(counter.baselines.len() as u64);
        let mut baselines: Vec<&Baseline> = counter.baselines.iter().collect();
        let name = |stream, sequence| self.named_dot(LocalDot { stream, sequence });
        baselines.order_by_key(|b| (name(b.stream, b.sequence), name(b.by.stream, b.by.sequence)));
        for baseline in baselines {
            let _ = out.array(4);
            encode_dot(out, self.streams.id(baseline.stream), baseline.sequence);
            let _ = out.u64(baseline.birth);
            encode_integer(out, baseline.total);
            encode_dot(out, self.streams.id(baseline.by.stream), baseline.by.sequence);
        }
    }

    fn encode_set(&self, out: &mut Out<'_>, set: &Set) {
        let members = set.sorted();
        let _ = out.u8(2).and_then(|e| e.array(members.len() as u64));
        for (member, dots) in members {
            let dots = dots.as_slice();
            let _ = out.array(2).and_then(|e| e.bytes(member)).and_then(|e| e.array(dots.len() as u64));
            for dot in self.by_dot(dots, |dot| dot.dot) {
                let _ = out.array(3);
                encode_dot(out, self.streams.id(dot.dot.stream), dot.dot.sequence);
                let _ = out.u64(dot.time).and_then(|e| e.bool(dot.removed));
            }
        }
    }

    fn encode_flag(&self, out: &mut Out<'_>, flag: &Flag) {
        let _ = out.u8(3).and_then(|e| e.array(flag.versions.len() as u64));
        for version in self.by_dot(&flag.versions, |version| version.stamp.dot) {
            let _ = out.array(2);
            self.encode_stamp(out, &version.stamp);
            let _ = out.bool(version.on);
        }
    }

    fn encode_bounded(&self, out: &mut Out<'_>, counter: &BoundedCounter) {
        let _ = out.u8(4).and_then(|e| e.array(counter.rows.len() as u64));
        for row in self.by_dot(&counter.rows, |row| row.dot()) {
            let _ = out.array(2);
            encode_dot(out, self.streams.id(row.stream), row.sequence);
            Rights { granted: row.granted, spent: row.spent, given: row.given.clone() }.encode(out);
        }
    }

    fn encode_log(&self, out: &mut Out<'_>, log: &Log) {
        let mut queues: Vec<_> = log.queues().collect();
        queues.order_by_key(|(stream, _)| self.streams.id(*stream));
        let _ = out.u8(LOG).and_then(|e| e.array(log.dots().count() as u64));
        for entry in queues.into_iter().flat_map(|(_, queue)| queue) {
            let _ = out.array(2);
            self.encode_stamp(out, &entry.stamp);
            let _ = out.bytes(&entry.bytes);
        }
    }

    fn encode_extreme(&self, out: &mut Out<'_>, extreme: &Extreme) {
        let _ = out
            .u8(EXTREME)
            .and_then(|e| e.array(2))
            .and_then(|e| e.u8(extreme.end as u8))
            .and_then(|e| e.array(extreme.offers.len() as u64));
        for offer in self.by_dot(&extreme.offers, |offer| offer.stamp.dot) {
            let _ = out.array(2);
            self.encode_stamp(out, &offer.stamp);
            let _ = out.bytes(&offer.bytes);
        }
    }

    fn encode_pending(&self, out: &mut Out<'_>, pending: &[Pending]) {
        // Ordered by what they say, since the order of arrival differs.
        let mut encoded: Vec<Vec<u8>> = pending
            .iter()
            .map(|pending| {
                let mut bytes = Vec::new();
                let mut out = Encoder::new(&mut bytes);
                let _ = out.array(3).and_then(|e| e.array(pending.scopes.len() as u64));
                pending.scopes.iter().for_each(|scope| self.encode_scope(&mut out, scope));
                self.encode_heads(&mut out, &pending.heads);
                self.encode_spared(&mut out, &pending.spared);
                bytes
            })
            .collect();
        encoded.order();
        encoded.dedup();
        let _ = out.array(encoded.len() as u64);
        encoded.iter().for_each(|bytes| out.writer_mut().extend_from_slice(bytes));
    }

    fn encode_stamp(&self, out: &mut Out<'_>, stamp: &Stamp) {
        let _ = out.array(3);
        encode_dot(out, self.streams.id(stamp.dot.stream), stamp.dot.sequence);
        let _ = out.u64(stamp.time).and_then(|e| e.u32(stamp.node as u32));
    }

    fn encode_heads(&self, out: &mut Out<'_>, heads: &[(u32, u64)]) {
        let mut waiting: Vec<_> = heads
            .iter()
            .filter(|(stream, head)| *head > self.streams.cursor(*stream))
            .map(|(stream, head)| (self.streams.id(*stream), *head))
            .collect();
        waiting.order();
        let _ = out.array(waiting.len() as u64);
        waiting.into_iter().for_each(|(id, head)| encode_dot(out, id, head));
    }

    /// Spared dots, as far as they can still come: of the others nothing is told by now.
    fn encode_spared(&self, out: &mut Out<'_>, spared: &[LocalDot]) {
        let waiting: Vec<LocalDot> =
            spared.iter().filter(|dot| dot.sequence > self.streams.cursor(dot.stream)).copied().collect();
        let _ = out.array(waiting.len() as u64);
        for dot in self.by_dot(&waiting, |dot| *dot) {
            encode_dot(out, self.streams.id(dot.stream), dot.sequence);
        }
    }

    fn encode_readings(&self, out: &mut Out<'_>, readings: &[LocalReading]) {
        let _ = out.array(readings.len() as u64);
        self.named_readings(readings.to_vec()).for_each(|reading| reading.encode(out));
    }

    /// Items in the order of the names of their dots: local numbers differ from replica to replica.
    fn by_dot<'a, T>(&self, items: &'a [T], dot: impl Fn(&T) -> LocalDot) -> Vec<&'a T> {
        let mut sorted: Vec<&T> = items.iter().collect();
        sorted.order_by_key(|item| self.named_dot(dot(item)));
        sorted
    }

    fn encode_scope(&self, out: &mut Out<'_>, scope: &Scope) {
        let place = |out: &mut Out<'_>, kind: u8, path: &Path, member: &[u8]| {
            let _ = out.array(3).and_then(|e| e.u8(kind));
            path.encode(out);
            let _ = out.bytes(member);
        };
        match scope {
            Scope::Root => place(out, 0, &Path::default(), &[]),
            Scope::Existence => place(out, 1, &Path::default(), &[]),
            Scope::Below(path) => place(out, 2, path, &[]),
            Scope::Member(path, member) => place(out, 3, path, member),
            Scope::NotBetter(path, number) => place(out, EXTREME, path, number),
            Scope::Counters(by) => {
                let mut dot = Vec::new();
                encode_dot(&mut Encoder::new(&mut dot), self.streams.id(by.stream), by.sequence);
                place(out, 4, &Path::default(), &dot);
            }
        }
    }
}
