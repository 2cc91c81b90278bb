//! What of the writes to one record still lives, given those that were received.

use super::{Oracle, Write, WriteId, Writes, touches_existence};
use crate::simulate::{
    operation::Operation,
    schema::{Existence, Path, Type, class_of},
};
use alloc::vec::Vec;

impl Oracle {
    /// Whether the record exists.
    pub fn exists(&self, received: &Writes) -> bool {
        self.existing(received).is_some()
    }

    /// The latest write that holds the record alive, if by its class it exists.
    pub(super) fn existing(&self, received: &Writes) -> Option<WriteId> {
        let (deletes, writes): (Writes, Writes) =
            self.live_existence(received).into_iter().partition(|id| self.is_delete(*id));
        let latest = |of: &Writes| of.iter().copied().max_by_key(|id| self.write(*id).time);
        let write = latest(&writes)?;
        let exists = match class_of(&self.write(write).key).existence {
            Existence::LastWriteWins => {
                latest(&deletes).is_none_or(|delete| self.write(delete).time < self.write(write).time)
            }
            Existence::DeleteWins => deletes.is_empty(),
            Existence::UpdateWins => true,
            Existence::CreateWins => {
                let beaten = |write: &WriteId| {
                    let births = &self.write(*write).births;
                    !births.is_empty() && deletes.iter().any(|delete| births.is_subset(&self.write(*delete).births))
                };
                let standing: Writes = writes.iter().copied().filter(|write| !beaten(write)).collect();
                return latest(&standing);
            }
        };
        exists.then_some(write)
    }

    /// Whether somebody holds the record alive, be it that a later delete hides it.
    pub fn is_held_alive(&self, received: &Writes) -> bool {
        self.live_existence(received).into_iter().any(|id| !self.is_delete(id))
    }

    /// Writes and deletes that no write or delete had seen.
    pub(super) fn live_existence(&self, received: &Writes) -> Writes {
        let speaks = |write: &Write| touches_existence(&write.operation) || write.operation == Operation::Delete;
        let speakers: Vec<WriteId> = received.iter().copied().filter(|id| speaks(self.write(*id))).collect();
        let replaced = |id: WriteId| speakers.iter().any(|other| self.write(*other).seen.contains(&id));
        speakers.iter().copied().filter(|id| !replaced(*id)).collect()
    }

    /// Whether what a write left at a place was replaced there.
    fn is_replaced(&self, id: WriteId, path: Path, member: Option<u8>, received: &Writes) -> bool {
        received.iter().any(|other| {
            let other = self.write(*other);
            other.seen.contains(&id) && reaches(other, path, member)
                || other.creates && other.seen_at_root.contains(&id)
        })
    }

    /// The live versions of a register.
    pub(super) fn live_versions(&self, path: Path, received: &Writes) -> Writes {
        let lives = |id: &WriteId| self.value_at(*id, path).is_some() && !self.is_replaced(*id, path, None, received);
        received.iter().copied().filter(lives).collect()
    }

    /// The versions that count: of those that settle the same conflict, the latest.
    pub(super) fn standing(&self, path: Path, received: &Writes) -> Writes {
        let live = self.live_versions(path, received);
        let overruled = |id: &WriteId| {
            let write = self.write(*id);
            let later =
                |other: &WriteId| self.write(*other).settles == write.settles && self.write(*other).time > write.time;
            write.settles.is_some() && live.iter().any(later)
        };
        live.iter().copied().filter(|id| !overruled(id)).collect()
    }

    /// What a write put into a register.
    pub(super) fn value_at(&self, id: WriteId, path: Path) -> Option<i64> {
        match &self.write(id).operation {
            Operation::Put(place, value) if *place == path => Some(*value),
            Operation::Patch(fields) => fields.iter().find(|(place, _)| *place == path).map(|(_, value)| *value),
            _ => None,
        }
    }

    /// The live additions to a set.
    pub(super) fn live_adds(&self, path: Path, received: &Writes) -> Vec<(WriteId, u8)> {
        self.live_members(
            received,
            |operation| match operation {
                Operation::Add(place, member) if *place == path => Some(*member),
                _ => None,
            },
            path,
        )
    }

    /// The live removals of a set where removals win; elsewhere a removal leaves nothing.
    pub(super) fn live_removals(&self, path: Path, received: &Writes) -> Vec<(WriteId, u8)> {
        if self.type_at(received, path) != Some(Type::RemoveWins) {
            return Vec::new();
        }
        self.live_members(
            received,
            |operation| match operation {
                Operation::Remove(place, member) if *place == path => Some(*member),
                _ => None,
            },
            path,
        )
    }

