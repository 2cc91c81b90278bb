//! What a region counts, and what that says.

use super::{Now, Region};
use crate::{
    argument::{Number, now_ms},
    error::Result,
    report::{Report, report},
};
use active_active::metrics::DiagnoseOptions;
use pyo3::{intern, prelude::*};

#[pymethods]
impl Region {
    /// All that this replica has counted since it was opened, with rates as of `now`. It names no key.
    #[pyo3(signature = (*, now = None))]
    fn metrics<'py>(&self, py: Python<'py>, now: Now) -> Result<Report<'py>> {
        let metrics = self.call(py, |region| region.metrics(now_ms(now)))?;
        report(py, intern!(py, "Metrics"), &metrics.to_document())
    }

    /// The same as text for Prometheus, in the format OpenMetrics 1.0; serve it as
    /// `application/openmetrics-text; version=1.0.0; charset=utf-8`.
    #[pyo3(signature = (*, now = None))]
    fn open_metrics(&self, py: Python<'_>, now: Now) -> Result<String> {
        self.call(py, |region| region.open_metrics(now_ms(now)))
    }

    /// What is wrong, if anything: misrouting, a hotspot, a clock that is ahead, or a region that is silent, each with
    /// its evidence and a next step.
    ///
    /// Options; what is left out, or `None`, has the default.
    ///
    /// - `conflicts_min` (10): how many conflicts there have to be before their keys and regions are judged.
    /// - `hotspot_keys` (3): how many keys are few.
    /// - `hotspot_percent` (50): what share of the conflicts those few need to be a hotspot.
    /// - `misrouting_percent` (50): what share has to be repeated ones between regions on other keys.
    /// - `clock_skew_ms` (1,000): how far ahead another origin's clock has to be.
    /// - `silent_ms` (30,000): for how long another region has to be silent while changes wait for it.
    /// - `allow_keys` (false): whether hot keys are named, and not only their hashes.
    #[pyo3(signature = (*, conflicts_min = None, hotspot_keys = None, hotspot_percent = None,
        misrouting_percent = None, clock_skew_ms = None, silent_ms = None, allow_keys = None, now = None))]
    #[allow(clippy::too_many_arguments, reason = "each has a name in Python")]
    fn diagnose<'py>(
        &self,
        py: Python<'py>,
        conflicts_min: Option<Number<u64>>,
        hotspot_keys: Option<Number<usize>>,
        hotspot_percent: Option<Number<u64>>,
        misrouting_percent: Option<Number<u64>>,
        clock_skew_ms: Option<Number<u64>>,
        silent_ms: Option<Number<u64>>,
        allow_keys: Option<bool>,
        now: Now,
    ) -> Result<Report<'py>> {
        let default = DiagnoseOptions::default();
        let options = DiagnoseOptions {
            conflicts_min: conflicts_min.map_or(default.conflicts_min, |n| n.0),
            hotspot_keys: hotspot_keys.map_or(default.hotspot_keys, |n| n.0),
            hotspot_percent: hotspot_percent.map_or(default.hotspot_percent, |n| n.0),
            misrouting_percent: misrouting_percent.map_or(default.misrouting_percent, |n| n.0),
            clock_skew_ms: clock_skew_ms.map_or(default.clock_skew_ms, |n| n.0),
            silent_ms: silent_ms.map_or(default.silent_ms, |n| n.0),
            allow_keys: allow_keys.unwrap_or(default.allow_keys),
        };
        let diagnosis = self.call(py, |region| region.diagnose(now_ms(now), &options))?;
        report(py, intern!(py, "Diagnosis"), &diagnosis.to_document())
    }
}
