//! The deployment document, parsed and checked.

use crate::{
    argument::Text,
    error::Result,
    value::{Input, write},
};
use active_active::deployment;
use pyo3::{
    prelude::*,
    types::{PyBytes, PyDict},
};
use std::sync::Arc;

/// A deployment: its regions, its classes of keys with their types and strategies, its limits. It never changes; a
/// newer version is another document.
///
/// >>> deployment = Deployment.parse('''{"version": 1, "name": "shop",
/// ...     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
/// ...     "classes": [{"name": "all", "keys": "**", "labels": [], "type": "register"}]}''')
/// >>> deployment.name, deployment.version, deployment.regions
/// ('shop', 1, {'eu': 1, 'us': 2})
#[pyclass(frozen, module = "active_active")]
pub(crate) struct Deployment(pub(crate) Arc<deployment::Deployment>);

#[pymethods]
impl Deployment {
    /// Reads and checks the document as JSON text; errors name the place.
    #[staticmethod]
    fn parse(text: Text<'_>) -> Result<Self> {
        Ok(Deployment(Arc::new(deployment::Deployment::parse(text.0)?)))
    }

    /// Checks the document as a dict.
    #[staticmethod]
    fn from_document(document: Input) -> Result<Self> {
        Ok(Deployment(Arc::new(deployment::Deployment::from_value(&document.0)?)))
    }

    /// The document with every default filled in.
    fn to_document<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        Ok(write(py, &self.0.to_value())?)
    }

    /// The name.
    #[getter]
    fn name(&self) -> &str {
        self.0.name()
    }

    /// The version, which rises with every change.
    #[getter]
    fn version(&self) -> u64 {
        self.0.version()
    }

    /// Over how many partitions the keys are spread.
    #[getter]
    fn partitions(&self) -> u16 {
        self.0.partitions()
    }

    /// Region numbers by name, in the order of the document.
    #[getter]
    fn regions<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyDict>> {
        let regions = PyDict::new(py);
        for region in self.0.regions() {
            regions.set_item(&region.name, region.number)?;
        }
        Ok(regions)
    }

    /// The digest of the document: equal where the meaning is equal.
    fn digest<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.digest())
    }

    /// The name of the class that a key belongs to: the first whose pattern matches.
    fn class_of(&self, key: Text<'_>) -> Result<&str> {
        let index = self.0.class_of(key.0)?;
        Ok(self.0.class(index).map_or("", |class| &class.name))
    }

    /// The partition that a key belongs to.
    fn partition_of(&self, key: Text<'_>) -> u16 {
        self.0.partition_of(key.0)
    }

    /// Refuses a document that could not follow this one.
    fn check_successor(&self, next: &Deployment) -> Result<()> {
        Ok(self.0.check_successor(&next.0)?)
    }

    /// What would change if `next` took the place of this one: a dict of `compatible`, `reason`, `changes`, each of
    /// which has a `place`, and `old` or `new` or both, and `residency`: for a `label` and an `action` the regions where
    /// it is `tightened` or `loosened`.
    fn diff<'py>(&self, py: Python<'py>, next: &Deployment) -> Result<Bound<'py, PyAny>> {
        Ok(write(py, &self.0.diff(&next.0))?)
    }

    fn __eq__(&self, other: &Deployment) -> bool {
        self.0.digest() == other.0.digest()
    }

    fn __hash__(&self) -> u64 {
        self.0.digest().iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
    }

    fn __repr__(&self) -> String {
        format!("<Deployment {:?} version {} {}>", self.0.name(), self.0.version(), self.0.digest_text())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> Result<(Bound<'py, PyAny>, (Bound<'py, PyAny>,))> {
        let document = slf.get().to_document(slf.py())?;
        Ok((slf.get_type().getattr("from_document")?, (document,)))
    }
}
