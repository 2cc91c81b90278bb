//! Identifiers: UUID version 7, plain and causal, and Snowflake. Randomness comes from the operating system.

use crate::{
    argument::{Bytes, Number, Text, now_ms},
    error::{Fault, Result},
    report,
    timestamp::Timestamp,
    value::type_name,
};
use active_active::{
    Code, Error,
    id::{self, UuidClock},
};
use pyo3::{
    exceptions::{PyOSError, PyTypeError},
    intern,
    prelude::*,
    sync::{MutexExt, PyOnceLock},
    types::PyBytes,
};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The bytes that the caller gave, else fresh ones of the operating system.
fn random_bytes<const N: usize>(given: Option<Bytes>) -> Result<[u8; N]> {
    let mut random = [0; N];
    match given {
        Some(bytes) => <[u8; N]>::try_from(&*bytes).map_err(|_| {
            let message = format!("{} random bytes were given, {N} are needed", bytes.len());
            Error::new(Code::InvalidArgument, message).into()
        }),
        None => {
            getrandom::fill(&mut random).map_err(|error| PyOSError::new_err(error.to_string()))?;
            Ok(random)
        }
    }
}

/// Python's own `uuid.UUID` as 16 bytes.
pub(crate) struct Uuid([u8; 16]);

impl FromPyObject<'_, '_> for Uuid {
    type Error = Fault;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> Result<Self> {
        if !object.is_instance(class(object.py())?)? {
            let given = type_name(&object);
            return Err(PyTypeError::new_err(format!("expected a uuid.UUID, not {given}")).into());
        }
        Ok(Uuid(object.getattr("bytes")?.extract()?))
    }
}

impl<'py> IntoPyObject<'py> for Uuid {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        class(py)?.call1((py.None(), PyBytes::new(py, &self.0)))
    }
}

fn class(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static UUID: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let class = UUID.get_or_try_init(py, || py.import("uuid")?.getattr("UUID").map(Bound::unbind))?;
    Ok(class.bind(py))
}

/// Reads the 36 characters of a UUID, strictly: lower case, hyphens in their places.
///
/// >>> parse_uuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f").version
/// 7
#[pyfunction]
pub(crate) fn parse_uuid(text: Text<'_>) -> Result<Uuid> {
    Ok(Uuid(id::parse_uuid(text.0)?))
}

/// A generator of UUIDs of version 7: ordered by time, and each greater than the one before.
///
/// >>> ids = Uuid7()
/// >>> ids.next() < ids.next()
/// True
#[pyclass(frozen, module = "active_active")]
pub(crate) struct Uuid7(Mutex<UuidClock>);

#[pymethods]
impl Uuid7 {
    #[new]
    fn new() -> Self {
        Uuid7(Mutex::new(UuidClock::new()))
    }

    /// A generator that goes on after the last id of an earlier one.
    #[staticmethod]
    fn resume(last: Uuid) -> Result<Self> {
        Ok(Uuid7(Mutex::new(UuidClock::resume(&last.0)?)))
    }

    /// The next id. `random` is 10 bytes; left out, they come from the operating system.
    #[pyo3(signature = (*, now = None, random = None))]
    fn next(&self, py: Python<'_>, now: Option<Number<u64>>, random: Option<Bytes>) -> Result<Uuid> {
        let random = random_bytes(random)?;
        let mut clock = self.0.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner);
        Ok(Uuid(clock.next(now_ms(now), &random)?))
    }

    /// The id of a timestamp: ids made this way are ordered as their timestamps. `random` is 8 bytes.
    #[staticmethod]
    #[pyo3(signature = (timestamp, *, random = None))]
    fn causal(timestamp: Timestamp, random: Option<Bytes>) -> Result<Uuid> {
        Ok(Uuid(id::causal(timestamp.0, &random_bytes(random)?)))
    }

    /// The packed time, `ms << 16 | counter`, in an id made by `causal`.
    #[staticmethod]
    fn causal_time(id: Uuid) -> Result<u64> {
        Ok(id::causal_time(&id.0)?)
    }

    /// The Unix milliseconds in an id of version 7.
    #[staticmethod]
    fn ms(id: Uuid) -> Result<u64> {
        Ok(id::uuid_ms(&id.0)?)
    }
}

/// A generator of 64-bit ids: 41 bits of milliseconds since an epoch, 10 of the worker, 12 of a sequence. Two running
/// generators must never share a worker number.
///
/// >>> ids = Snowflake(5, epoch_ms=1_700_000_000_000)
/// >>> ids.decode(ids.next(now=1_700_000_001_000))
/// SnowflakeParts(ms=1700000001000, worker=5, sequence=0)
#[pyclass(frozen, module = "active_active")]
pub(crate) struct Snowflake(Mutex<id::Snowflake>);

impl Snowflake {
    /// The generator, locked; no operation on it can stop half way, so a poisoned lock has lost nothing.
    fn lock<'a>(&'a self, py: Python<'_>) -> MutexGuard<'a, id::Snowflake> {
        self.0.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Snowflake {
    #[new]
    #[pyo3(signature = (worker, *, epoch_ms))]
    fn new(worker: Number<u16>, epoch_ms: Number<u64>) -> Result<Self> {
        Ok(Snowflake(Mutex::new(id::Snowflake::new(worker.0, epoch_ms.0)?)))
    }

    /// A generator that goes on after the last id of an earlier one.
    #[staticmethod]
    #[pyo3(signature = (worker, last, *, epoch_ms))]
    fn resume(worker: Number<u16>, last: Number<u64>, epoch_ms: Number<u64>) -> Result<Self> {
        Ok(Snowflake(Mutex::new(id::Snowflake::resume(worker.0, epoch_ms.0, last.0)?)))
    }

    /// The next id.
    #[pyo3(signature = (*, now = None))]
    fn next(&self, py: Python<'_>, now: Option<Number<u64>>) -> Result<u64> {
        Ok(self.lock(py).next(now_ms(now))?)
    }

    /// What an id of this generator's epoch is made of.
    fn decode<'py>(&self, py: Python<'py>, id: Number<u64>) -> Result<Bound<'py, PyAny>> {
        let parts = self.lock(py).decode(id.0)?;
        Ok(report::class(py, intern!(py, "SnowflakeParts"))?.call1((parts.ms, parts.worker, parts.sequence))?)
    }

    /// The worker number.
    #[getter]
    fn worker(&self, py: Python<'_>) -> u16 {
        self.lock(py).worker()
    }

    /// Where the ids' milliseconds start.
    #[getter]
    fn epoch_ms(&self, py: Python<'_>) -> u64 {
        self.lock(py).epoch_ms()
    }
}
