//! What one deployment says otherwise than another.

use super::Deployment;
use crate::{
    sorted::Order,
    value::{Value, push_key},
};
use alloc::{string::String, vec::Vec};

/// A member that is on one side only is told from one that is null.
#[derive(Clone, Copy)]
enum Side<'a> {
    Absent,
    Has(&'a Value),
}

impl Deployment {
    /// What would change if `next` took the place of this deployment: `{compatible, reason, changes, residency}`, where each
    /// change is `{place, old, new}` with only one of both where something is added or taken away. `reason` says why
    /// `next` cannot follow, else it is null. Regions and classes are named in the places. The order of the classes says
    /// which of them has a key that several match: where it differs among those that both have, the last change is
    /// that of `classes`, with their names in order. `residency` tells for each label and action what becomes stricter and
    /// what looser, now or when a rule begins or ends: `{label, action, tightened, loosened}` with the regions that are no
    /// longer allowed and those that newly are.
    ///
    /// ```
    /// use active_active::deployment::Deployment;
    /// let document = |version: u32, strategy: &str| {
    ///     Deployment::parse(&format!(
    ///         r#"{{"version": {version}, "name": "shop", "regions": [{{"name": "eu", "number": 1}}], "classes": [
    ///             {{"name": "all", "keys": "**", "labels": [], "type": "register", "strategy": "{strategy}"}}]}}"#
    ///     ))
    /// };
    /// let diff = document(1, "max")?.diff(&document(2, "min")?);
    /// assert_eq!(
    ///     diff.get("changes").unwrap().to_json(),
    ///     r#"[{"new":"min","old":"max","place":"classes.all.strategy"},{"new":2,"old":1,"place":"version"}]"#
    /// );
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn diff(&self, next: &Deployment) -> Value {
        let (old, new) = (self.to_value(), next.to_value());
        let mut changes = Vec::new();
        compare(&mut String::new(), Side::Has(&old), Side::Has(&new), &mut changes);
        let (before, after) = (self.shared_classes(next), next.shared_classes(self));
        if before != after {
            changes.push(Value::object([
                ("place", Value::from("classes")),
                ("old", Value::Array(before)),
                ("new", Value::Array(after)),
            ]));
        }
        let refusal = self.check_successor(next).err();
        Value::object([
            ("compatible", Value::Bool(refusal.is_none())),
            ("reason", refusal.map_or(Value::Null, |error| Value::from(error.message()))),
            ("changes", Value::Array(changes)),
            ("residency", self.allowed_changes(next)),
        ])
    }
}

impl Deployment {
    /// The names of the classes that another deployment has, too, in the order of this one.
    fn shared_classes(&self, other: &Deployment) -> Vec<Value> {
        let shared = self.classes().iter().filter(|class| other.class_by_name(&class.name).is_some());
        shared.map(|class| Value::from(class.name.as_str())).collect()
    }
}

fn compare(place: &mut String, old: Side<'_>, new: Side<'_>, changes: &mut Vec<Value>) {
    if let (Side::Has(a), Side::Has(b)) = (old, new) {
        if a == b {
            return;
        }
        if let (Some(a), Some(b)) = (members(a), members(b)) {
            let mut names: Vec<&str> = a.iter().chain(&b).map(|(name, _)| *name).collect();
            names.order();
            names.dedup();
            for name in names {
                let length = place.len();
                push_key(place, name);
                compare(place, member(&a, name), member(&b, name), changes);
                place.truncate(length);
            }
            return;
        }
    }
    let mut told = Vec::from([("place", Value::from(place.as_str()))]);
    for (side, value) in [("old", old), ("new", new)] {
        if let Side::Has(value) = value {
            told.push((side, value.clone()));
        }
    }
    changes.push(Value::object(told));
}

fn member<'a>(members: &[(&str, &'a Value)], name: &str) -> Side<'a> {
    members.iter().find(|(other, _)| *other == name).map_or(Side::Absent, |(_, value)| Side::Has(value))
}

/// The members of an object, or the items of an array of named objects by their names.
fn members(value: &Value) -> Option<Vec<(&str, &Value)>> {
    if let Some(members) = value.as_object() {
        return Some(members.iter().map(|(name, value)| (name.as_str(), value)).collect());
    }
    value.as_array()?.iter().map(|item| Some((item.get("name")?.as_str()?, item))).collect()
}
