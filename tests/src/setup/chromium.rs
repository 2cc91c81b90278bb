//! A Chromium that runs without a screen.

use std::path::PathBuf;

use super::{debian, program};
use crate::{Session, Stop};

const NAMES: [&str; 5] =
    ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// The browser that `CHROMIUM` names, or one of the machine's, or Debian's.
pub fn chromium(session: &Session) -> Result<PathBuf, Stop> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(PathBuf::from(named));
    }
    let find = || NAMES.iter().find_map(|name| program(name));
    debian::provide(session, "Chromium", &["chromium-headless-shell"], find)
}
