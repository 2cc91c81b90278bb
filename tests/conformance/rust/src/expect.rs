//! Whether an answer is the expected one.

use active_active::value::Value;
use serde_json::Value as Json;

use crate::{special, world::World};

/// Members of reports that are compared in full.
const EXACT: [&str; 4] = ["value", "a_value", "b_value", "resolved_value"];

/// What differs, or nothing. `exact` refuses members that are not expected.
pub(crate) fn difference(expected: &Json, got: Option<&Value>, exact: bool, world: &World) -> Option<String> {
    compare(expected, got, exact, world).err().map(|(place, expected, got)| {
        let place = if place.is_empty() { String::new() } else { format!(" at {place}") };
        format!("expected{place} {expected}, got {got}")
    })
}

type Difference = (String, String, String);

fn compare(expected: &Json, got: Option<&Value>, exact: bool, world: &World) -> Result<(), Difference> {
    let fail = |what: String| Err((String::new(), what, shown(got)));
    let check = |holds: bool, what: &dyn std::fmt::Display| if holds { Ok(()) } else { fail(what.to_string()) };
    if let Some((form, argument)) = special::form(expected) {
        match (form, argument) {
            ("$any", _) => return check(got.is_some(), &"anything"),
            ("$absent", _) => return check(got.is_none_or(Value::is_null), &"nothing"),
            ("$has", Json::String(part)) => {
                return check(got.and_then(Value::as_str).is_some_and(|text| text.contains(part.as_str())), expected);
            }
            ("$count", count) => {
                let length = got.and_then(Value::as_array).map(|items| items.len() as u64);
                return check(length == count.as_u64(), expected);
            }
            ("$error", Json::String(code)) => {
                return check(got.and_then(|got| got.get("$error")).and_then(Value::as_str) == Some(code), expected);
            }
            ("$saved", Json::String(name)) => {
                return check(got.is_some() && world.saved(name).ok() == got, expected);
            }
            _ => {}
        }
    }
    match (expected, got) {
        (Json::Null, _) => check(got.is_none_or(Value::is_null), &"null"),
        (Json::Array(items), Some(Value::Array(got_items))) => {
            if items.len() != got_items.len() {
                return fail(format!("{} elements: {expected}", items.len()));
            }
            items.iter().zip(got_items).enumerate().try_for_each(|(index, (item, got))| {
                compare(item, Some(got), exact, world).map_err(|d| (format!("[{index}]{}", d.0), d.1, d.2))
            })
        }
        (Json::Object(members), Some(Value::Object(got_members))) if special::form(expected).is_none() => {
            for (name, member) in members {
                let exact = exact || EXACT.contains(&name.as_str());
                let got = got_members.iter().find(|(key, _)| key == name).map(|(_, value)| value);
                compare(member, got, exact, world).map_err(|d| (format!(".{name}{}", d.0), d.1, d.2))?;
            }
            let extra = got_members.iter().find(|(key, _)| exact && !members.contains_key(key));
            extra.map_or(Ok(()), |(key, _)| fail(format!("no member `{key}`: {expected}")))
        }
        (_, Some(got)) => match special::value(expected) {
            Ok(value) => check(value.clone().normalize().unwrap_or(value) == *got, expected),
            Err(_) => fail(expected.to_string()),
        },
        (_, None) => fail(expected.to_string()),
    }
}

fn shown(got: Option<&Value>) -> String {
    let text = got.map_or_else(|| "nothing".into(), Value::to_json);
    match text.char_indices().nth(600) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}
