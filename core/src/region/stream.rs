//! What a replica knows of each stream: how far it has come, what its writer had seen, and the changes themselves.

use crate::{
    causality::{Origin, Stream, VersionVector},
    sorted::SortedMap,
    time::node,
    value::Limits,
    wire::{Base, ContextStep, StreamReader},
};
use alloc::{collections::VecDeque, vec::Vec};

/// A piece of a stream's log. Own writes are appended to the last one until it is full.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) first: u64,
    pub(super) count: u64,
    pub(super) base: LocalBase,
    pub(super) bytes: Vec<u8>,
}

impl Segment {
    pub(super) fn last(&self) -> u64 {
        self.first + self.count - 1
    }
}

/// A [`Base`] with local stream numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LocalBase {
    pub(super) hash: u64,
    pub(super) time: u64,
    pub(super) process: u32,
    /// In the order in which the stream met others.
    pub(super) context: Vec<(u32, u64)>,
}

/// One stream as this replica knows it.
#[derive(Debug)]
pub(super) struct StreamState {
    pub(super) id: Stream,
    /// The last sequence received (or written). Everything up to it was received.
    pub(super) cursor: u64,
    /// The running hash at the cursor.
    pub(super) hash: u64,
    /// Packed time and process of the change at the cursor.
    pub(super) time: u64,
    pub(super) process: u32,
    /// The streams that this one has met, in that order.
    pub(super) met: Vec<u32>,
    /// What its writer had seen at the cursor, by local stream number.
    pub(super) heads: Vec<u64>,
    /// Steps of the context after `floor`: sequence, stream, head.
    pub(super) steps: VecDeque<(u64, u32, u64)>,
    /// The context before the first step, by local stream number.
    pub(super) floor: Vec<u64>,
    pub(super) log: VecDeque<Segment>,
    pub(super) quarantined: bool,
    /// Of an own stream: whether the change set of the last change goes on.
    pub(super) inside_set: bool,
    /// Whether its writer has said its last word.
    pub(super) ended: bool,
}

impl StreamState {
    fn new(id: Stream) -> Self {
        StreamState {
            id,
            cursor: 0,
            hash: 0,
            time: 0,
            process: 0,
            met: Vec::new(),
            heads: Vec::new(),
            steps: VecDeque::new(),
            floor: Vec::new(),
            log: VecDeque::new(),
            quarantined: false,
            inside_set: false,
            ended: false,
        }
    }

    /// The node of this stream's timestamps for a process.
    pub(super) fn node(&self, process: u32) -> u64 {
        node(self.id.origin.region, self.id.origin.incarnation, process)
    }

    pub(super) fn head(&self, stream: u32) -> u64 {
        self.heads.get(stream as usize).copied().unwrap_or(0)
    }

    /// Takes one step of the context at `sequence`.
    pub(super) fn step(&mut self, sequence: u64, stream: u32, head: u64) {
        let at = stream as usize;
        if self.heads.len() <= at {
            self.heads.resize(at + 1, 0);
        }
        if let Some(known) = self.heads.get_mut(at) {
            if *known == 0 && !self.met.contains(&stream) {
                self.met.push(stream);
            }
            *known = head;
        }
        self.steps.push_back((sequence, stream, head));
    }

    /// What the writer of `sequence` had seen of another stream.
    pub(super) fn saw_at(&self, sequence: u64, stream: u32) -> u64 {
        let until = self.steps.partition_point(|step| step.0 <= sequence);
        let stepped = self.steps.range(..until).rev().find(|step| step.1 == stream).map(|step| step.2);
        stepped.unwrap_or_else(|| self.floor.get(stream as usize).copied().unwrap_or(0))
    }

    /// What the stream's next change is relative to.
    pub(super) fn base(&self) -> LocalBase {
        LocalBase {
            hash: self.hash,
            time: self.time,
            process: self.process,
            context: self.met.iter().map(|stream| (*stream, self.head(*stream))).collect(),
        }
    }

    /// Drops log and context steps up to `sequence`, which every member has; `keep_bytes` stay for feed readers.
    pub(super) fn trim(&mut self, sequence: u64, keep_bytes: usize) {
        while let Some(&(at, stream, head)) = self.steps.front()
            && at <= sequence
        {
            let index = stream as usize;
            if self.floor.len() <= index {
                self.floor.resize(index + 1, 0);
            }
            if let Some(floor) = self.floor.get_mut(index) {
                *floor = head;
            }
            self.steps.pop_front();
        }
        let mut kept: usize = self.log.iter().map(|segment| segment.bytes.len()).sum();
        while let Some(segment) = self.log.front()
            && segment.last() <= sequence
            && kept > keep_bytes
        {
            kept -= segment.bytes.len();
            self.log.pop_front();
        }
    }
}

