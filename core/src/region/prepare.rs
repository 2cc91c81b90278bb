//! Reading a batch in full before any of it is applied.

use super::{Region, typing::check_change};
use crate::{
    Code, Error, Result,
    causality::Stream,
    deployment::Deployment,
    fault::Fault,
    value::Limits,
    wire::{Base, Batch, Change, ContextStep, StreamReader, running_hash},
};
use alloc::{format, vec::Vec};

/// A change that may be applied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prepared<'a> {
    pub(super) change: Change<'a>,
    pub(super) class: u16,
}

/// A batch that may be applied: every change of it is sound and fits the classes.
#[derive(Debug)]
pub(super) struct PreparedBatch<'a> {
    /// The changes beyond the cursor, the first with the sequence `cursor + 1`.
    pub(super) fresh: Vec<Prepared<'a>>,
    pub(super) steps: Vec<ContextStep>,
    /// Where the first fresh change stands in the batch's bytes.
    pub(super) fresh_from: usize,
    pub(super) duplicates: u64,
}

impl PreparedBatch<'_> {
    /// The most fresh changes, up to `most`, that cut no change set.
    pub(super) fn whole_sets(&self, most: usize) -> usize {
        let cuts = |fresh: &Prepared<'_>| fresh.change.continues;
        let mut most = most.min(self.fresh.len());
        while most.checked_sub(1).and_then(|last| self.fresh.get(last)).is_some_and(cuts) {
            most -= 1;
        }
        most
    }
}

impl Region {
    /// Reads and checks a batch that starts at or before the next sequence of its stream.
    pub(super) fn prepare<'a>(&self, batch: &Batch<'a>, deployment: &Deployment) -> Result<PreparedBatch<'a>> {
        let number = self.streams.number(batch.stream);
        let cursor = number.map_or(0, |number| self.streams.cursor(number));
        let limits: Limits = deployment.value_limits();
        self.check_context(batch.stream, batch.base.context.iter().copied())?;
        if batch.first == cursor + 1 {
            self.check_base(batch, number)?;
        }
        let mut reader = StreamReader::new(batch.changes, &batch.base, &limits);
        let mut fresh = Vec::with_capacity(usize::try_from(batch.count).unwrap_or(0).min(batch.changes.len() / 4));
        let mut hash = batch.base.hash;
        let (mut position, mut fresh_from, mut duplicates) = (0, 0, 0);
        let mut inside = false;
        for sequence in batch.first..=batch.last() {
            let change = reader.next_change()?;
            position += change.bytes.len();
            inside = change.continues;
            if sequence <= cursor && !self.faults().has(Fault::ApplyDuplicates) {
                hash = running_hash(hash, change.bytes);
                if sequence == cursor {
                    self.check_fork(batch.stream, number, hash, (change.time, change.process))?;
                }
                (fresh_from, duplicates) = (position, duplicates + 1);
                continue;
            }
            let class = self.check(&change, batch.stream, deployment)?;
            fresh.push(Prepared { change, class });
        }
        if inside {
            return Err(crate::wire::malformed("the last of its change sets is cut off"));
        }
        if !reader.at_end() {
            return Err(crate::wire::malformed("more changes than it counts"));
        }
        let named = reader.steps.iter().filter_map(|step| step.stream.map(|stream| (stream, step.head)));
        self.check_context(batch.stream, named)?;
        // Steps of duplicates were taken when those were applied; the fresh ones' ranges point past them.
        Ok(PreparedBatch { fresh, steps: core::mem::take(&mut reader.steps), fresh_from, duplicates })
    }

    fn check(&self, change: &Change<'_>, stream: Stream, deployment: &Deployment) -> Result<u16> {
        if !change.kind.is_write() {
            return Ok(0);
        }
        deployment.check_key(change.key)?;
        let class = deployment.class_of(change.key)?;
        if deployment.lane_of(class, change.key) != stream.lane() {
            return Err(crate::wire::malformed("a key of another placement or partition"));
        }
        if let Some(spec) = deployment.class(class) {
            check_change(spec, change)?;
        }
        Ok(class)
    }

    /// A batch that continues a stream must say of the stream what is known of it here.
    fn check_base(&self, batch: &Batch<'_>, number: Option<u32>) -> Result<()> {
        let Base { hash, time, process, context } = &batch.base;
        let same = match number.and_then(|number| self.streams.get(number)) {
            Some(stream) if stream.hash != *hash => return Err(forked(batch.stream, batch.first)),
            Some(stream) => {
                let known = stream.met.iter().map(|other| (self.streams.id(*other), stream.head(*other)));
                (stream.time, stream.process) == (*time, *process) && known.eq(context.iter().copied())
            }
            // Decoding made sure that a first batch says nothing of what was before.
            None => true,
        };
        if same { Ok(()) } else { Err(crate::wire::malformed("what it says of the stream before it")) }
    }

    fn check_fork(&self, id: Stream, number: Option<u32>, hash: u64, time: (u64, u32)) -> Result<()> {
        if self.faults().has(Fault::ApplyDuplicates) {
            return Ok(());
        }
        let stream = number.and_then(|number| self.streams.get(number));
        match stream {
            Some(stream) if stream.hash != hash => Err(forked(id, stream.cursor)),
            Some(stream) if (stream.time, stream.process) != time => {
                Err(crate::wire::malformed("what it says of the stream before it"))
            }
            _ => Ok(()),
        }
    }

    /// Nobody can have seen more of this incarnation's streams than it wrote; who has, has seen another replica that
    /// takes itself for this one, or this one before it lost its memory.
    fn check_context(&self, of: Stream, seen: impl Iterator<Item = (Stream, u64)> + Clone) -> Result<()> {
        if seen.clone().any(|(stream, _)| stream.lane() != of.lane()) {
            return Err(crate::wire::malformed("a context that names streams of another placement or partition"));
        }
        let mut seen = seen;
        let written = |stream| self.streams.number(stream).map_or(0, |number| self.streams.cursor(number));
        let beyond = seen.find(|(stream, head)| stream.origin == self.origin && *head > written(*stream));
        match beyond {
            Some((stream, head)) if !self.faults().has(Fault::PlainRestore) => Err(forked(stream, head)),
            _ => Ok(()),
        }
    }
}

#[cold]
pub(super) fn forked(stream: Stream, sequence: u64) -> Error {
    Error::new(
        Code::ReplicaForked,
        format!(
            "stream {stream} has two histories at sequence {sequence}: a replica of region {} was cloned or restored without a new incarnation; open it with a new one",
            stream.origin.region
        ),
    )
    .with("stream", format!("{stream}"))
    .with("sequence", sequence)
}
