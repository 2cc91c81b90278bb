//! The limits of a deployment.

use core::ops::RangeInclusive;

use crate::value::Limits;

/// How large keys and values may be, and how many versions may stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeploymentLimits {
    /// The canonical bytes of one value.
    pub value_bytes: usize,
    /// How many arrays and objects of a value may stand inside one another.
    pub depth: usize,
    /// The UTF-8 bytes of one key.
    pub key_bytes: usize,
    /// The concurrent versions of one register.
    pub max_siblings: usize,
}

impl DeploymentLimits {
    pub(super) const VALUE_BYTES: RangeInclusive<u64> = 1..=64 << 20;
    pub(super) const DEPTH: RangeInclusive<u64> = 1..=Limits::DEPTH_MAX as u64;
    pub(super) const KEY_BYTES: RangeInclusive<u64> = 1..=65_535;
    pub(super) const MAX_SIBLINGS: RangeInclusive<u64> = 1..=65_535;
}

impl Default for DeploymentLimits {
    fn default() -> Self {
        let value = Limits::default();
        DeploymentLimits { value_bytes: value.size_bytes, depth: value.depth, key_bytes: 1024, max_siblings: 16 }
    }
}
