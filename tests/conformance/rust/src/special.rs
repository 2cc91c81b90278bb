//! The special forms: what JSON cannot hold, written as objects with one member.

use active_active::value::Value;
use serde_json::Value as Json;

use crate::failure::{Failure, Outcome};

/// The one member of a special form.
pub(crate) fn form(json: &Json) -> Option<(&str, &Json)> {
    let object = json.as_object().filter(|object| object.len() == 1)?;
    let (name, argument) = object.iter().next()?;
    name.starts_with('$').then_some((name.as_str(), argument))
}

/// A value as the host would hand it over.
pub(crate) fn value(json: &Json) -> Outcome {
    if let Some((name, argument)) = form(json) {
        return match (name, argument) {
            ("$integer", Json::String(digits)) => {
                let number: i128 = digits.parse().map_err(|_| format!("`{digits}` is no integer"))?;
                Ok(Value::from(number))
            }
            ("$hex", Json::String(digits)) => Ok(Value::Bytes(hex(digits)?)),
            ("$special", Json::String(name)) => Ok(Value::Float(match name.as_str() {
                "nan" => f64::NAN,
                "infinity" => f64::INFINITY,
                "-infinity" => f64::NEG_INFINITY,
                other => return Err(format!("`{other}` is no special value").into()),
            })),
            ("$repeat", _) => Ok(Value::Text(text(json)?)),
            _ => Err(format!("`{name}` is no special form").into()),
        };
    }
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Value::Integer(integer),
            None => Value::Float(number.as_f64().ok_or_else(|| format!("{number} is no number"))?),
        },
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::Array(items.iter().map(value).collect::<Outcome<_>>()?),
        Json::Object(members) => {
            let members = members.iter().map(|(key, member)| Ok((key.clone(), value(member)?)));
            Value::object(members.collect::<Outcome<Vec<_>>>()?)
        }
    })
}

/// A text, or `{"$repeat": [text, times]}`.
pub(crate) fn text(json: &Json) -> Outcome<String> {
    if let Some(text) = json.as_str() {
        return Ok(text.into());
    }
    match form(json) {
        Some(("$repeat", Json::Array(parts))) => match parts.as_slice() {
            [Json::String(text), times] => {
                let times = times.as_u64().ok_or("the second part of $repeat is a number")?;
                Ok(text.repeat(times as usize))
            }
            _ => Err("$repeat takes a text and a number".into()),
        },
        _ => Err(format!("{json} is no text").into()),
    }
}

pub(crate) fn hex(digits: &str) -> Outcome<Vec<u8>> {
    let digit = |byte: u8| (byte as char).to_digit(16).map(|d| d as u8);
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect::<Option<_>>()
        .ok_or_else(|| Failure::Broken(format!("`{digits}` is not hexadecimal")))
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
