//! Values in canonical bytes, and deployments.

use std::sync::Arc;

use active_active::{
    deployment::Deployment,
    value::{Limits, Value},
};

use crate::{
    failure::Outcome,
    special,
    vector::Step,
    world::{Thing, World},
};

pub(super) fn run(step: &Step<'_>, _on: &str, world: &mut World) -> Option<Outcome> {
    Some(match step.kind {
        "canonical" => canonical(step),
        "from_cbor" => from_cbor(step),
        "deployment" => deployment(step, world),
        _ => return None,
    })
}

fn canonical(step: &Step<'_>) -> Outcome {
    let limits = Limits::default();
    let value = match step.get("json") {
        Some(json) => Value::from_json(&special::text(json)?, &limits)?,
        None => special::value(step.need("value")?)?.normalize()?,
    };
    let bytes = value.to_cbor();
    let back = Value::from_cbor(&bytes, &limits)?;
    Ok(Value::object([("cbor", Value::from(special::to_hex(&bytes))), ("json", Value::from(back.to_json()))]))
}

fn from_cbor(step: &Step<'_>) -> Outcome {
    let value = Value::from_cbor(&step.hex("bytes")?, &Limits::default())?;
    Ok(Value::object([("json", Value::from(value.to_json()))]))
}

fn deployment(step: &Step<'_>, world: &mut World) -> Outcome {
    let text = match step.get("text") {
        Some(text) => special::text(text)?,
        None => step.need("document")?.to_string(),
    };
    let deployment = Deployment::parse(&text)?;
    let shown = Value::object([
        ("name", Value::from(deployment.name())),
        ("version", Value::from(deployment.version())),
        ("partitions", Value::from(deployment.partitions())),
    ]);
    if step.get("as").is_some() {
        world.things.insert(step.text("as")?, Thing::Deployment(Arc::new(deployment)));
    }
    Ok(shown)
}
