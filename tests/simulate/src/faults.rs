//! The engine's deliberate faults: a simulator that does not see them sees nothing.

use active_active::fault::{Fault, Faults};
use active_active::simulate::{Plan, fails};

/// A fault that this many seeds do not show is not caught.
const SEEDS_MAX: u64 = 2_000;

/// Looks for a seed that shows each fault; true if every one is caught.
pub(crate) fn run(plan: &Plan) -> bool {
    // A broken engine may well panic: that is one way of being caught, and is reported below.
    std::panic::set_hook(Box::new(|_| {}));
    let mut missed = 0;
    for fault in Fault::ALL {
        let broken = plan.clone().with_faults(Faults::one(*fault));
        // A seed that fails without the fault, too, says nothing about it.
        let shows =
            |seed| fails(seed, &broken).filter(|_| fails(seed, plan).is_none()).map(|violation| (seed, violation));
        let caught = (0..SEEDS_MAX).find_map(shows);
        match caught {
            Some((seed, violation)) => println!("{fault:?}: caught at seed {seed}, by {}", violation.law),
            None => {
                missed += 1;
                println!("{fault:?}: NOT caught by {SEEDS_MAX} seeds");
            }
        }
    }
    println!("faults: {} passed, {missed} failed", Fault::ALL.len() - missed);
    missed == 0
}
