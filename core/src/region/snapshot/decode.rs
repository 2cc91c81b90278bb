//! Reading a snapshot back.

use super::{super::Region, EXTREME, LOG, SNAPSHOT_VERSION, malformed};
use crate::{
    Code, Error, Result,
    conflict::ConflictId,
    record::{
        Baseline, Births, BoundedCounter, Counter, End, Entry, Existence, Extreme, Flag, FlagVersion, Footing, Life,
        LocalDot, LocalReading, Log, LogEntry, MemberDot, MemberDots, Offer, Pending, Place, Record, Register,
        RegisterVersion, Row, Scope, Set, Stamp, Tomb,
    },
    region::{
        collect::record_dots,
        purge::Leaving,
        stream::{LocalBase, Segment},
    },
    sorted::Order,
    value::{Limits, check_canonical},
    wire::{Base, Path, Reading, Rights, StreamReader, decode_dot, decode_integer, running_hash},
};
use alloc::{boxed::Box, format, vec::Vec};
use minicbor::Decoder;

const PATH_DEPTH_MAX: usize = Limits::DEPTH_MAX;

impl Region {
    /// Fills an empty replica.
    pub(super) fn decode_snapshot(&mut self, bytes: &[u8]) -> Result<()> {
        let mut input = Decoder::new(bytes);
        let parts = input.array().ok().flatten();
        let version = input.u64().ok();
        let (Some(6), Some(version)) = (parts, version) else { return Err(malformed("its head")) };
        if version != SNAPSHOT_VERSION {
            return Err(Error::new(
                Code::UnsupportedVersion,
                format!("the snapshot has format version {version} and this library reads {SNAPSHOT_VERSION}"),
            )
            .with("version", version));
        }
        self.check_snapshot_deployment(&mut input)?;
        let count = input.array().ok().flatten().ok_or_else(|| malformed("its streams"))?;
        for _ in 0..count {
            self.decode_stream(&mut input).ok_or_else(|| malformed("a stream"))?;
        }
        let count = input.array().ok().flatten().ok_or_else(|| malformed("its records"))?;
        let mut last: Option<&str> = None;
        for _ in 0..count {
            let key = self.decode_record_of(&mut input).ok_or_else(|| malformed("a record"))?;
            if last.is_some_and(|last| last >= key) {
                return Err(malformed("the order of its records"));
            }
            last = Some(key);
        }
        self.decode_leaving(&mut input).ok_or_else(|| malformed("what regions give up"))?;
        if input.position() == bytes.len() { Ok(()) } else { Err(malformed("bytes after its end")) }
    }

    /// What the region itself had erased it has again, if the snapshot holds it.
    fn decode_leaving(&mut self, input: &mut Decoder<'_>) -> Option<()> {
        for _ in 0..input.array().ok()?? {
            expect(input, 4)?;
            let leaver = (input.u32().ok()?, input.u16().ok()?);
            let leaving = Leaving { version: input.u64().ok()?, since_ms: 0, erased: input.bool().ok()? };
            if leaver.1 != self.origin.region {
                self.leaving.insert(leaver, leaving);
            }
        }
        Some(())
    }

    fn check_snapshot_deployment(&self, input: &mut Decoder<'_>) -> Result<()> {
        let (version, digest) = (input.u64().ok(), input.bytes().ok());
        let (Some(version), Some(digest)) = (version, digest) else { return Err(malformed("its deployment")) };
        let in_force = self.deployment.version();
        if version == in_force && digest != self.deployment.digest() {
            return Err(Error::new(
                Code::DeploymentForked,
                format!("the snapshot was made under another deployment document of version {version}"),
            )
            .with("version", version));
        }
        if version > in_force {
            return Err(Error::new(
                Code::DeploymentUnknown,
                format!("the snapshot was made under deployment version {version}, this is {in_force}; open with that"),
            )
            .with("version", version));
        }
        Ok(())
    }