/// All streams, numbered locally in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Streams {
    pub(super) all: Vec<StreamState>,
    numbers: SortedMap<Stream, u32>,
}

impl Streams {
    pub(super) fn number(&self, id: Stream) -> Option<u32> {
        self.numbers.get(&id).copied()
    }

    /// The number of a stream, given now if it is new.
    pub(super) fn intern(&mut self, id: Stream) -> u32 {
        *self.numbers.entry(id).or_insert_with(|| {
            self.all.push(StreamState::new(id));
            self.all.len() as u32 - 1
        })
    }

    pub(super) fn get(&self, number: u32) -> Option<&StreamState> {
        self.all.get(number as usize)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut StreamState> {
        self.all.get_mut(number as usize)
    }

    #[inline]
    pub(super) fn cursor(&self, number: u32) -> u64 {
        self.all.get(number as usize).map_or(0, |stream| stream.cursor)
    }

    /// The stream of a number.
    pub(super) fn id(&self, number: u32) -> Stream {
        self.all.get(number as usize).map_or(Stream::new(Origin::new(0, 0), 0, 0), |stream| stream.id)
    }

    /// Local numbers in the order of the streams' names.
    pub(super) fn sorted(&self) -> impl Iterator<Item = u32> + '_ {
        self.numbers.values().copied()
    }

    /// Whether the writer of a stream has seen something that is not received here yet.
    #[inline]
    pub(super) fn is_ahead(&self, number: u32) -> bool {
        self.get(number).is_none_or(|stream| stream.met.iter().any(|other| stream.head(*other) > self.cursor(*other)))
    }

    pub(super) fn cursors(&self) -> VersionVector {
        self.all.iter().map(|stream| (stream.id, stream.cursor)).collect()
    }

    /// Takes the context steps of one change of a stream, meeting streams as it goes.
    pub(super) fn take_steps(&mut self, number: u32, sequence: u64, steps: &[ContextStep]) {
        for step in steps {
            let other = match step.stream {
                Some(id) => self.intern(id),
                None => {
                    let met = self.get(number).and_then(|stream| stream.met.get(step.index as usize));
                    match met {
                        Some(met) => *met,
                        None => continue,
                    }
                }
            };
            if let Some(stream) = self.get_mut(number) {
                stream.step(sequence, other, step.head);
            }
        }
    }

    /// A base with the names of its streams.
    pub(super) fn named(&self, base: &LocalBase) -> Base {
        Base {
            hash: base.hash,
            time: base.time,
            process: base.process,
            context: base.context.iter().map(|(stream, head)| (self.id(*stream), *head)).collect(),
        }
    }

    /// The stretch of a stream from `first` on that lies in one segment, at most about `bytes_max`: its base, its
    /// count and its bytes. Nothing where the log no longer reaches back so far.
    pub(super) fn stretch(&self, number: u32, first: u64, bytes_max: usize) -> Option<(Base, u64, &[u8])> {
        let stream = self.get(number)?;
        let at = stream.log.partition_point(|segment| segment.last() < first);
        let segment = stream.log.get(at).filter(|segment| segment.first <= first)?;
        let mut base = self.named(&segment.base);
        if segment.first == first && segment.bytes.len() <= bytes_max {
            return Some((base, segment.count, &segment.bytes));
        }
        // Cut within the segment: read up to `first` to learn what it is relative to.
        let limits = Limits { depth: usize::MAX, size_bytes: usize::MAX };
        let from_base = base.clone();
        let mut reader = StreamReader::new(&segment.bytes, &from_base, &limits);
        let (mut from, mut position, mut steps_taken) = (0, 0, 0);
        let (mut count, mut inside) = (0, false);
        for sequence in segment.first..=segment.last() {
            let Ok(change) = reader.next_change() else { break };
            let end = position + change.bytes.len();
            if sequence < first {
                base.hash = crate::wire::running_hash(base.hash, change.bytes);
                (base.time, base.process) = (change.time, change.process);
                for step in reader.steps.get(steps_taken..).unwrap_or_default() {
                    match step.stream {
                        Some(id) => base.context.push((id, step.head)),
                        None => {
                            if let Some(entry) = base.context.get_mut(step.index as usize) {
                                entry.1 = step.head;
                            }
                        }
                    }
                }
                from = end;
            } else if count > 0 && !inside && end - from > bytes_max {
                break;
            } else {
                count += 1;
            }
            steps_taken = reader.steps.len();
            position = end;
            inside = change.continues;
        }
        // The loop leaves `position` behind the last change taken.
        segment.bytes.get(from..position).filter(|_| count > 0).map(|bytes| (base, count, bytes))
    }
}
