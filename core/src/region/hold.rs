//! Batches that cannot be applied yet: kept, listed and retried, each stream by itself.

use super::{Held, Region};
use crate::{Code, Error, Result, causality::Stream, sorted::SortedMap, wire::Batch};
use alloc::{format, string::ToString, vec::Vec};

/// What a held batch waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WaitsFor {
    /// The changes before it.
    Gap,
    /// Local time to reach so many milliseconds.
    Time(u64),
    /// A deployment of this version.
    Deployment(u64),
    /// Somebody who looks: it was refused when it was retried.
    Attention,
}

/// A batch that waits.
#[derive(Debug, Clone)]
pub(super) struct HeldBatch {
    pub(super) waits_for: WaitsFor,
    pub(super) bytes: Vec<u8>,
    pub(super) last: u64,
    /// Why, for people; or what it was refused with when it was retried.
    pub(super) why: Error,
}

/// Everything that waits, by stream and first sequence.
#[derive(Debug, Default)]
pub(super) struct HeldBatches {
    streams: SortedMap<Stream, SortedMap<u64, HeldBatch>>,
    bytes: usize,
}

impl HeldBatches {
    /// The first of each stream, with what it waits for.
    pub(super) fn fronts(&self) -> Vec<(Stream, u64, WaitsFor)> {
        let front = |(stream, held): (&Stream, &SortedMap<u64, HeldBatch>)| {
            held.first_key_value().map(|(first, batch)| (*stream, *first, batch.waits_for))
        };
        self.streams.iter().filter_map(front).collect()
    }

    pub(super) fn has(&self, stream: Stream, first: u64) -> bool {
        self.streams.get(&stream).is_some_and(|held| held.contains_key(&first))
    }

    pub(super) fn take(&mut self, stream: Stream, first: u64) -> Option<HeldBatch> {
        let held = self.streams.get_mut(&stream)?;
        let batch = held.remove(&first)?;
        if held.is_empty() {
            self.streams.remove(&stream);
        }
        self.bytes -= batch.bytes.len();
        Some(batch)
    }

    pub(super) fn put_back(&mut self, stream: Stream, first: u64, batch: HeldBatch) {
        self.bytes += batch.bytes.len();
        self.streams.entry(stream).or_default().insert(first, batch);
    }

    pub(super) fn len(&self) -> usize {
        self.streams.values().map(SortedMap::len).sum()
    }

    /// Drops what waits in streams that are no more to be held.
    pub(super) fn forget(&mut self, is_gone: impl Fn(Stream) -> bool) {
        let bytes = &mut self.bytes;
        self.streams.retain(|stream, held| {
            let gone = is_gone(*stream);
            if gone {
                *bytes -= held.values().map(|batch| batch.bytes.len()).sum::<usize>();
            }
            !gone
        });
    }

    fn list(&self, only: Option<Stream>, cursor: impl Fn(Stream) -> u64) -> Vec<Held> {
        let streams = self.streams.iter().filter(|(stream, _)| only.is_none_or(|only| only == **stream));
        let all = streams.flat_map(|(stream, held)| held.iter().map(move |(first, batch)| (*stream, *first, batch)));
        all.map(|(stream, first, batch)| Held {
            stream,
            first: first.max(cursor(stream) + 1),
            last: batch.last,
            code: batch.why.code(),
            message: batch.why.message().to_string(),
        })
        .collect()
    }
}

impl Region {
    /// Everything that waits, and why.
    pub fn held(&self) -> Vec<Held> {
        self.held.list(None, |stream| self.cursor_of(stream))
    }

    pub(super) fn held_of(&self, stream: Stream) -> Vec<Held> {
        self.held.list(Some(stream), |stream| self.cursor_of(stream))
    }

    fn cursor_of(&self, stream: Stream) -> u64 {
        self.streams.number(stream).map_or(0, |number| self.streams.cursor(number))
    }

    /// Keeps a batch for later. The sender keeps it too until it is acknowledged, so a full hold loses nothing.
    pub(super) fn hold(&mut self, batch: &Batch<'_>, bytes: &[u8], waits_for: WaitsFor, why: Error) -> Result<()> {
        let known = self.held.streams.get(&batch.stream).and_then(|held| held.get(&batch.first));
        if known.is_some_and(|known| known.last >= batch.last()) {
            return Ok(());
        }
        if self.held.bytes + bytes.len() > self.options.held_bytes_max {
            return Err(Error::new(
                Code::HoldFull,
                format!("{} bytes are held already; send this batch again later", self.held.bytes),
            )
            .with("limit", self.options.held_bytes_max));
        }
        if let Some(metrics) = &mut self.metrics {
            metrics.held(why.code());
        }
        let replaced = self.held.take(batch.stream, batch.first);
        drop(replaced);
        self.held.put_back(
            batch.stream,
            batch.first,
            HeldBatch { waits_for, bytes: bytes.to_vec(), last: batch.last(), why },
        );
        Ok(())
    }
}
