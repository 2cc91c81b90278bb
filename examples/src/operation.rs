//! One line of an operations file: what a customer did, when, and in which region.

use active_active::value::{Limits, Value};

/// What can be done. The names are those of the library, with one more: `edit` reads first and hands the context of
/// that read to `put`, so that it replaces what it saw and nothing else. Of `transfer`, the path is the region that is given
/// rights; of `claim`, the key is the class and the path who claims the value.
pub(crate) const VERBS: &[&str] = &[
    "put",
    "edit",
    "patch",
    "delete",
    "unset",
    "increment",
    "assign",
    "reset",
    "add",
    "remove",
    "clear",
    "enable",
    "disable",
    "transfer",
    "claim",
];

/// What a line of the file holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Operation {
    /// When, in milliseconds from the start.
    pub(crate) at_ms: u64,
    /// The region that takes the write.
    pub(crate) region: String,
    /// One of [`VERBS`].
    pub(crate) verb: String,
    /// The record.
    pub(crate) key: String,
    /// The field inside a map record; empty for the record itself.
    pub(crate) path: Vec<String>,
    /// The member `value`, or `amount` of `increment` and `transfer`; `None` where the verb takes neither.
    pub(crate) argument: Option<Value>,
}

impl Operation {
    /// Reads one line; the error says what is wrong and what to write instead.
    pub(crate) fn parse(line: &str) -> Result<Self, String> {
        let limits = Limits { size_bytes: 8 << 20, ..Limits::default() };
        // The line of the file is told by who reads it; here there is only one.
        let document = Value::from_json(line, &limits).map_err(|error| error.to_string().replace(" line 1 ", " "))?;
        let members = document
            .as_object()
            .ok_or_else(|| format!("{} where an object such as {EXAMPLE} is expected", document.describe()))?;
        let known = ["at_ms", "region", "do", "key", "path", "value", "amount"];
        if let Some((name, _)) = members.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            return Err(format!("unknown member `{name}`; an operation has {}", known.join(", ")));
        }
        let verb = text(&document, "do")?;
        if !VERBS.contains(&verb.as_str()) {
            return Err(format!("`{verb}` is not an operation; write one of {}", VERBS.join(", ")));
        }
        let at_ms = document.get("at_ms").and_then(Value::as_i64).and_then(|ms| u64::try_from(ms).ok());
        Ok(Operation {
            at_ms: at_ms.ok_or("\"at_ms\" must be there: whole milliseconds from the start, from 0")?,
            region: text(&document, "region")?,
            key: text(&document, "key")?,
            path: path(&document, &verb)?,
            argument: argument(&document, &verb)?,
            verb,
        })
    }

    /// The line that [`parse`](Self::parse) reads.
    pub(crate) fn to_line(&self) -> String {
        let json = |text: &str| Value::from(text).to_json();
        let mut line = format!(
            r#"{{"at_ms":{},"region":{},"do":{},"key":{}"#,
            self.at_ms,
            json(&self.region),
            json(&self.verb),
            json(&self.key)
        );
        if !self.path.is_empty() {
            let fields: Vec<String> = self.path.iter().map(|field| json(field)).collect();
            line += &format!(r#","path":[{}]"#, fields.join(","));
        }
        if let Some(argument) = &self.argument {
            let name = if takes_amount(&self.verb) { "amount" } else { "value" };
            line += &format!(r#","{name}":{}"#, argument.to_json());
        }
        line + "}"
    }

    /// What a region is sent, a line each: the verb, the key, the argument as JSON, the path; of a patch, after an empty
    /// argument, each field and its value. Neither keys nor JSON hold line ends.
    pub(crate) fn to_control(&self) -> String {
        let mut lines = vec![self.verb.clone(), self.key.clone()];
        match &self.argument {
            Some(Value::Object(fields)) if self.verb == "patch" => {
                lines.push(String::new());
                lines.extend(fields.iter().flat_map(|(field, value)| [field.clone(), value.to_json()]));
            }
            argument => lines.push(argument.as_ref().map(Value::to_json).unwrap_or_default()),
        }
        lines.extend_from_slice(&self.path);
        lines.join("\n")
    }
}

const EXAMPLE: &str = r#"{"at_ms":0,"region":"eu","do":"put","key":"setting/tax","value":19}"#;

fn takes_amount(verb: &str) -> bool {
    matches!(verb, "increment" | "transfer")
}

/// A member that is text without control characters, which would break the lines of a control frame.
fn text(document: &Value, name: &str) -> Result<String, String> {
    let value =
        document.get(name).ok_or_else(|| format!("\"{name}\" is missing; an operation looks like {EXAMPLE}"))?;
    plain(value, name)
}

fn plain(value: &Value, name: &str) -> Result<String, String> {
    let text = value.as_str().ok_or_else(|| format!("\"{name}\" must be text, not {}", value.describe()))?;
    if text.chars().any(char::is_control) {
        return Err(format!("\"{name}\" has a control character: {}", value.to_json()));
    }
    Ok(text.to_owned())
}

fn path(document: &Value, verb: &str) -> Result<Vec<String>, String> {
    match document.get("path") {
        None if matches!(verb, "transfer" | "claim") => {
            Err(format!("`{verb}` names whom it is for as \"path\", for example [\"us\"] or [\"profile/1\"]"))
        }
        None => Ok(Vec::new()),
        Some(_) if matches!(verb, "patch" | "delete") => Err(format!("`{verb}` takes no \"path\"; leave it out")),
        Some(Value::Array(fields)) => fields.iter().map(|field| plain(field, "path")).collect(),
        Some(other) => Err(format!("\"path\" must be a list of field names, not {}", other.describe())),
    }
}

/// The argument that the verb wants, and no other.
fn argument(document: &Value, verb: &str) -> Result<Option<Value>, String> {
    let wanted = match verb {
        "put" | "edit" | "patch" | "assign" | "add" | "remove" | "claim" => Some("value"),
        verb if takes_amount(verb) => Some("amount"),
        _ => None,
    };
    for name in ["value", "amount"] {
        match (document.get(name).is_some(), wanted == Some(name)) {
            (false, true) => return Err(format!("`{verb}` needs \"{name}\"")),
            (true, false) => return Err(format!("`{verb}` takes no \"{name}\"; leave it out")),
            _ => {}
        }
    }
    let value = wanted.and_then(|name| document.get(name)).cloned();
    match (&value, verb) {
        (Some(value), "increment" | "assign" | "transfer") if value.as_i64().is_none() => {
            Err(format!("`{verb}` takes a whole number, not {}", value.to_json()))
        }
        (Some(value), "patch") => match value.as_object() {
            Some(fields) if !fields.is_empty() => {
                fields.iter().try_for_each(|(field, _)| plain(&field.as_str().into(), "value").map(|_| ()))?;
                Ok(Some(value.clone()))
            }
            _ => Err(format!("`patch` takes an object with the fields to write as \"value\", not {}", value.to_json())),
        },
        _ => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn fault(line: &str) -> String {
        Operation::parse(line).unwrap_err()
    }

    #[test]
    fn a_line_reads_back() {
        for line in [
            EXAMPLE,
            r#"{"at_ms":7,"region":"us","do":"put","key":"profile/1","path":["address","city"],"value":"Oslo"}"#,
            r#"{"at_ms":7,"region":"us","do":"increment","key":"likes/1","amount":-3}"#,
            r#"{"at_ms":7,"region":"us","do":"put","key":"setting/a","value":null}"#,
            r#"{"at_ms":7,"region":"us","do":"transfer","key":"stock/1","path":["eu"],"amount":3}"#,
            r#"{"at_ms":7,"region":"us","do":"claim","key":"emails","path":["profile/1"],"value":"ada@example.org"}"#,
            r#"{"at_ms":7,"region":"us","do":"delete","key":"profile/1"}"#,
        ] {
            assert_eq!(Operation::parse(line).unwrap().to_line(), line);
        }
    }

    #[test]
    fn a_wrong_line_says_what_to_write() {
        assert!(fault("nonsense").contains("not json"));
        assert!(fault("[]").contains("an array where an object"));
        assert!(fault(r#"{"at_ms":0,"region":"eu","do":"store","key":"a"}"#).contains("write one of put, edit"));
        assert!(fault(r#"{"at_ms":0,"region":"eu","do":"put","key":"a"}"#).contains("needs \"value\""));
        assert!(fault(r#"{"at_ms":0,"region":"eu","do":"delete","key":"a","amount":1}"#).contains("takes no"));
        assert!(fault(r#"{"at_ms":0,"region":"eu","do":"increment","key":"a","amount":1.5}"#).contains("whole number"));
        assert!(fault(r#"{"at_ms":-1,"region":"eu","do":"delete","key":"a"}"#).contains("at_ms"));
        assert!(
            fault(r#"{"at_ms":0,"region":"eu","do":"delete","key":"a","when":1}"#).contains("unknown member `when`")
        );
        assert!(fault(r#"{"at_ms":0,"region":"eu","do":"delete","key":"a","key":"b"}"#).contains("duplicate_key"));
        assert!(fault(r#"{"at_ms":0,"region":"eu","do":"delete","key":"a\nb"}"#).contains("control character"));
    }
}
