//! The extreme of what was offered: the greatest number, or the least.
//!
//! An offer replaces what its writer had seen that is not better than it. What is better stays; so the offer stays
//! beside it, *dominated*, for the day when somebody removes the better one without having seen the offer: removals
//! take what they saw. Once every region has both, nobody can remove the better one alone any more, and the dominated
//! one is collected.
//!
//! That a region may have collected it, and another not yet, must never make a difference:
//!
//! - it is not shown, told of or hashed ([`Extreme::best`]);
//! - a removal whose context had not seen a value spares it, but never a dominated one: the region that removes may
//!   have collected it, or the one that applies the removal, and what was spared there would come back nowhere else.

use super::{LocalDot, Seen, Stamp};
use crate::value::Value;
use alloc::{boxed::Box, vec::Vec};
use core::cmp::Ordering;

/// Which end counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum End {
    #[default]
    Greatest = 0,
    Least = 1,
}

impl End {
    pub(crate) const fn from_wire(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Greatest,
            1 => Self::Least,
            _ => return None,
        })
    }

    /// Whether one number in canonical CBOR is better than another.
    pub(crate) fn is_better(self, one: &[u8], other: &[u8]) -> bool {
        let order = Value::from_cbor_output(one).cmp_canonical(&Value::from_cbor_output(other));
        order == if self == End::Greatest { Ordering::Greater } else { Ordering::Less }
    }
}

/// A live offer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Offer {
    pub(crate) stamp: Stamp,
    /// The number in canonical CBOR.
    pub(crate) bytes: Box<[u8]>,
}

/// Live offers, ordered by dot.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Extreme {
    pub(crate) end: End,
    pub(crate) offers: Vec<Offer>,
}

impl Extreme {
    /// The offers that no other one is better than: one, or several of the same number.
    pub(crate) fn best(&self) -> impl Iterator<Item = &Offer> {
        let best = self.offers.iter().reduce(
            |best, offer| {
                if self.end.is_better(&offer.bytes, &best.bytes) { offer } else { best }
            },
        );
        self.offers.iter().filter(move |offer| best.is_some_and(|best| best.bytes == offer.bytes))
    }

    /// Whether some offer is better than another.
    pub(crate) fn has_dominated(&self) -> bool {
        self.best().count() < self.offers.len()
    }

    /// Joins an offer: what its writer had seen that is not better goes, and it comes unless it is `dead` on arrival.
    pub(crate) fn join(&mut self, offer: Offer, seen: &Seen<'_>, dead: bool) {
        let end = self.end;
        self.offers.retain(|known| !seen.covers(known.stamp.dot) || end.is_better(&known.bytes, &offer.bytes));
        if let (false, Err(at)) = (dead, self.offers.binary_search_by_key(&offer.stamp.dot, |offer| offer.stamp.dot)) {
            self.offers.insert(at, offer);
        }
    }

    /// Collects what is dominated, as far as it is stable together with something better. Answers a dot that this
    /// waits for, if any. An expiry hides by the time of writing: where there is one, only what is not older than the
    /// dominated offer stands for it. (An expiry that comes later has seen both, and hides both.)
    pub(crate) fn collect(&mut self, expires: bool, is_stable: impl Fn(LocalDot) -> bool) -> Option<LocalDot> {
        let mut waits = None;
        let all = self.offers.clone();
        let end = self.end;
        self.offers.retain(|offer| {
            let outlives = |other: &&Offer| !expires || other.stamp.time >> 16 >= offer.stamp.time >> 16;
            let better = all.iter().filter(|other| end.is_better(&other.bytes, &offer.bytes));
            let mut better = better.filter(outlives).peekable();
            let Some(first) = better.peek().map(|first| first.stamp.dot) else { return true };
            if !is_stable(offer.stamp.dot) {
                waits = waits.or(Some(offer.stamp.dot));
                return true;
            }
            let stays = !better.any(|better| is_stable(better.stamp.dot));
            if stays {
                waits = waits.or(Some(first));
            }
            stays
        });
        waits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(stream: u32, sequence: u64, number: i64) -> Offer {
        let stamp = Stamp { dot: LocalDot { stream, sequence }, time: sequence, node: u64::from(stream) };
        Offer { stamp, bytes: Value::Integer(number).to_cbor().into() }
    }

    fn seen(heads: &[u64]) -> Seen<'_> {
        Seen { heads, own: LocalDot { stream: 9, sequence: 1 }, extra: &[], spared: &[] }
    }

    fn dots(offers: impl Iterator<Item = impl core::borrow::Borrow<Offer>>) -> Vec<(u32, u64)> {
        offers.map(|offer| offer.borrow().stamp.dot).map(|dot| (dot.stream, dot.sequence)).collect()
    }

    #[test]
    fn an_offer_replaces_what_it_saw_that_is_not_better() {
        let mut extreme = Extreme::default();
        [offer(0, 1, 5), offer(1, 1, 9)].into_iter().for_each(|offer| extreme.join(offer, &seen(&[]), false));
        extreme.join(offer(2, 1, 7), &seen(&[1, 1]), false);
        assert_eq!(dots(extreme.offers.iter()), [(1, 1), (2, 1)]);
        assert_eq!(dots(extreme.best()), [(1, 1)]);
        extreme.join(offer(2, 2, 9), &seen(&[0, 0, 1]), false);
        assert_eq!(dots(extreme.best()), [(1, 1), (2, 2)]);
        assert!(!extreme.has_dominated());
    }

    #[test]
    fn what_is_dominated_goes_once_it_and_something_better_are_stable() {
        let mut extreme = Extreme { end: End::Least, offers: Vec::new() };
        [offer(0, 1, 9), offer(1, 1, 3), offer(2, 1, 5)].into_iter().for_each(|o| extreme.join(o, &seen(&[]), false));
        assert_eq!(extreme.collect(false, |dot| dot.stream == 0), Some(LocalDot { stream: 1, sequence: 1 }));
        assert_eq!(extreme.offers.len(), 3);
        assert_eq!(extreme.collect(false, |dot| dot.stream != 1), Some(LocalDot { stream: 1, sequence: 1 }));
        assert_eq!(dots(extreme.offers.iter()), [(1, 1), (2, 1)]);
        assert_eq!(extreme.collect(false, |_| true), None);
        assert_eq!(dots(extreme.offers.iter()), [(1, 1)]);
    }
}
