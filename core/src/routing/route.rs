//! Where a request goes, or why nowhere.

use super::{Candidate, Home, Location, Nearness, RouteCode, Verdict, document::milliseconds};
use crate::{deployment::Deployment, value::Value};
use alloc::vec::Vec;

/// A decision or a refusal, both with their reasons. It names regions and rules, never a subject, key or value.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// What it is.
    pub code: RouteCode,
    /// The number of the region that it goes to; nothing where it is refused.
    pub region: Option<u16>,
    /// The subject's home, where one is known.
    pub home: Option<Home>,
    /// Whether the region has to claim the subject before it writes.
    pub claim: bool,
    /// Whether what is read or written there belongs to a conflict window.
    pub contested: bool,
    /// The region that holds the title and has to grant it, where a first home is assigned elsewhere.
    pub title: Option<u16>,
    /// Whether regions that are down were tried, too many of them being so.
    pub panic: bool,
    /// Where the client was taken to be.
    pub location: Option<Location>,
    /// What became of each region, the one that is taken first, then the others in the order of preference, then those
    /// that were out of the question by number. Empty where nobody asked for an explanation.
    pub candidates: Vec<Candidate>,
}

impl Route {
    pub(super) fn new(code: RouteCode) -> Self {
        Route {
            code,
            region: None,
            home: None,
            claim: false,
            contested: false,
            title: None,
            panic: false,
            location: None,
            candidates: Vec::new(),
        }
    }

    /// Whether the request is refused.
    pub fn is_refusal(&self) -> bool {
        self.code.is_refusal()
    }

    /// `{outcome, code, message, region, home: {region, epoch, contested}, claim, contested, title, panic, location,
    /// candidates: [{region, verdict, by, rule, reason, health, tier, weight, rtt_ms, distance_km, same_country}], version}`.
    pub fn to_document(&self, deployment: &Deployment) -> Value {
        let region = |number: Option<u16>| {
            let found = number.and_then(|number| deployment.region_by_number(number));
            found.map_or(Value::Null, |region| Value::from(region.name.as_str()))
        };
        let home = self.home.map(|home| {
            Value::object([
                ("region", region(Some(home.region))),
                ("epoch", Value::from(home.epoch)),
                ("contested", Value::Bool(home.contested)),
            ])
        });
        let candidates = self.candidates.iter().map(|candidate| candidate_document(candidate, deployment)).collect();
        let location = self.location.as_ref();
        Value::object([
            ("outcome", Value::from(if self.is_refusal() { "refused" } else { "routed" })),
            ("code", Value::from(self.code.as_str())),
            ("message", Value::from(self.code.message())),
            ("region", region(self.region)),
            ("home", Value::from(home)),
            ("claim", Value::Bool(self.claim)),
            ("contested", Value::Bool(self.contested)),
            ("title", region(self.title)),
            ("panic", Value::Bool(self.panic)),
            ("location", location.map_or(Value::Null, |location| location.to_document(deployment))),
            ("candidates", Value::Array(candidates)),
            ("version", Value::from(deployment.version())),
        ])
    }
}

fn candidate_document(candidate: &Candidate, deployment: &Deployment) -> Value {
    let spec = deployment.region_by_number(candidate.region);
    let by = match candidate.verdict {
        Verdict::Left(criterion) => Value::from(criterion.as_str()),
        _ => Value::Null,
    };
    let (rule, reason) = match &candidate.verdict {
        Verdict::NotAllowed { rule, reason } => {
            let known = Some(rule.as_str()).filter(|rule| !rule.is_empty());
            (known.map_or(Value::Null, Value::from), Value::from(*reason))
        }
        _ => (Value::Null, Value::Null),
    };
    let (mut rtt_ms, mut distance_km) = (Value::Null, Value::Null);
    match candidate.nearness {
        Nearness::RoundTrip(us) => rtt_ms = milliseconds(us),
        Nearness::Distance(km) => distance_km = Value::from(km),
        _ => {}
    }
    Value::object([
        ("region", spec.map_or(Value::Null, |spec| Value::from(spec.name.as_str()))),
        ("verdict", Value::from(candidate.verdict.as_str())),
        ("by", by),
        ("rule", rule),
        ("reason", reason),
        ("health", Value::from(candidate.health.as_str())),
        ("tier", spec.map_or(Value::Null, |spec| Value::from(spec.tier))),
        ("weight", spec.map_or(Value::Null, |spec| Value::from(spec.weight))),
        ("rtt_ms", rtt_ms),
        ("distance_km", distance_km),
        ("same_country", Value::Bool(candidate.nearness == Nearness::SameCountry)),
    ])
}

/// Which regions may take over from a home, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct FailoverPlan {
    /// The subject's home, where one is known.
    pub home: Option<Home>,
    /// The number of each region that may take over, in the order in which they are asked.
    pub regions: Vec<u16>,
    /// What became of the other regions of the class's `fallback`.
    pub excluded: Vec<Candidate>,
}

impl FailoverPlan {
    /// `{home: {region, epoch, contested}, regions, excluded: [candidate]}`.
    pub fn to_document(&self, deployment: &Deployment) -> Value {
        let whole = Route { home: self.home, ..Route::new(RouteCode::Best) }.to_document(deployment);
        let name = |number: &u16| {
            deployment.region_by_number(*number).map_or(Value::Null, |region| Value::from(region.name.as_str()))
        };
        let excluded = self.excluded.iter().map(|candidate| candidate_document(candidate, deployment)).collect();
        Value::object([
            ("home", whole.get("home").cloned().unwrap_or(Value::Null)),
            ("regions", Value::Array(self.regions.iter().map(name).collect())),
            ("excluded", Value::Array(excluded)),
        ])
    }
}
