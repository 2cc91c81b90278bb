//! Writes and reads of a region.

use active_active::{
    region::{ChangeSet, LogEntry, Version},
    time::Timestamp,
    value::{Limits, Value},
};
use serde_json::Value as Json;

use crate::{
    failure::{Failure, Outcome},
    special,
    vector::Step,
    world::World,
};

pub(super) fn run(step: &Step<'_>, on: &str, world: &mut World) -> Option<Outcome> {
    Some(match step.kind {
        "put" => put(step, on, world),
        "patch" => patch(step, on, world),
        "delete" | "unset" | "reset" | "clear" | "enable" | "disable" => change(step, on, world),
        "increment" | "assign" => count(step, on, world),
        "add" | "remove" => member(step, on, world),
        "expire" | "persist" => expiry(step, on, world),
        "transfer" => transfer(step, on, world),
        "rights" => rights(step, on, world),
        "transaction" => transaction(step, on, world),
        "append" | "offer" => entry(step, on, world),
        "log_entries" => log_entries(step, on, world),
        "claim" | "release" | "claim_of" => claim(step, on, world),
        "get" => get(step, on, world),
        "value" => value(step, on, world),
        "versions" => versions(step, on, world),
        "keys" => keys(step, on, world),
        _ => return None,
    })
}

pub(super) fn path(json: Option<&Json>) -> Outcome<Vec<String>> {
    json.and_then(Json::as_array).into_iter().flatten().map(special::text).collect()
}

