//! Unique claims.

use super::{Now, Region};
use crate::{
    argument::{Text, now_ms},
    error::Result,
    report::{Report, report},
    value::Input,
};
use pyo3::{intern, prelude::*};

#[pymethods]
impl Region {
    /// Claims a value for a claimant and answers who holds it now. Claiming again what one holds changes nothing.
    #[pyo3(signature = (class_name, value, claimant, *, now = None))]
    fn claim<'py>(
        &self,
        py: Python<'py>,
        class_name: Text<'_>,
        value: Input,
        claimant: Input,
        now: Now,
    ) -> Result<Report<'py>> {
        let claim = self.call(py, |region| region.claim(now_ms(now), class_name.0, &value.0, &claimant.0))?;
        report(py, intern!(py, "Claim"), &claim.to_document())
    }

    /// Gives up a claim as far as it was seen, and answers who holds the value now: the next in line, if anybody.
    #[pyo3(signature = (class_name, value, claimant, *, now = None))]
    fn release<'py>(
        &self,
        py: Python<'py>,
        class_name: Text<'_>,
        value: Input,
        claimant: Input,
        now: Now,
    ) -> Result<Report<'py>> {
        let claim = self.call(py, |region| region.release(now_ms(now), class_name.0, &value.0, &claimant.0))?;
        report(py, intern!(py, "Claim"), &claim.to_document())
    }

    /// Who holds a value, as far as is known here.
    fn claim_of<'py>(&self, py: Python<'py>, class_name: Text<'_>, value: Input) -> Result<Report<'py>> {
        let claim = self.call(py, |region| region.claim_of(class_name.0, &value.0))?;
        report(py, intern!(py, "Claim"), &claim.to_document())
    }
}
