//! What the engine answers, as the frozen dataclasses of `active_active/reports`.

use crate::{error::Result, value::write};
use active_active::value::Value;
use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyList, PyModule, PyString},
};

/// A report as Python sees it.
pub(crate) type Report<'py> = Bound<'py, PyAny>;

static PACKAGE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

/// The class of a report.
pub(crate) fn class<'py>(py: Python<'py>, name: &Bound<'py, PyString>) -> Result<Bound<'py, PyAny>> {
    let module = PACKAGE.get_or_try_init(py, || py.import("active_active").map(Bound::unbind))?;
    Ok(module.bind(py).getattr(name)?)
}

/// The report that a document describes.
pub(crate) fn report<'py>(py: Python<'py>, name: &Bound<'py, PyString>, document: &Value) -> Result<Bound<'py, PyAny>> {
    Ok(class(py, name)?.call_method1("from_document", (write(py, document)?,))?)
}

/// A list of reports of one class.
pub(crate) fn reports<'py>(
    py: Python<'py>,
    name: &Bound<'py, PyString>,
    documents: impl IntoIterator<Item = Value>,
) -> Result<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for document in documents {
        list.append(report(py, name, &document)?)?;
    }
    Ok(list)
}
