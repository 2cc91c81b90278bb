//! The engine of one replica: writes, what arrives from other regions, what is sent to them.
//!
//! Nothing here reads a clock, a disk or a network. Time is a number of milliseconds handed to each call that needs
//! it; batches, acknowledgements and snapshots are bytes that the host moves.

mod apply;
mod change_set;
mod claim;
mod claim_key;
mod collect;
mod commit;
mod conflict_list;
mod context_token;
mod decide;
mod digest;
mod encounter;
mod expiry;
mod explain;
mod feed;
mod hold;
mod log;
mod merging;
mod metrics;
mod options;
mod outbox;
mod packed_map;
#[cfg(test)]
mod packed_map_laws;
mod placement;
mod prepare;
mod purge;
mod read;
mod recovery;
mod replay;
mod report;
mod rights;
mod rules;
mod session;
mod snapshot;
mod status;
mod store;
mod stream;
mod succession;
mod transaction;
mod typing;
mod verdicts;
mod watch;
mod write;
mod write_plan;

use crate::{
    Code, Error, Result,
    causality::{Lane, Origin, Stream, VersionVector},
    conflict::ConflictQueue,
    deployment::Deployment,
    fault::Faults,
    metrics::Metrics,
    sorted::{SortedMap, SortedSet},
    time::{ClockOptions, HybridClock, Timestamp, node},
};
use alloc::{boxed::Box, format, string::String, sync::Arc, vec::Vec};

pub use change_set::ChangeSet;
pub use claim::{Claim, ClaimState};
pub use claim_key::ClaimSecret;
pub use log::LogEntry;
pub use options::Options;
pub use purge::{Purge, PurgeState};
pub use report::{ApplyReport, Feed, FeedChange, Held, Read, Version, Written};

#[cfg(feature = "simulate")]
pub(crate) use claim::key_of_claim;

use feed::FeedRuns;
use hold::HeldBatches;
use merging::Merges;
use outbox::Peer;
use purge::Leavers;
use recovery::Recovery;
use store::Store;
use stream::Streams;

/// One replica of the data: takes writes, sends batches, applies batches.
///
/// ```
/// use active_active::{deployment::Deployment, region::{Options, Region}, value::Value};
/// use std::sync::Arc;
/// let deployment = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
///     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
///     "classes": [{"name": "all", "keys": "**", "labels": [], "type": "register"}]}"#)?);
/// let mut eu = Region::open(deployment.clone(), "eu", Options::default())?;
/// let mut us = Region::open(deployment, "us", Options::default())?;
/// eu.put(1_000, "greeting", &[], &Value::from("hello"), None)?;
/// for batch in eu.batches_for(1_000, "us", 1 << 20)? {
///     us.apply(1_050, &batch)?;
/// }
/// assert_eq!(us.get("greeting")?.map(|read| read.value()), Some(Value::from("hello")));
/// assert_eq!(eu.digest(), us.digest());
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug)]
pub struct Region {
    deployment: Arc<Deployment>,
    /// Earlier deployments that some other region may still act under.
    precedents: Vec<Arc<Deployment>>,
    origin: Origin,
    options: Options,
    clock: HybridClock,
    streams: Streams,
    store: Store,
    conflicts: ConflictQueue,
    merges: Merges,
    /// Other regions by number: what they are known to hold.
    peers: SortedMap<u16, Peer>,
    held: HeldBatches,
    feed: FeedRuns,
    /// Keys whose pending contexts wait for a stream to reach a sequence.
    waiting: SortedMap<(u32, u64), Vec<Box<str>>>,
    /// Keys with something to collect once the dot is stable.
    tombstones: SortedMap<(u32, u64), Box<str>>,
    /// Keys, after the time at which they expire.
    expiring: SortedSet<(u64, Box<str>)>,
    /// The latest time that the host has told.
    told_ms: u64,
    /// What every member of the deployment has acknowledged in its own stream, by local stream number.
    stable: Vec<u64>,
    /// Room to work out `stable` in.
    frontier: Vec<u64>,
    /// What each member has acknowledged, by member and lane.
    member_saw: SortedMap<(u16, Lane), Vec<u64>>,
    /// What came in each lane since this region's last own change.
    progress: SortedMap<Lane, Progress>,
    recovery: Option<Recovery>,
    /// Who has to give up what, because of a newer deployment.
    leaving: Leavers,
    /// The time by which the replica last judged who may hold what, and the next one at which that may change.
    judged_ms: u64,
    next_turn_ms: u64,
    /// Digests of the deployment versions that were in force here.
    deployments_known: SortedMap<u64, [u8; 32]>,
    /// None where they are switched off.
    metrics: Option<Box<Metrics>>,
}

/// What came in a lane since this region's last own change there.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    /// Anything: the context of the next own change has to advance.
    foreign_moved: bool,
    /// A write: an acknowledgement alone asks for none in return.
    owes_acknowledgement: bool,
}

