//! Damaged bytes.

use active_active::{Code, Error, region::Region, value::Value};

use crate::{
    failure::{Failure, Outcome, ensure},
    special,
    vector::Step,
    world::World,
};

pub(super) fn run(step: &Step<'_>, on: &str, world: &mut World) -> Option<Outcome> {
    Some(match step.kind {
        "mutate" => mutate(step, world),
        "sweep" => sweep(step, on, world),
        _ => return None,
    })
}

/// A place counted from the start, or from the end if it is negative.
fn place(length: usize, given: i64) -> Outcome<usize> {
    let place = if given < 0 { length.checked_add_signed(given as isize) } else { usize::try_from(given).ok() };
    place.filter(|place| *place <= length).ok_or_else(|| Failure::Broken(format!("there is no byte {given}")))
}

fn mutate(step: &Step<'_>, world: &mut World) -> Outcome {
    let mut bytes = world.bytes(step.need("of")?)?;
    let number = |name: &str| step.get(name).and_then(serde_json::Value::as_i64);
    if let Some(length) = number("truncate") {
        bytes.truncate(place(bytes.len(), length)?);
    } else if let Some(at) = number("flip") {
        let at = place(bytes.len(), at)?;
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 0xff;
        }
    } else if step.get("append").is_some() {
        bytes.extend(step.hex("append")?);
    } else {
        let set = step.need("set")?;
        let at = set.get("offset").and_then(serde_json::Value::as_i64).ok_or("`set` has an offset")?;
        let new = special::hex(set.get("hex").and_then(serde_json::Value::as_str).unwrap_or_default())?;
        let at = place(bytes.len(), at)?;
        for (byte, new) in bytes.iter_mut().skip(at).zip(new) {
            *byte = new;
        }
    }
    Ok(Value::Bytes(bytes))
}

/// Hands over all the beginnings of some bytes, or the bytes with each one flipped.
fn sweep(step: &Step<'_>, on: &str, world: &mut World) -> Outcome {
    let bytes = world.bytes(step.need("of")?)?;
    let truncates = step.text("mode")? == "truncate";
    for at in 0..bytes.len() {
        let damaged: Vec<u8> = if truncates {
            bytes.iter().take(at).copied().collect()
        } else {
            bytes.iter().enumerate().map(|(index, byte)| if index == at { byte ^ 0xff } else { *byte }).collect()
        };
        let before = world.fingerprint(on);
        let result = hand_over(step, on, &damaged, world)?;
        let typed = result.as_ref().is_none_or(|error| error.code() != Code::Internal);
        ensure(typed, format!("byte {at}: {}", shown(&result)))?;
        if truncates {
            ensure(result.is_some(), format!("the first {at} bytes were accepted"))?;
            ensure(before == world.fingerprint(on), format!("the first {at} bytes changed the state"))?;
        }
    }
    Ok(Value::Null)
}

fn shown(result: &Option<Error>) -> String {
    result.as_ref().map_or_else(String::new, ToString::to_string)
}

fn hand_over(step: &Step<'_>, on: &str, bytes: &[u8], world: &mut World) -> Outcome<Option<Error>> {
    Ok(match step.text("into")?.as_str() {
        "apply" => world.region(on)?.apply(step.now_ms, bytes).err(),
        "acknowledge" => world.region(on)?.acknowledge(bytes).err(),
        _ => {
            let deployment = world.deployment_of(step.get("deployment"))?;
            Region::restore(deployment, &step.text("region")?, super::replica::options(step)?, bytes).err()
        }
    })
}
