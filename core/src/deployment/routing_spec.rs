//! How requests are routed: the member `routing` of the document.

use alloc::{format, vec::Vec};

use super::{RegionSpec, reader::Node};
use crate::{
    Result,
    routing::{CountryField, HealthOptions, latency_us, milliseconds},
    sorted::Order,
    value::Value,
};

/// How requests are routed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RoutingSpec {
    /// A client that names the region it used before leaves it only for one that is nearer by more than this; 10.
    pub hysteresis_percent: u32,
    /// Round trips are compared by such steps; 1 ms.
    pub rtt_bucket_ms: u32,
    /// Where given, regions within so much of the nearest count as equally near, and subjects are spread over them by
    /// weight.
    pub latency_sensitivity_ms: Option<u32>,
    /// Where fewer of the allowed regions than this are up, those that are down are tried too; 0, never.
    pub panic_percent: u32,
    /// How many active regions that are not draining each class needs at least; 1.
    pub regions_min: u32,
    /// Which country of a place counts.
    pub country_field: CountryField,
    /// When a region counts as down.
    pub health: HealthOptions,
    /// Round trips between regions in microseconds: from, to, ascending.
    pub latencies: Vec<(u16, u16, u32)>,
}

impl Default for RoutingSpec {
    fn default() -> Self {
        RoutingSpec {
            hysteresis_percent: 10,
            rtt_bucket_ms: 1,
            latency_sensitivity_ms: None,
            panic_percent: 0,
            regions_min: 1,
            country_field: CountryField::Country,
            health: HealthOptions::default(),
            latencies: Vec::new(),
        }
    }
}

const MEMBERS: &[&str] = &[
    "hysteresis_percent",
    "rtt_bucket_ms",
    "latency_sensitivity_ms",
    "panic_percent",
    "regions_min",
    "country_field",
    "health",
    "latencies",
];

const HEALTH_MEMBERS: &[&str] = &[
    "half_life_ms",
    "stale_after_ms",
    "down_after_failures",
    "up_after_successes",
    "degraded_below_percent",
    "observers_min",
    "dwell_ms",
    "flaps_max",
    "flap_half_life_ms",
    "overload_ms",
    "ahead_ms_max",
];

/// A week, the longest time of any of the thresholds.
const MS_MAX: u64 = 604_800_000;

pub(super) fn routing(node: Node<'_>, regions: &[RegionSpec]) -> Result<RoutingSpec> {
    let object = node.object(MEMBERS)?;
    let mut spec = RoutingSpec::default();
    let read = |name: &str, range, default: u32| match object.optional(name) {
        Some(node) => node.integer(range).map(|n| n as u32),
        None => Ok(default),
    };
    spec.hysteresis_percent = read("hysteresis_percent", 0..=99, spec.hysteresis_percent)?;
    spec.rtt_bucket_ms = read("rtt_bucket_ms", 1..=10_000, spec.rtt_bucket_ms)?;
    spec.panic_percent = read("panic_percent", 0..=100, spec.panic_percent)?;
    spec.regions_min = read("regions_min", 0..=65_535, spec.regions_min)?;
    if let Some(node) = object.optional("latency_sensitivity_ms") {
        spec.latency_sensitivity_ms = Some(node.integer(0..=10_000)? as u32);
    }
    if let Some(node) = object.optional("country_field") {
        spec.country_field = node.choice("field of a place", CountryField::ALL, CountryField::as_str)?;
    }
    if let Some(node) = object.optional("health") {
        spec.health = health(node)?;
    }
    if let Some(node) = object.optional("latencies") {
        spec.latencies = latencies(&node, regions)?;
    }
    Ok(spec)
}

