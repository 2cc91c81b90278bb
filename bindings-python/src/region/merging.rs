//! Merge functions written in Python, which the engine calls back. Twin of `core/src/region/merging.rs`.

use super::Region;
use crate::{
    argument::{Number, Text},
    error::{Fault, Result, raised},
    report::{class, reports},
    timestamp::Timestamp,
    value::{Input, write},
};
use active_active::{
    Code, Error,
    merge::{MergeAnswer, MergeFunction, MergeInput},
    value::Value,
};
use pyo3::{
    exceptions::{PyException, PyTypeError},
    intern,
    prelude::*,
    types::{PyList, PyTuple},
};
use std::{cell::RefCell, time::Instant};

/// What this thread is at.
#[derive(Default)]
struct Merging {
    /// Whether a merge function runs; within one there is never another.
    runs: bool,
    /// Whether it called a region.
    reentered: bool,
    /// What is no failure of a function but the end of the call: a keyboard interrupt, an exit.
    stop: Option<PyErr>,
}

thread_local! {
    static MERGING: RefCell<Merging> = RefCell::default();
}

/// Refuses a call that a merge function makes: the region that asks it is locked, and what it answers must not depend on
/// any.
pub(super) fn check() -> Result<()> {
    MERGING.with_borrow_mut(|merging| {
        if !merging.runs {
            return Ok(());
        }
        merging.reentered = true;
        Err(Error::new(Code::InvalidArgument, "a merge function must not use a region; it decides by its input").into())
    })
}

/// What is raised at the end of a call because a merge function was interrupted in it.
pub(super) fn stopped() -> Result<()> {
    match MERGING.with_borrow_mut(|merging| merging.stop.take()) {
        Some(stop) => Err(stop.into()),
        None => Ok(()),
    }
}

/// A merge function written in Python.
struct PythonMerge {
    function: Py<PyAny>,
    budget_ms: u64,
}

impl MergeFunction for PythonMerge {
    fn merge(&self, input: &MergeInput<'_>) -> MergeAnswer {
        MERGING.with_borrow_mut(|merging| (merging.runs, merging.reentered) = (true, false));
        let begun = Instant::now();
        let answer = Python::attach(|py| self.call(py, input).map_err(|fault| told(py, fault)));
        // A started millisecond counts, so that what was interrupted is over its budget.
        let elapsed_ms = u64::try_from(begun.elapsed().as_micros().div_ceil(1_000)).unwrap_or(u64::MAX);
        let reentered = MERGING.with_borrow_mut(|merging| {
            merging.runs = false;
            merging.reentered
        });
        let merged = if reentered { Err(raised("it used a region")) } else { answer };
        MergeAnswer { merged, elapsed_ms }
    }
}

impl PythonMerge {
    fn call(&self, py: Python<'_>, input: &MergeInput<'_>) -> Result<Option<Value>> {
        let version = class(py, intern!(py, "MergeVersion"))?;
        let versions = PyList::empty(py);
        for given in input.versions {
            let arguments = (write(py, given.value)?, given.region, Timestamp(given.timestamp), given.dot.to_string());
            versions.append(version.call1(arguments)?)?;
        }
        let path = PyTuple::new(py, input.path)?;
        let arguments = (input.class_name, input.key, path, input.kind.as_str(), versions.to_tuple());
        let input = class(py, intern!(py, "MergeInput"))?.call1(arguments)?;
        let module = py.import(intern!(py, "active_active.merging"))?;
        let answer = module.call_method1(intern!(py, "call"), (&self.function, input, self.budget_ms))?;
        if answer.is(&module.getattr(intern!(py, "ABSTAIN"))?) {
            return Ok(None);
        }
        answer.extract::<Input>().map(|input| Some(input.0))
    }
}

/// What a function raised, as the reason why there is no value.
fn told(py: Python<'_>, fault: Fault) -> Error {
    match fault {
        Fault::Core(error) => error,
        Fault::Python(error) => {
            let told = raised(error.to_string());
            let over_budget = error.get_type(py).name().is_ok_and(|name| name == "MergeOverBudget");
            if !error.is_instance_of::<PyException>(py) && !over_budget {
                MERGING.with_borrow_mut(|merging| merging.stop = Some(error));
            }
            told
        }
    }
}

#[pymethods]
impl Region {
    /// Registers a merge function under the name and version by which deployments ask for it:
    /// `{"by": "custom", "function": "merge-address", "version": 2}`. One that was there under the same name and version
    /// is replaced. It stays through newer deployments and is in no snapshot.
    ///
    /// The function gets a `MergeInput` and returns the merged value, or `ABSTAIN` to leave it to the next rule; `None`
    /// is the value null. It must be pure: it decides by its input alone, and uses no region. Where it raises, returns
    /// what is no value, uses a region or takes longer than `merge_budget_ms`, the conflict waits, with the reason in
    /// its record, and reads show the version with the greatest timestamp. A loop in Python is interrupted at the end
    /// of the budget, unless a debugger or a coverage tool traces the thread; a call into C is not.
    ///
    /// >>> shop = Deployment.parse('''{"version": 1, "name": "shop",
    /// ...     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
    /// ...     "classes": [{"name": "notes", "keys": "**", "labels": [], "type": "register",
    /// ...         "strategy": {"by": "custom", "function": "longest-text", "version": 1}}]}''')
    /// >>> eu, us = Region.open(shop, "eu"), Region.open(shop, "us")
    /// >>> def longest(conflict):
    /// ...     return max((version.value for version in conflict.versions), key=lambda text: (len(text), text))
    /// >>> eu.register_merge("longest-text", 1, longest)
    /// >>> written = eu.put("note", "a longer text"), us.put("note", "a text")
    /// >>> for batch in us.batches_for("eu"):
    /// ...     report = eu.apply(batch)
    /// >>> eu.get("note").value
    /// 'a longer text'
    fn register_merge(
        &self,
        py: Python<'_>,
        name: Text<'_>,
        version: Number<u32>,
        function: Bound<'_, PyAny>,
    ) -> Result<()> {
        if !function.is_callable() {
            return Err(PyTypeError::new_err("a merge function must be callable").into());
        }
        let function = PythonMerge { function: function.unbind(), budget_ms: self.merge_budget_ms };
        self.call(py, |region| region.register_merge(name.0, version.0, function))
    }

    /// Laws that registered functions were seen to break here, one for each function and law, at most 16; see the option
    /// `sample_merges`. The versions in them are values of records.
    fn merge_violations<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyList>> {
        let found = self.call(py, |region| {
            Ok(region.merge_violations().iter().map(|found| found.to_document()).collect::<Vec<_>>())
        })?;
        reports(py, intern!(py, "MergeViolation"), found)
    }
}
