//! The causal context: a version vector, and a cloud of dots seen beyond it.

use super::{Dot, Stream, VersionVector};
use crate::{Code, Error, Result, sorted::SortedSet, value::Value};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

/// The dots that somebody has seen. The vector holds what is contiguous from the start of each stream, the cloud the
/// rest. A maximum alone would not do: it would claim dots that were never received, and a write that arrives late
/// would be taken for one that was replaced.
///
/// ```
/// use active_active::causality::{Context, Dot};
/// let mut context = Context::new();
/// context.add("1.1#2".parse()?);
/// assert!(!context.covers("1.1#1".parse()?));
/// context.add("1.1#1".parse()?);
/// assert_eq!(context.vector().get("1.1".parse()?), 2);
/// assert_eq!(context.cloud().count(), 0);
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Context {
    vector: VersionVector,
    // INVARIANT: holds only dots beyond the vector and not adjacent to it.
    cloud: SortedSet<Dot>,
}

impl Context {
    /// A context that has seen nothing.
    pub const fn new() -> Self {
        Context { vector: VersionVector::new(), cloud: SortedSet::new() }
    }

    /// The contiguous part.
    pub fn vector(&self) -> &VersionVector {
        &self.vector
    }

    /// The dots beyond the contiguous part, in order.
    pub fn cloud(&self) -> impl Iterator<Item = Dot> + '_ {
        self.cloud.iter().copied()
    }

    /// Whether a write has been seen.
    #[inline]
    pub fn covers(&self, dot: Dot) -> bool {
        self.vector.covers(dot) || (!self.cloud.is_empty() && self.cloud.contains(&dot))
    }

    /// Sees one more write.
    pub fn add(&mut self, dot: Dot) {
        if dot.sequence == self.vector.get(dot.stream) + 1 {
            self.vector.advance(dot.stream, dot.sequence);
            self.absorb(dot.stream);
        } else if !self.covers(dot) {
            self.cloud.insert(dot);
        }
    }

    /// Sees all of a stream up to `head`.
    pub fn advance(&mut self, stream: Stream, head: u64) {
        self.vector.advance(stream, head);
        self.absorb(stream);
    }

    /// Sees what the other has seen.
    pub fn merge(&mut self, other: &Context) {
        for (stream, head) in other.vector.iter() {
            self.advance(stream, head);
        }
        for dot in other.cloud() {
            self.add(dot);
        }
    }

    /// The sequences up to `head` of a stream that this context has not seen.
    pub fn missing(&self, stream: Stream, head: u64) -> Vec<u64> {
        (self.vector.get(stream) + 1..=head)
            .filter(|&sequence| !self.cloud.contains(&Dot { stream, sequence }))
            .collect()
    }

    /// Whether nothing has been seen.
    pub fn is_empty(&self) -> bool {
        self.vector.is_empty() && self.cloud.is_empty()
    }

    fn absorb(&mut self, stream: Stream) {
        let mut head = self.vector.get(stream);
        let below: Vec<Dot> =
            self.cloud.range(Dot { stream, sequence: 0 }..=Dot { stream, sequence: head }).copied().collect();
        for dot in below {
            self.cloud.remove(&dot);
        }
        while self.cloud.remove(&Dot { stream, sequence: head + 1 }) {
            head += 1;
            self.vector.advance(stream, head);
        }
    }

    /// The context as a document: `{"vector": {"1.1": 5}, "cloud": ["1.1#7"]}`.
    pub fn to_document(&self) -> Value {
        Value::object([
            (String::from("vector"), self.vector.to_document()),
            (String::from("cloud"), Value::Array(self.cloud.iter().map(|d| Value::Text(d.to_string())).collect())),
        ])
    }

    /// Reads what [`to_document`](Self::to_document) wrote; both members may be left out.
    pub fn from_document(document: &Value) -> Result<Self> {
        let Value::Object(members) = document else {
            return Err(Error::new(Code::PartMalformed, "a context is an object with vector and cloud"));
        };
        let mut context = Context::new();
        for (name, member) in members {
            match (name.as_str(), member) {
                ("vector", vector) => {
                    for (stream, head) in VersionVector::from_document(vector)?.iter() {
                        context.advance(stream, head);
                    }
                }
                ("cloud", Value::Array(dots)) => {
                    for dot in dots {
                        match dot {
                            Value::Text(dot) => context.add(dot.parse()?),
                            _ => return Err(Error::new(Code::PartMalformed, "a cloud holds dots such as \"1.1#7\"")),
                        }
                    }
                }
                _ => {
                    return Err(Error::new(
                        Code::PartMalformed,
                        alloc::format!("a context has a vector and a cloud, not `{name}`"),
                    ));
                }
            }
        }
        Ok(context)
    }
}
