//! What the engine tells its metrics, and what they tell.

use super::{Options, Region, placement::members, prepare::PreparedBatch};
use crate::{
    Code, Error, Result,
    causality::Stream,
    deployment::Deployment,
    metrics::{DiagnoseOptions, Diagnosis, Metrics, MetricsReport, PeerProgress, Refused, Tally, diagnose},
    value::Limits,
    wire::StreamReader,
};
use alloc::{boxed::Box, string::String, vec::Vec};

/// The metrics of a replica that is opened, if they are wanted.
pub(super) fn recorder(options: &Options, deployment: &Deployment) -> Result<Option<Box<Metrics>>> {
    if !options.metrics {
        return Ok(None);
    }
    Metrics::new(options.metrics_window_ms, options.conflict_rate_threshold, deployment).map(Box::new).map(Some)
}

impl Region {
    /// All that this replica has counted since it was opened, with rates at a time. It names no key.
    ///
    /// # Errors
    ///
    /// `invalid_argument` where metrics are switched off.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, region::{Options, Region}};
    /// use std::sync::Arc;
    /// let deployment = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1}],
    ///     "classes": [{"name": "prices", "keys": "**", "labels": [], "type": "register"}]}"#)?);
    /// let mut eu = Region::open(deployment, "eu", Options::default())?;
    /// eu.put(1_000, "price/tea", &[], &9.into(), None)?;
    /// let metrics = eu.metrics(1_000)?;
    /// assert_eq!(metrics.writes[0].labels, [("class", "prices".into())]);
    /// assert_eq!(metrics.writes[0].total, 1);
    /// assert!(eu.open_metrics(1_000)?.contains("active_active_writes_total{region=\"eu\",class=\"prices\"} 1\n"));
    /// assert_eq!(eu.diagnose(1_000, &Default::default())?.state(), None);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn metrics(&self, now_ms: u64) -> Result<MetricsReport> {
        let metrics = self.recorded()?;
        let mut report = metrics.report(now_ms, &self.deployment);
        report.region = self.name().into();
        report.peers = self.peer_progress(metrics.at(now_ms));
        report.records = self.store.len() as u64;
        report.batches_waiting = self.held.len() as u64;
        report.conflict_records = self.conflicts.len() as u64;
        report.conflict_records_dropped = self.conflicts.dropped();
        Ok(report)
    }

    /// The same as text for Prometheus, in the format OpenMetrics 1.0.
    ///
    /// # Errors
    ///
    /// `invalid_argument` where metrics are switched off.
    pub fn open_metrics(&self, now_ms: u64) -> Result<String> {
        Ok(self.metrics(now_ms)?.to_open_metrics())
    }

    /// What is wrong at a time, if anything, each with its evidence and a next step.
    ///
    /// # Errors
    ///
    /// `invalid_argument` where metrics are switched off, and for options out of range.
    pub fn diagnose(&self, now_ms: u64, options: &DiagnoseOptions) -> Result<Diagnosis> {
        let metrics = self.recorded()?;
        let peers = self.peer_progress(metrics.at(now_ms));
        diagnose(metrics, now_ms, &self.deployment, &peers, options)
    }

    fn recorded(&self) -> Result<&Metrics> {
        self.metrics.as_deref().ok_or_else(|| {
            Error::new(
                Code::InvalidArgument,
                "metrics are switched off here; open the region with the option `metrics`",
            )
        })
    }

    fn peer_progress(&self, now_ms: u64) -> Vec<PeerProgress> {
        let others = members(&self.deployment).filter(|member| *member != self.origin.region);
        others.map(|member| self.progress_of(member, now_ms)).collect()
    }

    fn progress_of(&self, member: u16, now_ms: u64) -> PeerProgress {
        let (mut unacknowledged, mut waiting_ms) = (0, 0);
        for (number, stream) in (0u32..).zip(&self.streams.all).filter(|(_, stream)| stream.id.origin == self.origin) {
            let acknowledged = self.peers.get(&member).map_or(0, |peer| peer.cursors.get(stream.id));
            if acknowledged < stream.cursor {
                unacknowledged += stream.cursor - acknowledged;
                let written_ms = self.written_ms(number, acknowledged + 1);
                waiting_ms = waiting_ms.max(now_ms.saturating_sub(written_ms.unwrap_or(now_ms)));
            }
        }
        let heard_ms = self.metrics.as_ref().and_then(|metrics| metrics.heard_ms(member));
        let silent_ms = now_ms.saturating_sub(heard_ms.unwrap_or(now_ms));
        PeerProgress { peer: self.region_name(member), unacknowledged, silent_ms, waiting_ms }
    }

    /// When a change was written, if the log still has it.
    fn written_ms(&self, stream: u32, sequence: u64) -> Option<u64> {
        let (base, _, bytes) = self.streams.stretch(stream, sequence, 1)?;
        let limits = Limits { depth: usize::MAX, size_bytes: usize::MAX };
        let change = StreamReader::new(bytes, &base, &limits).next_change().ok()?;
        Some(change.time >> 16)
    }

    /// Tells the replica what time it is.
    #[inline]
    pub(super) fn advance_to(&mut self, now_ms: u64) {
        self.judge_at(now_ms);
        self.told_ms = self.told_ms.max(now_ms);
        if let Some(metrics) = &mut self.metrics {
            metrics.advance(now_ms);
        }
    }

    /// Counts a call that was refused.
    pub(super) fn count_refusal<T>(&mut self, what: Refused, answer: Result<T>) -> Result<T> {
        if let (Err(error), Some(metrics)) = (&answer, &mut self.metrics) {
            metrics.refused(what, error.code());
        }
        answer
    }

    /// Counts what a batch brought, applied or not.
    pub(super) fn count_arrival(&mut self, prepared: &PreparedBatch<'_>, stream: Stream, now_ms: u64) {
        let Some(metrics) = &mut self.metrics else { return };
        metrics.duplicates(stream.origin, prepared.duplicates);
        // Times rise within a stream.
        if let Some(last) = prepared.fresh.last().filter(|_| stream.origin != self.origin) {
            metrics.ahead(stream.origin, (last.change.time >> 16).saturating_sub(now_ms));
        }
    }

    /// Counts the changes of a batch that were applied.
    pub(super) fn count_applied(&mut self, prepared: &PreparedBatch<'_>, tally: Tally, stream: Stream) {
        if let Some(metrics) = &mut self.metrics {
            metrics.applied(stream.origin, tally, |place| prepared.fresh.get(place).map(|fresh| fresh.change.key));
        }
    }
}
