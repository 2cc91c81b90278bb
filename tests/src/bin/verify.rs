//! `cargo verify`: every test of every language, or the parts that are named.

use std::process::ExitCode;

use active_active_tests::Session;
use active_active_tests::parts::{PARTS, Part};
use active_active_tests::session::REQUIRE_ALL;
use active_active_tests::workspace::Workspace;
use lexopt::prelude::{Long, Short, Value, ValueExt as _};

const USAGE: &str = "\
cargo verify [PART...]   runs every test of every language, or the named parts alone

  -l, --list    the parts, what they show and what they need
      --bless   writes committed files that are generated anew, instead of comparing them
  -h, --help    this

A part is named in full or by its first word: `cargo verify conformance` runs five. What is not on the machine is
installed where that can be done under the target folder or, as root on Debian, by apt-get; else its tests are skipped,
and it is said how to get it.";

struct Arguments {
    words: Vec<String>,
    list: bool,
    bless: bool,
    help: bool,
}

fn main() -> ExitCode {
    let arguments = match parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    if arguments.help {
        println!("{USAGE}\n\nWith {REQUIRE_ALL}=1 a skip is a failure.");
        return ExitCode::SUCCESS;
    }
    if arguments.list {
        list();
        return ExitCode::SUCCESS;
    }
    let chosen = match choose(&arguments.words) {
        Ok(chosen) => chosen,
        Err(word) => {
            eprintln!("no part is called `{word}`; cargo verify --list names them");
            return ExitCode::from(2);
        }
    };
    let mut session = match Workspace::find() {
        Ok(workspace) => Session::new(workspace),
        Err(stop) => {
            eprintln!("{stop}");
            return ExitCode::FAILURE;
        }
    };
    session.bless = arguments.bless;
    for part in chosen {
        part.run(&session);
    }
    if session.summarise("verify") { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn parse() -> Result<Arguments, lexopt::Error> {
    let mut arguments = Arguments { words: Vec::new(), list: false, bless: false, help: false };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Value(word) => arguments.words.push(word.string()?),
            Long("list") | Short('l') => arguments.list = true,
            Long("bless") => arguments.bless = true,
            Long("help") | Short('h') => arguments.help = true,
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(arguments)
}

fn choose(words: &[String]) -> Result<Vec<&'static Part>, &String> {
    if let Some(unknown) = words.iter().find(|word| !PARTS.iter().any(|part| part.is_meant_by(word))) {
        return Err(unknown);
    }
    let is_chosen = |part: &&Part| words.is_empty() || words.iter().any(|word| part.is_meant_by(word));
    Ok(PARTS.iter().filter(is_chosen).collect())
}

fn list() {
    for part in PARTS {
        let needs = if part.needs.is_empty() { String::new() } else { format!(" [{}]", part.needs) };
        println!("{:<22}{}{needs}", part.name, part.about);
    }
}
