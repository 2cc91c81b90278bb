//! Decisions: may this be done, where else, and which rules say so.

mod code;
mod decide;
mod document;
mod request;

use super::Action;
use crate::{Code, Error, Result};
use alloc::{format, string::String, vec::Vec};

pub use code::{DecisionCode, Outcome, Verdict};
pub use request::DecisionRequest;

/// The answer to a [`DecisionRequest`], with its reasons. It names regions, rules and labels, and never a key or a value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// Whether it is allowed. What is allowed only after something else has a code that says so.
    pub outcome: Outcome,
    /// Why, in a word: that of the first rule that denies.
    pub code: DecisionCode,
    /// What was asked for.
    pub action: Action,
    /// Where it was asked for; nothing if the question was where it may be done at all.
    pub region: Option<String>,
    /// The labels of the data, ascending by number.
    pub labels: Vec<String>,
    /// What each rule says that speaks of the action, in the order in which they are asked.
    pub rules: Vec<RuleResult>,
    /// The regions that may do this, those with an obligation included.
    pub allowed: Vec<String>,
    /// The regions that may not, each with the first rule against it.
    pub excluded: Vec<Exclusion>,
    /// What has to be done before, or kept a record of.
    pub obligations: Vec<Obligation>,
    /// What was decided by.
    pub versions: Versions,
    /// When it was decided, in Unix milliseconds.
    pub as_of_ms: u64,
}

/// What one rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleResult {
    /// Its id.
    pub rule: String,
    /// The label that it belongs to.
    pub label: String,
    /// What it asks for, for example `only_in`.
    pub shape: &'static str,
    /// The action that it was asked about.
    pub action: Action,
    /// The region that it was asked about.
    pub region: Option<String>,
    /// The set or condition that it is about, in one line.
    pub set: String,
    /// What its exception depends on, in one line.
    pub condition: Option<String>,
    /// The regions where it does not stand in the way.
    pub allows: Vec<String>,
    /// What it says of the region.
    pub verdict: Option<Verdict>,
    /// Why it denies.
    pub reason: Option<DecisionCode>,
    /// What is not known, where that is why: `attribute:dpf_listed`.
    pub unknown: Vec<String>,
}

/// A region that may not do this.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exclusion {
    /// The region.
    pub region: String,
    /// The first rule against it; nothing where it takes no part.
    pub rule: Option<String>,
    /// The label of that rule.
    pub label: Option<String>,
    /// Why.
    pub reason: DecisionCode,
}

/// What comes with a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Obligation {
    /// What is to be done.
    pub kind: ObligationKind,
    /// The rule that asks for it.
    pub rule: String,
    /// The label of that rule.
    pub label: String,
    /// The regions where doing this asks for it.
    pub at: Vec<String>,
    /// The regions in one of which a copy is to be committed before.
    pub copy_in: Vec<String>,
    /// What the permission rests on, in one line.
    pub condition: Option<String>,
}

/// What is to be done for a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ObligationKind {
    /// A copy is to be committed in one of `copy_in` first.
    PrimaryCopyFirst,
    /// A record is to be kept that the data was transferred, and why that was allowed.
    RecordTransfer,
}

impl ObligationKind {
    /// Every kind.
    pub const ALL: &'static [ObligationKind] = &[ObligationKind::PrimaryCopyFirst, ObligationKind::RecordTransfer];

    /// The name in a document.
    pub const fn as_str(self) -> &'static str {
        match self {
            ObligationKind::PrimaryCopyFirst => "primary_copy_first",
            ObligationKind::RecordTransfer => "record_transfer",
        }
    }
}

/// Which editions of the data a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Versions {
    /// The version of the deployment.
    pub deployment: u64,
    /// The edition of the catalogue of places; nothing where the library was built without it. What a deployment says of
    /// its regions when it is first read stays, whatever the edition.
    pub catalogue: Option<&'static str>,
    /// The edition of the shipped sets.
    pub jurisdictions: &'static str,
}

impl Decision {
    /// Nothing if it is allowed without anything to be done before; else an error for whoever asked.
    ///
    /// # Errors
    ///
    /// `residency_denied`, with the details `reason`, `action`, `region`, `rule` and `label`.
    pub fn require(&self) -> Result<()> {
        if self.code == DecisionCode::Allow {
            return Ok(());
        }
        let against = self.rules.iter().find(|result| result.reason == Some(self.code));
        let by = against.map(|result| (result.rule.as_str(), result.label.as_str()));
        let obligation = || self.obligations.iter().find(|found| found.kind == ObligationKind::PrimaryCopyFirst);
        let by = by.or_else(|| obligation().map(|found| (found.rule.as_str(), found.label.as_str())));
        let action = self.action.as_str();
        let here = self.region.as_deref();
        let at = here.map_or(String::from("in no region"), |region| format!("not in region `{region}`"));
        let message = match by {
            Some((rule, label)) => {
                format!("`{action}` is allowed {at}: {} by rule `{rule}` of label `{label}`", self.code)
            }
            None => format!("`{action}` is allowed {at}: {}", self.code),
        };
        let mut error =
            Error::new(Code::ResidencyDenied, message).with("reason", self.code.as_str()).with("action", action);
        if let Some(region) = here {
            error = error.with("region", region);
        }
        if let Some((rule, label)) = by {
            error = error.with("rule", rule).with("label", label);
        }
        Err(error)
    }
}
