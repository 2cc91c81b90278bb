//! What a replica counts of itself, and what that says: counters and rates, hot keys, and a diagnosis.
//!
//! Counters only rise, from the opening of the replica on; they are in no snapshot and no digest. The time is the
//! `now_ms` that is handed to writes and to `apply`, so the same calls give the same figures everywhere. Time that goes
//! back changes nothing: what happens then counts as if it happened at the latest time that was given. One call with a
//! time far ahead therefore makes the windows wait until that time has come.
//!
//! The hot path pays for a few additions: a change that is applied adds one in a list by class, and every 128th change
//! is looked at for hot keys. Labels are looked up once for each batch. Rates need no counter of their own: sixty times
//! in a window the counters are copied, and a rate is the difference from such a copy.
//!
//! No label carries a key. Where keys are told they are hashes, unless the caller allows keys.

mod count;
mod diagnosis;
mod diagnosis_document;
mod finding;
mod gather;
mod key_hash;
mod open_metrics;
mod period;
mod rate_monitor;
mod recorder;
mod report;
mod series;
mod space_saving;
mod tally;

pub use count::MetricCount;
pub use diagnosis::{DiagnoseOptions, Diagnosis};
pub use finding::{Finding, FindingKind};
pub use open_metrics::OPEN_METRICS_MEDIA_TYPE;
pub use rate_monitor::{RateMonitor, RateState};
pub use report::{ClockAhead, ConflictRate, HotKey, HotKeys, MetricsReport, PeerProgress};
pub use space_saving::{KeyCount, SpaceSaving};

pub(crate) use diagnosis::diagnose;
pub(crate) use key_hash::key_hash;
pub(crate) use recorder::Metrics;
pub(crate) use series::Refused;
pub(crate) use tally::Tally;

use crate::deployment::Deployment;
use alloc::{format, string::String};
use series::Label;

/// The shortest and the longest window of rates, in milliseconds.
pub(crate) const WINDOW_MS: core::ops::RangeInclusive<u64> = 1_000..=3_600_000;
/// How many keys each sketch of a replica holds.
pub(crate) const HOT_KEYS: usize = 64;
/// One change in so many is looked at for keys that are written often.
pub(crate) const SAMPLED_EVERY: u64 = 128;

/// The name of a region, or its number where the deployment does not name it.
fn region_label(deployment: &Deployment, number: u16) -> String {
    deployment.region_by_number(number).map_or_else(|| format!("region {number}"), |spec| spec.name.clone())
}
