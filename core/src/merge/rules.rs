//! The rules of a three-way merge.

use alloc::{string::String, vec::Vec};

use super::reader::Node;
use crate::{Result, value::Value};

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

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Choice::Conflict => "conflict",
            Choice::A => "a",
            Choice::B => "b",
            Choice::Max => "max",
            Choice::Min => "min",
            Choice::DeleteWins => "delete-wins",
            Choice::UpdateWins => "update-wins",
        }
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
        let root = Node::root(document, "the rules");
        root.object(&["default", "arrays", "paths"])?;
        let paths = match root.member("paths") {
            Some(paths) => paths.items()?.map(|rule| self::rule(&rule)).collect::<Result<_>>()?,
            None => Vec::new(),
        };
        Ok(Rules {
            choice: root.member("default").map(|node| choice(&node)).transpose()?.unwrap_or_default(),
            arrays: root.member("arrays").map(|node| arrays(&node)).transpose()?.unwrap_or_default(),
            paths,
        })
    }

    /// What decides at a place: the rule with the longest path that leads there or to something around it.
    pub(super) fn choice_at(&self, path: &[Value]) -> Choice {
        let mut found: (Choice, Option<usize>) = (self.choice, None);
        for rule in self.paths.iter().filter(|rule| rule.covers(path)) {
            if let Some(choice) = rule.choice
                && found.1.is_none_or(|length| rule.path.len() > length)
            {
                found = (choice, Some(rule.path.len()));
            }
        }
        found.0
    }

    /// How the array at a place is merged: what is said of one array holds for no array inside it.
    pub(super) fn arrays_at(&self, path: &[Value]) -> &Arrays {
        let here = self.paths.iter().filter(|rule| rule.path.len() == path.len() && rule.covers(path));
        here.filter_map(|rule| rule.arrays.as_ref()).next().unwrap_or(&self.arrays)
    }
}

fn choice(node: &Node<'_>) -> Result<Choice> {
    node.choice("strategy", &Choice::ALL, Choice::as_str)
}

fn arrays(node: &Node<'_>) -> Result<Arrays> {
    match node.value {
        Value::Text(_) => {
            let append = node.choice("way to merge arrays", &[false, true], |append| match append {
                false => "replace",
                true => "append",
            })?;
            Ok(if append { Arrays::Append } else { Arrays::Replace })
        }
        Value::Object(_) => {
            node.object(&["key"])?;
            Ok(Arrays::Key(node.required("key")?.text()?.into()))
        }
        _ => Err(node.wrong("`replace`, `append` or an object `{\"key\": \"<member>\"}`")),
    }
}

fn rule(node: &Node<'_>) -> Result<Rule> {
    // Null is an empty document at the root alone.
    node.object(&["path", "strategy", "arrays"])?;
    let step = |node: Node<'_>| {
        Ok(match node.text()? {
            "*" => Step::Any,
            name => Step::Named(name.into()),
        })
    };
    Ok(Rule {
        path: node.required("path")?.items()?.map(step).collect::<Result<_>>()?,
        choice: node.member("strategy").map(|node| choice(&node)).transpose()?,
        arrays: node.member("arrays").map(|node| arrays(&node)).transpose()?,
    })
}
