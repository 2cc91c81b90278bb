//! Joining a checked change into the state. Nothing here fails: what could was checked before.

use super::{
    Progress, Region, Written,
    claim::is_claim,
    store::{PackedStamp, Slot, State},
    write_plan::{Plan, Request},
};
use crate::{
    Error, Result,
    causality::{Dot, Lane},
    conflict::ConflictId,
    deployment::{Class, Kind},
    record::{Content, Effect, LocalDot, LocalReading, Outcome, Row, Seen, Stamp},
    time::Timestamp,
    value::Limits,
    wire::{
        Base, Birth, Change, ChangeEncoder, EncodedStep, Extras, OperationKind, Path, Rights, StreamReader,
        running_hash,
    },
};
use alloc::vec::Vec;

/// Own writes are gathered in segments of about this size.
const SEGMENT_BYTES: usize = 128 << 10;
/// How many own writes go by between two looks at what has become stable.
const STABILITY_EVERY: u64 = 64;

/// A change in the replica's own terms: what it does, and what its writer had seen beyond the context of its stream.
pub(super) struct Sighted<'c> {
    pub(super) effect: Effect<'c>,
    pub(super) extra: Vec<(u32, u64)>,
    pub(super) extra_at_root: Vec<(u32, u64)>,
    pub(super) spared: Vec<LocalDot>,
    pub(super) spared_at_root: Vec<LocalDot>,
}

impl Region {
    /// Encodes a write of this region, puts it into its log and joins it like any other change.
    pub(super) fn commit_own(
        &mut self,
        class: u16,
        request: &Request<'_>,
        plan: &Plan,
        timestamp: Timestamp,
        continues: bool,
    ) -> Result<Written> {
        let arguments = plan.arguments.as_deref().unwrap_or(request.arguments);
        let change = ChangeEncoder {
            kind: request.kind,
            birth: plan.birth,
            key: request.key,
            path: &request.path,
            arguments,
            extras: &plan.extras,
            continues,
            steps: &[],
        };
        self.append_own(request.lane, change, class, timestamp)
    }

    /// Adds to this region's stream an acknowledgement of all that it has received.
    pub(super) fn append_acknowledgement(&mut self, lane: Lane, now_ms: u64) -> Result<Written> {
        self.append_notice(lane, OperationKind::Acknowledge, &[], now_ms)
    }

    /// Adds to this region's stream what it has to tell the others beyond its writes.
    pub(super) fn append_notice(
        &mut self,
        lane: Lane,
        kind: OperationKind,
        arguments: &[u8],
        now_ms: u64,
    ) -> Result<Written> {
        let timestamp = self.clock.tick(now_ms)?;
        let change = ChangeEncoder {
            kind,
            birth: Birth::Update,
            key: "",
            path: &Path::default(),
            arguments,
            extras: &Extras::default(),
            continues: false,
            steps: &[],
        };
        let written = self.append_own(lane, change, 0, timestamp)?;
        self.advance_stability(lane);
        Ok(written)
    }

    fn append_own(
        &mut self,
        lane: Lane,
        change: ChangeEncoder<'_>,
        class: u16,
        timestamp: Timestamp,
    ) -> Result<Written> {
        let number = self.streams.intern(self.own_stream(lane));
        let steps = self.own_steps(number, lane);
        let change = ChangeEncoder { steps: &steps, ..change };
        let Some(stream) = self.streams.get_mut(number) else { return Err(internal()) };
        let (before, inside) =
            ((stream.time, stream.process), core::mem::replace(&mut stream.inside_set, change.continues));
        let base = stream.base();
        let process = timestamp.node() as u32;
        let mut bytes = Vec::new();
        change.encode(&mut bytes, before, timestamp.packed(), process);
        let sequence = stream.cursor + 1;
        // Read back what was written: the same code path as in every other region.
        let limits = Limits { depth: Limits::DEPTH_MAX, size_bytes: usize::MAX };
        let named = Base { time: base.time, process: base.process, ..self.streams.named(&base) };
        let mut reader = StreamReader::new(&bytes, &named, &limits);
        let change = reader.next_change()?;
        self.streams.take_steps(number, sequence, &reader.steps);
        self.commit_change(number, sequence, &change, class, &mut Vec::new());
        if let Some(stream) = self.streams.get_mut(number) {
            match stream.log.back_mut() {
                // A change set stays in one segment, and so in one batch.
                Some(segment) if segment.last() + 1 == sequence && (inside || segment.bytes.len() < SEGMENT_BYTES) => {
                    segment.bytes.extend_from_slice(&bytes);
                    segment.count += 1;
                }
                _ => {
                    let segment = super::stream::Segment { first: sequence, count: 1, base, bytes };
                    stream.log.push_back(segment);
                }
            }
        }
        if let Some(progress) = self.progress.get_mut(&lane) {
            *progress = Progress::default();
        }
        self.feed.append(number, sequence, 1);
        // Own writes alone move the frontier only where nobody else takes part; now and then is enough.
        if sequence % STABILITY_EVERY == 0 {
            self.advance_stability(lane);
        }
        Ok(Written { dot: Dot::new(self.streams.id(number), sequence), timestamp })
    }

