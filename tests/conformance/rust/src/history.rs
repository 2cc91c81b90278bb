//! Runs histories and tells where each of them ends, for comparison with the other runtimes.

use std::path::Path;

use active_active::{conflict::ConflictFilter, region::Region};
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
        println!("history {name} {}", end(&mut world).map_err(|failure| format!("{name}: {failure}"))?);
    }
    Ok(())
}

/// Digest, snapshot, conflicts and everything shown, of every region. Digests do not cover what is shown.
fn end(world: &mut World) -> Result<String, String> {
    let mut aliases = world.opened.clone();
    aliases.sort();
    let mut ends = Vec::new();
    let mut first: Option<(String, String)> = None;
    for alias in aliases {
        let region = world.region(&alias).map_err(|failure| format!("{failure:?}"))?;
        let (digest, snapshot) = (special::to_hex(&region.digest()), region.snapshot());
        let conflicts = region.conflicts(&ConflictFilter::default()).len();
        let shown = shown(region)?;
        let hashes = format!("{:016x}:{conflicts}:{:016x}", fnv1a(&snapshot), fnv1a(shown.as_bytes()));
        ends.push(format!("{alias}:{digest}:{}:{hashes}", snapshot.len()));
        match &first {
            Some((other, before)) if *before != shown => {
                return Err(format!("{alias} shows\n{shown}and {other}\n{before}"));
            }
            Some(_) => {}
            None => first = Some((alias, shown)),
        }
    }
    ends.extend(world.answers.map(|sum| format!("answers:{sum}")));
    Ok(ends.join(" "))
}

/// When the records are read in the end: some have expired by then, some expire later.
const READ_AT_MS: u64 = 1_700_000_060_000;

/// What every key shows: `<key>=<siblings>:<value as JSON>`, a line each.
fn shown(region: &Region) -> Result<String, String> {
    let mut shown = String::new();
    for key in region.keys("", None, usize::MAX) {
        if let Some(read) = region.get_at(&key, || READ_AT_MS).map_err(|error| error.to_string())? {
            shown.push_str(&format!("{key}={}:{}\n", read.siblings, read.value().to_json()));
        }
    }
    Ok(shown)
}

/// FNV-1a: enough to tell bytes apart, and a few lines in every language.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
