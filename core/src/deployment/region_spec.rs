//! A region as the deployment names it.

use alloc::string::String;

/// A place that takes writes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegionSpec {
    /// The name, unique in the deployment: 1 to 63 of `a`-`z`, `0`-`9` and `-`.
    pub name: String,
    /// The number, 1..=65535, which is in every timestamp and dot of the region and is never given to another.
    pub number: u16,
    /// Where it is, in words of the application, for example `aws:eu-west-1`.
    pub place: Option<String>,
    /// Whether it still takes writes.
    pub status: RegionStatus,
}

/// Whether a region takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum RegionStatus {
    /// It takes writes and is sent changes.
    #[default]
    Active,
    /// It has left for good. It stays in the document so that its number is not used again.
    Retired,
}

impl RegionStatus {
    /// Every status, the default first.
    pub const ALL: &'static [RegionStatus] = &[RegionStatus::Active, RegionStatus::Retired];

    /// The name in a deployment document.
    pub const fn as_str(self) -> &'static str {
        match self {
            RegionStatus::Active => "active",
            RegionStatus::Retired => "retired",
        }
    }

    /// The status with this name.
    pub fn parse(name: &str) -> Option<RegionStatus> {
        Self::ALL.iter().copied().find(|status| status.as_str() == name)
    }
}

impl core::fmt::Display for RegionStatus {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}