    fn live_members(
        &self,
        received: &Writes,
        member_of: impl Fn(&Operation) -> Option<u8>,
        path: Path,
    ) -> Vec<(WriteId, u8)> {
        let named = received.iter().filter_map(|id| Some((*id, member_of(&self.write(*id).operation)?)));
        named.filter(|(id, member)| !self.is_replaced(*id, path, Some(*member), received)).collect()
    }

    /// The live switches of a flag, and which way each goes.
    pub(super) fn live_switches(&self, path: Path, received: &Writes) -> Vec<(WriteId, bool)> {
        let switches = received.iter().filter_map(|id| match &self.write(*id).operation {
            Operation::Enable(place) if *place == path => Some((*id, true)),
            Operation::Disable(place) if *place == path => Some((*id, false)),
            _ => None,
        });
        switches.filter(|(id, _)| !self.is_replaced(*id, path, None, received)).collect()
    }

    /// The live entries of a log, the earliest first.
    pub(super) fn live_entries(&self, path: Path, received: &Writes) -> Vec<(WriteId, i64)> {
        let entries = received.iter().filter_map(|id| match &self.write(*id).operation {
            Operation::Append(place, value) if *place == path => Some((*id, *value)),
            _ => None,
        });
        let mut live: Vec<_> = entries.filter(|(id, _)| !self.is_replaced(*id, path, None, received)).collect();
        live.sort_by_key(|(id, _)| self.write(*id).time);
        live
    }

    /// What was offered at a place and lives: nobody removed it, or offered something as good or better having seen it.
    fn live_offers(&self, path: Path, received: &Writes) -> Vec<(WriteId, i64)> {
        let offered = |id: &WriteId| match &self.write(*id).operation {
            Operation::Offer(place, value) if *place == path => Some(*value),
            _ => None,
        };
        let outdone = |id: WriteId, value: i64| {
            let others = received.iter().filter(|other| self.write(**other).seen.contains(&id));
            others.filter_map(offered).any(|other| !self.is_better(path, received, value, other))
        };
        let offers = received.iter().filter_map(|id| Some((*id, offered(id)?)));
        offers.filter(|(id, v)| !outdone(*id, *v) && !self.is_replaced(*id, path, None, received)).collect()
    }

    fn is_better(&self, path: Path, received: &Writes, one: i64, other: i64) -> bool {
        if self.type_at(received, path) == Some(Type::Minimum) { one < other } else { one > other }
    }

    /// The live offers that none is better than.
    pub(super) fn best_offers(&self, path: Path, received: &Writes) -> Vec<(WriteId, i64)> {
        let live = self.live_offers(path, received);
        let dominated = |value: i64| live.iter().any(|(_, other)| self.is_better(path, received, *other, value));
        live.iter().copied().filter(|(_, value)| !dominated(*value)).collect()
    }

    /// The live claims, the earliest first.
    pub fn live_claims(&self, received: &Writes) -> Vec<(WriteId, u8)> {
        let mut claims = self.live_members(
            received,
            |operation| match operation {
                Operation::Claim(_, claimant) => Some(*claimant),
                _ => None,
            },
            &[],
        );
        claims.sort_by_key(|(id, _)| self.write(*id).time);
        claims
    }

    /// Every live value at a place and below it.
    pub(super) fn live_below(&self, above: Path, received: &Writes) -> Writes {
        let Some(first) = received.iter().next() else { return Writes::new() };
        let class = class_of(&self.write(*first).key);
        let mut live = Writes::new();
        for (path, _) in class.places.iter().filter(|(path, _)| path.starts_with(above)) {
            live.extend(self.live_versions(path, received));
            live.extend(self.live_adds(path, received).into_iter().map(|(id, _)| id));
            live.extend(self.live_switches(path, received).into_iter().map(|(id, _)| id));
            live.extend(self.live_entries(path, received).into_iter().map(|(id, _)| id));
            // Nobody can tell what is dominated from what is gone.
            live.extend(self.best_offers(path, received).into_iter().map(|(id, _)| id));
        }
        live
    }
}

/// Whether a write replaces what it had seen at this place.
fn reaches(write: &Write, path: Path, member: Option<u8>) -> bool {
    match &write.operation {
        Operation::Put(place, _) | Operation::Enable(place) | Operation::Disable(place) => path == *place,
        Operation::Patch(fields) => fields.iter().any(|(place, _)| path == *place),
        Operation::Add(place, named) | Operation::Remove(place, named) => path == *place && member == Some(*named),
        Operation::Claim(_, named) | Operation::Release(_, named) => member == Some(*named),
        Operation::Clear(above) | Operation::Unset(above) => path.starts_with(above),
        Operation::Delete
        | Operation::Revive
        | Operation::Increment(..)
        | Operation::Assign(..)
        | Operation::Append(..)
        | Operation::Offer(..)
        | Operation::Reset(..) => false,
    }
}
