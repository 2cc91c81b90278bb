//! Metrics: the monitor of a rate, the sketch of hot keys, and what a region tells of itself.

use active_active::{
    metrics::{DiagnoseOptions, KeyCount, RateMonitor, SpaceSaving},
    value::Value,
};
use serde_json::Value as Json;

use crate::{
    failure::Outcome,
    special,
    vector::Step,
    world::{Thing, World},
};

pub(super) fn run(step: &Step<'_>, on: &str, world: &mut World) -> Option<Outcome> {
    Some(match step.kind {
        "rate_monitor" => monitor(step, world),
        "rate_observe" => observe(step, on, world),
        "rate_configure" => configure(step, on, world),
        "space_saving" => sketch(step, world),
        "space_add" => add(step, on, world),
        "space_top" => top(step, on, world),
        "metrics" => metrics(step, on, world),
        "open_metrics" => open_metrics(step, on, world),
        "diagnose" => diagnose(step, on, world),
        _ => return None,
    })
}

fn monitor(step: &Step<'_>, world: &mut World) -> Outcome {
    let monitor = RateMonitor::new(step.number("threshold")?, step.number("window_ms")?)?;
    world.things.insert(step.text("as")?, Thing::Monitor(monitor));
    Ok(Value::Null)
}

fn observe(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let monitor = world.monitor(on)?;
    let state = monitor.observe(step.now_ms, step.number("total")?);
    Ok(Value::object([
        ("state", Value::from(state.as_str())),
        ("count", Value::from(monitor.count())),
        ("threshold", Value::from(monitor.threshold())),
        ("window_ms", Value::from(monitor.window_ms())),
    ]))
}

fn configure(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    world.monitor(on)?.configure(step.number("threshold")?, step.number("window_ms")?)?;
    Ok(Value::Null)
}

fn sketch(step: &Step<'_>, world: &mut World) -> Outcome {
    let sketch = SpaceSaving::new(step.number("capacity")? as usize)?;
    world.things.insert(step.text("as")?, Thing::Sketch(Box::new(sketch)));
    Ok(Value::Null)
}

fn add(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let times = step.number_or("times", 1)?;
    for key in step.need("keys")?.as_array().ok_or("`keys` is a list")? {
        world.sketch(on)?.add(&special::text(key)?, times);
    }
    Ok(Value::Null)
}

fn top(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let limit = step.number_or("limit", 100)? as usize;
    let sketch = world.sketch(on)?;
    let top = sketch.top(limit).iter().map(KeyCount::to_document).collect();
    Ok(Value::object([("total", Value::from(sketch.total())), ("top", Value::Array(top))]))
}

fn metrics(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    Ok(world.region(on)?.metrics(step.now_ms)?.to_document())
}

fn open_metrics(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let text = world.region(on)?.open_metrics(step.now_ms)?;
    Ok(Value::Array(text.split('\n').map(Value::from).collect()))
}

fn diagnose(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let mut options = DiagnoseOptions::default();
    for (name, setting) in step.get("options").and_then(Json::as_object).into_iter().flatten() {
        let number = setting.as_u64().unwrap_or_default();
        match name.as_str() {
            "conflicts_min" => options.conflicts_min = number,
            "hotspot_keys" => options.hotspot_keys = number as usize,
            "hotspot_percent" => options.hotspot_percent = number,
            "misrouting_percent" => options.misrouting_percent = number,
            "clock_skew_ms" => options.clock_skew_ms = number,
            "silent_ms" => options.silent_ms = number,
            "allow_keys" => options.allow_keys = setting.as_bool().unwrap_or_default(),
            other => return Err(format!("`{other}` is no setting of a diagnosis").into()),
        }
    }
    Ok(world.region(on)?.diagnose(step.now_ms, &options)?.to_document())
}
