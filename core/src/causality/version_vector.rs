//! The version vector: how far each stream has been seen.

use super::{Dot, Stream};
use crate::{Code, Error, Result, value::Value};
use alloc::{string::ToString, vec::Vec};

/// How two version vectors, or the writes behind them, relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Causality {
    /// Both have seen the same.
    Equal,
    /// The left has seen less: everything it saw, the right saw too.
    Before,
    /// The left has seen more.
    After,
    /// Each has seen something that the other has not.
    Concurrent,
}

impl Causality {
    /// The name of the relation, for example `"concurrent"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Causality::Equal => "equal",
            Causality::Before => "before",
            Causality::After => "after",
            Causality::Concurrent => "concurrent",
        }
    }

    /// The relation from two one-sided findings: the left has something the right lacks, and the other way round.
    pub const fn from_lacks(left_has_more: bool, right_has_more: bool) -> Self {
        match (left_has_more, right_has_more) {
            (false, false) => Causality::Equal,
            (false, true) => Causality::Before,
            (true, false) => Causality::After,
            (true, true) => Causality::Concurrent,
        }
    }
}

/// For each stream, the sequence up to which all of its writes have been seen. A stream that was never seen has no
/// entry and counts as zero. Entries are never dropped by age or size: a dropped entry makes old writes look new.
///
/// ```
/// use active_active::causality::{Causality, Origin, Stream, VersionVector};
/// let stream = |region| Stream::new(Origin::new(region, 1), 0, 0);
/// let left: VersionVector = [(stream(1), 2), (stream(2), 1)].into_iter().collect();
/// let right: VersionVector = [(stream(1), 1), (stream(2), 3)].into_iter().collect();
/// assert_eq!(left.compare(&right), Causality::Concurrent);
/// let mut both = left.clone();
/// both.merge(&right);
/// assert_eq!(both.compare(&left), Causality::After);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct VersionVector {
    // INVARIANT: sorted by stream, no zero heads.
    entries: Vec<(Stream, u64)>,
}

impl VersionVector {
    /// A vector that has seen nothing.
    pub const fn new() -> Self {
        VersionVector { entries: Vec::new() }
    }

    /// How far a stream has been seen; zero if never.
    #[inline]
    pub fn get(&self, stream: Stream) -> u64 {
        // Vectors are short (regions times partitions of one key); a scan beats a binary search up to some tens.
        if self.entries.len() <= 16 {
            return self.entries.iter().find(|e| e.0 == stream).map_or(0, |e| e.1);
        }
        match self.entries.binary_search_by(|e| e.0.cmp(&stream)) {
            Ok(at) => self.entries.get(at).map_or(0, |e| e.1),
            Err(_) => 0,
        }
    }

    /// Sees a stream up to `head`; a head behind what was seen changes nothing.
    pub fn advance(&mut self, stream: Stream, head: u64) {
        if head == 0 {
            return;
        }
        match self.entries.binary_search_by(|e| e.0.cmp(&stream)) {
            Ok(at) => {
                if let Some(entry) = self.entries.get_mut(at) {
                    entry.1 = entry.1.max(head);
                }
            }
            Err(at) => self.entries.insert(at, (stream, head)),
        }
    }

    /// Sees what the other has seen: the maximum, stream by stream.
    pub fn merge(&mut self, other: &VersionVector) {
        for &(stream, head) in &other.entries {
            self.advance(stream, head);
        }
    }

    /// Whether a write has been seen.
    #[inline]
    pub fn covers(&self, dot: Dot) -> bool {
        dot.sequence <= self.get(dot.stream)
    }

    /// How this vector relates to another.
    pub fn compare(&self, other: &VersionVector) -> Causality {
        self.compare_aligned(other).unwrap_or_else(|| self.compare_merging(other))
    }

    /// Vectors of the same streams, the usual case: a pass without branches.
    #[inline]
    fn compare_aligned(&self, other: &VersionVector) -> Option<Causality> {
        if self.entries.len() != other.entries.len() {
            return None;
        }
        let (mut differs, mut more, mut less) = (0, false, false);
        for ((stream, head), (other, other_head)) in self.entries.iter().zip(&other.entries) {
            differs |= stream.difference(*other);
            more |= head > other_head;
            less |= head < other_head;
        }
        (differs == 0).then(|| Causality::from_lacks(more, less))
    }

    #[cold]
    fn compare_merging(&self, other: &VersionVector) -> Causality {
        let (mut left, mut right) = (self.entries.iter().peekable(), other.entries.iter().peekable());
        let (mut more, mut less) = (false, false);
        loop {
            match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some(_), None) => {
                    more = true;
                    break;
                }
                (None, Some(_)) => {
                    less = true;
                    break;
                }
                (Some(a), Some(b)) => match a.0.cmp(&b.0) {
                    core::cmp::Ordering::Less => {
                        more = true;
                        left.next();
                    }
                    core::cmp::Ordering::Greater => {
                        less = true;
                        right.next();
                    }
                    core::cmp::Ordering::Equal => {
                        more |= a.1 > b.1;
                        less |= a.1 < b.1;
                        left.next();
                        right.next();
                    }
                },
            }
            if more && less {
                break;
            }
        }
        Causality::from_lacks(more, less)
    }

    /// The entries in the order of their streams.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Stream, u64)> + '_ {
        self.entries.iter().copied()
    }

    /// Whether nothing has been seen.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The vector as a document: stream text to head, for example `{"1.1": 5}`.
    pub fn to_document(&self) -> Value {
        Value::object(self.entries.iter().map(|(s, h)| (s.to_string(), Value::Integer(*h as i64))))
    }

    /// Reads what [`to_document`](Self::to_document) wrote.
    pub fn from_document(document: &Value) -> Result<Self> {
        let Value::Object(members) = document else {
            return Err(Error::new(Code::PartMalformed, "a version vector is an object of stream and head"));
        };
        let mut vector = VersionVector::new();
        for (stream, head) in members {
            match head {
                Value::Integer(head) if *head > 0 => vector.advance(stream.parse()?, *head as u64),
                _ => {
                    return Err(Error::new(
                        Code::PartMalformed,
                        alloc::format!("the head of stream {stream} must be an integer above zero"),
                    ));
                }
            }
        }
        Ok(vector)
    }
}

impl FromIterator<(Stream, u64)> for VersionVector {
    fn from_iter<I: IntoIterator<Item = (Stream, u64)>>(iter: I) -> Self {
        let mut vector = VersionVector::new();
        for (stream, head) in iter {
            vector.advance(stream, head);
        }
        vector
    }
}
