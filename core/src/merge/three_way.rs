//! Two documents that grew out of one, without history.

use alloc::{string::String, vec, vec::Vec};
use core::cmp::Ordering;

use super::rules::{Arrays, Choice, Rules};
use crate::{
    Result,
    conflict::ConflictKind,
    sorted::Order,
    value::{Value, push_key},
};

/// Merges two documents that grew out of a common one, which is all that is known of their past.
///
/// Objects merge member by member. What one side alone changed is taken, what both changed alike is no conflict. Where
/// they changed one place differently, a strategy decides:
///
/// | strategy | what it does |
/// |---|---|
/// | `conflict` | a's side is shown and nothing is decided; the default |
/// | `a`, `b` | that side, a delete included |
/// | `max`, `min` | the greater or lesser value by [`Value::cmp_canonical`]; null and what is absent lose in both |
/// | `delete-wins`, `update-wins` | of a delete and a change; for two changes as `conflict` |
///
/// `rules` is null for the defaults, or a document:
///
/// ```json
/// {"default": "max", "arrays": "append",
///  "paths": [{"path": ["items"], "arrays": {"key": "id"}},
///            {"path": ["items", "*", "name"], "strategy": "a"}]}
/// ```
///
/// A `strategy` of a path holds there and for everything below, unless a longer path says otherwise; of two paths of
/// one length the first in the list counts. `arrays` of a path holds for the array there alone. `*` is any member or
/// element. Arrays where both sides changed something are merged as one value (`replace`), by what each side added
/// (`append`: base elements that both kept, then a's additions, then b's; equal elements are told apart by their
/// number alone), or element by element (`key`: objects that share the named member are one; order of the base, then
/// a's new elements, then b's). In a path an element is named by the value of that member.
///
/// A base that is `None` or null is empty: what both sides have was then inserted twice.
///
/// The answer is `{value, conflicts}`. Each conflict, in the order of their paths, is `{path, kind, base, a, b,
/// base_absent, a_absent, b_absent, picked, rule}`: `kind` is `insert_insert`, `update_update` or `delete_update`, a
/// side that is absent is null and says so, `picked` is `"a"`, `"b"` or, where the rule does not decide, null.
///
/// Values are canonical, as [`Value::from_json`] and [`Value::normalize`] make them. A merge of two *versions* needs no
/// base: causality knows what each had seen (see [`resolve_documents`](crate::resolve::resolve_documents)).
///
/// # Errors
///
/// `invalid_argument` for rules that are none (the detail `place` points into them) and for an element without its
/// key, or with that of another; `unsupported_value` if the members that are left are reserved for bytes.
///
/// ```
/// use active_active::{merge::three_way, value::{Limits, Value}};
/// let value = |json| Value::from_json(json, &Limits::default());
/// let base = value(r#"{"title": "", "published": false}"#)?;
/// let (a, b) = (value(r#"{"title": "Hello", "published": false}"#)?, value(r#"{"title": "", "published": true}"#)?);
/// let merged = three_way(Some(&base), &a, &b, &Value::Null)?;
/// assert_eq!(merged.to_json(), r#"{"conflicts":[],"value":{"published":true,"title":"Hello"}}"#);
/// # Ok::<(), active_active::Error>(())
/// ```
pub fn three_way(base: Option<&Value>, a: &Value, b: &Value, rules: &Value) -> Result<Value> {
    let mut merger = Merger { rules: Rules::parse(rules)?, path: Vec::new(), conflicts: Vec::new() };
    let base = base.filter(|base| !base.is_null());
    let value = merger.merge(Sides { base, a: Some(a), b: Some(b) })?.unwrap_or_default().normalize()?;
    let mut conflicts = merger.conflicts;
    // Paths differ: a place is decided once.
    conflicts.order_by(|conflict, other| path_of(conflict).cmp_canonical(path_of(other)));
    Ok(Value::object(vec![("value", value), ("conflicts", Value::Array(conflicts))]))
}

fn path_of(conflict: &Value) -> &Value {
    conflict.get("path").unwrap_or(&Value::Null)
}

/// One place in the three documents; what is absent there is `None`.
#[derive(Clone, Copy)]
pub(super) struct Sides<'v> {
    pub(super) base: Option<&'v Value>,
    pub(super) a: Option<&'v Value>,
    pub(super) b: Option<&'v Value>,
}

impl Sides<'_> {
    fn member(self, name: &str) -> Self {
        Sides {
            base: self.base.and_then(|base| base.get(name)),
            a: self.a.and_then(|a| a.get(name)),
            b: self.b.and_then(|b| b.get(name)),
        }
    }
}

pub(super) struct Merger {
    rules: Rules,
    /// Where the merge is.
    pub(super) path: Vec<Value>,
    conflicts: Vec<Value>,
}

