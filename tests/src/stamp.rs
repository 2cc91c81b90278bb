//! Whether something has to be made again: a digest of all it is made from, kept beside what was made.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::{Session, Stop};

/// What something is made from.
#[derive(Clone)]
pub struct Inputs(Sha256);

impl Inputs {
    /// Things made from nothing yet.
    pub fn new() -> Self {
        Self(Sha256::new())
    }

    /// A text: a version, an option.
    pub fn text(mut self, text: impl AsRef<str>) -> Self {
        self.add(text.as_ref().as_bytes());
        self
    }

    /// A file, or every file in a folder but those that are made, not written.
    pub fn path(mut self, path: &Path) -> Self {
        for file in files(path) {
            self.add(file.to_string_lossy().as_bytes());
            self.add(&fs::read(&file).unwrap_or_default());
        }
        self
    }

    fn add(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn digest(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Default for Inputs {
    fn default() -> Self {
        Self::new()
    }
}

/// Makes something, unless it was made from the same inputs before and is still there.
pub fn once(
    session: &Session,
    name: &str,
    inputs: Inputs,
    outputs: &[&Path],
    make: impl FnOnce() -> Result<(), Stop>,
) -> Result<(), Stop> {
    let stamp = session.workspace.scratch("stamps").join(name);
    let digest = inputs.digest();
    let made = fs::read_to_string(&stamp).is_ok_and(|before| before == digest);
    if made && outputs.iter().all(|output| output.exists()) {
        return Ok(());
    }
    // A run that is cut short must not leave the stamp of what it has half replaced.
    let _ = fs::remove_file(&stamp);
    make()?;
    write(&stamp, &digest)
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, contents: impl AsRef<[u8]>) -> Result<(), Stop> {
    let in_place = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, contents));
    in_place.map_err(|error| Stop::failed(format!("cannot write {}: {error}", path.display())))
}

/// A folder as new.
pub fn empty_folder(path: &Path) -> Result<(), Stop> {
    if path.exists() {
        fs::remove_dir_all(path).map_err(|error| Stop::failed(format!("cannot empty {}: {error}", path.display())))?;
    }
    fs::create_dir_all(path).map_err(|error| Stop::failed(format!("cannot make {}: {error}", path.display())))
}

/// The file itself, or all files below a folder in the order of their names.
pub fn files(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else {
        return if path.is_file() { vec![path.to_path_buf()] } else { Vec::new() };
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().filter(|path| !is_made(path)).flat_map(|path| files(path)).collect()
}

fn is_made(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    matches!(name.as_ref(), "target" | "node_modules" | "dist" | "__pycache__" | ".hypothesis")
        || matches!(extension.as_ref(), "so" | "pyc")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_do_not_run_into_each_other() {
        assert_ne!(Inputs::new().text("ab").text("c").digest(), Inputs::new().text("a").text("bc").digest());
        assert_eq!(Inputs::new().text("ab").digest(), Inputs::new().text("ab").digest());
    }
}
