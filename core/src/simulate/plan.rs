//! How wild a simulated deployment is.

use crate::fault::Faults;

/// What to simulate. Numbers of regions, keys and so on are drawn anew for each seed, within these bounds.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The fewest regions.
    pub regions_min: usize,
    /// The most regions, at most seven.
    pub regions_max: usize,
    /// The most partitions.
    pub partitions_max: u16,
    /// The most writes.
    pub writes_max: usize,
    /// The most records.
    pub keys_max: usize,
    /// What the keys start with, if it is to be one class alone.
    pub class: Option<&'static str>,
    /// How many writes in a hundred delete a record.
    pub delete_percent: u64,
    /// How long the run is, in milliseconds of simulated time.
    pub duration_ms: u64,
    /// How many messages in a hundred are lost.
    pub loss_percent: u64,
    /// How many messages in a hundred arrive twice.
    pub duplicate_percent: u64,
    /// Whether links are cut for a while.
    pub partitions: bool,
    /// The most crashes.
    pub crashes_max: u64,
    /// Whether clocks are off and jump.
    pub skew: bool,
    /// See [`Setting::mail_survives`].
    pub mail_survives: bool,
    /// Deliberate faults of the engine.
    pub faults: Faults,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            regions_min: 3,
            regions_max: 7,
            partitions_max: 2,
            writes_max: 90,
            keys_max: 5,
            class: None,
            delete_percent: 14,
            duration_ms: 20_000,
            loss_percent: 20,
            duplicate_percent: 15,
            partitions: true,
            crashes_max: 2,
            skew: true,
            mail_survives: true,
            faults: Faults::NONE,
        }
    }
}

impl Plan {
    /// A deployment in which nothing crashes and clocks are right: what is left is order, loss and repetition.
    pub fn calm() -> Self {
        Plan { crashes_max: 0, skew: false, partitions: false, regions_max: 5, ..Plan::default() }
    }

    /// Three regions that write and delete one or two records, with messages that come late, twice or not at all: what
    /// collects a tombstone too early brings something back to life.
    pub fn tombstones() -> Self {
        Plan {
            regions_min: 3,
            regions_max: 3,
            partitions_max: 1,
            writes_max: 16,
            keys_max: 2,
            class: Some("latest"),
            delete_percent: 45,
            duration_ms: 6_000,
            duplicate_percent: 30,
            crashes_max: 0,
            skew: false,
            ..Plan::default()
        }
    }

    /// The same with a deliberate fault in every region.
    #[must_use]
    pub fn with_faults(self, faults: Faults) -> Self {
        Plan { faults, ..self }
    }
}

/// What a seed made of a plan, apart from the history: how the regions are set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// How many regions.
    pub regions: usize,
    /// How many partitions.
    pub partitions: u16,
    /// See [`Options::relay_after_ms`](crate::region::Options::relay_after_ms).
    pub relay_after_ms: u64,
    /// See [`Options::feed_bytes`](crate::region::Options::feed_bytes).
    pub feed_bytes: usize,
    /// Whether what a region sent, and what was sent to it, still arrives after it has crashed, as from a broker; else
    /// its connections end with it.
    pub mail_survives: bool,
    /// Deliberate faults.
    pub faults: Faults,
}
