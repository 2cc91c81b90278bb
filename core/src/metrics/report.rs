//! All that a replica counts, as plain data.

use super::{
    MetricCount, RateMonitor, RateState, SAMPLED_EVERY, SpaceSaving,
    count::{document, documents},
    key_hash,
};
use crate::value::Value;
use alloc::{string::String, vec::Vec};

/// How conflicts come, as the region's [`RateMonitor`] sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConflictRate {
    /// Whether they come too fast.
    pub state: RateState,
    /// How many came in the monitor's window so far.
    pub count: u64,
    /// How many are too many.
    pub threshold: u64,
    /// The length of the monitor's window.
    pub window_ms: u64,
}

impl ConflictRate {
    pub(super) fn of(monitor: &RateMonitor) -> Self {
        ConflictRate {
            state: monitor.state(),
            count: monitor.count(),
            threshold: monitor.threshold(),
            window_ms: monitor.window_ms(),
        }
    }

    /// `{state, count, threshold, window_ms}`.
    pub fn to_document(&self) -> Value {
        document(&mut [
            ("state", Value::from(self.state.as_str())),
            ("count", Value::from(self.count)),
            ("threshold", Value::from(self.threshold)),
            ("window_ms", Value::from(self.window_ms)),
        ])
    }
}

/// How far another origin's clock was ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockAhead {
    /// Region number and incarnation, such as `2.1`.
    pub origin: String,
    /// The name of its region.
    pub origin_region: String,
    /// The most that a timestamp of it was ahead of the time at which it came, in milliseconds.
    pub ahead_ms_max: u64,
}

impl ClockAhead {
    /// `{origin, origin_region, ahead_ms_max}`.
    pub fn to_document(&self) -> Value {
        document(&mut [
            ("origin", Value::from(self.origin.as_str())),
            ("origin_region", Value::from(self.origin_region.as_str())),
            ("ahead_ms_max", Value::from(self.ahead_ms_max)),
        ])
    }
}

/// How far another region has come with what this one wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerProgress {
    /// The name of the other region.
    pub peer: String,
    /// How many changes of this region it has not acknowledged.
    pub unacknowledged: u64,
    /// For how long none of its own changes has come, in milliseconds.
    pub silent_ms: u64,
    /// For how long the first change that it has not acknowledged has waited, in milliseconds; zero if there is none.
    pub waiting_ms: u64,
}

impl PeerProgress {
    /// `{peer, unacknowledged, silent_ms, waiting_ms}`.
    pub fn to_document(&self) -> Value {
        document(&mut [
            ("peer", Value::from(self.peer.as_str())),
            ("unacknowledged", Value::from(self.unacknowledged)),
            ("silent_ms", Value::from(self.silent_ms)),
            ("waiting_ms", Value::from(self.waiting_ms)),
        ])
    }
}

/// A key that comes often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotKey {
    /// The key as a hash that is the same in every region of the deployment.
    pub key_hash: String,
    /// The key itself, where the caller allowed that.
    pub key: Option<String>,
    /// How often it came at most.
    pub count: u64,
    /// How much of the count may be other keys'.
    pub error: u64,
}

impl HotKey {
    pub(super) fn top(sketch: &SpaceSaving, limit: usize, deployment: &str, allow_keys: bool) -> Vec<HotKey> {
        let hot = |hot: super::KeyCount| HotKey {
            key_hash: key_hash(deployment, &hot.key),
            key: allow_keys.then_some(hot.key),
            count: hot.count,
            error: hot.error,
        };
        sketch.top(limit).into_iter().map(hot).collect()
    }

    /// `{key_hash, key, count, error}`; `key` is null where keys are not allowed.
    pub fn to_document(&self) -> Value {
        document(&mut [
            ("key_hash", Value::from(self.key_hash.as_str())),
            ("key", Value::from(self.key.as_deref())),
            ("count", Value::from(self.count)),
            ("error", Value::from(self.error)),
        ])
    }
}

