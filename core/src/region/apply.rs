//! Applying batches from other regions.

use super::{
    ApplyReport, Region,
    hold::{HeldBatch, WaitsFor},
    prepare::{Prepared, PreparedBatch, forked},
    stream::Segment,
    succession::{Extent, ended, succeeded},
};
use crate::{
    Code, Error, Result,
    causality::Stream,
    fault::Fault,
    metrics::Refused,
    residency::Action,
    sorted::SortedSet,
    time::Timestamp,
    wire::{Batch, OperationKind, malformed},
};
use alloc::{format, vec::Vec};

/// How many changes of maps are looked ahead: a record takes several lines of memory, and waiting for those of many
/// records at once takes little longer than for those of one.
const AHEAD: usize = 16;

impl Region {
    /// Applies a batch. Changes that were applied before change nothing; what cannot be applied yet is held, listed
    /// in the report, and applied by itself when it can be.
    ///
    /// # Errors
    ///
    /// `batch_malformed`, `batch_too_large`, `unsupported_version`, `unknown_region`, `deployment_forked`,
    /// `wrong_type` and the other faults of keys and values, `replica_forked`, `stream_quarantined`, `hold_full`.
    /// None of them changes anything but that a forked stream is set aside.
    pub fn apply(&mut self, now_ms: u64, batch: &[u8]) -> Result<ApplyReport> {
        self.advance_to(now_ms);
        let applied = self.apply_one(now_ms, batch);
        let mut report = self.count_refusal(Refused::Batch, applied)?;
        let mut conflicts = core::mem::take(&mut report.conflicts);
        for released in self.release_held(now_ms, false) {
            conflicts.extend(released.conflicts);
            if released.stream == report.stream {
                report.released += released.applied;
                report.applied += released.applied;
            }
        }
        let mut known = SortedSet::new();
        conflicts.retain(|id| known.insert(*id));
        report.conflicts = conflicts;
        report.held = self.held_of(report.stream);
        Ok(report)
    }

    /// Tries what waits for time to pass or for a deployment; one report for each stream that moved.
    pub fn retry_held(&mut self, now_ms: u64) -> Result<Vec<ApplyReport>> {
        self.advance_to(now_ms);
        Ok(self.release_held(now_ms, true))
    }

    fn release_held(&mut self, now_ms: u64, asked: bool) -> Vec<ApplyReport> {
        let mut reports: Vec<ApplyReport> = Vec::new();
        let mut moved = true;
        while moved {
            moved = false;
            for (stream, first, waits_for) in self.held.fronts() {
                let next = self.streams.number(stream).map_or(0, |number| self.streams.cursor(number)) + 1;
                let ready = match waits_for {
                    WaitsFor::Gap => true,
                    WaitsFor::Time(ms) => ms <= now_ms,
                    WaitsFor::Deployment(version) => version <= self.deployment.version(),
                    WaitsFor::Attention => asked,
                };
                if first > next || !ready {
                    continue;
                }
                let Some(held) = self.held.take(stream, first) else { continue };
                match self.apply_one(now_ms, &held.bytes) {
                    Ok(mut report) if report.applied > 0 => {
                        moved = true;
                        report.released = report.applied;
                        reports.push(report);
                    }
                    // Held again, or nothing new in it: then the one behind it has its turn.
                    Ok(_) => moved |= !self.held.has(stream, first),
                    // What was sound when it came does not fit now: say so in the listing rather than drop it.
                    Err(why) => {
                        let refused = HeldBatch { waits_for: WaitsFor::Attention, why, ..held };
                        self.held.put_back(stream, first, refused);
                    }
                }
            }
        }
        reports.iter_mut().for_each(|report| report.held = self.held_of(report.stream));
        reports
    }

