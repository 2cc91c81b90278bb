//! How long a region's failure lasts for its clients, by how they are sent elsewhere, and how much is then at risk.
//!
//! A failure comes at any moment between two probes, so finding it takes `(n - 1) I + timeout + U(0, I)` with a probe
//! each I and n failures in a row. What follows depends on the way:
//!
//! | method | what follows |
//! |---|---|
//! | `geo-dns` | `publish`, then `U(0, TTL)` as answers expire; a share of resolvers holds them longer, `U(0, factor TTL)` |
//! | `anycast` | `publish`, then the convergence of routes, as a distribution that was measured |
//! | `load-balancer` | `publish`: the clients' address stays |
//! | `in-library` | nothing: the client itself has found it |
//!
//! Sources: the addends are those of the traffic managers' own documentation (Azure Traffic Manager's worked example is
//! `geo-dns` with I = 30 s, n = 4, timeout 10 s, TTL 30 s); resolvers that hold answers beyond their TTL are measured in
//! PAM 2023, routes' convergence in ANRW 2024. A model of what is described, no promise of a provider.

use super::{
    distribution::{Distribution, Part},
    document::REQUEST,
};
use crate::{
    Result,
    deployment::reader::{Node, Object},
    value::Value,
};
use alloc::{format, string::String, vec::Vec};
use core::ops::RangeInclusive;

/// A way to send clients elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailoverMethod {
    /// Answers of a name server that watches regions.
    GeoDns,
    /// One address announced from everywhere.
    Anycast,
    /// A proxy in front of all regions.
    LoadBalancer,
    /// The client's own router, as in this library.
    InLibrary,
}

impl FailoverMethod {
    /// Every method.
    pub const ALL: &'static [FailoverMethod] =
        &[FailoverMethod::GeoDns, FailoverMethod::Anycast, FailoverMethod::LoadBalancer, FailoverMethod::InLibrary];

    /// The stable name: `"geo-dns"`, `"anycast"`, `"load-balancer"` or `"in-library"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            FailoverMethod::GeoDns => "geo-dns",
            FailoverMethod::Anycast => "anycast",
            FailoverMethod::LoadBalancer => "load-balancer",
            FailoverMethod::InLibrary => "in-library",
        }
    }

    /// The members that its description may have beside those of all.
    const fn members(self) -> &'static [&'static str] {
        match self {
            FailoverMethod::GeoDns => &["publish_ms", "ttl_ms", "violators"],
            FailoverMethod::Anycast => &["publish_ms", "convergence"],
            FailoverMethod::LoadBalancer => &["publish_ms"],
            FailoverMethod::InLibrary => &[],
        }
    }
}

/// How long a failover takes, and what is at risk. Times are whole milliseconds, rounded to the nearest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailoverTime {
    /// What the caller calls it.
    pub name: String,
    /// The way clients are sent elsewhere.
    pub method: FailoverMethod,
    /// The shortest time.
    pub min_ms: u64,
    /// The mean time.
    pub mean_ms: u64,
    /// Half of all failures last no longer.
    pub p50_ms: u64,
    /// Nine in ten last no longer.
    pub p90_ms: u64,
    /// 99 in a hundred last no longer.
    pub p99_ms: u64,
    /// The longest time; nothing where there is no bound.
    pub max_ms: Option<u64>,
    /// The recovery point: how much time's worth of acknowledged writes the other regions may lack, which is the lag of
    /// replication.
    pub rpo_ms: u64,
    /// How many writes that is, at the rate that was given.
    pub writes_at_risk: u64,
}

const MS: RangeInclusive<u64> = 0..=86_400_000;
/// A share of `1 - 2^-20` is as good as all.
const TAIL_OCTAVES: u32 = 20;
/// In how many parts an octave of an exponential tail is taken for straight: an error of 2 in 100,000.
const OCTAVE_PARTS: u32 = 64;
/// `2^(-1 / OCTAVE_PARTS)`.
const OCTAVE_STEP: f64 = 0.989_228_013_193_975_5;

