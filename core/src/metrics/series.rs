//! Counters by label, and what each rose by within a window.

use crate::{Code, conflict::ConflictKind, merge::Law, sorted::SortedMap};
use alloc::{collections::VecDeque, vec::Vec};

/// How many copies of the counters are kept: a window has so many steps.
const STEPS: u64 = 60;

/// What a counter counts. Classes are slots of the recorder, regions are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Label {
    Written { class: u16 },
    Applied { class: u16, region: u16 },
    Duplicate { region: u16 },
    Held { code: Code },
    Refused { what: Refused, code: Code },
    Conflict { class: u16, kind: ConflictKind },
    Pair { a: u16, b: u16 },
    MergeFailed { class: u16, code: Code },
    MergeViolated { class: u16, law: Law },
}

/// What was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Refused {
    Write,
    Batch,
}

impl Refused {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Refused::Write => "write",
            Refused::Batch => "batch",
        }
    }
}

/// The counters as they were when a step of time began.
#[derive(Debug)]
struct Mark {
    start_ms: u64,
    cells: Vec<u64>,
}

#[derive(Debug)]
pub(super) struct Series {
    window_ms: u64,
    step_ms: u64,
    /// The counters, in the order in which their labels were first met.
    cells: Vec<u64>,
    places: SortedMap<Label, u32>,
    // INVARIANT: at most `STEPS`, their starts ascend.
    marks: VecDeque<Mark>,
}

impl Series {
    pub(super) fn new(window_ms: u64) -> Self {
        Series {
            window_ms,
            step_ms: window_ms.div_ceil(STEPS).max(1),
            cells: Vec::new(),
            places: SortedMap::new(),
            marks: VecDeque::new(),
        }
    }

    pub(super) fn add(&mut self, label: Label, times: u64) {
        let cells = &mut self.cells;
        let place = *self.places.entry(label).or_insert_with(|| {
            cells.push(0);
            cells.len() as u32 - 1
        });
        if let Some(cell) = cells.get_mut(place as usize) {
            *cell = cell.saturating_add(times);
        }
    }

    /// Begins the step of time that `now_ms` lies in, if it has not begun; answers when the next one does.
    pub(super) fn turn(&mut self, now_ms: u64) -> u64 {
        let start_ms = now_ms - now_ms % self.step_ms;
        if self.marks.back().is_none_or(|mark| mark.start_ms < start_ms) {
            let oldest = if self.marks.len() as u64 == STEPS { self.marks.pop_front() } else { None };
            let mut cells = oldest.map_or_else(Vec::new, |mark| mark.cells);
            cells.clear();
            cells.extend_from_slice(&self.cells);
            self.marks.push_back(Mark { start_ms, cells });
        }
        start_ms.saturating_add(self.step_ms)
    }

    /// Every label with its counter, and what that rose by in the steps of time that began within the window before
    /// `now_ms`.
    pub(super) fn counts(&self, now_ms: u64) -> impl Iterator<Item = (Label, u64, u64)> + '_ {
        let within = |mark: &&Mark| mark.start_ms.saturating_add(self.window_ms) > now_ms;
        let mark = self.marks.iter().find(within);
        self.places.iter().map(move |(label, place)| {
            let total = self.cells.get(*place as usize).copied().unwrap_or(0);
            // A label that is younger than the copy was at zero then.
            let before = mark.map_or(total, |mark| mark.cells.get(*place as usize).copied().unwrap_or(0));
            (*label, total, total - before)
        })
    }
}
