//! Sorting with one copy of the code that does it.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// Sorting; equal elements stay in their order.
pub(crate) trait Order<T> {
    /// By a comparison.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// By a key.
    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    /// By the type's own order.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }
}

impl<T> Order<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        // Most of what is sorted is one element, or in order already.
        if self.is_sorted_by(|a, b| compare(a, b).is_le()) {
            return;
        }
        let places = places(self.len(), &mut |a, b| match (self.get(a), self.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        });
        rearrange(places, &mut |a, b| self.swap(a, b));
    }
}

/// For each element the place where it goes.
fn places(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    let mut places = alloc::vec![0; len];
    for (place, element) in order.into_iter().enumerate() {
        if let Some(slot) = places.get_mut(element) {
            *slot = place;
        }
    }
    places
}

/// Swaps elements until each is in its place.
fn rearrange(mut places: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for at in 0..places.len() {
        while let Some(place) = places.get(at).copied().filter(|place| *place != at) {
            swap(at, place);
            places.swap(at, place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(pairs in prop::collection::vec((0u8..20, any::<u32>()), 0..200)) {
            let (mut ours, mut standard) = (pairs.clone(), pairs);
            ours.order_by_key(|pair| pair.0);
            standard.sort_by_key(|pair| pair.0);
            prop_assert_eq!(&ours, &standard);
            ours.order();
            standard.sort();
            prop_assert_eq!(ours, standard);
        }
    }
}
