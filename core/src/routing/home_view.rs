//! Which home a subject has, as the router sees it.

use super::SubjectHash;
use crate::{
    Code, Error, Result,
    deployment::{Deployment, RegionStatus},
    home::Epoch,
    sorted::SortedMap,
};
use alloc::format;

/// The home of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Home {
    /// The region's number.
    pub region: u16,
    /// The number of its epoch; a first home has 1.
    pub epoch: u64,
    /// Whether it claimed the subject while it could not ask the holder of the title.
    pub contested: bool,
}

impl Home {
    /// The epoch in which the region is the home.
    pub const fn epoch(&self) -> Epoch {
        Epoch { number: self.epoch, contested: self.contested, region: self.region }
    }
}

/// Whoever knows homes: the home directory, a cache of it, or nobody.
pub trait HomeView {
    /// The home of a subject in the class with this index; nothing if it is not known.
    fn home(&self, class: u16, subject: &SubjectHash) -> Option<Home>;
}

/// The homes that a router was told of. Subjects that never left their first home need no entry.
#[derive(Debug, Clone, Default)]
pub struct Homes {
    entries: SortedMap<(u16, SubjectHash), Home>,
}

impl Homes {
    /// Takes what the directory says of a subject; an epoch that is behind the known one changes nothing. Answers
    /// whether it was news.
    ///
    /// # Errors
    ///
    /// `unknown_region`, or `region_retired` for a region that has left.
    pub fn learn(&mut self, deployment: &Deployment, class: u16, subject: SubjectHash, home: Home) -> Result<bool> {
        match deployment.region_by_number(home.region) {
            Some(region) if region.status == RegionStatus::Retired => {
                let message =
                    format!("region `{}` has retired and can be nobody's home; grant it elsewhere", region.name);
                return Err(Error::new(Code::RegionRetired, message).with("region", region.name.as_str()));
            }
            Some(_) => {}
            None => {
                let message = format!("the deployment has no region with the number {}", home.region);
                return Err(Error::new(Code::UnknownRegion, message));
            }
        }
        if self.entries.get(&(class, subject)).is_some_and(|known| known.epoch() >= home.epoch()) {
            return Ok(false);
        }
        self.entries.insert((class, subject), home);
        Ok(true)
    }

    /// How many homes are known.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl HomeView for Homes {
    fn home(&self, class: u16, subject: &SubjectHash) -> Option<Home> {
        if self.entries.is_empty() { None } else { self.entries.get(&(class, *subject)).copied() }
    }
}
