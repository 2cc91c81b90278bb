//! What goes to other regions and what comes from them, as bytes that the host moves.

use super::{Now, Region};
use crate::{
    argument::{Bytes, Number, Text, now_ms},
    error::Result,
    report::{Report, report, reports},
};
use pyo3::{
    intern,
    prelude::*,
    types::{PyBytes, PyList},
};

#[pymethods]
impl Region {
    /// What the target is not known to have, as batches of about `bytes_max` each; the same again until acknowledged.
    #[pyo3(signature = (target, *, bytes_max = Number(1 << 20), now = None),
        text_signature = "($self, target, *, bytes_max=1048576, now=None)")]
    fn batches_for<'py>(
        &self,
        py: Python<'py>,
        target: Text<'_>,
        bytes_max: Number<usize>,
        now: Now,
    ) -> Result<Bound<'py, PyList>> {
        let batches = self.work(py, |region| region.batches_for(now_ms(now), target.0, bytes_max.0))?;
        Ok(PyList::new(py, batches.iter().map(|batch| PyBytes::new(py, batch)))?)
    }

    /// What this region holds of all that the target may hold too, for the target's `acknowledge`.
    fn acknowledgement_for<'py>(&self, py: Python<'py>, target: Text<'_>) -> Result<Bound<'py, PyBytes>> {
        let bytes = self.call(py, |region| region.acknowledgement_for(target.0))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Takes another region's acknowledgement and returns that region's name.
    fn acknowledge(&self, py: Python<'_>, acknowledgement: Bytes) -> Result<String> {
        self.call(py, |region| region.acknowledge(&acknowledgement))
    }

    /// Applies a batch. Duplicates change nothing, what cannot be applied yet is held, and a malformed batch is an
    /// error that changes nothing. Other threads run meanwhile.
    #[pyo3(signature = (batch, *, now = None))]
    fn apply<'py>(&self, py: Python<'py>, batch: Bytes, now: Now) -> Result<Report<'py>> {
        let applied = self.work(py, |region| region.apply(now_ms(now), &batch))?;
        report(py, intern!(py, "ApplyReport"), &applied.to_document())
    }

    /// Everything that waits, by stream.
    fn held<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyList>> {
        let held = self.call(py, |region| Ok(region.held()))?;
        reports(py, intern!(py, "Held"), held.iter().map(|held| held.to_document()))
    }

    /// Tries again what waits for time to pass or for a deployment; one report per stream that moved.
    #[pyo3(signature = (*, now = None))]
    fn retry_held<'py>(&self, py: Python<'py>, now: Now) -> Result<Bound<'py, PyList>> {
        let moved = self.work(py, |region| region.retry_held(now_ms(now)))?;
        reports(py, intern!(py, "ApplyReport"), moved.iter().map(|report| report.to_document()))
    }

    /// The whole replica as bytes, for `restore` and for backup.
    fn snapshot<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyBytes>> {
        let snapshot = self.work(py, |region| Ok(region.snapshot()))?;
        Ok(PyBytes::new(py, &snapshot))
    }
}
