//! The npm package where it is used: Node, a type checker, a bundler with a browser, an edge runtime.

use std::fs;
use std::path::Path;

use crate::setup::{chromium, node};
use crate::{Session, Stop, count, stamp};

/// What a page pays for the module, in bytes after `gzip -9`; `cargo measure javascript` shows it beside `ywasm`, the
/// smallest of the peers. It only tells that something has grown unseen: make it smaller where you can.
const MODULE_GZIP_MAX: usize = 480_000;
/// What Chromium's main thread compiles at once is 8 MiB; long before that something is wrong.
const MODULE_MAX: u64 = 1400 * 1024;

pub(super) fn node(session: &Session) -> Result<(), Stop> {
    node::package(session)?;
    let mut tests = node::node(session)?;
    tests.args(["--test", "--test-reporter=tap"]).current_dir(session.workspace.path("bindings-wasm/npm"));
    tests.args(test_files(session, "bindings-wasm/npm/test"));
    session.tests("node:test", &mut tests, count::node)?;

    let mut types = node::tool(session, "tsc")?;
    session.test("the types (tsc)", types.args(["--project", "bindings-wasm/npm/test/types"]))?;

    session.say("the size of the module");
    session.check("the size of the module", size(session));
    Ok(())
}

fn test_files(session: &Session, folder: &str) -> Vec<std::path::PathBuf> {
    let is_test = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        [".test.js", ".test.cjs", ".test.mjs"].iter().any(|end| name.ends_with(end))
    };
    stamp::files(&session.workspace.path(folder)).into_iter().filter(is_test).collect()
}

fn size(session: &Session) -> Result<(), String> {
    let module = session.workspace.path("bindings-wasm/npm/dist/active_active.wasm");
    let raw = fs::metadata(&module).map_err(|error| error.to_string())?.len();
    let gzip = session.workspace.command("gzip").args(["-9", "-c"]).arg(&module).output();
    let compressed = gzip.map_err(|error| format!("cannot run gzip: {error}"))?.stdout.len();
    session.result(&format!("wasm module: {raw} bytes, {compressed} after gzip -9 (at most {MODULE_GZIP_MAX})"));
    if raw > MODULE_MAX || compressed > MODULE_GZIP_MAX {
        return Err(format!("the module is too large: {raw} bytes, {compressed} after gzip"));
    }
    Ok(())
}

pub(super) fn bundler(session: &Session) -> Result<(), Stop> {
    node::package(session)?;
    let out = session.workspace.scratch("vite");
    stamp::empty_folder(&out)?;
    let mut build = node::tool(session, "vite")?;
    build.args(["build", "--logLevel", "warn", "--emptyOutDir", "--outDir"]).arg(&out);
    session.step("vite build", build.current_dir(session.workspace.path("tests/packaging/vite")))?;
    let modules = stamp::files(&out).iter().filter(|file| file.extension().is_some_and(|end| end == "wasm")).count();
    let none =
        (modules == 0).then_some(()).ok_or(format!("the bundle has {modules} wasm files beside the inlined one"));
    session.check("the bundle has the module once", none);

    let mut page = in_browser(session, &out, "/index.html")?;
    session.tests("the bundle in Chromium", &mut page, count::lines)?;
    Ok(())
}

/// A command that opens a page of a folder in Chromium and prints what the page logs.
pub(super) fn in_browser(session: &Session, folder: &Path, page: &str) -> Result<std::process::Command, Stop> {
    let browser = chromium::chromium(session)?;
    node::packages(session, "tests")?;
    let mut command = node::node(session)?;
    command.arg(session.workspace.path("tests/browser/open.js")).arg(browser).arg(folder).arg(page);
    Ok(command)
}

pub(super) fn edge(session: &Session) -> Result<(), Stop> {
    node::package(session)?;
    let out = session.workspace.scratch("workerd");
    let source = session.workspace.path("tests/packaging/workerd");
    stamp::empty_folder(&out)?;
    let mut bundle = node::tool(session, "rolldown")?;
    bundle.args(["--config", "rolldown.config.js", "--dir"]).arg(&out).current_dir(&source);
    session.step("bundling a worker with the condition `workerd`", &mut bundle)?;
    let copied = fs::copy(source.join("worker.capnp"), out.join("worker.capnp")).and_then(|_| {
        fs::copy(session.workspace.path("bindings-wasm/npm/dist/active_active.wasm"), out.join("active_active.wasm"))
    });
    copied.map_err(|error| Stop::failed(format!("cannot copy the worker's files: {error}")))?;
    let mut workerd = node::tool(session, "workerd")?;
    workerd.arg("test").arg(out.join("worker.capnp"));
    session.tests("workerd", &mut workerd, count::workerd)?;
    Ok(())
}
