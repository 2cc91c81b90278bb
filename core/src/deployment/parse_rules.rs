//! The rules of a class in a document, and what is refused of them at load: paths that lead nowhere, rules that nothing
//! can keep, repairs that do not make their rule hold.

use alloc::{format, string::String, vec::Vec};
use core::cmp::Ordering;

use super::{Class, Kind, parse::Unique, reader::Node};
use crate::{
    Result,
    resolve::{Invariant, Operand, Repair, Requirement},
    value::{Value, push_key},
};

/// The operators, of which a rule has one.
const OPERATORS: [&str; 6] = ["at_least", "at_most", "equals", "one_of", "present", "absent_with"];

/// How many rules a class may have: each write to a record asks all of them.
const RULES_MAX: usize = 64;

/// The rules of a class whose other members have been read.
pub(super) fn rules(node: &Node<'_>, class: &Class) -> Result<Vec<Invariant>> {
    if !matches!(class.kind, Kind::Map(_) | Kind::Register(_)) {
        let kind = class.kind.type_name();
        return Err(node.refuse(format!("does not fit here: rules are about fields, and a {kind} has none")));
    }
    let mut names = Unique::new("rules");
    let mut rules: Vec<Invariant> = Vec::new();
    for (index, item) in node.items()?.enumerate() {
        if index == RULES_MAX {
            return Err(node.refuse(format!("has more than {RULES_MAX} rules")));
        }
        let object = item.object(&["name", "require", "repair"])?;
        let name = object.required("name")?;
        names.check(&name, index, name.name()?)?;
        let require = object.required("require")?;
        let (path, requires) = requirement(&require, class)?;
        let repair = match object.optional("repair") {
            Some(node) => self::repair(&node, class, &path, &requires)?,
            None => None,
        };
        let rule = Invariant { name: name.name()?.into(), path, requires, repair };
        check_possible(&require, &rule, &rules)?;
        rules.push(rule);
    }
    Ok(rules)
}

fn requirement(node: &Node<'_>, class: &Class) -> Result<(Vec<String>, Requirement)> {
    let mut allowed = Vec::from(["path"]);
    allowed.extend(OPERATORS);
    node.check_members(&allowed)?;
    let path = self::path(&node.member("path")?, class)?;
    let mut given = OPERATORS.into_iter().filter(|name| node.has(name));
    let (Some(operator), None) = (given.next(), given.next()) else {
        return Err(node.refuse(format!("needs one operator, and one only: {}", OPERATORS.join(", "))));
    };
    let argument = node.member(operator)?;
    let requires = match operator {
        "one_of" => Requirement::OneOf(constants(&argument)?),
        "present" => match argument.value() {
            Value::Bool(true) => Requirement::Present,
            _ => return Err(argument.wrong("`true`; what must not be there is `absent_with` something")),
        },
        "absent_with" => {
            argument.check_members(&["path"])?;
            let node = argument.member("path")?;
            Requirement::AbsentWith(other(&node, class, &path)?)
        }
        _ => {
            let operand = operand(&argument, class, &path)?;
            match operator {
                "at_least" => Requirement::AtLeast(operand),
                "at_most" => Requirement::AtMost(operand),
                _ => Requirement::Equals(operand),
            }
        }
    };
    Ok((path, requires))
}

/// A path in a record of the class: through the fields of a map, and on into what a register holds.
fn path(node: &Node<'_>, class: &Class) -> Result<Vec<String>> {
    let mut path: Vec<String> = Vec::new();
    let mut kind = &class.kind;
    for item in node.items()? {
        let name = item.text()?;
        match kind {
            Kind::Map(map) => match map.field(name) {
                Some(field) => kind = field,
                None => {
                    let names: Vec<&str> = map.fields.keys().map(String::as_str).collect();
                    return Err(item.unknown(name, &format!("is `{name}`, which is no field here"), &names));
                }
            },
            Kind::Register(_) => {}
            other => {
                return Err(item.refuse(format!("leads into a {}, which has no members", other.type_name())));
            }
        }
        path.push(name.into());
    }
    if matches!(kind, Kind::Map(_)) {
        return Err(node.refuse("leads to a map; name a field of it"));
    }
    Ok(path)
}

