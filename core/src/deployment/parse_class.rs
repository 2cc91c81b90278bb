//! The classes of a document: patterns, labels, types and their strategies.

use alloc::{boxed::Box, collections::BTreeMap, format, vec::Vec};

use super::{
    Class, ExistenceStrategy, FlagBias, Kind, MapSpec, Pattern, RegionSpec, SetBias, home_spec,
    parse::Unique,
    parse_rules, parse_strategy,
    reader::{Node, Object},
};
use crate::{
    Result,
    residency::{self, Policy},
    resolve::{RegisterStrategy, Rule},
};

/// The name of the member that stands for every field that is not declared.
pub(super) const REST: &str = "*";

pub(super) fn class<'v>(
    node: Node<'v>,
    index: usize,
    names: &mut Unique<&'v str>,
    regions: &[RegionSpec],
    policy: &Policy,
) -> Result<Class> {
    let object = node.object(&[
        "name",
        "keys",
        "labels",
        "type",
        "strategy",
        "fields",
        "existence",
        "rules",
        "placement",
        "home",
    ])?;
    let name = object.required("name")?;
    names.check(&name, index, name.name()?)?;
    let keys = object.required("keys")?;
    let labels = object.required_because("labels", "say what the data is, or `[]` if it is nothing special")?;
    let pattern = Pattern::parse(keys.text()?).map_err(|error| keys.place_error(&error))?;
    let (labels, label_set) = residency::label_set(&labels, policy)?;
    let kind = kind(&object, regions)?;
    if kind == Kind::Claim && pattern.prefix().is_none() {
        return Err(keys.refuse("does not fit here: the keys of a claim are a prefix and `*`, such as `email/*`"));
    }
    let mut class = Class {
        name: name.name()?.into(),
        pattern,
        labels,
        label_set,
        // A placement of its own says which streams carry a class that has other labels later.
        placement: match object.optional("placement") {
            Some(node) => node.integer(0..=u64::from(u32::MAX))? as u32,
            None => label_set.bits(),
        },
        kind,
        existence: match object.optional("existence") {
            Some(node) => node.choice("strategy for existence", ExistenceStrategy::ALL, ExistenceStrategy::as_str)?,
            None => ExistenceStrategy::default(),
        },
        rules: Vec::new(),
        home: object.optional("home").map(|node| home_spec::home(node, regions)).transpose()?,
    };
    if let Some(node) = object.optional("rules") {
        class.rules = parse_rules::rules(&node, &class)?;
    }
    Ok(class)
}

/// The type of a class or a field, whose members have been checked already.
fn kind(object: &Object<'_>, regions: &[RegionSpec]) -> Result<Kind> {
    let node = object.required("type")?;
    let type_name = node.choice("type", Kind::TYPE_NAMES, |name| name)?;
    if type_name != "map"
        && let Some(fields) = object.optional("fields")
    {
        return Err(fields.refuse(format!("does not fit here: a {type_name} has no fields, only a map has")));
    }
    Ok(match type_name {
        "register" => Kind::Register(match object.optional("strategy") {
            Some(node) => parse_strategy::of_register(node, regions)?,
            None => RegisterStrategy::default(),
        }),
        "set" => Kind::Set(strategy(object, type_name, SetBias::ALL, SetBias::as_str)?),
        "flag" => Kind::Flag(strategy(object, type_name, FlagBias::ALL, FlagBias::as_str)?),
        other => {
            if let Some(strategy) = object.optional("strategy") {
                let hint = match other {
                    "map" => "; its fields have their own",
                    "log" => ": all of its entries stay",
                    "maximum" => ": the greatest number counts",
                    "minimum" => ": the least number counts",
                    "claim" => ": the first claim holds",
                    _ => ": its increments add up",
                };
                return Err(strategy.refuse(format!("does not fit here: a {other} has no strategy{hint}")));
            }
            match other {
                "map" => Kind::Map(map(object, regions)?),
                "bounded-counter" => Kind::BoundedCounter,
                "log" => Kind::Log,
                "maximum" => Kind::Maximum,
                "minimum" => Kind::Minimum,
                "claim" => Kind::Claim,
                _ => Kind::Counter,
            }
        }
    })
}

fn strategy<T: Copy + Default>(
    object: &Object<'_>,
    type_name: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T> {
    let Some(node) = object.optional("strategy") else { return Ok(T::default()) };
    let given = node.text()?;
    let names: Vec<&str> = all.iter().copied().map(&name).collect();
    match owner(given) {
        Some(owner) if owner != type_name => {
            let what = format!("is `{given}`, a strategy of a {owner}, and this is a {type_name}");
            Err(node.unknown(given, &what, &names))
        }
        _ => node.choice(&format!("strategy of a {type_name}"), all, name),
    }
}

/// The type that has a strategy of this name.
fn owner(strategy: &str) -> Option<&'static str> {
    if Rule::plain(strategy).is_some() {
        Some("register")
    } else if SetBias::parse(strategy).is_some() {
        Some("set")
    } else {
        FlagBias::parse(strategy).map(|_| "flag")
    }
}

fn map(object: &Object<'_>, regions: &[RegionSpec]) -> Result<MapSpec> {
    let node = object.required_because("fields", "a map declares its fields, or `*` for any")?;
    let mut map = MapSpec { fields: BTreeMap::new(), rest: None };
    for (name, field) in node.entries()? {
        if name.is_empty() || name.contains(char::is_control) {
            return Err(field.refuse("has a name that is empty or has a control character"));
        }
        let object = field.object(&["type", "strategy", "fields"])?;
        let kind = kind(&object, regions)?;
        if kind == Kind::Claim {
            let node = object.required("type")?;
            return Err(node.refuse("is `claim`, which is a record of its own and no field; give it a class"));
        }
        if name == REST {
            map.rest = Some(Box::new(kind));
        } else {
            map.fields.insert(name.into(), kind);
        }
    }
    if map.fields.is_empty() && map.rest.is_none() {
        return Err(node.refuse("is empty; declare a field, or `*` for any"));
    }
    Ok(map)
}
