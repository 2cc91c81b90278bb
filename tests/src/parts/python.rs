//! The Python package: its behaviour, its types, and that its stubs tell the truth about the native module.

use crate::setup::python;
use crate::{Session, Stop, count};

pub(super) fn run(session: &Session) -> Result<(), Stop> {
    let environment = python::package(session)?;
    let scratch = |name: &str| session.workspace.scratch(name).display().to_string();
    let cache = format!("--cache-dir={}", scratch("mypy"));

    let mut pytest = environment.command(session, "python");
    pytest.args(["-m", "pytest", "-q", "-o"]).arg(format!("cache_dir={}", scratch("pytest")));
    session.tests("pytest", &mut pytest, count::pytest)?;

    let mut mypy = environment.command(session, "python");
    mypy.args(["-m", "mypy", "--strict", &cache, "bindings-python/python", "bindings-python/tests"]);
    session.test("mypy --strict", &mut mypy)?;

    let mut stubtest = environment.command(session, "python");
    stubtest.args(["-m", "mypy.stubtest", "--mypy-config-file", "pyproject.toml", "active_active._native"]);
    stubtest.env("MYPYPATH", session.workspace.path("bindings-python/python"));
    stubtest.env("MYPY_CACHE_DIR", session.workspace.scratch("mypy"));
    session.test("the stubs are the module's (stubtest)", &mut stubtest)?;
    Ok(())
}
