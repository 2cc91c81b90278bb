//! The register: concurrent versions of one value (a multi-value register; Shapiro et al. 2011, section 3.2.2).

use super::Stamp;
use crate::wire::Birth;
use alloc::{boxed::Box, vec::Vec};

/// A live version.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RegisterVersion {
    pub(crate) stamp: Stamp,
    /// What its writer had found at the root: two creations that meet are an insert conflict.
    pub(crate) birth: Birth,
    /// The value in canonical CBOR.
    pub(crate) bytes: Box<[u8]>,
}

/// Live versions, ordered by dot.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Register {
    pub(crate) versions: Vec<RegisterVersion>,
}
