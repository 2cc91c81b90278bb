//! Which regions take part in a placement, what may be done here, and what of a replica another region may be told.

use super::Region;
use crate::{
    Code, Error, Result,
    causality::{Lane, Stream, VersionVector},
    deployment::Deployment,
    fault::Fault,
    residency::{Action, DecisionRequest},
};
use alloc::{format, vec::Vec};

/// The numbers of the regions that take part.
pub(super) fn members(deployment: &Deployment) -> impl Iterator<Item = u16> + '_ {
    deployment.regions().iter().filter(|spec| spec.status.takes_part()).map(|spec| spec.number)
}

impl Region {
    /// Whether a region may do this with what a placement carries, by every deployment that somebody may still act under:
    /// what tightens does so at once; what loosens, when every other region has acknowledged the deployment that says so.
    pub(super) fn permits(&self, placement: u32, action: Action, region: u16, as_of_ms: u64) -> bool {
        placement == 0
            || self.deployment.permits(placement, action, region, as_of_ms)
                && self.precedents.iter().all(|earlier| {
                    earlier.labels_of_placement(placement).is_none()
                        || earlier.permits(placement, action, region, as_of_ms)
                })
    }

    /// Whether a region may hold what a placement carries, by the time that the replica last looked.
    pub(super) fn holds(&self, placement: u32, region: u16) -> bool {
        self.permits(placement, Action::Store, region, self.judged_ms)
    }

    /// The regions that take part and may hold what a placement carries.
    pub(super) fn holders_of(&self, placement: u32) -> impl Iterator<Item = u16> + '_ {
        members(&self.deployment).filter(move |region| self.holds(placement, *region))
    }

    /// Looks whether the time has changed what is allowed.
    pub(super) fn judge_at(&mut self, now_ms: u64) {
        if now_ms <= self.judged_ms {
            return;
        }
        if now_ms < self.next_turn_ms {
            self.judged_ms = now_ms;
            return;
        }
        let held = self.all_holders();
        self.judged_ms = now_ms;
        self.next_turn_ms = self.deployment.next_turn_ms(now_ms);
        self.note_leavers(&held);
    }

    /// Forgets the earlier deployments that no other region can still act under.
    pub(super) fn forget_precedents(&mut self) {
        let own = self.origin.region;
        let versions: Vec<u64> = members(&self.deployment)
            .filter(|member| *member != own)
            .map(|member| self.peers.get(&member).map_or(0, |peer| peer.deployment_version))
            .collect();
        self.precedents.retain(|earlier| versions.iter().any(|version| *version <= earlier.version()));
    }

    /// Refuses what may not be done here with the records of a placement.
    ///
    /// # Errors
    ///
    /// `residency_denied` with the rule that says so, `placement_erased`.
    pub(super) fn check_action(&self, placement: u32, action: Action, as_of_ms: u64) -> Result<()> {
        if placement == 0 || self.faults().has(Fault::ReadEverywhere) {
            return Ok(());
        }
        let own = self.origin.region;
        for action in [Action::Store, action] {
            if !self.permits(placement, action, own, as_of_ms) {
                return Err(self.denied(placement, action, as_of_ms));
            }
        }
        if self.has_erased(placement) { Err(self.erased(placement)) } else { Ok(()) }
    }

    #[cold]
    fn denied(&self, placement: u32, action: Action, as_of_ms: u64) -> Error {
        let in_force = core::iter::once(&self.deployment).chain(&self.precedents);
        for deployment in in_force {
            let Some(labels) = deployment.labels_of_placement(placement) else { continue };
            let request = DecisionRequest::new(action, labels, self.name(), as_of_ms);
            let decided = deployment.decide(&request).and_then(|decision| decision.require());
            if let Err(error) = decided {
                return error.with("deployment_version", deployment.version());
            }
        }
        let message =
            format!("`{action}` is not allowed in region `{}`: no class has placement {placement}", self.name());
        Error::new(Code::ResidencyDenied, message).with("action", action.as_str()).with("region", self.name())
    }

    #[cold]
    fn erased(&self, placement: u32) -> Error {
        let labels = self.placement_labels(placement).join(", ");
        let own = self.name();
        let message = format!(
            "this replica of `{own}` has erased what is labelled {labels}; restore it from a snapshot of a region that has it, as a new incarnation"
        );
        Error::new(Code::PlacementErased, message).with("region", own).with("labels", labels)
    }

    /// The class of a key that is to be read here, at a time that is asked for only where it matters.
    ///
    /// # Errors
    ///
    /// `invalid_key`, `key_too_large`, `unknown_class`, `residency_denied`, `placement_erased`.
    pub(super) fn readable_class_at(&self, key: &str, now_ms: impl FnOnce() -> u64) -> Result<u16> {
        self.deployment.check_key(key)?;
        let class = self.deployment.class_of(key)?;
        let placement = self.deployment.placement_of(class);
        if placement != 0 {
            self.check_action(placement, Action::Read, now_ms())?;
        }
        Ok(class)
    }

    /// The same by the time that the region last knew.
    pub(super) fn readable_class(&self, key: &str) -> Result<u16> {
        self.readable_class_at(key, || self.known_ms())
    }

    /// Whether a key may be read here.
    pub(super) fn is_readable(&self, key: &str) -> bool {
        self.readable_class(key).is_ok()
    }

    /// Whether a region may know of a stream: of its name, its changes and what was received of it.
    pub(super) fn may_know(&self, target: u16, stream: Stream) -> bool {
        self.permits(stream.placement, Action::Replicate, target, self.judged_ms)
            || self.faults().has(Fault::SendEverywhere)
    }

    /// Whether what others wrote may pass through here.
    pub(super) fn may_relay(&self, stream: Stream) -> bool {
        stream.origin.region == self.origin.region
            || self.permits(stream.placement, Action::Relay, self.origin.region, self.judged_ms)
            || self.is_handed_over(self.origin.region, stream)
    }

    /// Whether both this region and another one may hold the record of a key.
    pub(super) fn is_shared_with(&self, target: u16, key: &str) -> bool {
        let own = self.origin.region;
        self.lane_of(key).is_ok_and(|Lane { placement, .. }| {
            self.holds(placement, own) && self.holds(placement, target) && !self.has_erased(placement)
        })
    }

    /// What this region has received of all that another region may know of.
    pub(super) fn cursors_for(&self, target: u16) -> VersionVector {
        let known = |stream: &Stream| self.may_know(target, *stream) || self.is_handed_over(target, *stream);
        let known = self.streams.all.iter().filter(|stream| known(&stream.id));
        known.map(|stream| (stream.id, stream.cursor)).collect()
    }
}
