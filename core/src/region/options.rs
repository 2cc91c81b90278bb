//! What a host decides when it opens a region.

use super::ClaimSecret;
use crate::fault::Faults;

/// Settings of one replica. They are local: but for the secret of claims, none of them may differ in a way that changes
/// what regions agree on.
#[derive(Debug, Clone)]
pub struct Options {
    /// The incarnation of the region, from 1. A restored or cloned replica takes one that was never used.
    pub incarnation: u16,
    /// The process within the region, part of the node in timestamps.
    pub process: u32,
    /// How far ahead of local time a received timestamp may be, in milliseconds; beyond it changes are held.
    pub max_drift_ms: u64,
    /// How far ahead of local time the region's own clock may run, in milliseconds.
    pub max_ahead_ms: u64,
    /// The largest forward step of local time that is believed unasked, in milliseconds; `None` believes any.
    pub max_jump_ms: Option<u64>,
    /// The most conflict records kept; beyond it the oldest decided ones go and are counted.
    pub conflicts_max: usize,
    /// The most bytes of held batches kept; beyond it a batch is refused and its sender keeps it.
    pub held_bytes_max: usize,
    /// How many bytes of each stream stay for readers of the feed after every region has them.
    pub feed_bytes: usize,
    /// The largest batch accepted, in bytes.
    pub batch_bytes_max: usize,
    /// How long a target may go without acknowledging another origin's changes before this region relays them, in
    /// milliseconds. Zero relays at once; in a healthy mesh that only sends everything twice.
    pub relay_after_ms: u64,
    /// Whether the replica counts what [`metrics`](crate::metrics) describes.
    pub metrics: bool,
    /// How far back rates look, in milliseconds: 1,000 to 3,600,000. As long are the windows in which conflicts are
    /// judged.
    pub metrics_window_ms: u64,
    /// How many conflicts in a window are too many, at least 1.
    pub conflict_rate_threshold: u64,
    /// How long a merge function may take, in milliseconds; beyond it the conflict waits. Zero is no limit.
    pub merge_budget_ms: u64,
    /// Of how many conflicts that merge functions decide one is looked at more closely: whether the function keeps its
    /// [laws](crate::merge::Law) on the versions that stand there, for which it is called up to a dozen times. Zero is
    /// none. What it finds is in [`merge_violations`](super::Region::merge_violations) and counted by the metrics.
    pub sample_merges: u64,
    /// What keys of claims are derived with; the same in all regions.
    pub claim_secret: ClaimSecret,
    /// Deliberate faults, for tests of the tests; none unless the crate is built with the feature `simulate`.
    pub faults: Faults,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            incarnation: 1,
            process: 0,
            max_drift_ms: 5_000,
            max_ahead_ms: 60_000,
            max_jump_ms: None,
            conflicts_max: 10_000,
            held_bytes_max: 64 << 20,
            feed_bytes: 256 << 10,
            batch_bytes_max: 16 << 20,
            relay_after_ms: 1_000,
            metrics: true,
            metrics_window_ms: 60_000,
            conflict_rate_threshold: 100,
            merge_budget_ms: 1_000,
            sample_merges: 0,
            claim_secret: ClaimSecret::default(),
            faults: Faults::NONE,
        }
    }
}
