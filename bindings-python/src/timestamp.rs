//! Timestamps as values: frozen, ordered, hashable, picklable.

use crate::{
    argument::{Bytes, Number, Text},
    error::Result,
};
use active_active::{Code, Error, time};
use pyo3::{
    exceptions::PyOverflowError,
    prelude::*,
    types::{PyBytes, PyDateTime, PyDelta, PyTzInfo},
};

/// A hybrid timestamp: Unix milliseconds, a counter and the node that issued it, ordered as that triple.
///
/// >>> stamp = Timestamp.parse("017f22e279b0-0005-0001000000000000")
/// >>> stamp.ms, stamp.counter, hex(stamp.node)
/// (1645557742000, 5, '0x1000000000000')
/// >>> stamp < stamp.next()
/// True
/// >>> stamp.datetime.isoformat()
/// '2022-02-22T19:22:22+00:00'
#[pyclass(frozen, eq, ord, hash, from_py_object, module = "active_active")]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Timestamp(pub(crate) time::Timestamp);

// Python methods take a reference to the object that they are called on, whatever its size.
#[allow(clippy::wrong_self_convention)]
#[pymethods]
impl Timestamp {
    #[classattr]
    const ZERO: Timestamp = Timestamp(time::Timestamp::ZERO);
    #[classattr]
    const MAX: Timestamp = Timestamp(time::Timestamp::MAX);
    #[classattr]
    #[allow(non_upper_case_globals)]
    const __match_args__: (&'static str, &'static str, &'static str) = ("ms", "counter", "node");

    #[new]
    #[pyo3(signature = (ms, counter = Number(0), node = Number(0)), text_signature = "(ms, counter=0, node=0)")]
    fn new(ms: Number<u64>, counter: Number<u16>, node: Number<u64>) -> Result<Self> {
        Ok(Timestamp(time::Timestamp::new(ms.0, counter.0, node.0)?))
    }

    /// Reads the 34 characters that `str()` gives.
    #[staticmethod]
    fn parse(text: Text<'_>) -> Result<Self> {
        Ok(Timestamp(time::Timestamp::parse(text.0)?))
    }

    /// Reads the 16 bytes that `bytes()` gives.
    #[staticmethod]
    fn from_bytes(data: Bytes) -> Result<Self> {
        Ok(Timestamp(time::Timestamp::from_bytes(&data)?))
    }

    /// Reads the 26 characters that `to_base32` gives.
    #[staticmethod]
    fn from_base32(text: Text<'_>) -> Result<Self> {
        Ok(Timestamp(time::Timestamp::from_base32(text.0)?))
    }

    /// The timestamp of a packed time, `ms << 16 | counter`, and a node.
    #[staticmethod]
    fn from_packed(time: Number<u64>, node: Number<u64>) -> Self {
        Timestamp(time::Timestamp::from_packed(time.0, node.0))
    }

    /// Unix milliseconds.
    #[getter]
    fn ms(&self) -> u64 {
        self.0.ms()
    }

    /// The counter within the millisecond.
    #[getter]
    fn counter(&self) -> u16 {
        self.0.counter()
    }

    /// The node that issued it: `region << 48 | incarnation << 32 | process`.
    #[getter]
    fn node(&self) -> u64 {
        self.0.node()
    }

    /// `ms << 16 | counter`.
    #[getter]
    fn packed(&self) -> u64 {
        self.0.packed()
    }

    /// The milliseconds as an aware `datetime` in UTC, exactly.
    #[getter]
    fn datetime<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        let utc = PyTzInfo::utc(py)?.to_owned();
        let epoch = PyDateTime::new(py, 1970, 1, 1, 0, 0, 0, 0, Some(&utc))?;
        let (seconds, millis) = (self.0.ms() / 1_000, self.0.ms() % 1_000);
        let (days, seconds) = ((seconds / 86_400) as i32, (seconds % 86_400) as i32);
        let since = PyDelta::new(py, days, seconds, millis as i32 * 1_000, false)?;
        epoch.add(since).map_err(|error| match error.is_instance_of::<PyOverflowError>(py) {
            true => after_9999(self.0).into(),
            false => error.into(),
        })
    }

    /// The packed time as a signed 64-bit integer, for databases that have no other.
    fn to_i64(&self) -> Result<i64> {
        Ok(self.0.to_i64()?)
    }

    /// 16 bytes in the order of the timestamps.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_bytes())
    }

    /// 26 characters of Crockford's base 32, in the order of the timestamps.
    fn to_base32(&self) -> String {
        self.0.to_base32()
    }

    /// The next timestamp of the same node.
    fn next(&self) -> Result<Self> {
        Ok(Timestamp(self.0.next()?))
    }

    /// The timestamp before, of the same node.
    fn prev(&self) -> Result<Self> {
        Ok(Timestamp(self.0.prev()?))
    }

    fn __bytes__<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        self.to_bytes(py)
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("Timestamp.parse('{}')", self.0)
    }

    fn __getnewargs__(&self) -> (u64, u16, u64) {
        (self.0.ms(), self.0.counter(), self.0.node())
    }
}

#[cold]
fn after_9999(timestamp: time::Timestamp) -> Error {
    let message = format!("{timestamp} is after the year 9999, the last that a datetime can say; use its ms");
    Error::new(Code::TimestampOutOfRange, message)
}
