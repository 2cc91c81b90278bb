//! What one label says to one action, at every region at once.

use super::{
    Action, DecisionCode as Reason, Label, Membership, RegionSet, Rule, RuleShape, Verdict,
    expression::{Doubts, Setting},
};
use crate::deployment::RegionSpec;
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

/// What a rule comes to, without looking at a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Force {
    NotYet,
    Superseded,
    Expired,
    In,
}

/// What a rule says at every region.
pub(super) struct Judged<'l> {
    pub(super) rule: &'l Rule,
    force: Force,
    /// Where it applies.
    applies: Membership,
    /// Where what it asks for holds, exceptions included.
    holds: Membership,
    /// Where it holds if something is done before.
    obliged: RegionSet,
    /// The exceptions that were tried.
    exceptions: Vec<usize>,
}

/// The rules of a label that speak of an action, in their order.
pub(super) struct LabelJudgement<'l> {
    pub(super) label: &'l Label,
    pub(super) rules: Vec<Judged<'l>>,
    /// Where all hold.
    pub(super) allowed: RegionSet,
    /// Where all hold, and in some must be preceded by something.
    pub(super) obliged: RegionSet,
}

impl Rule {
    fn force(&self, label: &Label, as_of_ms: u64) -> Force {
        let supersedes = |other: &Rule| other.supersedes.contains(&self.id) && other.has_begun(as_of_ms);
        if !self.has_begun(as_of_ms) {
            Force::NotYet
        } else if label.rules.iter().any(supersedes) {
            Force::Superseded
        } else if self.has_expired(as_of_ms) {
            Force::Expired
        } else {
            Force::In
        }
    }

    /// Where the rule applies: where `when` holds and `unless` does not.
    fn applies(&self, setting: &Setting<'_>) -> Membership {
        let all = setting.all();
        let mut applies = Membership::certain(all.clone());
        if let Some(when) = &self.when {
            applies = applies.intersection(&setting.members(when));
        }
        if let Some(unless) = &self.unless {
            applies = applies.intersection(&setting.members(unless).complement(&all));
        }
        applies
    }
}

/// Judges an action under a label at every region.
pub(super) fn judge<'l>(setting: &Setting<'_>, label: &'l Label, action: Action, as_of_ms: u64) -> LabelJudgement<'l> {
    let all = setting.all();
    let mut rules: Vec<Judged<'l>> = Vec::new();
    for rule in label.rules.iter().filter(|rule| rule.actions.contains(action)) {
        let force = rule.force(label, as_of_ms);
        let inside = setting.members(rule.shape.set());
        let (mut holds, mut obliged) = (inside, RegionSet::new());
        match &rule.shape {
            RuleShape::NeverIn(_) => holds = holds.complement(&all),
            RuleShape::PrimaryCopyIn(_) if setting.any_present(&holds.yes) => {
                obliged = all.difference(&holds.yes);
                holds = Membership::certain(all.clone());
            }
            RuleShape::TransferTo { condition: Some(condition), .. } => {
                holds = holds.intersection(&setting.members(condition));
            }
            _ => {}
        }
        rules.push(Judged { rule, force, applies: rule.applies(setting), holds, obliged, exceptions: Vec::new() });
    }
    grant_exceptions(&mut rules);
    let (mut allowed, mut obliged) = (all.clone(), RegionSet::new());
    for judged in &rules {
        match judged.force {
            Force::NotYet | Force::Superseded => {}
            // An exception gives; it takes nothing away.
            _ if matches!(judged.rule.shape, RuleShape::TransferTo { .. }) => {}
            Force::Expired => allowed = RegionSet::new(),
            Force::In => {
                allowed = allowed.intersection(&judged.satisfied(&all).yes);
                obliged = obliged.union(&judged.obliged.intersection(&judged.applies.possible()));
            }
        }
    }
    obliged = obliged.intersection(&allowed);
    LabelJudgement { label, rules, allowed, obliged }
}

/// Widens what `only_in` rules ask for by the exceptions of the label.
fn grant_exceptions(rules: &mut [Judged<'_>]) {
    let mut granted = Membership::default();
    let mut exceptions = Vec::new();
    for (index, judged) in rules.iter().enumerate() {
        if matches!(judged.rule.shape, RuleShape::TransferTo { .. })
            && matches!(judged.force, Force::In | Force::Expired)
        {
            exceptions.push(index);
            if judged.force == Force::In {
                granted = granted.union(&judged.holds.intersection(&judged.applies));
            }
        }
    }
    for judged in rules.iter_mut().filter(|judged| matches!(judged.rule.shape, RuleShape::OnlyIn(_))) {
        judged.holds = judged.holds.union(&granted);
        judged.exceptions.clone_from(&exceptions);
    }
}

/// What a rule says at one region.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub(super) verdict: Verdict,
    /// Why, where it denies.
    pub(super) reason: Option<Reason>,
    /// What is unknown, where that is why.
    pub(super) unknown: Vec<String>,
}

