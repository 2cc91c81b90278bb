//! Rust's own tests, and that the core stays free of what its users may not have.

use crate::setup::rust::{self, WASM_TARGET};
use crate::{Session, Stop, count};

/// Not tested by `cargo test`: they live in another language's host, or take long to compile and are used by other parts.
const ELSEWHERE: [&str; 5] = [
    "active-active-wasm",
    "active-active-python",
    "active-active-bindgen",
    "active-active-header",
    "active-active-measure",
];
const SEEDS: &str = "300";

pub(super) fn tests(session: &Session) -> Result<(), Stop> {
    let mut command = session.workspace.cargo(["test", "--locked", "--no-fail-fast", "--workspace"]);
    for package in ELSEWHERE {
        command.args(["--exclude", package]);
    }
    command.args(["--features", "active-active/serde,active-active/simulate"]);
    session.tests("cargo test", &mut command, count::cargo)?;
    Ok(())
}

pub(super) fn no_std(session: &Session) -> Result<(), Stop> {
    rust::wasm_target(session)?;
    for features in ["", "serde", "std"] {
        let mut check = session.workspace.cargo(["check", "--locked", "--package", "active-active", "--lib"]);
        check.args(["--no-default-features", "--features", features, "--target", WASM_TARGET]);
        let shown = if features.is_empty() { "no feature" } else { features };
        session.test(&format!("the core for {WASM_TARGET} with {shown}"), &mut check)?;
    }
    Ok(())
}

pub(super) fn simulate(session: &Session) -> Result<(), Stop> {
    let mut command = session.workspace.cargo(["simulate", "--seeds", SEEDS]);
    let output = session.tests(&format!("{SEEDS} seeds"), &mut command, count::summary)?;
    if let Some(line) = output.lines().rev().find(|line| line.starts_with("simulate: ")) {
        session.result(line);
    }
    let mut faults = session.workspace.cargo(["simulate", "--faults"]);
    session.tests("every deliberate bug is caught", &mut faults, count::summary)?;
    Ok(())
}

pub(super) fn homes(session: &Session) -> Result<(), Stop> {
    let output = session.tests("every order of events", &mut session.workspace.cargo(["homes"]), count::summary)?;
    output.lines().filter(|line| line.contains(" states ")).for_each(|line| session.result(line));
    Ok(())
}
