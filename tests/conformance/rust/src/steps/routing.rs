//! Routing: where requests go, and how long a failover takes.

use active_active::{
    deployment::Deployment,
    residency::catalogue,
    routing::{self, Router, RouterOptions, TokenKeys},
    value::{Limits, Value},
};
use serde_json::Value as Json;
use std::{collections::BTreeMap, sync::Arc};

use crate::{
    failure::{Failure, Outcome},
    special,
    vector::Step,
    world::{Thing, World},
};

pub(super) fn run(step: &Step<'_>, on: &str, world: &mut World) -> Option<Outcome> {
    Some(match step.kind {
        "router" => router(step, world),
        "router_call" => call(step, on, world),
        "route_counts" => counts(step, on, world),
        "session_token" => token(step, on, world),
        "session_covers" => covers(step, on, world),
        "distance" => distance(step),
        "compare_failover" => compare(step),
        "decide" => decide(step),
        "find_place" => find_place(step),
        _ => return None,
    })
}

fn document(step: &Step<'_>, name: &str) -> Outcome {
    Ok(Value::from_json(&step.need(name)?.to_string(), &Limits::default())?)
}

/// The keys that `keys` gives: hexadecimal digits by number, the lowest signs.
fn keys(step: &Step<'_>) -> Outcome<Option<TokenKeys>> {
    let Some(given) = step.get("keys").and_then(Json::as_object) else { return Ok(None) };
    let mut keys = Vec::new();
    for (number, digits) in given {
        let number = number.parse().map_err(|_| Failure::Broken("a key has a number".into()))?;
        keys.push((number, special::hex(&special::text(digits)?)?));
    }
    keys.sort_by_key(|(number, _)| *number);
    Ok(Some(TokenKeys::new(keys)?))
}

fn router(step: &Step<'_>, world: &mut World) -> Outcome {
    let deployment = world.deployment_of(step.get("deployment"))?;
    let options = RouterOptions { token_keys: keys(step)?, ..RouterOptions::default() };
    let router = Router::new(Arc::clone(&deployment), options);
    world.things.insert(step.text("as")?, Thing::Router(Box::new(router)));
    Ok(Value::Null)
}

fn call(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (name, now_ms) = (step.text("call")?, step.now_ms);
    let mut with = if step.get("with").is_some() { document(step, "with")? } else { Value::Null };
    if let Some(reference) = step.get("token") {
        let token = world.handed_on(&special::text(reference)?)?.clone();
        let members = with.as_object().unwrap_or_default().iter().cloned();
        with = Value::object(members.chain([("token".to_owned(), token)]));
    }
    let router = world.router(on)?;
    let text = |name: &str| with.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let answer = match name.as_str() {
        "route" => router.route_document(&with, now_ms)?,
        "locate" => router.locate(&with)?.to_document(router.deployment()),
        "observe" => Value::from(router.observe_document(&with, now_ms)?.as_str()),
        "health" => Value::Array(router.health_documents(now_ms)),
        "set_home" => Value::Bool(router.set_home_document(&with)?),
        "set_progress" => router.set_progress_document(&with).map(|()| Value::Null)?,
        "set_draining" => router.set_draining_document(&with, now_ms).map(|()| Value::Null)?,
        "failover_plan" => router.failover_plan_document(&with, now_ms)?,
        "nearest" => {
            let place = Value::object(
                ["latitude", "longitude"].map(|name| (name, with.get(name).cloned().unwrap_or_default())),
            );
            let limit = with.get("limit").and_then(Value::as_i64).unwrap_or(1) as usize;
            router.nearest_document(&place, limit)?
        }
        "pick" => Value::from(router.pick_named(&text("class"), &text("subject"), now_ms)?),
        "first_home" => Value::from(router.first_home_named(&text("class"), &text("subject"))?),
        "subject_hash" => Value::from(router.subject_hash(&text("subject")).to_text()),
        other => return Err(format!("`{other}` is no call of a router").into()),
    };
    world.answered(&answer);
    Ok(answer)
}

/// How many of the subjects `<prefix>0`, `<prefix>1`, ... go to each region.
fn counts(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (request, prefix) = (document(step, "with")?, step.text("prefix")?);
    let router = world.router(on)?;
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for at in 0..step.number("count")? {
        let members = request.as_object().unwrap_or_default().iter().cloned();
        let subject = ("subject".to_owned(), Value::from(format!("{prefix}{at}")));
        let route = router.route_document(&Value::object(members.chain([subject])), step.now_ms)?;
        let region = route.get("region").and_then(Value::as_str).unwrap_or("none");
        *counts.entry(region.to_owned()).or_default() += 1;
    }
    let within = |name: &str, count: u64| -> Outcome<bool> {
        let Some(bounds) = step.need("between")?.get(name).and_then(Json::as_array) else { return Ok(false) };
        let bound = |at: usize| bounds.get(at).and_then(Json::as_u64).unwrap_or_default();
        Ok((bound(0)..=bound(1)).contains(&count))
    };
    for (name, count) in &counts {
        if !within(name, *count)? {
            return Err(format!("{count} of the subjects go to {name}").into());
        }
    }
    Ok(Value::from(counts.len() as u64))
}

fn token(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let keys = keys(step)?.ok_or("a token needs keys")?;
    let earlier = match step.get("earlier") {
        Some(reference) => world.handed_on(&special::text(reference)?)?.as_str().map(str::to_owned),
        None => None,
    };
    let epoch = step.get("epoch").and_then(Json::as_u64).map(|epoch| (epoch, step.flag("contested")));
    Ok(Value::from(world.region(on)?.token_after(step.now_ms, &keys, earlier.as_deref(), epoch)?))
}

fn covers(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let keys = keys(step)?.ok_or("a token needs keys")?;
    let token = world.handed_on(&step.text("token")?)?.as_str().unwrap_or_default().to_owned();
    Ok(Value::Bool(world.region(on)?.covers_signed(&keys, &token)?))
}

fn distance(step: &Step<'_>) -> Outcome {
    Ok(Value::from(routing::distance_km(&document(step, "a")?, &document(step, "b")?)?))
}

fn decide(step: &Step<'_>) -> Outcome {
    let deployment = Deployment::parse(&step.need("document")?.to_string())?;
    Ok(deployment.decide_document(&document(step, "request")?)?)
}

fn find_place(step: &Step<'_>) -> Outcome {
    Ok(catalogue::find(&step.text("id")?)?.to_document())
}

fn compare(step: &Step<'_>) -> Outcome {
    Ok(routing::compare_failover(&document(step, "methods")?)?.to_document())
}
