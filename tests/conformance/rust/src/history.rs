//! Runs histories and tells where each of them ends, for comparison with the other runtimes.

use std::path::Path;

use active_active::conflict::ConflictFilter;
use serde_json::Value as Json;

use crate::{special, vector, world::World};

/// Prints `history <name> <end>` for every history of a folder.
pub(crate) fn run(folder: &Path) -> Result<(), String> {
    for (name, file) in vector::files(folder)? {
        let vectors = file.get("vectors").and_then(Json::as_array).ok_or("a file has a list of vectors")?;
        let [history] = vectors.as_slice() else {
            return Err(format!("{name} has not one vector but {}", vectors.len()));
        };
        let mut world = vector::run(&file, history).map_err(|failure| format!("{name}: {failure}"))?;
        same_values(&mut world).map_err(|failure| format!("{name}: {failure}"))?;
        println!("history {name} {}", end(&mut world).map_err(|failure| format!("{name}: {failure}"))?);
    }
    Ok(())
}

/// Digests do not cover what is shown, so that is compared key by key.
fn same_values(world: &mut World) -> Result<(), String> {
    let mut first: Option<Vec<(String, String)>> = None;
    for alias in world.opened.clone() {
        let region = world.region(&alias).map_err(|failure| format!("{failure:?}"))?;
        let mut shown = Vec::new();
        for key in region.keys("", None, usize::MAX) {
            let read = region.get(&key).map_err(|error| error.to_string())?;
            shown.push((key, read.map(|read| read.value().to_json()).unwrap_or_default()));
        }
        match &first {
            Some(before) if *before != shown => {
                return Err(format!("{alias} shows {shown:?}, the first region {before:?}"));
            }
            Some(_) => {}
            None => first = Some(shown),
        }
    }
    Ok(())
}

/// Digest, snapshot and conflicts of every region.
fn end(world: &mut World) -> Result<String, String> {
    let mut aliases = world.opened.clone();
    aliases.sort();
    let mut ends = Vec::new();
    for alias in aliases {
        let region = world.region(&alias).map_err(|failure| format!("{failure:?}"))?;
        let (digest, snapshot) = (special::to_hex(&region.digest()), region.snapshot());
        let conflicts = region.conflicts(&ConflictFilter::default()).len();
        ends.push(format!("{alias}:{digest}:{}:{:016x}:{conflicts}", snapshot.len(), fnv1a(&snapshot)));
    }
    Ok(ends.join(" "))
}

/// FNV-1a: enough to tell bytes apart, and a few lines in every language.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
