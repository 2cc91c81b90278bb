//! What the deployment says of a region, as routing asks for it.

use super::{Country, Position};
use crate::deployment::RegionSpec;

/// The tier: a region of a higher one is used when all of the lower ones are left.
pub(super) fn tier(_region: &RegionSpec) -> u8 {
    0
}

/// The share of the traffic.
pub(super) fn weight(_region: &RegionSpec) -> u16 {
    100
}

pub(super) fn position(_region: &RegionSpec) -> Option<Position> {
    None
}

pub(super) fn country(_region: &RegionSpec) -> Option<Country> {
    None
}

pub(super) fn is_draining(_region: &RegionSpec) -> bool {
    false
}
