//! A region as the deployment names it.

use alloc::{string::String, vec::Vec};

use super::Coordinates;

/// A place that takes writes.
///
/// What residency rules ask of a region is said here, or is known of its place when the document is read; what is neither
/// is unknown, and a region is a member of nothing on unknown grounds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegionSpec {
    /// The name, unique in the deployment: 1 to 63 of `a`-`z`, `0`-`9` and `-`.
    pub name: String,
    /// The number, 1..=65535, which is in every timestamp and dot of the region and is never given to another.
    pub number: u16,
    /// Where it is: a region of a public cloud as the [catalogue](crate::residency::catalogue) has it, for example
    /// `aws:eu-west-1`, or words of the application.
    pub place: Option<String>,
    /// Whether it still takes writes.
    pub status: RegionStatus,
    /// The country, by ISO 3166-1.
    pub country: Option<String>,
    /// The part of the country, by ISO 3166-2.
    pub subdivision: Option<String>,
    /// The part of a cloud that is run apart, for example `aws-eusc`.
    pub partition: Option<String>,
    /// The certificates that it holds, ascending; nothing if that is not known.
    pub certs: Option<Vec<String>>,
    /// Where on Earth it is, for distances only: no jurisdiction follows from it.
    pub coordinates: Option<Coordinates>,
    /// What the application says of it, by name, ascending.
    pub attributes: Vec<(String, Attribute)>,
    /// Which regions are preferred: those of a lower tier.
    pub tier: u8,
    /// Its share of what regions of one tier take. 0 only orders; it forbids nothing.
    pub weight: u16,
}

/// What an application says of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute {
    /// Something that holds or does not.
    Flag(bool),
    /// A text.
    Text(String),
}

impl RegionSpec {
    /// The weight of a region that says none.
    pub const WEIGHT: u16 = 100;

    /// An attribute by its name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        let index = self.attributes.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        self.attributes.get(index).map(|(_, attribute)| attribute)
    }
}

/// Whether a region takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum RegionStatus {
    /// It takes writes and is sent changes.
    #[default]
    Active,
    /// It is about to leave: it still takes part in replication, and is given no new home.
    Draining,
    /// It has left for good. It stays in the document so that its number is not used again.
    Retired,
}

impl RegionStatus {
    /// Every status, the default first.
    pub const ALL: &'static [RegionStatus] = &[RegionStatus::Active, RegionStatus::Draining, RegionStatus::Retired];

    /// The name in a deployment document.
    pub const fn as_str(self) -> &'static str {
        match self {
            RegionStatus::Active => "active",
            RegionStatus::Draining => "draining",
            RegionStatus::Retired => "retired",
        }
    }

    /// The status with this name.
    pub fn parse(name: &str) -> Option<RegionStatus> {
        Self::ALL.iter().copied().find(|status| status.as_str() == name)
    }

    /// Whether it is sent changes and counts for what all must have.
    pub const fn takes_part(self) -> bool {
        matches!(self, RegionStatus::Active | RegionStatus::Draining)
    }
}

impl core::fmt::Display for RegionStatus {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}
