//! Reads a file of operations and refuses what no region could do, with the line and what to write instead.

use std::{fs, path::Path, sync::Arc};

use active_active::{
    Code,
    deployment::Deployment,
    region::{Options, Region},
    value::Value,
};

use crate::operation::Operation;

/// The operations of a file in the order of their time, or the first line that is wrong: `file:line: why`.
pub(crate) fn read(file: &Path, deployment: &Arc<Deployment>) -> Result<Vec<Operation>, String> {
    let shown = file.display();
    let bytes = fs::read(file).map_err(|error| format!("{shown}: cannot be read: {error}"))?;
    parse(&bytes, deployment).map_err(|(line, fault)| format!("{shown}:{line}: {fault}"))
}

fn parse(bytes: &[u8], deployment: &Arc<Deployment>) -> Result<Vec<Operation>, (usize, String)> {
    let mut trial = Trial::new(deployment).map_err(|fault| (1, fault))?;
    let mut operations = Vec::new();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let at = |fault: String| (index + 1, fault);
        let line = std::str::from_utf8(line).map_err(|_| at("not UTF-8; save the file as UTF-8".into()))?.trim();
        if line.is_empty() {
            continue;
        }
        let operation = Operation::parse(line).map_err(at)?;
        trial.run(&operation).map_err(at)?;
        operations.push(operation);
    }
    if operations.is_empty() {
        return Err((1, "no operation in it; `cargo demo generate --seed 7` prints a file to start from".into()));
    }
    // Stable, so that operations of one millisecond stay in the order of the file.
    operations.sort_by_key(|operation| operation.at_ms);
    Ok(operations)
}

/// Tries every operation on regions of its own, so that a wrong type or an unknown field is told with its line, and
/// not by three processes half-way through the run.
struct Trial {
    deployment: Arc<Deployment>,
    regions: Vec<(String, Region)>,
}

impl Trial {
    fn new(deployment: &Arc<Deployment>) -> Result<Self, String> {
        let open = |name: &str| {
            let region = Region::open(deployment.clone(), name, Options::default()).map_err(|e| e.to_string())?;
            Ok((name.to_owned(), region))
        };
        let regions = deployment.regions().iter().map(|spec| open(&spec.name)).collect::<Result<_, String>>()?;
        Ok(Trial { deployment: deployment.clone(), regions })
    }

    fn run(&mut self, operation: &Operation) -> Result<(), String> {
        let Some((_, region)) = self.regions.iter_mut().find(|(name, _)| *name == operation.region) else {
            let known: Vec<&str> = self.deployment.regions().iter().map(|spec| spec.name.as_str()).collect();
            return Err(format!("`{}` is not a region; write one of {}", operation.region, known.join(", ")));
        };
        match write(region, operation) {
            Ok(()) => Ok(()),
            // Regions that do not hear of one another have less than they will have in the run.
            Err(error) if matches!(error.code(), Code::InsufficientRights | Code::ClaimTaken) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The Rust form of what `region.py`, `region.mjs` and `region.cpp` do with an operation.
fn write(region: &mut Region, operation: &Operation) -> active_active::Result<()> {
    let (now, key) = (operation.at_ms, operation.key.as_str());
    let path: Vec<&str> = operation.path.iter().map(String::as_str).collect();
    let value = operation.argument.clone().unwrap_or_default();
    let number = value.as_i64().unwrap_or_default();
    let other = path.first().copied().unwrap_or_default();
    let written = match operation.verb.as_str() {
        "put" => region.put(now, key, &path, &value, None),
        "edit" => {
            let seen = region.get(key)?.map(|read| read.context);
            region.put(now, key, &path, &value, seen.as_deref())
        }
        "patch" => {
            let fields = value.as_object().unwrap_or_default();
            let names: Vec<[&str; 1]> = fields.iter().map(|(name, _)| [name.as_str()]).collect();
            let fields: Vec<(&[&str], Value)> =
                names.iter().zip(fields).map(|(name, (_, value))| (name.as_slice(), value.clone())).collect();
            region.patch(now, key, &fields, None)
        }
        "delete" => region.delete(now, key, None),
        "unset" => region.unset(now, key, &path, None),
        "increment" => region.increment(now, key, &path, number),
        "assign" => region.assign(now, key, &path, number),
        "reset" => region.reset(now, key, &path, None),
        "add" => region.add(now, key, &path, &value),
        "remove" => region.remove(now, key, &path, &value, None),
        "clear" => region.clear(now, key, &path, None),
        "enable" => region.enable(now, key, &path),
        "transfer" => region.transfer(now, key, &[], other, number),
        "claim" => return region.claim(now, key, &value, &Value::from(other)).map(drop),
        _ => region.disable(now, key, &path),
    };
    written.map(drop)
}
