//! The log: entries that stay as they were written, shown in the order of their timestamps.
//!
//! Entries are kept by the stream that wrote them. Within a stream they arrive in order and their times rise, so an
//! append goes to the end of its stream's own queue: it costs the same however long the log is, and a reader merges
//! as many queues as there are streams. What was removed leaves nothing behind, as in a set: the cursors remember
//! that it was seen.

use super::{LocalDot, Seen, Stamp};
use alloc::{boxed::Box, collections::VecDeque, vec::Vec};

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LogEntry {
    pub(crate) stamp: Stamp,
    /// The value in canonical CBOR.
    pub(crate) bytes: Box<[u8]>,
}

/// Live entries by local stream number; no queue is empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Log {
    streams: Vec<(u32, VecDeque<LogEntry>)>,
}

impl Log {
    pub(crate) fn is_empty(&self) -> bool {
        self.streams.is_empty()
    }

    /// Takes an entry.
    pub(crate) fn append(&mut self, entry: LogEntry) {
        let stream = entry.stamp.dot.stream;
        let at = match self.streams.binary_search_by_key(&stream, |(stream, _)| *stream) {
            Ok(at) => at,
            Err(at) => {
                self.streams.insert(at, (stream, VecDeque::new()));
                at
            }
        };
        let Some((_, queue)) = self.streams.get_mut(at) else { return };
        let sequence = entry.stamp.dot.sequence;
        if queue.back().is_none_or(|last| last.stamp.dot.sequence < sequence) {
            queue.push_back(entry);
        } else if let Err(at) = queue.binary_search_by_key(&sequence, |entry| entry.stamp.dot.sequence) {
            queue.insert(at, entry);
        }
    }

    /// Drops the entries that were seen.
    pub(crate) fn remove_seen(&mut self, seen: &Seen<'_>) {
        self.retain(|entry| !seen.covers(entry.stamp.dot));
    }

    /// Drops the entries that fail the test.
    pub(crate) fn retain(&mut self, keep: impl Fn(&LogEntry) -> bool) {
        self.streams.iter_mut().for_each(|(_, queue)| queue.retain(&keep));
        self.streams.retain(|(_, queue)| !queue.is_empty());
    }

    /// The dots of all entries.
    pub(crate) fn dots(&self) -> impl Iterator<Item = LocalDot> + '_ {
        self.streams.iter().flat_map(|(_, queue)| queue).map(|entry| entry.stamp.dot)
    }

    /// The queues with their streams, each in the order of its sequences and of its times.
    pub(crate) fn queues(&self) -> impl Iterator<Item = (u32, &VecDeque<LogEntry>)> {
        self.streams.iter().map(|(stream, queue)| (*stream, queue))
    }

    /// The entries that come after a time, in order. What comes before is passed over without being looked at.
    pub(crate) fn after(&self, time: Option<(u64, u64)>) -> impl Iterator<Item = &LogEntry> {
        let from = |queue: &VecDeque<LogEntry>| match time {
            Some(time) => queue.partition_point(|entry| (entry.stamp.time, entry.stamp.node) <= time),
            None => 0,
        };
        let mut heads: Vec<_> = self.streams.iter().map(|(_, queue)| queue.range(from(queue)..).peekable()).collect();
        core::iter::from_fn(move || {
            let next = heads.iter_mut().filter_map(|head| {
                let order = head.peek()?.stamp.order();
                Some((order, head))
            });
            next.min_by_key(|(order, _)| *order)?.1.next()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(stream: u32, sequence: u64, time: u64) -> LogEntry {
        let stamp = Stamp { dot: LocalDot { stream, sequence }, time, node: u64::from(stream) };
        LogEntry { stamp, bytes: Box::from([0xf6]) }
    }

    #[test]
    fn entries_come_in_the_order_of_their_times_whatever_the_order_of_their_streams() {
        let mut log = Log::default();
        for entry in [entry(1, 1, 10), entry(1, 2, 30), entry(0, 4, 20), entry(0, 9, 30), entry(1, 2, 30)] {
            log.append(entry);
        }
        let times = |after| log.after(after).map(|entry| (entry.stamp.time, entry.stamp.node)).collect::<Vec<_>>();
        assert_eq!(times(None), [(10, 1), (20, 0), (30, 0), (30, 1)]);
        assert_eq!(times(Some((20, 0))), [(30, 0), (30, 1)]);
        assert_eq!(times(Some((30, 0))), [(30, 1)]);
        assert_eq!(times(Some((30, 1))), []);
    }

    #[test]
    fn a_removal_takes_what_it_saw_and_no_more() {
        let mut log = Log::default();
        [entry(0, 1, 1), entry(0, 2, 2), entry(1, 1, 3)].into_iter().for_each(|entry| log.append(entry));
        let own = LocalDot { stream: 2, sequence: 1 };
        log.remove_seen(&Seen { heads: &[1, 1], own, extra: &[], spared: &[] });
        assert_eq!(log.dots().collect::<Vec<_>>(), [LocalDot { stream: 0, sequence: 2 }]);
        log.remove_seen(&Seen { heads: &[2], own, extra: &[], spared: &[] });
        assert!(log.is_empty());
    }
}
