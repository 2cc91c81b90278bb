//! What another region may be told, where labels say which regions may hold what.

use super::Region;
use crate::{argument::Text, error::Result};
use pyo3::{prelude::*, types::PyBytes};

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
}
