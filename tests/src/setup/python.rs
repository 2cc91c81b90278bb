//! Python: an environment of our own under the target folder, and the package inside it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{debian, rust};
use crate::stamp::{Inputs, once};
use crate::{Session, Stop};

/// Newest first, after the one that the machine calls `python3`.
const NAMES: [&str; 5] = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];
const IS_FIT: &str = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";

/// A virtual environment.
pub struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// Its interpreter, or another program in it.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    /// A command with its interpreter or another of its programs.
    pub fn command(&self, session: &Session, name: &str) -> Command {
        let mut command = session.workspace.command(self.program(name));
        command.env("VIRTUAL_ENV", &self.folder).env_remove("PYTHONHOME").env_remove("CONDA_PREFIX");
        // What Python writes by the way goes where everything else does.
        command.env("PYTHONPYCACHEPREFIX", session.workspace.scratch("pycache"));
        command.env("HYPOTHESIS_STORAGE_DIRECTORY", session.workspace.scratch("hypothesis"));
        command
    }
}

/// An interpreter that is new enough and can make environments.
fn interpreter(session: &Session) -> Result<PathBuf, Stop> {
    debian::provide(session, "Python 3.11 or later with venv", &["python3", "python3-venv"], || {
        let fit = |path: &PathBuf| {
            Command::new(path).args(["-c", IS_FIT]).output().is_ok_and(|output| output.status.success())
        };
        NAMES.iter().filter_map(|name| super::program(name)).find(fit)
    })
}

/// An empty environment at a place of its own, made anew when the inputs change; `fill` puts into it what belongs there.
pub fn environment(
    session: &Session,
    name: &str,
    inputs: Inputs,
    fill: impl FnOnce(&Environment) -> Result<(), Stop>,
) -> Result<Environment, Stop> {
    let environment = Environment { folder: session.workspace.scratch(name) };
    let interpreter = interpreter(session)?;
    let version = Command::new(&interpreter).arg("-VV").output().map(|output| output.stdout).unwrap_or_default();
    let inputs = inputs.text(interpreter.to_string_lossy()).text(String::from_utf8_lossy(&version));
    once(session, name, inputs, &[&environment.program("python")], || {
        let mut make = session.workspace.command(&interpreter);
        make.args(["-m", "venv", "--clear"]).arg(&environment.folder);
        session.step("making a virtual environment", &mut make)?;
        fill(&environment)
    })?;
    Ok(environment)
}

/// The environment with the tools that tests use.
pub fn tools(session: &Session) -> Result<Environment, Stop> {
    let requirements = session.workspace.path("tests/requirements.txt");
    environment(session, "python", Inputs::new().path(&requirements), |environment| {
        pip_install(
            session,
            environment,
            "installing tests/requirements.txt",
            &[Path::new("--requirement"), &requirements],
        )
    })
}

/// pip in an environment.
pub fn pip_install(session: &Session, into: &Environment, name: &str, arguments: &[&Path]) -> Result<(), Stop> {
    let mut pip = into.command(session, "python");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir"]).args(arguments);
    session.step(name, &mut pip)?;
    Ok(())
}

/// The environment with the tools and with the package, editable: its Python files are the repository's own.
pub fn package(session: &Session) -> Result<Environment, Stop> {
    let environment = tools(session)?;
    let module = session.workspace.path("bindings-python/python/active_active/_native.abi3.so");
    let inputs = rust::inputs(session, &["bindings-python/Cargo.toml", "bindings-python/src", "pyproject.toml"]);
    let inputs = inputs.text(environment.folder.to_string_lossy());
    once(session, "python-package", inputs, &[&module], || {
        let mut develop = environment.command(session, "maturin");
        develop.args(["develop", "--locked", "--profile", "verify"]);
        session.step("compiling the Python module (maturin develop)", &mut develop)?;
        Ok(())
    })?;
    Ok(environment)
}
