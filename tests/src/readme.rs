//! The README's code blocks: found, run in their language, compared with the output that the README shows.
//!
//! A block in `text` directly after another is what that one prints.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::setup::{c, node, python, rust};
use crate::{Session, Stop, stamp};

/// Commands that a README shows, and the part that runs them.
const COMMANDS: [(&str, &str); 9] = [
    ("cargo demo", "demo"),
    ("cargo verify", "all of it"),
    ("cargo measure", "the benchmarks, run by hand"),
    ("cargo simulate", "simulate"),
    ("pip install active-active", "packaging"),
    ("npm install active-active", "packaging"),
    ("cargo add active-active", "readme"),
    ("cmake ", "packaging"),
    ("git clone ", "how this repository came here"),
];

/// A fenced block.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Block {
    /// The word after the fence.
    pub language: String,
    /// The line of the README that it starts at.
    pub line: usize,
    /// What is inside.
    pub text: String,
    /// What it prints, if the README shows that.
    pub prints: Option<String>,
}

/// The part `readme`: every block, in the places that the set-ups make.
pub fn run(session: &Session) -> Result<(), Stop> {
    for block in blocks(&read(session)?) {
        let title = format!("line {}: {}", block.line, block.language);
        match block.language.as_str() {
            "python" => {
                let environment = python::package(session)?;
                run_python(session, &environment, &block)?;
            }
            "javascript" | "js" => {
                node::package(session)?;
                let folder = session.workspace.scratch("readme/javascript");
                link_package(session, &folder)?;
                run_javascript(session, &folder, &block)?;
            }
            "cpp" | "c++" | "c" => {
                let library = c::library(session)?;
                let is_c = block.language == "c";
                let source = session.workspace.scratch("readme").join(if is_c { "example.c" } else { "example.cpp" });
                stamp::write(&source, &block.text)?;
                let language = if is_c { c::Language::C } else { c::Language::Cpp };
                let program = source.with_extension("");
                library.compile(session, language, &[source], &[], &program)?;
                run_and_compare(session, &title, &mut session.workspace.command(program), &block)?;
            }
            "rust" => run_rust(session, &block)?,
            "sh" | "console" | "bash" => session.check(&title, commands_are_run(&block)),
            other => session.check(&title, Err(format!("no test knows how to run a block in `{other}`"))),
        }
    }
    Ok(())
}

/// The README's example in a language: its first block there.
pub fn example(session: &Session, language: &str) -> Result<Block, Stop> {
    let found = blocks(&read(session)?).into_iter().find(|block| block.language == language);
    found.ok_or_else(|| Stop::missing(format!("README.md has no example in {language}"), "write one"))
}

/// Runs a Python block in an environment.
pub fn run_python(session: &Session, environment: &python::Environment, block: &Block) -> Result<(), Stop> {
    let file = session.workspace.scratch("readme/example.py");
    stamp::write(&file, &block.text)?;
    run_and_compare(session, &title(block), environment.command(session, "python").arg(file), block)
}

/// Runs a JavaScript block in a folder whose `node_modules` has the package.
pub fn run_javascript(session: &Session, folder: &Path, block: &Block) -> Result<(), Stop> {
    let file = folder.join("example.mjs");
    stamp::write(&file, &block.text)?;
    run_and_compare(session, &title(block), node::node(session)?.arg(file), block)
}

/// Runs something that is one test and must print what the README shows.
pub fn run_and_compare(session: &Session, name: &str, command: &mut Command, block: &Block) -> Result<(), Stop> {
    let Some(output) = session.test(name, command)? else { return Ok(()) };
    if let Some(expected) = &block.prints {
        let same = output.trim_end() == expected.trim_end();
        let outcome = same.then_some(()).ok_or_else(|| format!("it prints\n{output}\nand not\n{expected}"));
        session.check(&format!("{name}, what it prints"), outcome);
    }
    Ok(())
}

fn title(block: &Block) -> String {
    format!("line {}: {}", block.line, block.language)
}

