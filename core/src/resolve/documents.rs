//! Resolving two versions that arrive as documents, without an engine.

use super::{Candidate, fold};
use crate::{
    Code, Error, Result,
    causality::{Causality, Dot, VersionVector},
    deployment::parse_strategy,
    time::Timestamp,
    value::{Limits, Value},
};
use alloc::{format, vec::Vec};

/// The strategy document that a text says: JSON, or the bare name of a rule. For languages that hand texts over.
///
/// ```
/// use active_active::{resolve::strategy_from_text, value::Value};
/// assert_eq!(strategy_from_text("max")?, Value::from("max"));
/// assert_eq!(strategy_from_text(r#"["prefer-present", "max"]"#)?.to_json(), r#"["prefer-present","max"]"#);
/// # Ok::<(), active_active::Error>(())
/// ```
pub fn strategy_from_text(text: &str) -> Result<Value> {
    if text.starts_with(['[', '{', '"']) { Value::from_json(text, &Limits::default()) } else { Ok(Value::from(text)) }
}

struct Version {
    dot: Dot,
    timestamp: Timestamp,
    context: VersionVector,
    value: Value,
    bytes: Vec<u8>,
}

impl Version {
    fn candidate(&self) -> Candidate<'_> {
        Candidate { dot: self.dot, timestamp: self.timestamp, bytes: Some(&self.bytes) }
    }
}

fn read(name: &str, document: &Value) -> Result<Version> {
    let text = |member: &str| {
        document.get(member).and_then(Value::as_str).ok_or_else(|| {
            Error::new(
                Code::PartMalformed,
                format!("version {name} needs `{member}` as text; a version is {{value, timestamp, dot, context?}}"),
            )
        })
    };
    let dot: Dot = text("dot")?.parse()?;
    let timestamp = Timestamp::parse(text("timestamp")?)?;
    let context = document.get("context").map(VersionVector::from_document).transpose()?.unwrap_or_default();
    let value = document.get("value").cloned().unwrap_or(Value::Null);
    let bytes = value.to_cbor();
    Ok(Version { dot, timestamp, context, value, bytes })
}

/// Resolves two versions `{value, timestamp, dot, context?}`, where `context` says what the version's writer had
/// seen, for example `{"1.1": 5}`.
///
/// The answer is `{causality, conflict, winner, value, strategy, why}`. A version that had seen the other wins
/// whatever the clocks say; only of concurrent ones is the strategy asked. `winner` is `"a"`, `"b"`, or null where
/// both are kept; `value` is then the one that is shown first. `strategy` names the rule that had the last word.
///
/// The strategy is what a deployment document has for a register: a name, a rule such as
/// `{"by": "value-priority", "values": ["destroyed", "started"]}`, or an array of them that are asked in turn. There is
/// no deployment here, so `region-priority` lists regions by number, and no region with which functions could be
/// registered: where one would have to be asked, the error is `function_not_registered`.
///
/// ```
/// use active_active::{resolve::resolve_documents, value::{Limits, Value}};
/// let version = |json| Value::from_json(json, &Limits::default());
/// let a = version(r#"{"value": "x", "dot": "1.1#1", "timestamp": "017f22e279b0-0000-0001000100000000"}"#)?;
/// let b = version(r#"{"value": "y", "dot": "2.1#1", "timestamp": "017f22e279a0-0000-0002000100000000",
///                     "context": {"1.1": 1}}"#)?;
/// let answer = resolve_documents(&Value::from("last-write-wins"), &a, &b)?;
/// assert_eq!(answer.get("causality"), Some(&Value::from("before")));
/// assert_eq!(answer.get("winner"), Some(&Value::from("b")), "b had seen a, although its clock is behind");
/// # Ok::<(), active_active::Error>(())
/// ```
pub fn resolve_documents(strategy: &Value, a: &Value, b: &Value) -> Result<Value> {
    let strategy = parse_strategy(strategy)?;
    let (a, b) = (read("a", a)?, read("b", b)?);
    // Whoever had seen the other comes after it. Two versions that each claim so contradict one another and are
    // treated as concurrent.
    let causality = match (a.dot == b.dot, a.context.covers(b.dot), b.context.covers(a.dot)) {
        (true, ..) => Causality::Equal,
        (_, true, false) => Causality::After,
        (_, false, true) => Causality::Before,
        _ => Causality::Concurrent,
    };
    let asked = fold(&strategy, &[a.candidate(), b.candidate()]);
    if let (Causality::Concurrent, Some(failure)) = (causality, asked.failure) {
        return Err(failure);
    }
    let (shown, decided, why) = match causality {
        Causality::Equal => ("a", true, "both are the same write"),
        Causality::Before => ("b", true, "it had seen the other"),
        Causality::After => ("a", true, "it had seen the other"),
        Causality::Concurrent => (if asked.shown == Some(1) { "b" } else { "a" }, asked.decided, asked.why),
    };
    let winner = decided.then_some(shown);
    let conflict = causality == Causality::Concurrent && a.bytes != b.bytes;
    let value = if shown == "b" { &b.value } else { &a.value };
    Ok(Value::object([
        ("causality", Value::from(causality.as_str())),
        ("conflict", Value::Bool(conflict)),
        ("winner", winner.map_or(Value::Null, Value::from)),
        ("value", value.clone()),
        ("strategy", Value::from(asked.rule)),
        ("why", Value::from(why)),
    ]))
}
