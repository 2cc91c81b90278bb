//! Node, the packages that tests use, and the CommonJS form of ours.

use std::process::Command;

use super::wasm;
use crate::stamp::{Inputs, once};
use crate::{Session, Stop};

const OLDEST: u32 = 20;

/// Node itself, new enough.
pub fn node(session: &Session) -> Result<Command, Stop> {
    let version = session.workspace.command("node").arg("--version").output();
    let version = version.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST => Ok(session.workspace.command("node")),
        Some(_) => Err(Stop::missing(format!("node is {version}, too old"), format!("install Node {OLDEST} or later"))),
        None => Err(Stop::missing("node is not on this machine", format!("install Node {OLDEST} or later with npm"))),
    }
}

/// Installs what `package-lock.json` in a folder of the repository names.
pub fn packages(session: &Session, folder: &str) -> Result<(), Stop> {
    node(session)?;
    let folder = session.workspace.path(folder);
    let shown = session.workspace.display(&folder);
    let inputs = Inputs::new().path(&folder.join("package.json")).path(&folder.join("package-lock.json"));
    once(session, &format!("npm-{}", shown.replace('/', "-")), inputs, &[&folder.join("node_modules")], || {
        let mut install = session.workspace.command("npm");
        install.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&folder);
        session.step(&format!("npm ci in {shown}"), &mut install)?;
        Ok(())
    })
}

/// A program of the tests' own packages.
pub fn tool(session: &Session, name: &str) -> Result<Command, Stop> {
    packages(session, "tests")?;
    Ok(session.workspace.command(session.workspace.path("tests/node_modules/.bin").join(name)))
}

/// The whole package, its CommonJS files included.
pub fn package(session: &Session) -> Result<(), Stop> {
    let dist = wasm::package(session)?;
    let inputs = ["node.js", "inline.js", "api.js", "active_active.js", "active_active.base64.js"]
        .iter()
        .fold(Inputs::new(), |inputs, file| inputs.path(&dist.join(file)));
    let outputs = [dist.join("node.cjs"), dist.join("inline.cjs")];
    once(session, "npm-commonjs", inputs, &[&outputs[0], &outputs[1]], || {
        for (name, platform) in [("node", "node"), ("inline", "browser")] {
            let mut bundle = tool(session, "rolldown")?;
            bundle.arg(dist.join(format!("{name}.js"))).args(["--format", "cjs", "--platform", platform]);
            bundle.arg("--file").arg(dist.join(format!("{name}.cjs")));
            session.step(&format!("writing {name}.cjs"), &mut bundle)?;
        }
        Ok(())
    })
}
