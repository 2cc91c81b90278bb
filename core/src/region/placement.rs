//! Which regions take part in a placement, and what may be sent to one.

use crate::deployment::{Deployment, RegionStatus};

/// The numbers of the regions that take part in a placement: the active ones that may hold it.
pub(super) fn members_of(deployment: &Deployment, placement: u32) -> impl Iterator<Item = u16> + '_ {
    let takes_part = move |spec: &&crate::deployment::RegionSpec| {
        spec.status == RegionStatus::Active && deployment.holds(placement, spec.number)
    };
    deployment.regions().iter().filter(takes_part).map(|spec| spec.number)
}
