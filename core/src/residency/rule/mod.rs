//! Rules: what must hold at a region for something to be done with data there.

mod document;
mod parse;

use super::{Action, ActionSet, Expression};
use alloc::{string::String, vec::Vec};

pub(super) use parse::rules;

/// One rule of a label. It must hold wherever one of its actions is done with data of the label; what cannot be told does
/// not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The name in decisions, unique in the deployment.
    pub id: String,
    /// What must hold.
    pub shape: RuleShape,
    /// What it speaks of.
    pub actions: ActionSet,
    /// From when it is in force, in Unix milliseconds.
    pub valid_from_ms: Option<u64>,
    /// Until when it is in force, in Unix milliseconds, inclusive. Later it denies, unless another rule supersedes it.
    pub valid_until_ms: Option<u64>,
    /// It applies where this holds; nothing means everywhere.
    pub when: Option<Expression>,
    /// It does not apply where this holds.
    pub unless: Option<Expression>,
    /// The rules of the same label, by id, whose place it takes from when it is in force.
    pub supersedes: Vec<String>,
}

/// What a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleShape {
    /// The region is in the set.
    OnlyIn(Expression),
    /// The region is not in the set, and that is known.
    NeverIn(Expression),
    /// Data enters the system in the set.
    CollectIn(Expression),
    /// Data enters the system in the set, or elsewhere once a copy is committed in it.
    PrimaryCopyIn(Expression),
    /// An exception from the `only_in` rules of the same label, for the regions of a set of which a condition holds; to be
    /// recorded as a transfer.
    TransferTo {
        /// Where to.
        to: Expression,
        /// What must hold of the recipient or of the request.
        condition: Option<Expression>,
    },
    /// A condition holds of the region or of the request.
    Requires(Expression),
}

impl RuleShape {
    /// The names in a document.
    pub(super) const NAMES: [&str; 6] =
        ["only_in", "never_in", "collect_in", "primary_copy_in", "transfer_to", "requires"];

    /// The name in a document, for example `"only_in"`.
    pub fn as_str(&self) -> &'static str {
        match self {
            RuleShape::OnlyIn(_) => "only_in",
            RuleShape::NeverIn(_) => "never_in",
            RuleShape::CollectIn(_) => "collect_in",
            RuleShape::PrimaryCopyIn(_) => "primary_copy_in",
            RuleShape::TransferTo { .. } => "transfer_to",
            RuleShape::Requires(_) => "requires",
        }
    }

    /// The set or the condition that it is about.
    pub fn set(&self) -> &Expression {
        match self {
            RuleShape::OnlyIn(set)
            | RuleShape::NeverIn(set)
            | RuleShape::CollectIn(set)
            | RuleShape::PrimaryCopyIn(set)
            | RuleShape::Requires(set)
            | RuleShape::TransferTo { to: set, .. } => set,
        }
    }

    /// What it speaks of where the rule does not say: `only_in`, `never_in` and `requires` of everything but erasing;
    /// `transfer_to` of what a recipient does; the others of collecting.
    pub fn actions(&self) -> ActionSet {
        match self {
            RuleShape::OnlyIn(_) | RuleShape::NeverIn(_) | RuleShape::Requires(_) => {
                ActionSet::of(Action::ALL).without(Action::Purge)
            }
            RuleShape::CollectIn(_) | RuleShape::PrimaryCopyIn(_) => ActionSet::of(&[Action::Collect]),
            RuleShape::TransferTo { .. } => ActionSet::of(&[
                Action::Store,
                Action::Replicate,
                Action::Process,
                Action::Read,
                Action::Index,
                Action::Backup,
            ]),
        }
    }
}

impl Rule {
    /// Every expression of the rule.
    pub(super) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let condition = match &self.shape {
            RuleShape::TransferTo { condition, .. } => condition.as_ref(),
            _ => None,
        };
        core::iter::once(self.shape.set()).chain(condition).chain(&self.when).chain(&self.unless)
    }

    /// Whether it has begun to be in force.
    pub(super) fn has_begun(&self, as_of_ms: u64) -> bool {
        self.valid_from_ms.is_none_or(|from| from <= as_of_ms)
    }

    /// Whether it is past its end.
    pub(super) fn has_expired(&self, as_of_ms: u64) -> bool {
        self.valid_until_ms.is_some_and(|until| as_of_ms > until)
    }
}
