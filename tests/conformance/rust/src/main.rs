//! Runs the conformance vectors against the Rust API: `conformance rust: <n> vectors passed`.
//!
//! The vectors are in `tests/vectors`, the format is their `schema.json`. Every runtime has an interpreter like this
//! one, by its public API alone.

mod expect;
mod failure;
mod generate;
mod generate_routes;
mod history;
mod random;
mod schema;
mod special;
mod steps;
mod vector;
mod world;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use lexopt::{Arg::Long, ValueExt};

#[derive(Default)]
struct Arguments {
    vectors: Option<PathBuf>,
    histories: Option<PathBuf>,
    generate: Option<u64>,
    out: Option<PathBuf>,
}

fn arguments() -> Result<Arguments, lexopt::Error> {
    let mut arguments = Arguments::default();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("vectors") => arguments.vectors = Some(parser.value()?.into()),
            Long("histories") => arguments.histories = Some(parser.value()?.into()),
            Long("generate") => arguments.generate = Some(parser.value()?.parse()?),
            Long("out") => arguments.out = Some(parser.value()?.into()),
            other => return Err(other.unexpected()),
        }
    }
    Ok(arguments)
}

fn run() -> Result<ExitCode, String> {
    let arguments = arguments().map_err(|error| error.to_string())?;
    if let (Some(histories), Some(out)) = (arguments.generate, &arguments.out) {
        generate::write(histories, out)?;
        generate_routes::write(out)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(folder) = &arguments.histories {
        history::run(folder)?;
        return Ok(ExitCode::SUCCESS);
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    let (passed, failures) = vector::run_all(arguments.vectors.as_deref().unwrap_or(&here))?;
    failures.iter().for_each(|failure| println!("{failure}"));
    if failures.is_empty() {
        println!("conformance rust: {passed} vectors passed");
        Ok(ExitCode::SUCCESS)
    } else {
        println!("conformance rust: {passed} vectors passed, {} failed", failures.len());
        Ok(ExitCode::FAILURE)
    }
}

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}
