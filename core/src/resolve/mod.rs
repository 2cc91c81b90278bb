//! How concurrent versions become one value.
//!
//! A strategy is a pure function of the live versions in canonical order. It writes nothing and knows no local fact,
//! so no strategy can make regions disagree about what they hold; it can only give a better or a worse answer.

mod custom;
mod documents;
mod fold;
mod invariant;
mod rule;
mod strategy;

pub use custom::MergeName;
pub(crate) use custom::{Asked, about, not_registered};
pub use documents::{resolve_documents, strategy_from_text};
pub(crate) use fold::fold_with;
pub use fold::{Candidate, Resolution, fold};
pub(crate) use invariant::settle;
pub use invariant::{Invariant, Operand, Repair, Requirement};
pub use rule::Rule;
pub use strategy::{RegisterStrategy, Strategy};