    /// How the context of this region's stream has to advance to name all that was received.
    fn own_steps(&self, number: u32, lane: Lane) -> Vec<EncodedStep> {
        let moved = self.progress.get(&lane).is_some_and(|progress| progress.foreign_moved);
        let Some(own) = self.streams.get(number).filter(|_| moved) else { return Vec::new() };
        let mut steps = Vec::new();
        for (index, stream) in own.met.iter().enumerate() {
            let (cursor, seen) = (self.streams.cursor(*stream), own.head(*stream));
            if cursor > seen {
                steps.push(EncodedStep::Advance { index: index as u32, by: cursor - seen });
            }
        }
        for other in self.streams.sorted().filter(|other| *other != number && !own.met.contains(other)) {
            let (id, cursor) = (self.streams.id(other), self.streams.cursor(other));
            if id.lane() == lane && cursor > 0 {
                steps.push(EncodedStep::Meet { stream: id, head: cursor });
            }
        }
        steps
    }

    /// Joins one change. Its stream has taken the change's context steps already.
    #[inline]
    pub(super) fn commit_change(
        &mut self,
        number: u32,
        sequence: u64,
        change: &Change<'_>,
        class: u16,
        conflicts: &mut Vec<ConflictId>,
    ) {
        let plain = !change.has_path() && !change.has_extras();
        let done = match change.kind {
            OperationKind::Put if plain => self.commit_put(number, sequence, change, class, conflicts),
            OperationKind::Add if plain && !is_claim(self.deployment.class(class)) => {
                self.commit_add(number, sequence, change)
            }
            OperationKind::Put | OperationKind::Patch if !change.has_extras() => {
                self.commit_fields(number, sequence, change, class, conflicts)
            }
            OperationKind::Acknowledge => true,
            OperationKind::Leave | OperationKind::Erased => self.hear_leaving(number, change),
            _ => false,
        };
        if !done {
            self.commit_full(number, sequence, change, class, conflicts);
        }
        if let Some(stream) = self.streams.get_mut(number) {
            stream.hash = running_hash(stream.hash, change.bytes);
            stream.cursor = sequence;
            stream.time = change.time;
            stream.process = change.process;
            stream.ended = change.kind == OperationKind::Leave;
        }
        if change.kind.is_write() && self.deployment.class(class).is_some_and(|spec| !spec.rules.is_empty()) {
            self.check_rules(class, change.key, conflicts);
        }
    }

    /// The usual change: a register write that had seen the one version there is, all of whose context is received.
    /// Answers `false` where it is not that.
    #[inline]
    fn commit_put(
        &mut self,
        number: u32,
        sequence: u64,
        change: &Change<'_>,
        class: u16,
        conflicts: &mut Vec<ConflictId>,
    ) -> bool {
        let Ok(narrow) = u16::try_from(number) else { return false };
        let Some(stream) = self.streams.get(number) else { return false };
        if self.streams.is_ahead(number) {
            return false;
        }
        let stamp =
            PackedStamp { sequence, time: change.time, process: change.process, stream: narrow, birth: change.birth };
        let Some(slot) = self.store.slot_or_pack(change.key, stamp, change.arguments) else {
            if self.conflicts.watches(change.key) {
                self.keep_records_of(number, sequence, change, class, conflicts);
            }
            return true;
        };
        let State::One(live) = slot.state else { return false };
        let seen = live.stream == narrow || live.sequence <= stream.head(u32::from(live.stream));
        if seen {
            slot.overwrite(stamp, change.arguments);
        }
        seen
    }

    /// The usual change of a set: a member added where nothing was deleted, all of whose context is received. Answers
    /// `false` where it is not that.
    #[inline]
    fn commit_add(&mut self, number: u32, sequence: u64, change: &Change<'_>) -> bool {
        let Some(stream) = self.streams.get(number) else { return false };
        if change.birth.creates() || self.streams.is_ahead(number) {
            return false;
        }
        let dot = LocalDot { stream: number, sequence };
        let stamp = Stamp { dot, time: change.time, node: Self::node_of(&self.streams, number, change.process) };
        let seen = Seen { heads: &stream.heads, own: dot, extra: &[], spared: &[] };
        let record = self.store.get_mut(change.key).and_then(Slot::full_mut);
        record.is_some_and(|record| record.add_plainly(change.arguments, change.birth, stamp, &seen))
    }

