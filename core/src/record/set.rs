//! The set: members by their canonical bytes, each with the dots that added (or, in a remove-wins set, removed) it.
//!
//! An optimized observed-remove set (Bieniusa et al. 2012): what was removed leaves nothing behind, because the
//! cursors remember that it was seen.

use super::{LocalDot, Seen};
use crate::sorted::Order;
use alloc::{boxed::Box, vec, vec::Vec};
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// A dot of a member: an add, or a removal that wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MemberDot {
    pub(crate) dot: LocalDot,
    pub(crate) time: u64,
    pub(crate) removed: bool,
}

/// The live dots of a member. One is the rule, so it needs no allocation of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MemberDots {
    One(MemberDot),
    Many(Vec<MemberDot>),
}

impl MemberDots {
    pub(crate) fn as_slice(&self) -> &[MemberDot] {
        match self {
            MemberDots::One(dot) => core::slice::from_ref(dot),
            MemberDots::Many(dots) => dots,
        }
    }

    /// Drops the dots that fail the test; answers whether any is left.
    fn retain(&mut self, mut keep: impl FnMut(&MemberDot) -> bool) -> bool {
        match self {
            MemberDots::One(dot) => keep(dot),
            MemberDots::Many(dots) => {
                dots.retain(|dot| keep(dot));
                if let [one] = dots.as_slice() {
                    *self = MemberDots::One(*one);
                    return true;
                }
                !dots.is_empty()
            }
        }
    }

    fn insert(&mut self, dot: MemberDot) {
        match self {
            MemberDots::One(one) => {
                let mut dots = vec![*one, dot];
                dots.order();
                *self = MemberDots::Many(dots);
            }
            MemberDots::Many(dots) => {
                if let Err(at) = dots.binary_search(&dot) {
                    dots.insert(at, dot);
                }
            }
        }
    }

    /// Whether the element is a member: added, and (where removals win) not removed concurrently.
    pub(crate) fn is_member(&self, remove_wins: bool) -> bool {
        let dots = self.as_slice();
        dots.iter().any(|dot| !dot.removed) && !(remove_wins && dots.iter().any(|dot| dot.removed))
    }
}

/// Members and their dots.
#[derive(Debug, Clone, Default)]
pub(crate) struct Set {
    pub(crate) members: HashMap<Box<[u8]>, MemberDots, FixedState>,
}

impl PartialEq for Set {
    fn eq(&self, other: &Self) -> bool {
        self.members.len() == other.members.len() && self.members.iter().all(|(k, v)| other.members.get(k) == Some(v))
    }
}

impl Set {
    /// Joins a change of one member: what it saw goes, its own dot (if it leaves one that is not dead) comes.
    pub(crate) fn join_member(&mut self, member: &[u8], seen: &Seen<'_>, dot: Option<MemberDot>) {
        match self.members.get_mut(member) {
            Some(dots) => {
                let some_left = dots.retain(|d| !seen.covers(d.dot));
                match (some_left, dot) {
                    (true, Some(dot)) => dots.insert(dot),
                    (false, Some(dot)) => *dots = MemberDots::One(dot),
                    (false, None) => {
                        self.members.remove(member);
                    }
                    (true, None) => {}
                }
            }
            None => {
                if let Some(dot) = dot {
                    self.members.insert(member.into(), MemberDots::One(dot));
                }
            }
        }
    }

    /// Drops every dot that fails the test.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&MemberDot) -> bool) {
        self.members.retain(|_, dots| dots.retain(&mut keep));
    }

    /// The members in the order of their canonical bytes.
    pub(crate) fn sorted(&self) -> Vec<(&[u8], &MemberDots)> {
        let mut members: Vec<_> = self.members.iter().map(|(member, dots)| (&**member, dots)).collect();
        members.order_by_key(|(member, _)| *member);
        members
    }
}
