//! Records that expire.

use super::{Now, Region};
use crate::{
    argument::{Number, Text, now_ms},
    error::Result,
    report::Report,
};
use pyo3::prelude::*;

#[pymethods]
impl Region {
    /// Lets a record expire at a time, in Unix milliseconds: from then on `get` does not show it, and a write finds it
    /// gone. Of concurrent expiries the longest counts, and `persist` beats any.
    ///
    /// >>> from active_active import Deployment, Region
    /// >>> deployment = Deployment.parse('''{"version": 1, "name": "shop",
    /// ...     "regions": [{"name": "eu", "number": 1}],
    /// ...     "classes": [{"name": "all", "keys": "**", "labels": [], "type": "register"}]}''')
    /// >>> eu = Region.open(deployment, "eu")
    /// >>> written = eu.put("session/7", "Ann", now=1_000)
    /// >>> written = eu.expire("session/7", 5_000, now=1_000)
    /// >>> eu.get("session/7", now=4_999).value, eu.get("session/7", now=5_000)
    /// ('Ann', None)
    #[pyo3(signature = (key, at, *, now = None))]
    fn expire<'py>(&self, py: Python<'py>, key: Text<'_>, at: Number<u64>, now: Now) -> Result<Report<'py>> {
        self.write(py, |region| region.expire(now_ms(now), key.0, at.0))
    }

    /// Takes the expiry of a record away. What has expired already does not come back.
    #[pyo3(signature = (key, *, now = None))]
    fn persist<'py>(&self, py: Python<'py>, key: Text<'_>, now: Now) -> Result<Report<'py>> {
        self.write(py, |region| region.persist(now_ms(now), key.0))
    }
}
