//! The jurisdictions and labels of a deployment, and what they come to, worked out once.

use super::{Action, Expression, Label, LabelSet, Membership, RegionSet, expression::Setting, judge::judge};
use crate::{
    deployment::{RegionSpec, RegionStatus},
    sorted::Order,
};
use alloc::{string::String, vec::Vec};

/// Where each action is allowed, by the number of the action.
type Row = [RegionSet; Action::COUNT];

/// What is allowed from a time on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Period {
    from_ms: u64,
    allowed: Row,
}

/// What a label allows, by time.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Timeline {
    number: u8,
    // INVARIANT: ascending, and the first is from 0.
    periods: Vec<Period>,
}

/// Where what may be done, by labels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Policy {
    /// In the order in which the document names them.
    pub(crate) jurisdictions: Vec<(String, Expression)>,
    /// Ascending by number.
    pub(crate) labels: Vec<Label>,
    /// For each label, in their order.
    timelines: Vec<Timeline>,
    /// What is allowed without a label.
    plain: Row,
}

impl Policy {
    pub(super) fn new(jurisdictions: Vec<(String, Expression)>, labels: Vec<Label>, regions: &[RegionSpec]) -> Policy {
        let mut policy = Policy { jurisdictions, labels, timelines: Vec::new(), plain: plain(regions) };
        let setting = policy.setting(regions, &[], None);
        policy.timelines = policy.labels.iter().map(|label| policy.timeline(&setting, label)).collect();
        policy
    }

    pub(super) fn setting<'s>(
        &'s self,
        regions: &'s [RegionSpec],
        facts: &'s super::expression::Facts,
        as_of_ms: Option<u64>,
    ) -> Setting<'s> {
        Setting { regions, jurisdictions: &self.jurisdictions, facts, as_of_ms }
    }

    /// The times at which what a label allows may change, ascending, the first of them 0.
    fn turns(setting: &Setting<'_>, label: &Label) -> Vec<u64> {
        let mut turns = Vec::from([0]);
        for rule in &label.rules {
            turns.extend(rule.valid_from_ms);
            turns.extend(rule.valid_until_ms.map(|until| until.saturating_add(1)));
            for expression in rule.expressions() {
                setting.data_sets(expression, &mut |set| turns.push(set.review_by_ms.saturating_add(1)));
            }
        }
        turns.order();
        turns.dedup();
        turns
    }

    fn timeline(&self, setting: &Setting<'_>, label: &Label) -> Timeline {
        let mut periods: Vec<Period> = Vec::new();
        for from_ms in Self::turns(setting, label) {
            let setting = Setting { as_of_ms: Some(from_ms), ..*setting };
            let mut allowed = self.plain.clone();
            for (action, set) in Action::ALL.iter().zip(&mut allowed) {
                let judged = judge(&setting, label, *action, from_ms);
                *set = set.intersection(&judged.allowed.difference(&judged.obliged));
            }
            let store = allowed.get(Action::Store as usize).cloned().unwrap_or_default();
            for (action, set) in Action::ALL.iter().zip(&mut allowed) {
                if action.keeps() {
                    *set = set.intersection(&store);
                }
            }
            if periods.last().is_none_or(|before| before.allowed != allowed) {
                periods.push(Period { from_ms, allowed });
            }
        }
        Timeline { number: label.number, periods }
    }

    /// Whether the region at a place may do this with data of these labels.
    #[inline]
    pub(crate) fn allows(&self, labels: LabelSet, action: Action, place: usize, as_of_ms: u64) -> bool {
        let mut rest = labels.bits();
        let plain = self.plain.get(action as usize);
        let mut allows = plain.is_some_and(|set| set.contains(place));
        while rest != 0 && allows {
            let set = self.allowed_of(rest.trailing_zeros() as u8 + 1, action, as_of_ms);
            allows = set.is_some_and(|set| set.contains(place));
            rest &= rest - 1;
        }
        allows
    }

    /// The regions that may do this with data of these labels.
    pub(crate) fn allowed(&self, labels: LabelSet, action: Action, as_of_ms: u64) -> RegionSet {
        let plain = self.plain.get(action as usize).cloned().unwrap_or_default();
        labels.iter().fold(plain, |all, number| match self.allowed_of(number, action, as_of_ms) {
            Some(set) => all.intersection(set),
            None => RegionSet::new(),
        })
    }

    /// What one label allows; nothing for a number that no label has, so that nothing is allowed.
    #[inline]
    fn allowed_of(&self, number: u8, action: Action, as_of_ms: u64) -> Option<&RegionSet> {
        // Numbers are mostly given in order, so that the place is the number less one.
        let guess = self.timelines.get(usize::from(number).wrapping_sub(1)).filter(|found| found.number == number);
        let timeline = match guess {
            Some(timeline) => timeline,
            None => self.timelines.iter().find(|timeline| timeline.number == number)?,
        };
        let period = timeline.periods.iter().rev().find(|period| period.from_ms <= as_of_ms)?;
        period.allowed.get(action as usize)
    }

    /// The times at which what these labels allow changes, ascending, the first of them 0.
    pub(crate) fn turns_of(&self, labels: LabelSet) -> Vec<u64> {
        let of = self.timelines.iter().filter(|timeline| labels.contains(timeline.number));
        let mut turns: Vec<u64> =
            of.flat_map(|timeline| timeline.periods.iter().map(|period| period.from_ms)).collect();
        turns.push(0);
        turns.order();
        turns.dedup();
        turns
    }

    pub(crate) fn label_by_name(&self, name: &str) -> Option<&Label> {
        self.labels.iter().find(|label| label.name == name)
    }

    pub(crate) fn members(
        &self,
        jurisdiction: &Expression,
        regions: &[RegionSpec],
        as_of_ms: Option<u64>,
    ) -> Membership {
        self.setting(regions, &[], as_of_ms).members(jurisdiction)
    }
}

/// What is allowed of data without labels: everything where a region takes part, but no new home where it is being
/// drained.
fn plain(regions: &[RegionSpec]) -> Row {
    let where_status = |holds: fn(RegionStatus) -> bool| -> RegionSet {
        regions.iter().enumerate().filter(|(_, region)| holds(region.status)).map(|(place, _)| place).collect()
    };
    let (present, active) =
        (where_status(RegionStatus::takes_part), where_status(|status| status == RegionStatus::Active));
    let mut row: Row = core::array::from_fn(|_| present.clone());
    if let Some(home) = row.get_mut(Action::Home as usize) {
        *home = active;
    }
    row
}
