//! The flag: concurrent switches; which way they fold is the class's choice.

use super::Stamp;
use alloc::vec::Vec;

/// A live switch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FlagVersion {
    pub(crate) stamp: Stamp,
    pub(crate) on: bool,
}

/// Live switches, ordered by dot. Both directions leave a dot, so the bias may change later without a migration.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Flag {
    pub(crate) versions: Vec<FlagVersion>,
}

impl Flag {
    /// On or off; nothing if it was never switched.
    pub(crate) fn fold(&self, enable_wins: bool) -> Option<bool> {
        let on = self.versions.iter().any(|version| version.on);
        let off = self.versions.iter().any(|version| !version.on);
        match (on, off) {
            (false, false) => None,
            (true, true) => Some(enable_wins),
            (on, _) => Some(on),
        }
    }
}
