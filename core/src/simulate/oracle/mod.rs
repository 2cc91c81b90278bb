//! The slow, readable model of the data: the value of a record as a function of the writes that a region received and
//! of what each of them had seen, after Antidote's specifications of its types.
//!
//! It keeps every write for ever with explicit sets, knows nothing of vectors, cursors, clouds, births, baselines or
//! collection, and shares no code with the engine. Where the engine and this model differ, one of them is wrong.

mod claim;
mod counter;
mod live;
mod show;

pub use claim::Answer;
pub use show::{Shown, ShownValue};

use super::{
    operation::Operation,
    schema::{Path, Type, type_at},
};
use crate::conflict::ConflictId;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};

/// The name of a write in the model.
pub type WriteId = usize;

/// Writes, by name.
pub type Writes = BTreeSet<WriteId>;

/// When something was written: milliseconds, counter, node.
pub type Time = (u64, u16, u64);

/// A write and what its writer had seen.
#[derive(Debug, Clone)]
pub struct Write {
    /// The record.
    pub key: String,
    /// What was asked.
    pub operation: Operation,
    /// Who wrote it: an incarnation's stream.
    pub stream: u64,
    /// When it was written.
    pub time: Time,
    /// The writes to the same record that its region had received.
    pub received: Writes,
    /// The writes to the same record that it replaces where its operation reaches.
    pub seen: Writes,
    /// Of a write that found the record absent: the writes that it replaces wherever they are.
    pub seen_at_root: Writes,
    /// The increments that it cancels; of a delete, those that a write over it cancels.
    pub reads: Writes,
    /// Whether it found the record absent and so replaces all of it.
    pub creates: bool,
    /// By how much it changes a counter.
    pub amount: i128,
    /// The conflict that it settles or takes back.
    pub settles: Option<ConflictId>,
    /// The writes that created what it goes on from, or (of a delete) what it deletes.
    pub births: Writes,
}

/// What a write starts from.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// The writes that its region had received.
    pub received: &'a Writes,
    /// What the client's read had seen, if it handed a context on.
    pub context: Option<&'a Writes>,
    /// What its region showed of the counter that it assigns to. The region is asked, not the model: an assignment adds
    /// the difference to what was shown, and where the region has forgotten what is dead (see [`Oracle::is_complete`])
    /// the model may show something else.
    pub counted: i128,
    /// The conflict that it settles or takes back.
    pub settles: Option<ConflictId>,
}

/// All writes that were ever accepted anywhere.
#[derive(Debug, Clone, Default)]
pub struct Oracle {
    writes: Vec<Write>,
    by_key: BTreeMap<String, Vec<WriteId>>,
}

impl Oracle {
    /// A model of a deployment to which nothing was written.
    pub fn new() -> Self {
        Self::default()
    }

    /// A write by its name.
    pub fn write(&self, id: WriteId) -> &Write {
        &self.writes[id]
    }

    /// How many writes there are.
    pub fn len(&self) -> usize {
        self.writes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// Every record that was ever written to.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.by_key.keys().map(String::as_str)
    }

    /// Those of the writes that went to a record.
    pub fn of_key(&self, key: &str, received: &Writes) -> Writes {
        let all = self.by_key.get(key).map(Vec::as_slice).unwrap_or_default();
        all.iter().copied().filter(|id| received.contains(id)).collect()
    }

    /// Whether everything has come that the writers of what came of a record had received or seen.
    pub fn is_complete(&self, received: &Writes) -> bool {
        let has_all = |write: &Write| write.seen.is_subset(received) && write.received.is_subset(received);
        received.iter().all(|id| has_all(self.write(*id)))
    }

    /// Whether regions may have collected something of a record: whether somebody removed or reset anything.
    pub fn may_be_forgotten(&self, received: &Writes) -> bool {
        let removes = |id: &WriteId| !touches_existence(&self.write(*id).operation);
        received.iter().any(|id| removes(id) || self.write(*id).received.iter().any(removes))
    }

