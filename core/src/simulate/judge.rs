//! People and programs that decide about conflicts.

use super::{
    operation::Operation,
    report::{Law, Violation},
    schema::class_of,
    world::{Reading, World, broken},
};
use crate::{
    Code,
    conflict::{ConflictFilter, ConflictRecord, ConflictState, Settlement},
    value::{Limits, Value},
};
use alloc::{format, vec::Vec};

impl World {
    /// Settles a conflict that waits, or takes a decision back, and tells the model what was written.
    pub(super) fn judge(&mut self, number: usize, nth: usize, pick: char) -> Result<Option<usize>, Violation> {
        let now_ms = self.clock_ms(number);
        let region = &mut self.replicas[number].region;
        let open = |record: &ConflictRecord| matches!(record.state, ConflictState::Waiting | ConflictState::Decided);
        let records: Vec<ConflictRecord> =
            region.conflicts(&ConflictFilter::default()).into_iter().filter(open).collect();
        let Some(record) = records.get(nth % records.len().max(1)) else { return Ok(None) };
        let before = region.clock().last();
        let written = match record.state {
            ConflictState::Waiting => region.resolve_conflict(now_ms, &record.id, Settlement::Pick(pick)),
            _ => region.undo_conflict(now_ms, &record.id),
        };
        let written = match written {
            Ok(written) => written,
            Err(error) => {
                self.tally.refused += 1;
                self.note(|| format!("         refused: {error}"));
                let expected = [Code::ConflictSuperseded, Code::ConflictDecided, Code::NotCaughtUp];
                return match expected.contains(&error.code()) {
                    true => Ok(None),
                    false => Err(broken(Law::BadInput, format!("conflict {}: {error}", record.id))),
                };
            }
        };
        if written.timestamp <= before {
            return Err(broken(Law::Later, format!("{} was issued after {before}", written.timestamp)));
        }
        let settled = region.conflict(&record.id).ok().and_then(|record| record.settled);
        let Some(settled) = settled.filter(|settled| settled.dot == written.dot) else {
            return Err(broken(Law::NeverLost, format!("{} is not in the record of its conflict", written.dot)));
        };
        let place = class_of(&record.key).places.iter().find(|(path, _)| *path == record.path).map(|(path, _)| *path);
        let value = settled.bytes.as_deref().and_then(|bytes| Value::from_cbor(bytes, &Limits::default()).ok());
        let operation = match (settled.did, place, value.as_ref().and_then(Value::as_i64)) {
            ("put", Some(path), Some(value)) => Operation::Put(path, value),
            ("delete", ..) => Operation::Delete,
            ("revive", ..) => Operation::Revive,
            (did, ..) => return Err(broken(Law::NeverLost, format!("{did} settled {}", record.id))),
        };
        let key = record.key.clone();
        self.note(|| format!("         {key} {operation}"));
        let reading = Reading { context: None, counted: 0, settles: Some(record.id) };
        self.take_write(number, &key, &operation, written, reading)
    }
}