fn other(node: &Node<'_>, class: &Class, subject: &[String]) -> Result<Vec<String>> {
    let path = self::path(node, class)?;
    if path == subject {
        return Err(node.refuse("is the path that the rule is about; name another"));
    }
    Ok(path)
}

fn constant(node: &Node<'_>) -> Result<Vec<u8>> {
    if node.value().is_null() {
        return Err(node.refuse("is null, which is the same as missing: nothing compares with it"));
    }
    Ok(node.value().to_cbor())
}

fn constants(node: &Node<'_>) -> Result<Vec<Vec<u8>>> {
    let values = node.items()?.map(|item| constant(&item)).collect::<Result<Vec<_>>>()?;
    if values.is_empty() {
        return Err(node.refuse("is empty, so nothing keeps the rule; name the values"));
    }
    Ok(values)
}

fn operand(node: &Node<'_>, class: &Class, subject: &[String]) -> Result<Operand> {
    node.check_members(&["path", "value"])?;
    match (node.has("path"), node.has("value")) {
        (true, false) => Ok(Operand::Path(other(&node.member("path")?, class, subject)?)),
        (false, true) => Ok(Operand::Value(constant(&node.member("value")?)?)),
        _ => Err(node.refuse("is `{\"path\": [...]}`, another place of the record, or `{\"value\": ...}`, a constant")),
    }
}

fn repair(node: &Node<'_>, class: &Class, subject: &[String], requires: &Requirement) -> Result<Option<Repair>> {
    if !node.is_object() {
        return node.choice("repair", &["manual"], |name| name).map(|_| None);
    }
    node.check_members(&["set", "to"])?;
    let (set_node, to_node) = (node.member("set")?, node.member("to")?);
    let set = path(&set_node, class)?;
    if !is_register(&class.kind, &set) {
        return Err(set_node.refuse("is no register: what a counter, a set or a flag shows is what was written"));
    }
    to_node.check_members(&["path", "value"])?;
    let to = match (to_node.has("path"), to_node.has("value")) {
        (true, false) => Some(Operand::Path(path(&to_node.member("path")?, class)?)),
        (false, true) => {
            let value = to_node.member("value")?;
            (!value.value().is_null()).then(|| Operand::Value(value.value().to_cbor()))
        }
        _ => return Err(to_node.refuse("is `{\"path\": [...]}` or `{\"value\": ...}`")),
    };
    let repair = Repair { set, to };
    if !mends(&repair, subject, requires) {
        return Err(node.refuse(
            "does not make its own rule hold; set one of the places that the rule is about, to the other of them or to a \
             constant that keeps it",
        ));
    }
    Ok(Some(repair))
}

fn is_register(kind: &Kind, path: &[String]) -> bool {
    match (kind, path.split_first()) {
        (Kind::Register(_), _) => true,
        (Kind::Map(map), Some((name, rest))) => map.field(name).is_some_and(|field| is_register(field, rest)),
        _ => false,
    }
}

/// Whether a rule that does not hold surely holds after its repair.
fn mends(repair: &Repair, subject: &[String], requires: &Requirement) -> bool {
    let other = requires.other_path();
    let sets_subject = repair.set == subject;
    if !sets_subject && other != Some(&repair.set) {
        return false;
    }
    // A write to one place must not change the other, as it would where one lies within the other.
    if other.is_some_and(|other| other.starts_with(subject) || subject.starts_with(other)) {
        return false;
    }
    match (&repair.to, requires) {
        (None, requires) => !matches!(requires, Requirement::Present),
        (Some(Operand::Path(from)), Requirement::AtLeast(_) | Requirement::AtMost(_) | Requirement::Equals(_)) => {
            if sets_subject {
                other == Some(from)
            } else {
                from == subject
            }
        }
        (Some(Operand::Value(_)), Requirement::Present) => true,
        (Some(Operand::Value(to)), requires) if sets_subject => keeps(to, requires),
        _ => false,
    }
}

