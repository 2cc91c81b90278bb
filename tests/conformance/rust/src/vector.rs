//! Files of vectors, and how one vector runs.

use std::{fs, path::Path};

use active_active::Detail;
use serde_json::{Map, Value as Json};

use crate::{
    expect,
    failure::{Failure, Outcome},
    special, steps,
    world::World,
};

/// When a step without `now` happens: so long after the epoch, and a second later for each step.
const START_MS: u64 = 1_700_000_000_000;

/// One step with the time at which it happens.
pub(crate) struct Step<'v> {
    pub(crate) members: &'v Map<String, Json>,
    pub(crate) kind: &'v str,
    pub(crate) now_ms: u64,
}

impl Step<'_> {
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.members.get(name)
    }

    pub(crate) fn need(&self, name: &str) -> Outcome<&Json> {
        self.get(name).ok_or_else(|| Failure::Broken(format!("`{}` needs `{name}`", self.kind)))
    }

    pub(crate) fn text(&self, name: &str) -> Outcome<String> {
        special::text(self.need(name)?)
    }

    pub(crate) fn number(&self, name: &str) -> Outcome<u64> {
        self.need(name)?.as_u64().ok_or_else(|| Failure::Broken(format!("`{name}` is no number")))
    }

    pub(crate) fn number_or(&self, name: &str, default: u64) -> Outcome<u64> {
        if self.get(name).is_some() { self.number(name) } else { Ok(default) }
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Json::as_bool).unwrap_or(false)
    }

    pub(crate) fn hex(&self, name: &str) -> Outcome<Vec<u8>> {
        special::hex(&self.text(name)?)
    }

    /// The aliases that the step is done for: `on`, one or a list; one that is empty where there is none.
    fn aliases(&self) -> Outcome<Vec<String>> {
        match self.get("on") {
            _ if matches!(self.kind, "same" | "sync_all") => Ok(vec![String::new()]),
            None => Ok(vec![String::new()]),
            Some(Json::Array(aliases)) => aliases.iter().map(special::text).collect(),
            Some(alias) => Ok(vec![special::text(alias)?]),
        }
    }
}

/// Runs every vector of a folder: how many passed, and what failed.
pub(crate) fn run_all(folder: &Path) -> Result<(usize, Vec<String>), String> {
    let (mut passed, mut failures) = (0, Vec::new());
    for (name, file) in files(folder)? {
        let vectors = file.get("vectors").and_then(Json::as_array).ok_or("a file has a list of vectors")?;
        for vector in vectors {
            let title = vector.get("name").and_then(Json::as_str).unwrap_or("(no name)");
            match run(&file, vector) {
                Ok(_) => passed += 1,
                Err(failure) => failures.push(format!("{name} / {title} / {failure}")),
            }
        }
    }
    Ok((passed, failures))
}

/// The JSON files of a folder but the schema, in the order of their names.
pub(crate) fn files(folder: &Path) -> Result<Vec<(String, Json)>, String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.extension().is_some_and(|end| end == "json") && !path.ends_with("schema.json") {
            paths.push(path);
        }
    }
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).map_err(told)?;
        let json = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), json))
    };
    paths.iter().map(read).collect()
}

/// Runs one vector to its end, or to the first step that fails.
pub(crate) fn run(file: &Json, vector: &Json) -> Result<World, String> {
    let mut world = World::new(file.get("deployments"), vector.get("deployment"));
    for (alias, region) in vector.get("open").and_then(Json::as_object).into_iter().flatten() {
        let opened = world.open(alias, region.as_str().unwrap_or_default());
        opened.map_err(|failure| format!("open {alias}: {failure:?}"))?;
    }
    let steps = vector.get("steps").and_then(Json::as_array).ok_or("a vector has steps")?;
    for (index, step) in steps.iter().enumerate() {
        let members = step.as_object().ok_or("a step is an object")?;
        let kind = members.get("do").and_then(Json::as_str).ok_or("a step has `do`")?;
        let default_ms = START_MS + 1000 * index as u64;
        let now_ms = members.get("now").and_then(Json::as_u64).unwrap_or(default_ms);
        let step = Step { members, kind, now_ms };
        run_step(&step, &mut world).map_err(|failure| format!("step {index} {kind}: {failure}"))?;
    }
    Ok(world)
}

fn run_step(step: &Step<'_>, world: &mut World) -> Result<(), String> {
    let aliases = step.aliases().map_err(|failure| format!("{failure:?}"))?;
    let wants_error = step.get("error").and_then(Json::as_str);
    let mut conflicts = None;
    for alias in &aliases {
        let before = wants_error.and_then(|_| world.fingerprint(alias));
        let told = |what: String| if aliases.len() > 1 { format!("on {alias}: {what}") } else { what };
        match (steps::run(step, alias, world), wants_error) {
            (Ok(got), None) => {
                let exact = steps::is_exact(step.kind);
                let default = steps::default_expectation(step.kind);
                if let Some(expected) = step.get("expect").or(default.as_ref())
                    && let Some(difference) = expect::difference(expected, Some(&got), exact, world)
                {
                    return Err(told(difference));
                }
                if step.kind == "conflicts" {
                    steps::same_conflicts(&mut conflicts, &got).map_err(told)?;
                }
                if let Some(name) = step.get("save").and_then(Json::as_str) {
                    world.save(name, got);
                }
            }
            (Err(Failure::Refused(_)), None) if step.flag("may_fail") => {}
            (Err(Failure::Refused(error)), Some(code)) => {
                check_error(step, code, &error).map_err(told)?;
                if before != world.fingerprint(alias) {
                    return Err(told(format!("`{error}` changed the state of the region")));
                }
            }
            (Ok(got), Some(code)) => return Err(told(format!("expected the error {code}, got {}", got.to_json()))),
            (Err(Failure::Refused(error)), None) => return Err(told(format!("expected no error, got {error}"))),
            (Err(Failure::Broken(what)), _) => return Err(told(what)),
        }
    }
    Ok(())
}

fn check_error(step: &Step<'_>, code: &str, error: &active_active::Error) -> Result<(), String> {
    if error.code().as_str() != code {
        return Err(format!("expected the error {code}, got {error}"));
    }
    let place = step.get("place").map(|place| ("place", place));
    let details = step.get("details").and_then(Json::as_object).into_iter().flatten();
    for (name, expected) in place.into_iter().chain(details.map(|(name, detail)| (name.as_str(), detail))) {
        let same = match (error.detail(name), expected) {
            (Some(Detail::Text(text)), Json::String(expected)) => text == expected,
            (Some(Detail::Number(number)), expected) => Some(*number) == expected.as_i64().map(i128::from),
            _ => false,
        };
        if !same {
            return Err(format!("expected {name} {expected}, got {:?} of {error}", error.detail(name)));
        }
    }
    Ok(())
}
