//! A replica as bytes: for backup, for a new region, and to compare two of them.
//!
//! A snapshot holds the streams (where each stands, and the changes that not everybody has acknowledged yet) and the
//! records. It names no replica: two that have received the same and know the same to be stable have the same bytes.
//! What is derived (conflict records, the feed) and what is volatile (held batches, what peers acknowledged) is not in
//! it.

mod decode;
mod encode;

use super::{Options, Progress, Region, clock_options};
use crate::{Code, Error, Result, deployment::Deployment, time::HybridClock};
use alloc::{format, sync::Arc, vec::Vec};

/// The version of the snapshot format that this library writes.
const SNAPSHOT_VERSION: u64 = 1;

/// What stands at a place, beyond registers (0), counters (1), sets (2) and flags (3): the codes of their operations.
const LOG: u8 = 14;
const EXTREME: u8 = 15;

impl Region {
    /// The replica as bytes, for [`restore`](Self::restore). What is stable is collected first.
    pub fn snapshot(&mut self) -> Vec<u8> {
        self.collect_all();
        self.encode_snapshot(&|_| true, &|_| true)
    }

    /// The part of the replica that another region may hold, for that region to [`restore`](Self::restore).
    ///
    /// # Errors
    ///
    /// `unknown_region`.
    pub fn snapshot_for(&mut self, target: &str) -> Result<Vec<u8>> {
        let target = self.other_region(target)?;
        self.collect_all();
        Ok(self.encode_snapshot(&|stream| self.may_know(target, stream), &|key| self.is_shared_with(target, key)))
    }

    fn collect_all(&mut self) {
        for lane in self.lanes() {
            self.advance_stability(lane);
        }
    }

    /// Opens a replica from a snapshot of any replica of the deployment, as an incarnation that was never used.
    ///
    /// It answers reads at once. It takes writes once every other active region has told what it holds (see
    /// [`acknowledge`](Self::acknowledge)) and all that this region had acknowledged before has arrived; until then
    /// writes are refused with `not_caught_up`. So a restored backup neither overwrites nor resurrects anything.
    ///
    /// # Errors
    ///
    /// `snapshot_malformed`, `unsupported_version`, `incarnation_used` with the lowest incarnation that will do,
    /// `deployment_forked`, `deployment_unknown` for a snapshot of a newer deployment, and those of
    /// [`open`](Self::open).
    pub fn restore(deployment: Arc<Deployment>, region: &str, options: Options, snapshot: &[u8]) -> Result<Self> {
        let mut replica = Region::open(deployment, region, options)?;
        replica.decode_snapshot(snapshot)?;
        let own = replica.origin;
        // What a client's context alone names was perhaps never there.
        let (streams, peers) = (&replica.streams.all, replica.peers.values());
        let met = streams.iter().flat_map(|stream| &stream.met).map(|number| replica.streams.id(*number).origin);
        let received = streams.iter().filter(|stream| stream.cursor > 0).map(|stream| stream.id.origin);
        let told = peers.flat_map(|peer| peer.cursors.iter()).map(|(stream, _)| stream.origin);
        let named = received.chain(met).chain(told);
        let used = named.filter(|origin| origin.region == own.region).map(|origin| origin.incarnation).max();
        if used.is_some_and(|used| used >= own.incarnation) {
            let used = used.unwrap_or_default();
            return Err(Error::new(
                Code::IncarnationUsed,
                format!(
                    "incarnation {} of region `{region}` is not above {used}, which the snapshot names; take {} or higher",
                    own.incarnation,
                    u32::from(used) + 1
                ),
            )
            .with("used", u64::from(used)));
        }
        let latest = replica.streams.all.iter().map(|stream| stream.time).max().unwrap_or(0);
        replica.clock = HybridClock::new(clock_options(own, &replica.options));
        // INVARIANT: a timestamp is never further ahead of itself than any limit.
        let _ = replica.clock.observe_time(latest, 0, latest >> 16);
        let received: u64 = replica.streams.all.iter().map(|stream| stream.cursor).sum();
        replica.feed.start_at(received);
        // The new incarnation's stream has named nothing yet, and all that was restored has been seen.
        replica.note_own_leaving();
        for lane in replica.lanes() {
            replica.progress.insert(lane, Progress { foreign_moved: true, owes_acknowledgement: true });
            replica.after_progress(lane);
        }
        replica.start_recovery(true);
        replica.check_all_rules();
        Ok(replica)
    }
}

#[cold]
fn malformed(what: &str) -> Error {
    Error::new(Code::SnapshotMalformed, format!("the snapshot is damaged or not a snapshot: {what}; take another"))
}
