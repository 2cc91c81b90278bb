//! Seeded random histories of three to seven regions, run by every runtime: snapshots, digests and everything shown
//! must be the same. So must the answers to 100,000 random requests to routers.

use std::collections::BTreeMap;

use super::conformance::{Runtime, runner};
use crate::{Session, Stop, stamp};

/// Every number of regions, as a mesh and as a chain, with every window of classes: 5 x 2 x 7.
const HISTORIES: &str = "70";
/// A page of the runner is served from the repository, so that is where the browser's histories must be.
const RUNTIMES: [(&str, Runtime); 4] =
    [("rust", Runtime::Rust), ("python", Runtime::Python), ("node", Runtime::Node), ("c", Runtime::C)];

pub(super) fn run(session: &Session) -> Result<(), Stop> {
    let histories = session.workspace.scratch("histories");
    stamp::empty_folder(&histories)?;
    let mut generate = runner(session, Runtime::Rust)?;
    generate.args(["--generate", HISTORIES, "--out"]).arg(&histories);
    session.step(&format!("writing {HISTORIES} seeded histories, and requests to routers"), &mut generate)?;

    let mut first: Option<(&str, BTreeMap<String, String>)> = None;
    for (name, runtime) in RUNTIMES {
        let mut command = runner(session, runtime)?;
        let output = session.step(&format!("running them in {name}"), command.arg("--histories").arg(&histories))?;
        let ends = ends(&output);
        match &first {
            None => first = Some((name, ends)),
            Some((against, expected)) => compare(session, (against, expected), (name, &ends)),
        }
    }
    Ok(())
}

/// Lines `history <name> <all that must be the same>`.
fn ends(output: &str) -> BTreeMap<String, String> {
    let parsed = output.lines().filter_map(|line| line.strip_prefix("history ")?.split_once(' '));
    parsed.map(|(name, end)| (name.to_owned(), end.to_owned())).collect()
}

fn compare(
    session: &Session,
    (against, expected): (&str, &BTreeMap<String, String>),
    (name, ends): (&str, &BTreeMap<String, String>),
) {
    for (history, end) in expected {
        let same = (ends.get(history) == Some(end)).then_some(());
        let found = ends.get(history).map_or("nothing", String::as_str);
        let first = end.split(' ').zip(found.split(' ')).find(|(here, there)| here != there);
        let (here, there) = first.unwrap_or((end, found));
        let outcome = same.ok_or_else(|| format!("{history}: {against} ends in {here}, {name} in {there}"));
        session.check("the same bytes", outcome);
    }
    session.say(&format!("{} histories end in {name} as in {against}", expected.len()));
}
