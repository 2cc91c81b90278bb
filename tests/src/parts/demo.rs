//! The demo converges: as shipped, with another seed, and with a user's own operations.

use crate::{Session, Stop};

/// What a user's own file might hold.
const OWN_OPERATIONS: &str = "tests/demo/own.jsonl";

pub(super) fn run(session: &Session) -> Result<(), Stop> {
    converges(session, "as shipped", &[])?;
    converges(session, "with another seed", &["--seed", "11"])?;
    let own = session.workspace.path(OWN_OPERATIONS);
    if !own.exists() {
        return Err(super::absent(OWN_OPERATIONS));
    }
    converges(session, "with a file of one's own", &["--input", &own.display().to_string()])
}

fn converges(session: &Session, how: &str, arguments: &[&str]) -> Result<(), Stop> {
    let mut demo = session.workspace.cargo(["demo"]);
    if let Some(output) = session.test(&format!("cargo demo, {how}"), demo.args(arguments))? {
        let last = output.trim_end().lines().last().unwrap_or_default();
        let outcome = last.starts_with("converged: ").then_some(()).ok_or(format!("the last line is `{last}`"));
        let held = outcome.is_ok();
        session.check("the last line says that it converged", outcome);
        if held {
            session.result(&format!("demo {how}: {last}"));
        }
    }
    Ok(())
}
