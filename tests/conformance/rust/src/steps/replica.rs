//! A region as a replica: opening, batches, acknowledgements, the feed, snapshots.

use std::sync::Arc;

use active_active::{
    deployment::Deployment,
    region::{ApplyReport, ClaimSecret, Held, Options, Purge, Region},
    value::Value,
};
use serde_json::Value as Json;

use crate::{
    failure::Outcome,
    special,
    vector::Step,
    world::{Thing, World},
};

const BYTES_MAX: u64 = 1 << 20;
const PASSES_MAX: usize = 30;

pub(super) fn run(step: &Step<'_>, on: &str, world: &mut World) -> Option<Outcome> {
    Some(match step.kind {
        "open" => open(step, world),
        "restore" => restore(step, world),
        "close" => close(on, world),
        "load_deployment" => load_deployment(step, on, world),
        "batches_for" => batches_for(step, on, world),
        "acknowledgement_for" => acknowledgement_for(step, on, world),
        "acknowledge" => acknowledge(step, on, world),
        "apply" => apply(step, on, world),
        "digest_for" => digest_for(step, on, world),
        "snapshot_for" => snapshot_for(step, on, world),
        "purges" => purges(step, on, world),
        "held" => held(on, world),
        "retry_held" => retry_held(step, on, world),
        "changes_since" => changes_since(step, on, world),
        "snapshot" => snapshot(on, world),
        "status" => world.region(on).map(|region| region.status()),
        "sync" => sync_step(step, world),
        "sync_all" => sync_all(step, world),
        "same" => same(step, world),
        _ => return None,
    })
}

pub(super) fn options(step: &Step<'_>) -> Outcome<Options> {
    let mut options = Options::default();
    for (name, setting) in step.get("options").and_then(Json::as_object).into_iter().flatten() {
        if name == "metrics" {
            options.metrics = setting.as_bool().ok_or("metrics are on or off")?;
            continue;
        }
        if name == "claim_secret" {
            let Value::Bytes(secret) = special::value(setting)? else { return Err("a secret is bytes".into()) };
            options.claim_secret = ClaimSecret::new(&secret);
            continue;
        }
        let number = setting.as_u64().ok_or("a region's settings are numbers")?;
        match name.as_str() {
            "incarnation" => options.incarnation = number as u16,
            "process" => options.process = number as u32,
            "max_drift_ms" => options.max_drift_ms = number,
            "max_ahead_ms" => options.max_ahead_ms = number,
            "max_jump_ms" => options.max_jump_ms = Some(number),
            "conflicts_max" => options.conflicts_max = number as usize,
            "held_bytes_max" => options.held_bytes_max = number as usize,
            "feed_bytes" => options.feed_bytes = number as usize,
            "batch_bytes_max" => options.batch_bytes_max = number as usize,
            "relay_after_ms" => options.relay_after_ms = number,
            "metrics_window_ms" => options.metrics_window_ms = number,
            "conflict_rate_threshold" => options.conflict_rate_threshold = number,
            "merge_budget_ms" => options.merge_budget_ms = number,
            "sample_merges" => options.sample_merges = number,
            other => return Err(format!("`{other}` is no setting of a region").into()),
        }
    }
    Ok(options)
}

fn open(step: &Step<'_>, world: &mut World) -> Outcome {
    let deployment = world.deployment_of(step.get("deployment"))?;
    let name = step.text("region")?;
    let region = Region::open(deployment, &name, options(step)?)?;
    world.enter(&step.text("as")?, &name, region);
    Ok(Value::Null)
}

fn restore(step: &Step<'_>, world: &mut World) -> Outcome {
    let snapshot = world.bytes(step.need("snapshot")?)?;
    let deployment = world.deployment_of(step.get("deployment"))?;
    let name = step.text("region")?;
    let region = Region::restore(deployment, &name, options(step)?, &snapshot)?;
    world.enter(&step.text("as")?, &name, region);
    Ok(Value::Null)
}

fn close(on: &str, world: &mut World) -> Outcome {
    world.region(on)?;
    world.close(on);
    Ok(Value::Null)
}

fn load_deployment(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let deployment = Arc::new(Deployment::parse(&step.need("document")?.to_string())?);
    world.region(on)?.load_deployment(deployment)?;
    Ok(Value::Null)
}

fn batches_for(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let bytes_max = step.number_or("bytes_max", BYTES_MAX)? as usize;
    let batches = world.region(on)?.batches_for(step.now_ms, &step.text("target")?, bytes_max)?;
    Ok(Value::Array(batches.into_iter().map(Value::Bytes).collect()))
}

fn acknowledgement_for(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    Ok(Value::Bytes(world.region(on)?.acknowledgement_for(&step.text("target")?)?))
}

fn acknowledge(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let bytes = match step.get("from") {
        Some(from) => {
            let target = world.region_name(on)?;
            world.region(&special::text(from)?)?.acknowledgement_for(&target)?
        }
        None => world.bytes(step.need("acknowledgement")?)?,
    };
    Ok(world.region(on)?.acknowledge(&bytes)?.into())
}

