//! Debian's packages: installed where we are allowed to, named where we are not.

use std::process::Command;
use std::sync::OnceLock;

use super::program;
use crate::{Session, Stop};

/// Sees to it that something is there, by Debian's packages if it is not.
pub fn provide<T>(session: &Session, what: &str, packages: &[&str], find: impl Fn() -> Option<T>) -> Result<T, Stop> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let remedy = format!("apt-get install {}", packages.join(" "));
    if !may_install() {
        return Err(Stop::missing(format!("{what} is not on this machine"), remedy));
    }
    static UPDATED: OnceLock<()> = OnceLock::new();
    if UPDATED.set(()).is_ok() {
        session.step("apt-get update", session.workspace.command("apt-get").arg("update"))?;
    }
    let mut install = session.workspace.command("apt-get");
    install.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    session.step(&remedy, install.env("DEBIAN_FRONTEND", "noninteractive"))?;
    find().ok_or_else(|| Stop::missing(format!("{what} is not there after `{remedy}`"), remedy))
}

fn may_install() -> bool {
    let user = Command::new("id").arg("-u").output();
    program("apt-get").is_some() && user.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
