//! Where the records of a class may be.

use super::Deployment;
use crate::causality::Lane;

impl super::Class {
    pub(crate) fn placement(&self) -> u32 {
        0
    }
}

impl Deployment {
    /// The lane of a key of a class.
    pub(crate) fn lane_of(&self, class: u16, key: &str) -> Lane {
        Lane::new(self.placement_of(class), self.partition_of(key))
    }

    pub(crate) fn placement_of(&self, class: u16) -> u32 {
        self.class(class).map_or(0, super::Class::placement)
    }

    pub(crate) fn purge_within_ms(&self) -> u64 {
        86_400_000
    }

    pub(crate) fn label_names(&self, _placement: u32) -> alloc::vec::Vec<alloc::string::String> {
        alloc::vec::Vec::new()
    }

    /// Whether a region may hold what a placement carries.
    pub(crate) fn holds(&self, _placement: u32, _region: u16) -> bool {
        true
    }
}
