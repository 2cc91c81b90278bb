//! The committed header is what cbindgen makes of the source.

use std::fs;

use crate::{Session, Stop, stamp};

const HEADER: &str = "bindings-c/include/active_active.h";

pub(super) fn run(session: &Session) -> Result<(), Stop> {
    let generated = session.workspace.scratch("header/active_active.h");
    stamp::empty_folder(generated.parent().unwrap_or(&generated))?;
    let mut generate =
        session.workspace.cargo(["run", "--locked", "--profile", "tool", "--package", "active-active-header", "--"]);
    generate.arg(session.workspace.path("bindings-c")).arg(&generated);
    session.step("generating the header", &mut generate)?;
    let generated = fs::read(&generated).map_err(|error| Stop::failed(format!("no header was generated: {error}")))?;
    let committed = session.workspace.path(HEADER);
    if session.bless {
        stamp::write(&committed, &generated)?;
    }
    let is_current = fs::read(&committed).is_ok_and(|committed| committed == generated);
    let outcome =
        is_current.then_some(()).ok_or_else(|| format!("{HEADER} is out of date: cargo verify --bless header"));
    session.check("the committed header is current", outcome);
    Ok(())
}
