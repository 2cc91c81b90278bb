//! Which regions are in a set, which are not, and of which that cannot be told.

use super::RegionSet;

/// A three-valued set of regions, after Kleene: what is unknown of a part is unknown of the whole unless another part
/// settles it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Membership {
    /// The members.
    pub(crate) yes: RegionSet,
    // INVARIANT: no member is among them.
    /// The regions of which it cannot be told.
    pub(crate) unknown: RegionSet,
}

impl Membership {
    pub(crate) fn certain(yes: RegionSet) -> Self {
        Membership { yes, unknown: RegionSet::new() }
    }

    pub(crate) fn unknown(unknown: RegionSet) -> Self {
        Membership { yes: RegionSet::new(), unknown }
    }

    fn of(yes: RegionSet, possible: &RegionSet) -> Self {
        let unknown = possible.difference(&yes);
        Membership { yes, unknown }
    }

    /// The regions that are members, or may be.
    pub(crate) fn possible(&self) -> RegionSet {
        self.yes.union(&self.unknown)
    }

    pub(crate) fn union(&self, other: &Membership) -> Membership {
        Self::of(self.yes.union(&other.yes), &self.possible().union(&other.possible()))
    }

    pub(crate) fn intersection(&self, other: &Membership) -> Membership {
        Self::of(self.yes.intersection(&other.yes), &self.possible().intersection(&other.possible()))
    }

    /// All regions but these: what is unknown stays so, and is no member.
    pub(crate) fn complement(&self, all: &RegionSet) -> Membership {
        Self::of(all.difference(&self.possible()), &all.difference(&self.yes))
    }
}