    fn apply_one(&mut self, now_ms: u64, bytes: &[u8]) -> Result<ApplyReport> {
        let batch = Batch::decode(bytes, self.options.batch_bytes_max)?;
        let mut report = ApplyReport::new(batch.stream);
        if let Some(why) = self.check_deployment(&batch)? {
            self.hold(&batch, bytes, WaitsFor::Deployment(batch.deployment_version), why)?;
            return Ok(report);
        }
        let cursor = self.check_stream(&batch)?;
        if batch.first > cursor + 1 && !self.faults().has(Fault::ApplyAcrossGap) {
            self.hold(&batch, bytes, WaitsFor::Gap, gap(&batch, cursor))?;
            return Ok(report);
        }
        let extent = self.extent(batch.stream);
        let most = match extent {
            _ if batch.last() <= cursor => 0,
            Extent::Open => u64::MAX,
            Extent::Ends(head) if batch.first > head || cursor >= head => return Err(ended(&batch, head)),
            Extent::Ends(head) => head - cursor,
            Extent::Unknown => {
                self.hold(&batch, bytes, WaitsFor::Gap, succeeded(&batch))?;
                return Ok(report);
            }
        };
        let deployment = self.deployment.clone();
        let prepared = match self.prepare(&batch, &deployment) {
            Err(error) if error.code() == Code::ReplicaForked => {
                self.quarantine(batch.stream);
                return Err(error);
            }
            other => other?,
        };
        report.duplicates = prepared.duplicates;
        self.count_arrival(&prepared, batch.stream, now_ms);
        if prepared.fresh.is_empty() {
            return Ok(report);
        }
        let ready = self.count_not_ahead(&prepared, batch.stream, now_ms);
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(prepared.fresh.len());
        if ready < most {
            let (from_ms, why) = self.drift_of(&prepared, ready, batch.stream, now_ms);
            self.hold(&batch, bytes, WaitsFor::Time(from_ms), why)?;
        }
        let whole = prepared.whole_sets(ready.min(most));
        if whole > 0 {
            self.commit_batch(&batch, &prepared, whole, &mut report);
        }
        Ok(report)
    }

    /// Whether the batch's deployment is in force here, or why it has to wait.
    fn check_deployment(&self, batch: &Batch<'_>) -> Result<Option<Error>> {
        let digest = self.deployments_known.get(&batch.deployment_version);
        let same = digest.is_none_or(|digest| digest.starts_with(&batch.deployment_digest));
        if !same {
            return Err(Error::new(
                Code::DeploymentForked,
                format!(
                    "the batch was made under another deployment document of version {}; give every region the same one",
                    batch.deployment_version
                ),
            )
            .with("version", batch.deployment_version));
        }
        if batch.deployment_version > self.deployment.version() {
            return Ok(Some(
                Error::new(
                    Code::DeploymentUnknown,
                    format!(
                        "made under deployment version {}, {} is in force here; load it",
                        batch.deployment_version,
                        self.deployment.version()
                    ),
                )
                .with("version", batch.deployment_version),
            ));
        }
        Ok(None)
    }

    /// How far the batch's stream has come here, if the batch may belong to it.
    fn check_stream(&mut self, batch: &Batch<'_>) -> Result<u64> {
        let stream = batch.stream;
        if self.deployment.region_by_number(stream.origin.region).is_none() {
            return Err(Error::new(
                Code::UnknownRegion,
                format!("the deployment has no region with number {}", stream.origin.region),
            )
            .with("region", u64::from(stream.origin.region)));
        }
        if stream.partition >= self.deployment.partitions() {
            return Err(malformed("a partition that the deployment does not have"));
        }
        self.check_action(stream.placement, Action::Replicate, self.judged_ms)?;
        let known = self.streams.number(stream).and_then(|number| self.streams.get(number));
        if known.is_some_and(|known| known.quarantined) {
            return Err(Error::new(
                Code::StreamQuarantined,
                format!(
                    "stream {stream} was set aside because it has two histories; let its region take a new incarnation"
                ),
            )
            .with("stream", format!("{stream}")));
        }
        let cursor = known.map_or(0, |known| known.cursor);
        if stream.origin == self.origin && batch.last() > cursor && !self.faults().has(Fault::PlainRestore) {
            return Err(forked(stream, batch.last()));
        }
        Ok(cursor)
    }

    fn quarantine(&mut self, stream: Stream) {
        // Only the stream whose history splits is set aside, never this region's own.
        if stream.origin != self.origin
            && let Some(known) = self.streams.number(stream).and_then(|number| self.streams.get_mut(number))
        {
            known.quarantined = true;
        }
    }

