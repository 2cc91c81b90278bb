//! What labels and their rules allow.

use super::RouteOperation;
use crate::{Result, deployment::Deployment};
use alloc::string::String;

/// The regions where something may be done.
pub(super) struct Permission {}

impl Permission {
    pub(super) fn of(
        _deployment: &Deployment,
        _class: u16,
        _labels: &[String],
        _operation: &RouteOperation,
        _now_ms: u64,
    ) -> Result<Self> {
        Ok(Permission {})
    }

    /// Whether it may be done in the region at a place of the deployment's list.
    pub(super) fn allows(&self, _index: usize) -> bool {
        true
    }

    /// The rule that forbids it there.
    pub(super) fn rule(&self, _index: usize) -> String {
        String::new()
    }
}