/// Several reports as one.
fn sum(reports: &[ApplyReport]) -> Value {
    let total = |count: fn(&ApplyReport) -> u64| Value::from(reports.iter().map(count).sum::<u64>());
    let conflicts = reports.iter().flat_map(|report| &report.conflicts);
    let held = reports.last().map(|report| report.held.iter().map(Held::to_document).collect());
    Value::object([
        ("applied", total(|report| report.applied)),
        ("duplicates", total(|report| report.duplicates)),
        ("released", total(|report| report.released)),
        ("conflicts", Value::Array(conflicts.map(|id| id.to_string().into()).collect())),
        ("held", Value::Array(held.unwrap_or_default())),
    ])
}

fn apply(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    if let Some(batch) = step.get("batch") {
        let batch = world.bytes(batch)?;
        return Ok(world.region(on)?.apply(step.now_ms, &batch)?.to_document());
    }
    let batches = world.handed_on(&step.text("batches")?)?.as_array().map(<[Value]>::to_vec).unwrap_or_default();
    let region = world.region(on)?;
    let mut reports = Vec::new();
    for batch in &batches {
        reports.push(region.apply(step.now_ms, batch.as_bytes().unwrap_or_default())?);
    }
    Ok(sum(&reports))
}

fn digest_for(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let digest = world.region(on)?.digest_for(&step.text("target")?)?;
    Ok(Value::Text(digest.iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn snapshot_for(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    Ok(Value::Bytes(world.region(on)?.snapshot_for(&step.text("target")?)?))
}

fn purges(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    Ok(Value::Array(world.region(on)?.purges(step.now_ms).iter().map(Purge::to_document).collect()))
}

fn held(on: &str, world: &mut World) -> Outcome {
    Ok(Value::Array(world.region(on)?.held().iter().map(Held::to_document).collect()))
}

fn retry_held(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    Ok(sum(&world.region(on)?.retry_held(step.now_ms)?))
}

fn changes_since(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let cursor = match step.need("cursor")? {
        Json::String(feed) => world.handed_on(feed)?.get("cursor").and_then(Value::as_i64).unwrap_or_default() as u64,
        _ => step.number("cursor")?,
    };
    let limit = step.number_or("limit", 1000)? as usize;
    Ok(world.region(on)?.changes_since(cursor, limit)?.to_document())
}

fn snapshot(on: &str, world: &mut World) -> Outcome {
    Ok(Value::Bytes(world.region(on)?.snapshot()))
}

/// Sends all that one region has for another, and takes the acknowledgement back.
fn sync(from: &str, to: &str, now_ms: u64, world: &mut World) -> Outcome<Vec<ApplyReport>> {
    let target = world.region_name(to)?;
    let batches = world.region(from)?.batches_for(now_ms, &target, BYTES_MAX as usize)?;
    let mut reports = Vec::new();
    for batch in &batches {
        reports.push(world.region(to)?.apply(now_ms, batch)?);
    }
    let source = world.region_name(from)?;
    let acknowledgement = world.region(to)?.acknowledgement_for(&source)?;
    world.region(from)?.acknowledge(&acknowledgement)?;
    Ok(reports)
}

fn sync_step(step: &Step<'_>, world: &mut World) -> Outcome {
    Ok(sum(&sync(&step.text("from")?, &step.text("to")?, step.now_ms, world)?))
}

fn sync_all(step: &Step<'_>, world: &mut World) -> Outcome {
    let aliases = match step.get("on").and_then(Json::as_array) {
        Some(aliases) => aliases.iter().map(special::text).collect::<Outcome<_>>()?,
        None => world.opened.clone(),
    };
    for _ in 0..PASSES_MAX {
        let mut moved = 0;
        for from in &aliases {
            for to in aliases.iter().filter(|to| *to != from) {
                let reports = sync(from, to, step.now_ms, world)?;
                moved += reports.iter().map(|report| report.applied + report.released).sum::<u64>();
            }
        }
        if moved == 0 {
            return Ok(Value::Null);
        }
    }
    Err(format!("the regions are not quiet after {PASSES_MAX} passes").into())
}

fn same(step: &Step<'_>, world: &mut World) -> Outcome {
    let mut before = None;
    let mut same = true;
    for alias in step.need("on")?.as_array().ok_or("`on` is a list")? {
        let alias = special::text(alias)?;
        let snapshots = step.flag("snapshots");
        let here = match world.things.get_mut(&alias) {
            Some(Thing::Region(region)) => (region.digest(), snapshots.then(|| region.snapshot())),
            Some(Thing::Deployment(deployment)) => (*deployment.digest(), None),
            _ => return Err(format!("`{alias}` has no digest").into()),
        };
        same &= before.as_ref().is_none_or(|before| *before == here);
        before = Some(here);
    }
    Ok(same.into())
}
