//! What labels and their rules allow.

use super::RouteOperation;
use crate::{
    Error, Result,
    deployment::{Class, Deployment},
    residency::{Action, DecisionRequest, LabelSet},
};
use alloc::string::String;

/// Where something may be done with the records of a class.
pub(super) struct Permission<'d> {
    deployment: &'d Deployment,
    labels: LabelSet,
    actions: &'static [Action],
    now_ms: u64,
}

impl<'d> Permission<'d> {
    /// A write needs `store`, and `home` where the class has homes; a read needs `read` and `store`. `labels` are those of
    /// the record beyond the ones of its class.
    pub(super) fn of(
        deployment: &'d Deployment,
        class: &Class,
        labels: &[String],
        operation: &RouteOperation,
        now_ms: u64,
    ) -> Result<Self> {
        let mut all = class.label_set;
        if !labels.is_empty() {
            all = all.union(deployment.label_set(labels).map_err(with_place)?);
        }
        let actions: &'static [Action] = match operation {
            RouteOperation::Read(_) => &[Action::Store, Action::Read],
            RouteOperation::Write if class.home.is_some() => &[Action::Store, Action::Home],
            RouteOperation::Write => &[Action::Store],
        };
        Ok(Permission { deployment, labels: all, actions, now_ms })
    }

    /// Whether it may be done in the region at a place of the deployment's list. A region that is being drained keeps the
    /// homes that it has, so the rules of `home` ask of a new one alone.
    pub(super) fn allows(&self, place: usize) -> bool {
        self.actions.iter().all(|action| self.may(*action, place))
    }

    fn may(&self, action: Action, place: usize) -> bool {
        self.deployment.allows(self.labels, action, place, self.now_ms)
            || (action == Action::Home && self.is_draining(place) && self.denied_by(action, place).0.is_empty())
    }

    fn is_draining(&self, place: usize) -> bool {
        self.deployment.regions().get(place).is_some_and(super::facts::is_draining)
    }

    /// The rule that forbids it there, and its reason.
    pub(super) fn rule(&self, place: usize) -> (String, &'static str) {
        let against = self.actions.iter().find(|action| !self.may(**action, place));
        against.map_or_else(|| (String::new(), ""), |action| self.denied_by(*action, place))
    }

    fn denied_by(&self, action: Action, place: usize) -> (String, &'static str) {
        let Some(region) = self.deployment.regions().get(place) else { return (String::new(), "") };
        let request = DecisionRequest::new(action, self.labels, &region.name, self.now_ms);
        let decision = self.deployment.decide(&request).ok();
        let excluded =
            decision.and_then(|decision| decision.excluded.into_iter().find(|one| one.region == region.name));
        excluded.map_or_else(|| (String::new(), ""), |found| (found.rule.unwrap_or_default(), found.reason.as_str()))
    }
}

fn with_place(error: Error) -> Error {
    error.with("place", "labels")
}
