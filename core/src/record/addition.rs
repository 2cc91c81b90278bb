//! The usual change of a set, told apart so that it costs what it has to.

use super::{Births, Existence, Footing, Life, MemberDot, Place, Record, Seen, Stamp};
use alloc::boxed::Box;

use crate::{
    causality::dot_store::join,
    wire::{Birth, Path},
};

impl Record {
    /// Joins an added member where that is all there is to do: the record is a set that nobody has deleted, nothing
    /// waits for what is still to come, and no conflict rests on it. Answers `false`, with nothing changed, otherwise.
    #[inline]
    pub(crate) fn add_plainly(&mut self, member: &[u8], birth: Birth, stamp: Stamp, seen: &Seen<'_>) -> bool {
        if !self.is_undisputed() || !self.pending.is_empty() || self.watched || self.places.len() != 1 {
            return false;
        }
        let Some(Place::Set(set)) = self.places.get_mut(&Path::default()) else { return false };
        join(
            &mut self.existence,
            |version| version.stamp.dot,
            |_| false,
            [Existence {
                stamp,
                life: Life::Alive,
                births: Births::Of(Box::default()),
                footing: Footing { birth, ..Footing::default() },
            }],
            |_| false,
            |dot| seen.covers(dot),
            |_| {},
        );
        set.join_member(member, seen, Some(MemberDot { dot: stamp.dot, time: stamp.time, removed: false }));
        true
    }
}
