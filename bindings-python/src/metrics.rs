//! The parts of the metrics that stand alone. No operation on them can stop half way, so a poisoned lock has lost
//! nothing.

use crate::{
    argument::{Number, Text, now_ms},
    error::Result,
    report::reports,
};
use active_active::metrics;
use pyo3::{intern, prelude::*, sync::MutexExt, types::PyList};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A detector of sustained rises: a threshold for what a counter may rise by within a window.
///
/// Windows follow one another; the first starts with the first observation. A rise of exactly the threshold is a
/// breach, at once; a breach ends with a whole window below the threshold. An observation whose time or count is lower
/// than the last one's is as if it had not been made. Observe about once a second. Any number of threads may use one.
///
/// >>> monitor = RateMonitor(100, 5_000)
/// >>> monitor.observe(7_000, now=10_000)
/// 'normal'
/// >>> monitor.observe(7_100, now=11_000)
/// 'breached'
#[pyclass(frozen, module = "active_active")]
pub(crate) struct RateMonitor(Mutex<metrics::RateMonitor>);

impl RateMonitor {
    fn lock<'a>(&'a self, py: Python<'_>) -> MutexGuard<'a, metrics::RateMonitor> {
        self.0.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl RateMonitor {
    #[new]
    fn new(threshold: Number<u64>, window_ms: Number<u64>) -> Result<Self> {
        Ok(RateMonitor(Mutex::new(metrics::RateMonitor::new(threshold.0, window_ms.0)?)))
    }

    /// Observes the counter, which only rises, and returns the state then.
    #[pyo3(signature = (total, *, now = None))]
    fn observe(&self, py: Python<'_>, total: Number<u64>, now: Option<Number<u64>>) -> &'static str {
        self.lock(py).observe(now_ms(now), total.0).as_str()
    }

    /// Changes the settings from the next window on; at once where nothing was observed yet.
    fn configure(&self, py: Python<'_>, threshold: Number<u64>, window_ms: Number<u64>) -> Result<()> {
        Ok(self.lock(py).configure(threshold.0, window_ms.0)?)
    }

    /// The state at the last observation.
    #[getter]
    fn state(&self, py: Python<'_>) -> &'static str {
        self.lock(py).state().as_str()
    }

    /// What the counter rose by in the window that is open.
    #[getter]
    fn count(&self, py: Python<'_>) -> u64 {
        self.lock(py).count()
    }

    /// The threshold of the window that is open.
    #[getter]
    fn threshold(&self, py: Python<'_>) -> u64 {
        self.lock(py).threshold()
    }

    /// The length of the window that is open.
    #[getter]
    fn window_ms(&self, py: Python<'_>) -> u64 {
        self.lock(py).window_ms()
    }
}

/// The keys that come most often, in bounded memory: the SpaceSaving sketch of Metwally, Agrawal and El Abbadi (2005).
///
/// The true count of a key that it holds is at least `count - error` and at most `count`, and every key that came more
/// than `total / capacity` times is held. Any number of threads may use one.
///
/// >>> sketch = SpaceSaving(2)
/// >>> for key in "aabc":
/// ...     sketch.add(key)
/// >>> sketch.top()
/// [KeyCount(key='a', count=2, error=0), KeyCount(key='c', count=2, error=1)]
#[pyclass(frozen, module = "active_active")]
pub(crate) struct SpaceSaving(Mutex<metrics::SpaceSaving>);

impl SpaceSaving {
    fn lock<'a>(&'a self, py: Python<'_>) -> MutexGuard<'a, metrics::SpaceSaving> {
        self.0.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl SpaceSaving {
    #[new]
    #[pyo3(signature = (capacity = Number(metrics::SpaceSaving::CAPACITY_DEFAULT)), text_signature = "(capacity=64)")]
    fn new(capacity: Number<usize>) -> Result<Self> {
        Ok(SpaceSaving(Mutex::new(metrics::SpaceSaving::new(capacity.0)?)))
    }

    /// Counts a key so many times.
    #[pyo3(signature = (key, times = Number(1)), text_signature = "($self, key, times=1)")]
    fn add(&self, py: Python<'_>, key: Text<'_>, times: Number<u64>) {
        self.lock(py).add(key.0, times.0);
    }

    /// The keys that are held, at most `limit`, the highest count first; equal counts in the byte order of the keys.
    #[pyo3(signature = (limit = None))]
    fn top<'py>(&self, py: Python<'py>, limit: Option<Number<usize>>) -> Result<Bound<'py, PyList>> {
        let top = self.lock(py).top(limit.map_or(usize::MAX, |limit| limit.0));
        reports(py, intern!(py, "KeyCount"), top.iter().map(metrics::KeyCount::to_document))
    }

    /// How much was counted in all.
    #[getter]
    fn total(&self, py: Python<'_>) -> u64 {
        self.lock(py).total()
    }

    /// How many keys are held at most.
    #[getter]
    fn capacity(&self, py: Python<'_>) -> usize {
        self.lock(py).capacity()
    }
}
