//! What a decision is asked for.

use crate::{
    Code, Error, Result,
    deployment::{
        Deployment,
        reader::{Node, Subject},
    },
    residency::{Action, LabelSet, expression::word},
    value::Value,
};
use alloc::{format, string::String, vec::Vec};

const REQUEST: Subject = Subject { whole: "the request", code: Code::RequestInvalid };

/// May this be done with data of these labels, at this region, at this time?
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionRequest {
    /// What is to be done.
    pub action: Action,
    /// What the data is.
    pub labels: LabelSet,
    /// The name of the region where it is to be done; nothing to ask where it may be.
    pub region: Option<String>,
    /// For `replicate`: the region that sends, which must be allowed to store what it sends.
    pub from: Option<String>,
    /// For `replicate`: the regions between, in order, each of which must be allowed to relay.
    pub via: Vec<String>,
    /// The regions that have committed a copy already.
    pub copies: Vec<String>,
    /// What the request says of itself, true or false or text by name, ascending: `encrypted`, `basis`. What it does not
    /// say is unknown, not false.
    pub facts: Vec<(String, Value)>,
    /// The time that rules and data sets are judged at, in Unix milliseconds.
    pub as_of_ms: u64,
}

impl DecisionRequest {
    /// A request about data of these labels, at a region, at a time.
    pub fn new(action: Action, labels: LabelSet, region: &str, as_of_ms: u64) -> Self {
        DecisionRequest {
            action,
            labels,
            region: Some(region.into()),
            from: None,
            via: Vec::new(),
            copies: Vec::new(),
            facts: Vec::new(),
            as_of_ms,
        }
    }

    /// Reads `{action, labels or class, region, from, via, copies, facts, as_of_ms}`, of which `action`, `as_of_ms` and one
    /// of `labels` and `class` are needed.
    ///
    /// # Errors
    ///
    /// `request_invalid` with the detail `place`; `unknown_action`, `unknown_label` or `unknown_class`.
    pub fn from_value(value: &Value, deployment: &Deployment) -> Result<Self> {
        let allowed = ["action", "labels", "class", "region", "from", "via", "copies", "facts", "as_of_ms"];
        let root = Node::of(value, REQUEST);
        if !root.is_object() {
            return Err(root.wrong("an object"));
        }
        if root.has("labels") == root.has("class") {
            return Err(root.refuse("needs `labels` or `class`, and not both"));
        }
        let object = root.object(&allowed)?;
        let labels = match (object.optional("labels"), object.optional("class")) {
            (Some(node), _) => {
                let names = texts(&node)?;
                deployment.label_set(&names.iter().map(String::as_str).collect::<Vec<_>>())?
            }
            (None, Some(node)) => {
                let name = node.text()?;
                match deployment.class_by_name(name) {
                    Some(class) => class.label_set,
                    None => {
                        let names: Vec<&str> = deployment.classes().iter().map(|class| class.name.as_str()).collect();
                        let what = format!("names `{name}`, which is no class");
                        return Err(node.unknown_as(Code::UnknownClass, name, &what, &names));
                    }
                }
            }
            (None, None) => LabelSet::EMPTY,
        };
        let text = |name| object.optional(name).map(|node| node.text().map(String::from)).transpose();
        let list = |name| object.optional(name).map_or(Ok(Vec::new()), |node| texts(&node));
        Ok(DecisionRequest {
            action: Action::parse(object.required("action")?.text()?)?,
            labels,
            region: text("region")?,
            from: text("from")?,
            via: list("via")?,
            copies: list("copies")?,
            facts: object.optional("facts").map_or(Ok(Vec::new()), |node| facts(&node))?,
            as_of_ms: object.required("as_of_ms")?.integer(0..=i64::MAX as u64)?,
        })
    }

    /// Refuses what does not go together.
    pub(super) fn check(&self) -> Result<()> {
        if self.action != Action::Replicate && (self.from.is_some() || !self.via.is_empty()) {
            let message = format!("`from` and `via` are for `replicate`, and the action is `{}`", self.action);
            return Err(Error::new(Code::RequestInvalid, message));
        }
        if self.region.is_none() && (self.from.is_some() || !self.via.is_empty()) {
            return Err(Error::new(Code::RequestInvalid, "`from` and `via` need `region`, where the data goes"));
        }
        if !self.facts.is_sorted_by(|(a, _), (b, _)| a < b) {
            return Err(Error::new(
                Code::RequestInvalid,
                "the facts are not in the order of their names, or one is twice",
            ));
        }
        Ok(())
    }
}

fn texts(node: &Node<'_>) -> Result<Vec<String>> {
    node.items()?.map(|item| item.text().map(String::from)).collect()
}

fn facts(node: &Node<'_>) -> Result<Vec<(String, Value)>> {
    let mut facts = Vec::new();
    for (name, node) in node.entries()? {
        if !matches!(node.value(), Value::Bool(_) | Value::Text(_)) {
            return Err(node.wrong("true, false or text"));
        }
        facts.push((word(&node, name)?, node.value().clone()));
    }
    Ok(facts)
}
