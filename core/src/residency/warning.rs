//! What is allowed in a deployment and should be looked at.

use super::{Action, RegionSet, catalogue};
use crate::{
    deployment::{Class, Deployment, RegionStatus},
    value::{Value, push_index, push_key},
};
use alloc::{format, string::String, vec::Vec};

/// How long before its end a rule or a data set is warned of.
const NOTICE_MS: u64 = 90 * 86_400_000;

/// What a warning is about. The texts are stable and the same in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WarningCode {
    /// The data of a class may be nowhere, at this time.
    Unplaceable,
    /// The data of a class may be in one region only: where that fails, there is none (N-1).
    OneRegion,
    /// The data of a class may be in two regions only: where both fail, there is none (N-2).
    TwoRegions,
    /// No region may be the home of the data of a class.
    NoHome,
    /// Regions that may store data of a class and may not be sent it.
    Disconnected,
    /// The catalogue says that the provider has closed a region's place.
    PlaceRetired,
    /// It is not said in which country a region is, so that it is in no jurisdiction.
    CountryUnknown,
    /// A rule is past its end, so that it denies.
    RuleExpired,
    /// A data set is past its day of review, so that rules over it deny.
    DataExpired,
    /// A rule ends within 90 days.
    RuleExpires,
    /// A data set is to be reviewed within 90 days.
    DataExpires,
}

impl WarningCode {
    /// The code as text, for example `"one_region"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            WarningCode::Unplaceable => "unplaceable",
            WarningCode::OneRegion => "one_region",
            WarningCode::TwoRegions => "two_regions",
            WarningCode::NoHome => "no_home",
            WarningCode::Disconnected => "disconnected",
            WarningCode::PlaceRetired => "place_retired",
            WarningCode::CountryUnknown => "country_unknown",
            WarningCode::RuleExpired => "rule_expired",
            WarningCode::DataExpired => "data_expired",
            WarningCode::RuleExpires => "rule_expires",
            WarningCode::DataExpires => "data_expires",
        }
    }
}

/// Something in a deployment to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// What it is.
    pub code: WarningCode,
    /// Where in the normalized document ([`Deployment::to_value`]): `classes[1].labels`.
    pub place: String,
    /// A sentence for people.
    pub message: String,
    /// The regions that it is about, by name.
    pub regions: Vec<String>,
}

impl Warning {
    /// `{code, place, message, regions}`.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("code", Value::from(self.code.as_str())),
            ("place", Value::from(self.place.as_str())),
            ("message", Value::from(self.message.as_str())),
            ("regions", Value::Array(self.regions.iter().map(|name| Value::from(name.as_str())).collect())),
        ])
    }
}

fn place(list: &str, index: usize, member: &str) -> String {
    let mut place = String::from(list);
    push_index(&mut place, index);
    push_key(&mut place, member);
    place
}

impl Deployment {
    /// What is to be looked at, at a time in Unix milliseconds: regions, then rules, then classes.
    pub fn warnings(&self, as_of_ms: u64) -> Vec<Warning> {
        let mut warnings = Vec::new();
        self.warn_of_regions(&mut warnings);
        self.warn_of_rules(as_of_ms, &mut warnings);
        for (index, class) in self.classes().iter().enumerate().filter(|(_, class)| !class.labels.is_empty()) {
            self.warn_of_class(&place("classes", index, "labels"), class, as_of_ms, &mut warnings);
        }
        warnings
    }

    fn warn_of_regions(&self, warnings: &mut Vec<Warning>) {
        for (index, region) in self.regions().iter().enumerate() {
            if region.status == RegionStatus::Retired {
                continue;
            }
            let regions = || Vec::from([region.name.clone()]);
            let found = region.place.as_deref().and_then(|place| catalogue::find(place).ok());
            if let Some(on) = found.and_then(|found| found.retired_on) {
                warnings.push(Warning {
                    code: WarningCode::PlaceRetired,
                    place: place("regions", index, "place"),
                    message: format!(
                        "the provider closed the place of region `{}` on {on}; move its homes",
                        region.name
                    ),
                    regions: regions(),
                });
            }
            if region.country.is_none() && !self.labels().is_empty() {
                warnings.push(Warning {
                    code: WarningCode::CountryUnknown,
                    place: place("regions", index, "country"),
                    message: format!("it is not said in which country region `{}` is", region.name),
                    regions: regions(),
                });
            }
        }
    }