impl Merger {
    pub(super) fn merge(&mut self, sides: Sides<'_>) -> Result<Option<Value>> {
        let Sides { base, a, b } = sides;
        if a == b || base == b {
            return Ok(a.cloned());
        }
        if base == a {
            return Ok(b.cloned());
        }
        match (a, b) {
            (Some(Value::Object(a)), Some(Value::Object(b))) => self.members(sides, a, b).map(Some),
            (Some(Value::Array(a)), Some(Value::Array(b))) => {
                let base = base.and_then(Value::as_array).unwrap_or_default();
                match self.rules.arrays_at(&self.path).clone() {
                    Arrays::Replace => Ok(self.decide(sides)),
                    Arrays::Append => Ok(Some(super::arrays::append(base, a, b))),
                    Arrays::Key(key) => self.by_key(&key, base, a, b).map(Some),
                }
            }
            _ => Ok(self.decide(sides)),
        }
    }

    /// A place inside this one.
    pub(super) fn inside(&mut self, step: Value, sides: Sides<'_>) -> Result<Option<Value>> {
        self.path.push(step);
        let merged = self.merge(sides);
        self.path.pop();
        merged
    }

    fn members(&mut self, sides: Sides<'_>, a: &[(String, Value)], b: &[(String, Value)]) -> Result<Value> {
        // What only the base has was deleted by both.
        let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
        let mut members = Vec::new();
        while let Some(name) = lesser(a.peek(), b.peek()) {
            a.next_if(|(other, _)| other == name);
            b.next_if(|(other, _)| other == name);
            if let Some(value) = self.inside(Value::from(name.as_str()), sides.member(name))? {
                members.push((name.clone(), value));
            }
        }
        Ok(Value::Object(members))
    }

    /// Both sides changed this place, and differently.
    fn decide(&mut self, Sides { base, a, b }: Sides<'_>) -> Option<Value> {
        let kind = match (base, a, b) {
            (None, ..) => ConflictKind::InsertInsert,
            (_, Some(_), Some(_)) => ConflictKind::UpdateUpdate,
            _ => ConflictKind::DeleteUpdate,
        };
        let choice = self.rules.choice_at(&self.path);
        let picked = pick(choice, a, b);
        let or_null = |side: Option<&Value>| side.cloned().unwrap_or_default();
        self.conflicts.push(Value::object(vec![
            ("path", Value::Array(self.path.clone())),
            ("kind", Value::from(kind.as_str())),
            ("base", or_null(base)),
            ("a", or_null(a)),
            ("b", or_null(b)),
            ("base_absent", Value::Bool(base.is_none())),
            ("a_absent", Value::Bool(a.is_none())),
            ("b_absent", Value::Bool(b.is_none())),
            ("picked", picked.map(Side::as_str).into()),
            ("rule", Value::from(choice.as_str())),
        ]));
        match picked.unwrap_or(Side::A) {
            Side::A => a.cloned(),
            Side::B => b.cloned(),
        }
    }
}

/// The name that comes first of the next ones of two objects.
fn lesser<'v>(a: Option<&&'v (String, Value)>, b: Option<&&'v (String, Value)>) -> Option<&'v String> {
    match (a, b) {
        (Some((a, _)), Some((b, _))) => Some(if a <= b { a } else { b }),
        (one, other) => one.or(other).map(|(name, _)| name),
    }
}

#[derive(Clone, Copy)]
enum Side {
    A,
    B,
}

impl Side {
    fn as_str(self) -> &'static str {
        match self {
            Side::A => "a",
            Side::B => "b",
        }
    }
}

/// The side that a strategy picks, if it decides here.
fn pick(choice: Choice, a: Option<&Value>, b: Option<&Value>) -> Option<Side> {
    let one_is_absent = a.is_none() || b.is_none();
    let present = if a.is_some() { Side::A } else { Side::B };
    let absent = if a.is_some() { Side::B } else { Side::A };
    match choice {
        Choice::Conflict => None,
        Choice::A => Some(Side::A),
        Choice::B => Some(Side::B),
        Choice::Max => Some(if rank(a, b).is_gt() { Side::A } else { Side::B }),
        Choice::Min if nothing(a) || nothing(b) => Some(if rank(a, b).is_gt() { Side::A } else { Side::B }),
        Choice::Min => Some(if rank(a, b).is_lt() { Side::A } else { Side::B }),
        Choice::DeleteWins => one_is_absent.then_some(absent),
        Choice::UpdateWins => one_is_absent.then_some(present),
    }
}

fn nothing(side: Option<&Value>) -> bool {
    side.is_none_or(Value::is_null)
}

/// The canonical order, with what is absent below null.
fn rank(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp_canonical(b),
        _ => a.is_some().cmp(&b.is_some()),
    }
}

/// How error messages write a place in the documents.
pub(super) fn place(path: &[Value]) -> String {
    let mut place = String::new();
    for step in path {
        match step {
            Value::Text(name) => push_key(&mut place, name),
            other => {
                place.push('[');
                place.push_str(&other.to_json());
                place.push(']');
            }
        }
    }
    place
}
