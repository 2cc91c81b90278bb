//! From a request to a decision.

use super::{
    Decision, DecisionCode, DecisionRequest, Exclusion, Obligation, ObligationKind, Outcome, RuleResult, Versions,
};
use crate::{
    Result,
    deployment::{Deployment, RegionSpec, RegionStatus},
    residency::{
        Action, RegionSet, catalogue, data_set,
        expression::Setting,
        judge::{Judged, LabelJudgement, judge},
    },
    value::Value,
};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

/// What all labels say to one action.
struct Judgement<'d> {
    action: Action,
    labels: Vec<LabelJudgement<'d>>,
    /// Where all allow it, with obligations or without.
    allowed: RegionSet,
}

/// Something that must be allowed at a region for the whole to be.
#[derive(Clone, Copy)]
struct Step {
    action: Action,
    place: usize,
}

impl Deployment {
    /// Decides a request, with the reasons. Every rule that speaks of the action is asked; an error in one denies.
    ///
    /// # Errors
    ///
    /// `unknown_region`, or `request_invalid` for what does not go together.
    pub fn decide(&self, request: &DecisionRequest) -> Result<Decision> {
        request.check()?;
        let steps = self.steps(request)?;
        let copies = self.places(&request.copies)?;
        let setting = self.policy.setting(self.regions(), &request.facts, Some(request.as_of_ms));
        let labels = || self.policy.labels.iter().filter(|label| request.labels.contains(label.number));
        let judgement = |action: Action| {
            let labels: Vec<LabelJudgement<'_>> =
                labels().map(|label| judge(&setting, label, action, request.as_of_ms)).collect();
            let mut allowed: RegionSet =
                setting.all().iter().filter(|place| self.stands_in_the_way(action, *place).is_none()).collect();
            for judged in &labels {
                allowed = allowed.intersection(&judged.allowed);
            }
            // A number that no label has allows nothing.
            if labels.len() != request.labels.iter().count() {
                allowed = RegionSet::new();
            }
            Judgement { action, labels, allowed }
        };
        let mut judgements: Vec<Judgement<'_>> = Vec::new();
        for action in steps.iter().map(|step| step.action).chain(asked_about(request.action)) {
            if !judgements.iter().any(|known| known.action == action) {
                judgements.push(judgement(action));
            }
        }
        let of = |action: Action| judgements.iter().find(|known| known.action == action);

        let mut decision = Decision {
            outcome: Outcome::Allow,
            code: DecisionCode::Allow,
            action: request.action,
            region: request.region.clone(),
            labels: labels().map(|label| label.name.clone()).collect(),
            rules: Vec::new(),
            allowed: Vec::new(),
            excluded: Vec::new(),
            obligations: Vec::new(),
            versions: Versions {
                deployment: self.version(),
                catalogue: catalogue::VERSION,
                jurisdictions: data_set::VERSION,
            },
            as_of_ms: request.as_of_ms,
        };
        let mut allowed = setting.all();
        for judgement in asked_about(request.action).filter_map(of) {
            allowed = allowed.intersection(&judgement.allowed);
        }
        decision.allowed = self.names(&allowed);
        for (place, region) in self.regions().iter().enumerate().filter(|(place, _)| !allowed.contains(*place)) {
            let against = asked_about(request.action)
                .filter_map(of)
                .find_map(|judgement| self.against(judgement, &setting, place, region));
            decision.excluded.extend(against);
        }
        for step in &steps {
            let (Some(judgement), Some(region)) = (of(step.action), self.regions().get(step.place)) else { continue };
            self.explain(&mut decision, judgement, &setting, Some((step.place, region)));
            if !judgement.allowed.contains(step.place) && decision.outcome == Outcome::Allow {
                decision.outcome = Outcome::Deny;
                let against = self.against(judgement, &setting, step.place, region);
                decision.code = against.map_or(DecisionCode::NotAllowedRegion, |found| found.reason);
            }
        }
        if steps.is_empty() {
            asked_about(request.action).filter_map(of).for_each(|judgement| {
                self.explain(&mut decision, judgement, &setting, None);
            });
            if allowed.is_empty() {
                decision.outcome = Outcome::Deny;
                decision.code = DecisionCode::NoAllowedRegion;
            }
        }
        if decision.outcome == Outcome::Allow {
            let asked: Vec<(Action, RegionSet)> = if steps.is_empty() {
                asked_about(request.action).map(|action| (action, allowed.clone())).collect()
            } else {
                steps.iter().map(|step| (step.action, core::iter::once(step.place).collect())).collect()
            };
            for (action, places) in &asked {
                if let Some(judgement) = of(*action) {
                    self.oblige(&mut decision, judgement, &setting, places, &copies);
                }
            }
        }
        Ok(decision)
    }

    /// Reads a request and decides it; both as documents, the same in every language.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, value::{Limits, Value}};
    ///
    /// let deployment = Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1, "country": "DE"}, {"name": "us", "number": 2, "country": "US"}],
    ///     "jurisdictions": {"eea": {"builtin": "EEA"}},
    ///     "labels": [{"name": "eu-personal", "number": 1, "rules": [{"only_in": "jurisdiction:eea"}]}],
    ///     "classes": [{"name": "profiles", "keys": "profile/*", "labels": ["eu-personal"], "type": "register"}]}"#)?;
    /// let request = r#"{"action": "store", "class": "profiles", "region": "us", "as_of_ms": 1793500000000}"#;
    /// let decision = deployment.decide_document(&Value::from_json(request, &Limits::default())?)?;
    /// assert_eq!(decision.get("code"), Some(&Value::from("not_allowed_region")));
    /// assert_eq!(decision.get("allowed").unwrap().to_json(), r#"["eu"]"#);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`DecisionRequest::from_value`] and [`Deployment::decide`].
    pub fn decide_document(&self, request: &Value) -> Result<Value> {
        Ok(self.decide(&DecisionRequest::from_value(request, self)?)?.to_document())
    }

