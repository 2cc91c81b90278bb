//! Session tokens.

use super::{Now, Region};
use crate::{
    argument::{Number, Text, now_ms},
    error::Result,
    routing::TokenKeys,
};
use pyo3::prelude::*;

#[pymethods]
impl Region {
    /// A token of what this region has now, for a client that it has just served; what the `earlier` one said stays in
    /// it. `epoch` is that of the home that the client spoke with, `contested` whether the home is.
    #[pyo3(signature = (keys, *, earlier = None, epoch = None, contested = false, now = None))]
    fn token(
        &self,
        py: Python<'_>,
        keys: &TokenKeys,
        earlier: Option<Text<'_>>,
        epoch: Option<Number<u64>>,
        contested: bool,
        now: Now,
    ) -> Result<String> {
        let (earlier, epoch) = (earlier.map(|token| token.0), epoch.map(|epoch| (epoch.0, contested)));
        self.call(py, |region| region.token_after(now_ms(now), &keys.0, earlier, epoch))
    }

    /// Whether this region has all that a client has seen, so that it may serve it without going back. Refused with
    /// `token_unsatisfiable` where it never will.
    fn covers(&self, py: Python<'_>, keys: &TokenKeys, token: Text<'_>) -> Result<bool> {
        self.call(py, |region| region.covers_signed(&keys.0, token.0))
    }
}
