//! The usual forty lines for writing in several regions at once, with the faults that they usually have.
//!
//! `tests/faults.rs` runs one history here and in the library for each of them. Nothing else may use this crate.

use std::collections::{BTreeMap, HashSet};

use active_active::value::Value;

/// How often each region has written, as far as somebody knows.
pub type VectorClock = BTreeMap<&'static str, u64>;

/// A value with its wall-clock time and its vector clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// What was written.
    pub value: Value,
    /// When, by the wall clock there.
    pub timestamp_ms: u64,
    /// How often its region had written.
    pub clock: VectorClock,
}

/// What one region tells another.
#[derive(Clone, Debug)]
pub enum Message {
    /// This key has this version.
    Write(&'static str, Version),
    /// This key is gone; since when, and what was seen, is not said.
    Delete(&'static str),
}

/// A thread that replicates one message: it sleeps, tries once, and ends.
struct Thread {
    wakes_ms: u64,
    message: Message,
}

/// One region.
#[derive(Default)]
pub struct Region {
    name: &'static str,
    /// What it holds.
    pub store: BTreeMap<&'static str, Version>,
    clock: VectorClock,
    threads: Vec<Thread>,
    /// The table of conflicts; nothing writes to it.
    pub conflicts: Vec<(Version, Version)>,
}

impl Region {
    /// An empty region.
    pub fn new(name: &'static str) -> Self {
        Region { name, ..Region::default() }
    }

    /// Writes here. The clock counts up; nobody ever merges into it what others have counted.
    pub fn write_local(&mut self, wall_clock_ms: u64, key: &'static str, value: impl Into<Value>) -> Message {
        *self.clock.entry(self.name).or_default() += 1;
        let version = Version { value: value.into(), timestamp_ms: wall_clock_ms, clock: self.clock.clone() };
        self.store.insert(key, version.clone());
        Message::Write(key, version)
    }

    /// Deletes here. What is gone is represented by nothing.
    pub fn delete_local(&mut self, key: &'static str) -> Message {
        self.store.remove(key);
        Message::Delete(key)
    }

    /// Takes what another region tells.
    pub fn receive(&mut self, message: &Message) {
        match message {
            Message::Delete(key) => drop(self.store.remove(key)),
            Message::Write(key, remote) => {
                let winner = match self.store.get(key) {
                    Some(local) if concurrent(local, remote) => resolve_conflict(local, remote),
                    _ => remote,
                };
                self.store.insert(key, winner.clone());
            }
        }
    }

    /// Starts a thread for a target, which is `delay_ms` away.
    pub fn replicate_async(&mut self, message: Message, now_ms: u64, delay_ms: u64) {
        self.threads.push(Thread { wakes_ms: now_ms + delay_ms, message });
    }

    /// What the threads that wake by now send, in the order in which they wake. Where the link is down they end too.
    pub fn wake(&mut self, now_ms: u64, link_is_up: bool) -> Vec<Message> {
        self.threads.sort_by_key(|thread| thread.wakes_ms);
        let asleep = self.threads.partition_point(|thread| thread.wakes_ms <= now_ms);
        let sent = self.threads.drain(..asleep).map(|thread| thread.message);
        if link_is_up { sent.collect() } else { sent.take(0).collect() }
    }

    /// The process ends and starts again with its store; threads are not stored.
    pub fn crash(&mut self) {
        self.threads.clear();
    }

    /// What a key shows.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.store.get(key).map(|version| &version.value)
    }
}

/// Whether neither clock has all that the other has.
pub fn concurrent(a: &Version, b: &Version) -> bool {
    let lacks = |x: &Version, y: &Version| y.clock.iter().any(|(region, n)| x.clock.get(region).unwrap_or(&0) < n);
    lacks(a, b) && lacks(b, a)
}

/// Last-write-wins by the wall clock, the local version first.
pub fn resolve_conflict<'v>(local: &'v Version, remote: &'v Version) -> &'v Version {
    if local.timestamp_ms >= remote.timestamp_ms { local } else { remote }
}

/// The version with the larger sum of vector-clock entries, taken for the later one.
pub fn larger_sum<'v>(local: &'v Version, remote: &'v Version) -> &'v Version {
    let sum = |version: &Version| version.clock.values().sum::<u64>();
    if sum(local) >= sum(remote) { local } else { remote }
}

/// Merges two lists through a set, as `list(set(a) | set(b))` does: by hash, in no order.
///
/// # Errors
///
/// What a dynamic language would throw for a member that has no hash.
pub fn union(a: &[Value], b: &[Value]) -> Result<HashSet<String>, String> {
    let hashed = |value: &Value| match value {
        Value::Array(_) | Value::Object(_) => Err(format!("unhashable type: {}", value.to_json())),
        other => Ok(other.to_json()),
    };
    a.iter().chain(b).map(hashed).collect()
}
