//! The jurisdictions and labels of a deployment document.

use super::{
    Expression, Label, LabelSet, Policy,
    expression::{Known, Scope, Setting, parse},
    rule,
};
use crate::{
    Code, Result,
    deployment::{
        RegionSpec, Unique,
        reader::{Node, Object},
        suggest,
    },
    sorted::Order,
};
use alloc::{format, string::String, vec::Vec};

const JURISDICTIONS_MAX: usize = 1024;

/// Reads what a document says of `jurisdictions` and `labels`.
pub(crate) fn policy(document: &Object<'_>, regions: &[RegionSpec]) -> Result<Policy> {
    let jurisdictions = match document.optional("jurisdictions") {
        Some(node) => jurisdictions(&node, regions)?,
        None => Vec::new(),
    };
    let names: Vec<&str> = jurisdictions.iter().map(|(name, _)| name.as_str()).collect();
    let known = Known { regions, jurisdictions: &names };
    let labels = match document.optional("labels") {
        Some(node) => labels(&node, &known)?,
        None => Vec::new(),
    };
    Ok(Policy::new(jurisdictions, labels, regions))
}

fn jurisdictions(node: &Node<'_>, regions: &[RegionSpec]) -> Result<Vec<(String, Expression)>> {
    let nodes: Vec<(&str, Node<'_>)> = node.entries()?.collect();
    if nodes.len() > JURISDICTIONS_MAX {
        return Err(node.refuse(format!("has more than {JURISDICTIONS_MAX} jurisdictions")));
    }
    let names: Vec<&str> = nodes.iter().map(|(name, _)| *name).collect();
    let known = Known { regions, jurisdictions: &names };
    let mut jurisdictions = Vec::new();
    for (name, node) in &nodes {
        node.check_name(name)?;
        jurisdictions.push((String::from(*name), parse(node, &known, Scope::Set)?));
    }
    check_acyclic(&nodes, &jurisdictions)?;
    let setting = Setting { regions, jurisdictions: &jurisdictions, facts: &[], as_of_ms: None };
    for ((_, node), (_, expression)) in nodes.iter().zip(&jurisdictions) {
        let members = setting.members(expression);
        if members.yes.is_empty() {
            let doubt = members.unknown.iter().next().and_then(|place| regions.get(place)).map(|region| {
                let mut doubts = super::expression::Doubts::default();
                setting.doubts(expression, region, &mut doubts);
                let unknown: Vec<&str> = doubts.unknown.iter().map(String::as_str).collect();
                format!("; of region `{}` it is not known whether {} holds", region.name, suggest::one_of(&unknown))
            });
            let doubt = doubt.unwrap_or_default();
            return Err(
                node.refuse_as(Code::JurisdictionEmpty, format!("has no region of this deployment in it{doubt}"))
            );
        }
    }
    Ok(jurisdictions)
}

/// Refuses a jurisdiction that leads back to itself.
fn check_acyclic(nodes: &[(&str, Node<'_>)], jurisdictions: &[(String, Expression)]) -> Result<()> {
    let targets = |of: &Expression| {
        let mut targets: Vec<usize> = Vec::new();
        of.walk(&mut |part| {
            if let Expression::Jurisdiction(name) = part
                && let Some(target) = jurisdictions.iter().position(|(other, _)| other == name)
            {
                targets.push(target);
            }
        });
        targets
    };
    let edges: Vec<Vec<usize>> = jurisdictions.iter().map(|(_, expression)| targets(expression)).collect();
    // What leads to none that is left cannot be in a circle; what stays in the end is in one, or leads into one.
    let mut left: Vec<usize> = (0..edges.len()).collect();
    loop {
        let before = left.len();
        let leads = |index: &usize| edges.get(*index).is_some_and(|to| to.iter().any(|target| left.contains(target)));
        left = left.iter().copied().filter(leads).collect();
        if left.len() == before {
            break;
        }
    }
    // Following the circle from any of them comes to one that is in it.
    let Some(mut at) = left.first().copied() else { return Ok(()) };
    let next = |at: usize| edges.get(at)?.iter().copied().find(|target| left.contains(target));
    for _ in 0..left.len() {
        at = next(at).unwrap_or(at);
    }
    let name = |index: usize| jurisdictions.get(index).map_or("", |(name, _)| name.as_str());
    let mut path = format!("`{}`", name(at));
    let start = at;
    for _ in 0..left.len() {
        at = next(at).unwrap_or(start);
        path.push_str(&format!(" -> `{}`", name(at)));
        if at == start {
            break;
        }
    }
    match nodes.get(start) {
        Some((_, node)) => {
            Err(node.refuse_as(Code::JurisdictionCyclic, format!("refers to itself: {path}; a set needs an end")))
        }
        None => Ok(()),
    }
}

fn labels(node: &Node<'_>, known: &Known<'_>) -> Result<Vec<Label>> {
    let mut names = Unique::new("labels");
    let mut numbers = Unique::new("labels");
    let mut ids = Unique::new("rules");
    let mut labels = Vec::new();
    for (index, item) in node.items()?.enumerate() {
        let object = item.object(&["name", "number", "rules"])?;
        let name = object.required("name")?;
        names.check(&name, index, name.name()?)?;
        let number = object.required("number")?;
        let given = number.integer(1..=u64::from(Label::NUMBER_MAX))? as u8;
        numbers.check(&number, index, given)?;
        let why = "say what must hold for the data, or `[]` if it only has a name";
        let rules = rule::rules(&object.required_because("rules", why)?, name.name()?, known, &mut ids)?;
        labels.push(Label { name: name.name()?.into(), number: given, rules });
    }
    labels.order_by_key(|label| label.number);
    Ok(labels)
}

/// The labels of a class: each declared, and together such that some region may have the data at some time.
pub(crate) fn label_set(node: &Node<'_>, policy: &Policy) -> Result<(Vec<String>, LabelSet)> {
    let mut seen = Unique::new("labels");
    let mut names = Vec::new();
    let mut set = LabelSet::EMPTY;
    for (index, item) in node.items()?.enumerate() {
        let name = item.name()?;
        seen.check(&item, index, name)?;
        let Some(label) = policy.label_by_name(name) else {
            if policy.labels.is_empty() {
                let what = format!("is `{name}`, and the deployment declares no labels; add it to `labels`");
                return Err(item.refuse_as(Code::UnknownLabel, what));
            }
            let what = format!("is `{name}`, which the deployment does not declare");
            let known: Vec<&str> = policy.labels.iter().map(|label| label.name.as_str()).collect();
            return Err(item.unknown_as(Code::UnknownLabel, name, &what, &known));
        };
        set = LabelSet::one(label.number).map_or(set, |one| set.union(one));
        names.push(String::from(name));
    }
    // Labels are a set: their order says nothing.
    names.order();
    let somewhere = |from_ms: &u64| !policy.allowed(set, super::Action::Store, *from_ms).is_empty();
    if !policy.turns_of(set).iter().any(somewhere) {
        let what = "leave no region where the data may be stored, at any time; see the rules of these labels";
        return Err(node.refuse_as(Code::Unplaceable, what));
    }
    Ok((names, set))
}
