//! How concurrent versions become one value.

use super::Rule;
use crate::{conflict::ConflictKind, value::Value};
use alloc::{vec, vec::Vec};

/// Rules, asked in turn: the next decides where the one before ties or has nothing to say. What is still a tie after
/// the last one goes to the greatest timestamp.
///
/// A strategy orders concurrent versions only. It never decides between a version and one that had seen it: the
/// later one replaced the earlier, whatever the clocks say. The versions that lose stay until a write that saw them
/// replaces them, so a strategy may be changed at any time.
///
/// ```
/// use active_active::resolve::{Rule, Strategy};
/// let strategy = Strategy::new(vec![Rule::PreferPresent, Rule::Max]);
/// assert_eq!(strategy.to_value().to_json(), r#"["prefer-present","max"]"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strategy {
    rules: Vec<Rule>,
}

impl Default for Strategy {
    fn default() -> Self {
        Rule::LastWriteWins.into()
    }
}

impl From<Rule> for Strategy {
    fn from(rule: Rule) -> Self {
        Strategy { rules: vec![rule] }
    }
}

impl Strategy {
    /// Rules in the order in which they are asked.
    pub const fn new(rules: Vec<Rule>) -> Self {
        Strategy { rules }
    }

    /// The rules in the order in which they are asked.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The strategy as a deployment document has it, with regions by number.
    pub fn to_value(&self) -> Value {
        match self.rules.as_slice() {
            [rule] => rule_value(rule),
            rules => Value::Array(rules.iter().map(rule_value).collect()),
        }
    }
}

fn rule_value(rule: &Rule) -> Value {
    let by = ("by", Value::from(rule.as_str()));
    match rule {
        Rule::RegionPriority(regions) => {
            Value::object([by, ("regions", Value::Array(regions.iter().map(|number| Value::from(*number)).collect()))])
        }
        Rule::ValuePriority(values) => Value::object([
            by,
            ("values", Value::Array(values.iter().map(|bytes| Value::from_cbor_output(bytes)).collect())),
        ]),
        Rule::Custom(name) => Value::object([
            by,
            ("function", Value::from(name.name.as_str())),
            ("version", Value::Integer(i64::from(name.version))),
        ]),
        _ => Value::from(rule.as_str()),
    }
}

/// The strategies of a register: one for versions of which some created the record, one for all others.
///
/// ```
/// use active_active::{conflict::ConflictKind, resolve::{RegisterStrategy, Rule}};
/// let strategy = RegisterStrategy { insert_insert: Rule::FirstWriteWins.into(), update_update: Rule::Max.into() };
/// assert_eq!(strategy.of(ConflictKind::InsertInsert).rules(), [Rule::FirstWriteWins]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RegisterStrategy {
    /// For versions one of which created the record.
    pub insert_insert: Strategy,
    /// For versions that all found the record.
    pub update_update: Strategy,
}

impl RegisterStrategy {
    /// One strategy for every kind of conflict.
    pub fn same(strategy: Strategy) -> Self {
        RegisterStrategy { insert_insert: strategy.clone(), update_update: strategy }
    }

    /// The strategy for a kind of conflict.
    pub fn of(&self, kind: ConflictKind) -> &Strategy {
        if kind == ConflictKind::InsertInsert { &self.insert_insert } else { &self.update_update }
    }

    /// As a deployment document has it: one strategy, or one for each kind.
    pub fn to_value(&self) -> Value {
        if self.insert_insert == self.update_update {
            return self.update_update.to_value();
        }
        Value::object([
            ("insert_insert", self.insert_insert.to_value()),
            ("update_update", self.update_update.to_value()),
        ])
    }
}
