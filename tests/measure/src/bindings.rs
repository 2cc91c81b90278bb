//! The benchmarks that each binding has in its own language.

use active_active_tests::{
    session::{Session, Stop},
    setup,
    workspace::Workspace,
};
use std::process::Command;

/// Runs the benchmarks of the bindings that are wanted; each prints its own table.
pub(crate) fn measure(wanted: &dyn Fn(&str) -> bool) -> Result<(), ()> {
    let Ok(workspace) = Workspace::find() else {
        eprintln!("measure: run it inside the repository");
        return Err(());
    };
    let root = workspace.path("");
    let session = Session::new(workspace);
    let outcome = (|| -> Result<(), Stop> {
        if wanted("javascript") {
            setup::node::package(&session)?;
            let mut node = setup::node::node(&session)?;
            setup::node::packages(&session, "tests/measure")?;
            let peer = root.join("tests/measure/node_modules/ywasm/ywasm_bg.wasm");
            show("JavaScript", node.arg("bench/index.js").arg(peer).current_dir(root.join("bindings-wasm/npm")))?;
        }
        if wanted("python") {
            let python = setup::python::package(&session)?;
            show(
                "Python",
                python.command(&session, "python").arg("bindings-python/bench/calls.py").current_dir(&root),
            )?;
        }
        if wanted("c") {
            let out = root.join("target/active-active/bench-c");
            let sources = [root.join("bindings-c/bench/calls.c")];
            setup::c::library(&session)?.compile(&session, setup::c::Language::C, &sources, &["-O2"], &out)?;
            show("C", &mut Command::new(out))?;
        }
        Ok(())
    })();
    let ended = outcome.is_ok();
    session.finish(outcome);
    if ended { Ok(()) } else { Err(()) }
}

fn show(language: &str, command: &mut Command) -> Result<(), Stop> {
    println!("\n{language}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Stop::failed(format!("the benchmark of {language} ended with {status}"))),
        Err(error) => Err(Stop::failed(format!("the benchmark of {language} did not start: {error}"))),
    }
}
