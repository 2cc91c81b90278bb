//! Conflicts: what kinds there are, the record of one, and where records are kept.

mod kept;
mod kind;
mod queue;
mod record;
mod verdict;

pub(crate) use kept::{Arena, KeptConflict, KeptMerge, KeptSide, KeptVerdict};
pub use kind::ConflictKind;
pub(crate) use queue::ConflictQueue;
pub use record::{ConflictFeed, ConflictFilter, ConflictId, ConflictRecord, ConflictState, Party, Settled};
pub use verdict::Settlement;
pub(crate) use verdict::{Ruling, Verdict};
