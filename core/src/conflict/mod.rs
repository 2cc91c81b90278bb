//! Conflicts: what kinds there are, the record of one, and where records are kept.

mod kind;
mod queue;
mod record;

pub use kind::ConflictKind;
pub(crate) use queue::{ConflictQueue, KeptConflict, KeptSide};
pub use record::{ConflictFilter, ConflictId, ConflictRecord, ConflictState, Party};
