//! Brings about what the three regions need: the Python environment, the npm package, the C++ program.

use std::{
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use active_active_tests::{
    Session, Stop,
    setup::{c, node, python, wasm},
    stamp,
    workspace::Workspace,
};

use crate::process::Launch;

/// Where the example is, in a repository.
pub(crate) const FOLDER: &str = "examples/three-regions";

/// The programs of the regions, ready to be started.
pub(crate) struct Tools {
    commands: [(&'static str, Command); 3],
}

impl Tools {
    /// One launch a region: the first in Python, the second on Node, the third in C++.
    pub(crate) fn launches(self, regions: &[String]) -> Vec<Launch> {
        let launch = |((runtime, command), region): ((&'static str, Command), &String)| Launch {
            region: region.clone(),
            runtime,
            command,
        };
        self.commands.into_iter().zip(regions).map(launch).collect()
    }
}

/// The repository that this program was built in.
pub(crate) fn workspace() -> Result<Workspace, String> {
    Workspace::find().map_err(explain)
}

/// Builds what is not built yet, saying what it does.
pub(crate) fn prepare(workspace: Workspace) -> Result<Tools, String> {
    let session = Session::new(workspace);
    session.set_subject("set-up");
    let folder = session.workspace.path(FOLDER);
    let python = python_region(&session, &folder).map_err(explain)?;
    let node = node_region(&session, &folder).map_err(explain)?;
    let cpp = cpp_region(&session, &folder).map_err(explain)?;
    session.say("ready");
    Ok(Tools { commands: [("python", python), ("node", node), ("cpp", cpp)] })
}

fn explain(stop: Stop) -> String {
    match stop {
        Stop::Failed(reason) => reason,
        Stop::Reported => "the set-up failed; the failing step and its output are above".into(),
        Stop::Missing { what, remedy } => format!("{what}; to get it: {remedy}"),
    }
}

fn python_region(session: &Session, folder: &Path) -> Result<Command, Stop> {
    let environment = python::package(session)?;
    let mut command = environment.command(session, "python");
    command.arg(folder.join("region.py"));
    Ok(command)
}

/// A Node project of its own with the package in its `node_modules`, as any user of the package has.
fn node_region(session: &Session, folder: &Path) -> Result<Command, Stop> {
    wasm::package(session)?;
    let project = session.workspace.scratch("demo/node");
    let modules = project.join("node_modules");
    let package = session.workspace.path("bindings-wasm/npm");
    let link = modules.join("active-active");
    if std::fs::read_link(&link).ok().as_ref() != Some(&package) {
        let _ = std::fs::remove_file(&link);
        let made = std::fs::create_dir_all(&modules).and_then(|()| symlink(&package, &link));
        made.map_err(|error| Stop::failed(format!("cannot link {}: {error}", link.display())))?;
    }
    let program = copy(&folder.join("region.mjs"), &project)?;
    let mut command = node::node(session)?;
    command.arg(program);
    Ok(command)
}

fn copy(file: &Path, to: &Path) -> Result<PathBuf, Stop> {
    let contents =
        std::fs::read(file).map_err(|error| Stop::failed(format!("cannot read {}: {error}", file.display())))?;
    let copied = to.join(file.file_name().unwrap_or_default());
    stamp::write(&copied, contents)?;
    Ok(copied)
}

fn cpp_region(session: &Session, folder: &Path) -> Result<Command, Stop> {
    let library = c::library(session)?;
    let source = folder.join("region.cpp");
    let program = session.workspace.scratch("demo/region");
    let inputs = stamp::Inputs::new().path(&source).path(&session.workspace.path("bindings-c/include"));
    stamp::once(session, "demo-region", inputs, &[&program], || {
        library.compile(session, c::Language::Cpp, &[source], &["-O2"], &program)
    })?;
    Ok(session.workspace.command(program))
}
