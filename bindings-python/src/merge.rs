//! Merging without an engine, and the check of a merge function. Twin of `core/src/merge`.

use crate::{
    argument::Number,
    error::{Fault, Result, caught, raised},
    report::{Report, class, report},
    timestamp::Timestamp,
    value::{Input, write},
};
use active_active::{
    merge::{self, CheckOptions, MergeVersion},
    value::Value,
};
use pyo3::{
    exceptions::PyException,
    intern,
    prelude::*,
    types::{PyList, PyString},
};

/// Merges two documents that grew out of a common one, which is all that is known of their past. `base` is `None` if
/// there was none. Where both sides changed one place differently, `rules` decide.
///
/// >>> base = {"title": "", "stock": 3, "tags": ["tea"]}
/// >>> a = {"title": "Green", "stock": 2, "tags": ["tea", "new"]}
/// >>> b = {"title": "", "stock": 1, "tags": ["tea", "asia"]}
/// >>> merged = three_way(base, a, b, {"default": "min", "paths": [{"path": ["tags"], "arrays": "append"}]})
/// >>> merged.value
/// {'stock': 1, 'tags': ['tea', 'new', 'asia'], 'title': 'Green'}
/// >>> [(conflict.path, conflict.kind, conflict.picked) for conflict in merged.conflicts]
/// [(('stock',), 'update_update', 'b')]
#[pyfunction]
#[pyo3(signature = (base, a, b, rules = None))]
pub(crate) fn three_way<'py>(
    py: Python<'py>,
    base: Option<Input>,
    a: Input,
    b: Input,
    rules: Option<Input>,
) -> Result<Report<'py>> {
    let rules = rules.map(|rules| rules.0).unwrap_or_default();
    let merged = merge::three_way(base.map(|base| base.0).as_ref(), &a.0, &b.0, &rules)?;
    report(py, intern!(py, "ThreeWay"), &merged)
}

/// Looks for the smallest input on which a merge function would let regions disagree: where it is not deterministic,
/// idempotent, commutative or associative, raises, or returns what is no value. The function gets a list of
/// `MergeVersion`, in canonical order, and returns the merged value.
///
/// Where `values` are given, these and others like them are tried and nothing else: other numbers, texts and lengths,
/// dicts with the same keys. `laws` are the laws to check; left out, all.
///
/// >>> check_merge(lambda versions: max(version.value for version in versions), values=[0]).holds
/// True
/// >>> def average(versions):
/// ...     return sum(version.value for version in versions) / len(versions)
/// >>> print(check_merge(average, values=[0]).text.splitlines()[0])  # doctest: +ELLIPSIS
/// the merge function is not associative: who merges first changes the answer (case ...)
///
/// In a test, `check_merge(merge).raise_if_broken()` fails with the whole text.
#[pyfunction]
#[pyo3(signature = (function, *, cases = Number(1_000), seed = Number(0), values = None, laws = None),
    text_signature = "(function, *, cases=1000, seed=0, values=None, laws=None)")]
pub(crate) fn check_merge<'py>(
    py: Python<'py>,
    function: Bound<'py, PyAny>,
    cases: Number<i64>,
    seed: Number<i64>,
    values: Option<Input>,
    laws: Option<Input>,
) -> Result<Report<'py>> {
    let given = |input: Option<Input>| input.map(|input| input.0).unwrap_or_default();
    let options = CheckOptions::from_document(&Value::object([
        ("cases", Value::Integer(cases.0)),
        ("seed", Value::Integer(seed.0)),
        ("values", given(values)),
        ("laws", given(laws)),
    ]))?;
    let mut caller =
        Caller { function, class: class(py, intern!(py, "MergeVersion"))?, origins: Vec::new(), stop: None };
    let found = caught(|| Ok(merge::check_merge(|versions| caller.merge(py, versions), &options)))?;
    match caller.stop {
        Some(interrupt) => Err(interrupt.into()),
        None => report(py, intern!(py, "MergeReport"), &found.to_document()),
    }
}

/// A merge function written in Python.
struct Caller<'py> {
    function: Bound<'py, PyAny>,
    class: Bound<'py, PyAny>,
    /// Region, timestamp and dot of versions seen before: there are few, and they come often.
    origins: Vec<(Origin<'py>, [u64; 3])>,
    /// What is no finding but the end of the check: a keyboard interrupt, an exit.
    stop: Option<PyErr>,
}

type Origin<'py> = (Bound<'py, PyString>, Bound<'py, Timestamp>, Bound<'py, PyString>);

impl<'py> Caller<'py> {
    fn merge(&mut self, py: Python<'py>, versions: &[MergeVersion<'_>]) -> active_active::Result<Value> {
        if self.stop.is_some() {
            return Err(raised("interrupted"));
        }
        self.call(py, versions).map_err(|fault| match fault {
            Fault::Core(error) => error,
            Fault::Python(error) => {
                let told = raised(error.to_string());
                if !error.is_instance_of::<PyException>(py) {
                    self.stop = Some(error);
                }
                told
            }
        })
    }

    fn call(&mut self, py: Python<'py>, versions: &[MergeVersion<'_>]) -> Result<Value> {
        let list = PyList::empty(py);
        for version in versions {
            let (region, timestamp, dot) = self.origin(py, version)?;
            list.append(self.class.call1((write(py, version.value)?, region, timestamp, dot))?)?;
        }
        let answer = self.function.call1((list,))?;
        answer.extract::<Input>().map(|input| input.0)
    }

    fn origin(&mut self, py: Python<'py>, version: &MergeVersion<'_>) -> Result<Origin<'py>> {
        let stream = version.dot.stream.origin;
        let number = u64::from(stream.region) << 16 | u64::from(stream.incarnation);
        let key = [version.timestamp.packed(), number, version.dot.sequence];
        if let Some((origin, _)) = self.origins.iter().find(|(_, known)| *known == key) {
            return Ok(origin.clone());
        }
        let origin = (
            PyString::new(py, version.region),
            Bound::new(py, Timestamp(version.timestamp))?,
            PyString::new(py, &version.dot.to_string()),
        );
        self.origins.push((origin.clone(), key));
        Ok(origin)
    }
}
