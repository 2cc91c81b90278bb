//! `cargo simulate`: seeded deployments under faults.

use std::process::ExitCode;

fn main() -> ExitCode {
    eprintln!("the simulator is not here yet");
    ExitCode::FAILURE
}
