//! The feed of what became visible here, as runs over the logs: it costs one entry a batch, not one a change.

use super::{Feed, FeedChange, Region};
use crate::{Code, Error, Result, causality::Dot, residency::Action, value::Limits, wire::StreamReader};
use alloc::{collections::VecDeque, format, string::String, vec::Vec};

/// Consecutive changes of one stream that became visible one after the other.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The feed position of the first.
    position: u64,
    stream: u32,
    first: u64,
    count: u64,
}

/// The runs of the feed, oldest first.
#[derive(Debug, Default)]
pub(super) struct FeedRuns {
    runs: VecDeque<Run>,
    end: u64,
}

impl FeedRuns {
    pub(super) fn append(&mut self, stream: u32, first: u64, count: u64) {
        match self.runs.back_mut() {
            Some(run) if run.stream == stream && run.first + run.count == first => run.count += count,
            _ => self.runs.push_back(Run { position: self.end, stream, first, count }),
        }
        self.end += count;
    }

    /// Goes on after the changes that a snapshot stands for.
    pub(super) fn start_at(&mut self, position: u64) {
        self.end = position;
    }

    /// Drops the runs of streams that were erased: whoever reads there is told to scan anew.
    pub(super) fn forget(&mut self, is_gone: impl Fn(u32) -> bool) {
        self.runs.retain(|run| !is_gone(run.stream));
    }

    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Drops runs that the logs no longer hold.
    pub(super) fn trim(&mut self, log_first: impl Fn(u32) -> u64) {
        while let Some(run) = self.runs.front()
            && run.first + run.count <= log_first(run.stream)
        {
            self.runs.pop_front();
        }
    }
}

impl Region {
    /// What became visible here after a cursor, at most `limit` changes or those of one change
    /// set; 0 is the start. Own writes are part of it,
    /// each change once, in the order in which this region took them in.
    ///
    /// # Errors
    ///
    /// `feed_trimmed` where the changes after the cursor are no longer kept: scan the keys, then follow from the
    /// cursor that the error's detail `cursor` gives.
    pub fn changes_since(&self, cursor: u64, limit: usize) -> Result<Feed> {
        let mut feed = Feed { changes: Vec::new(), cursor };
        if cursor > self.feed.end {
            return Err(Error::new(
                Code::InvalidArgument,
                format!("the feed ends at {}, {cursor} is past it", self.feed.end),
            ));
        }
        let from = self.feed.runs.partition_point(|run| run.position + run.count <= cursor);
        for run in self.feed.runs.range(from..) {
            if run.position > feed.cursor {
                return Err(self.trimmed());
            }
            let end = run.position + run.count;
            while feed.cursor < end && feed.changes.len() < limit {
                self.read_run(run, end, limit, &mut feed)?;
            }
            if feed.changes.len() >= limit {
                break;
            }
        }
        if feed.cursor < self.feed.end && feed.changes.len() < limit {
            return Err(self.trimmed());
        }
        Ok(feed)
    }

    fn read_run(&self, run: &Run, end: u64, limit: usize, feed: &mut Feed) -> Result<()> {
        let first = run.first + (feed.cursor - run.position);
        let stretch = self.streams.stretch(run.stream, first, usize::MAX);
        let Some((base, count, bytes)) = stretch else { return Err(self.trimmed()) };
        let limits = Limits { depth: Limits::DEPTH_MAX, size_bytes: usize::MAX };
        let mut reader = StreamReader::new(bytes, &base, &limits);
        let id = self.streams.id(run.stream);
        let mut inside = false;
        for sequence in first..first + count.min(end - feed.cursor) {
            // What was written together is seen together.
            if feed.changes.len() >= limit && !inside {
                break;
            }
            let change = reader.next_change()?;
            inside = change.continues;
            feed.cursor += 1;
            if change.kind.is_write() && self.check_action(id.placement, Action::Read, self.known_ms()).is_ok() {
                let node = Self::node_of(&self.streams, run.stream, change.process);
                feed.changes.push(FeedChange {
                    key: String::from(change.key),
                    dot: Dot::new(id, sequence),
                    timestamp: self.timestamp(change.time, node),
                    operation: change.kind.as_str(),
                });
            }
        }
        Ok(())
    }

    #[cold]
    fn trimmed(&self) -> Error {
        Error::new(
            Code::FeedTrimmed,
            format!("what came after this cursor is no longer kept; scan the keys, then follow from {}", self.feed.end),
        )
        .with("cursor", self.feed.end)
    }
}
