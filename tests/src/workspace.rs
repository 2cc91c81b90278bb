//! Where things are, and how a child process is started from there.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Stop;

/// The repository and its target folder.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds the workspace that this program was built in.
    pub fn find() -> Result<Self, Stop> {
        let tests = std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        let root = tests
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").exists())
            .ok_or_else(|| Stop::failed(format!("no workspace at or above {}", tests.display())))?
            .to_path_buf();
        let target = target_folder(&root)?;
        Ok(Self { root, target })
    }

    /// A path inside the repository.
    pub fn path(&self, inside: impl AsRef<Path>) -> PathBuf {
        self.root.join(inside)
    }

    /// A path inside the folder that cargo builds in.
    pub fn target(&self, inside: impl AsRef<Path>) -> PathBuf {
        self.target.join(inside)
    }

    /// A path inside the runner's own part of the target folder.
    pub fn scratch(&self, inside: impl AsRef<Path>) -> PathBuf {
        self.target.join("active-active").join(inside)
    }

    /// The path as people read it: from the repository's root, where it is inside.
    pub fn display(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// A command that runs in the repository's root, without what cargo told this program about itself.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(is_cargos_own) {
                command.env_remove(&name);
            }
        }
        command
    }

    /// A cargo command.
    pub fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments).env("CARGO_TERM_COLOR", "never");
        command
    }
}

/// What `cargo run` sets for the program it runs: build scripts of a child cargo would see it change and run again.
fn is_cargos_own(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"].iter().any(|prefix| name.starts_with(prefix))
        || name == "LD_LIBRARY_PATH"
        || name == "CARGO_PRIMARY_PACKAGE"
}

fn target_folder(root: &Path) -> Result<PathBuf, Stop> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root)
        .output()
        .map_err(|error| Stop::failed(format!("cannot run cargo metadata: {error}")))?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|_| Stop::failed(String::from_utf8_lossy(&output.stderr).into_owned()))?;
    let target = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    target.map(PathBuf::from).ok_or_else(|| Stop::failed("cargo metadata names no target folder"))
}
