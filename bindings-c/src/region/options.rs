//! What a host decides when it opens a region.

use active_active::{
    Result,
    region::{ClaimSecret, Options},
};

use crate::input::{AA_NONE, aa_bytes, optional_number};

/// Settings of one replica. Start from `aa_options_default` and set what differs.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_options {
    /// The incarnation of the region, from 1. A restored or cloned replica takes one that was never used.
    pub incarnation: u16,
    /// The process within the region, part of the node in timestamps.
    pub process: u32,
    /// How far ahead of local time a received timestamp may be; beyond it changes are held.
    pub max_drift_ms: u64,
    /// How far ahead of local time the region's own clock may run.
    pub max_ahead_ms: u64,
    /// The largest forward step of local time that is believed unasked; `AA_NONE` believes any.
    pub max_jump_ms: u64,
    /// The most conflict records kept; beyond it the oldest decided ones go and are counted.
    pub conflicts_max: usize,
    /// The most bytes of held batches kept; beyond it a batch is refused and its sender keeps it.
    pub held_bytes_max: usize,
    /// How many bytes of each stream stay for readers of the feed after every region has them.
    pub feed_bytes: usize,
    /// The largest batch accepted, in bytes.
    pub batch_bytes_max: usize,
    /// How long a target may go without acknowledging another origin's changes before this region relays them. Zero
    /// relays at once; in a healthy mesh that only sends everything twice.
    pub relay_after_ms: u64,
    /// Whether the replica counts what it does, for `aa_region_metrics` and `aa_region_diagnose`.
    pub metrics: bool,
    /// How far back rates look, 1000 to 3600000.
    pub metrics_window_ms: u64,
    /// How many conflicts in a window are too many, at least 1.
    pub conflict_rate_threshold: u64,
    /// How long a merge function may take; beyond it the conflict waits. Zero is no limit.
    pub merge_budget_ms: u64,
    /// Of how many conflicts that merge functions decide one is looked at for laws that the function breaks, for which it
    /// is called up to a dozen times; see `aa_region_merge_violations`. Zero is none.
    pub sample_merges: u64,
    /// What keys of claims are derived with; the same in all regions. `{NULL, 0}`: it follows from the deployment's name.
    pub claim_secret: aa_bytes,
}

impl From<Options> for aa_options {
    fn from(options: Options) -> Self {
        aa_options {
            incarnation: options.incarnation,
            process: options.process,
            max_drift_ms: options.max_drift_ms,
            max_ahead_ms: options.max_ahead_ms,
            max_jump_ms: options.max_jump_ms.unwrap_or(AA_NONE),
            conflicts_max: options.conflicts_max,
            held_bytes_max: options.held_bytes_max,
            feed_bytes: options.feed_bytes,
            batch_bytes_max: options.batch_bytes_max,
            relay_after_ms: options.relay_after_ms,
            metrics: options.metrics,
            metrics_window_ms: options.metrics_window_ms,
            conflict_rate_threshold: options.conflict_rate_threshold,
            merge_budget_ms: options.merge_budget_ms,
            sample_merges: options.sample_merges,
            claim_secret: aa_bytes::NONE,
        }
    }
}

/// The options given, or the defaults for null.
pub(super) fn options(given: Option<&aa_options>) -> Result<Options> {
    let Some(given) = given else { return Ok(Options::default()) };
    Ok(Options {
        incarnation: given.incarnation,
        process: given.process,
        max_drift_ms: given.max_drift_ms,
        max_ahead_ms: given.max_ahead_ms,
        max_jump_ms: optional_number(given.max_jump_ms),
        conflicts_max: given.conflicts_max,
        held_bytes_max: given.held_bytes_max,
        feed_bytes: given.feed_bytes,
        batch_bytes_max: given.batch_bytes_max,
        relay_after_ms: given.relay_after_ms,
        metrics: given.metrics,
        metrics_window_ms: given.metrics_window_ms,
        conflict_rate_threshold: given.conflict_rate_threshold,
        merge_budget_ms: given.merge_budget_ms,
        sample_merges: given.sample_merges,
        claim_secret: ClaimSecret::new(given.claim_secret.bytes("claim_secret")?),
        ..Options::default()
    })
}

/// The default settings: incarnation 1, 5 s of drift, 60 s ahead, any jump, 10,000 conflict records, 64 MiB held.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_options_default() -> aa_options {
    Options::default().into()
}
