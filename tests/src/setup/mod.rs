//! What tests and the demo need, each brought about once and left alone after that.

pub mod c;
pub mod chromium;
pub mod debian;
pub mod node;
pub mod python;
pub mod rust;
pub mod wasm;

use std::path::PathBuf;

/// Where a program is, if it is on the search path.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
