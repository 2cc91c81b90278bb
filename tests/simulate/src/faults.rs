//! The engine's deliberate faults: a simulator that does not see them sees nothing.

use active_active::fault::{Fault, Faults};
use active_active::simulate::{Plan, Setting, Violation, fails, run_history, written_for};

/// A fault that this many seeds do not show is not caught.
const SEEDS_MAX: u64 = 2_000;

/// Looks for what shows each fault: the history written for it, or else a seed. True if every one is caught.
pub(crate) fn run(plan: &Plan) -> bool {
    // A broken engine may well panic: that is one way of being caught, and is reported below.
    std::panic::set_hook(Box::new(|_| {}));
    let mut missed = 0;
    for fault in Fault::ALL {
        match by_hand(*fault).or_else(|| by_seed(*fault, plan)) {
            Some((shown, violation)) => println!("{fault:?}: caught {shown}, by {}", violation.law),
            None => {
                missed += 1;
                println!("{fault:?}: NOT caught by {SEEDS_MAX} seeds");
            }
        }
    }
    println!("faults: {} passed, {missed} failed", Fault::ALL.len() - missed);
    missed == 0
}

fn by_hand(fault: Fault) -> Option<(String, Violation)> {
    let (setting, history) = written_for(fault)?;
    let sound = run_history(&Setting { faults: Faults::NONE, ..setting.clone() }, &history, false);
    let broken = run_history(&setting, &history, false);
    broken.violation.filter(|_| sound.violation.is_none()).map(|violation| ("by its own history".into(), violation))
}

fn by_seed(fault: Fault, plan: &Plan) -> Option<(String, Violation)> {
    let broken = plan.clone().with_faults(Faults::one(fault));
    // A seed that fails without the fault, too, says nothing about it.
    let shows =
        |seed| fails(seed, &broken).filter(|_| fails(seed, plan).is_none()).map(|v| (format!("at seed {seed}"), v));
    (0..SEEDS_MAX).find_map(shows)
}
