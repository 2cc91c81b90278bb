//! Where the records of a class may be, and which streams carry them.
//!
//! The classes of one *placement* have the same labels, and their records travel together: its number is in the names of
//! their streams. A class keeps its placement for ever, also when its labels change; so no key moves to other streams, and
//! a region that may not hold a placement any more gives up whole streams.

use alloc::{format, string::String, vec::Vec};

use super::{Class, Deployment, reader::Node};
use crate::{
    Result,
    causality::Lane,
    residency::{Action, LabelSet},
};

/// How long a region may take to erase what it may not hold any more, unless the document says: a day.
pub(super) const PURGE_WITHIN_MS: u64 = 86_400_000;

/// The classes whose records travel together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placement {
    // INVARIANT: not zero, which is that of records without labels.
    number: u32,
    labels: LabelSet,
}

/// The placements of all classes but that of records without labels.
///
/// # Errors
///
/// For a class without labels in a placement that others have labels in, and the like.
pub(super) fn placements(classes: &[Class], node: &Node<'_>) -> Result<Vec<Placement>> {
    let mut placements: Vec<Placement> = Vec::new();
    for (index, class) in classes.iter().enumerate() {
        let refuse = |why: String| Err(node.refuse(format!("has a class at [{index}] that cannot be placed: {why}")));
        let (number, labels) = (class.placement, class.label_set);
        if number == 0 && !labels.is_empty() {
            return refuse(format!(
                "class `{}` is in placement 0, which is that of records without labels",
                class.name
            ));
        }
        match placements.iter().find(|placement| placement.number == number) {
            Some(known) if known.labels != labels => {
                return refuse(format!(
                    "class `{}` is in placement {number} and has other labels than the class before it there",
                    class.name
                ));
            }
            None if number != 0 => placements.push(Placement { number, labels }),
            _ => {}
        }
    }
    Ok(placements)
}

impl Deployment {
    /// The lane of a key of a class.
    pub(crate) fn lane_of(&self, class: u16, key: &str) -> Lane {
        Lane::new(self.placement_of(class), self.partition_of(key))
    }

    /// The placement of a class by its index.
    pub(crate) fn placement_of(&self, class: u16) -> u32 {
        self.class(class).map_or(0, |class| class.placement)
    }

    /// The numbers of the placements of all classes, but that of records without labels.
    pub(crate) fn labelled_placements(&self) -> impl Iterator<Item = u32> + '_ {
        self.placements.iter().map(|placement| placement.number)
    }

    /// How long a region may take to erase what it may not hold any more.
    pub fn purge_within_ms(&self) -> u64 {
        self.purge_within_ms
    }

    /// The labels of a placement; nothing for one that no class has.
    pub(crate) fn labels_of_placement(&self, placement: u32) -> Option<LabelSet> {
        match placement {
            0 => Some(LabelSet::EMPTY),
            _ => self.placements.iter().find(|known| known.number == placement).map(|known| known.labels),
        }
    }

    /// Whether a region may do this with what a placement carries, at a time. Of a placement that no class has, nothing
    /// may be done.
    pub(crate) fn permits(&self, placement: u32, action: Action, region: u16, as_of_ms: u64) -> bool {
        placement == 0
            || self
                .labels_of_placement(placement)
                .zip(self.place_of_number(region))
                .is_some_and(|(labels, place)| self.allows(labels, action, place, as_of_ms))
    }

    /// The first time after this one at which something else may be allowed; never is the greatest number.
    pub(crate) fn next_turn_ms(&self, after_ms: u64) -> u64 {
        let turns = self.placements.iter().flat_map(|placement| self.policy.turns_of(placement.labels));
        turns.filter(|turn| *turn > after_ms).min().unwrap_or(u64::MAX)
    }
}
