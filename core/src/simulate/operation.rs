//! What a simulated client asks of a region.

use super::schema::Path;
use alloc::vec::Vec;
use core::fmt;

/// A write as its client asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Writes a register.
    Put(Path, i64),
    /// Writes several registers of a map.
    Patch(Vec<(Path, i64)>),
    /// Deletes the record.
    Delete,
    /// Removes a field of a map with all below it.
    Unset(Path),
    /// Adds to a counter.
    Increment(Path, i64),
    /// Makes a counter show a number.
    Assign(Path, i64),
    /// Sets a counter to zero as far as it was seen.
    Reset(Path),
    /// Adds a member to a set.
    Add(Path, u8),
    /// Removes a member from a set.
    Remove(Path, u8),
    /// Removes all members of a set.
    Clear(Path),
    /// Turns a flag on.
    Enable(Path),
    /// Turns a flag off.
    Disable(Path),
    /// Adds an entry to a log.
    Append(Path, i64),
    /// Offers a number to a maximum or a minimum.
    Offer(Path, i64),
    /// Claims a number for a claimant.
    Claim(u64, u8),
    /// Releases a number that a claimant claims.
    Release(u64, u8),
    /// Holds a deleted record alive again: how a delete is taken back.
    Revive,
}

impl Operation {
    /// Whether the operation can carry the context of a read.
    pub fn takes_context(&self) -> bool {
        !matches!(
            self,
            Operation::Increment(..)
                | Operation::Assign(..)
                | Operation::Add(..)
                | Operation::Enable(..)
                | Operation::Disable(..)
                | Operation::Append(..)
                | Operation::Offer(..)
                | Operation::Claim(..)
                | Operation::Release(..)
                | Operation::Revive
        )
    }
}

fn place(path: Path) -> alloc::string::String {
    if path.is_empty() { "".into() } else { alloc::format!(" .{}", path.join(".")) }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operation::Put(path, value) => write!(f, "put{} = {value}", place(path)),
            Operation::Patch(fields) => {
                write!(f, "patch")?;
                fields.iter().try_for_each(|(path, value)| write!(f, "{} = {value}", place(path)))
            }
            Operation::Delete => write!(f, "delete"),
            Operation::Unset(path) => write!(f, "unset{}", place(path)),
            Operation::Increment(path, amount) => write!(f, "increment{} by {amount}", place(path)),
            Operation::Assign(path, value) => write!(f, "assign{} = {value}", place(path)),
            Operation::Reset(path) => write!(f, "reset{}", place(path)),
            Operation::Add(path, member) => write!(f, "add{} {member}", place(path)),
            Operation::Remove(path, member) => write!(f, "remove{} {member}", place(path)),
            Operation::Clear(path) => write!(f, "clear{}", place(path)),
            Operation::Enable(path) => write!(f, "enable{}", place(path)),
            Operation::Disable(path) => write!(f, "disable{}", place(path)),
            Operation::Append(path, value) => write!(f, "append{} {value}", place(path)),
            Operation::Offer(path, value) => write!(f, "offer{} {value}", place(path)),
            Operation::Claim(number, claimant) => write!(f, "claim {number} for {claimant}"),
            Operation::Release(number, claimant) => write!(f, "release {number} of {claimant}"),
            Operation::Revive => write!(f, "revive"),
        }
    }
}
