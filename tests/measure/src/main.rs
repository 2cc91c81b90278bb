//! `cargo measure`: benchmarks, side by side with peers, as medians and ratios of one run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a tool, not a library"
)]

mod apply;
mod bindings;
mod clock;
mod merge;
mod residency;
mod routing;
mod set;
mod stream;
mod table;
mod turns;
mod vector;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: &stats_alloc::StatsAlloc<std::alloc::System> = &stats_alloc::INSTRUMENTED_SYSTEM;

const HELP: &str = "\
cargo measure [PART...] [--changes N]

Measures against peers in the same run and prints medians, ratios and budgets. Parts: clock, vector, set, apply,
merge, residency, routing, javascript, python, c. Without a part, all of them.

  --changes N   the length of the stream that is applied (default 1000000; the peers get a tenth)
  --help        this text
";

const PARTS: [&str; 10] =
    ["clock", "vector", "set", "apply", "merge", "residency", "routing", "javascript", "python", "c"];

fn main() -> ExitCode {
    let mut parts = Vec::new();
    let mut changes = 1_000_000;
    let mut arguments = lexopt::Parser::from_env();
    loop {
        match arguments.next() {
            Ok(None) => break,
            Ok(Some(lexopt::Arg::Long("help"))) => {
                print!("{HELP}");
                return ExitCode::SUCCESS;
            }
            Ok(Some(lexopt::Arg::Long("changes"))) => {
                match arguments.value().ok().and_then(|value| value.to_string_lossy().parse().ok()) {
                    Some(count) if count >= 10_000 => changes = count,
                    _ => return refuse("--changes takes a number from 10000"),
                }
            }
            Ok(Some(lexopt::Arg::Value(part))) if PARTS.contains(&&*part.to_string_lossy()) => {
                parts.push(part.to_string_lossy().into_owned());
            }
            Ok(Some(other)) => return refuse(&other.unexpected().to_string()),
            Err(error) => return refuse(&error.to_string()),
        }
    }
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|p| p == part);
    let mut table = table::Table::new();
    if wanted("clock") {
        clock::measure(&mut table);
    }
    if wanted("vector") {
        vector::measure(&mut table);
    }
    if wanted("set") {
        set::measure(&mut table);
    }
    if wanted("apply") {
        apply::measure(&mut table, changes);
    }
    if wanted("merge") {
        merge::measure(&mut table);
    }
    if wanted("residency") {
        residency::measure(&mut table);
    }
    if wanted("routing") {
        routing::measure(&mut table);
    }
    print!("{}", table.render());
    match bindings::measure(&wanted) {
        Ok(()) => ExitCode::SUCCESS,
        Err(()) => ExitCode::FAILURE,
    }
}

fn refuse(message: &str) -> ExitCode {
    eprintln!("measure: {message}; `cargo measure --help` says what it takes");
    ExitCode::FAILURE
}
