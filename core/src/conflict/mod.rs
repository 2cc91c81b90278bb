//! Conflicts: what kinds there are, the record of one, and where records are kept.

mod kind;
mod record;

pub use kind::ConflictKind;
pub use record::{ConflictFilter, ConflictId, ConflictRecord, ConflictState, Party};
