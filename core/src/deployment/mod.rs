//! The one document that every region shares: who takes part, and how each kind of record behaves.
//!
//! A [`Deployment`] is parsed once and never changes. Its version and digest travel with every batch, so that a
//! region never applies a change under rules that it does not have. A document is checked in full before it is
//! accepted: an unknown member, a strategy that does not fit its type or a class that says nothing about labels is
//! refused, with the place and what was probably meant.

mod class;
mod coordinates;
mod diff;
mod digest;
mod document;
mod home_spec;
mod kind;
mod limits;
mod name_index;
mod overlap;
mod parse;
mod parse_class;
mod parse_region;
mod parse_rules;
mod parse_strategy;
mod pattern;
mod placement;
pub(crate) mod reader;
mod region_spec;
mod routing_spec;
mod successor;
pub(crate) mod suggest;

use alloc::{string::String, vec::Vec};

pub use class::Class;
pub use coordinates::Coordinates;
pub use home_spec::{HomeBy, HomeReads, HomeSpec, PinnedRegion};
pub use kind::{ExistenceStrategy, FlagBias, Kind, MapSpec, SetBias};
pub use limits::DeploymentLimits;
pub(crate) use parse::Unique;
pub(crate) use parse_strategy::alone as parse_strategy;
pub use pattern::Pattern;
pub use region_spec::{Attribute, RegionSpec, RegionStatus};
pub use routing_spec::RoutingSpec;

use crate::{Code, Error, Result, residency::Policy, value};

/// The regions, limits and classes of an application, checked and ready to use.
///
/// ```
/// use active_active::deployment::{Deployment, Kind};
///
/// let deployment = Deployment::parse(r#"{
///     "version": 1,
///     "name": "shop",
///     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
///     "classes": [
///         {"name": "stock", "keys": "stock/*", "labels": [], "type": "counter"},
///         {"name": "rest", "keys": "**", "labels": [], "type": "register", "strategy": "keep-all"}
///     ]
/// }"#)?;
/// let index = deployment.class_of("stock/apples")?;
/// assert_eq!(deployment.class(index).map(|class| &class.kind), Some(&Kind::Counter));
/// assert_eq!(deployment.region_by_name("us").map(|region| region.number), Some(2));
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    version: u64,
    name: String,
    partitions: u16,
    /// Ascending by number.
    regions: Vec<RegionSpec>,
    names: name_index::NameIndex,
    /// Where what may be done with which data.
    pub(crate) policy: Policy,
    limits: DeploymentLimits,
    routing: RoutingSpec,
    classes: Vec<Class>,
    /// Those of labelled classes.
    placements: Vec<placement::Placement>,
    purge_within_ms: u64,
    digest: [u8; 32],
}

impl Deployment {
    /// The version, which rises with every change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The name of the deployment.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The regions in ascending order of their numbers, retired ones included.
    pub fn regions(&self) -> &[RegionSpec] {
        &self.regions
    }

    /// The region with this name.
    pub fn region_by_name(&self, name: &str) -> Option<&RegionSpec> {
        self.regions.get(self.place_of_name(name)?)
    }

    /// The place of a region in [`Deployment::regions`], by its name.
    #[inline]
    pub(crate) fn place_of_name(&self, name: &str) -> Option<usize> {
        self.names.find(name, &self.regions)
    }

    /// The region with this number.
    pub fn region_by_number(&self, number: u16) -> Option<&RegionSpec> {
        let index = self.regions.binary_search_by_key(&number, |region| region.number).ok()?;
        self.regions.get(index)
    }

    /// The limits on keys, values and versions.
    pub fn limits(&self) -> &DeploymentLimits {
        &self.limits
    }

    /// How requests are routed.
    pub fn routing(&self) -> &RoutingSpec {
        &self.routing
    }

    /// The limits on one value, in the form that [`value`] takes.
    pub fn value_limits(&self) -> value::Limits {
        value::Limits { depth: self.limits.depth, size_bytes: self.limits.value_bytes }
    }

    /// The classes in the order in which they are tried.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The class with this index.
    pub fn class(&self, index: u16) -> Option<&Class> {
        self.classes.get(usize::from(index))
    }

    /// The class with this name.
    pub fn class_by_name(&self, name: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.name == name)
    }

    /// The index of the first class whose pattern matches the key.
    ///
    /// # Errors
    ///
    /// `unknown_class` when none does: what no class describes is not stored.
    pub fn class_of(&self, key: &str) -> Result<u16> {
        match self.classes.iter().position(|class| class.pattern.matches(key)) {
            // INVARIANT: a document has at most CLASSES_MAX classes, so the index fits.
            Some(index) => Ok(index as u16),
            None => Err(self.unknown_class()),
        }
    }

    #[cold]
    fn unknown_class(&self) -> Error {
        let Deployment { name, version, .. } = self;
        let message = alloc::format!(
            "no class of deployment `{name}` version {version} matches the key; declare one whose `keys` does"
        );
        Error::new(Code::UnknownClass, message).with("version", *version)
    }

    /// Checks that a key can be stored: not empty, no control character, not longer than `key_bytes`.
    ///
    /// # Errors
    ///
    /// `invalid_key` or `key_too_large`.
    pub fn check_key(&self, key: &str) -> Result<()> {
        let limit = self.limits.key_bytes;
        if key.len() > limit {
            let message = alloc::format!("the key takes {} bytes, the limit is {limit}", key.len());
            return Err(Error::new(Code::KeyTooLarge, message).with("key_bytes", key.len()).with("limit_bytes", limit));
        }
        if key.is_empty() {
            return Err(Error::new(Code::InvalidKey, "the key is empty"));
        }
        // Nearly every key is plain, and this is several times as fast as to look at characters.
        if key.bytes().all(|b| matches!(b, b' '..=b'~')) {
            return Ok(());
        }
        match key.char_indices().find(|(_, c)| c.is_control()) {
            Some((at, c)) => {
                let message = alloc::format!("the key has the control character U+{:04X} at byte {at}", u32::from(c));
                Err(Error::new(Code::InvalidKey, message).with("position", at))
            }
            None => Ok(()),
        }
    }

    /// Over how many streams each region spreads its writes.
    pub fn partitions(&self) -> u16 {
        self.partitions
    }

    /// The partition of a key: `xxh3_64(key) % partitions`, with seed 0, the same everywhere.
    pub fn partition_of(&self, key: &str) -> u16 {
        match self.partitions {
            1 => 0,
            // INVARIANT: partitions is at least 1, and the remainder is below it, so it fits.
            many => (xxhash_rust::xxh3::xxh3_64(key.as_bytes()) % u64::from(many)) as u16,
        }
    }
}