impl Judged<'_> {
    /// Where the rule does not stand in the way.
    fn satisfied(&self, all: &RegionSet) -> Membership {
        self.holds.union(&self.applies.complement(all))
    }

    /// Where the rule holds without regard to other regions' rules, for an explanation.
    pub(super) fn allows(&self, all: &RegionSet) -> RegionSet {
        match self.force {
            Force::NotYet | Force::Superseded => all.clone(),
            Force::Expired => RegionSet::new(),
            Force::In if self.is_exception() => self.holds.intersection(&self.applies).yes,
            Force::In => self.satisfied(all).yes,
        }
    }

    pub(super) fn is_exception(&self) -> bool {
        matches!(self.rule.shape, RuleShape::TransferTo { .. })
    }

    pub(super) fn is_obliged_at(&self, place: usize) -> bool {
        self.force == Force::In && self.obliged.contains(place) && self.applies.possible().contains(place)
    }

    /// Whether an exception was made at a region.
    pub(super) fn is_granted_at(&self, place: usize) -> bool {
        self.force == Force::In
            && self.is_exception()
            && self.holds.yes.contains(place)
            && self.applies.yes.contains(place)
    }

    /// What the rule says at a region.
    pub(super) fn at(&self, rules: &[Judged<'_>], setting: &Setting<'_>, place: usize, region: &RegionSpec) -> Said {
        let said = |verdict| Said { verdict, ..Said::default() };
        let denied = |reason| Said { verdict: Verdict::Deny, reason: Some(reason), unknown: Vec::new() };
        match self.force {
            Force::NotYet => return said(Verdict::NotInForce),
            Force::Superseded => return said(Verdict::Superseded),
            Force::Expired if !self.is_exception() => return denied(Reason::RuleExpired),
            Force::Expired | Force::In => {}
        }
        if self.is_exception() {
            return self.exception_at(rules, setting, place, region);
        }
        let all = setting.all();
        let satisfied = self.satisfied(&all);
        if !self.applies.possible().contains(place) {
            return said(Verdict::NotApplicable);
        }
        if satisfied.yes.contains(place) {
            return said(if self.is_obliged_at(place) { Verdict::Obliged } else { Verdict::Allow });
        }
        // An exception that might have been made says why it was not.
        let left = |index: &usize| rules.get(*index).is_some_and(|other| other.concerns(setting, place));
        if self.exceptions.iter().any(left) {
            return said(Verdict::LeftToException);
        }
        if satisfied.unknown.contains(place) {
            return self.doubtful(setting, region);
        }
        denied(match &self.rule.shape {
            RuleShape::CollectIn(_) | RuleShape::PrimaryCopyIn(_) => Reason::CollectElsewhere,
            RuleShape::Requires(_) => Reason::RequirementUnmet,
            _ => Reason::NotAllowedRegion,
        })
    }

    /// Whether an exception is for a region, or may be.
    fn concerns(&self, setting: &Setting<'_>, place: usize) -> bool {
        self.applies.possible().contains(place) && setting.members(self.rule.shape.set()).possible().contains(place)
    }

    /// What an exception says at a region: it denies only what an `only_in` rule has left to it.
    fn exception_at(&self, rules: &[Judged<'_>], setting: &Setting<'_>, place: usize, region: &RegionSpec) -> Said {
        let said = |verdict| Said { verdict, ..Said::default() };
        if !self.concerns(setting, place) {
            return said(Verdict::NotApplicable);
        }
        if self.is_granted_at(place) {
            return said(Verdict::Allow);
        }
        let all = setting.all();
        let missing = |other: &Judged<'_>| {
            matches!(other.rule.shape, RuleShape::OnlyIn(_))
                && other.force == Force::In
                && !other.satisfied(&all).yes.contains(place)
        };
        if !rules.iter().any(missing) {
            return said(Verdict::NotApplicable);
        }
        if self.force == Force::Expired {
            return Said { verdict: Verdict::Deny, reason: Some(Reason::RuleExpired), unknown: Vec::new() };
        }
        let granted = self.holds.intersection(&self.applies);
        if granted.unknown.contains(place) {
            return self.doubtful(setting, region);
        }
        Said { verdict: Verdict::Deny, reason: Some(Reason::ConditionUnmet), unknown: Vec::new() }
    }

    /// A rule of which it cannot be told whether it holds: it denies.
    fn doubtful(&self, setting: &Setting<'_>, region: &RegionSpec) -> Said {
        let mut doubts = Doubts::default();
        self.rule.expressions().for_each(|expression| setting.doubts(expression, region, &mut doubts));
        let reason = if doubts.expired { Reason::DataExpired } else { Reason::RuleError };
        Said { verdict: Verdict::Deny, reason: Some(reason), unknown: doubts.unknown }
    }

    /// What an exception depends on, in one line.
    pub(super) fn condition(&self) -> Option<String> {
        match &self.rule.shape {
            RuleShape::TransferTo { condition: Some(condition), .. } => Some(condition.to_string()),
            _ => None,
        }
    }
}
