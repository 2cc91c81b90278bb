//! Rules that a record's value must keep once it is merged.

use crate::value::Value;
use alloc::{string::String, vec::Vec};

/// What stands beside the value that a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// Another place of the same record.
    Path(Vec<String>),
    /// A constant, in canonical CBOR; never null.
    Value(Vec<u8>),
}

/// What a rule requires of the value at its path. Values compare in the
/// [canonical order](crate::value::Value::cmp_canonical). Where one of them is missing or null the rule holds, but for
/// `Present`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Requirement {
    /// It is not less than the other.
    AtLeast(Operand),
    /// It is not greater than the other.
    AtMost(Operand),
    /// It is the other.
    Equals(Operand),
    /// It is one of these, in canonical CBOR.
    OneOf(Vec<Vec<u8>>),
    /// It is there.
    Present,
    /// It is not there where the value at another path is.
    AbsentWith(Vec<String>),
}

/// How a rule that does not hold is made to hold: a register is shown with another value, and nothing is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The place that is shown with another value.
    pub set: Vec<String>,
    /// That value; `None` is null.
    pub to: Option<Operand>,
}

/// A rule of a class, checked on the folded value of each of its records.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invariant {
    /// The name, unique in the class.
    pub name: String,
    /// The place that it is about; empty for the whole value.
    pub path: Vec<String>,
    /// What it requires there.
    pub requires: Requirement,
    /// How it is repaired where it does not hold; without one a person has to.
    pub repair: Option<Repair>,
}

impl Requirement {
    /// The name in a deployment document, for example `"at_least"`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Requirement::AtLeast(_) => "at_least",
            Requirement::AtMost(_) => "at_most",
            Requirement::Equals(_) => "equals",
            Requirement::OneOf(_) => "one_of",
            Requirement::Present => "present",
            Requirement::AbsentWith(_) => "absent_with",
        }
    }

    /// The other place that it is about, if there is one.
    pub fn other_path(&self) -> Option<&[String]> {
        match self {
            Requirement::AtLeast(operand) | Requirement::AtMost(operand) | Requirement::Equals(operand) => {
                match operand {
                    Operand::Path(path) => Some(path),
                    Operand::Value(_) => None,
                }
            }
            Requirement::AbsentWith(path) => Some(path),
            Requirement::OneOf(_) | Requirement::Present => None,
        }
    }
}

impl Invariant {
    /// Whether a record's value keeps the rule.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, value::{Limits, Value}};
    /// let shop = Deployment::parse(r#"{"version": 1, "name": "shop", "regions": [{"name": "eu", "number": 1}],
    ///     "classes": [{"name": "stays", "keys": "**", "labels": [], "type": "register", "rules": [
    ///         {"name": "ends-after-start", "require": {"path": ["end"], "at_least": {"path": ["start"]}}}]}]}"#)?;
    /// let rule = &shop.classes()[0].rules[0];
    /// let holds = |json| Value::from_json(json, &Limits::default()).map(|value| rule.holds(&value));
    /// assert_eq!(holds(r#"{"start": 3, "end": 2}"#)?, false);
    /// assert_eq!(holds(r#"{"start": 3}"#)?, true, "what is missing breaks no rule but `present`");
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn holds(&self, value: &Value) -> bool {
        let subject = at(value, &self.path);
        let compare = |operand: &Operand| {
            let (subject, other) = (subject?, operand.of(value)?);
            Some(subject.cmp_canonical(&other))
        };
        match &self.requires {
            Requirement::AtLeast(operand) => compare(operand).is_none_or(|order| order.is_ge()),
            Requirement::AtMost(operand) => compare(operand).is_none_or(|order| order.is_le()),
            Requirement::Equals(operand) => compare(operand).is_none_or(|order| order.is_eq()),
            Requirement::OneOf(values) => subject.is_none_or(|subject| {
                let subject = subject.to_cbor();
                values.contains(&subject)
            }),
            Requirement::Present => subject.is_some(),
            Requirement::AbsentWith(path) => subject.is_none() || at(value, path).is_none(),
        }
    }
}

impl Operand {
    /// The value, unless it is missing or null.
    fn of(&self, record: &Value) -> Option<Value> {
        match self {
            Operand::Path(path) => at(record, path).cloned(),
            Operand::Value(bytes) => Some(Value::from_cbor_output(bytes)),
        }
    }
}

/// What rules make of a record's value.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// Places in the list of rules: those that did not hold when it was their turn, or do not hold at the end.
    pub(crate) violated: Vec<usize>,
    /// Those of them that do not hold at the end, so that a person has to look.
    pub(crate) open: Vec<usize>,
}

/// Checks the rules in their order and repairs those that can be. A repair may break another rule: what does not hold at
/// the end is open. Every rule is asked twice at most, so this ends.
pub(crate) fn settle(rules: &[Invariant], value: &mut Value) -> Settled {
    let mut settled = Settled::default();
    let mut broken: Vec<bool> = Vec::with_capacity(rules.len());
    for rule in rules {
        let holds = rule.holds(value);
        if let Some(repair) = rule.repair.as_ref().filter(|_| !holds) {
            let to = repair.to.as_ref().map_or(Some(Value::Null), |operand| operand.of(value));
            // A value that has no such place stays as it is, and the rule open.
            if let (Some(slot), Some(to)) = (place(value, &repair.set), to) {
                *slot = to;
            }
        }
        broken.push(!holds);
    }
    for (index, (rule, broken)) in rules.iter().zip(broken).enumerate() {
        let open = !rule.holds(value);
        if broken || open {
            settled.violated.push(index);
        }
        if open {
            settled.open.push(index);
        }
    }
    settled
}

/// The value at a path, unless it is missing or null.
fn at<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    let found = path.iter().try_fold(value, |above, name| above.get(name))?;
    if found.is_null() { None } else { Some(found) }
}

/// Where a value is written: members that are missing are made in objects, and nowhere else.
fn place<'v>(value: &'v mut Value, path: &[String]) -> Option<&'v mut Value> {
    let Some((name, rest)) = path.split_first() else { return Some(value) };
    if value.is_null() && !path.is_empty() {
        *value = Value::Object(Vec::new());
    }
    let Value::Object(members) = value else { return None };
    // INVARIANT: members stay in the order of their names.
    let index = match members.binary_search_by(|(known, _)| known.as_bytes().cmp(name.as_bytes())) {
        Ok(index) => index,
        Err(index) => {
            members.insert(index, (name.clone(), Value::Null));
            index
        }
    };
    members.get_mut(index).and_then(|(_, member)| place(member, rest))
}
