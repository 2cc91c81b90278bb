//! Counters: the sum of the increments that nothing cancelled.

use super::{Oracle, WriteId, Writes};
use crate::simulate::{operation::Operation, schema::Path};

impl Oracle {
    /// The increments that count.
    pub(super) fn live_increments(&self, path: Path, received: &Writes) -> Writes {
        let cancelled = self.cancelled(received);
        self.increments(path, received).difference(&cancelled).copied().collect()
    }

    /// The value of a counter.
    pub(super) fn counter(&self, path: Path, received: &Writes) -> i128 {
        self.live_increments(path, received).into_iter().map(|id| self.write(id).amount).sum()
    }

    /// The increments at a place and below it.
    fn increments(&self, above: Path, received: &Writes) -> Writes {
        let goes_below = |id: &WriteId| self.counter_of(*id).is_some_and(|path| path.starts_with(above));
        received.iter().copied().filter(goes_below).collect()
    }

    /// The counter that a write changes.
    fn counter_of(&self, id: WriteId) -> Option<Path> {
        match &self.write(id).operation {
            Operation::Increment(path, _) | Operation::Assign(path, _) => Some(path),
            _ => None,
        }
    }

    /// Everything that the received writes cancel, received or not. A delete cancels nothing by itself.
    fn cancelled(&self, received: &Writes) -> Writes {
        let cancels = received.iter().filter(|id| !self.is_delete(**id));
        cancels.flat_map(|id| self.write(*id).reads.iter().copied()).collect()
    }

    /// What a reader knows of the increments at a place and below it: those that came, and those that are cancelled.
    fn known(&self, above: Path, received: &Writes) -> Writes {
        let mut known = self.cancelled(received);
        known.retain(|id| self.counter_of(*id).is_some_and(|path| path.starts_with(above)));
        known.extend(self.increments(above, received));
        known
    }

    /// The increments that a write cancels: exactly those that were read, by the context or else by the region.
    pub(super) fn read_by(
        &self,
        operation: &Operation,
        stream: u64,
        creates: bool,
        received: &Writes,
        context: Option<&Writes>,
        deletes: &[WriteId],
    ) -> Writes {
        let mut reads = match operation {
            Operation::Reset(path) | Operation::Unset(path) => self.known(path, context.unwrap_or(received)),
            Operation::Delete => self.known(&[], context.unwrap_or(received)),
            _ if creates => self.known(&[], received),
            Operation::Increment(path, _) | Operation::Assign(path, _) => self.past_of(stream, path, received),
            _ => Writes::new(),
        };
        for delete in deletes {
            reads.extend(&self.write(*delete).reads);
        }
        reads
    }

    /// A writer that sees all of its own increments cancelled starts anew, and whoever receives the new one knows that
    /// the old ones are gone, be it that what cancelled them has not come yet.
    fn past_of(&self, stream: u64, path: Path, received: &Writes) -> Writes {
        let own = |id: &WriteId| self.write(*id).stream == stream && self.counter_of(*id) == Some(path);
        let past: Writes = received.iter().copied().filter(own).collect();
        if past.is_subset(&self.cancelled(received)) { past } else { Writes::new() }
    }
}