    /// The usual change of a map: registers all of whose versions it had seen, in a record that is new or that nobody has
    /// deleted. Answers `false` where it is not that.
    fn commit_fields(
        &mut self,
        number: u32,
        sequence: u64,
        change: &Change<'_>,
        class: u16,
        conflicts: &mut Vec<ConflictId>,
    ) -> bool {
        let Some(stream) = self.streams.get(number) else { return false };
        if self.streams.is_ahead(number) {
            return false;
        }
        let dot = LocalDot { stream: number, sequence };
        let stamp = Stamp { dot, time: change.time, node: Self::node_of(&self.streams, number, change.process) };
        if change.birth.creates() {
            if !self.store.create_map(change.key, change.fields(), stamp, change.birth) {
                return false;
            }
            if self.conflicts.watches(change.key) {
                self.keep_records_of(number, sequence, change, class, conflicts);
            }
            return true;
        }
        let seen = Seen { heads: &stream.heads, own: dot, extra: &[], spared: &[] };
        let slot = self.store.get_mut(change.key);
        slot.is_some_and(|slot| slot.put_fields(&change.fields(), change.birth, stamp, &seen))
    }

    fn commit_full(
        &mut self,
        number: u32,
        sequence: u64,
        change: &Change<'_>,
        class: u16,
        conflicts: &mut Vec<ConflictId>,
    ) {
        let deployment = self.deployment.clone();
        let Some(spec) = deployment.class(class) else { return };
        let dot = LocalDot { stream: number, sequence };
        let Sighted { effect, extra, extra_at_root, spared, spared_at_root } = self.sighted(change, dot, spec);
        let heads = self.streams.get(number).map(|stream| stream.heads.as_slice()).unwrap_or_default();
        let seen = Seen { heads, own: dot, extra: &extra, spared: &spared };
        let seen_at_root = Seen { extra: &extra_at_root, spared: &spared_at_root, ..seen };
        let streams = &self.streams;
        let slot = self.store.slot(change.key);
        let record = slot.unpack(|stream, process| Self::node_of(streams, stream, process));
        let mut outcome = Outcome::default();
        let cursor = |stream: u32| if stream == number { sequence } else { streams.cursor(stream) };
        record.apply(&effect, &seen, &seen_at_root, cursor, self.options.faults, &mut outcome);
        record.pending.retain_mut(|pending| pending.prune(cursor));
        let waits: Vec<(u32, u64)> = record.pending.iter().flat_map(|pending| pending.heads.iter().copied()).collect();
        let dead = outcome.leaves_tombstone || !record.is_undisputed();
        let (vanished, expires) = (record.is_empty(), record.has_expiry());
        if vanished {
            self.store.remove(change.key);
        } else {
            slot.pack();
        }
        for wait in waits {
            let keys = self.waiting.entry(wait).or_default();
            if keys.last().is_none_or(|last| **last != *change.key) {
                keys.push(change.key.into());
            }
        }
        if expires {
            self.watch_expiry(change.key);
        }
        if dead && !vanished {
            self.tombstones.insert((number, sequence), change.key.into());
        }
        for dot in core::mem::take(&mut outcome.watch) {
            if !self.is_stable(dot) {
                self.tombstones.insert((dot.stream, dot.sequence), change.key.into());
            }
        }
        if self.conflicts.watches(change.key) || !outcome.encounters.is_empty() || effect.settles.is_some() {
            self.keep_records(spec, change, &effect, &spared, &outcome, conflicts);
        }
    }

    /// Brings conflict records up to date with a write to a key that had been forgotten.
    #[cold]
    fn keep_records_of(
        &mut self,
        number: u32,
        sequence: u64,
        change: &Change<'_>,
        class: u16,
        conflicts: &mut Vec<ConflictId>,
    ) {
        let deployment = self.deployment.clone();
        let Some(spec) = deployment.class(class) else { return };
        let Sighted { effect, spared, .. } = self.sighted(change, LocalDot { stream: number, sequence }, spec);
        self.keep_records(spec, change, &effect, &spared, &Outcome::default(), conflicts);
    }

