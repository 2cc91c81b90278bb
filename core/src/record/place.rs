//! Places of a record, and what a change had seen.

use super::{BoundedCounter, Counter, Extreme, Flag, Log, Register, Set};

/// A dot with its stream as a local number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct LocalDot {
    pub(crate) stream: u32,
    pub(crate) sequence: u64,
}

/// Who wrote a version and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) dot: LocalDot,
    /// Packed hybrid time.
    pub(crate) time: u64,
    /// The node of the timestamp.
    pub(crate) node: u64,
}

impl Stamp {
    /// The order that last-write-wins goes by: the timestamp, node included. Never the order of arrival.
    pub(crate) fn order(&self) -> (u64, u64, LocalDot) {
        (self.time, self.node, self.dot)
    }
}

/// What the writer of a change had seen, as far as its place is concerned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    /// Heads by local stream number.
    pub(crate) heads: &'a [u64],
    /// The change itself: its writer had seen all before it in its own stream.
    pub(crate) own: LocalDot,
    /// Seen beyond the heads.
    pub(crate) extra: &'a [(u32, u64)],
    /// Excepted from all of that.
    pub(crate) spared: &'a [LocalDot],
}

impl Seen<'_> {
    #[inline]
    pub(crate) fn covers(&self, dot: LocalDot) -> bool {
        let seen = if dot.stream == self.own.stream {
            dot.sequence < self.own.sequence
        } else {
            self.heads.get(dot.stream as usize).is_some_and(|head| dot.sequence <= *head)
        };
        (seen || self.extra.iter().any(|(stream, head)| *stream == dot.stream && dot.sequence <= *head))
            && !self.spared.contains(&dot)
    }

    /// Whether the writer's region had received a write, be it spared.
    pub(crate) fn received(&self, dot: LocalDot) -> bool {
        Seen { extra: &[], spared: &[], ..*self }.covers(dot)
    }

    /// What was received there but is not in `cursors`, by stream.
    pub(crate) fn received_beyond(&self, cursors: impl Fn(u32) -> u64) -> alloc::vec::Vec<(u32, u64)> {
        Seen { extra: &[], ..*self }.beyond(cursors)
    }

    /// What was seen but is not in `cursors`, by stream.
    pub(crate) fn beyond(&self, cursors: impl Fn(u32) -> u64) -> alloc::vec::Vec<(u32, u64)> {
        let mut beyond = alloc::vec::Vec::new();
        for (stream, head) in self.heads.iter().enumerate() {
            let stream = stream as u32;
            if stream != self.own.stream && *head > cursors(stream) {
                beyond.push((stream, *head));
            }
        }
        for &(stream, head) in self.extra {
            if head > cursors(stream) {
                match beyond.iter_mut().find(|entry| entry.0 == stream) {
                    Some(entry) => entry.1 = entry.1.max(head),
                    None => beyond.push((stream, head)),
                }
            }
        }
        beyond
    }
}

/// The state at one place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Place {
    Register(Register),
    Counter(Counter),
    Set(Set),
    Flag(Flag),
    Bounded(BoundedCounter),
    Log(Log),
    Extreme(Extreme),
}

impl Place {
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Place::Register(register) => register.versions.is_empty(),
            Place::Counter(counter) => counter.entries.is_empty() && counter.baselines.is_empty(),
            Place::Set(set) => set.members.is_empty(),
            Place::Flag(flag) => flag.versions.is_empty(),
            Place::Bounded(counter) => counter.rows.is_empty(),
            Place::Log(log) => log.is_empty(),
            Place::Extreme(extreme) => extreme.offers.is_empty(),
        }
    }

    /// Whether a field with this state reads as one that never was: a function of what lives alone.
    pub(crate) fn shows_nothing(&self, remove_wins: bool) -> bool {
        match self {
            Place::Register(register) => register.versions.is_empty(),
            Place::Counter(counter) => counter.is_wholly_cancelled(),
            Place::Set(set) => !set.members.values().any(|member| member.is_member(remove_wins)),
            Place::Flag(flag) => flag.versions.is_empty(),
            Place::Bounded(counter) => counter.rows.is_empty(),
            Place::Log(log) => log.is_empty(),
            Place::Extreme(extreme) => extreme.offers.is_empty(),
        }
    }
}