/// The keys that come most often: counted anew with each window's length of time. Told is the stretch that saw more of
/// them of the one that runs and the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotKeys {
    /// By conflicts, every one of which is counted.
    pub conflicts: Vec<HotKey>,
    /// By writes, own and applied, one in `sampled_every` of which is counted.
    pub writes: Vec<HotKey>,
}

/// All that a replica counts. Everything is since the replica was opened but what says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricsReport {
    /// The name of the region.
    pub region: String,
    /// How far back rates look, in milliseconds.
    pub window_ms: u64,
    /// Writes of this region, by `class`.
    pub writes: Vec<MetricCount>,
    /// Changes of other origins that were applied, by `class` and `origin_region`; acknowledgements are not counted.
    pub applied: Vec<MetricCount>,
    /// Changes that came again, by `origin_region`.
    pub duplicates: Vec<MetricCount>,
    /// Batches that had to wait, by the `code` of the reason.
    pub held: Vec<MetricCount>,
    /// What was refused: by `what` (a `write` of this region, or a `batch` that came) and the error's `code`. A batch whose
    /// operations do not fit the classes is `wrong_type`.
    pub refused: Vec<MetricCount>,
    /// Pairs of writes that met unseen, by `class` and `kind`.
    pub conflicts: Vec<MetricCount>,
    /// The same by their regions, `region_a` and `region_b`.
    pub conflict_pairs: Vec<MetricCount>,
    /// Conflicts for which a merge function gave no value, by `class` and `code`.
    pub merge_failures: Vec<MetricCount>,
    /// Sampled conflicts on whose versions a merge function broke a law, by `class` and `law`.
    pub merge_violations: Vec<MetricCount>,
    /// Whether conflicts come too fast; those of two deletes are left out.
    pub conflict_rate: ConflictRate,
    /// The clocks of other origins.
    pub clocks: Vec<ClockAhead>,
    /// The other regions that take part.
    pub peers: Vec<PeerProgress>,
    /// The keys that come most often.
    pub hot_keys: HotKeys,
    /// How many records there are now.
    pub records: u64,
    /// How many batches wait now.
    pub batches_waiting: u64,
    /// How many conflict records there are now.
    pub conflict_records: u64,
    /// How many decided conflict records were dropped to stay within the limit.
    pub conflict_records_dropped: u64,
}

impl MetricsReport {
    /// The report as other languages see it, with the names of its members.
    pub fn to_document(&self) -> Value {
        let counts = |counts: &[MetricCount]| documents(counts, MetricCount::to_document);
        let keys = |keys: &[HotKey]| documents(keys, HotKey::to_document);
        let hot_keys = document(&mut [
            ("conflicts", keys(&self.hot_keys.conflicts)),
            ("writes", keys(&self.hot_keys.writes)),
            ("sampled_every", Value::from(SAMPLED_EVERY)),
        ]);
        document(&mut [
            ("region", Value::from(self.region.as_str())),
            ("window_ms", Value::from(self.window_ms)),
            ("writes", counts(&self.writes)),
            ("applied", counts(&self.applied)),
            ("duplicates", counts(&self.duplicates)),
            ("held", counts(&self.held)),
            ("refused", counts(&self.refused)),
            ("conflicts", counts(&self.conflicts)),
            ("conflict_pairs", counts(&self.conflict_pairs)),
            ("merge_failures", counts(&self.merge_failures)),
            ("merge_violations", counts(&self.merge_violations)),
            ("conflict_rate", self.conflict_rate.to_document()),
            ("clocks", documents(&self.clocks, ClockAhead::to_document)),
            ("peers", documents(&self.peers, PeerProgress::to_document)),
            ("hot_keys", hot_keys),
            ("records", Value::from(self.records)),
            ("batches_waiting", Value::from(self.batches_waiting)),
            ("conflict_records", Value::from(self.conflict_records)),
            ("conflict_records_dropped", Value::from(self.conflict_records_dropped)),
        ])
    }
}
