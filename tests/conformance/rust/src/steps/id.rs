//! Identifiers.

use active_active::{
    id::{Snowflake, UuidClock, causal, format_uuid, parse_uuid},
    time::Timestamp,
    value::Value,
};

use crate::{
    failure::{Failure, Outcome, ensure},
    vector::Step,
    world::{Thing, World},
};

pub(super) fn run(step: &Step<'_>, on: &str, world: &mut World) -> Option<Outcome> {
    Some(match step.kind {
        "uuid7" => uuids(step, world),
        "uuid_next" => uuid_next(step, on, world),
        "uuid_causal" => uuid_causal(step),
        "uuid_parse" => uuid_parse(step),
        "snowflake" => snowflakes(step, world),
        "snowflake_next" => snowflake_next(step, on, world),
        "snowflake_decode" => snowflake_decode(step, on, world),
        _ => return None,
    })
}

fn random<const N: usize>(step: &Step<'_>) -> Outcome<[u8; N]> {
    step.hex("random")?.try_into().map_err(|_| Failure::Broken(format!("`random` is not {N} bytes")))
}

fn uuids(step: &Step<'_>, world: &mut World) -> Outcome {
    world.things.insert(step.text("as")?, Thing::Uuids(UuidClock::new()));
    Ok(Value::Null)
}

fn uuid_next(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let random = random(step)?;
    let ids = world.uuids(on)?;
    let mut last = None;
    for _ in 0..step.number_or("times", 1)? {
        let next = ids.next(step.now_ms, &random)?;
        ensure(last.is_none_or(|last| last < next), "an id is not above the one before")?;
        last = Some(next);
    }
    Ok(last.map(|id| format_uuid(&id)).into())
}

fn uuid_causal(step: &Step<'_>) -> Outcome {
    let timestamp = Timestamp::parse(&step.text("timestamp")?)?;
    Ok(format_uuid(&causal(timestamp, &random(step)?)).into())
}

fn uuid_parse(step: &Step<'_>) -> Outcome {
    Ok(format_uuid(&parse_uuid(&step.text("text")?)?).into())
}

fn snowflakes(step: &Step<'_>, world: &mut World) -> Outcome {
    let worker = u16::try_from(step.number("worker")?).map_err(|_| "a worker has 16 bits")?;
    let ids = Snowflake::new(worker, step.number("epoch_ms")?)?;
    world.things.insert(step.text("as")?, Thing::Snowflakes(ids));
    Ok(Value::Null)
}

fn snowflake_next(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let ids = world.snowflakes(on)?;
    let mut last = None;
    for _ in 0..step.number_or("times", 1)? {
        last = Some(ids.next(step.now_ms)?);
    }
    Ok(last.map(|id| id.to_string()).into())
}

fn snowflake_decode(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let id = step.text("id")?.parse().map_err(|_| "`id` is a number in decimal digits")?;
    let parts = world.snowflakes(on)?.decode(id)?;
    Ok(Value::object([
        ("ms", Value::from(parts.ms)),
        ("worker", Value::from(parts.worker)),
        ("sequence", Value::from(parts.sequence)),
    ]))
}