    fn decode_stream(&mut self, input: &mut Decoder<'_>) -> Option<()> {
        expect(input, 6)?;
        let (id, first) = decode_dot(input)?;
        let cursor = input.u64().ok()?;
        expect(input, 3)?;
        let mut base =
            Base { hash: input.u64().ok()?, time: input.u64().ok()?, process: input.u32().ok()?, context: Vec::new() };
        for _ in 0..input.array().ok()?? {
            base.context.push(decode_dot(input)?);
        }
        let (changes, ended) = (input.bytes().ok()?, input.bool().ok()?);
        let number = self.streams.intern(id);
        let local: Vec<(u32, u64)> = base.context.iter().map(|(id, head)| (self.streams.intern(*id), *head)).collect();
        let stream = self.streams.get_mut(number).filter(|stream| stream.cursor == 0)?;
        for &(other, head) in &local {
            stream.step(first.checked_sub(1)?, other, head);
        }
        stream.trim(first - 1, 0);
        (stream.hash, stream.time, stream.process) = (base.hash, base.time, base.process);
        stream.cursor = first - 1;
        // What everybody was known to have they still have, be it that it cannot be told again from what is kept.
        self.stable.resize(self.streams.all.len(), 0);
        if let Some(stable) = self.stable.get_mut(number as usize) {
            *stable = first - 1;
        }
        let segment_base = LocalBase { hash: base.hash, time: base.time, process: base.process, context: local };
        let limits = Limits { depth: Limits::DEPTH_MAX, size_bytes: usize::MAX };
        let mut reader = StreamReader::new(changes, &base, &limits);
        let mut sequence = first - 1;
        while !reader.at_end() {
            let change = reader.next_change().ok()?;
            sequence += 1;
            let (from, to) = change.steps;
            self.streams.take_steps(number, sequence, reader.steps.get(from as usize..to as usize)?);
            let stream = self.streams.get_mut(number)?;
            stream.hash = running_hash(stream.hash, change.bytes);
            (stream.cursor, stream.time, stream.process) = (sequence, change.time, change.process);
        }
        let stream = self.streams.get_mut(number)?;
        stream.ended = ended;
        if sequence >= first {
            let count = sequence - first + 1;
            stream.log.push_back(Segment { first, count, base: segment_base, bytes: changes.to_vec() });
        }
        (sequence == cursor).then_some(())
    }

