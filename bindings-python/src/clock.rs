//! The hybrid clock. The core's is safe to share between threads, so nothing here locks.

use crate::{
    argument::{Number, now_ms},
    error::Result,
    timestamp::Timestamp,
};
use active_active::time::{self, ClockOptions};
use pyo3::prelude::*;

/// The node of a process: `region << 48 | incarnation << 32 | process`.
///
/// >>> hex(node(1, 2, 3))
/// '0x1000200000003'
#[pyfunction]
pub(crate) fn node(region: Number<u16>, incarnation: Number<u16>, process: Number<u32>) -> u64 {
    time::node(region.0, incarnation.0, process.0)
}

/// A clock whose timestamps follow physical time, never go back, and exceed everything it has observed. Any number
/// of threads may use one clock.
///
/// Every time is in Unix milliseconds; where `now` is left out, the computer's clock is read.
///
/// >>> clock = HybridClock(node(1, 1, 0))
/// >>> first = clock.tick(now=1_700_000_000_000)
/// >>> clock.tick(now=1_600_000_000_000) > first
/// True
#[pyclass(frozen, module = "active_active")]
pub(crate) struct HybridClock(time::HybridClock);

type Millis = Option<Number<u64>>;

fn options(node: Number<u64>, max_drift_ms: Millis, max_ahead_ms: Millis, max_jump_ms: Millis) -> ClockOptions {
    let default = ClockOptions::new(node.0);
    ClockOptions {
        node: node.0,
        max_drift_ms: max_drift_ms.map_or(default.max_drift_ms, |ms| ms.0),
        max_ahead_ms: max_ahead_ms.map_or(default.max_ahead_ms, |ms| ms.0),
        max_jump_ms: max_jump_ms.map(|ms| ms.0),
    }
}

#[pymethods]
impl HybridClock {
    #[new]
    #[pyo3(signature = (node, *, max_drift_ms = None, max_ahead_ms = None, max_jump_ms = None))]
    fn new(node: Number<u64>, max_drift_ms: Millis, max_ahead_ms: Millis, max_jump_ms: Millis) -> Self {
        HybridClock(time::HybridClock::new(options(node, max_drift_ms, max_ahead_ms, max_jump_ms)))
    }

    /// A clock that goes on after a restart from the bound that was persisted. It ticks once a higher bound is
    /// reserved, persisted and confirmed.
    #[staticmethod]
    #[pyo3(signature = (node, bound_ms, *, max_drift_ms = None, max_ahead_ms = None, max_jump_ms = None))]
    fn restart(
        node: Number<u64>,
        bound_ms: Number<u64>,
        max_drift_ms: Millis,
        max_ahead_ms: Millis,
        max_jump_ms: Millis,
    ) -> Self {
        let options = options(node, max_drift_ms, max_ahead_ms, max_jump_ms);
        HybridClock(time::HybridClock::restart(options, bound_ms.0))
    }

    /// A clock that goes on after the greatest timestamp that anyone has seen.
    #[staticmethod]
    #[pyo3(signature = (node, last, *, max_drift_ms = None, max_ahead_ms = None, max_jump_ms = None))]
    fn resume(
        node: Number<u64>,
        last: Timestamp,
        max_drift_ms: Millis,
        max_ahead_ms: Millis,
        max_jump_ms: Millis,
    ) -> Self {
        HybridClock(time::HybridClock::resume(options(node, max_drift_ms, max_ahead_ms, max_jump_ms), last.0))
    }

    /// The next timestamp: the time, or one more than the last where that is later.
    #[pyo3(signature = (*, now = None))]
    fn tick(&self, now: Millis) -> Result<Timestamp> {
        Ok(Timestamp(self.0.tick(now_ms(now))?))
    }

    /// As `tick`, answered as the packed integer `ms << 16 | counter`: for code that makes millions.
    #[pyo3(signature = (*, now = None))]
    fn tick_packed(&self, now: Millis) -> Result<u64> {
        Ok(self.0.tick(now_ms(now))?.packed())
    }

    /// Learns of another clock's timestamp: every later tick is greater.
    #[pyo3(signature = (remote, *, now = None))]
    fn observe(&self, remote: Timestamp, now: Millis) -> Result<()> {
        Ok(self.0.observe(remote.0, now_ms(now))?)
    }

    /// Refuses what `observe` would refuse, and changes nothing.
    #[pyo3(signature = (remote, *, now = None))]
    fn check_drift(&self, remote: Timestamp, now: Millis) -> Result<()> {
        Ok(self.0.check_drift(remote.0, now_ms(now))?)
    }

    /// A new upper bound to persist and then give to `confirm_reserve`.
    #[pyo3(signature = (ahead_ms, *, now = None))]
    fn reserve(&self, ahead_ms: Number<u64>, now: Millis) -> u64 {
        self.0.reserve(now_ms(now), ahead_ms.0)
    }

    /// Allows timestamps below `bound_ms`, now that it is persisted.
    fn confirm_reserve(&self, bound_ms: Number<u64>) {
        self.0.confirm_reserve(bound_ms.0);
    }

    /// Accepts a forward jump of the time that a tick refused with `clock_jump`.
    #[pyo3(signature = (*, now = None))]
    fn confirm_jump(&self, now: Millis) {
        self.0.confirm_jump(now_ms(now));
    }

    /// The last timestamp issued or observed, with this clock's node.
    #[getter]
    fn last(&self) -> Timestamp {
        Timestamp(self.0.last())
    }

    /// The node in every timestamp of this clock.
    #[getter]
    fn node(&self) -> u64 {
        self.0.node()
    }

    /// The bound that no timestamp reaches, or `None` when nothing was reserved.
    #[getter]
    fn bound_ms(&self) -> Option<u64> {
        self.0.bound_ms()
    }

    /// How often physical time stepped back noticeably between two ticks.
    #[getter]
    fn backward_jumps(&self) -> u64 {
        self.0.backward_jumps()
    }

    /// The largest of these steps.
    #[getter]
    fn backward_ms_max(&self) -> u64 {
        self.0.backward_ms_max()
    }

    fn __repr__(&self) -> String {
        format!("HybridClock(node={:#x}, last={})", self.0.node(), self.0.last())
    }
}
