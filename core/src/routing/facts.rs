//! What the deployment says of a region, as routing asks for it.

use super::{Country, Position};
use crate::deployment::{RegionSpec, RegionStatus};

pub(super) fn position(region: &RegionSpec) -> Option<Position> {
    let at = region.coordinates?;
    Position::new(f64::from(at.latitude_microdegrees) / 1e6, f64::from(at.longitude_microdegrees) / 1e6).ok()
}

pub(super) fn country(region: &RegionSpec) -> Option<Country> {
    Country::parse(region.country.as_deref()?).ok()
}

pub(super) fn is_draining(region: &RegionSpec) -> bool {
    region.status == RegionStatus::Draining
}
