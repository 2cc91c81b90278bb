//! A map in the order of its keys.

use alloc::vec::Vec;
use core::{
    borrow::Borrow,
    cmp::Ordering,
    ops::{Bound, RangeBounds},
};

/// How many entries stand in one piece of a map: what an insertion moves at most.
const PIECE: usize = 128;

/// A map as a list of sorted lists. Small ones are one list; large ones take an insertion anywhere for the price of
/// moving one piece, and growth at the end leaves full pieces behind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct SortedMap<K, V> {
    // INVARIANT: no piece is empty; keys ascend within and across the pieces.
    pieces: Vec<Vec<(K, V)>>,
}

/// Where a key is, or would be: the piece, and the place in it.
type Place = (usize, usize);

/// The place of a key in a map, taken or free.
pub(crate) struct Entry<'m, K, V> {
    found: Result<Place, Place>,
    map: &'m mut SortedMap<K, V>,
    key: K,
}

impl<'m, K, V> Entry<'m, K, V> {
    pub(crate) fn or_insert_with(self, value: impl FnOnce() -> V) -> &'m mut V {
        let place = match self.found {
            Ok(place) => place,
            Err(place) => self.map.put(place, self.key, value()),
        };
        self.map.at_mut(place)
    }

    pub(crate) fn or_insert(self, value: V) -> &'m mut V {
        self.or_insert_with(|| value)
    }

    pub(crate) fn or_default(self) -> &'m mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> SortedMap<K, V> {
    pub(crate) const fn new() -> Self {
        SortedMap { pieces: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.pieces.clear();
    }

    pub(crate) fn iter(&self) -> Iter<'_, K, V> {
        Iter { pieces: self.pieces.iter(), entries: [].iter() }
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.pieces.iter_mut().flatten().map(|(_, value)| value)
    }

    pub(crate) fn first_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next()
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.pieces.iter_mut().for_each(|piece| piece.retain_mut(|(key, value)| keep(key, value)));
        self.pieces.retain(|piece| !piece.is_empty());
    }

    #[allow(clippy::indexing_slicing, reason = "INVARIANT: places come from `find` or `put`, and nothing moved since")]
    fn at_mut(&mut self, (piece, at): Place) -> &mut V {
        &mut self.pieces[piece][at].1
    }

    #[allow(clippy::indexing_slicing, reason = "INVARIANT: places come from `find`, and nothing moved since")]
    fn take(&mut self, (piece, at): Place) -> (K, V) {
        let entry = self.pieces[piece].remove(at);
        if self.pieces[piece].is_empty() {
            self.pieces.remove(piece);
        }
        entry
    }

    /// Puts an entry where `find` said that it would go; answers where it went.
    #[allow(clippy::indexing_slicing, reason = "INVARIANT: `find` names a piece that exists, but in an empty map")]
    fn put(&mut self, (mut piece, mut at): Place, key: K, value: V) -> Place {
        if self.pieces.is_empty() {
            self.pieces.push(Vec::new());
        }
        if self.pieces[piece].len() == PIECE {
            let split = if at == PIECE { PIECE } else { PIECE / 2 };
            let rest = self.pieces[piece].split_off(split);
            self.pieces.insert(piece + 1, rest);
            if at >= split {
                (piece, at) = (piece + 1, at - split);
            }
        }
        self.pieces[piece].insert(at, (key, value));
        (piece, at)
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<Place, Place>
    where
        K: Borrow<Q>,
    {
        self.find_by(|other| other.borrow().cmp(key))
    }

    /// Where `order` says that an entry is equal; it orders entries as the map does.
    fn find_by(&self, order: impl Fn(&K) -> Ordering) -> Result<Place, Place> {
        let after = self.pieces.partition_point(|piece| piece.first().is_some_and(|first| order(&first.0).is_le()));
        let piece = after.saturating_sub(1);
        let Some(entries) = self.pieces.get(piece) else { return Err((0, 0)) };
        match entries.binary_search_by(|(other, _)| order(other)) {
            Ok(at) => Ok((piece, at)),
            Err(at) => Err((piece, at)),
        }
    }

    /// The value of the key that `order` finds equal; it orders keys as the map does.
    pub(crate) fn get_mut_by(&mut self, order: impl Fn(&K) -> Ordering) -> Option<&mut V> {
        self.find_by(order).ok().map(|place| self.at_mut(place))
    }

    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (piece, at) = self.find(key).ok()?;
        self.pieces.get(piece)?.get(at).map(|(_, value)| value)
    }

    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|place| self.at_mut(place))
    }

    pub(crate) fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    pub(crate) fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        Entry { found: self.find(&key), map: self, key }
    }

    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(place) => Some(core::mem::replace(self.at_mut(place), value)),
            Err(place) => {
                self.put(place, key, value);
                None
            }
        }
    }

    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|place| self.take(place).1)
    }

    /// The entries from one key to another.
    pub(crate) fn range(&self, range: impl RangeBounds<K>) -> impl Iterator<Item = (&K, &V)> {
        let (piece, at) = match range.start_bound() {
            Bound::Unbounded => (0, 0),
            Bound::Included(key) => self.find(key).unwrap_or_else(|place| place),
            Bound::Excluded(key) => self.find(key).map_or_else(|place| place, |(piece, at)| (piece, at + 1)),
        };
        let mut pieces = self.pieces.get(piece..).unwrap_or_default().iter();
        let entries = pieces.next().and_then(|first| first.get(at..)).unwrap_or_default().iter();
        Iter { pieces, entries }.take_while(move |(key, _)| match range.end_bound() {
            Bound::Unbounded => true,
            Bound::Included(end) => *key <= end,
            Bound::Excluded(end) => *key < end,
        })
    }
}

