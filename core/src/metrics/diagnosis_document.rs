//! A diagnosis as other languages see it.

use super::{Diagnosis, Finding, FindingKind, HotKey};
use crate::value::Value;
use alloc::string::String;

fn text(text: &str) -> Value {
    Value::from(text)
}

impl Finding {
    fn evidence(&self) -> Value {
        match self {
            Finding::Misrouting { conflicts, repeated, share_percent, regions } => Value::object([
                ("conflicts", Value::from(*conflicts)),
                ("repeated", Value::from(*repeated)),
                ("share_percent", Value::from(*share_percent)),
                ("regions", Value::Array(regions.iter().map(String::as_str).map(text).collect())),
            ]),
            Finding::Hotspot { conflicts, share_percent, keys } => Value::object([
                ("conflicts", Value::from(*conflicts)),
                ("share_percent", Value::from(*share_percent)),
                ("keys", Value::Array(keys.iter().map(HotKey::to_document).collect())),
            ]),
            Finding::ClockSkew { origin, origin_region, ahead_ms } => Value::object([
                ("origin", text(origin)),
                ("origin_region", text(origin_region)),
                ("ahead_ms", Value::from(*ahead_ms)),
            ]),
            Finding::Failover { peer, silent_ms, waiting_ms, unacknowledged } => Value::object([
                ("peer", text(peer)),
                ("silent_ms", Value::from(*silent_ms)),
                ("waiting_ms", Value::from(*waiting_ms)),
                ("unacknowledged", Value::from(*unacknowledged)),
            ]),
        }
    }

    /// `{kind, evidence, next_step}`.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("kind", text(self.kind().as_str())),
            ("evidence", self.evidence()),
            ("next_step", Value::from(self.next_step())),
        ])
    }
}

impl Diagnosis {
    /// `{state, findings: [{kind, evidence, next_step}], conflict_rate}`; the state is `healthy` or the kind of the
    /// first finding.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("state", text(self.state().map_or("healthy", FindingKind::as_str))),
            ("findings", Value::Array(self.findings.iter().map(Finding::to_document).collect())),
            ("conflict_rate", self.conflict_rate.to_document()),
        ])
    }
}
