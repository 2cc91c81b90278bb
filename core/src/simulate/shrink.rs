//! From a failing history to a short one.

use super::{
    history::{Event, History, Step},
    plan::Setting,
    report::{Law, Violation},
    runs::run_history,
};
use alloc::vec::Vec;

/// How many runs shrinking may take.
const RUNS_MAX: usize = 3_000;

/// Leaves steps out while the same law stays broken, in ever smaller pieces.
pub(super) fn shrink(setting: &Setting, history: History, violation: Violation) -> (Setting, History, Violation) {
    let mut best = (setting.clone(), history, violation);
    let mut runs = 0;
    let mut piece = best.1.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        let mut smaller = false;
        while at < best.1.len() && runs < RUNS_MAX {
            let mut candidate = best.1.clone();
            candidate.drain(at..(at + piece).min(candidate.len()));
            runs += 1;
            match fails(&best.0, &candidate, best.2.law) {
                Some(violation) => {
                    best = (best.0, candidate, violation);
                    smaller = true;
                }
                None => at += piece,
            }
        }
        if runs >= RUNS_MAX || (piece == 1 && !smaller) {
            break;
        }
        piece = if smaller { piece } else { (piece / 2).max(1) };
    }
    fewer_regions(&mut best);
    best
}

fn fails(setting: &Setting, history: &[Step], law: Law) -> Option<Violation> {
    run_history(setting, history, false).violation.filter(|violation| violation.law == law)
}

/// Leaves regions out that nothing happens to.
fn fewer_regions(best: &mut (Setting, History, Violation)) {
    let used: Vec<usize> = best.1.iter().flat_map(|step| regions_of(&step.event)).collect();
    let least = used.into_iter().max().map_or(2, |last| last + 1).max(2);
    for regions in least..best.0.regions {
        let setting = Setting { regions, ..best.0.clone() };
        if let Some(violation) = fails(&setting, &best.1, best.2.law) {
            (best.0, best.2) = (setting, violation);
            return;
        }
    }
}

fn regions_of(event: &Event) -> Vec<usize> {
    use super::history::Source;
    match event {
        Event::Write { region, .. }
        | Event::Read { region, .. }
        | Event::Skew { region, .. }
        | Event::Backup { region }
        | Event::Judge { region, .. }
        | Event::Retry { region } => alloc::vec![*region],
        Event::Crash { region, from: Source::Region(other) } => alloc::vec![*region, *other],
        Event::Crash { region, .. } => alloc::vec![*region],
        Event::Send { from, to, .. } => alloc::vec![*from, *to],
        Event::Deliver { .. } => Vec::new(),
    }
}
