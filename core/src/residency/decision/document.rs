//! A decision as other languages see it.

use super::{Decision, Exclusion, Obligation, RuleResult};
use crate::value::Value;
use alloc::{string::String, vec::Vec};

fn texts(texts: &[String]) -> Value {
    Value::Array(texts.iter().map(|text| Value::from(text.as_str())).collect())
}

impl RuleResult {
    fn to_document(&self) -> Value {
        Value::object([
            ("rule", Value::from(self.rule.as_str())),
            ("label", Value::from(self.label.as_str())),
            ("shape", Value::from(self.shape)),
            ("action", Value::from(self.action.as_str())),
            ("region", Value::from(self.region.as_deref())),
            ("set", Value::from(self.set.as_str())),
            ("condition", Value::from(self.condition.as_deref())),
            ("allows", texts(&self.allows)),
            ("verdict", Value::from(self.verdict.map(|verdict| verdict.as_str()))),
            ("reason", Value::from(self.reason.map(|reason| reason.as_str()))),
            ("unknown", texts(&self.unknown)),
        ])
    }
}

impl Exclusion {
    fn to_document(&self) -> Value {
        Value::object([
            ("region", Value::from(self.region.as_str())),
            ("rule", Value::from(self.rule.as_deref())),
            ("label", Value::from(self.label.as_deref())),
            ("reason", Value::from(self.reason.as_str())),
        ])
    }
}

impl Obligation {
    fn to_document(&self) -> Value {
        Value::object([
            ("kind", Value::from(self.kind.as_str())),
            ("rule", Value::from(self.rule.as_str())),
            ("label", Value::from(self.label.as_str())),
            ("at", texts(&self.at)),
            ("copy_in", texts(&self.copy_in)),
            ("condition", Value::from(self.condition.as_deref())),
        ])
    }
}

fn documents<T>(items: &[T], of: fn(&T) -> Value) -> Value {
    Value::Array(items.iter().map(of).collect::<Vec<_>>())
}

impl Decision {
    /// `{outcome, code, action, region, labels, rules, allowed, excluded, obligations, versions, as_of_ms}`, where the
    /// outcome is `allow` or `deny`; the same in every language.
    pub fn to_document(&self) -> Value {
        let versions = Value::object([
            ("deployment", Value::from(self.versions.deployment)),
            ("catalogue", Value::from(self.versions.catalogue)),
            ("jurisdictions", Value::from(self.versions.jurisdictions)),
        ]);
        Value::object([
            ("outcome", Value::from(self.outcome.as_str())),
            ("code", Value::from(self.code.as_str())),
            ("action", Value::from(self.action.as_str())),
            ("region", Value::from(self.region.as_deref())),
            ("labels", texts(&self.labels)),
            ("rules", documents(&self.rules, RuleResult::to_document)),
            ("allowed", texts(&self.allowed)),
            ("excluded", documents(&self.excluded, Exclusion::to_document)),
            ("obligations", documents(&self.obligations, Obligation::to_document)),
            ("versions", versions),
            ("as_of_ms", Value::from(self.as_of_ms)),
        ])
    }
}
