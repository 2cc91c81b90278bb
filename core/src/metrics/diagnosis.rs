//! From counters to what is wrong.
//!
//! Conflicts are judged by a stretch of time as long as the window: the one that runs, or the one before if that saw
//! more. If a few keys have most of its conflicts, that is a hotspot. If most are between two regions, on keys that had
//! a conflict not long before, and not on the hottest few, then requests for the same subjects reach several regions:
//! misrouting. Subjects have no home regions yet; once they have, writes away from home will say so more directly.
//! A clock is skewed if timestamps of its origin were ahead of the time at which they came. A region has failed, or
//! cannot be reached, if nothing of it came for long and changes have waited for it as long: one that is well answers
//! what it receives, at least with an acknowledgement in its stream.

use super::{ConflictRate, Finding, FindingKind, HotKey, Label, Metrics, PeerProgress, period::Period, region_label};
use crate::{Code, Error, Result, deployment::Deployment, sorted::Order};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

/// From where on something counts as wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnoseOptions {
    /// How many conflicts there have to be in a window's length of time before their keys and regions are judged.
    pub conflicts_min: u64,
    /// How many keys are few.
    pub hotspot_keys: usize,
    /// What share of the conflicts those few keys need to be a hotspot, in percent.
    pub hotspot_percent: u64,
    /// What share of the conflicts has to be repeated ones between regions on other keys than the hottest few, in
    /// percent, to be misrouting.
    pub misrouting_percent: u64,
    /// How far ahead another origin's clock has to be, in milliseconds.
    pub clock_skew_ms: u64,
    /// For how long another region has to be silent, and changes to wait for it, in milliseconds.
    pub silent_ms: u64,
    /// Whether hot keys are named. Otherwise only their hashes are.
    pub allow_keys: bool,
}

impl Default for DiagnoseOptions {
    fn default() -> Self {
        DiagnoseOptions {
            conflicts_min: 10,
            hotspot_keys: 3,
            hotspot_percent: 50,
            misrouting_percent: 50,
            clock_skew_ms: 1_000,
            silent_ms: 30_000,
            allow_keys: false,
        }
    }
}

impl DiagnoseOptions {
    fn check(&self) -> Result<()> {
        let within = |name: &str, given: u64, most: u64| match given {
            given if (1..=most).contains(&given) => Ok(()),
            given => Err(Error::new(Code::InvalidArgument, format!("{name} is {given}; give 1 to {most}"))),
        };
        within("hotspot_keys", self.hotspot_keys as u64, super::HOT_KEYS as u64)?;
        within("hotspot_percent", self.hotspot_percent, 100)?;
        within("misrouting_percent", self.misrouting_percent, 100)
    }
}

/// What is wrong, if anything.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// What is wrong, what matters most first; empty where nothing is.
    pub findings: Vec<Finding>,
    /// Whether conflicts come too fast.
    pub conflict_rate: ConflictRate,
}

impl Diagnosis {
    /// The finding that matters most; `None` is healthy.
    pub fn state(&self) -> Option<FindingKind> {
        self.findings.first().map(Finding::kind)
    }
}

pub(crate) fn diagnose(
    metrics: &Metrics,
    now_ms: u64,
    deployment: &Deployment,
    peers: &[PeerProgress],
    options: &DiagnoseOptions,
) -> Result<Diagnosis> {
    options.check()?;
    let now_ms = now_ms.max(metrics.now_ms);
    let judged = metrics.judged(now_ms).filter(|period| period.conflicts >= options.conflicts_min.max(1));
    let mut findings = Vec::new();
    if let Some(period) = judged {
        let hottest = HotKey::top(&period.conflict_keys, options.hotspot_keys, deployment.name(), options.allow_keys);
        findings.extend(misrouting(metrics, now_ms, deployment, period, &hottest, options));
        findings.extend(hotspot(period, hottest, options));
    }
    findings.extend(clock_skew(metrics, now_ms, deployment, options));
    findings.extend(peers.iter().filter_map(|peer| failover(peer, options)));
    Ok(Diagnosis { findings, conflict_rate: ConflictRate::of(&metrics.monitor_at(now_ms)) })
}

fn percent(part: u64, whole: u64) -> u64 {
    part.saturating_mul(100) / whole.max(1)
}

fn misrouting(
    metrics: &Metrics,
    now_ms: u64,
    deployment: &Deployment,
    period: &Period,
    hottest: &[HotKey],
    options: &DiagnoseOptions,
) -> Option<Finding> {
    // What the hottest keys may have had of the repeated ones is the hotspot's.
    let of_hottest = hottest.iter().map(|hot| hot.count).fold(0, u64::saturating_add);
    let repeated = period.repeated.saturating_sub(of_hottest);
    let share_percent = percent(repeated, period.conflicts);
    (share_percent >= options.misrouting_percent).then(|| Finding::Misrouting {
        conflicts: period.conflicts,
        repeated,
        share_percent,
        regions: busiest_pair(metrics, now_ms, deployment),
    })
}

/// The two regions between which most conflicts of the window were.
fn busiest_pair(metrics: &Metrics, now_ms: u64, deployment: &Deployment) -> Vec<String> {
    let pairs = metrics.series.counts(now_ms).filter_map(|(label, _, in_window)| match label {
        Label::Pair { a, b } if a != b && in_window > 0 => Some((a, b, in_window)),
        _ => None,
    });
    let busiest = pairs.reduce(|best, other| if other.2 > best.2 { other } else { best });
    let names = busiest.map(|(a, b, _)| [a, b].map(|number| region_label(deployment, number)));
    names.into_iter().flatten().collect()
}

fn hotspot(period: &Period, hottest: Vec<HotKey>, options: &DiagnoseOptions) -> Option<Finding> {
    let surely = hottest.iter().map(|hot| hot.count - hot.error).fold(0, u64::saturating_add);
    let share_percent = percent(surely, period.conflicts);
    (share_percent >= options.hotspot_percent).then_some(Finding::Hotspot {
        conflicts: period.conflicts,
        share_percent,
        keys: hottest,
    })
}

fn clock_skew(metrics: &Metrics, now_ms: u64, deployment: &Deployment, options: &DiagnoseOptions) -> Vec<Finding> {
    let mut ahead: Vec<(u64, crate::causality::Origin)> = Vec::new();
    for state in &metrics.origins {
        let recent = metrics.recent(now_ms).flat_map(|period| &period.ahead_ms);
        let most = recent.filter(|(origin, _)| *origin == state.origin).map(|(_, ms)| *ms).max().unwrap_or(0);
        if most >= options.clock_skew_ms.max(1) {
            ahead.push((most, state.origin));
        }
    }
    ahead.order_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let finding = |(ahead_ms, origin): (u64, crate::causality::Origin)| Finding::ClockSkew {
        origin: origin.to_string(),
        origin_region: region_label(deployment, origin.region),
        ahead_ms,
    };
    ahead.into_iter().map(finding).collect()
}

fn failover(peer: &PeerProgress, options: &DiagnoseOptions) -> Option<Finding> {
    let silent = peer.silent_ms >= options.silent_ms && peer.waiting_ms >= options.silent_ms;
    (silent && peer.unacknowledged > 0).then(|| Finding::Failover {
        peer: peer.peer.clone(),
        silent_ms: peer.silent_ms,
        waiting_ms: peer.waiting_ms,
        unacknowledged: peer.unacknowledged,
    })
}
