//! Every operation of `tests/surface.json` has its name in every language; what a language lacks says why.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::absent;
use crate::setup::{node, python};
use crate::{Session, Stop, count, stamp};

const SURFACE: &str = "tests/surface.json";
const LANGUAGES: [&str; 5] = ["rust", "python", "javascript", "c", "cpp"];

pub(super) fn run(session: &Session) -> Result<(), Stop> {
    let file = session.workspace.path(SURFACE);
    if !file.exists() {
        return Err(absent(SURFACE));
    }
    let text = fs::read_to_string(&file).unwrap_or_default();
    let surface: Value = serde_json::from_str(&text).map_err(|error| Stop::failed(format!("{SURFACE}: {error}")))?;
    let operations = surface.get("operations").and_then(Value::as_array).cloned().unwrap_or_default();

    session.say("the table is whole");
    for operation in &operations {
        let complete = LANGUAGES.iter().try_for_each(|language| named(operation, language).map(|_| ()));
        session.check("the table is whole", complete);
    }

    session.say("names in Rust, C and C++");
    let texts = Texts {
        rust: named_sources(session, "core/src", "rs"),
        c: sources(session, "bindings-c/include", "h"),
        cpp: sources(session, "bindings-c/include", "hpp"),
    };
    for operation in &operations {
        for language in ["rust", "c", "cpp"] {
            if let Ok(Some(name)) = named(operation, language) {
                let found = texts.declare(language, name).then_some(());
                session.check("names", found.ok_or_else(|| format!("{language} has no {name}")));
            }
        }
    }
    session.check("no C function is left out of the table", nothing_left_out(&operations, &texts.c));

    let mut in_python = python::package(session)?.command(session, "python");
    in_python.arg(session.workspace.path("tests/surface/check.py")).arg(&file);
    session.tests("names in Python", &mut in_python, count::lines)?;

    node::package(session)?;
    node::packages(session, "tests")?;
    let mut in_javascript = node::node(session)?;
    in_javascript.arg(session.workspace.path("tests/surface/check.js")).arg(&file);
    session.tests("names in JavaScript", &mut in_javascript, count::lines)?;
    Ok(())
}

/// The sources of the languages whose names are read rather than looked up at run time.
struct Texts {
    rust: Vec<(PathBuf, String)>,
    c: Vec<String>,
    cpp: Vec<String>,
}

impl Texts {
    fn declare(&self, language: &str, name: &str) -> bool {
        match language {
            "rust" => self.rust.iter().any(|(file, text)| declares_rust(file, text, name)),
            "c" => self.c.iter().any(|text| calls(text, name)),
            _ => self.cpp.iter().any(|text| declares_cpp(text, name)),
        }
    }
}

/// The name of an operation in a language; none where `{"absent": "<reason>"}` says why.
fn named<'a>(operation: &'a Value, language: &str) -> Result<Option<&'a str>, String> {
    let entry = operation.get(language);
    let reason = entry.and_then(|entry| entry.get("absent")).and_then(Value::as_str);
    match (entry.and_then(Value::as_str), reason) {
        (Some(name), _) => Ok(Some(name)),
        (None, Some(_)) => Ok(None),
        (None, None) => Err(format!("{operation} has neither a name nor a reason for {language}")),
    }
}

fn sources(session: &Session, folder: &str, end: &str) -> Vec<String> {
    named_sources(session, folder, end).into_iter().map(|(_, text)| text).collect()
}

fn named_sources(session: &Session, folder: &str, end: &str) -> Vec<(PathBuf, String)> {
    let files = stamp::files(&session.workspace.path(folder)).into_iter();
    let wanted = files.filter(|file| file.extension().is_some_and(|extension| extension == end));
    wanted.filter_map(|file| fs::read_to_string(&file).ok().map(|text| (file, text))).collect()
}

/// `Type::function` is declared in an `impl` of the type, `module::function` in the module's file or folder, or
/// `function` on its own.
fn declares_rust(file: &Path, text: &str, name: &str) -> bool {
    let (owner, function) = name.rsplit_once("::").map_or((None, name), |(owner, function)| (Some(owner), function));
    let in_impl = owner.is_none_or(|owner| {
        let opens_impl = |line: &str| line.starts_with("impl") && words(line).any(|word| word == owner);
        let is_module = |part: &OsStr| Path::new(part).file_stem().is_some_and(|stem| stem == owner);
        text.lines().any(opens_impl) || file.iter().any(is_module)
    });
    let declares =
        |line: &str| line.trim_start().starts_with("pub ") && after(line, "fn").is_some_and(|next| next == function);
    in_impl && text.lines().any(declares)
}

fn declares_cpp(text: &str, name: &str) -> bool {
    let (owner, function) = name.rsplit_once("::").map_or((None, name), |(owner, function)| (Some(owner), function));
    let in_class = owner.is_none_or(|owner| {
        text.lines().any(|line| after(line, "class").or(after(line, "struct")).is_some_and(|next| next == owner))
    });
    in_class && calls(text, function)
}

/// The word, directly before an opening parenthesis.
fn calls(text: &str, function: &str) -> bool {
    called(text).any(|name| name == function)
}

fn called(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('(').filter_map(|(at, _)| {
        let before = text.get(..at)?;
        before.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().filter(|word| !word.is_empty())
    })
}

fn nothing_left_out(operations: &[Value], headers: &[String]) -> Result<(), String> {
    let listed: BTreeSet<&str> =
        operations.iter().filter_map(|operation| named(operation, "c").ok().flatten()).collect();
    let declared = headers.iter().flat_map(|text| called(text)).filter(|name| name.starts_with("aa_"));
    let missing: BTreeSet<&str> = declared.filter(|name| !listed.contains(name)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("{SURFACE} does not list {missing:?}")) }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The word after a word.
fn after<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let mut words = words(line);
    words.find(|found| *found == word)?;
    words.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_names_are_found_in_their_impl() {
        let text = "impl<'a> Region<'a> {\n    pub const fn put(&mut self) {}\n    fn hidden() {}\n}\n";
        let file = Path::new("core/src/region/write.rs");
        assert!(declares_rust(file, text, "Region::put"));
        assert!(declares_rust(file, text, "put"));
        assert!(declares_rust(file, text, "region::put"));
        assert!(declares_rust(file, text, "write::put"));
        assert!(!declares_rust(file, text, "Region::hidden"));
        assert!(!declares_rust(file, text, "Clock::put"));
        assert!(!declares_rust(file, text, "routing::put"));
    }

    #[test]
    fn c_and_cpp_names_are_found_before_a_parenthesis() {
        let text =
            "class Region {\n  Written put(std::string_view key);\n};\naa_status aa_region_put(aa_region *region);";
        assert!(declares_cpp(text, "Region::put"));
        assert!(!declares_cpp(text, "Clock::put"));
        assert!(calls(text, "aa_region_put"));
        assert!(!calls(text, "region_put"));
    }
}
