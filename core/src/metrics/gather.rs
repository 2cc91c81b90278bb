//! From counters to a report.

use super::{
    ClockAhead, ConflictRate, HOT_KEYS, HotKey, HotKeys, Label, MetricCount, Metrics, MetricsReport, region_label,
};
use crate::{deployment::Deployment, sorted::Order};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

impl Metrics {
    /// The time to judge by: time that goes back changes nothing.
    pub(crate) fn at(&self, now_ms: u64) -> u64 {
        now_ms.max(self.now_ms)
    }

    /// When changes of a region were last applied; where none were, when this replica was opened.
    pub(crate) fn heard_ms(&self, region: u16) -> Option<u64> {
        let of_region = self.origins.iter().filter(|state| state.origin.region == region);
        of_region.filter_map(|state| state.heard_ms).max().or(self.opened_ms)
    }

    /// The report of all that is counted here; what the engine knows besides is left at nothing.
    pub(crate) fn report(&self, now_ms: u64, deployment: &Deployment) -> MetricsReport {
        let now_ms = self.at(now_ms);
        let mut report = MetricsReport {
            region: String::new(),
            window_ms: self.window_ms,
            writes: Vec::new(),
            applied: Vec::new(),
            duplicates: Vec::new(),
            held: Vec::new(),
            refused: Vec::new(),
            conflicts: Vec::new(),
            conflict_pairs: Vec::new(),
            merge_failures: Vec::new(),
            merge_violations: Vec::new(),
            conflict_rate: ConflictRate::of(&self.monitor_at(now_ms)),
            clocks: self.clocks(deployment),
            peers: Vec::new(),
            hot_keys: self.hot_keys(now_ms, deployment),
            records: 0,
            batches_waiting: 0,
            conflict_records: 0,
            conflict_records_dropped: 0,
        };
        for (label, total, in_window) in self.series.counts(now_ms) {
            let (family, labels) = self.place(&mut report, label, deployment);
            family.push(MetricCount::new(labels, total, in_window, self.window_ms));
        }
        report
    }

    /// Where in a report a counter belongs, and under which labels.
    fn place<'r>(
        &self,
        report: &'r mut MetricsReport,
        label: Label,
        deployment: &Deployment,
    ) -> (&'r mut Vec<MetricCount>, Vec<(&'static str, String)>) {
        let class = |slot: u16| ("class", self.classes.get(usize::from(slot)).cloned().unwrap_or_default());
        let region = |name, number| (name, region_label(deployment, number));
        match label {
            Label::Written { class: slot } => (&mut report.writes, [class(slot)].into()),
            Label::Applied { class: slot, region: origin } => {
                (&mut report.applied, [class(slot), region("origin_region", origin)].into())
            }
            Label::Duplicate { region: origin } => (&mut report.duplicates, [region("origin_region", origin)].into()),
            Label::Held { code } => (&mut report.held, [("code", code.as_str().into())].into()),
            Label::Refused { what, code } => {
                (&mut report.refused, [("what", what.as_str().into()), ("code", code.as_str().into())].into())
            }
            Label::Conflict { class: slot, kind } => {
                (&mut report.conflicts, [class(slot), ("kind", kind.as_str().into())].into())
            }
            Label::MergeFailed { class: slot, code } => {
                (&mut report.merge_failures, [class(slot), ("code", code.as_str().into())].into())
            }
            Label::MergeViolated { class: slot, law } => {
                (&mut report.merge_violations, [class(slot), ("law", law.as_str().into())].into())
            }
            Label::Pair { a, b } => (&mut report.conflict_pairs, [region("region_a", a), region("region_b", b)].into()),
        }
    }

    fn clocks(&self, deployment: &Deployment) -> Vec<ClockAhead> {
        let mut origins: Vec<_> = self.origins.iter().map(|state| (state.origin, state.ahead_ms_max)).collect();
        origins.order();
        let clock = |(origin, ahead_ms_max): (crate::causality::Origin, u64)| ClockAhead {
            origin: origin.to_string(),
            origin_region: region_label(deployment, origin.region),
            ahead_ms_max,
        };
        origins.into_iter().map(clock).collect()
    }

    fn hot_keys(&self, now_ms: u64, deployment: &Deployment) -> HotKeys {
        let written = self.recent(now_ms).map(|period| &period.write_keys);
        let written = written.reduce(|best, other| if other.total() > best.total() { other } else { best });
        let top = |sketch| HotKey::top(sketch, HOT_KEYS, deployment.name(), false);
        HotKeys {
            conflicts: self.judged(now_ms).map(|period| top(&period.conflict_keys)).unwrap_or_default(),
            writes: written.map(top).unwrap_or_default(),
        }
    }
}
