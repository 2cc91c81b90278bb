//! A diagnosis as other languages see it.

use super::{
    Diagnosis, Finding, FindingKind, HotKey,
    count::{document, documents},
};
use crate::value::Value;

fn text(text: &str) -> Value {
    Value::from(text)
}

impl Finding {
    fn evidence(&self) -> Value {
        match self {
            Finding::Misrouting { conflicts, repeated, share_percent, regions } => document(&mut [
                ("conflicts", Value::from(*conflicts)),
                ("repeated", Value::from(*repeated)),
                ("share_percent", Value::from(*share_percent)),
                ("regions", documents(regions, |region| text(region))),
            ]),
            Finding::Hotspot { conflicts, share_percent, keys } => document(&mut [
                ("conflicts", Value::from(*conflicts)),
                ("share_percent", Value::from(*share_percent)),
                ("keys", documents(keys, HotKey::to_document)),
            ]),
            Finding::ClockSkew { origin, origin_region, ahead_ms } => document(&mut [
                ("origin", text(origin)),
                ("origin_region", text(origin_region)),
                ("ahead_ms", Value::from(*ahead_ms)),
            ]),
            Finding::Failover { peer, silent_ms, waiting_ms, unacknowledged } => document(&mut [
                ("peer", text(peer)),
                ("silent_ms", Value::from(*silent_ms)),
                ("waiting_ms", Value::from(*waiting_ms)),
                ("unacknowledged", Value::from(*unacknowledged)),
            ]),
        }
    }

    /// `{kind, evidence, next_step}`.
    pub fn to_document(&self) -> Value {
        document(&mut [
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
        document(&mut [
            ("state", text(self.state().map_or("healthy", FindingKind::as_str))),
            ("findings", documents(&self.findings, Finding::to_document)),
            ("conflict_rate", self.conflict_rate.to_document()),
        ])
    }
}