impl Region {
    /// Opens an empty replica of a region that the deployment names.
    ///
    /// # Errors
    ///
    /// `unknown_region` for a name that the deployment does not have, `invalid_argument` for incarnation zero and for
    /// settings of the metrics that are out of range.
    pub fn open(deployment: Arc<Deployment>, region: &str, options: Options) -> Result<Self> {
        let spec = deployment.region_by_name(region).ok_or_else(|| unknown_region(&deployment, region))?;
        if options.incarnation == 0 {
            return Err(Error::new(Code::InvalidArgument, "incarnations count from 1, 0 was given"));
        }
        let origin = Origin::new(spec.number, options.incarnation);
        let metrics = metrics::recorder(&options, &deployment)?;
        let clock = HybridClock::new(clock_options(origin, &options));
        let next_turn_ms = deployment.next_turn_ms(0);
        let deployments_known = [(deployment.version(), *deployment.digest())].into_iter().collect();
        let mut region = Region {
            deployment,
            precedents: Vec::new(),
            origin,
            options,
            clock,
            streams: Streams::default(),
            store: Store::default(),
            conflicts: ConflictQueue::default(),
            merges: Merges::default(),
            peers: SortedMap::new(),
            held: HeldBatches::default(),
            feed: FeedRuns::default(),
            waiting: SortedMap::new(),
            tombstones: SortedMap::new(),
            expiring: SortedSet::new(),
            told_ms: 0,
            stable: Vec::new(),
            frontier: Vec::new(),
            member_saw: SortedMap::new(),
            progress: SortedMap::new(),
            recovery: None,
            leaving: Leavers::new(),
            judged_ms: 0,
            next_turn_ms,
            deployments_known,
            metrics,
        };
        if origin.incarnation > 1 {
            region.start_recovery(false);
        }
        Ok(region)
    }

    /// The deployment in force.
    pub fn deployment(&self) -> &Arc<Deployment> {
        &self.deployment
    }

    /// Who writes here: the region's number and incarnation.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The name of the region.
    pub fn name(&self) -> &str {
        self.deployment.region_by_number(self.origin.region).map_or("", |spec| &spec.name)
    }

    /// The region's hybrid clock, for restart bounds, confirmed jumps and timestamps outside the engine.
    pub fn clock(&self) -> &HybridClock {
        &self.clock
    }

    /// What this region has received, stream by stream.
    pub fn cursors(&self) -> VersionVector {
        self.streams.cursors()
    }

    /// Puts a newer deployment in force; what was held for it can then be retried. Merge functions stay registered.
    ///
    /// # Errors
    ///
    /// `deployment_forked` or `deployment_incompatible`, with the reason; the old one stays in force.
    pub fn load_deployment(&mut self, deployment: Arc<Deployment>) -> Result<()> {
        self.deployment.check_successor(&deployment)?;
        if deployment.region_by_number(self.origin.region).is_none() {
            return Err(unknown_region(&deployment, self.name()));
        }
        self.deployments_known.insert(deployment.version(), *deployment.digest());
        if let Some(metrics) = &mut self.metrics {
            metrics.adopt(&deployment);
        }
        let held = self.all_holders();
        let earlier = core::mem::replace(&mut self.deployment, deployment);
        if earlier.version() < self.deployment.version() {
            self.precedents.push(earlier);
        }
        self.next_turn_ms = self.deployment.next_turn_ms(self.judged_ms);
        self.note_leavers(&held);
        self.decide_again(|_| true);
        self.check_all_rules();
        Ok(())
    }

    /// The stream that carries this region's own writes of a lane.
    fn own_stream(&self, lane: Lane) -> Stream {
        lane.stream(self.origin)
    }

    /// The lane of a key.
    fn lane_of(&self, key: &str) -> Result<Lane> {
        Ok(self.deployment.lane_of(self.deployment.class_of(key)?, key))
    }

    /// The lanes in which anything was written or received.
    fn lanes(&self) -> Vec<Lane> {
        let lanes: SortedSet<Lane> = self.streams.all.iter().map(|stream| stream.id.lane()).collect();
        lanes.iter().copied().collect()
    }

    fn region_name(&self, number: u16) -> String {
        self.deployment.region_by_number(number).map_or_else(|| format!("region {number}"), |spec| spec.name.clone())
    }

    /// The node of a change of a stream by a process.
    fn node_of(streams: &Streams, stream: u32, process: u32) -> u64 {
        streams.get(stream).map_or(0, |stream| stream.node(process))
    }

    fn timestamp(&self, time: u64, node: u64) -> Timestamp {
        Timestamp::from_packed(time, node)
    }

    fn faults(&self) -> Faults {
        self.options.faults
    }
}

fn clock_options(origin: Origin, options: &Options) -> ClockOptions {
    ClockOptions {
        node: node(origin.region, origin.incarnation, options.process),
        max_drift_ms: options.max_drift_ms,
        max_ahead_ms: options.max_ahead_ms,
        max_jump_ms: options.max_jump_ms,
    }
}

#[cold]
fn unknown_region(deployment: &Deployment, region: &str) -> Error {
    let known = deployment.regions().iter().map(|spec| spec.name.as_str()).collect::<Vec<_>>().join(", ");
    Error::new(
        Code::UnknownRegion,
        format!("deployment `{}` has no region `{region}`; it has {known}", deployment.name()),
    )
    .with("region", region)
}
