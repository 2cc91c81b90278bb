//! Finding a region by its name.

use super::RegionSpec;
use alloc::{vec, vec::Vec};
use core::hash::BuildHasher;
use foldhash::fast::FixedState;

/// An open-addressed table of places, by the hash of the name: a look-up touches one region's specification, where a
/// search would touch several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct NameIndex {
    /// A place and the high bits of its name's hash; a power of two of them, half of them empty at least.
    table: Vec<Option<(u16, u16)>>,
}

#[inline]
fn hash(name: &str) -> u64 {
    FixedState::with_seed(0).hash_one(name)
}

impl NameIndex {
    pub(super) fn new(regions: &[RegionSpec]) -> Self {
        let mut table = vec![None; (2 * regions.len()).next_power_of_two()];
        for (place, region) in regions.iter().enumerate() {
            let hash = hash(&region.name);
            let mut at = hash as usize;
            // INVARIANT: half of the table is empty.
            while let Some(Some(_)) = table.get(at & (table.len() - 1)) {
                at = at.wrapping_add(1);
            }
            let slot = at & (table.len() - 1);
            if let Some(room) = table.get_mut(slot) {
                // INVARIANT: regions have distinct numbers of 16 bits, so their places fit.
                *room = Some((place as u16, (hash >> 48) as u16));
            }
        }
        NameIndex { table }
    }

    /// The place of a name in the list that the index was made of.
    #[inline]
    pub(super) fn find(&self, name: &str, regions: &[RegionSpec]) -> Option<usize> {
        let hash = hash(name);
        let mut at = hash as usize;
        loop {
            let (place, high) = (*self.table.get(at & self.table.len().wrapping_sub(1))?)?;
            if high == (hash >> 48) as u16 && regions.get(usize::from(place))?.name == name {
                return Some(usize::from(place));
            }
            at = at.wrapping_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::deployment::Deployment;
    use alloc::{format, string::String, vec::Vec};

    #[test]
    fn every_name_is_found_and_no_other() {
        let regions: Vec<String> =
            (1..=300).rev().map(|at| format!(r#"{{"name": "region-{at}", "number": {at}}}"#)).collect();
        let deployment = Deployment::parse(&format!(
            r#"{{"version": 1, "name": "shop", "regions": [{}],
                "classes": [{{"name": "all", "keys": "**", "labels": [], "type": "register"}}]}}"#,
            regions.join(", ")
        ));
        assert!(deployment.is_ok());
        let Ok(deployment) = deployment else { return };
        for (place, region) in deployment.regions().iter().enumerate() {
            assert_eq!(deployment.place(&region.name), Ok(place));
            assert_eq!(deployment.region_by_name(&region.name).map(|found| found.number), Some(region.number));
        }
        for name in ["", "region-0", "region-301", "Region-1"] {
            assert!(deployment.region_by_name(name).is_none(), "{name}");
        }
    }
}
