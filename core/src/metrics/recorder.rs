//! Where a replica counts.

use super::{Label, RateMonitor, Refused, Tally, WINDOW_MS, period::Period, series::Series};
use crate::{Code, Error, Result, causality::Origin, conflict::ConflictKind, deployment::Deployment, merge::Law};
use alloc::{format, string::String, vec::Vec};
use xxhash_rust::xxh3::xxh3_64;

/// How often the rate of conflicts is looked at, in milliseconds.
const EVALUATED_EVERY_MS: u64 = 1_000;
/// How many keys with a conflict are remembered to tell a repeated one; a later key takes the place of an earlier one.
const REMEMBERED_KEYS: usize = 1_024;

/// What is known of another origin.
#[derive(Debug)]
pub(super) struct OriginState {
    pub(super) origin: Origin,
    /// When changes of it were last applied.
    pub(super) heard_ms: Option<u64>,
    /// How far its timestamps were ahead of local time at most.
    pub(super) ahead_ms_max: u64,
}

/// The counters of a replica and what goes with them.
#[derive(Debug)]
pub(crate) struct Metrics {
    pub(super) window_ms: u64,
    /// The latest time that was given.
    pub(super) now_ms: u64,
    /// When the first call with a time came.
    pub(super) opened_ms: Option<u64>,
    /// When the next step of time, period or evaluation begins.
    turn_ms: u64,
    evaluate_ms: u64,
    pub(super) series: Series,
    /// The names of classes by slot; a slot is never given to another class.
    pub(super) classes: Vec<String>,
    /// The slots of the classes of the deployment in force, by their index.
    slots: Vec<u16>,
    tally: Tally,
    pub(super) period: Period,
    pub(super) before: Option<Period>,
    /// Hashes of keys that had a conflict, each in the one place where it may be.
    remembered: Vec<u64>,
    /// Conflicts but those of two deletes.
    pub(super) conflicts: u64,
    pub(super) monitor: RateMonitor,
    pub(super) origins: Vec<OriginState>,
}

impl Metrics {
    pub(crate) fn new(window_ms: u64, conflict_threshold: u64, deployment: &Deployment) -> Result<Self> {
        if !WINDOW_MS.contains(&window_ms) {
            let (least, most) = (WINDOW_MS.start(), WINDOW_MS.end());
            let message = format!("metrics_window_ms is {window_ms}; give {least} to {most}");
            return Err(Error::new(Code::InvalidArgument, message));
        }
        let mut metrics = Metrics {
            window_ms,
            now_ms: 0,
            opened_ms: None,
            turn_ms: 0,
            evaluate_ms: 0,
            series: Series::new(window_ms),
            classes: Vec::new(),
            slots: Vec::new(),
            tally: Tally::new(0),
            period: Period::new(0),
            before: None,
            remembered: Vec::new(),
            conflicts: 0,
            monitor: RateMonitor::new(conflict_threshold, window_ms)?,
            origins: Vec::new(),
        };
        metrics.adopt(deployment);
        Ok(metrics)
    }

    /// Drops keys that are no more to be held.
    pub(crate) fn forget(&mut self, is_gone: impl Fn(&str) -> bool + Copy) {
        for period in core::iter::once(&mut self.period).chain(&mut self.before) {
            period.conflict_keys.forget(is_gone);
            period.write_keys.forget(is_gone);
        }
    }

    /// Takes the classes of a deployment that comes into force; counters go on under the names of their classes.
    pub(crate) fn adopt(&mut self, deployment: &Deployment) {
        self.slots = deployment.classes().iter().map(|class| self.slot_named(&class.name)).collect();
        self.tally.resize(self.slots.len());
    }

    fn slot_named(&mut self, name: &str) -> u16 {
        let known = self.classes.iter().position(|class| class == name);
        let slot = known.unwrap_or_else(|| {
            self.classes.push(name.into());
            self.classes.len() - 1
        });
        slot as u16
    }

    /// Takes the time of a call. Time that goes back changes nothing.
    #[inline]
    pub(crate) fn advance(&mut self, now_ms: u64) {
        self.now_ms = self.now_ms.max(now_ms);
        if now_ms >= self.turn_ms {
            self.turn(now_ms);
        }
    }

    #[cold]
    fn turn(&mut self, now_ms: u64) {
        if self.opened_ms.is_none() {
            self.opened_ms = Some(now_ms);
            self.period.start_ms = now_ms;
        }
        let next_step_ms = self.series.turn(now_ms);
        let elapsed = now_ms.saturating_sub(self.period.start_ms) / self.window_ms;
        if elapsed > 0 {
            let next = Period::new(self.period.start_ms + elapsed * self.window_ms);
            let ended = core::mem::replace(&mut self.period, next);
            self.before = (elapsed == 1).then_some(ended);
        }
        if now_ms >= self.evaluate_ms {
            self.monitor.observe(now_ms, self.conflicts);
            self.evaluate_ms = now_ms.saturating_add(EVALUATED_EVERY_MS);
        }
        let period_ends_ms = self.period.start_ms.saturating_add(self.window_ms);
        self.turn_ms = next_step_ms.min(period_ends_ms).min(self.evaluate_ms);
    }

    /// Counts a write of this region.
    pub(crate) fn written(&mut self, class: u16, key: &str) {
        if let Some(slot) = self.slots.get(usize::from(class)) {
            self.series.add(Label::Written { class: *slot }, 1);
        }
        if self.tally.is_sampled() {
            self.period.write_keys.add(key, 1);
        }
    }

