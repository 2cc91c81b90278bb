//! The keys that come most often, in bounded memory.

use super::count::document;
use crate::{
    Code, Error, Result,
    sorted::{Order, SortedMap},
    value::Value,
};
use alloc::{format, string::String, vec::Vec};

/// The SpaceSaving sketch of Metwally, Agrawal and El Abbadi, "Efficient Computation of Frequent and Top-k Elements in
/// Data Streams" (2005).
///
/// It holds at most `capacity` keys. The true count of a key that it holds is at least `count - error` and at most
/// `count`, and every key that came more than `total / capacity` times is held. Of several keys with the lowest count
/// the first in byte order makes room, so the same stream gives the same sketch everywhere.
///
/// ```
/// use active_active::metrics::SpaceSaving;
/// let mut sketch = SpaceSaving::new(2)?;
/// for key in ["a", "a", "b", "c"] {
///     sketch.add(key, 1);
/// }
/// let top: Vec<_> = sketch.top(10).into_iter().map(|hot| (hot.key, hot.count, hot.error)).collect();
/// assert_eq!(top, [("a".into(), 2, 0), ("c".into(), 2, 1)]);
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SpaceSaving {
    capacity: usize,
    counters: SortedMap<String, Counter>,
    total: u64,
}

#[derive(Debug, Clone, Copy)]
struct Counter {
    count: u64,
    error: u64,
}

/// A key with what a sketch knows of how often it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyCount {
    /// The key.
    pub key: String,
    /// How often it came at most.
    pub count: u64,
    /// How much of the count may be other keys'.
    pub error: u64,
}

impl KeyCount {
    /// `{key, count, error}`.
    pub fn to_document(&self) -> Value {
        document(&mut [
            ("key", Value::from(self.key.as_str())),
            ("count", Value::from(self.count)),
            ("error", Value::from(self.error)),
        ])
    }
}

impl SpaceSaving {
    /// The capacity that is right where nothing speaks for another.
    pub const CAPACITY_DEFAULT: usize = 64;
    /// The largest capacity: a key that is new costs time in proportion to it.
    pub const CAPACITY_MAX: usize = 10_000;

    /// An empty sketch for so many keys.
    ///
    /// # Errors
    ///
    /// `invalid_argument` for a capacity of zero or above [`CAPACITY_MAX`](Self::CAPACITY_MAX).
    pub fn new(capacity: usize) -> Result<Self> {
        if capacity == 0 || capacity > Self::CAPACITY_MAX {
            return Err(Error::new(
                Code::InvalidArgument,
                format!("a sketch holds 1 to {} keys, {capacity} were asked for", Self::CAPACITY_MAX),
            ));
        }
        Ok(SpaceSaving { capacity, counters: SortedMap::new(), total: 0 })
    }

    /// The sketch that a replica keeps.
    pub(super) fn of_replica() -> Self {
        SpaceSaving { capacity: super::HOT_KEYS, counters: SortedMap::new(), total: 0 }
    }

    /// Counts a key so many times.
    pub fn add(&mut self, key: &str, times: u64) {
        if times == 0 {
            return;
        }
        self.total = self.total.saturating_add(times);
        if let Some(counter) = self.counters.get_mut(key) {
            counter.count = counter.count.saturating_add(times);
            return;
        }
        let error = if self.counters.len() < self.capacity { 0 } else { self.make_room() };
        self.counters.insert(key.into(), Counter { count: error.saturating_add(times), error });
    }

    /// Drops the key with the lowest count, and answers that.
    fn make_room(&mut self) -> u64 {
        let lowest = self.counters.iter().min_by_key(|(_, counter)| counter.count);
        let Some((key, count)) = lowest.map(|(key, counter)| (key.clone(), counter.count)) else { return 0 };
        self.counters.remove(&key);
        count
    }

    /// Drops keys that are no more to be held.
    pub(super) fn forget(&mut self, is_gone: impl Fn(&str) -> bool) {
        self.counters.retain(|key, _| !is_gone(key));
    }

    /// How much was counted in all.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How many keys are held at most.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// At most so many of the keys that are held, the highest count first; equal counts in the byte order of the keys.
    pub fn top(&self, limit: usize) -> Vec<KeyCount> {
        let held = self.counters.iter();
        let mut top: Vec<KeyCount> = held
            .map(|(key, Counter { count, error })| KeyCount { key: key.clone(), count: *count, error: *error })
            .collect();
        top.order_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
        top.truncate(limit);
        top
    }
}
