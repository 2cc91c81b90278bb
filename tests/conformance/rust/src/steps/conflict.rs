//! Conflicts: their records, what is decided about them, and explanations.

use active_active::{
    conflict::{ConflictFilter, ConflictId, ConflictKind, ConflictState, Settlement},
    deployment::Deployment,
    value::Value,
};
use serde_json::Value as Json;

use super::region::{borrowed, path};
use crate::{
    failure::{Failure, Outcome},
    special,
    vector::Step,
    world::World,
};

pub(super) fn run(step: &Step<'_>, on: &str, world: &mut World) -> Option<Outcome> {
    Some(match step.kind {
        "conflicts" => conflicts(step, on, world),
        "conflict" => conflict(step, on, world),
        "conflicts_since" => conflicts_since(step, on, world),
        "resolve_conflict" => resolve_conflict(step, on, world),
        "undo_conflict" => undo_conflict(step, on, world),
        "explain" => explain(step, on, world),
        "replay" => replay(step, on, world),
        "deployment_diff" => deployment_diff(step),
        _ => return None,
    })
}

fn conflicts(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let text = |name| step.get(name).map(special::text).transpose();
    let time = |name| step.get(name).map(|_| step.number(name)).transpose();
    let unknown = |name: String| Failure::Broken(format!("`{name}` is nothing to filter by"));
    let filter = ConflictFilter {
        kind: text("kind")?.map(|kind| ConflictKind::parse(&kind).ok_or_else(|| unknown(kind))).transpose()?,
        state: text("state")?.map(|state| ConflictState::parse(&state).ok_or_else(|| unknown(state))).transpose()?,
        key: text("key")?,
        class: text("class_name")?,
        region: text("region")?,
        from_ms: time("from_ms")?,
        until_ms: time("until_ms")?,
        limit: step.number_or("limit", 0)? as usize,
    };
    let records = world.region(on)?.conflicts(&filter);
    Ok(Value::Array(records.iter().map(|record| record.to_document()).collect()))
}

fn id(step: &Step<'_>, world: &World) -> Outcome<ConflictId> {
    let id = step.text("id")?;
    let id = if id.starts_with('$') { world.handed_on(&id)?.as_str().unwrap_or_default().to_owned() } else { id };
    Ok(id.parse()?)
}

fn conflict(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let id = id(step, world)?;
    Ok(world.region(on)?.conflict(&id)?.to_document())
}

fn conflicts_since(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let cursor = match step.need("cursor")? {
        Json::String(feed) => world.handed_on(feed)?.get("cursor").and_then(Value::as_i64).unwrap_or_default() as u64,
        _ => step.number("cursor")?,
    };
    let limit = step.number_or("limit", 1000)? as usize;
    Ok(world.region(on)?.conflicts_since(cursor, limit).to_document())
}

fn resolve_conflict(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let id = id(step, world)?;
    let value = step.get("value").map(special::value).transpose()?;
    let settlement = Settlement::from_parts(value, step.get("pick").map(special::text).transpose()?.as_deref())?;
    Ok(world.region(on)?.resolve_conflict(step.now_ms, &id, settlement)?.to_document())
}

fn undo_conflict(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let id = id(step, world)?;
    Ok(world.region(on)?.undo_conflict(step.now_ms, &id)?.to_document())
}

fn deployment(json: &Json) -> Outcome<Deployment> {
    Ok(Deployment::parse(&json.to_string())?)
}

fn replay(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let next = deployment(step.need("document")?)?;
    Ok(world.region(on)?.replay(&next)?)
}

fn deployment_diff(step: &Step<'_>) -> Outcome {
    Ok(deployment(step.need("old")?)?.diff(&deployment(step.need("document")?)?))
}

fn explain(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (key, path) = (step.text("key")?, path(step.get("path"))?);
    Ok(world.region(on)?.explain(&key, &borrowed(&path))?)
}