    /// What the changes of a batch are counted with; to be handed back to [`applied`](Self::applied).
    pub(crate) fn tally(&mut self) -> Tally {
        core::mem::take(&mut self.tally)
    }

    /// Counts changes of another origin that were applied; `key` answers the key at a place of the batch.
    pub(crate) fn applied<'a>(&mut self, origin: Origin, mut tally: Tally, key: impl Fn(usize) -> Option<&'a str>) {
        for class in core::mem::take(&mut tally.touched) {
            if let Some(slot) = self.slots.get(usize::from(class)) {
                self.series.add(Label::Applied { class: *slot, region: origin.region }, tally.take(class));
            }
        }
        for key in core::mem::take(&mut tally.samples).into_iter().filter_map(key) {
            self.period.write_keys.add(key, 1);
        }
        self.tally = tally;
        let now_ms = self.now_ms;
        self.origin(origin).heard_ms = Some(now_ms);
    }

    fn origin(&mut self, origin: Origin) -> &mut OriginState {
        let known = self.origins.iter().position(|state| state.origin == origin);
        let at = known.unwrap_or(self.origins.len());
        if known.is_none() {
            self.origins.push(OriginState { origin, heard_ms: None, ahead_ms_max: 0 });
        }
        #[allow(clippy::indexing_slicing, reason = "INVARIANT: found, or pushed just above")]
        &mut self.origins[at]
    }

    /// Notes how far ahead of local time a timestamp of another origin is.
    pub(crate) fn ahead(&mut self, origin: Origin, ahead_ms: u64) {
        if ahead_ms > 0 {
            let state = self.origin(origin);
            state.ahead_ms_max = ahead_ms.max(state.ahead_ms_max);
            self.period.ahead(origin, ahead_ms);
        }
    }

    /// Counts changes that had been applied before.
    pub(crate) fn duplicates(&mut self, origin: Origin, times: u64) {
        if times > 0 {
            self.series.add(Label::Duplicate { region: origin.region }, times);
        }
    }

    /// Counts a batch that has to wait.
    pub(crate) fn held(&mut self, code: Code) {
        self.series.add(Label::Held { code }, 1);
    }

    /// Counts a write or a batch that was refused.
    pub(crate) fn refused(&mut self, what: Refused, code: Code) {
        self.series.add(Label::Refused { what, code }, 1);
    }

    /// Counts a conflict between writes of two regions, `a` being the side of the lower origin. Two deletes are counted
    /// and no more, since they harm nothing.
    pub(crate) fn conflict(&mut self, class: &str, kind: ConflictKind, key: &str, (a, b): (u16, u16)) {
        let class = self.slot_named(class);
        self.series.add(Label::Conflict { class, kind }, 1);
        self.series.add(Label::Pair { a, b }, 1);
        if kind == ConflictKind::DeleteDelete {
            return;
        }
        self.conflicts = self.conflicts.saturating_add(1);
        self.monitor.observe(self.now_ms, self.conflicts);
        self.period.conflicts += 1;
        self.period.conflict_keys.add(key, 1);
        if self.remember(key) && a != b {
            self.period.repeated += 1;
        }
    }

    /// Counts a record that began to break a rule, or that other writes left broken.
    pub(crate) fn rule_violated(&mut self, class: &str) {
        let class = self.slot_named(class);
        self.series.add(Label::Conflict { class, kind: ConflictKind::RuleViolated }, 1);
    }

    /// Counts a conflict for which a merge function gave no value.
    pub(crate) fn merge_failed(&mut self, class: &str, code: Code) {
        let class = self.slot_named(class);
        self.series.add(Label::MergeFailed { class, code }, 1);
    }

    /// Counts a conflict on whose versions a merge function broke a law.
    pub(crate) fn merge_violated(&mut self, class: &str, law: Law) {
        let class = self.slot_named(class);
        self.series.add(Label::MergeViolated { class, law }, 1);
    }

    /// Remembers a key; whether it was remembered already.
    fn remember(&mut self, key: &str) -> bool {
        self.remembered.resize(REMEMBERED_KEYS, 0);
        // Zero is a place that is free.
        let hash = xxh3_64(key.as_bytes()) | 1;
        let place = self.remembered.get_mut((hash >> 1) as usize % REMEMBERED_KEYS);
        place.is_some_and(|place| core::mem::replace(place, hash) == hash)
    }

    /// The period to judge by: that which saw more conflicts of the one that runs at `now_ms` and the one before.
    pub(super) fn judged(&self, now_ms: u64) -> Option<&Period> {
        self.recent(now_ms).reduce(|best, other| if other.conflicts > best.conflicts { other } else { best })
    }

    /// The period that runs at `now_ms` and the one before, as far as there are such.
    pub(super) fn recent(&self, now_ms: u64) -> impl Iterator<Item = &Period> {
        let recent = move |period: &&Period| {
            now_ms.saturating_sub(period.start_ms) / self.window_ms < 2 && self.opened_ms.is_some()
        };
        core::iter::once(&self.period).chain(&self.before).filter(recent)
    }

    /// The monitor as it is once it has seen the count at a time.
    pub(super) fn monitor_at(&self, now_ms: u64) -> RateMonitor {
        let mut monitor = self.monitor;
        monitor.observe(now_ms, self.conflicts);
        monitor
    }
}
