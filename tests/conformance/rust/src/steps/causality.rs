//! Version vectors, dot stores and the resolution of two versions: the parts that work without an engine.

use active_active::{
    causality::{Dot, DotStore, VersionVector},
    merge,
    resolve::resolve_documents,
    value::Value,
};

use crate::{
    failure::{Outcome, ensure},
    special,
    vector::Step,
    world::World,
};

pub(super) fn run(step: &Step<'_>, _on: &str, world: &mut World) -> Option<Outcome> {
    Some(match step.kind {
        "vector_merge" => merge(step, world),
        "vector_compare" => compare(step, world),
        "vector_covers" => covers(step, world),
        "vector_bytes" => to_bytes(step, world),
        "vector_from_bytes" => from_bytes(step),
        "join" => join(step, world),
        "resolve" => resolve(step, world),
        "three_way" => three_way(step, world),
        _ => return None,
    })
}

fn vector(step: &Step<'_>, name: &str, world: &World) -> Outcome<VersionVector> {
    Ok(VersionVector::from_document(&world.document(step.need(name)?)?)?)
}

fn merge(step: &Step<'_>, world: &World) -> Outcome {
    let mut merged = vector(step, "a", world)?;
    merged.merge(&vector(step, "b", world)?);
    Ok(merged.to_document())
}

fn compare(step: &Step<'_>, world: &World) -> Outcome {
    Ok(vector(step, "a", world)?.compare(&vector(step, "b", world)?).as_str().into())
}

fn covers(step: &Step<'_>, world: &World) -> Outcome {
    let dot: Dot = step.text("dot")?.parse()?;
    Ok(vector(step, "a", world)?.covers(dot).into())
}

fn to_bytes(step: &Step<'_>, world: &World) -> Outcome {
    let vector = vector(step, "a", world)?;
    let bytes = vector.to_bytes();
    ensure(VersionVector::from_bytes(&bytes)? == vector, "the bytes read back as another vector")?;
    Ok(special::to_hex(&bytes).into())
}

fn from_bytes(step: &Step<'_>) -> Outcome {
    Ok(VersionVector::from_bytes(&step.hex("bytes")?)?.to_document())
}

fn join(step: &Step<'_>, world: &World) -> Outcome {
    let a = DotStore::from_document(&world.document(step.need("a")?)?)?;
    let b = DotStore::from_document(&world.document(step.need("b")?)?)?;
    let joined = |left: &DotStore, right: &DotStore| {
        let mut joined = left.clone();
        joined.join(right);
        joined
    };
    let result = joined(&a, &b);
    ensure(result == joined(&b, &a), "the join is not commutative")?;
    ensure(result == joined(&result, &a) && result == joined(&result, &b), "the join is not idempotent")?;
    Ok(result.to_document())
}

fn resolve(step: &Step<'_>, world: &World) -> Outcome {
    let strategy = match step.need("strategy")?.as_str() {
        Some(name) => Value::from(name),
        None => world.document(step.need("strategy")?)?,
    };
    let (a, b) = (world.document(step.need("a")?)?, world.document(step.need("b")?)?);
    let answer = resolve_documents(&strategy, &a, &b)?;
    let turned = resolve_documents(&strategy, &b, &a)?;
    let same = |member| answer.get(member).map(Value::to_json) == turned.get(member).map(Value::to_json);
    ensure(same("value") && same("conflict"), "the answer depends on which version comes first")?;
    Ok(answer)
}

fn three_way(step: &Step<'_>, world: &World) -> Outcome {
    let optional = |name| step.get(name).map(|document| world.document(document)).transpose();
    let (base, rules) = (optional("base")?, optional("rules")?.unwrap_or_default());
    let (a, b) = (world.document(step.need("a")?)?, world.document(step.need("b")?)?);
    let merged = |a: &Value, b: &Value| merge::three_way(base.as_ref(), a, b, &rules);
    let answer = merged(&a, &b)?;
    let count = |answer: &Value| answer.get("conflicts").and_then(Value::as_array).map(<[Value]>::len);
    ensure(count(&answer) == count(&merged(&b, &a)?), "the conflicts depend on which side comes first")?;
    ensure(merged(&a, &a)?.get("value") == Some(&a), "a document merged with itself is another one")?;
    Ok(answer)
}
