//! What a change had seen before this replica did, kept until the cursors catch up.

use super::{End, LocalDot};
use crate::wire::Path;
use alloc::{boxed::Box, vec::Vec};

/// The part of a record that a change replaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// Existence and all content.
    Root,
    /// Existence alone.
    Existence,
    /// Content at a place and below it.
    Below(Path),
    /// One member of the set at a place.
    Member(Path, Box<[u8]>),
    /// Offers at a place that are not better than this number.
    NotBetter(Path, Box<[u8]>),
    /// What counters count, on behalf of this write over a delete.
    Counters(LocalDot),
}

/// The part of a change's context that is not received here yet: late writes that it covers are dead on arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(crate) scopes: Vec<Scope>,
    /// Streams and how far they were seen.
    pub(crate) heads: Vec<(u32, u64)>,
    pub(crate) spared: Vec<LocalDot>,
}

impl Pending {
    fn covers(&self, dot: LocalDot) -> bool {
        self.heads.iter().any(|(stream, head)| *stream == dot.stream && dot.sequence <= *head)
            && !self.spared.contains(&dot)
    }

    pub(crate) fn kills_existence(&self, dot: LocalDot) -> bool {
        self.covers(dot) && self.scopes.iter().any(|scope| matches!(scope, Scope::Root | Scope::Existence))
    }

    pub(crate) fn kills_content(&self, dot: LocalDot, path: &Path) -> bool {
        self.covers(dot)
            && self.scopes.iter().any(|scope| match scope {
                Scope::Root => true,
                // What replaces a value leaves the expiry, which is a register of its own.
                Scope::Below(above) => path.starts_with(above) && path.is_expiry() == above.is_expiry(),
                _ => false,
            })
    }

    pub(crate) fn kills_member(&self, dot: LocalDot, path: &Path, member: &[u8]) -> bool {
        self.kills_content(dot, path)
            || self.covers(dot)
                && self.scopes.iter().any(|scope| matches!(scope, Scope::Member(p, m) if p == path && **m == *member))
    }

    pub(crate) fn kills_offer(&self, dot: LocalDot, path: &Path, bytes: &[u8], end: End) -> bool {
        self.kills_content(dot, path)
            || self.covers(dot)
                && self
                    .scopes
                    .iter()
                    .any(|scope| matches!(scope, Scope::NotBetter(p, than) if p == path && !end.is_better(bytes, than)))
    }

    /// The write that cancels an increment, if this is such a context.
    pub(crate) fn cancels(&self, increment: LocalDot) -> Option<LocalDot> {
        match self.scopes.as_slice() {
            [Scope::Counters(by)] if self.covers(increment) => Some(*by),
            _ => None,
        }
    }

    /// Drops what the cursors cover by now; answers whether anything still waits.
    pub(crate) fn prune(&mut self, cursor: impl Fn(u32) -> u64) -> bool {
        self.heads.retain(|(stream, head)| *head > cursor(*stream));
        !self.heads.is_empty()
    }
}