/// The entries in order.
pub(crate) struct Iter<'m, K, V> {
    pieces: core::slice::Iter<'m, Vec<(K, V)>>,
    entries: core::slice::Iter<'m, (K, V)>,
}

impl<'m, K, V> Iterator for Iter<'m, K, V> {
    type Item = (&'m K, &'m V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.entries.next() {
                return Some((key, value));
            }
            self.entries = self.pieces.next()?.iter();
        }
    }
}

impl<'m, K, V> IntoIterator for &'m SortedMap<K, V> {
    type Item = (&'m K, &'m V);
    type IntoIter = Iter<'m, K, V>;

    fn into_iter(self) -> Iter<'m, K, V> {
        self.iter()
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = core::iter::Flatten<alloc::vec::IntoIter<Vec<(K, V)>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.into_iter().flatten()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = SortedMap::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeMap;
    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Change {
        Insert(u16),
        Entry(u16),
        Remove(u16),
        Retain(u16),
    }

    fn change() -> impl Strategy<Value = Change> {
        // Few enough keys that they meet, enough of them that pieces split.
        prop_oneof![
            6 => (0u16..600).prop_map(Change::Insert),
            2 => (0u16..600).prop_map(Change::Entry),
            2 => (0u16..600).prop_map(Change::Remove),
            1 => (2u16..40).prop_map(Change::Retain),
        ]
    }

    proptest! {
        #[test]
        fn does_what_the_standard_map_does(
            start in 0u16..600,
            changes in prop::collection::vec(change(), 0..400),
            from in 0u16..600,
            to in 0u16..600,
        ) {
            let mut ours: SortedMap<u16, u16> = (0..start).map(|key| (key, 0)).collect();
            let mut standard: BTreeMap<u16, u16> = (0..start).map(|key| (key, 0)).collect();
            for (value, change) in (1..).zip(changes) {
                match change {
                    Change::Insert(key) => prop_assert_eq!(ours.insert(key, value), standard.insert(key, value)),
                    Change::Entry(key) => {
                        *ours.entry(key).or_default() += value;
                        *standard.entry(key).or_default() += value;
                    }
                    Change::Remove(key) => prop_assert_eq!(ours.remove(&key), standard.remove(&key)),
                    Change::Retain(divisor) => {
                        ours.retain(|key, _| key % divisor != 0);
                        standard.retain(|key, _| key % divisor != 0);
                    }
                }
            }
            prop_assert_eq!(ours.len(), standard.len());
            prop_assert_eq!(ours.is_empty(), standard.is_empty());
            prop_assert!(ours.iter().eq(standard.iter()));
            prop_assert_eq!(ours.first_key_value(), standard.first_key_value());
            for key in 0..600 {
                prop_assert_eq!(ours.get(&key), standard.get(&key));
            }
            let (from, to) = (from.min(to), from.max(to));
            prop_assert!(ours.range(from..).eq(standard.range(from..)));
            prop_assert!(ours.range(..=to).eq(standard.range(..=to)));
            prop_assert!(ours.range(from..to).eq(standard.range(from..to)));
            let after = (Bound::Excluded(from), Bound::Unbounded);
            prop_assert!(ours.range(after).eq(standard.range(after)));
            prop_assert!(ours.into_iter().eq(standard));
        }
    }

    #[test]
    fn growth_at_the_end_leaves_full_pieces() {
        let map: SortedMap<usize, ()> = (0..10 * PIECE).map(|key| (key, ())).collect();
        assert_eq!(map.pieces.len(), 10);
    }
}
