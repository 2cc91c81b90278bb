//! The Rust toolchain that is already there, and its wasm target.

use std::path::PathBuf;

use super::program;
use crate::stamp::Inputs;
use crate::{Session, Stop};

/// The target that browsers, Node and edge workers run.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// What anything compiled is made from: the compiler, the locked dependencies, the core and the given paths.
pub fn inputs(session: &Session, paths: &[&str]) -> Inputs {
    let compiler = session.workspace.command("rustc").arg("-vV").output();
    let version = compiler.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let shared = ["Cargo.toml", "Cargo.lock", "core/Cargo.toml", "core/src"];
    let all = shared.iter().chain(paths);
    all.fold(Inputs::new().text(version), |inputs, path| inputs.path(&session.workspace.path(path)))
}

/// Installs the standard library for [`WASM_TARGET`].
pub fn wasm_target(session: &Session) -> Result<(), Stop> {
    let sysroot = session.workspace.command("rustc").args(["--print", "sysroot"]).output();
    let sysroot = sysroot.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    if PathBuf::from(sysroot).join("lib/rustlib").join(WASM_TARGET).exists() {
        return Ok(());
    }
    if program("rustup").is_none() {
        return Err(Stop::failed(format!("the Rust toolchain has no {WASM_TARGET} and there is no rustup to add it")));
    }
    let mut add = session.workspace.command("rustup");
    session.step(&format!("rustup target add {WASM_TARGET}"), add.args(["target", "add", WASM_TARGET]))?;
    Ok(())
}
