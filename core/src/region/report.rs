//! What the engine answers: plain data, each with the document that other languages see.

use crate::{
    Code,
    causality::{Dot, Stream},
    conflict::ConflictId,
    time::Timestamp,
    value::Value,
};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

fn text(value: impl ToString) -> Value {
    Value::Text(value.to_string())
}

fn count(number: u64) -> Value {
    Value::Integer(number as i64)
}

/// A write that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The name of the write.
    pub dot: Dot,
    /// When it was written, by the region's hybrid clock.
    pub timestamp: Timestamp,
}

impl Written {
    /// `{dot, timestamp}`.
    pub fn to_document(&self) -> Value {
        Value::object([("dot", text(self.dot)), ("timestamp", text(self.timestamp))])
    }
}

/// A record as it reads now.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The folded value in canonical CBOR.
    pub bytes: Vec<u8>,
    /// What this read saw, to be handed to a later write.
    pub context: Vec<u8>,
    /// The timestamp of the latest live write behind the value.
    pub timestamp: Timestamp,
    /// How many concurrent versions stand behind the value at its most contested place; 1 is uncontested.
    pub siblings: usize,
    /// The names of rules of the class that the merged value did not keep, in their order. Those with a repair are
    /// repaired in the value that is shown, for the others a conflict record waits.
    pub violated: Vec<String>,
}

impl Read {
    /// The folded value.
    pub fn value(&self) -> Value {
        Value::from_cbor_output(&self.bytes)
    }

    /// `{value, context, timestamp, siblings, violated}`.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("value", self.value()),
            ("context", Value::Bytes(self.context.clone())),
            ("timestamp", text(self.timestamp)),
            ("siblings", count(self.siblings as u64)),
            ("violated", Value::Array(self.violated.iter().map(text).collect())),
        ])
    }
}

/// One live version at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The write that made it.
    pub dot: Dot,
    /// When it was written.
    pub timestamp: Timestamp,
    /// The value in canonical CBOR.
    pub bytes: Vec<u8>,
}

impl Version {
    /// The value.
    pub fn value(&self) -> Value {
        Value::from_cbor_output(&self.bytes)
    }

    /// `{dot, origin, timestamp, value}`.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("dot", text(self.dot)),
            ("origin", text(self.dot.stream.origin)),
            ("timestamp", text(self.timestamp)),
            ("value", self.value()),
        ])
    }
}

/// Changes of one stream that wait, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The stream that waits; others go on.
    pub stream: Stream,
    /// The first sequence that waits.
    pub first: u64,
    /// The last sequence that waits.
    pub last: u64,
    /// Why: `batch_gap`, `clock_drift` or `deployment_unknown`.
    pub code: Code,
    /// The same for people, with what will let it go on.
    pub message: String,
}

impl Held {
    /// `{stream, first, last, code, message}`.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("stream", text(self.stream)),
            ("first", count(self.first)),
            ("last", count(self.last)),
            ("code", text(self.code)),
            ("message", text(&self.message)),
        ])
    }
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplyReport {
    /// The stream of the batch.
    pub stream: Stream,
    /// Changes that were applied, those released from hold by this batch included.
    pub applied: u64,
    /// Changes that had been applied before.
    pub duplicates: u64,
    /// Changes that were applied out of hold.
    pub released: u64,
    /// Conflict records that this batch made or extended.
    pub conflicts: Vec<ConflictId>,
    /// Everything of this stream that still waits.
    pub held: Vec<Held>,
}

impl ApplyReport {
    /// `{stream, applied, duplicates, released, conflicts, held}`.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("stream", text(self.stream)),
            ("applied", count(self.applied)),
            ("duplicates", count(self.duplicates)),
            ("released", count(self.released)),
            ("conflicts", Value::Array(self.conflicts.iter().map(text).collect())),
            ("held", Value::Array(self.held.iter().map(Held::to_document).collect())),
        ])
    }
}

/// One change as the feed shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedChange {
    /// The key that was written.
    pub key: String,
    /// The write.
    pub dot: Dot,
    /// When it was written, at its origin.
    pub timestamp: Timestamp,
    /// What was done, for example `put`.
    pub operation: &'static str,
}

/// A stretch of the feed of what became visible here, in the order in which it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// The changes after the cursor that was given.
    pub changes: Vec<FeedChange>,
    /// The cursor to give next.
    pub cursor: u64,
}

impl Feed {
    /// `{changes: [{key, dot, timestamp, operation}], cursor}`.
    pub fn to_document(&self) -> Value {
        let changes = self.changes.iter().map(|change| {
            Value::object([
                ("key", text(&change.key)),
                ("dot", text(change.dot)),
                ("timestamp", text(change.timestamp)),
                ("operation", text(change.operation)),
            ])
        });
        Value::object([("changes", Value::Array(changes.collect())), ("cursor", count(self.cursor))])
    }
}