fn health(node: Node<'_>) -> Result<HealthOptions> {
    let object = node.object(HEALTH_MEMBERS)?;
    let mut options = HealthOptions::default();
    for (name, least, time) in [
        ("half_life_ms", 1, &mut options.half_life_ms),
        ("stale_after_ms", 1, &mut options.stale_after_ms),
        ("dwell_ms", 0, &mut options.dwell_ms),
        ("flap_half_life_ms", 1, &mut options.flap_half_life_ms),
        ("overload_ms", 0, &mut options.overload_ms),
        ("ahead_ms_max", 0, &mut options.ahead_ms_max),
    ] {
        if let Some(node) = object.optional(name) {
            *time = node.integer(least..=MS_MAX)?;
        }
    }
    for (name, range, count) in [
        ("down_after_failures", 1..=1000, &mut options.down_after_failures),
        ("up_after_successes", 1..=1000, &mut options.up_after_successes),
        ("degraded_below_percent", 0..=100, &mut options.degraded_below_percent),
        ("observers_min", 1..=64, &mut options.observers_min),
        ("flaps_max", 1..=1000, &mut options.flaps_max),
    ] {
        if let Some(node) = object.optional(name) {
            *count = node.integer(range)? as u32;
        }
    }
    Ok(options)
}

fn latencies(node: &Node<'_>, regions: &[RegionSpec]) -> Result<Vec<(u16, u16, u32)>> {
    let number = |name: &str, node: &Node<'_>| match regions.iter().find(|region| region.name == name) {
        Some(region) => Ok(region.number),
        None => {
            let names: Vec<&str> = regions.iter().map(|region| region.name.as_str()).collect();
            Err(node.unknown(name, &format!("is for `{name}`, which is no region of the deployment"), &names))
        }
    };
    let mut found = Vec::new();
    for (name, row) in node.entries()? {
        let from = number(name, &row)?;
        for (name, cell) in row.entries()? {
            let to = number(name, &cell)?;
            found.push((from, to, latency_us(&cell)?));
        }
    }
    found.order();
    Ok(found)
}

impl RoutingSpec {
    /// The round trip between two regions in microseconds; where only the other direction is given, that.
    pub fn latency_us(&self, from: u16, to: u16) -> Option<u32> {
        let one_way = |from, to| {
            let at = self.latencies.binary_search_by_key(&(from, to), |entry| (entry.0, entry.1)).ok()?;
            self.latencies.get(at).map(|entry| entry.2)
        };
        one_way(from, to).or_else(|| one_way(to, from))
    }

    /// The normalized document.
    pub(super) fn to_value(&self, regions: &[RegionSpec]) -> Value {
        let health = &self.health;
        let times = [
            ("half_life_ms", health.half_life_ms),
            ("stale_after_ms", health.stale_after_ms),
            ("dwell_ms", health.dwell_ms),
            ("flap_half_life_ms", health.flap_half_life_ms),
            ("overload_ms", health.overload_ms),
            ("ahead_ms_max", health.ahead_ms_max),
            ("down_after_failures", health.down_after_failures.into()),
            ("up_after_successes", health.up_after_successes.into()),
            ("degraded_below_percent", health.degraded_below_percent.into()),
            ("observers_min", health.observers_min.into()),
            ("flaps_max", health.flaps_max.into()),
        ];
        let name = |number: u16| {
            regions.iter().find(|region| region.number == number).map_or("", |region| region.name.as_str())
        };
        let mut rows: Vec<(&str, Value)> = Vec::new();
        for from in regions {
            let row = self.latencies.iter().filter(|entry| entry.0 == from.number);
            let row: Vec<(&str, Value)> = row.map(|entry| (name(entry.1), milliseconds(entry.2))).collect();
            if !row.is_empty() {
                rows.push((&from.name, Value::object(row)));
            }
        }
        let mut members = Vec::from([
            ("hysteresis_percent", Value::from(self.hysteresis_percent)),
            ("rtt_bucket_ms", Value::from(self.rtt_bucket_ms)),
            ("panic_percent", Value::from(self.panic_percent)),
            ("regions_min", Value::from(self.regions_min)),
            ("country_field", Value::from(self.country_field.as_str())),
            ("health", Value::object(times.map(|(name, n)| (name, Value::from(n))))),
            ("latencies", Value::object(rows)),
        ]);
        if let Some(ms) = self.latency_sensitivity_ms {
            members.push(("latency_sensitivity_ms", Value::from(ms)));
        }
        Value::object(members)
    }
}
