//! The rules that a strategy is made of.

use super::MergeName;
use alloc::vec::Vec;

/// One rule: it picks among concurrent versions, leaves a tie to the next rule, or has nothing to say.
///
/// ```
/// use active_active::resolve::Rule;
/// assert_eq!(Rule::plain("first-write-wins"), Some(Rule::FirstWriteWins));
/// assert_eq!(Rule::RegionPriority(vec![2, 1]).as_str(), "region-priority");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// The greatest timestamp, node included: never a tie.
    LastWriteWins,
    /// The smallest timestamp, node included: never a tie.
    FirstWriteWins,
    /// The region that comes first in this list of numbers; regions that it does not name come last, as equals.
    RegionPriority(Vec<u16>),
    /// The value that comes first in this list (of canonical CBOR); values that it does not name come last, as equals.
    ValuePriority(Vec<Vec<u8>>),
    /// The greatest value in the [canonical order](crate::value::Value::cmp_canonical); null loses.
    Max,
    /// The smallest value in the [canonical order](crate::value::Value::cmp_canonical); null loses.
    Min,
    /// Any value beats null.
    PreferPresent,
    /// A function of the application, which gives the merged value; see
    /// [`Region::register_merge`](crate::region::Region::register_merge). Where it abstains, the next rule decides.
    Custom(MergeName),
    /// All versions are shown, as siblings, until a write that saw them replaces them.
    KeepAll,
    /// As keep-all, and the conflict waits for a person.
    Manual,
}

impl Rule {
    /// The rules that need no more than their name, in the order of the documentation.
    pub const PLAIN: &'static [Rule] = &[
        Rule::LastWriteWins,
        Rule::FirstWriteWins,
        Rule::Max,
        Rule::Min,
        Rule::PreferPresent,
        Rule::KeepAll,
        Rule::Manual,
    ];

    /// The name in a deployment document, for example `"last-write-wins"`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Rule::LastWriteWins => "last-write-wins",
            Rule::FirstWriteWins => "first-write-wins",
            Rule::RegionPriority(_) => "region-priority",
            Rule::ValuePriority(_) => "value-priority",
            Rule::Max => "max",
            Rule::Min => "min",
            Rule::PreferPresent => "prefer-present",
            Rule::Custom(_) => "custom",
            Rule::KeepAll => "keep-all",
            Rule::Manual => "manual",
        }
    }

    /// The rule of this name, if the name is all it needs.
    pub fn plain(name: &str) -> Option<Rule> {
        Self::PLAIN.iter().find(|rule| rule.as_str() == name).cloned()
    }

    /// Whether it never leaves anything to a later rule.
    pub const fn is_final(&self) -> bool {
        matches!(self, Rule::LastWriteWins | Rule::FirstWriteWins | Rule::KeepAll | Rule::Manual)
    }

    /// Why the version that it picked stands, in a few words.
    pub(super) const fn why(&self) -> &'static str {
        match self {
            Rule::LastWriteWins => "its timestamp, node included, is the greatest",
            Rule::FirstWriteWins => "its timestamp, node included, is the smallest",
            Rule::RegionPriority(_) => "its region comes first in the list",
            Rule::ValuePriority(_) => "its value comes first in the list",
            Rule::Max => "its value is the greatest",
            Rule::Min => "its value is the smallest",
            Rule::PreferPresent => "the others are null",
            Rule::Custom(_) => "its function gave this value",
            Rule::KeepAll => "all versions are kept; the latest is shown first",
            Rule::Manual => "all versions are kept until a person decides; the latest is shown first",
        }
    }
}
