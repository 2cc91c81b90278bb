//! The counter: totals per stream, minus what resets had read of them.
//!
//! A resettable counter in the manner of the enable-wins map of counters in Riak DT, with births: an origin starts a
//! new birth exactly when its entry is wholly cancelled, so a reset cancels what it saw and never what it did not,
//! however often it is repeated and however late it comes.

use super::LocalDot;
use crate::wire::Path;
use alloc::vec::Vec;

/// What one stream has added since its birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) stream: u32,
    /// The sequence of the first increment that counts.
    pub(crate) birth: u64,
    /// The sequence of the last increment.
    pub(crate) sequence: u64,
    pub(crate) total: i128,
    pub(crate) time: u64,
}

/// What a reset has read of one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Baseline {
    pub(crate) stream: u32,
    pub(crate) birth: u64,
    pub(crate) sequence: u64,
    pub(crate) total: i128,
    /// The change that set it.
    pub(crate) by: LocalDot,
}

impl Entry {
    /// The last increment.
    pub(crate) fn dot(&self) -> LocalDot {
        LocalDot { stream: self.stream, sequence: self.sequence }
    }

    /// The reading of all of it.
    pub(crate) fn read_by(&self, by: LocalDot) -> Baseline {
        let Entry { stream, birth, sequence, total, .. } = *self;
        Baseline { stream, birth, sequence, total, by }
    }
}

impl Baseline {
    /// How far it reads: the furthest reading of a stream stands for all before it.
    fn reading(&self) -> (u64, u64) {
        (self.birth, self.sequence)
    }

    /// Whether it has read all of an entry.
    pub(crate) fn covers(&self, entry: &Entry) -> bool {
        self.reading() >= (entry.birth, entry.sequence)
    }
}

/// A reading of one entry at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LocalReading {
    pub(crate) path: Path,
    pub(crate) stream: u32,
    pub(crate) birth: u64,
    pub(crate) sequence: u64,
    pub(crate) total: i128,
}

impl LocalReading {
    /// Keeps the furthest reading of each stream and place.
    pub(crate) fn merge_into(self, readings: &mut Vec<LocalReading>) {
        match readings.iter_mut().find(|r| r.stream == self.stream && r.path == self.path) {
            Some(known) if (known.birth, known.sequence) < (self.birth, self.sequence) => *known = self,
            Some(_) => {}
            None => readings.push(self),
        }
    }
}

/// Entries by stream, and baselines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Counter {
    pub(crate) entries: Vec<Entry>,
    pub(crate) baselines: Vec<Baseline>,
}

impl Counter {
    /// Takes the latest increment of a stream. Streams arrive in order, so it is further than what was known.
    pub(crate) fn join_entry(&mut self, entry: Entry) {
        match self.entries.binary_search_by_key(&entry.stream, |e| e.stream) {
            Ok(at) => {
                if let Some(known) = self.entries.get_mut(at)
                    && known.sequence < entry.sequence
                {
                    *known = entry;
                }
            }
            Err(at) => self.entries.insert(at, entry),
        }
    }

    /// Joins a baseline. The furthest of a stream counts, never the sum: two resets that saw the same increments
    /// cancel them once. The others stay until it is clear that they are not needed: any of them may be stable first.
    pub(crate) fn join_baseline(&mut self, baseline: Baseline) {
        match self.baselines.iter_mut().find(|known| known.stream == baseline.stream && known.by == baseline.by) {
            Some(known) if known.reading() < baseline.reading() => *known = baseline,
            Some(_) => {}
            None => self.baselines.push(baseline),
        }
    }

    /// Drops the baselines that tell nothing: whose increments came and are gone, or (where some of a stream counts)
    /// that another one passes. What is left follows from what was received and from what is stable, not from order.
    pub(crate) fn prune(&mut self, cursor: impl Fn(u32) -> u64) {
        if self.baselines.is_empty() {
            return;
        }
        let all = self.baselines.clone();
        self.baselines.retain(|baseline| {
            if baseline.sequence > cursor(baseline.stream) {
                return true;
            }
            let entry = self.entries.iter().find(|entry| entry.stream == baseline.stream);
            let Some(entry) = entry.filter(|entry| entry.birth <= baseline.birth) else { return false };
            let passed = |other: &Baseline| other.stream == baseline.stream && other.reading() > baseline.reading();
            baseline.covers(entry) || !all.iter().any(passed)
        });
    }

    pub(crate) fn entry(&self, stream: u32) -> Option<&Entry> {
        self.entries.binary_search_by_key(&stream, |e| e.stream).ok().and_then(|at| self.entries.get(at))
    }

    pub(crate) fn baseline(&self, stream: u32) -> Option<&Baseline> {
        self.baselines.iter().filter(|b| b.stream == stream).max_by_key(|b| b.reading())
    }

    /// Whether resets have read all of an entry.
    pub(crate) fn is_cancelled(&self, entry: &Entry) -> bool {
        self.baseline(entry.stream).is_some_and(|baseline| baseline.covers(entry))
    }

    /// What an entry still counts for.
    pub(crate) fn contribution(&self, entry: &Entry) -> i128 {
        match self.baseline(entry.stream) {
            _ if self.is_cancelled(entry) => 0,
            Some(b) if b.birth == entry.birth => entry.total.wrapping_sub(b.total),
            _ => entry.total,
        }
    }

    /// The value; zero if it was never incremented.
    pub(crate) fn value(&self) -> i128 {
        self.entries.iter().fold(0i128, |sum, e| sum.wrapping_add(self.contribution(e)))
    }

    /// Whether resets have read all of every entry. Such a counter cannot be told from one that was collected.
    pub(crate) fn is_wholly_cancelled(&self) -> bool {
        self.entries.iter().all(|entry| self.is_cancelled(entry))
    }

    /// What a reader of the counter sees of each stream.
    pub(crate) fn readings<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = LocalReading> + 'a {
        let live = self.entries.iter().map(|e| (e.stream, e.birth, e.sequence, e.total));
        let past = self.baselines.iter().map(|b| (b.stream, b.birth, b.sequence, b.total));
        live.chain(past).map(|(stream, birth, sequence, total)| LocalReading {
            path: path.clone(),
            stream,
            birth,
            sequence,
            total,
        })
    }
}