impl FailoverTime {
    /// Works out one method: `{name, method, interval_ms, consecutive_failures, probe_timeout_ms, publish_ms, ttl_ms,
    /// violators: {share_percent, factor}, convergence, replication_lag_ms, writes_per_s}`. `name`, `method` and
    /// `interval_ms` must be there. `convergence` is either a list of `{share_percent, within_ms}`, between which the
    /// distribution is straight, or one such object, from which an exponential distribution is fitted.
    ///
    /// # Errors
    ///
    /// `routing_invalid` with the `place`.
    ///
    /// ```
    /// use active_active::{routing::FailoverTime, value::{Limits, Value}};
    /// // The worked example of Azure Traffic Manager's documentation.
    /// let example = Value::from_json(r#"{"name": "azure", "method": "geo-dns", "interval_ms": 30000,
    ///     "consecutive_failures": 4, "probe_timeout_ms": 10000, "ttl_ms": 30000}"#, &Limits::default())?;
    /// let time = FailoverTime::from_document(&example)?;
    /// assert_eq!((time.min_ms, time.mean_ms, time.max_ms, time.p99_ms), (100_000, 130_000, Some(160_000), 155_757));
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn from_document(document: &Value) -> Result<Self> {
        Self::read(Node::of(document, REQUEST))
    }

    fn read(node: Node<'_>) -> Result<Self> {
        let method = node.member("method")?.choice("method", FailoverMethod::ALL, FailoverMethod::as_str)?;
        let mut members = Vec::from([
            "name",
            "method",
            "interval_ms",
            "consecutive_failures",
            "probe_timeout_ms",
            "replication_lag_ms",
            "writes_per_s",
        ]);
        members.extend(method.members());
        let object = node.object(&members)?;
        let integer =
            |name: &str, range, default| object.optional(name).map_or(Ok(default), |node| node.integer(range));
        let interval_ms = object.required("interval_ms")?.integer(MS)?;
        let failures = integer("consecutive_failures", 1..=1000, 1)?;
        let fixed_ms =
            (failures - 1) * interval_ms + integer("probe_timeout_ms", MS, 0)? + integer("publish_ms", MS, 0)?;
        let base = Part { share: 1.0, offset: fixed_ms as f64, a: interval_ms as f64, b: 0.0 };
        let (parts, bounded) = match method {
            FailoverMethod::GeoDns => (expiry(base, integer("ttl_ms", MS, 0)? as f64, &object)?, true),
            FailoverMethod::Anycast => convergence(base, &object)?,
            _ => (Vec::from([base]), true),
        };
        let times = Distribution { parts };
        let whole = |x: f64| (x + 0.5) as u64;
        let rpo_ms = integer("replication_lag_ms", MS, 0)?;
        let rate = integer("writes_per_s", 0..=1_000_000_000, 0)?;
        Ok(FailoverTime {
            name: object.required("name")?.text()?.into(),
            method,
            min_ms: whole(times.min()),
            mean_ms: whole(times.mean()),
            p50_ms: whole(times.quantile(0.5)),
            p90_ms: whole(times.quantile(0.9)),
            p99_ms: whole(times.quantile(0.99)),
            max_ms: bounded.then(|| whole(times.max())),
            rpo_ms,
            writes_at_risk: (rpo_ms * rate).div_ceil(1000),
        })
    }

    /// `{name, method, min_ms, mean_ms, p50_ms, p90_ms, p99_ms, max_ms, rpo_ms, writes_at_risk}`; `max_ms` is null
    /// where there is no bound.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("name", Value::from(self.name.as_str())),
            ("method", Value::from(self.method.as_str())),
            ("min_ms", Value::from(self.min_ms)),
            ("mean_ms", Value::from(self.mean_ms)),
            ("p50_ms", Value::from(self.p50_ms)),
            ("p90_ms", Value::from(self.p90_ms)),
            ("p99_ms", Value::from(self.p99_ms)),
            ("max_ms", Value::from(self.max_ms)),
            ("rpo_ms", Value::from(self.rpo_ms)),
            ("writes_at_risk", Value::from(self.writes_at_risk)),
        ])
    }
}

/// A number that may have a fraction, as a share between 0 and 1 of `whole`.
fn number(node: &Node<'_>, range: RangeInclusive<f64>) -> Result<f64> {
    match node.value().as_f64() {
        Some(x) if range.contains(&x) => Ok(x),
        _ => Err(node.wrong(&format!("a number from {} to {}", *range.start() as u64, *range.end() as u64))),
    }
}

fn expiry(base: Part, ttl: f64, object: &Object<'_>) -> Result<Vec<Part>> {
    let kept = Part { b: ttl, ..base };
    let Some(violators) = object.optional("violators") else { return Ok(Vec::from([kept])) };
    let violators = violators.object(&["share_percent", "factor"])?;
    let share = number(&violators.required("share_percent")?, 0.0..=100.0)? / 100.0;
    let factor = number(&violators.required("factor")?, 1.0..=10_000.0)?;
    let parts = [Part { share: 1.0 - share, ..kept }, Part { share, b: ttl * factor, ..base }];
    Ok(parts.into_iter().filter(|part| part.share > 0.0).collect())
}

