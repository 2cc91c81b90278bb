//! Merge functions: the fixed set that every interpreter has, registered by name.

use std::time::{Duration, Instant};

use active_active::{
    Code, Error, Result,
    merge::{MergeAnswer, MergeFunction, MergeInput},
    value::Value,
};

use crate::{
    failure::{Failure, Outcome},
    vector::Step,
    world::World,
};

pub(super) fn run(step: &Step<'_>, on: &str, world: &mut World) -> Option<Outcome> {
    Some(match step.kind {
        "register_merge" => register_merge(step, on, world),
        "merge_violations" => merge_violations(on, world),
        _ => return None,
    })
}

fn register_merge(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let (name, does) = (step.text("function")?, step.text("does")?);
    let function = match does.as_str() {
        "longest-text" => longest_text,
        "union-object" => union_object,
        "appending" => appending,
        "null" => |_: &MergeInput<'_>| Ok(Some(Value::Null)),
        "abstaining" => |_: &MergeInput<'_>| Ok(None),
        "failing" => failing,
        "not-a-number" => |_: &MergeInput<'_>| Ok(Some(Value::Float(f64::NAN))),
        "slow" => slow,
        other => return Err(Failure::Broken(format!("`{other}` is no merge function of the vectors"))),
    };
    world.region(on)?.register_merge(&name, step.number("version")? as u32, Measured(function))?;
    Ok(Value::Null)
}

fn merge_violations(on: &str, world: &mut World) -> Outcome {
    let found = world.region(on)?.merge_violations();
    Ok(Value::Array(found.iter().map(|found| found.to_document()).collect()))
}

type Function = fn(&MergeInput<'_>) -> Result<Option<Value>>;

/// A function whose time is measured, as the other languages do.
struct Measured(Function);

impl MergeFunction for Measured {
    fn merge(&self, input: &MergeInput<'_>) -> MergeAnswer {
        let begun = Instant::now();
        let merged = (self.0)(input);
        MergeAnswer { merged, elapsed_ms: begun.elapsed().as_micros().div_ceil(1_000) as u64 }
    }
}

fn texts<'a>(input: &MergeInput<'a>) -> impl Iterator<Item = &'a str> {
    input.versions.iter().filter_map(|version| version.value.as_str())
}

/// The longest text, of equally long ones the greatest.
fn longest_text(input: &MergeInput<'_>) -> Result<Option<Value>> {
    Ok(texts(input).max_by_key(|text| (text.len(), *text)).map(Value::from))
}

/// All members of all objects; of one that several have, that of the last version.
fn union_object(input: &MergeInput<'_>) -> Result<Option<Value>> {
    let members = input.versions.iter().filter_map(|version| version.value.as_object()).flatten();
    let mut union: Vec<(String, Value)> = Vec::new();
    for (name, member) in members {
        union.retain(|(known, _)| known != name);
        union.push((name.clone(), member.clone()));
    }
    Ok(Some(Value::Object(union)))
}

/// The texts one after the other, as they are listed.
fn appending(input: &MergeInput<'_>) -> Result<Option<Value>> {
    Ok(Some(Value::from(texts(input).collect::<String>())))
}

fn failing(_: &MergeInput<'_>) -> Result<Option<Value>> {
    Err(Error::new(Code::InvalidArgument, "no merge for this"))
}

/// The longest text, after 20 ms.
fn slow(input: &MergeInput<'_>) -> Result<Option<Value>> {
    std::thread::sleep(Duration::from_millis(20));
    longest_text(input)
}
