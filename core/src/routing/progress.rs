//! How far regions have come, as the router was told.

use super::SessionToken;
use crate::{
    causality::{Stream, VersionVector},
    deployment::Deployment,
};
use alloc::vec::Vec;

/// How far regions have come, as the deployment lists them.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    regions: Vec<Option<(VersionVector, u64)>>,
}

impl Progress {
    pub(super) fn new(regions: usize) -> Self {
        Progress { regions: alloc::vec![None; regions] }
    }

    pub(super) fn learn(&mut self, index: usize, received: &VersionVector, complete_until_ms: u64) {
        let Some(slot) = self.regions.get_mut(index) else { return };
        let (known, until_ms) = slot.get_or_insert_with(|| (VersionVector::new(), 0));
        known.merge(received);
        *until_ms = (*until_ms).max(complete_until_ms);
    }

    /// Whether the region is known to have what a client has seen: by its progress, or because it issued the token and
    /// has not lost anything since, which a new incarnation would tell.
    pub(super) fn covers(&self, index: usize, number: u16, token: &SessionToken, deployment: &Deployment) -> bool {
        let Some(Some((received, _))) = self.regions.get(index) else { return token.issuer == number };
        let replaced = |(stream, _): (Stream, u64)| {
            stream.origin.region == number && stream.origin.incarnation > token.incarnation
        };
        token.is_covered(deployment, number, received) || (token.issuer == number && !received.iter().any(replaced))
    }

    /// Whether the region is known to have everything that is older than so many milliseconds.
    pub(super) fn is_fresh(&self, index: usize, max_staleness_ms: u64, now_ms: u64) -> bool {
        let until_ms = self.regions.get(index).and_then(|known| known.as_ref().map(|(_, until_ms)| *until_ms));
        until_ms.is_some_and(|until_ms| now_ms.saturating_sub(until_ms) <= max_staleness_ms)
    }
}