/// The parts, and whether there is a longest time.
fn convergence(base: Part, object: &Object<'_>) -> Result<(Vec<Part>, bool)> {
    let node = object.required("convergence")?;
    if node.is_object() {
        let (share, within) = point(node, 0.001..=99.999)?;
        return Ok((exponential(base, share, within), false));
    }
    let (mut parts, mut before) = (Vec::new(), (0.0, 0.0));
    let mut place = None;
    for item in node.items()? {
        let refuse = item.refuse("comes before the point in front of it; shares and times ascend");
        let (share, within) = point(item, 0.0..=100.0)?;
        if share < before.0 || within < before.1 {
            return Err(refuse);
        }
        if share > before.0 {
            let (offset, b) = (base.offset + before.1, within - before.1);
            parts.push(Part { share: share - before.0, offset, b, ..base });
        }
        (before, place) = ((share, within), Some(()));
    }
    if place.is_none() || before.0 < 1.0 {
        return Err(node.refuse("does not end at a share of 100 percent"));
    }
    Ok((parts, true))
}

fn point(node: Node<'_>, share: RangeInclusive<f64>) -> Result<(f64, f64)> {
    let object = node.object(&["share_percent", "within_ms"])?;
    let share = number(&object.required("share_percent")?, share)? / 100.0;
    Ok((share, object.required("within_ms")?.integer(MS)? as f64))
}

/// The exponential distribution of which `share` is within a time, in straight pieces; what is beyond the last one
/// counts at its mean.
fn exponential(base: Part, share: f64, within: f64) -> Vec<Part> {
    let octave = within / libm::log2(1.0 / (1.0 - share));
    let step = octave / f64::from(OCTAVE_PARTS);
    let (mut parts, mut left) = (Vec::new(), 1.0);
    for at in 0..OCTAVE_PARTS * TAIL_OCTAVES {
        let next = left * OCTAVE_STEP;
        parts.push(Part { share: left - next, offset: base.offset + step * f64::from(at), b: step, ..base });
        left = next;
    }
    let mean = octave / core::f64::consts::LN_2;
    parts.push(Part { share: left, offset: base.offset + octave * f64::from(TAIL_OCTAVES) + mean, b: 0.0, ..base });
    parts
}

/// Several methods side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailoverComparison {
    /// In the order in which they were given.
    pub methods: Vec<FailoverTime>,
}

/// Compares methods; see [`FailoverTime::from_document`] for how each is described.
///
/// # Errors
///
/// `routing_invalid` with the `place`.
pub fn compare_failover(methods: &Value) -> Result<FailoverComparison> {
    let methods = Node::of(methods, REQUEST).items()?.map(FailoverTime::read).collect::<Result<_>>()?;
    Ok(FailoverComparison { methods })
}

impl FailoverComparison {
    /// The table that an architect wants, in seconds: a line for each method.
    pub fn table(&self) -> String {
        let seconds = |ms: u64| format!("{}.{}", (ms + 50) / 1000, (ms + 50) / 100 % 10);
        let head = ["method", "min s", "mean s", "p50 s", "p90 s", "p99 s", "max s", "RPO s", "writes at risk"];
        let mut rows = Vec::from([head.map(String::from)]);
        for time in &self.methods {
            rows.push([
                time.name.clone(),
                seconds(time.min_ms),
                seconds(time.mean_ms),
                seconds(time.p50_ms),
                seconds(time.p90_ms),
                seconds(time.p99_ms),
                time.max_ms.map_or_else(|| String::from("none"), seconds),
                seconds(time.rpo_ms),
                format!("{}", time.writes_at_risk),
            ]);
        }
        let mut widths = [0; 9];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut table = String::new();
        for row in &rows {
            for (column, (width, cell)) in widths.into_iter().zip(row).enumerate() {
                let space = core::iter::repeat_n(' ', width - cell.chars().count());
                if column == 0 {
                    table.push_str(cell);
                    table.extend(space);
                } else {
                    table.push_str("  ");
                    table.extend(space);
                    table.push_str(cell);
                }
            }
            table.push('\n');
        }
        table
    }

    /// `{methods, table}`.
    pub fn to_document(&self) -> Value {
        let methods = self.methods.iter().map(FailoverTime::to_document).collect();
        Value::object([("methods", Value::Array(methods)), ("table", Value::from(self.table()))])
    }
}
