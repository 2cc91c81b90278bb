//! Version vectors as a mutable mapping of stream to head.

use crate::{
    argument::{Bytes, Number, Text},
    error::Result,
    value::{Input, write},
};
use active_active::causality::{self, Dot, Stream};
use pyo3::{prelude::*, sync::MutexExt, types::PyBytes};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// For each stream, how far its writes have been seen. Any number of threads may use one vector.
///
/// >>> left, right = VersionVector({"1.1": 2, "2.1": 1}), VersionVector({"1.1": 1, "2.1": 3})
/// >>> left.compare(right)
/// 'concurrent'
/// >>> left.merge(right)
/// >>> left
/// VersionVector({'1.1': 2, '2.1': 3})
#[pyclass(frozen, module = "active_active")]
pub(crate) struct VersionVector(Mutex<causality::VersionVector>);

impl VersionVector {
    pub(crate) fn of(vector: causality::VersionVector) -> Self {
        VersionVector(Mutex::new(vector))
    }

    /// The vector, locked; no operation on it can stop half way, so a poisoned lock has lost nothing.
    fn lock<'a>(&'a self, py: Python<'_>) -> MutexGuard<'a, causality::VersionVector> {
        self.0.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner)
    }

    /// A copy, so that two vectors are never locked at once.
    fn copied(&self, py: Python<'_>) -> causality::VersionVector {
        self.lock(py).clone()
    }
}

#[pymethods]
impl VersionVector {
    #[new]
    #[pyo3(signature = (document = None))]
    fn new(document: Option<Input>) -> Result<Self> {
        let vector = document.map(|document| causality::VersionVector::from_document(&document.0)).transpose()?;
        Ok(VersionVector::of(vector.unwrap_or_default()))
    }

    /// Reads the bytes that `to_bytes` gives.
    #[staticmethod]
    fn from_bytes(data: Bytes) -> Result<Self> {
        Ok(VersionVector::of(causality::VersionVector::from_bytes(&data)?))
    }

    /// The vector as canonical bytes.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.lock(py).to_bytes())
    }

    /// The vector as a dict of stream and head.
    fn to_document<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        let document = self.lock(py).to_document();
        Ok(write(py, &document)?)
    }

    /// How far a stream has been seen; zero if never.
    fn get(&self, py: Python<'_>, stream: Text<'_>) -> Result<u64> {
        let stream: Stream = stream.0.parse()?;
        Ok(self.lock(py).get(stream))
    }

    /// Sees a stream up to `head`; a head behind what was seen changes nothing.
    fn advance(&self, py: Python<'_>, stream: Text<'_>, head: Number<u64>) -> Result<()> {
        let stream: Stream = stream.0.parse()?;
        self.lock(py).advance(stream, head.0);
        Ok(())
    }

    /// Sees what the other has seen: the maximum, stream by stream.
    fn merge(&self, py: Python<'_>, other: &VersionVector) {
        let other = other.copied(py);
        self.lock(py).merge(&other);
    }

    /// How this vector relates to the other: `equal`, `before`, `after` or `concurrent`.
    fn compare(&self, py: Python<'_>, other: &VersionVector) -> &'static str {
        let other = other.copied(py);
        self.lock(py).compare(&other).as_str()
    }

    /// Whether a write, such as `"1.1#5"`, has been seen.
    fn covers(&self, py: Python<'_>, dot: Text<'_>) -> Result<bool> {
        let dot: Dot = dot.0.parse()?;
        Ok(self.lock(py).covers(dot))
    }

    /// A vector of its own with the same entries.
    fn copy(&self, py: Python<'_>) -> Self {
        VersionVector::of(self.copied(py))
    }

    fn __copy__(&self, py: Python<'_>) -> Self {
        self.copy(py)
    }

    fn __deepcopy__(&self, py: Python<'_>, _memo: &Bound<'_, PyAny>) -> Self {
        self.copy(py)
    }

    fn __len__(&self, py: Python<'_>) -> usize {
        self.lock(py).iter().len()
    }

    fn __eq__(&self, py: Python<'_>, other: &VersionVector) -> bool {
        let other = other.copied(py);
        *self.lock(py) == other
    }

    fn __repr__(&self, py: Python<'_>) -> Result<String> {
        let document = self.to_document(py)?;
        Ok(format!("VersionVector({})", document.repr()?))
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> Result<(Bound<'py, PyAny>,)> {
        Ok((self.to_document(py)?,))
    }
}
