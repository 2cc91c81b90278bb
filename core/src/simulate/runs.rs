//! Running a history.

use super::{
    check::Seen,
    generate::generate,
    history::Step,
    plan::{Plan, Setting},
    report::{Failure, Law, Report, Tally, Violation},
    shrink::shrink,
    world::World,
};
use alloc::{format, string::String, string::ToString, vec::Vec};
use core::panic::AssertUnwindSafe;

/// Every so many steps all regions are compared with the model in full.
const COMPARE_EVERY: usize = 48;

/// What a history came to.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What happened.
    pub tally: Tally,
    /// What went wrong, if anything did.
    pub violation: Option<Violation>,
    /// What happened in detail, if that was asked for.
    pub trace: Vec<String>,
}

/// Simulates the deployment of a seed; a failing history is shrunk.
pub fn run(seed: u64, plan: &Plan) -> Report {
    let (setting, history) = generate(seed, plan);
    let outcome = run_history(&setting, &history, false);
    let Some(violation) = outcome.violation else { return Report { seed, tally: outcome.tally, failure: None } };
    let (setting, history, violation) = shrink(&setting, history, violation);
    let trace = run_history(&setting, &history, true).trace;
    Report { seed, tally: outcome.tally, failure: Some(Failure { violation, setting, history, trace }) }
}

/// Whether a seed breaks a law, without shrinking its history.
pub fn fails(seed: u64, plan: &Plan) -> Option<Violation> {
    let (setting, history) = generate(seed, plan);
    run_history(&setting, &history, false).violation
}

/// Runs a history, lets everything heal, and checks the laws all along.
pub fn run_history(setting: &Setting, history: &[Step], traced: bool) -> Outcome {
    let mut world = match World::new(setting) {
        Ok(world) => world,
        Err(violation) => {
            return Outcome { tally: Tally::default(), violation: Some(violation), trace: Vec::new() };
        }
    };
    world.trace = traced.then(Vec::new);
    // A panic is a finding like any other: bad input must never bring a host down.
    let result = std::panic::catch_unwind(AssertUnwindSafe(|| play(&mut world, history)));
    let violation = match result {
        Ok(result) => result.err(),
        Err(panic) => {
            let said =
                panic.downcast_ref::<&str>().map(ToString::to_string).or(panic.downcast_ref::<String>().cloned());
            Some(Violation { law: Law::BadInput, what: format!("panicked: {}", said.unwrap_or_default()) })
        }
    };
    Outcome { tally: world.tally, violation, trace: world.trace.unwrap_or_default() }
}

fn play(world: &mut World, history: &[Step]) -> Result<(), Violation> {
    let mut seen = Seen::default();
    for (at, step) in history.iter().enumerate() {
        if let Some(trace) = &mut world.trace {
            trace.push(step.to_string());
        }
        let before: Vec<_> = world.replicas.iter().map(|replica| replica.received.len()).collect();
        let touched = world.take(step)?;
        if let Some(number) = touched
            && world.replicas[number].received.len() != before[number]
        {
            world.check_region(number, &mut seen)?;
        }
        if at % COMPARE_EVERY == COMPARE_EVERY - 1 {
            for number in 0..world.setting.regions {
                world.check_region(number, &mut seen)?;
                world.check_snapshot(number, &mut seen)?;
            }
        }
    }
    if let Some(trace) = &mut world.trace {
        trace.push("everything heals".into());
        let kept = trace.len();
        let result = world.settle(&mut seen);
        if let Some(trace) = &mut world.trace {
            // The exchange at the end is the same every time and tells nothing.
            trace.truncate(kept);
        }
        return result;
    }
    world.settle(&mut seen)
}
