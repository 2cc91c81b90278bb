//! The register: concurrent versions of one value (a multi-value register; Shapiro et al. 2011, section 3.2.2).

use super::{Births, LocalDot, Stamp};
use crate::{
    conflict::{ConflictId, ConflictKind},
    wire::Birth,
};
use alloc::{boxed::Box, vec::Vec};

/// A live version.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RegisterVersion {
    pub(crate) stamp: Stamp,
    /// What its writer had found at the root: two creations that meet are an insert conflict.
    pub(crate) birth: Birth,
    /// Whether it spared a write of its own region.
    pub(crate) apart: bool,
    /// The creations that its write goes on from: for conflict records, and in no snapshot.
    pub(crate) births: Births,
    /// Later deletes of the record by its own region, which leave it: for conflict records, and in no snapshot.
    pub(crate) deletes: Vec<LaterDelete>,
    /// The conflict that its write settles or takes back.
    pub(crate) settles: Option<ConflictId>,
    /// The value in canonical CBOR.
    pub(crate) bytes: Box<[u8]>,
}

/// A delete of a record after a value was put.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LaterDelete {
    pub(crate) stamp: Stamp,
    /// The creations that it had seen.
    pub(crate) births: Births,
    pub(crate) spared: Box<[LocalDot]>,
}

/// Live versions, ordered by dot.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Register {
    pub(crate) versions: Vec<RegisterVersion>,
}

impl Register {
    /// What kind of conflict its versions are in, if there are several.
    pub(crate) fn kind(&self) -> ConflictKind {
        let of = |version: &RegisterVersion| version.stamp.dot.stream;
        let first = self.versions.first().map(of);
        let several = self.versions.iter().any(|version| Some(of(version)) != first);
        let created = several && self.versions.iter().all(|version| version.birth.is_own());
        if created { ConflictKind::InsertInsert } else { ConflictKind::UpdateUpdate }
    }

    /// The versions that count, each with its place in `versions`: of those that settle the same conflict, the latest.
    pub(crate) fn standing(&self) -> impl Iterator<Item = (usize, &RegisterVersion)> {
        let overruled = |version: &RegisterVersion| {
            let later = |other: &RegisterVersion| {
                other.settles == version.settles && other.stamp.order() > version.stamp.order()
            };
            version.settles.is_some() && self.versions.iter().any(later)
        };
        self.versions.iter().enumerate().filter(move |(_, version)| !overruled(version))
    }
}