/// Whether a constant keeps a requirement that is about constants alone.
fn keeps(value: &[u8], requires: &Requirement) -> bool {
    match requires {
        Requirement::AtLeast(Operand::Value(least)) => order(value, least).is_ge(),
        Requirement::AtMost(Operand::Value(most)) => order(value, most).is_le(),
        Requirement::Equals(Operand::Value(only)) => value == only,
        Requirement::OneOf(values) => values.iter().any(|one| one == value),
        Requirement::Present => true,
        _ => false,
    }
}

fn order(a: &[u8], b: &[u8]) -> Ordering {
    Value::from_cbor_output(a).cmp_canonical(&Value::from_cbor_output(b))
}

/// Refuses a rule that no value keeps together with the constants of the rules before it.
fn check_possible(node: &Node<'_>, rule: &Invariant, before: &[Invariant]) -> Result<()> {
    let of_path = |other: &&Invariant| other.path == rule.path;
    let same: Vec<&Invariant> = before.iter().filter(of_path).chain([rule]).collect();
    let about = |other: &Invariant| match &other.requires {
        Requirement::AtLeast(Operand::Value(value))
        | Requirement::AtMost(Operand::Value(value))
        | Requirement::Equals(Operand::Value(value)) => Vec::from([value.clone()]),
        Requirement::OneOf(values) => values.clone(),
        _ => Vec::new(),
    };
    let constant = |other: &&&Invariant| !about(other).is_empty();
    let constants: Vec<&&Invariant> = same.iter().filter(constant).collect();
    if about(rule).is_empty() {
        return Ok(());
    }
    // If any value keeps them all, one of the constants that they name does.
    let mut candidates = constants.iter().flat_map(|other| about(other));
    let possible = candidates.any(|value| constants.iter().all(|other| keeps(&value, &other.requires)));
    if possible {
        return Ok(());
    }
    let mut place = String::new();
    rule.path.iter().for_each(|name| push_key(&mut place, name));
    let others: Vec<&str> =
        constants.iter().map(|other| other.name.as_str()).filter(|name| *name != rule.name).collect();
    Err(node.refuse(format!("can never hold: no value of `{place}` keeps it together with `{}`", others.join("`, `"))))
}

/// A rule as a deployment document has it, with every default filled in.
pub(super) fn to_value(rule: &Invariant) -> Value {
    let constant = |bytes: &Vec<u8>| Value::from_cbor_output(bytes);
    let operand = |operand: &Operand| match operand {
        Operand::Path(path) => Value::object([("path", path_value(path))]),
        Operand::Value(bytes) => Value::object([("value", constant(bytes))]),
    };
    let argument = match &rule.requires {
        Requirement::AtLeast(other) | Requirement::AtMost(other) | Requirement::Equals(other) => operand(other),
        Requirement::OneOf(values) => Value::Array(values.iter().map(constant).collect()),
        Requirement::Present => Value::Bool(true),
        Requirement::AbsentWith(path) => Value::object([("path", path_value(path))]),
    };
    let repair = match &rule.repair {
        None => Value::from("manual"),
        Some(repair) => {
            let null = || Value::object([("value", Value::Null)]);
            let to = repair.to.as_ref().map_or_else(null, operand);
            Value::object([("set", path_value(&repair.set)), ("to", to)])
        }
    };
    Value::object([
        ("name", Value::from(rule.name.as_str())),
        ("require", Value::object([("path", path_value(&rule.path)), (rule.requires.as_str(), argument)])),
        ("repair", repair),
    ])
}

fn path_value(path: &[String]) -> Value {
    Value::Array(path.iter().map(|name| Value::from(name.as_str())).collect())
}
