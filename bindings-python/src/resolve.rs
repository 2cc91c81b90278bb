//! Two versions or two states met by hand, without an engine.

use crate::{
    error::Result,
    report::report,
    value::{Input, write},
};
use active_active::{causality::DotStore, resolve::resolve_documents};
use pyo3::{intern, prelude::*};

/// Decides between two versions of one value by a strategy, as a region would: a name, a rule with what it needs, or a
/// list of them, as a deployment has it for a register. A version is a dict of `value`,
/// `timestamp`, `dot` and `context` (what its writer had seen, such as `{"1.1": 5}`).
///
/// >>> a = {"value": "x", "timestamp": "017f22e279b0-0000-0001000100000000", "dot": "1.1#1"}
/// >>> b = {"value": "y", "timestamp": "017f22e279b1-0000-0002000100000000", "dot": "2.1#1"}
/// >>> decision = resolve("last-write-wins", a, b)
/// >>> resolve(["prefer-present", "max"], a, b).strategy
/// 'max'
/// >>> decision.causality, decision.conflict, decision.winner, decision.value
/// ('concurrent', True, 'b', 'y')
#[pyfunction]
pub(crate) fn resolve<'py>(py: Python<'py>, strategy: Input, a: Input, b: Input) -> Result<Bound<'py, PyAny>> {
    report(py, intern!(py, "Resolution"), &resolve_documents(&strategy.0, &a.0, &b.0)?)
}

/// Joins two states of one place: a dict of `versions` and of the `context` that goes with them. In any order, any
/// number of times, the answer is the same.
///
/// >>> a = {"versions": [{"dot": "1.1#1", "value": "x"}], "context": {"vector": {"1.1": 1}}}
/// >>> b = {"versions": [{"dot": "2.1#1", "value": "y"}], "context": {"vector": {"1.1": 1, "2.1": 1}}}
/// >>> join_dots(a, b)["versions"]
/// [{'dot': '2.1#1', 'value': 'y'}]
#[pyfunction]
pub(crate) fn join_dots(py: Python<'_>, a: Input, b: Input) -> Result<Bound<'_, PyAny>> {
    let mut joined = DotStore::from_document(&a.0)?;
    joined.join(&DotStore::from_document(&b.0)?);
    Ok(write(py, &joined.to_document())?)
}
