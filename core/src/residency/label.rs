//! What data is: labels, and sets of them.

use super::Rule;
use alloc::{string::String, vec::Vec};

/// What the data is, and the rules for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// The name, unique in the deployment: 1 to 63 of `a`-`z`, `0`-`9` and `-`.
    pub name: String,
    /// The number, 1..=32, never given to another label: it stands for the label wherever one travels.
    pub number: u8,
    /// What must hold wherever the data is; all of them.
    pub rules: Vec<Rule>,
}

impl Label {
    /// The highest number of a label.
    pub const NUMBER_MAX: u8 = 32;
}

/// A set of labels as bits: bit `n - 1` is the label with the number `n`. Merging data unites the labels ([`union`]), so
/// what is allowed can only get less. The bits are the *placement* that a stream carries.
///
/// [`union`]: LabelSet::union
///
/// ```
/// use active_active::residency::LabelSet;
///
/// let (personal, payment) = (LabelSet::one(1).unwrap(), LabelSet::one(5).unwrap());
/// let both = personal.union(payment);
/// assert_eq!(both.bits(), 0b10001);
/// assert!(both.contains(5) && !both.contains(2));
/// assert_eq!(both.iter().collect::<Vec<_>>(), [1, 5]);
/// assert_eq!(both.difference(personal), payment);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct LabelSet(u32);

impl LabelSet {
    /// No label.
    pub const EMPTY: LabelSet = LabelSet(0);

    /// The set with these bits.
    pub const fn from_bits(bits: u32) -> LabelSet {
        LabelSet(bits)
    }

    /// The label with this number alone, or nothing if no label can have it.
    pub const fn one(number: u8) -> Option<LabelSet> {
        if 1 <= number && number <= Label::NUMBER_MAX { Some(LabelSet(1 << (number - 1))) } else { None }
    }

    /// The bits.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether there is no label.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the label with this number is a member.
    pub const fn contains(self, number: u8) -> bool {
        1 <= number && number <= Label::NUMBER_MAX && self.0 >> (number - 1) & 1 == 1
    }

    /// Whether all of these labels are members.
    pub const fn includes(self, other: LabelSet) -> bool {
        other.0 & !self.0 == 0
    }

    /// The labels in either.
    #[must_use]
    pub const fn union(self, other: LabelSet) -> LabelSet {
        LabelSet(self.0 | other.0)
    }

    /// The labels in this set only.
    #[must_use]
    pub const fn difference(self, other: LabelSet) -> LabelSet {
        LabelSet(self.0 & !other.0)
    }

    /// The numbers of the labels, ascending.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (1..=Label::NUMBER_MAX).filter(move |number| self.contains(*number))
    }
}
