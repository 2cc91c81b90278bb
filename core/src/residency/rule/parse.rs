//! Rules from documents.

use super::{Rule, RuleShape};
use crate::{
    Code, Result,
    deployment::{Unique, reader::Node},
    residency::{
        Action, ActionSet, Expression, date,
        expression::{Known, Scope, parse, time},
    },
};
use alloc::{format, string::String, vec::Vec};

/// How many rules a label may have: each decision asks all of them.
const RULES_MAX: usize = 64;

/// The rules of a label.
pub(in crate::residency) fn rules(
    node: &Node<'_>,
    label: &str,
    known: &Known<'_>,
    ids: &mut Unique<String>,
) -> Result<Vec<Rule>> {
    let mut rules = Vec::new();
    for (index, item) in node.items()?.enumerate() {
        if index == RULES_MAX {
            return Err(node.refuse(format!("has more than {RULES_MAX} rules")));
        }
        let rule = rule(&item, || format!("{label}[{index}]"), known)?;
        ids.check(&item, index, rule.id.clone())?;
        rules.push(rule);
    }
    for (index, item) in node.items()?.enumerate() {
        let Some(rule) = rules.get(index) else { continue };
        check_among(&item, rule, &rules)?;
    }
    Ok(rules)
}

/// What a rule needs of the others of its label.
fn check_among(node: &Node<'_>, rule: &Rule, rules: &[Rule]) -> Result<()> {
    let only_in = |other: &Rule| {
        matches!(other.shape, RuleShape::OnlyIn(_)) && rule.actions.iter().any(|action| other.actions.contains(action))
    };
    if matches!(rule.shape, RuleShape::TransferTo { .. }) && !rules.iter().any(only_in) {
        let node = node.member("transfer_to")?;
        let what = "is an exception from an `only_in` rule of the same label, and there is none for these actions";
        return Err(node.refuse_as(Code::RuleInvalid, what));
    }
    for id in &rule.supersedes {
        let known: Vec<&str> = rules.iter().map(|other| other.id.as_str()).filter(|id| *id != rule.id).collect();
        if !known.contains(&id.as_str()) {
            let what = format!("names `{id}`, which is no other rule of this label");
            return Err(node.member("supersedes")?.unknown_as(Code::RuleInvalid, id, &what, &known));
        }
    }
    if !rule.supersedes.is_empty() && rule.valid_from_ms.is_none() {
        let what = "needs `valid_from`: the day from which this rule takes the place of another";
        return Err(node.member("supersedes")?.refuse_as(Code::RuleInvalid, what));
    }
    Ok(())
}

fn rule(node: &Node<'_>, default_id: impl FnOnce() -> String, known: &Known<'_>) -> Result<Rule> {
    let mut allowed = Vec::from([
        "id",
        "actions",
        "remote_access_counts",
        "valid_from",
        "valid_until",
        "when",
        "unless",
        "supersedes",
    ]);
    allowed.extend(RuleShape::NAMES);
    node.check_members(&allowed)?;
    let mut given = RuleShape::NAMES.into_iter().filter(|name| node.has(name));
    let (Some(name), None) = (given.next(), given.next()) else {
        return Err(node.refuse(format!("needs one of {}, and one only", RuleShape::NAMES.join(", "))));
    };
    let shape = shape(name, &node.member(name)?, known)?;
    let id = if node.has("id") { self::id(&node.member("id")?)? } else { default_id() };
    let mut actions = if node.has("actions") { self::actions(&node.member("actions")?)? } else { shape.actions() };
    if node.has("remote_access_counts") {
        let counts = node.member("remote_access_counts")?;
        let Some(flag) = counts.value().as_bool() else { return Err(counts.wrong("true or false")) };
        if node.has("actions") {
            return Err(counts.refuse("does not fit here: `actions` says whether the rule speaks of `read`"));
        }
        if !flag {
            actions = actions.without(Action::Read);
        }
    }
    let time = |name, end| if node.has(name) { time(&node.member(name)?, end).map(Some) } else { Ok(None) };
    let condition = |name| -> Result<Option<Expression>> {
        if node.has(name) { parse(&node.member(name)?, known, Scope::Condition).map(Some) } else { Ok(None) }
    };
    let (valid_from_ms, valid_until_ms) =
        (time("valid_from", date::End::First)?, time("valid_until", date::End::Last)?);
    if let (Some(from), Some(until)) = (valid_from_ms, valid_until_ms)
        && from > until
    {
        return Err(node.member("valid_until")?.refuse_as(Code::RuleInvalid, "is before `valid_from`"));
    }
    let mut supersedes = Vec::new();
    if node.has("supersedes") {
        for item in node.member("supersedes")?.items()? {
            supersedes.push(String::from(item.text()?));
        }
    }
    let (when, unless) = (condition("when")?, condition("unless")?);
    Ok(Rule { id, shape, actions, valid_from_ms, valid_until_ms, when, unless, supersedes })
}

fn shape(name: &str, node: &Node<'_>, known: &Known<'_>) -> Result<RuleShape> {
    if name == "transfer_to" {
        node.check_members(&["to", "if"])?;
        let condition = if node.has("if") { Some(parse(&node.member("if")?, known, Scope::Condition)?) } else { None };
        return Ok(RuleShape::TransferTo { to: parse(&node.member("to")?, known, Scope::Set)?, condition });
    }
    let scope = if name == "requires" { Scope::Condition } else { Scope::Set };
    let set = parse(node, known, scope)?;
    Ok(match name {
        "only_in" => RuleShape::OnlyIn(set),
        "never_in" => RuleShape::NeverIn(set),
        "collect_in" => RuleShape::CollectIn(set),
        "primary_copy_in" => RuleShape::PrimaryCopyIn(set),
        _ => RuleShape::Requires(set),
    })
}

/// An id is shown in decisions and logs: 1 to 80 visible ASCII characters.
fn id(node: &Node<'_>) -> Result<String> {
    let text = node.text()?;
    if (1..=80).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(text.into());
    }
    Err(node.refuse(format!("is {text:?}; expected 1 to 80 visible ASCII characters")))
}

fn actions(node: &Node<'_>) -> Result<ActionSet> {
    let mut actions = ActionSet::NONE;
    for item in node.items()? {
        let action = item.choice("action", Action::ALL, Action::as_str)?;
        actions = actions.with(action);
    }
    if actions.is_empty() {
        return Err(node.refuse("is empty, so the rule speaks of nothing; name an action"));
    }
    Ok(actions)
}
