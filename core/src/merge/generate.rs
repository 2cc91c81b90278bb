//! Values to try a merge function on: small ones first.

use alloc::{string::String, vec::Vec};

use crate::random::Random;
use crate::{
    sorted::Order,
    value::{Limits, Value},
};

/// The values that a merge function is tried on.
pub(super) struct Domain {
    /// What the caller says that the function is made for; empty for anything.
    pub(super) examples: Vec<Value>,
    /// Small values and the examples, by size.
    pub(super) pool: Vec<Value>,
    negatives: bool,
}

/// How large a value is, for "smallest": fewer and shorter parts, and among those of one length the plainer one.
pub(super) fn size(value: &Value) -> u64 {
    let whole = |n: i128| 2 * u64::from(128 - n.unsigned_abs().leading_zeros()) + u64::from(n < 0);
    match value {
        Value::Null => 1,
        Value::Bool(b) => 2 + u64::from(*b),
        Value::Integer(n) => 4 + whole((*n).into()),
        Value::BigInteger(n) => 4 + whole(*n),
        Value::Float(_) => 6 + 4 * value.to_json().len() as u64,
        Value::Text(text) => text.bytes().fold(5, |sum, byte| sum + 3 + plainness(byte)),
        Value::Bytes(bytes) => 6 + 3 * bytes.len() as u64,
        Value::Array(items) => items.iter().fold(8, |sum, item| sum + 2 + size(item)),
        Value::Object(members) => {
            members.iter().fold(8, |sum, (name, member)| sum + 4 + name.len() as u64 + size(member))
        }
    }
}

fn plainness(byte: u8) -> u64 {
    match byte {
        b'a' => 0,
        b'b'..=b'z' => 1,
        _ => 2,
    }
}

/// Values from the smallest to the largest, each once.
pub(super) fn by_size(mut values: Vec<Value>) -> Vec<Value> {
    values.order_by(|a, b| size(a).cmp(&size(b)).then_with(|| a.cmp_canonical(b)));
    values.dedup();
    values
}

impl Domain {
    pub(super) fn new(examples: &[Value], random: &mut Random) -> Self {
        let mut canonical = Vec::new();
        for example in examples {
            canonical.extend(example.clone().normalize().ok());
        }
        let mut domain = Domain { pool: canonical.clone(), examples: canonical, negatives: true };
        if examples.is_empty() {
            domain.pool = plain_values();
        } else {
            domain.negatives = examples.iter().any(is_negative);
            let plain = plain_values();
            for example in examples {
                domain.pool.push(least(example));
                for value in &plain {
                    if alike(example, value, domain.negatives) {
                        domain.pool.push(value.clone());
                    }
                }
            }
            for scale in 0..12 {
                let value = domain.value(random, scale);
                domain.pool.push(value);
            }
        }
        domain.pool = by_size(domain.pool);
        domain
    }

    /// A value of the domain, larger where the scale is.
    pub(super) fn value(&self, random: &mut Random, scale: u64) -> Value {
        match self.examples.get(random.below(self.examples.len() as u64) as usize) {
            Some(example) if random.below(4) == 0 => example.clone(),
            Some(example) => self.like(example, random, scale),
            None => anything(random, scale, 2),
        }
    }

    /// A value of the same shape.
    fn like(&self, example: &Value, random: &mut Random, scale: u64) -> Value {
        match example {
            Value::Null => Value::Null,
            Value::Bool(_) => Value::Bool(random.below(2) == 1),
            Value::Integer(_) | Value::BigInteger(_) => integer(random, scale, self.negatives),
            Value::Float(_) => float(random, scale, self.negatives),
            Value::Text(_) => Value::Text(text(random, scale)),
            Value::Bytes(_) => Value::Bytes(text(random, scale).into_bytes()),
            Value::Array(items) => {
                let mut elements = Vec::new();
                for _ in 0..random.below(2 + scale.min(2)) {
                    if let Some(example) = items.get(random.below(items.len() as u64) as usize) {
                        elements.push(self.like(example, random, scale));
                    }
                }
                Value::Array(elements)
            }
            Value::Object(members) => {
                let mut alike = members.clone();
                for (_, member) in &mut alike {
                    *member = self.like(member, random, scale);
                }
                Value::Object(alike)
            }
        }
    }
}

