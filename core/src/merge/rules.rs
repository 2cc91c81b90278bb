//! The rules of a three-way merge.

use alloc::{string::String, vec::Vec};

use crate::{
    Code, Result,
    deployment::reader::{Node, Subject},
    value::Value,
};

/// What decides where both sides changed one place differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Choice {
    #[default]
    Conflict,
    A,
    B,
    Max,
    Min,
    DeleteWins,
    UpdateWins,
}

impl Choice {
    const ALL: [Choice; 7] =
        [Choice::Conflict, Choice::A, Choice::B, Choice::Max, Choice::Min, Choice::DeleteWins, Choice::UpdateWins];

    /// The names, in the order of `ALL`.
    const NAMES: [&str; 7] = ["conflict", "a", "b", "max", "min", "delete-wins", "update-wins"];

    pub(super) fn as_str(self) -> &'static str {
        Choice::NAMES.get(self as usize).copied().unwrap_or_default()
    }
}

/// How two arrays become one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Arrays {
    /// An array is one value.
    #[default]
    Replace,
    /// What each side added is kept.
    Append,
    /// Elements with the same member of this name are one.
    Key(String),
}

/// One step of a rule's path.
enum Step {
    Any,
    Named(String),
}

struct Rule {
    path: Vec<Step>,
    choice: Option<Choice>,
    arrays: Option<Arrays>,
}

impl Rule {
    /// Whether the path of the rule leads to the place or to something around it.
    fn covers(&self, path: &[Value]) -> bool {
        self.path.len() <= path.len()
            && self.path.iter().zip(path).all(|(step, name)| match step {
                Step::Any => true,
                Step::Named(wanted) => match name {
                    Value::Text(name) => name == wanted,
                    // The key of an element may be a number, which a path writes as text.
                    other => other.to_json() == *wanted,
                },
            })
    }
}

pub(super) struct Rules {
    choice: Choice,
    arrays: Arrays,
    paths: Vec<Rule>,
}

impl Rules {
    pub(super) fn parse(document: &Value) -> Result<Rules> {
        let mut rules = Rules { choice: Choice::default(), arrays: Arrays::default(), paths: Vec::new() };
        if document.is_null() {
            return Ok(rules);
        }
        let subject = Subject { whole: "the rules", code: Code::InvalidArgument };
        let root = Node::of(document, subject).object(&["default", "arrays", "paths"])?;
        if let Some(node) = root.optional("default") {
            rules.choice = choice(&node)?;
        }
        if let Some(node) = root.optional("arrays") {
            rules.arrays = arrays(node)?;
        }
        if let Some(paths) = root.optional("paths") {
            for node in paths.items()? {
                rules.paths.push(rule(node)?);
            }
        }
        Ok(rules)
    }

    /// What decides at a place: the rule with the longest path that leads there or to something around it.
    pub(super) fn choice_at(&self, path: &[Value]) -> Choice {
        let mut found: (Choice, Option<usize>) = (self.choice, None);
        for rule in &self.paths {
            if let Some(choice) = rule.choice
                && found.1.is_none_or(|length| rule.path.len() > length)
                && rule.covers(path)
            {
                found = (choice, Some(rule.path.len()));
            }
        }
        found.0
    }

    /// How the array at a place is merged: what is said of one array holds for no array inside it.
    pub(super) fn arrays_at(&self, path: &[Value]) -> &Arrays {
        for rule in &self.paths {
            if let Some(arrays) = &rule.arrays
                && rule.path.len() == path.len()
                && rule.covers(path)
            {
                return arrays;
            }
        }
        &self.arrays
    }
}

fn choice(node: &Node<'_>) -> Result<Choice> {
    let name = node.choice("strategy", &Choice::NAMES, |name| name)?;
    let at = Choice::NAMES.iter().position(|other| *other == name);
    Ok(at.and_then(|at| Choice::ALL.get(at)).copied().unwrap_or_default())
}

fn arrays(node: Node<'_>) -> Result<Arrays> {
    match node.value() {
        Value::Object(_) => Ok(Arrays::Key(node.object(&["key"])?.required("key")?.text()?.into())),
        Value::Text(_) => match node.choice("way to merge arrays", &["replace", "append"], |name| name)? {
            "append" => Ok(Arrays::Append),
            _ => Ok(Arrays::Replace),
        },
        _ => Err(node.wrong("`replace`, `append` or an object `{\"key\": \"<member>\"}`")),
    }
}

fn rule(node: Node<'_>) -> Result<Rule> {
    let node = node.object(&["path", "strategy", "arrays"])?;
    let mut rule = Rule { path: Vec::new(), choice: None, arrays: None };
    for step in node.required("path")?.items()? {
        rule.path.push(match step.text()? {
            "*" => Step::Any,
            name => Step::Named(name.into()),
        });
    }
    if let Some(node) = node.optional("strategy") {
        rule.choice = Some(choice(&node)?);
    }
    if let Some(node) = node.optional("arrays") {
        rule.arrays = Some(arrays(node)?);
    }
    Ok(rule)
}
