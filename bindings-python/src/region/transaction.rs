//! Several writes as one.

use super::{Now, Region};
use crate::{argument::now_ms, error::Result, report::class, timestamp::Timestamp, value::Input};
use active_active::region::ChangeSet;
use pyo3::{intern, prelude::*, types::PyList};

#[pymethods]
impl Region {
    /// Makes several writes as one: every region sees all of them or none. Each is a dictionary with `operation`, `key`
    /// and what the method of that name takes: `path`, `value` (of `put`, `assign`, `add`, `remove`, `append`, `offer`),
    /// `fields`, `amount` (of `increment`, `transfer`), `at` (of `expire`), `to`, `context`. If one is refused, nothing is
    /// written; the error's detail `write` says which.
    ///
    /// >>> from active_active import Deployment, Region
    /// >>> deployment = Deployment.parse('''{"version": 1, "name": "shop",
    /// ...     "regions": [{"name": "eu", "number": 1}],
    /// ...     "classes": [{"name": "stock", "keys": "stock/*", "labels": [], "type": "counter"},
    /// ...                 {"name": "orders", "keys": "order/*", "labels": [], "type": "register"}]}''')
    /// >>> eu = Region.open(deployment, "eu")
    /// >>> written = eu.transaction([
    /// ...     {"operation": "put", "key": "order/1", "value": {"item": "tea"}},
    /// ...     {"operation": "increment", "key": "stock/tea", "amount": -1},
    /// ... ])
    /// >>> len(written), eu.get("stock/tea").value
    /// (2, -1)
    #[pyo3(signature = (writes, *, now = None))]
    fn transaction<'py>(&self, py: Python<'py>, writes: Input, now: Now) -> Result<Bound<'py, PyList>> {
        let set = ChangeSet::from_document(&writes.0)?;
        let written = self.call(py, |region| region.transaction(now_ms(now), &set))?;
        let written = written.iter().map(|written| (written.dot.to_string(), Timestamp(written.timestamp)));
        let class = class(py, intern!(py, "Written"))?;
        let written = written.map(|arguments| class.call1(arguments)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyList::new(py, written)?)
    }
}
