//! Which regions take part in a placement, and what of a replica another region may be told.

use super::Region;
use crate::{
    Result,
    causality::{Stream, VersionVector},
    deployment::Deployment,
    fault::Fault,
};
use alloc::vec::Vec;

/// The numbers of the regions that take part in a placement: the active ones that may hold it.
pub(super) fn members_of(deployment: &Deployment, placement: u32) -> impl Iterator<Item = u16> + '_ {
    let takes_part = move |spec: &&crate::deployment::RegionSpec| {
        spec.status.takes_part() && deployment.holds(placement, spec.number)
    };
    deployment.regions().iter().filter(takes_part).map(|spec| spec.number)
}

impl Region {
    /// Whether a region may hold what a placement carries. What tightens does so at once; what loosens, when every other
    /// region has acknowledged the deployment that says so.
    pub(super) fn holds(&self, placement: u32, region: u16) -> bool {
        let mut in_force = core::iter::once(&self.deployment).chain(&self.precedents);
        in_force.all(|deployment| deployment.holds(placement, region))
    }

    /// Forgets the earlier deployments that no other region can still act under.
    pub(super) fn forget_precedents(&mut self) {
        let own = self.origin.region;
        let versions: Vec<u64> = members_of(&self.deployment, 0)
            .filter(|member| *member != own)
            .map(|member| self.peers.get(&member).map_or(0, |peer| peer.deployment_version))
            .collect();
        self.precedents.retain(|earlier| versions.iter().any(|version| *version <= earlier.version()));
    }

    /// The class of a key that is to be read here.
    ///
    /// # Errors
    ///
    /// `invalid_key`, `key_too_large`, `unknown_class`, `region_not_allowed`, `placement_erased`.
    pub(super) fn readable_class(&self, key: &str) -> Result<u16> {
        self.deployment.check_key(key)?;
        let class = self.deployment.class_of(key)?;
        self.check_holds(self.deployment.placement_of(class))?;
        Ok(class)
    }

    /// Whether a key may be read here.
    pub(super) fn is_readable(&self, key: &str) -> bool {
        self.lane_of(key).is_ok_and(|lane| self.check_holds(lane.placement).is_ok())
    }

    /// Whether a region may know of a stream: of its name, its changes and what was received of it.
    pub(super) fn may_know(&self, target: u16, stream: Stream) -> bool {
        self.holds(stream.placement, target) || self.faults().has(Fault::SendEverywhere)
    }

    /// Whether a region may hold the record of a key.
    pub(super) fn may_hold_key(&self, target: u16, key: &str) -> bool {
        self.lane_of(key).is_ok_and(|lane| self.holds(lane.placement, target))
    }

    /// Whether both this region and another one may hold the record of a key.
    pub(super) fn is_shared_with(&self, target: u16, key: &str) -> bool {
        self.is_readable(key) && self.may_hold_key(target, key)
    }

    /// What this region has received of all that another region may know of.
    pub(super) fn cursors_for(&self, target: u16) -> VersionVector {
        let known = |stream: &Stream| self.may_know(target, *stream) || self.is_handed_over(target, *stream);
        let known = self.streams.all.iter().filter(|stream| known(&stream.id));
        known.map(|stream| (stream.id, stream.cursor)).collect()
    }
}