fn is_negative(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(is_negative),
        Value::Object(members) => members.iter().any(|(_, member)| is_negative(member)),
        number => number.as_f64().is_some_and(|x| x < 0.0),
    }
}

/// Whether a plain value may stand where the example may.
fn alike(example: &Value, value: &Value, negatives: bool) -> bool {
    match (example, value) {
        (Value::Bool(_), Value::Bool(_)) | (Value::Text(_), Value::Text(_)) => true,
        (Value::Integer(_), Value::Integer(_)) | (Value::Float(_), Value::Integer(_) | Value::Float(_)) => {
            negatives || !is_negative(value)
        }
        _ => false,
    }
}

/// The smallest value of the same shape.
pub(super) fn least(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => Value::Bool(false),
        Value::Integer(_) | Value::BigInteger(_) | Value::Float(_) => Value::Integer(0),
        Value::Text(_) => Value::from(""),
        Value::Bytes(_) => Value::Bytes(Vec::new()),
        Value::Array(_) => Value::Array(Vec::new()),
        Value::Object(members) => {
            let mut members = members.clone();
            for (_, member) in &mut members {
                *member = least(member);
            }
            Value::Object(members)
        }
    }
}

/// What is tried first where nothing is said of the values. No bytes: JSON has none, and few functions take them.
const PLAIN: &str = r#"[null, false, true, 0, 1, -1, 2, 3, 0.5, -1.5, "", "a", "b", "ab", [], [0], [1], [0, 1],
    {}, {"a": 0}, {"a": 1}, {"b": 0}]"#;

fn plain_values() -> Vec<Value> {
    match Value::from_json(PLAIN, &Limits::default()) {
        Ok(Value::Array(values)) => values,
        _ => Vec::new(),
    }
}

fn anything(random: &mut Random, scale: u64, depth: u32) -> Value {
    match random.below(if depth == 0 { 8 } else { 10 }) {
        0 => Value::Null,
        1 => Value::Bool(random.below(2) == 1),
        2..=4 => integer(random, scale, true),
        5 => float(random, scale, true),
        6 | 7 => Value::Text(text(random, scale)),
        8 => {
            let mut items = Vec::new();
            for _ in 0..random.below(2 + scale.min(2)) {
                items.push(anything(random, scale, depth - 1));
            }
            Value::Array(items)
        }
        _ => {
            let mut members = Vec::new();
            for _ in 0..random.below(2 + scale.min(2)) {
                members.push((String::from(letter(random)), anything(random, scale, depth - 1)));
            }
            Value::from_members(members)
        }
    }
}

fn integer(random: &mut Random, scale: u64, negatives: bool) -> Value {
    let below = if random.below(8) == 0 { 1 << (8 * scale.min(6)) } else { 2 + 2 * scale };
    let n = random.below(below) as i64;
    Value::Integer(if negatives && random.below(3) == 0 { -n } else { n })
}

fn float(random: &mut Random, scale: u64, negatives: bool) -> Value {
    let quarters = random.below(8 + 8 * scale) as f64;
    let x = quarters / 4.0 * if negatives && random.below(3) == 0 { -1.0 } else { 1.0 };
    Value::Float(x).normalize().unwrap_or_default()
}

fn text(random: &mut Random, scale: u64) -> String {
    let mut text = String::new();
    for _ in 0..random.below(2 + scale.min(4)) {
        text.push(letter(random));
    }
    text
}

fn letter(random: &mut Random) -> char {
    // One letter whose UTF-8 and UTF-16 differ.
    ['a', 'b', 'c', 'A', 'é'].get(random.below(5) as usize).copied().unwrap_or('a')
}