    fn steps(&self, request: &DecisionRequest) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        if let Some(from) = &request.from {
            steps.push(Step { action: Action::Store, place: self.place(from)? });
        }
        for hop in &request.via {
            steps.push(Step { action: Action::Relay, place: self.place(hop)? });
        }
        if let Some(region) = &request.region {
            let place = self.place(region)?;
            steps.extend(asked_about(request.action).map(|action| Step { action, place }));
        }
        Ok(steps)
    }

    fn places(&self, names: &[String]) -> Result<RegionSet> {
        let mut places = RegionSet::new();
        for name in names {
            places.insert(self.place(name)?);
        }
        Ok(places)
    }

    /// Why a region can do nothing of the kind, whatever the labels.
    fn stands_in_the_way(&self, action: Action, place: usize) -> Option<DecisionCode> {
        match self.regions().get(place)?.status {
            RegionStatus::Retired => Some(DecisionCode::RegionRetired),
            RegionStatus::Draining if action == Action::Home => Some(DecisionCode::RegionDraining),
            _ => None,
        }
    }

    /// The first thing against an action at a region.
    fn against(
        &self,
        judgement: &Judgement<'_>,
        setting: &Setting<'_>,
        place: usize,
        region: &RegionSpec,
    ) -> Option<Exclusion> {
        let excluded = |rule: Option<&str>, label: Option<&str>, reason| Exclusion {
            region: region.name.clone(),
            rule: rule.map(String::from),
            label: label.map(String::from),
            reason,
        };
        if let Some(reason) = self.stands_in_the_way(judgement.action, place) {
            return Some(excluded(None, None, reason));
        }
        judgement.labels.iter().find_map(|judged| {
            judged.rules.iter().find_map(|rule| {
                let reason = rule.at(&judged.rules, setting, place, region).reason?;
                Some(excluded(Some(&rule.rule.id), Some(&judged.label.name), reason))
            })
        })
    }

    /// Adds what each rule says.
    fn explain(
        &self,
        decision: &mut Decision,
        judgement: &Judgement<'_>,
        setting: &Setting<'_>,
        at: Option<(usize, &RegionSpec)>,
    ) {
        let all = setting.all();
        for judged in &judgement.labels {
            for rule in &judged.rules {
                let said = at.map(|(place, region)| rule.at(&judged.rules, setting, place, region));
                decision.rules.push(RuleResult {
                    rule: rule.rule.id.clone(),
                    label: judged.label.name.clone(),
                    shape: rule.rule.shape.as_str(),
                    action: judgement.action,
                    region: at.map(|(_, region)| region.name.clone()),
                    set: rule.rule.shape.set().to_string(),
                    condition: rule.condition(),
                    allows: self.names(&rule.allows(&all)),
                    verdict: said.as_ref().map(|said| said.verdict),
                    reason: said.as_ref().and_then(|said| said.reason),
                    unknown: said.map(|said| said.unknown).unwrap_or_default(),
                });
            }
        }
    }

    /// Adds what comes with a permission, and says so if something must be done before.
    fn oblige(
        &self,
        decision: &mut Decision,
        judgement: &Judgement<'_>,
        setting: &Setting<'_>,
        places: &RegionSet,
        copies: &RegionSet,
    ) {
        for judged in &judgement.labels {
            for rule in &judged.rules {
                let inside = setting.members(rule.rule.shape.set()).yes;
                let obliged = |holds: fn(&Judged<'_>, usize) -> bool| -> RegionSet {
                    places.iter().filter(|place| holds(rule, *place)).collect()
                };
                let (kind, at) = if rule.is_exception() {
                    (ObligationKind::RecordTransfer, obliged(|rule, place| rule.is_granted_at(place)))
                } else {
                    (ObligationKind::PrimaryCopyFirst, obliged(|rule, place| rule.is_obliged_at(place)))
                };
                let met = kind == ObligationKind::PrimaryCopyFirst && !inside.intersection(copies).is_empty();
                if at.is_empty() || met {
                    continue;
                }
                let copy_in = match kind {
                    ObligationKind::RecordTransfer => Vec::new(),
                    ObligationKind::PrimaryCopyFirst => {
                        decision.code = DecisionCode::AllowAfterObligations;
                        self.names(&inside)
                    }
                };
                let obligation = Obligation {
                    kind,
                    rule: rule.rule.id.clone(),
                    label: judged.label.name.clone(),
                    at: self.names(&at),
                    copy_in,
                    condition: rule.condition(),
                };
                if !decision.obligations.contains(&obligation) {
                    decision.obligations.push(obligation);
                }
            }
        }
    }
}

/// The actions that must be allowed at a region for one to be.
fn asked_about(action: Action) -> impl Iterator<Item = Action> {
    action.keeps().then_some(Action::Store).into_iter().chain(core::iter::once(action))
}
