//! Clocks and timestamps.

use active_active::{
    time::{ClockOptions, HybridClock, Timestamp},
    value::Value,
};
use serde_json::Value as Json;

use crate::{
    failure::{Failure, Outcome},
    special,
    vector::Step,
    world::{Thing, World},
};

pub(super) fn run(step: &Step<'_>, on: &str, world: &mut World) -> Option<Outcome> {
    Some(match step.kind {
        "clock" => make(step, world),
        "tick" => tick(step, on, world),
        "observe" => observe(step, on, world),
        "check_drift" => check_drift(step, on, world),
        "reserve" => reserve(step, on, world),
        "confirm_jump" => confirm_jump(step, on, world),
        "clock_state" => state(on, world),
        "timestamp" => timestamp(step),
        "sort" => sort(step),
        _ => return None,
    })
}

fn node(text: &str) -> Outcome<u64> {
    u64::from_str_radix(text, 16).map_err(|_| Failure::Broken(format!("`{text}` is no node")))
}

fn make(step: &Step<'_>, world: &mut World) -> Outcome {
    let mut options = ClockOptions::new(node(&step.text("node")?)?);
    for (name, setting) in step.get("options").and_then(Json::as_object).into_iter().flatten() {
        let setting = setting.as_u64().ok_or("a clock's settings are numbers")?;
        match name.as_str() {
            "max_drift_ms" => options.max_drift_ms = setting,
            "max_ahead_ms" => options.max_ahead_ms = setting,
            "max_jump_ms" => options.max_jump_ms = Some(setting),
            other => return Err(format!("`{other}` is no setting of a clock").into()),
        }
    }
    let clock = match step.get("bound") {
        Some(_) => HybridClock::restart(options, step.number("bound")?),
        None => HybridClock::new(options),
    };
    world.things.insert(step.text("as")?, Thing::Clock(clock));
    Ok(Value::Null)
}

fn tick(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let clock = world.clock(on)?;
    let mut last = None;
    let times = step.number_or("times", 1)?;
    for time in 1..=times {
        let ticked = if step.flag("exclusive") { clock.tick_exclusive(step.now_ms) } else { clock.tick(step.now_ms) };
        match ticked {
            Err(error) if time < times => return Err(format!("tick {time} of {times}: {error}").into()),
            ticked => last = Some(ticked?),
        }
    }
    Ok(last.map(|t| t.to_string()).into())
}

fn observe(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let remote = Timestamp::parse(&step.text("timestamp")?)?;
    let clock = world.clock(on)?;
    for _ in 0..step.number_or("times", 1)? {
        clock.observe(remote, step.now_ms)?;
    }
    Ok(Value::Null)
}

fn check_drift(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let remote = Timestamp::parse(&step.text("timestamp")?)?;
    world.clock(on)?.check_drift(remote, step.now_ms)?;
    Ok(Value::Null)
}

fn reserve(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let clock = world.clock(on)?;
    let bound = clock.reserve(step.now_ms, step.number("ahead_ms")?);
    if step.flag("confirm") {
        clock.confirm_reserve(bound);
    }
    Ok(Value::from(bound))
}

fn confirm_jump(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    world.clock(on)?.confirm_jump(step.now_ms);
    Ok(Value::Null)
}

fn state(on: &str, world: &mut World) -> Outcome {
    let clock = world.clock(on)?;
    Ok(Value::object([
        ("last", Value::Text(clock.last().to_string())),
        ("node", Value::Text(format!("{:016x}", clock.node()))),
        ("bound_ms", clock.bound_ms().into()),
        ("backward_jumps", clock.backward_jumps().into()),
    ]))
}

fn read(step: &Step<'_>) -> Outcome<Timestamp> {
    let part = |document: &Json, name: &str| {
        document.get(name).and_then(Json::as_u64).ok_or_else(|| Failure::Broken(format!("`{name}` is missing")))
    };
    let node_of = |document: &Json| node(document.get("node").and_then(Json::as_str).unwrap_or_default());
    Ok(if step.get("text").is_some() {
        Timestamp::parse(&step.text("text")?)?
    } else if step.get("bytes").is_some() {
        Timestamp::from_bytes(&step.hex("bytes")?)?
    } else if step.get("base32").is_some() {
        Timestamp::from_base32(&step.text("base32")?)?
    } else if let Some(parts) = step.get("parts") {
        let counter = u16::try_from(part(parts, "counter")?).map_err(|_| "a counter has 16 bits")?;
        Timestamp::new(part(parts, "ms")?, counter, node_of(parts)?)?
    } else {
        let packed = step.need("packed")?;
        let time = packed.get("time").and_then(Json::as_str).and_then(|digits| digits.parse().ok());
        Timestamp::from_packed(time.ok_or("`time` is missing")?, node_of(packed)?)
    })
}

fn timestamp(step: &Step<'_>) -> Outcome {
    let timestamp = read(step)?;
    let shown = Value::object([
        ("text", Value::Text(timestamp.to_string())),
        ("bytes", Value::Text(special::to_hex(&timestamp.to_bytes()))),
        ("base32", Value::Text(timestamp.to_base32())),
        ("ms", timestamp.ms().into()),
        ("counter", timestamp.counter().into()),
        ("node", Value::Text(format!("{:016x}", timestamp.node()))),
        ("packed", Value::Text(timestamp.packed().to_string())),
        ("i64", or_code(timestamp.to_i64())),
        ("next", or_code(timestamp.next())),
        ("prev", or_code(timestamp.prev())),
    ]);
    Ok(shown)
}

/// The text, or `{"$error": code}` as the vectors write it.
fn or_code(result: active_active::Result<impl ToString>) -> Value {
    match result {
        Ok(value) => Value::Text(value.to_string()),
        Err(error) => Value::object([("$error", Value::from(error.code().as_str()))]),
    }
}

fn sort(step: &Step<'_>) -> Outcome {
    let texts = step.need("timestamps")?.as_array().ok_or("`timestamps` is a list")?;
    let mut timestamps = Vec::new();
    for text in texts {
        timestamps.push(Timestamp::parse(&special::text(text)?)?);
    }
    timestamps.sort();
    Ok(Value::Array(timestamps.iter().map(|t| Value::Text(t.to_string())).collect()))
}
