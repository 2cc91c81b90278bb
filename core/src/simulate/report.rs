//! What a run came to.

use super::{history::History, plan::Setting};
use alloc::{string::String, vec::Vec};
use core::fmt;

/// The law that a run broke (the numbers are those of the documentation of [`simulate`](super)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Law {
    /// The same changes give the same live versions, digests, folds and snapshots, those of the model.
    SameEverywhere,
    /// What was acknowledged is not lost.
    NeverLost,
    /// What had seen a write is later than it.
    Later,
    /// Bad input is a typed error, good input is none, nothing panics.
    BadInput,
    /// What was written arrives in the end, and what is dead goes in the end.
    Progress,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What does not hold.
    pub law: Law,
    /// How it shows.
    pub what: String,
}

/// A number of things that happened in a run, so that a quiet run is seen to be quiet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Writes accepted.
    pub writes: u64,
    /// Writes refused for a reason that is known.
    pub refused: u64,
    /// Changes applied from elsewhere.
    pub applied: u64,
    /// Batches that waited.
    pub held: u64,
    /// Conflicts reported.
    pub conflicts: u64,
    /// Conflict records compared with those of another region.
    pub records: u64,
    /// Crashes.
    pub crashes: u64,
    /// Records compared with the model.
    pub compared: u64,
    /// Those that differed because the region had forgotten what is dead before all that killed it had come.
    pub excused: u64,
    /// Runs in which what a region had acknowledged was lost with everybody who had it.
    pub stuck: u64,
}

impl core::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.writes += other.writes;
        self.refused += other.refused;
        self.applied += other.applied;
        self.held += other.held;
        self.conflicts += other.conflicts;
        self.records += other.records;
        self.crashes += other.crashes;
        self.compared += other.compared;
        self.excused += other.excused;
        self.stuck += other.stuck;
    }
}

/// A run that broke a law.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What went wrong.
    pub violation: Violation,
    /// The deployment.
    pub setting: Setting,
    /// The history, shrunk.
    pub history: History,
    /// What happened in it, step by step.
    pub trace: Vec<String>,
}

/// What a run came to.
#[derive(Debug, Clone)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// What happened.
    pub tally: Tally,
    /// What went wrong, if anything did.
    pub failure: Option<Failure>,
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Law::SameEverywhere => "law 1, the same changes give the same state",
            Law::NeverLost => "law 2, what was acknowledged is not lost",
            Law::Later => "law 3, what had seen a write is later than it",
            Law::BadInput => "law 6, bad input is a typed error and good input is none",
            Law::Progress => "what was written arrives, and what is dead goes",
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Setting { regions, partitions, relay_after_ms, feed_bytes, .. } = &self.setting;
        writeln!(
            f,
            "{regions} regions, {partitions} partitions, relay after {relay_after_ms} ms, feed of {feed_bytes} bytes"
        )?;
        self.trace.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
        writeln!(f, "broken: {}", self.violation.law)?;
        write!(f, "{}", self.violation.what)
    }
}
