//! `cargo simulate`: seeded deployments under faults, until a law breaks or the seeds run out.

mod faults;
mod seeds;

use std::process::ExitCode;

use active_active::simulate::{Plan, run};
use lexopt::prelude::{Long, Short, ValueExt as _};

const USAGE: &str = "\
cargo simulate   runs whole deployments under latency, loss, repetition, cuts, crashes and clocks that are off

      --seeds N   how many seeds (300)
      --from N    the first of them (0)
      --seed N    one seed alone, told in full if it fails
      --calm      nothing crashes and clocks are right
      --faults    switches on each of the engine's deliberate faults: every one must be caught
  -h, --help      this

A failing seed is printed with its history, made as short as it goes; the same seed fails again.";

struct Arguments {
    seeds: u64,
    from: u64,
    seed: Option<u64>,
    calm: bool,
    faults: bool,
    help: bool,
}

fn main() -> ExitCode {
    let arguments = match parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let plan = if arguments.calm { Plan::calm() } else { Plan::default() };
    let held = if arguments.help {
        println!("{USAGE}");
        true
    } else if let Some(seed) = arguments.seed {
        one(seed, &plan)
    } else if arguments.faults {
        faults::run(&plan)
    } else {
        seeds::run(arguments.from, arguments.seeds, &plan)
    };
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn parse() -> Result<Arguments, lexopt::Error> {
    let mut arguments = Arguments { seeds: 300, from: 0, seed: None, calm: false, faults: false, help: false };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("seeds") => arguments.seeds = parser.value()?.parse()?,
            Long("from") => arguments.from = parser.value()?.parse()?,
            Long("seed") => arguments.seed = Some(parser.value()?.parse()?),
            Long("calm") => arguments.calm = true,
            Long("faults") => arguments.faults = true,
            Long("help") | Short('h') => arguments.help = true,
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(arguments)
}

fn one(seed: u64, plan: &Plan) -> bool {
    let report = run(seed, plan);
    if let Some(failure) = &report.failure {
        println!("seed {seed} fails: {}\n{failure}", failure.violation.what);
    } else {
        println!("seed {seed} holds: {:?}", report.tally);
    }
    println!("simulate: {} passed, {} failed", u8::from(report.failure.is_none()), u8::from(report.failure.is_some()));
    report.failure.is_none()
}
