//! Where the records of a class may be.

use alloc::{string::String, vec::Vec};

use super::Deployment;
use crate::causality::Lane;

/// How long a region may take to erase what it may not hold any more: a day.
const PURGE_WITHIN_MS: u64 = 86_400_000;

/// A set of classes whose records travel together, since their labels are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placement {
    /// The number in the names of streams; zero is that of records without labels.
    pub(super) number: u32,
    /// The labels of the classes, ascending.
    pub(super) labels: Vec<String>,
    /// The numbers of the regions that may hold the records, ascending.
    pub(super) holders: Vec<u16>,
}

impl Deployment {
    /// The lane of a key of a class.
    pub(crate) fn lane_of(&self, class: u16, key: &str) -> Lane {
        Lane::new(self.placement_of(class), self.partition_of(key))
    }

    /// The placement of a class by its index.
    pub(crate) fn placement_of(&self, class: u16) -> u32 {
        self.class(class).map_or(0, |class| class.placement)
    }

    /// The numbers of the placements of all classes, but that of records without labels.
    pub(crate) fn labelled_placements(&self) -> impl Iterator<Item = u32> + '_ {
        self.placements.iter().map(|placement| placement.number)
    }

    /// How long a region may take to erase what it may not hold any more.
    pub(crate) fn purge_within_ms(&self) -> u64 {
        PURGE_WITHIN_MS
    }

    /// The labels of a placement.
    pub(crate) fn label_names(&self, placement: u32) -> Vec<String> {
        self.placement(placement).map(|placement| placement.labels.clone()).unwrap_or_default()
    }

    /// Whether a region may hold what a placement carries. A placement that no class has holds nothing.
    pub(crate) fn holds(&self, placement: u32, region: u16) -> bool {
        placement == 0 || self.placement(placement).is_none_or(|placement| placement.holders.contains(&region))
    }

    fn placement(&self, number: u32) -> Option<&Placement> {
        self.placements.iter().find(|placement| placement.number == number)
    }

    /// Puts a class into a placement of its own, which only these regions may hold: for tests of the engine alone.
    #[cfg(feature = "simulate")]
    pub fn confine(&mut self, class: &str, number: u32, holders: &[u16]) {
        let labels = Vec::from([alloc::format!("label-{number}")]);
        self.placements.push(Placement { number, labels, holders: holders.to_vec() });
        if let Some(class) = self.classes.iter_mut().find(|known| known.name == class) {
            class.placement = number;
        }
    }
}
