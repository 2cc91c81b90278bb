//! Lists of writes.

use crate::causality::Origin;
use alloc::vec::Vec;

/// Writes of one origin, from a sequence to another, both included. Other subjects' writes lie between others of the
/// same origin, so a run has no gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Run {
    /// Who wrote them.
    pub origin: Origin,
    /// The sequence of the first.
    pub first: u64,
    /// The sequence of the last.
    pub last: u64,
}

/// The writes of one or more conflict windows, ascending. A ledger is what people go through after a failover: each of
/// these writes was made where its home was contested, or without knowledge of one that was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Ledger {
    runs: Vec<Run>,
}

impl Ledger {
    /// The runs of consecutive writes, ascending.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// A ledger of these runs, which ascend and touch neither one another nor zero; nothing if they do not.
    pub(crate) fn from_runs(runs: Vec<Run>) -> Option<Self> {
        let sound = runs.iter().all(|run| run.first > 0 && run.first <= run.last);
        let apart = |pair: &[Run]| matches!(pair, [a, b] if (a.origin, a.last) < (b.origin, b.first));
        (sound && runs.windows(2).all(apart)).then_some(Ledger { runs })
    }

    /// How many writes it lists.
    pub fn len(&self) -> u64 {
        self.runs.iter().map(|run| run.last - run.first + 1).sum()
    }

    /// Whether it lists none.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether it lists a write.
    pub fn contains(&self, origin: Origin, sequence: u64) -> bool {
        self.runs.iter().any(|run| run.origin == origin && run.first <= sequence && sequence <= run.last)
    }

    /// The writes, ascending.
    pub fn writes(&self) -> impl Iterator<Item = (Origin, u64)> + '_ {
        self.runs.iter().flat_map(|run| (run.first..=run.last).map(|sequence| (run.origin, sequence)))
    }
}

impl FromIterator<(Origin, u64)> for Ledger {
    /// From writes that ascend.
    fn from_iter<I: IntoIterator<Item = (Origin, u64)>>(writes: I) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        for (origin, sequence) in writes {
            match runs.last_mut() {
                Some(run) if run.origin == origin && run.last + 1 == sequence => run.last = sequence,
                _ => runs.push(Run { origin, first: sequence, last: sequence }),
            }
        }
        Ledger { runs }
    }
}
