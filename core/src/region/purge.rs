//! What a region has to give up when a newer deployment does not let it hold a placement any more.
//!
//! It refuses reads and writes at once. What it holds, its own writes above all, goes inward until one region inside has
//! all of it; then it erases the placement and says so in a stream that everybody has. Until its last word in the
//! placement (`leave`) has arrived it counts for stability as before, so that nothing is forgotten that a write of its
//! could still meet. What it erased it does not take in again: where a later deployment lets it hold the placement, it
//! starts from a snapshot, as a new incarnation.

use super::{Region, placement::members};
use crate::{
    Result,
    causality::{Lane, Stream},
    fault::Fault,
    residency::Action,
    sorted::{SortedMap, SortedSet},
    value::Value,
    wire::{Change, OperationKind},
};
use alloc::{boxed::Box, string::String, vec::Vec};
use minicbor::{Decoder, Encoder};

/// How far a region is with a placement that it has to give up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leaving {
    /// The deployment that forbids it.
    pub(super) version: u64,
    /// When that was loaded here.
    pub(super) since_ms: u64,
    /// Whether it has said that it erased the placement.
    pub(super) erased: bool,
}

/// Where a purge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PurgeState {
    /// The region still has to hand what it holds to a region that may hold it, and to erase it.
    Pending,
    /// The region has not said that it erased it, and the deadline is over: a breach, to be reported.
    Overdue,
    /// The region has erased it and said so.
    Erased,
}

impl PurgeState {
    /// The stable name, for example `"pending"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            PurgeState::Pending => "pending",
            PurgeState::Overdue => "overdue",
            PurgeState::Erased => "erased",
        }
    }
}

/// What one region has to erase, because a newer deployment does not let it hold it any more.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Purge {
    /// The region that has to erase it.
    pub region: String,
    /// The labels of the records.
    pub labels: Vec<String>,
    /// The deployment version that forbids it.
    pub deployment_version: u64,
    /// When that was loaded here, in Unix milliseconds.
    pub since_ms: u64,
    /// Until when it has to be erased, in Unix milliseconds.
    pub deadline_ms: u64,
    /// Where it stands.
    pub state: PurgeState,
}

impl Purge {
    /// `{region, labels, deployment_version, since_ms, deadline_ms, state}` as other languages see it.
    pub fn to_document(&self) -> Value {
        let labels = self.labels.iter().map(|label| Value::from(label.as_str())).collect();
        Value::object([
            ("region", Value::from(self.region.as_str())),
            ("labels", Value::Array(labels)),
            ("deployment_version", Value::from(self.deployment_version)),
            ("since_ms", Value::from(self.since_ms)),
            ("deadline_ms", Value::from(self.deadline_ms)),
            ("state", Value::from(self.state.as_str())),
        ])
    }
}

impl Region {
    /// What regions have to erase, or have erased, since this replica was opened or restored: by labels, then region.
    /// It names no key.
    pub fn purges(&self, now_ms: u64) -> Vec<Purge> {
        let purge = |((placement, region), leaving): (&(u32, u16), &Leaving)| {
            let deadline_ms = leaving.since_ms.saturating_add(self.deployment.purge_within_ms());
            let state = match leaving.erased {
                true => PurgeState::Erased,
                false if now_ms > deadline_ms => PurgeState::Overdue,
                false => PurgeState::Pending,
            };
            Purge {
                region: self.region_name(*region),
                labels: self.placement_labels(*placement),
                deployment_version: leaving.version,
                since_ms: leaving.since_ms,
                deadline_ms,
                state,
            }
        };
        self.leaving.iter().map(purge).collect()
    }

    /// The names of the labels of a placement.
    pub(super) fn placement_labels(&self, placement: u32) -> Vec<String> {
        let labels = self.deployment.labels_of_placement(placement).unwrap_or_default();
        self.deployment.names_of_labels(labels).map(String::from).collect()
    }

    /// Which regions may hold which placements, of those that the deployment has or streams are known of.
    pub(super) fn all_holders(&self) -> SortedSet<(u32, u16)> {
        let of_streams = self.streams.all.iter().map(|stream| stream.id.placement);
        let of_classes = self.deployment.labelled_placements();
        let placements: SortedSet<u32> = of_classes.chain(of_streams).filter(|placement| *placement != 0).collect();
        let mut holders = SortedSet::new();
        for placement in placements.iter() {
            holders.extend(self.holders_of(*placement).map(|region| (*placement, region)));
        }
        holders
    }

    /// Notes who has to give up what, now that another deployment is in force.
    pub(super) fn note_leavers(&mut self, held: &SortedSet<(u32, u16)>) {
        let (version, since_ms) = (self.deployment.version(), self.judged_ms);
        for &(placement, region) in held.iter() {
            if !self.holds(placement, region) {
                self.leaving.entry((placement, region)).or_insert(Leaving { version, since_ms, erased: false });
            }
        }
        // Whoever may hold it again before it was erased need not go.
        let stays: Vec<(u32, u16)> = self
            .leaving
            .iter()
            .filter(|((placement, region), leaving)| !leaving.erased && self.holds(*placement, *region))
            .map(|(leaver, _)| *leaver)
            .collect();
        for leaver in stays {
            self.leaving.remove(&leaver);
        }
    }

    /// Notes what a restored replica has that it may not hold.
    pub(super) fn note_own_leaving(&mut self) {
        let (own, version) = (self.origin.region, self.deployment.version());
        for lane in self.lanes() {
            if !self.holds(lane.placement, own) {
                let leaving = Leaving { version, since_ms: self.judged_ms, erased: false };
                self.leaving.entry((lane.placement, own)).or_insert(leaving);
            }
        }
    }

