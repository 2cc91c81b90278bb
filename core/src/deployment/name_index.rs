//! Finding a region by its name.

use super::RegionSpec;
use core::hash::BuildHasher;
use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// The places of regions by the hash of their names: a look-up touches one region's specification, where a search would
/// touch several.
#[derive(Debug, Clone, Default)]
pub(super) struct NameIndex {
    table: HashTable<u16>,
    hasher: FixedState,
}

/// An index follows from the regions that it was made of, which are compared by themselves.
impl PartialEq for NameIndex {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for NameIndex {}

impl NameIndex {
    pub(super) fn new(regions: &[RegionSpec]) -> Self {
        let (mut table, hasher) = (HashTable::with_capacity(regions.len()), FixedState::default());
        for (place, region) in regions.iter().enumerate() {
            let rehash = |place: &u16| {
                regions.get(usize::from(*place)).map_or(0, |region| hasher.hash_one(region.name.as_str()))
            };
            // INVARIANT: regions have distinct numbers of 16 bits, so their places fit.
            table.insert_unique(hasher.hash_one(region.name.as_str()), place as u16, rehash);
        }
        NameIndex { table, hasher }
    }

    /// The place of a name in the list that the index was made of.
    #[inline]
    pub(super) fn find(&self, name: &str, regions: &[RegionSpec]) -> Option<usize> {
        let is_named = |place: &u16| regions.get(usize::from(*place)).is_some_and(|region| region.name == name);
        self.table.find(self.hasher.hash_one(name), is_named).map(|place| usize::from(*place))
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
