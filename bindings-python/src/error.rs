//! Refusals of the core as Python exceptions. The classes are written in Python (`active_active/errors.py`), so that
//! they form a hierarchy, pickle, and are seen by type checkers.

use active_active::{Area, Code, Detail, Error};
use pyo3::{PyErrArguments, prelude::*, types::PyDict};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

mod class {
    use pyo3::import_exception;

    import_exception!(active_active.errors, ClockError);
    import_exception!(active_active.errors, IdError);
    import_exception!(active_active.errors, InvalidValueError);
    import_exception!(active_active.errors, DeploymentError);
    import_exception!(active_active.errors, OperationError);
    import_exception!(active_active.errors, ResidencyError);
    import_exception!(active_active.errors, RoutingError);
    import_exception!(active_active.errors, WireError);
    import_exception!(active_active.errors, ReplicaError);
    import_exception!(active_active.errors, UsageError);
}

/// Why a call failed: the core refused, or Python raised on the way.
pub(crate) enum Fault {
    Core(Error),
    Python(PyErr),
}

pub(crate) type Result<T, E = Fault> = std::result::Result<T, E>;

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Core(error)
    }
}

impl From<PyErr> for Fault {
    fn from(error: PyErr) -> Self {
        Fault::Python(error)
    }
}

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Core(error) => exception(error),
            Fault::Python(error) => error,
        }
    }
}

/// The exception of an error: one class per area, as in every language.
fn exception(error: Error) -> PyErr {
    match error.code().area() {
        Area::Clock => class::ClockError::new_err(Arguments(error)),
        Area::Id => class::IdError::new_err(Arguments(error)),
        Area::Value => class::InvalidValueError::new_err(Arguments(error)),
        Area::Deployment => class::DeploymentError::new_err(Arguments(error)),
        Area::Operation => class::OperationError::new_err(Arguments(error)),
        Area::Residency => class::ResidencyError::new_err(Arguments(error)),
        Area::Routing => class::RoutingError::new_err(Arguments(error)),
        Area::Wire => class::WireError::new_err(Arguments(error)),
        Area::Replica => class::ReplicaError::new_err(Arguments(error)),
        Area::Usage => class::UsageError::new_err(Arguments(error)),
    }
}

/// `(code, message, details)`, made when Python looks at the exception and not before.
struct Arguments(Error);

impl PyErrArguments for Arguments {
    fn arguments(self, py: Python<'_>) -> Py<PyAny> {
        match self.build(py) {
            Ok(arguments) => arguments.unbind(),
            Err(error) => error.into_value(py).into_any(),
        }
    }
}

impl Arguments {
    fn build<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let details = PyDict::new(py);
        for (name, detail) in self.0.details() {
            match detail {
                Detail::Number(number) => details.set_item(name, number)?,
                Detail::Text(text) => details.set_item(name, text)?,
            }
        }
        Ok((self.0.code().as_str(), self.0.message(), details).into_pyobject(py)?.into_any())
    }
}

/// The error of a function of the program that raised.
pub(crate) fn raised(message: impl Into<String>) -> Error {
    Error::new(Code::InvalidArgument, message)
}

/// Every error code, and the area that it belongs to.
///
/// >>> error_codes()["clock_drift"]
/// 'clock'
#[pyfunction]
pub(crate) fn error_codes() -> BTreeMap<&'static str, &'static str> {
    Code::ALL.iter().map(|code| (code.as_str(), code.area().as_str())).collect()
}

/// Runs a call into the core; should the core have a fault that panics, Python sees an `internal` error.
pub(crate) fn caught<T>(call: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        let message = "a fault inside the library was caught; please report it with the lines that it printed";
        Err(Error::new(Code::Internal, message).into())
    })
}