pub(super) fn borrowed(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

fn context(step: &Step<'_>, world: &World) -> Outcome<Option<Vec<u8>>> {
    match step.get("context") {
        None => Ok(None),
        Some(Json::String(none)) if none == "none" => {
            Ok(Some(active_active::causality::VersionVector::new().to_bytes()))
        }
        Some(Json::String(read)) => match world.handed_on(read)?.get("context") {
            Some(Value::Bytes(bytes)) => Ok(Some(bytes.clone())),
            _ => Err(Failure::Broken(format!("`{read}` is no read"))),
        },
        Some(other) => Ok(Some(world.bytes(other)?)),
    }
}

fn put(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (key, path, context) = (step.text("key")?, path(step.get("path"))?, context(step, world)?);
    let (path, context) = (borrowed(&path), context.as_deref());
    let region = world.region(on)?;
    if step.get("value_cbor").is_some() {
        return Ok(region.put_encoded(step.now_ms, &key, &path, &step.hex("value_cbor")?, context)?.to_document());
    }
    let value = match step.get("value_json") {
        Some(json) => Value::from_json(&special::text(json)?, &Limits::default())?,
        None => special::value(step.need("value")?)?,
    };
    Ok(region.put(step.now_ms, &key, &path, &value, context)?.to_document())
}

fn patch(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (key, context) = (step.text("key")?, context(step, world)?);
    let mut fields = Vec::new();
    for field in step.need("fields")?.as_array().ok_or("`fields` is a list")? {
        let (at, value) = (field.get(0), field.get(1).ok_or("a field has a path and a value")?);
        fields.push((path(at)?, special::value(value)?));
    }
    let paths: Vec<Vec<&str>> = fields.iter().map(|(path, _)| borrowed(path)).collect();
    let fields: Vec<(&[&str], Value)> =
        paths.iter().zip(&fields).map(|(path, (_, value))| (path.as_slice(), value.clone())).collect();
    Ok(world.region(on)?.patch(step.now_ms, &key, &fields, context.as_deref())?.to_document())
}

/// Operations with a place and no argument.
fn change(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (key, path, context) = (step.text("key")?, path(step.get("path"))?, context(step, world)?);
    let (path, context, now_ms) = (borrowed(&path), context.as_deref(), step.now_ms);
    let region = world.region(on)?;
    let written = match step.kind {
        "delete" => region.delete(now_ms, &key, context),
        "unset" => region.unset(now_ms, &key, &path, context),
        "reset" => region.reset(now_ms, &key, &path, context),
        "clear" => region.clear(now_ms, &key, &path, context),
        "enable" => region.enable(now_ms, &key, &path),
        _ => region.disable(now_ms, &key, &path),
    };
    Ok(written?.to_document())
}

fn count(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (key, path) = (step.text("key")?, path(step.get("path"))?);
    let path = borrowed(&path);
    let number = |name| match special::value(step.need(name)?)? {
        Value::Integer(number) => Ok(number),
        _ => Err(Failure::Broken(format!("`{name}` is no 64-bit integer"))),
    };
    let region = world.region(on)?;
    let written = match step.kind {
        "increment" => region.increment(step.now_ms, &key, &path, number("amount")?),
        _ => region.assign(step.now_ms, &key, &path, number("value")?),
    };
    Ok(written?.to_document())
}

fn member(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (key, path, context) = (step.text("key")?, path(step.get("path"))?, context(step, world)?);
    let (path, member) = (borrowed(&path), special::value(step.need("member")?)?);
    let region = world.region(on)?;
    let written = match step.kind {
        "add" => region.add(step.now_ms, &key, &path, &member),
        _ => region.remove(step.now_ms, &key, &path, &member, context.as_deref()),
    };
    Ok(written?.to_document())
}

fn expiry(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let key = step.text("key")?;
    let at = step.get("at").and_then(Json::as_u64);
    let region = world.region(on)?;
    let written = match at {
        Some(at) => region.expire(step.now_ms, &key, at)?,
        None => region.persist(step.now_ms, &key)?,
    };
    Ok(written.to_document())
}

fn transfer(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (key, path, to) = (step.text("key")?, path(step.get("path"))?, step.text("to")?);
    let amount = step.need("amount")?.as_i64().ok_or("`amount` is an integer")?;
    Ok(world.region(on)?.transfer(step.now_ms, &key, &borrowed(&path), &to, amount)?.to_document())
}

fn rights(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (key, path) = (step.text("key")?, path(step.get("path"))?);
    Ok(world.region(on)?.rights(&key, &borrowed(&path))?)
}

fn transaction(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let set = ChangeSet::from_document(&special::value(step.need("writes")?)?)?;
    let written = world.region(on)?.transaction(step.now_ms, &set)?;
    Ok(Value::Array(written.iter().map(|written| written.to_document()).collect()))
}

fn entry(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (key, path) = (step.text("key")?, path(step.get("path"))?);
    let (path, value) = (borrowed(&path), special::value(step.need("value")?)?);
    let region = world.region(on)?;
    let written = match step.kind {
        "append" => region.append(step.now_ms, &key, &path, &value),
        _ => region.offer(step.now_ms, &key, &path, &value),
    };
    Ok(written?.to_document())
}

fn log_entries(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let path = path(step.get("path"))?;
    let after = match step.get("after") {
        Some(Json::String(saved)) if saved.starts_with('$') => {
            let timestamp = world.handed_on(saved)?;
            Some(Timestamp::parse(timestamp.as_str().ok_or("a timestamp is text")?)?)
        }
        Some(text) => Some(Timestamp::parse(&special::text(text)?)?),
        None => None,
    };
    let limit = step.number_or("limit", 1_000)? as usize;
    let entries = world.region(on)?.log_entries(&step.text("key")?, &borrowed(&path), after, limit)?;
    Ok(Value::Array(entries.iter().map(LogEntry::to_document).collect()))
}

fn claim(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (class, value) = (step.text("class_name")?, special::value(step.need("value")?)?);
    let region = world.region(on)?;
    let claimant = || special::value(step.need("claimant")?);
    let claim = match step.kind {
        "claim" => region.claim(step.now_ms, &class, &value, &claimant()?)?,
        "release" => region.release(step.now_ms, &class, &value, &claimant()?)?,
        _ => region.claim_of(&class, &value)?,
    };
    Ok(claim.to_document())
}

fn get(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let now_ms = step.now_ms;
    Ok(world.region(on)?.get_at(&step.text("key")?, || now_ms)?.map(|read| read.to_document()).into())
}

/// The folded value alone. A record that is not there is told from one that holds null.
fn value(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let now_ms = step.now_ms;
    let read = world.region(on)?.get_at(&step.text("key")?, || now_ms)?;
    let wants_none = step.get("expect").and_then(special::form).is_some_and(|(form, _)| form == "$absent");
    match read {
        Some(read) if wants_none => Err(format!("expected no record, got {}", read.value().to_json()).into()),
        None if !wants_none => Err("expected a record, there is none".into()),
        read => Ok(read.map(|read| read.value()).into()),
    }
}

fn versions(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let path = path(step.get("path"))?;
    let versions = world.region(on)?.versions(&step.text("key")?, &borrowed(&path))?;
    Ok(Value::Array(versions.iter().map(Version::to_document).collect()))
}

fn keys(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let prefix = step.get("prefix").map(special::text).transpose()?.unwrap_or_default();
    let after = step.get("after").map(special::text).transpose()?;
    let limit = step.number_or("limit", 100)? as usize;
    let keys = world.region(on)?.keys(&prefix, after.as_deref(), limit);
    Ok(Value::Array(keys.into_iter().map(Value::from).collect()))
}
