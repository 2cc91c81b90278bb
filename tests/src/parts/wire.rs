//! The golden batches, judged by the CDDL file that describes the format.

use super::absent;
use crate::{Session, Stop, count, stamp};

const SCHEMA: &str = "core/src/wire/wire.cddl";
const GOLDEN: &str = "tests/golden";

pub(super) fn run(session: &Session) -> Result<(), Stop> {
    let schema = session.workspace.path(SCHEMA);
    if !schema.exists() {
        return Err(absent(SCHEMA));
    }
    let is_golden = |file: &std::path::PathBuf| file.extension().is_some_and(|end| end == "cbor");
    let golden: Vec<_> = stamp::files(&session.workspace.path(GOLDEN)).into_iter().filter(is_golden).collect();
    if golden.is_empty() {
        return Err(absent("tests/golden/*.cbor"));
    }
    let mut check =
        session.workspace.cargo(["run", "--locked", "--profile", "tool", "--package", "active-active-cddl", "--"]);
    session.tests("golden batches against the CDDL file", check.arg(&schema).args(&golden), count::lines)?;
    Ok(())
}