    /// What a change does and what its writer had seen, in local terms.
    pub(super) fn sighted<'c>(&mut self, change: &Change<'c>, dot: LocalDot, spec: &Class) -> Sighted<'c> {
        let extras = change.extras();
        let mut extra: Vec<(u32, u64)> =
            extras.seen.iter().map(|(stream, head)| (self.streams.intern(*stream), *head)).collect();
        let extra_at_root: Vec<(u32, u64)> =
            extras.seen_at_root.iter().map(|(stream, head)| (self.streams.intern(*stream), *head)).collect();
        extra.extend_from_slice(&extra_at_root);
        let mut local = |dot: &Dot| LocalDot { stream: self.streams.intern(dot.stream), sequence: dot.sequence };
        let mut spared_at_root: Vec<LocalDot> = extras.spared_at_root.iter().map(&mut local).collect();
        let spared: Vec<LocalDot> = extras.spared.iter().map(&mut local).collect();
        let apart = spared.iter().any(|spared| spared.stream == dot.stream);
        let births: Vec<LocalDot> = extras.births.iter().map(local).collect();
        spared_at_root.extend_from_slice(&spared);
        let settles = extras.verdict.map(|verdict| verdict.conflict);
        let readings = self.local_readings(extras);
        let node = Self::node_of(&self.streams, dot.stream, change.process);
        let effect = Effect {
            stamp: Stamp { dot, time: change.time, node },
            birth: change.birth,
            content: content(change, dot, spec),
            readings,
            settles,
            births,
            apart,
        };
        Sighted { effect, extra, extra_at_root, spared, spared_at_root }
    }

    pub(super) fn local_readings(&mut self, extras: Extras) -> Vec<LocalReading> {
        let local = |reading: crate::wire::Reading| LocalReading {
            path: reading.path,
            stream: self.streams.intern(reading.stream),
            birth: reading.birth,
            sequence: reading.sequence,
            total: reading.total,
        };
        extras.readings.into_iter().map(local).collect()
    }

    /// What follows from a cursor that moved: contexts that are now covered, and what has become stable.
    pub(super) fn after_progress(&mut self, lane: Lane) {
        self.release_pending();
        self.advance_stability(lane);
    }

    fn release_pending(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let ready: Vec<(u32, u64)> = (0..self.streams.all.len() as u32)
            .flat_map(|stream| {
                self.waiting.range((stream, 0)..=(stream, self.streams.cursor(stream))).map(|(at, _)| *at)
            })
            .collect();
        for at in ready {
            if let Some(keys) = self.waiting.remove(&at) {
                self.prune_pending(&keys);
            }
        }
    }

    fn prune_pending(&mut self, keys: &[alloc::boxed::Box<str>]) {
        for key in keys {
            let streams = &self.streams;
            let Some(slot) = self.store.get_mut(key) else { continue };
            let State::Full(record) = &mut slot.state else { continue };
            record.pending.retain_mut(|pending| pending.prune(|stream| streams.cursor(stream)));
            if record.is_empty() {
                self.store.remove(key);
            } else {
                slot.pack();
            }
        }
    }
}

fn content<'a>(change: &Change<'a>, dot: LocalDot, spec: &Class) -> Content<'a> {
    let path = change.path();
    match change.kind {
        OperationKind::Put => Content::Put { path, bytes: change.arguments },
        OperationKind::Patch => {
            Content::Patch { fields: change.patch_fields().map(|(path, bytes)| (path.to_path(), bytes)).collect() }
        }
        OperationKind::Increment => {
            let (total, since_birth) = change.increment();
            Content::Increment { path, total, since_birth }
        }
        OperationKind::Entitle | OperationKind::Transfer => {
            let Rights { granted, spent, given } = change.rights();
            Content::Entitle { path, row: Row { stream: dot.stream, sequence: dot.sequence, granted, spent, given } }
        }
        OperationKind::Add if spec.kind == Kind::Claim => Content::Claim { claimant: change.arguments },
        OperationKind::Remove if spec.kind == Kind::Claim => Content::Release { claimant: change.arguments },
        OperationKind::Add => Content::Add { path, member: change.arguments },
        OperationKind::Remove => Content::Remove { path, member: change.arguments, leaves_dot: false },
        OperationKind::RemoveForGood => Content::Remove { path, member: change.arguments, leaves_dot: true },
        OperationKind::Enable => Content::Switch { path, on: true },
        OperationKind::Disable => Content::Switch { path, on: false },
        OperationKind::Expire => Content::Expire { bytes: change.arguments },
        OperationKind::Append => Content::Append { path, bytes: change.arguments },
        OperationKind::Offer => {
            let end = spec.kind_at(&path.0).ok().and_then(Kind::end).unwrap_or_default();
            Content::Offer { path, bytes: change.arguments, end }
        }
        OperationKind::Clear | OperationKind::Unset => Content::Clear { path },
        OperationKind::Delete => Content::Delete,
        OperationKind::Revive => Content::Revive,
        OperationKind::Reset | OperationKind::Acknowledge | OperationKind::Leave | OperationKind::Erased => {
            Content::Reset
        }
    }
}

#[cold]
pub(super) fn internal() -> Error {
    Error::new(crate::Code::Internal, "an invariant of the library was broken; please report it")
}