    /// Whether this incarnation has erased a placement.
    pub(super) fn has_erased(&self, placement: u32) -> bool {
        self.leaving.get(&(placement, self.origin.region)).is_some_and(|leaving| leaving.erased)
    }

    /// The regions whose acknowledgements count in a lane: those that hold it, and those that have not left it yet.
    pub(super) fn counted_members(&self, lane: Lane) -> Vec<u16> {
        let counts = |region: &u16| {
            self.deployment.permits(lane.placement, Action::Store, *region, self.judged_ms)
                || self.leaving.contains_key(&(lane.placement, *region))
                    && !self.has_left(lane, *region)
                    && !self.faults().has(Fault::ForgetLeavers)
        };
        members(&self.deployment).filter(counts).collect()
    }

    /// Whether the last word of a region in a lane has arrived.
    fn has_left(&self, lane: Lane, region: u16) -> bool {
        let of_region = self.streams.all.iter().filter(|stream| stream.id.lane() == lane);
        let newest = of_region.filter(|stream| stream.id.origin.region == region);
        newest.max_by_key(|stream| stream.id.origin.incarnation).is_some_and(|stream| stream.ended)
    }

    /// Says the last word in every lane that this region has to give up, and that it has erased what it has.
    pub(super) fn say_leaving(&mut self, now_ms: u64) -> Result<()> {
        let own = self.origin.region;
        let leaving = self.leaving.iter().filter(|((_, region), _)| *region == own);
        let pending: Vec<u32> = leaving.filter(|(_, leaving)| !leaving.erased).map(|(leaver, _)| leaver.0).collect();
        for placement in pending {
            // In every lane, also where it has written nothing: the others wait for it.
            for partition in 0..self.deployment.partitions() {
                let lane = Lane::new(placement, partition);
                let stream = self.streams.intern(self.own_stream(lane));
                if !self.streams.get(stream).is_some_and(|stream| stream.ended) {
                    self.append_notice(lane, OperationKind::Leave, &[], now_ms)?;
                }
            }
            if self.is_evacuated(placement) || self.faults().has(Fault::EraseWithoutEvacuation) {
                self.erase(placement);
                let mut argument = Vec::new();
                let _ = Encoder::new(&mut argument).u32(placement);
                self.append_notice(Lane::default(), OperationKind::Erased, &argument, now_ms)?;
            }
        }
        Ok(())
    }

    /// Takes the notice of a region that leaves a placement. Its stream has moved already.
    pub(super) fn hear_leaving(&mut self, number: u32, change: &Change<'_>) -> bool {
        let region = self.streams.id(number).origin.region;
        if change.kind == OperationKind::Erased
            && let Ok(placement) = Decoder::new(change.arguments).u32()
        {
            let (version, since_ms) = (self.deployment.version(), self.judged_ms);
            let leaving = self.leaving.entry((placement, region));
            leaving.or_insert(Leaving { version, since_ms, erased: true }).erased = true;
        }
        true
    }

    /// Whether a stream is one that only regions outside its placement wrote, so that one of them hands it over.
    pub(super) fn is_handed_over(&self, by: u16, stream: Stream) -> bool {
        self.leaving.get(&(stream.placement, by)).is_some_and(|leaving| !leaving.erased)
            && !self.holds(stream.placement, stream.origin.region)
    }

    /// Whether one region that may hold a placement has all of it that regions outside wrote. What those inside wrote,
    /// they have.
    fn is_evacuated(&self, placement: u32) -> bool {
        let own = self.origin.region;
        let handed_over = |stream: &&super::stream::StreamState| {
            stream.id.placement == placement && stream.cursor > 0 && self.is_handed_over(own, stream.id)
        };
        let streams: Vec<_> = self.streams.all.iter().filter(handed_over).collect();
        let has_all = |peer: &super::outbox::Peer| streams.iter().all(|s| peer.cursors.get(s.id) >= s.cursor);
        let mut inside = self.holders_of(placement).filter(|region| *region != own);
        streams.is_empty() || inside.any(|region| self.peers.get(&region).is_some_and(has_all))
    }

    /// Erases what this replica holds of a placement; how far its streams had come stays.
    fn erase(&mut self, placement: u32) {
        let deployment = self.deployment.clone();
        let of_placement = |class: u16| deployment.placement_of(class) == placement;
        let gone = |key: &str| deployment.class_of(key).is_ok_and(of_placement);
        let keys: Vec<Box<str>> =
            self.store.iter().map(|slot| slot.key()).filter(|key| gone(key)).map(Box::from).collect();
        keys.iter().for_each(|key| self.store.remove(key));
        self.tombstones.retain(|_, key| !gone(key));
        self.waiting.retain(|_, waiting| {
            waiting.retain(|key| !gone(key));
            !waiting.is_empty()
        });
        self.expiring = self.expiring.iter().filter(|(_, key)| !gone(key)).cloned().collect();
        self.conflicts.forget(gone);
        self.merges.forget(|class| deployment.class_by_name(class).is_some_and(|class| class.placement == placement));
        if let Some(metrics) = &mut self.metrics {
            metrics.forget(gone);
        }
        for stream in self.streams.all.iter_mut().filter(|stream| stream.id.placement == placement) {
            stream.log.clear();
        }
        let streams = &self.streams;
        self.feed.forget(|stream| streams.id(stream).placement == placement);
        self.held.forget(|stream| stream.placement == placement);
        if let Some(leaving) = self.leaving.get_mut(&(placement, self.origin.region)) {
            leaving.erased = true;
        }
    }
}

/// Who leaves what, by placement and region.
pub(super) type Leavers = SortedMap<(u32, u16), Leaving>;