    fn warn_of_rules(&self, as_of_ms: u64, warnings: &mut Vec<Warning>) {
        let setting = self.policy.setting(self.regions(), &[], Some(as_of_ms));
        for (index, label) in self.labels().iter().enumerate() {
            let superseded = |id: &String| {
                label.rules.iter().any(|other| other.supersedes.contains(id) && other.has_begun(as_of_ms))
            };
            for (at, rule) in label.rules.iter().enumerate() {
                if superseded(&rule.id) {
                    continue;
                }
                let mut place = place("labels", index, "rules");
                push_index(&mut place, at);
                let mut warn = |code, message: String| {
                    warnings.push(Warning { code, place: place.clone(), message, regions: Vec::new() });
                };
                let succeeded = label.rules.iter().any(|other| other.supersedes.contains(&rule.id));
                match ends(rule.valid_until_ms, as_of_ms) {
                    Some(true) => warn(
                        WarningCode::RuleExpired,
                        format!("rule `{}` is past its end and denies; name a rule that supersedes it", rule.id),
                    ),
                    Some(false) if !succeeded => warn(
                        WarningCode::RuleExpires,
                        format!("rule `{}` ends within 90 days and will deny; name a rule that supersedes it", rule.id),
                    ),
                    _ => {}
                }
                let mut told: Vec<&str> = Vec::new();
                for expression in rule.expressions() {
                    setting.data_sets(expression, &mut |set| {
                        let (code, what) = match ends(Some(set.review_by_ms), as_of_ms) {
                            Some(true) => {
                                (WarningCode::DataExpired, "is past its day of review, so that the rule denies")
                            }
                            Some(false) => (WarningCode::DataExpires, "is to be reviewed within 90 days"),
                            None => return,
                        };
                        if !told.contains(&set.name.as_str()) {
                            told.push(&set.name);
                            warn(code, format!("data set `{}` of rule `{}` {what}", set.name, rule.id));
                        }
                    });
                }
            }
        }
    }

    fn warn_of_class(&self, place: &str, class: &Class, as_of_ms: u64, warnings: &mut Vec<Warning>) {
        let name = &class.name;
        let may = |action| self.allowed(class.label_set, action, as_of_ms);
        let store = may(Action::Store);
        let mut warn = |code, message: String, regions: &RegionSet| {
            warnings.push(Warning { code, place: place.into(), message, regions: self.names(regions) });
        };
        match store.len() {
            0 => warn(WarningCode::Unplaceable, format!("no region may store data of class `{name}`"), &store),
            1 => warn(
                WarningCode::OneRegion,
                format!("one region may store data of class `{name}`: where it fails, none is left"),
                &store,
            ),
            2 => warn(
                WarningCode::TwoRegions,
                format!("two regions may store data of class `{name}`: where both fail, none is left"),
                &store,
            ),
            _ => {}
        }
        if !store.is_empty() && may(Action::Home).is_empty() {
            warn(WarningCode::NoHome, format!("no region may be the home of data of class `{name}`"), &store);
        }
        let cut_off = store.difference(&may(Action::Replicate));
        if store.len() > 1 && !cut_off.is_empty() {
            let message = format!("regions that may store data of class `{name}` may not be sent it");
            warn(WarningCode::Disconnected, message, &cut_off);
        }
    }
}

/// Whether an end is past (true) or near (false).
fn ends(until_ms: Option<u64>, as_of_ms: u64) -> Option<bool> {
    let until_ms = until_ms?;
    if as_of_ms > until_ms {
        return Some(true);
    }
    (until_ms - as_of_ms < NOTICE_MS).then_some(false)
}
