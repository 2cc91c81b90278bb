//! The page of strategies: its lines are out of four programs, and each of them prints what it shows.

use std::fs;
use std::process::Command;

use crate::readme::{self, Block};
use crate::setup::{c, node, python};
use crate::{Session, Stop, stamp};

const FOLDER: &str = "examples/strategies";
const DEPLOYMENT: &str = "deployment.json";
const PROGRAMS: [(&str, &str); 4] = [
    ("python", "strategies.py"),
    ("javascript", "strategies.mjs"),
    ("cpp", "strategies.cpp"),
    ("rust", "strategies.rs"),
];

pub(super) fn run(session: &Session) -> Result<(), Stop> {
    let blocks = readme::blocks(&read(session, "README.md")?);
    session.check("every strategy of README.md is on the page", all_told(session, &read(session, "README.md")?)?);
    let transcript: Vec<&str> = blocks.iter().filter_map(|block| block.prints.as_deref()).collect();
    session.check("every class of the deployment is on the page", all_shown(session, transcript.len())?);
    let prints = transcript.concat();
    for (language, file) in PROGRAMS {
        let examples: Vec<&Block> = blocks.iter().filter(|block| block.language == language).collect();
        session.check(&format!("the lines of {file} on the page"), are_of(&examples, &read(session, file)?));
        let number = (examples.len() == transcript.len()).then_some(());
        let short = || format!("{} examples, {} answers", examples.len(), transcript.len());
        session.check(&format!("an example in {language} for each answer"), number.ok_or_else(short));
        let shown = Block { language: language.to_owned(), line: 1, text: String::new(), prints: Some(prints.clone()) };
        readme::run_and_compare(session, file, &mut program(session, language, file)?, &shown)?;
    }
    Ok(())
}

fn read(session: &Session, file: &str) -> Result<String, Stop> {
    let path = session.workspace.path(FOLDER).join(file);
    fs::read_to_string(path).map_err(|error| Stop::failed(format!("{FOLDER}/{file}: {error}")))
}

/// Whether the page names whatever README.md names, in quotes, where it says what decides.
fn all_told(session: &Session, page: &str) -> Result<Result<(), String>, Stop> {
    let readme = fs::read_to_string(session.workspace.path("README.md"))
        .map_err(|error| Stop::failed(format!("README.md: {error}")))?;
    let decides = readme.split("\n## ").find(|section| section.starts_with("What decides"));
    let decides = decides.ok_or_else(|| Stop::failed("README.md does not say what decides"))?;
    let code = decides.split('`').skip(1).step_by(2);
    let quoted = code.flat_map(|code| code.split('"').skip(1).step_by(2).collect::<Vec<_>>());
    let missing: Vec<&str> = quoted.filter(|name| !page.contains(&format!("\"{name}\""))).collect();
    Ok(missing.is_empty().then_some(()).ok_or_else(|| format!("not on the page: {missing:?}")))
}

fn all_shown(session: &Session, shown: usize) -> Result<Result<(), String>, Stop> {
    let document: serde_json::Value = serde_json::from_str(&read(session, DEPLOYMENT)?)
        .map_err(|error| Stop::failed(format!("{FOLDER}/{DEPLOYMENT} is not JSON: {error}")))?;
    let classes = document.get("classes").and_then(serde_json::Value::as_array).map_or(0, Vec::len);
    Ok((classes == shown).then_some(()).ok_or_else(|| format!("{shown} answers, {classes} classes")))
}

/// Whether each block is a run of lines of a program, whatever their indentation, one after the other.
fn are_of(blocks: &[&Block], program: &str) -> Result<(), String> {
    let lines: Vec<&str> = program.lines().map(str::trim).collect();
    let mut rest = lines.as_slice();
    for block in blocks {
        let wanted: Vec<&str> = block.text.lines().map(str::trim).collect();
        let found = rest.windows(wanted.len().max(1)).position(|window| window == wanted);
        let found = found.ok_or_else(|| format!("the lines of line {} of the page are not there", block.line))?;
        rest = rest.get(found + wanted.len()..).unwrap_or_default();
    }
    Ok(())
}

fn program(session: &Session, language: &str, file: &str) -> Result<Command, Stop> {
    let source = session.workspace.path(FOLDER).join(file);
    Ok(match language {
        "python" => {
            let mut command = python::package(session)?.command(session, "python");
            command.arg(source);
            command
        }
        "javascript" => {
            // Beside a folder of modules, as it is where somebody uses the package.
            let folder = session.workspace.scratch("strategies/javascript");
            for name in [file, DEPLOYMENT] {
                stamp::write(&folder.join(name), read(session, name)?)?;
            }
            node::package(session)?;
            readme::link_package(session, &folder)?;
            let mut command = node::node(session)?;
            command.arg(folder.join(file));
            command
        }
        "cpp" => {
            let out = session.workspace.scratch("strategies/cpp");
            c::library(session)?.compile(session, c::Language::Cpp, &[source], &[], &out)?;
            let mut command = session.workspace.command(out);
            command.arg(session.workspace.path(FOLDER).join(DEPLOYMENT));
            command
        }
        _ => {
            let example = ["build", "--locked", "--package", "active-active-examples", "--example", "strategies"];
            session.step("compiling the example", &mut session.workspace.cargo(example))?;
            session.workspace.command(session.workspace.target("debug/examples/strategies"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Block {
        Block { language: "python".into(), line: 1, text: text.into(), prints: None }
    }

    #[test]
    fn lines_are_of_a_program_in_its_order() {
        let program = "def main():\n    a = 1\n    b = 2\n\n    c = 3\n";
        let (first, second) = (block("a = 1\nb = 2\n"), block("c = 3\n"));
        assert_eq!(are_of(&[&first, &second], program), Ok(()));
        assert!(are_of(&[&second, &first], program).is_err());
        assert!(are_of(&[&block("b = 2\nc = 3\n")], program).is_err());
    }
}
