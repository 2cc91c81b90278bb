//! A set of the regions of one deployment, by their places in it.

use alloc::vec::Vec;

const WORD: usize = u64::BITS as usize;

/// A set of regions as bits: bit `n` is the region at place `n` of [`Deployment::regions`](crate::deployment::Deployment),
/// which is in the order of region numbers. A place means nothing in another deployment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct RegionSet {
    first: u64,
    // INVARIANT: the last word is not zero, so that equal sets are equal.
    rest: Vec<u64>,
}

impl RegionSet {
    /// No region.
    pub const fn new() -> Self {
        RegionSet { first: 0, rest: Vec::new() }
    }

    /// The first `count` regions.
    pub(crate) fn first(count: usize) -> Self {
        (0..count).collect()
    }

    /// Whether the region at this place is a member.
    #[inline]
    pub fn contains(&self, place: usize) -> bool {
        if place < WORD {
            return self.first >> place & 1 == 1;
        }
        self.rest.get(place / WORD - 1).is_some_and(|word| word >> (place % WORD) & 1 == 1)
    }

    /// Adds the region at this place.
    pub fn insert(&mut self, place: usize) {
        let bit = 1 << (place % WORD);
        match (place / WORD).checked_sub(1) {
            None => self.first |= bit,
            Some(word) => {
                if self.rest.len() <= word {
                    self.rest.resize(word + 1, 0);
                }
                if let Some(word) = self.rest.get_mut(word) {
                    *word |= bit;
                }
            }
        }
    }

    /// Whether no region is a member.
    pub fn is_empty(&self) -> bool {
        self.first == 0 && self.rest.is_empty()
    }

    /// How many regions are members.
    pub fn len(&self) -> usize {
        self.words().map(|word| word.count_ones() as usize).sum()
    }

    /// The places of the members, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words().enumerate().flat_map(|(at, mut word)| {
            core::iter::from_fn(move || {
                let bit = (word != 0).then(|| word.trailing_zeros() as usize)?;
                word &= word - 1;
                Some(at * WORD + bit)
            })
        })
    }

    /// The regions in either.
    #[must_use]
    pub fn union(&self, other: &RegionSet) -> RegionSet {
        self.combine(other, |a, b| a | b)
    }

    /// The regions in both.
    #[must_use]
    pub fn intersection(&self, other: &RegionSet) -> RegionSet {
        self.combine(other, |a, b| a & b)
    }

    /// The regions in this set only.
    #[must_use]
    pub fn difference(&self, other: &RegionSet) -> RegionSet {
        self.combine(other, |a, b| a & !b)
    }

    fn words(&self) -> impl Iterator<Item = u64> + '_ {
        core::iter::once(self.first).chain(self.rest.iter().copied())
    }

    fn combine(&self, other: &RegionSet, of: fn(u64, u64) -> u64) -> RegionSet {
        let word = |set: &RegionSet, at: usize| set.rest.get(at).copied().unwrap_or_default();
        let mut rest: Vec<u64> =
            (0..self.rest.len().max(other.rest.len())).map(|at| of(word(self, at), word(other, at))).collect();
        while rest.last() == Some(&0) {
            rest.pop();
        }
        RegionSet { first: of(self.first, other.first), rest }
    }
}

impl FromIterator<usize> for RegionSet {
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Self {
        let mut set = RegionSet::new();
        places.into_iter().for_each(|place| set.insert(place));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;
    use proptest::prelude::*;

    fn check(set: &RegionSet, model: BTreeSet<usize>) {
        assert_eq!(set.iter().collect::<BTreeSet<_>>(), model);
        assert_eq!((set.len(), set.is_empty()), (model.len(), model.is_empty()));
        assert_eq!(*set, model.iter().copied().collect());
        assert!((0..300).all(|place| set.contains(place) == model.contains(&place)));
    }

    proptest! {
        #[test]
        fn is_a_set(a in prop::collection::btree_set(0usize..200, 0..20), b in prop::collection::btree_set(0usize..200, 0..20)) {
            let (x, y): (RegionSet, RegionSet) = (a.iter().copied().collect(), b.iter().copied().collect());
            check(&x.union(&y), &a | &b);
            check(&x.intersection(&y), &a & &b);
            check(&x.difference(&y), &a - &b);
        }
    }
}
