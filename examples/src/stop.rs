//! Ctrl-C: noted here, looked at between steps, so that everything that was started is ended.

use std::sync::atomic::{AtomicBool, Ordering};

static STOPPED: AtomicBool = AtomicBool::new(false);

/// The message that a stopped run ends with.
pub(crate) const MESSAGE: &str = "stopped";

/// From here on Ctrl-C and a termination signal ask the run to end.
pub(crate) fn listen() -> Result<(), String> {
    ctrlc::set_handler(|| STOPPED.store(true, Ordering::Relaxed))
        .map_err(|error| format!("cannot catch Ctrl-C: {error}"))
}

/// Fails once the run was asked to end.
pub(crate) fn check() -> Result<(), String> {
    if STOPPED.load(Ordering::Relaxed) { Err(MESSAGE.into()) } else { Ok(()) }
}
