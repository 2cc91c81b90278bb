//! The vectors, by one small interpreter for each runtime; every runtime must pass as many as there are.

use std::path::PathBuf;
use std::process::Command;

use super::{absent, javascript};
use crate::setup::{c, node, python};
use crate::{Session, Stop, count};

const VECTORS: &str = "tests/vectors";
/// The page that runs a module of ours inside a browser.
const PAGE: &str = "/tests/browser/page.html?module=/tests/conformance/javascript/browser.js";

pub(super) fn rust(session: &Session) -> Result<(), Stop> {
    conform(session, "rust", runner(session, Runtime::Rust)?)
}

pub(super) fn python(session: &Session) -> Result<(), Stop> {
    conform(session, "python", runner(session, Runtime::Python)?)
}

pub(super) fn node(session: &Session) -> Result<(), Stop> {
    conform(session, "node", runner(session, Runtime::Node)?)
}

pub(super) fn chromium(session: &Session) -> Result<(), Stop> {
    conform(session, "chromium", runner(session, Runtime::Chromium)?)
}

pub(super) fn c(session: &Session) -> Result<(), Stop> {
    conform(session, "c", runner(session, Runtime::C)?)
}

/// What runs the vectors.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Runtime {
    Rust,
    Python,
    Node,
    Chromium,
    C,
}

/// The interpreter of a runtime, set up; without arguments it runs the vectors.
pub(super) fn runner(session: &Session, runtime: Runtime) -> Result<Command, Stop> {
    let here = |file: &str| {
        let path = session.workspace.path(file);
        path.exists().then_some(path).ok_or_else(|| absent(file))
    };
    match runtime {
        Runtime::Rust => {
            here("tests/conformance/rust")?;
            Ok(session.workspace.cargo(["run", "--locked", "--package", "active-active-conformance", "--"]))
        }
        Runtime::Python => {
            let script = here("tests/conformance/python/run.py")?;
            let mut command = python::package(session)?.command(session, "python");
            command.arg(script);
            Ok(command)
        }
        Runtime::Node => {
            let script = here("tests/conformance/javascript/node.js")?;
            node::package(session)?;
            node::packages(session, "tests")?;
            let mut command = node::node(session)?;
            command.arg(script);
            Ok(command)
        }
        Runtime::Chromium => {
            here("tests/conformance/javascript/browser.js")?;
            node::package(session)?;
            javascript::in_browser(session, &session.workspace.path(""), PAGE)
        }
        Runtime::C => {
            let sources = here("tests/conformance/c")?;
            c::json_headers(session)?;
            let program = session.workspace.scratch("c/conformance");
            let sources: Vec<PathBuf> = crate::stamp::files(&sources)
                .into_iter()
                .filter(|file| file.extension().is_some_and(|end| end == "cpp"))
                .collect();
            c::library(session)?.compile(session, c::Language::Cpp, &sources, &[], &program)?;
            Ok(session.workspace.command(program))
        }
    }
}

fn conform(session: &Session, runtime: &str, mut command: Command) -> Result<(), Stop> {
    let output = session.tests("the vectors", &mut command, count::summary)?;
    let start = format!("conformance {runtime}: ");
    if let Some(line) = output.lines().rev().find(|line| line.starts_with(&start)) {
        session.result(line);
        let ran = count::summary(line).total();
        let there = vectors(session)?;
        let all = (ran == there).then_some(()).ok_or_else(|| format!("{ran} vectors ran of {there} in {VECTORS}"));
        session.check("no vector is left out", all);
    } else {
        session.check("the conformance line", Err(format!("no line starts with `{start}`")));
    }
    Ok(())
}

/// How many vectors there are: each file has a list of them under `vectors`.
fn vectors(session: &Session) -> Result<u64, Stop> {
    let mut number = 0;
    for file in crate::stamp::files(&session.workspace.path(VECTORS)) {
        if file.extension().is_none_or(|end| end != "json") || file.ends_with("schema.json") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let document: serde_json::Value = serde_json::from_str(&text)
            .map_err(|error| Stop::failed(format!("{} is not JSON: {error}", session.workspace.display(&file))))?;
        let list = document.get("vectors").and_then(serde_json::Value::as_array);
        let list =
            list.ok_or_else(|| Stop::failed(format!("{} has no list `vectors`", session.workspace.display(&file))))?;
        number += list.len() as u64;
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_of_facts_names_vectors_that_exist() {
        let folder = crate::workspace::Workspace::find().unwrap().path(VECTORS);
        let mut there = BTreeSet::new();
        for file in crate::stamp::files(&folder) {
            let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
            if file.extension().is_none_or(|end| end != "json") || stem == "schema" {
                continue;
            }
            let document: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            for vector in document["vectors"].as_array().unwrap() {
                there.insert(format!("{stem} / {}", vector["name"].as_str().unwrap()));
            }
        }
        let table = std::fs::read_to_string(folder.join("FACTS.md")).unwrap();
        let named: Vec<&str> = table.split('`').filter(|code| code.contains(" / ")).collect();
        assert!(named.len() > 100, "{} vectors are named", named.len());
        let unknown: Vec<_> = named.iter().filter(|name| **name != "file / name" && !there.contains(**name)).collect();
        assert!(unknown.is_empty(), "no vectors: {unknown:?}");
    }
}
