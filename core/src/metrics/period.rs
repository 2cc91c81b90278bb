//! What one window's length of time gathered for the diagnosis.

use super::SpaceSaving;
use crate::causality::Origin;
use alloc::vec::Vec;

/// A stretch of time as long as the window. The one that runs and the one before are kept.
#[derive(Debug)]
pub(super) struct Period {
    pub(super) start_ms: u64,
    /// Conflicts but those of two deletes.
    pub(super) conflicts: u64,
    /// Those of them whose sides are different regions, on a key that had a conflict not long before.
    pub(super) repeated: u64,
    /// Keys by conflicts.
    pub(super) conflict_keys: SpaceSaving,
    /// Keys by writes, own and applied, one in [`SAMPLED_EVERY`](super::SAMPLED_EVERY).
    pub(super) write_keys: SpaceSaving,
    /// How far ahead of local time the timestamps of other origins were at most.
    pub(super) ahead_ms: Vec<(Origin, u64)>,
}

impl Period {
    pub(super) fn new(start_ms: u64) -> Self {
        Period {
            start_ms,
            conflicts: 0,
            repeated: 0,
            conflict_keys: SpaceSaving::of_replica(),
            write_keys: SpaceSaving::of_replica(),
            ahead_ms: Vec::new(),
        }
    }

    pub(super) fn ahead(&mut self, origin: Origin, ahead_ms: u64) {
        match self.ahead_ms.iter_mut().find(|(known, _)| *known == origin) {
            Some((_, most)) => *most = ahead_ms.max(*most),
            None => self.ahead_ms.push((origin, ahead_ms)),
        }
    }
}
