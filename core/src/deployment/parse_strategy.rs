//! Strategies in a document: a name, a rule with what it needs, a chain of them, or one for each kind of conflict.

use alloc::{format, vec, vec::Vec};

use super::{FlagBias, RegionSpec, SetBias, reader::Node};
use crate::{
    Code, Error, Result,
    resolve::{MergeName, RegisterStrategy, Rule, Strategy},
    value::Value,
};

/// The rules that a document may name, with those that need more than a name.
const NAMES: [&str; 10] = [
    "last-write-wins",
    "first-write-wins",
    "region-priority",
    "value-priority",
    "max",
    "min",
    "prefer-present",
    "custom",
    "keep-all",
    "manual",
];

/// What a register does with each kind of conflict.
pub(super) fn of_register(node: Node<'_>, regions: &[RegionSpec]) -> Result<RegisterStrategy> {
    let by_kind = node.has("insert_insert") || node.has("update_update");
    if !by_kind {
        return Ok(RegisterStrategy::same(strategy(&node, Regions::Of(regions))?));
    }
    let object = node.object(&["insert_insert", "update_update"])?;
    let of = |kind| object.optional(kind).map(|node| strategy(&node, Regions::Of(regions))).transpose();
    Ok(RegisterStrategy {
        insert_insert: of("insert_insert")?.unwrap_or_default(),
        update_update: of("update_update")?.unwrap_or_default(),
    })
}

/// A strategy outside a deployment: regions are numbers.
pub(crate) fn alone(value: &Value) -> Result<Strategy> {
    let refused = |error: Error| Error::new(Code::InvalidArgument, format!("in the strategy, {}", error.message()));
    strategy(&Node::root(value), Regions::ByNumber).map_err(refused)
}

#[derive(Clone, Copy)]
enum Regions<'a> {
    Of(&'a [RegionSpec]),
    ByNumber,
}

fn strategy(node: &Node<'_>, regions: Regions<'_>) -> Result<Strategy> {
    if !node.is_array() {
        return Ok(rule(node, regions)?.into());
    }
    let mut rules: Vec<Rule> = Vec::new();
    for item in node.items()? {
        if let Some(last) = rules.last().filter(|rule| rule.is_final()) {
            return Err(item.refuse(format!("is never asked: `{}` before it leaves nothing undecided", last.as_str())));
        }
        rules.push(rule(&item, regions)?);
    }
    if rules.is_empty() {
        return Err(node.refuse("is empty; name a rule"));
    }
    Ok(Strategy::new(rules))
}

fn rule(node: &Node<'_>, regions: Regions<'_>) -> Result<Rule> {
    if !node.is_object() {
        return named(node);
    }
    let by = node.member("by")?;
    let name = by.text()?;
    match name {
        "region-priority" => {
            node.check_members(&["by", "regions"])?;
            Ok(Rule::RegionPriority(region_list(&node.member("regions")?, regions)?))
        }
        "value-priority" => {
            node.check_members(&["by", "values"])?;
            Ok(Rule::ValuePriority(value_list(&node.member("values")?)?))
        }
        "custom" => {
            node.check_members(&["by", "function", "version"])?;
            let name = node.member("function")?.name()?.into();
            let version = node.member("version")?.integer(1..=u64::from(u32::MAX))? as u32;
            Ok(Rule::Custom(MergeName { name, version }))
        }
        _ => {
            node.check_members(&["by"])?;
            named(&by)
        }
    }
}

fn named(node: &Node<'_>) -> Result<Rule> {
    let given = node.text()?;
    if let Some(rule) = Rule::plain(given) {
        return Ok(rule);
    }
    match given {
        "region-priority" => Err(node.refuse(
            "is `region-priority`, which needs its regions, the first one first: \
             `{\"by\": \"region-priority\", \"regions\": [...]}`",
        )),
        "value-priority" => Err(node.refuse(
            "is `value-priority`, which needs its values, the first one first: \
             `{\"by\": \"value-priority\", \"values\": [...]}`",
        )),
        "custom" => Err(node.refuse(
            "is `custom`, which needs its function: `{\"by\": \"custom\", \"function\": \"...\", \"version\": 1}`",
        )),
        _ => {
            let owner =
                if SetBias::parse(given).is_some() { Some("set") } else { FlagBias::parse(given).map(|_| "flag") };
            let what = match owner {
                Some(owner) => format!("is `{given}`, a strategy of a {owner}, and this is a register"),
                None => format!("is `{given}`, which is no strategy of a register"),
            };
            Err(node.unknown(given, &what, &NAMES))
        }
    }
}

fn region_list(node: &Node<'_>, regions: Regions<'_>) -> Result<Vec<u16>> {
    let mut numbers = vec![];
    for item in node.items()? {
        let number = match (item.as_text(), regions) {
            (Some(name), Regions::Of(known)) => match known.iter().find(|spec| spec.name == name) {
                Some(spec) => spec.number,
                None => {
                    let names: Vec<&str> = known.iter().map(|spec| spec.name.as_str()).collect();
                    return Err(item.unknown(name, &format!("is `{name}`, which is no region here"), &names));
                }
            },
            (_, Regions::Of(known)) => {
                let number = item.integer(1..=65_535)? as u16;
                if !known.iter().any(|spec| spec.number == number) {
                    return Err(item.refuse(format!("is {number}, which is the number of no region here")));
                }
                number
            }
            (_, Regions::ByNumber) => item.integer(1..=65_535)? as u16,
        };
        if numbers.contains(&number) {
            return Err(item.refuse("is in the list already"));
        }
        numbers.push(number);
    }
    if numbers.is_empty() {
        return Err(node.refuse("is empty; name the regions, the first one first"));
    }
    Ok(numbers)
}

fn value_list(node: &Node<'_>) -> Result<Vec<Vec<u8>>> {
    let mut values: Vec<Vec<u8>> = Vec::new();
    for item in node.items()? {
        let bytes = item.value().to_cbor();
        if values.contains(&bytes) {
            return Err(item.refuse("is in the list already"));
        }
        values.push(bytes);
    }
    if values.is_empty() {
        return Err(node.refuse("is empty; name the values, the first one first"));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    #[test]
    fn every_rule_has_its_name_in_the_list() {
        let plain = Rule::PLAIN.iter().map(Rule::as_str).map(String::from);
        let all: Vec<String> =
            plain.chain(["region-priority".into(), "value-priority".into(), "custom".into()]).collect();
        assert_eq!(all.len(), NAMES.len());
        assert!(all.iter().all(|name| NAMES.contains(&name.as_str())));
    }
}