    fn decode_record_of<'a>(&mut self, input: &mut Decoder<'a>) -> Option<&'a str> {
        expect(input, 2)?;
        let key = input.str().ok()?;
        self.deployment.check_key(key).ok()?;
        self.deployment.class_of(key).ok()?;
        let record = self.decode_record(input)?;
        for pending in &record.pending {
            for head in &pending.heads {
                self.waiting.entry(*head).or_default().push(key.into());
            }
        }
        // Whatever is dead or cancelled in it is looked at again once something is stable.
        for dot in dots_to_watch(&record) {
            self.tombstones.insert((dot.stream, dot.sequence), key.into());
        }
        let slot = self.store.slot(key);
        slot.state = crate::region::store::State::Full(Box::new(record));
        slot.pack();
        self.watch_expiry(key);
        Some(key)
    }

    fn decode_record(&mut self, input: &mut Decoder<'_>) -> Option<Record> {
        expect(input, 3)?;
        let mut record = Record::default();
        for _ in 0..input.array().ok()?? {
            expect(input, 5)?;
            let stamp = self.decode_stamp(input)?;
            let footing = Footing::from_bits(input.u8().ok()?)?;
            let births = self.decode_dots(input)?;
            let births =
                if births.as_slice() == [stamp.dot] { Births::Own } else { Births::Of(births.into_boxed_slice()) };
            let deleted = input.bool().ok()?;
            expect(input, 3)?;
            let tomb = Tomb {
                seen: self.decode_heads(input)?,
                spared: self.decode_dots(input)?,
                readings: self.decode_readings(input)?,
            };
            let life = if deleted { Life::Deleted(Box::new(tomb)) } else { Life::Alive };
            record.existence.push(Existence { stamp, life, births, footing });
        }
        record.existence.order_by_key(|existence| existence.stamp.dot);
        for _ in 0..input.array().ok()?? {
            expect(input, 3)?;
            let path = Path::decode(input, PATH_DEPTH_MAX)?;
            let place = match input.u8().ok()? {
                0 => Place::Register(self.decode_register(input)?),
                1 => Place::Counter(self.decode_counter(input)?),
                2 => Place::Set(self.decode_set(input)?),
                3 => Place::Flag(self.decode_flag(input)?),
                4 => Place::Bounded(self.decode_bounded(input)?),
                LOG => Place::Log(self.decode_log(input)?),
                EXTREME => Place::Extreme(self.decode_extreme(input)?),
                _ => return None,
            };
            record.places.insert(path, place);
        }
        for _ in 0..input.array().ok()?? {
            record.pending.push(self.decode_pending(input)?);
        }
        Some(record)
    }

    fn decode_register(&mut self, input: &mut Decoder<'_>) -> Option<Register> {
        let mut register = Register::default();
        for _ in 0..input.array().ok()?? {
            expect(input, 4)?;
            let stamp = self.decode_stamp(input)?;
            let Footing { birth, apart, .. } = Footing::from_bits(input.u8().ok()?)?;
            let settles = match input.bytes().ok()? {
                [] => None,
                id => Some(ConflictId(id.try_into().ok()?)),
            };
            let bytes = input.bytes().ok()?;
            check_canonical(bytes, &self.deployment.value_limits()).ok().filter(|length| *length == bytes.len())?;
            register.versions.push(RegisterVersion {
                stamp,
                birth,
                apart,
                births: Births::Of(Box::default()),
                deletes: Vec::new(),
                settles,
                bytes: bytes.into(),
            });
        }
        register.versions.order_by_key(|version| version.stamp.dot);
        Some(register)
    }

    fn decode_counter(&mut self, input: &mut Decoder<'_>) -> Option<Counter> {
        expect(input, 2)?;
        let mut counter = Counter::default();
        for _ in 0..input.array().ok()?? {
            expect(input, 4)?;
            let LocalDot { stream, sequence } = self.decode_local_dot(input)?;
            let (birth, total, time) = (input.u64().ok()?, decode_integer(input)?, input.u64().ok()?);
            counter.join_entry(Entry { stream, birth, sequence, total, time });
        }
        for _ in 0..input.array().ok()?? {
            expect(input, 4)?;
            let LocalDot { stream, sequence } = self.decode_local_dot(input)?;
            let (birth, total) = (input.u64().ok()?, decode_integer(input)?);
            let by = self.decode_local_dot(input)?;
            counter.join_baseline(Baseline { stream, birth, sequence, total, by });
        }
        Some(counter)
    }

    fn decode_set(&mut self, input: &mut Decoder<'_>) -> Option<Set> {
        let mut set = Set::default();
        for _ in 0..input.array().ok()?? {
            expect(input, 2)?;
            let member: Box<[u8]> = input.bytes().ok()?.into();
            let mut dots = Vec::new();
            for _ in 0..input.array().ok()?? {
                expect(input, 3)?;
                let dot = self.decode_local_dot(input)?;
                dots.push(MemberDot { dot, time: input.u64().ok()?, removed: input.bool().ok()? });
            }
            dots.order();
            let dots = match dots.as_slice() {
                [] => return None,
                [one] => MemberDots::One(*one),
                _ => MemberDots::Many(dots),
            };
            set.members.insert(member, dots);
        }
        Some(set)
    }

    fn decode_flag(&mut self, input: &mut Decoder<'_>) -> Option<Flag> {
        let mut flag = Flag::default();
        for _ in 0..input.array().ok()?? {
            expect(input, 2)?;
            let stamp = self.decode_stamp(input)?;
            flag.versions.push(FlagVersion { stamp, on: input.bool().ok()? });
        }
        flag.versions.order_by_key(|version| version.stamp.dot);
        Some(flag)
    }

    fn decode_bounded(&mut self, input: &mut Decoder<'_>) -> Option<BoundedCounter> {
        let mut counter = BoundedCounter::default();
        for _ in 0..input.array().ok()?? {
            expect(input, 2)?;
            let LocalDot { stream, sequence } = self.decode_local_dot(input)?;
            let Rights { granted, spent, given } = Rights::read(input)?;
            counter.join_row(Row { stream, sequence, granted, spent, given });
        }
        Some(counter)
    }

    fn decode_log(&mut self, input: &mut Decoder<'_>) -> Option<Log> {
        let mut log = Log::default();
        for _ in 0..input.array().ok()?? {
            expect(input, 2)?;
            let stamp = self.decode_stamp(input)?;
            let bytes = input.bytes().ok()?;
            check_canonical(bytes, &self.deployment.value_limits()).ok().filter(|length| *length == bytes.len())?;
            log.append(LogEntry { stamp, bytes: bytes.into() });
        }
        Some(log)
    }

    fn decode_extreme(&mut self, input: &mut Decoder<'_>) -> Option<Extreme> {
        expect(input, 2)?;
        let mut extreme = Extreme { end: End::from_wire(input.u8().ok()?)?, offers: Vec::new() };
        for _ in 0..input.array().ok()?? {
            expect(input, 2)?;
            let stamp = self.decode_stamp(input)?;
            let bytes = input.bytes().ok()?;
            check_canonical(bytes, &self.deployment.value_limits()).ok().filter(|length| *length == bytes.len())?;
            extreme.offers.push(Offer { stamp, bytes: bytes.into() });
        }
        extreme.offers.order_by_key(|offer| offer.stamp.dot);
        Some(extreme)
    }

    fn decode_pending(&mut self, input: &mut Decoder<'_>) -> Option<Pending> {
        expect(input, 3)?;
        let mut scopes = Vec::new();
        for _ in 0..input.array().ok()?? {
            expect(input, 3)?;
            let kind = input.u8().ok()?;
            let (path, member) = (Path::decode(input, PATH_DEPTH_MAX)?, input.bytes().ok()?);
            scopes.push(match kind {
                0 => Scope::Root,
                1 => Scope::Existence,
                2 => Scope::Below(path),
                3 => Scope::Member(path, member.into()),
                EXTREME => Scope::NotBetter(path, member.into()),
                4 => Scope::Counters(self.decode_local_dot(&mut Decoder::new(member))?),
                _ => return None,
            });
        }
        let heads = self.decode_heads(input)?;
        Some(Pending { scopes, heads, spared: self.decode_dots(input)? })
    }

    fn decode_stamp(&mut self, input: &mut Decoder<'_>) -> Option<Stamp> {
        expect(input, 3)?;
        let dot = self.decode_local_dot(input)?;
        let (time, process) = (input.u64().ok()?, input.u32().ok()?);
        Some(Stamp { dot, time, node: Self::node_of(&self.streams, dot.stream, process) })
    }

    fn decode_dots(&mut self, input: &mut Decoder<'_>) -> Option<Vec<LocalDot>> {
        let count = input.array().ok()??;
        let mut dots = Vec::new();
        for _ in 0..count {
            dots.push(self.decode_local_dot(input)?);
        }
        Some(dots)
    }

    fn decode_local_dot(&mut self, input: &mut Decoder<'_>) -> Option<LocalDot> {
        let (id, sequence) = decode_dot(input)?;
        Some(LocalDot { stream: self.streams.intern(id), sequence })
    }

    fn decode_heads(&mut self, input: &mut Decoder<'_>) -> Option<Vec<(u32, u64)>> {
        let count = input.array().ok()??;
        let mut heads = Vec::new();
        for _ in 0..count {
            let (id, head) = decode_dot(input)?;
            heads.push((self.streams.intern(id), head));
        }
        Some(heads)
    }

    fn decode_readings(&mut self, input: &mut Decoder<'_>) -> Option<Vec<LocalReading>> {
        let count = input.array().ok()??;
        let mut readings = Vec::new();
        for _ in 0..count {
            let reading = Reading::decode(input, PATH_DEPTH_MAX)?;
            readings.push(LocalReading {
                path: reading.path,
                stream: self.streams.intern(reading.stream),
                birth: reading.birth,
                sequence: reading.sequence,
                total: reading.total,
            });
        }
        Some(readings)
    }
}

fn expect(input: &mut Decoder<'_>, length: u64) -> Option<()> {
    (input.array().ok()?? == length).then_some(())
}

/// The dots under which a record that may hold something to collect is looked at again.
fn dots_to_watch(record: &Record) -> Vec<LocalDot> {
    let plain = record.existence.iter().all(|existence| matches!(existence.life, Life::Alive))
        && record.places.values().all(|place| matches!(place, Place::Register(_) | Place::Flag(_) | Place::Log(_)));
    // A removal may be all there is.
    if plain { Vec::new() } else { record_dots(record) }
}