fn run_rust(session: &Session, block: &Block) -> Result<(), Stop> {
    let folder = session.workspace.scratch("readme/rust");
    let core = session.workspace.path("core");
    // The profile of the workspace, so that what it has compiled is not compiled again.
    let manifest = format!(
        "[package]\nname = \"readme-example\"\nedition = \"2024\"\n\n\
         [dependencies]\nactive-active = {{ path = \"{}\" }}\n\n\
         [profile.dev]\nopt-level = 1\ndebug = \"line-tables-only\"\n\n[workspace]\n",
        core.display()
    );
    stamp::write(&folder.join("Cargo.toml"), manifest)?;
    let wrapped = if block.text.contains("fn main(") {
        block.text.clone()
    } else {
        format!("fn main() -> active_active::Result<()> {{\n{}\nOk(())\n}}\n", block.text)
    };
    stamp::write(&folder.join("src/main.rs"), wrapped)?;
    // The versions that the workspace has locked, so that nothing newer is looked for.
    let lock = session.workspace.path("Cargo.lock");
    stamp::once(session, "readme-rust-lock", rust::inputs(session, &[]), &[&folder.join("Cargo.lock")], || {
        fs::copy(lock, folder.join("Cargo.lock")).map(|_| ()).map_err(|error| Stop::failed(error.to_string()))
    })?;
    let mut run = session.workspace.cargo(["run", "--quiet", "--manifest-path"]);
    run_and_compare(session, &title(block), run.arg(folder.join("Cargo.toml")), block)
}

/// Makes the npm package importable from a folder.
pub(crate) fn link_package(session: &Session, folder: &Path) -> Result<(), Stop> {
    let link = folder.join("node_modules/active-active");
    if link.exists() {
        return Ok(());
    }
    let package: PathBuf = session.workspace.path("bindings-wasm/npm");
    let made = link.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| symlink(package, &link));
    made.map_err(|error| Stop::failed(format!("cannot link {}: {error}", link.display())))
}

fn commands_are_run(block: &Block) -> Result<(), String> {
    let lines = block.text.lines().map(|line| line.trim_start_matches("$ ").trim());
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if !COMMANDS.iter().any(|(command, _)| line.starts_with(command)) {
            return Err(format!("no part runs `{line}`"));
        }
    }
    Ok(())
}

fn read(session: &Session) -> Result<String, Stop> {
    fs::read_to_string(session.workspace.path("README.md")).map_err(|error| Stop::failed(format!("README.md: {error}")))
}

/// The fenced blocks of a text.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    // A block of output belongs to the block before it if nothing but empty lines is between them.
    let mut follows_directly = false;
    for (index, line) in text.lines().enumerate() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(language)) => {
                let language = language.trim().to_owned();
                open = Some(Block { language, line: index + 1, text: String::new(), prints: None });
            }
            (Some(_), Some(_)) => {
                let Some(block) = open.take() else { continue };
                match blocks.last_mut() {
                    Some(last) if block.language == "text" && follows_directly => last.prints = Some(block.text),
                    _ => blocks.push(block),
                }
                follows_directly = true;
            }
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => follows_directly &= line.trim().is_empty(),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_text_block_is_the_output_of_the_block_before_it() {
        let found = blocks("# Title\n```python\nprint(1)\n```\n\n```text\n1\n```\n\nprose\n\n```sh\ncargo demo\n```\n");
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].language.as_str(), found[0].line), ("python", 2));
        assert_eq!(found[0].prints.as_deref(), Some("1\n"));
        assert_eq!(found[1].text, "cargo demo\n");
        assert_eq!(found[1].prints, None);
    }

    #[test]
    fn unknown_commands_are_refused() {
        let block = |text: &str| Block { language: "sh".into(), line: 1, text: text.into(), prints: None };
        assert_eq!(commands_are_run(&block("# a remark\n$ cargo demo --seed 3\n")), Ok(()));
        assert!(commands_are_run(&block("make\n")).is_err());
    }
}
