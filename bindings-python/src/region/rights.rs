//! Rights to bounded counters.

use super::{Now, Region};
use crate::{
    argument::{Number, Path, Text, now_ms, steps},
    error::Result,
    report::Report,
    value::write,
};
use pyo3::prelude::*;

#[pymethods]
impl Region {
    /// Gives rights of this region to a bounded counter to another region, which can spend them once it has received
    /// the transfer.
    ///
    /// >>> from active_active import Deployment, Region
    /// >>> deployment = Deployment.parse('''{"version": 1, "name": "shop",
    /// ...     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
    /// ...     "classes": [{"name": "stock", "keys": "stock/*", "labels": [], "type": "bounded-counter"}]}''')
    /// >>> eu = Region.open(deployment, "eu")
    /// >>> written = eu.increment("stock/tea", 10)
    /// >>> written = eu.transfer("stock/tea", "us", 4)
    /// >>> written = eu.increment("stock/tea", -6)
    /// >>> eu.rights("stock/tea")["regions"]
    /// {'eu': 0, 'us': 4}
    #[pyo3(signature = (key, to, amount, *, path = None, now = None))]
    fn transfer<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        to: Text<'_>,
        amount: Number<i64>,
        path: Option<Path>,
        now: Now,
    ) -> Result<Report<'py>> {
        self.write(py, |region| region.transfer(now_ms(now), key.0, &steps(&path), to.0, amount.0))
    }

    /// What is left of a bounded counter and who may spend it, as a dictionary: `total`, `available` (here),
    /// `elsewhere`, `incomplete` (spends have come whose grants have not) and `regions` (rights by name).
    #[pyo3(signature = (key, *, path = None))]
    fn rights<'py>(&self, py: Python<'py>, key: Text<'_>, path: Option<Path>) -> Result<Bound<'py, PyAny>> {
        let document = self.call(py, |region| region.rights(key.0, &steps(&path)))?;
        Ok(write(py, &document)?)
    }
}
