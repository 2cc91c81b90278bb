//! What one deployment allows and another does not.

use super::{Action, LabelSet};
use crate::{deployment::Deployment, sorted::Order, value::Value};
use alloc::{string::String, vec::Vec};

/// What a change of the deployment means for one action. What tightens acts at once; what loosens, once every region has
/// acknowledged the new version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct AllowedChange {
    /// The numbers of the regions that were allowed and no longer are, ascending.
    pub tightened: Vec<u16>,
    /// The numbers of the regions that were not allowed and now are, ascending.
    pub loosened: Vec<u16>,
}

impl AllowedChange {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.tightened.is_empty() && self.loosened.is_empty()
    }
}

impl Deployment {
    fn allowed_numbers(&self, labels: LabelSet, action: Action, as_of_ms: u64) -> Vec<u16> {
        let allowed = self.allowed(labels, action, as_of_ms);
        allowed.iter().filter_map(|place| self.regions().get(place)).map(|region| region.number).collect()
    }

    /// How the regions that may do this with data of these labels change if `next` takes the place of this deployment, at
    /// a time in Unix milliseconds. Regions are compared by their numbers.
    pub fn allowed_change(&self, next: &Deployment, labels: LabelSet, action: Action, as_of_ms: u64) -> AllowedChange {
        let before = self.allowed_numbers(labels, action, as_of_ms);
        let after = next.allowed_numbers(labels, action, as_of_ms);
        let only = |these: &[u16], others: &[u16]| {
            these.iter().copied().filter(|number| !others.contains(number)).collect::<Vec<u16>>()
        };
        AllowedChange { tightened: only(&before, &after), loosened: only(&after, &before) }
    }

    /// The same at any of the times at which a rule begins or ends: `[{label, action, tightened, loosened}]` with the
    /// regions by name, for each label that both deployments have and each action where something changes.
    pub(crate) fn allowed_changes(&self, next: &Deployment) -> Value {
        let mut told = Vec::new();
        for label in self.labels() {
            let Some(labels) = LabelSet::one(label.number) else { continue };
            let Some(other) = next.labels().iter().find(|other| other.number == label.number) else { continue };
            let mut turns = Vec::from([0]);
            for rule in label.rules.iter().chain(&other.rules) {
                turns.extend(rule.valid_from_ms);
                turns.extend(rule.valid_until_ms.map(|until| until.saturating_add(1)));
            }
            for action in Action::ALL {
                let mut all = AllowedChange::default();
                for turn in &turns {
                    let change = self.allowed_change(next, labels, *action, *turn);
                    all.tightened.extend(change.tightened);
                    all.loosened.extend(change.loosened);
                }
                if !all.is_empty() {
                    told.push(Value::object([
                        ("label", Value::from(label.name.as_str())),
                        ("action", Value::from(action.as_str())),
                        ("tightened", names(self, all.tightened)),
                        ("loosened", names(next, all.loosened)),
                    ]));
                }
            }
        }
        Value::Array(told)
    }
}

fn names(deployment: &Deployment, mut numbers: Vec<u16>) -> Value {
    numbers.order();
    numbers.dedup();
    let named = numbers.iter().filter_map(|number| deployment.region_by_number(*number));
    Value::Array(named.map(|region| Value::from(String::from(region.name.as_str()))).collect())
}
