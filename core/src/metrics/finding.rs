//! What may be wrong with a deployment, each with its evidence and what to do next.

use super::HotKey;
use alloc::{format, string::String, vec::Vec};

/// What a finding is about, in the order in which findings matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FindingKind {
    /// Regions keep writing the same keys, many of them: requests for one subject reach several regions.
    Misrouting,
    /// A few keys have most of the conflicts.
    Hotspot,
    /// Another origin's clock is ahead of this one's.
    ClockSkew,
    /// Another region is silent while changes wait for it.
    Failover,
}

impl FindingKind {
    /// The stable name, for example `"clock_skew"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            FindingKind::Misrouting => "misrouting",
            FindingKind::Hotspot => "hotspot",
            FindingKind::ClockSkew => "clock_skew",
            FindingKind::Failover => "failover",
        }
    }
}

/// Something that is wrong, with the figures that say so.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// Regions keep writing the same keys, many of them.
    Misrouting {
        /// Conflicts in the stretch of time that was judged.
        conflicts: u64,
        /// Those between two regions on a key that had a conflict not long before, without the hottest keys.
        repeated: u64,
        /// Their share, in whole percent.
        share_percent: u64,
        /// The two regions that met most often; empty where no conflict is recent.
        regions: Vec<String>,
    },
    /// A few keys have most of the conflicts.
    Hotspot {
        /// Conflicts in the stretch of time that was judged.
        conflicts: u64,
        /// The share of the keys, in whole percent, at least.
        share_percent: u64,
        /// The keys.
        keys: Vec<HotKey>,
    },
    /// Another origin's clock is ahead of this one's.
    ClockSkew {
        /// Region number and incarnation, such as `2.1`.
        origin: String,
        /// The name of its region.
        origin_region: String,
        /// The most that a timestamp of it was ahead not long ago, in milliseconds.
        ahead_ms: u64,
    },
    /// Another region is silent while changes wait for it.
    Failover {
        /// The name of the region.
        peer: String,
        /// For how long no change of it has come, in milliseconds.
        silent_ms: u64,
        /// For how long the first change that it has not acknowledged has waited, in milliseconds.
        waiting_ms: u64,
        /// How many changes it has not acknowledged.
        unacknowledged: u64,
    },
}

impl Finding {
    /// What it is about.
    pub fn kind(&self) -> FindingKind {
        match self {
            Finding::Misrouting { .. } => FindingKind::Misrouting,
            Finding::Hotspot { .. } => FindingKind::Hotspot,
            Finding::ClockSkew { .. } => FindingKind::ClockSkew,
            Finding::Failover { .. } => FindingKind::Failover,
        }
    }

    /// What to do next, in a sentence for people.
    pub fn next_step(&self) -> String {
        match self {
            Finding::Misrouting { regions, .. } => {
                let whose = match regions.as_slice() {
                    [a, b] => format!("{a} and {b}"),
                    _ => String::from("several regions"),
                };
                format!(
                    "{whose} write the same keys: send each subject's writes to one region, and look for clients that changed region or a route that flaps"
                )
            }
            Finding::Hotspot { .. } => String::from(
                "give these keys a type that merges, such as a counter or a set, or one region that writes them; spread one key over several where that will not do",
            ),
            Finding::ClockSkew { origin_region, .. } => format!(
                "compare the clock of {origin_region} with a time server; if the other regions seem ahead as well, it is this region's clock that is behind"
            ),
            Finding::Failover { peer, .. } => format!(
                "see whether {peer} runs and whether batches reach it; if it is lost, send its users elsewhere and expect conflicts on what it had not sent"
            ),
        }
    }
}
