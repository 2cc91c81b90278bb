//! Reads, and the feed of changes.

use super::{Now, Region};
use crate::{
    argument::{Number, Path, Text, now_ms, steps},
    error::Result,
    report::{Report, class, report, reports},
    timestamp::Timestamp,
    value::write,
    version_vector::VersionVector,
};
use pyo3::{
    intern,
    prelude::*,
    types::{PyBytes, PyList, PyTuple},
};

#[pymethods]
impl Region {
    /// The record as it reads now, or `None` if it does not exist or has expired. `now` matters only where an expiry was
    /// set; everything else that reads goes by the latest time that the region was told or has heard of.
    #[pyo3(signature = (key, *, now = None))]
    fn get<'py>(&self, py: Python<'py>, key: Text<'_>, now: Now) -> Result<Option<Bound<'py, PyAny>>> {
        let Some(read) = self.call(py, |region| region.get_at(key.0, || now_ms(now)))? else { return Ok(None) };
        let context = PyBytes::new(py, &read.context);
        let violated = PyTuple::new(py, &read.violated)?;
        let arguments = (write(py, &read.value())?, context, Timestamp(read.timestamp), read.siblings, violated);
        Ok(Some(class(py, intern!(py, "Read"))?.call1(arguments)?))
    }

    /// The live versions of a register, siblings included, in the order of their timestamps.
    #[pyo3(signature = (key, *, path = None))]
    fn versions<'py>(&self, py: Python<'py>, key: Text<'_>, path: Option<Path>) -> Result<Bound<'py, PyList>> {
        let versions = self.call(py, |region| region.versions(key.0, &steps(&path)))?;
        reports(py, intern!(py, "Version"), versions.iter().map(|version| version.to_document()))
    }

    /// The entries of a log after a timestamp, in order; the timestamp of the last is what to give next. A limit of 0
    /// gives all of them.
    #[pyo3(signature = (key, *, path = None, after = None, limit = Number(1_000)),
        text_signature = "($self, key, *, path=None, after=None, limit=1000)")]
    fn log_entries<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        path: Option<Path>,
        after: Option<Timestamp>,
        limit: Number<usize>,
    ) -> Result<Bound<'py, PyList>> {
        let after = after.map(|timestamp| timestamp.0);
        let entries = self.call(py, |region| region.log_entries(key.0, &steps(&path), after, limit.0))?;
        reports(py, intern!(py, "LogEntry"), entries.iter().map(|entry| entry.to_document()))
    }

    /// The existing keys that start with `prefix`, after the key `after`, in byte order.
    #[pyo3(signature = (prefix = Text(""), *, after = None, limit = None),
        text_signature = "($self, prefix='', *, after=None, limit=None)")]
    fn keys(
        &self,
        py: Python<'_>,
        prefix: Text<'_>,
        after: Option<Text<'_>>,
        limit: Option<Number<usize>>,
    ) -> Result<Vec<String>> {
        let limit = limit.map_or(usize::MAX, |limit| limit.0);
        self.work(py, |region| Ok(region.keys(prefix.0, after.map(|key| key.0), limit)))
    }

    /// SHA-256 over everything that lives here: equal in regions that hold the same.
    fn digest<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyBytes>> {
        let digest = self.work(py, |region| Ok(region.digest()))?;
        Ok(PyBytes::new(py, &digest))
    }

    /// How far this region has received each stream.
    fn cursors(&self, py: Python<'_>) -> Result<VersionVector> {
        self.call(py, |region| Ok(VersionVector::of(region.cursors())))
    }

    /// What became visible here after a cursor; 0 is the start.
    #[pyo3(signature = (cursor = Number(0), *, limit = Number(1_000)),
        text_signature = "($self, cursor=0, *, limit=1000)")]
    fn changes_since<'py>(&self, py: Python<'py>, cursor: Number<u64>, limit: Number<usize>) -> Result<Report<'py>> {
        let feed = self.call(py, |region| region.changes_since(cursor.0, limit.0))?;
        report(py, intern!(py, "Feed"), &feed.to_document())
    }
}