    /// Takes a write.
    pub fn accept(&mut self, key: &str, operation: &Operation, stream: u64, time: Time, basis: Basis<'_>) -> WriteId {
        let received = self.of_key(key, basis.received);
        let context = basis.context.map(|context| self.of_key(key, context));
        let creates = touches_existence(operation) && *operation != Operation::Revive && !self.exists(&received);
        let amount = match operation {
            Operation::Increment(_, amount) => i128::from(*amount),
            Operation::Assign(_, value) => i128::from(*value) - if creates { 0 } else { basis.counted },
            _ => 0,
        };
        let deletes: Vec<WriteId> = if creates || *operation == Operation::Delete {
            self.live_existence(&received).into_iter().filter(|id| self.is_delete(*id)).collect()
        } else {
            Vec::new()
        };
        let seen = self.seen_by(operation, &received, context.as_ref(), &deletes);
        // What a reader elsewhere saw counts at the place of the write alone.
        let mut seen_at_root = seen.clone();
        if let Some(context) = &context {
            let by_deletes = |id: &WriteId| deletes.iter().any(|delete| self.write(*delete).seen.contains(id));
            seen_at_root.retain(|id| received.contains(id) || !context.contains(id) || by_deletes(id));
        }
        let reads = self.read_by(operation, stream, creates, &received, context.as_ref(), &deletes);
        let id = self.writes.len();
        let births = self.births(id, operation, creates, &received, &seen);
        let (key, operation) = (key.to_string(), operation.clone());
        self.by_key.entry(key.clone()).or_default().push(id);
        let settles = basis.settles;
        let write = Write {
            key,
            operation,
            stream,
            time,
            received,
            seen,
            seen_at_root,
            reads,
            creates,
            amount,
            settles,
            births,
        };
        self.writes.push(write);
        id
    }

    /// The creations that a write goes on from: its own, or those of the existence that it replaces, if any.
    fn births(&self, id: WriteId, operation: &Operation, creates: bool, received: &Writes, seen: &Writes) -> Writes {
        if creates {
            return Writes::from([id]);
        }
        if !touches_existence(operation) && *operation != Operation::Delete {
            return Writes::new();
        }
        let of_deletes = matches!(operation, Operation::Delete | Operation::Revive);
        let mut replaced = self.live_existence(received);
        replaced.retain(|other| seen.contains(other) && (of_deletes || !self.is_delete(*other)));
        if replaced.is_empty() && *operation != Operation::Delete {
            return Writes::from([id]);
        }
        replaced.into_iter().flat_map(|other| self.write(other).births.iter().copied()).collect()
    }

    /// What a write replaces: all that its region had received and its context had seen, but for live values that
    /// the context had not seen; and over deletes all that those had seen, whether it has been received or not.
    fn seen_by(
        &self,
        operation: &Operation,
        received: &Writes,
        context: Option<&Writes>,
        deletes: &[WriteId],
    ) -> Writes {
        let mut seen: Writes = received.clone();
        if let Some(context) = context {
            seen.extend(context);
            for live in self.live_values(operation, received) {
                if !context.contains(&live) {
                    seen.remove(&live);
                }
            }
        }
        for delete in deletes {
            seen.extend(self.write(*delete).seen.difference(received));
        }
        seen
    }

    /// The live values at the place of an operation. A record that nobody holds alive has none, and a removal is none.
    fn live_values(&self, operation: &Operation, received: &Writes) -> Writes {
        let alive: Writes = self.live_existence(received).into_iter().filter(|id| !self.is_delete(*id)).collect();
        if alive.is_empty() {
            return Writes::new();
        }
        let registers = |path: Path| self.live_versions(path, received);
        match operation {
            Operation::Put(path, _) => registers(path),
            Operation::Patch(fields) => fields.iter().flat_map(|(path, _)| registers(path)).collect(),
            Operation::Delete => alive,
            Operation::Remove(path, member) => {
                self.live_adds(path, received).into_iter().filter(|(_, m)| m == member).map(|(id, _)| id).collect()
            }
            Operation::Clear(above) | Operation::Unset(above) => self.live_below(above, received),
            _ => Writes::new(),
        }
    }

    fn is_delete(&self, id: WriteId) -> bool {
        self.write(id).operation == Operation::Delete
    }

    fn type_at(&self, received: &Writes, path: Path) -> Option<Type> {
        received.iter().next().and_then(|id| type_at(&self.write(*id).key, path))
    }
}

/// Whether a write of this kind makes the record exist. Removals do not.
pub(super) fn touches_existence(operation: &Operation) -> bool {
    match operation {
        Operation::Put(..)
        | Operation::Patch(..)
        | Operation::Increment(..)
        | Operation::Assign(..)
        | Operation::Add(..)
        | Operation::Enable(..)
        | Operation::Disable(..)
        | Operation::Append(..)
        | Operation::Offer(..)
        | Operation::Claim(..)
        | Operation::Revive => true,
        Operation::Delete
        | Operation::Unset(..)
        | Operation::Reset(..)
        | Operation::Remove(..)
        | Operation::Release(..)
        | Operation::Clear(..) => false,
    }
}
