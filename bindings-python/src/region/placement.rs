//! What another region may be told, where labels say which regions may hold what.

use super::{Now, Region};
use crate::{
    argument::{Text, now_ms},
    error::Result,
    report::reports,
};
use pyo3::{
    intern,
    prelude::*,
    types::{PyBytes, PyList},
};

#[pymethods]
impl Region {
    /// The digest of all that both this region and another one may hold: equal to that of the other one for this region
    /// when they hold the same of it.
    fn digest_for<'py>(&self, py: Python<'py>, target: Text<'_>) -> Result<Bound<'py, PyBytes>> {
        let digest = self.work(py, |region| region.digest_for(target.0))?;
        Ok(PyBytes::new(py, &digest))
    }

    /// The part of the replica that another region may hold, for that region's `restore`.
    fn snapshot_for<'py>(&self, py: Python<'py>, target: Text<'_>) -> Result<Bound<'py, PyBytes>> {
        let snapshot = self.work(py, |region| region.snapshot_for(target.0))?;
        Ok(PyBytes::new(py, &snapshot))
    }

    /// What regions have to erase, or have erased, because what is in force does not let them hold it any more.
    #[pyo3(signature = (*, now = None))]
    fn purges<'py>(&self, py: Python<'py>, now: Now) -> Result<Bound<'py, PyList>> {
        let purges = self.call(py, |region| Ok(region.purges(now_ms(now))))?;
        reports(py, intern!(py, "Purge"), purges.iter().map(|purge| purge.to_document()))
    }
}