    /// How many of the fresh changes are not further ahead of local time than the limit.
    fn count_not_ahead(&self, prepared: &PreparedBatch<'_>, stream: Stream, now_ms: u64) -> usize {
        let limit = now_ms.saturating_add(self.options.max_drift_ms);
        if stream.origin == self.origin {
            return prepared.fresh.len();
        }
        // Times rise within a stream.
        prepared.fresh.partition_point(|fresh| fresh.change.time >> 16 <= limit)
    }

    fn drift_of(&self, prepared: &PreparedBatch<'_>, at: usize, stream: Stream, now_ms: u64) -> (u64, Error) {
        let time = prepared.fresh.get(at).map_or(0, |fresh| fresh.change.time);
        let node = crate::time::node(stream.origin.region, stream.origin.incarnation, 0);
        let refused = self.clock.check_drift(Timestamp::from_packed(time, node), now_ms);
        let why = refused.err().unwrap_or_else(|| Error::new(Code::ClockDrift, "ahead of local time"));
        ((time >> 16).saturating_sub(self.options.max_drift_ms), why)
    }

    fn commit_batch(
        &mut self,
        batch: &Batch<'_>,
        prepared: &PreparedBatch<'_>,
        ready: usize,
        report: &mut ApplyReport,
    ) {
        let number = self.streams.intern(batch.stream);
        let Some(stream) = self.streams.get(number) else { return };
        let (base, mut sequence) = (stream.base(), stream.cursor);
        let first = sequence + 1;
        let (mut length, mut writes) = (0, false);
        let mut tally = self.metrics.as_mut().map(|metrics| metrics.tally()).unwrap_or_default();
        for (place, fresh) in prepared.fresh.iter().take(ready).enumerate() {
            if place % AHEAD == 0 {
                self.look_ahead(prepared.fresh.get(place..ready).unwrap_or_default());
            }
            sequence += 1;
            let change = &fresh.change;
            let (from, to) = change.steps;
            if from < to {
                let steps = prepared.steps.get(from as usize..to as usize).unwrap_or_default();
                self.streams.take_steps(number, sequence, steps);
            }
            if change.kind.is_write() {
                writes = true;
                tally.count(fresh.class, place);
            }
            length += change.bytes.len();
            self.commit_change(number, sequence, change, fresh.class, &mut report.conflicts);
        }
        let from = prepared.fresh_from;
        let bytes = batch.changes.get(from..from + length).unwrap_or_default().to_vec();
        if let Some(stream) = self.streams.get_mut(number) {
            let last = (stream.time, stream.node(stream.process));
            stream.log.push_back(Segment { first, count: ready as u64, base, bytes });
            // Never refused: what is too far ahead was cut off before.
            let _ = self.clock.observe_time(last.0, last.1, last.0 >> 16);
        }
        self.count_applied(prepared, tally, batch.stream);
        self.feed.append(number, first, ready as u64);
        report.applied += ready as u64;
        let lane = batch.stream.lane();
        let progress = self.progress.entry(lane).or_default();
        progress.foreign_moved = true;
        progress.owes_acknowledgement |= writes;
        self.after_progress(lane);
        self.check_recovered();
    }

    /// Reads the records of the next changes, so that they are in the cache by the time they are joined.
    fn look_ahead(&self, next: &[Prepared<'_>]) {
        let maps = next.iter().take(AHEAD).filter(|fresh| fresh.change.kind == OperationKind::Patch);
        let read = maps.fold(0, |read, fresh| read ^ self.store.peek(fresh.change.key));
        core::hint::black_box(read);
    }
}

impl ApplyReport {
    fn new(stream: Stream) -> Self {
        ApplyReport { stream, applied: 0, duplicates: 0, released: 0, conflicts: Vec::new(), held: Vec::new() }
    }
}

#[cold]
fn gap(batch: &Batch<'_>, cursor: u64) -> Error {
    Error::new(
        Code::BatchGap,
        format!("starts at sequence {} and {cursor} is the last that came; send what lies between", batch.first),
    )
    .with("expected", cursor + 1)
    .with("first", batch.first)
}
