//! Writes. `path` is the field path inside a map record, empty otherwise; `context` is what a read returned.

use super::{Now, Region, fields};
use crate::{
    argument::{Bytes, Number, Path, Text, now_ms, steps},
    error::Result,
    report::Report,
    value::Input,
};
use pyo3::{prelude::*, types::PyDict};

#[pymethods]
impl Region {
    /// Writes a register. Without a context it replaces all that this region holds there.
    #[pyo3(signature = (key, value, *, path = None, context = None, now = None))]
    fn put<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        value: Input,
        path: Option<Path>,
        context: Option<Bytes>,
        now: Now,
    ) -> Result<Report<'py>> {
        let now = now_ms(now);
        self.write(py, |region| region.put(now, key.0, &steps(&path), &value.0, context.as_deref()))
    }

    /// As `put`, with the value already in canonical CBOR.
    #[pyo3(signature = (key, value, *, path = None, context = None, now = None))]
    fn put_encoded<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        value: Bytes,
        path: Option<Path>,
        context: Option<Bytes>,
        now: Now,
    ) -> Result<Report<'py>> {
        let now = now_ms(now);
        self.write(py, |region| region.put_encoded(now, key.0, &steps(&path), &value, context.as_deref()))
    }

    /// Writes several register fields of a map record in one change. A field is a name or a path.
    #[pyo3(signature = (key, fields_, *, context = None, now = None), text_signature = "($self, key, fields, *, context=None, now=None)")]
    fn patch<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        fields_: &Bound<'py, PyDict>,
        context: Option<Bytes>,
        now: Now,
    ) -> Result<Report<'py>> {
        let (now, given) = (now_ms(now), fields(fields_)?);
        let paths: Vec<_> = given.iter().map(|(path, _)| path.steps()).collect();
        let fields: Vec<_> =
            paths.iter().map(Vec::as_slice).zip(given.iter().map(|(_, value)| value.clone())).collect();
        self.write(py, |region| region.patch(now, key.0, &fields, context.as_deref()))
    }

    /// Deletes a record.
    #[pyo3(signature = (key, *, context = None, now = None))]
    fn delete<'py>(&self, py: Python<'py>, key: Text<'_>, context: Option<Bytes>, now: Now) -> Result<Report<'py>> {
        self.write(py, |region| region.delete(now_ms(now), key.0, context.as_deref()))
    }

    /// Removes a field of a map record with all below it, as far as it was seen.
    #[pyo3(signature = (key, path, *, context = None, now = None))]
    fn unset<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        path: Path,
        context: Option<Bytes>,
        now: Now,
    ) -> Result<Report<'py>> {
        self.write(py, |region| region.unset(now_ms(now), key.0, &path.steps(), context.as_deref()))
    }

    /// Adds to a counter; a negative amount subtracts.
    #[pyo3(signature = (key, amount = Number(1), *, path = None, now = None),
        text_signature = "($self, key, amount=1, *, path=None, now=None)")]
    fn increment<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        amount: Number<i64>,
        path: Option<Path>,
        now: Now,
    ) -> Result<Report<'py>> {
        self.write(py, |region| region.increment(now_ms(now), key.0, &steps(&path), amount.0))
    }

    /// Sets a counter by the increment that leads from what this region sees to the value.
    #[pyo3(signature = (key, value, *, path = None, now = None))]
    fn assign<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        value: Number<i64>,
        path: Option<Path>,
        now: Now,
    ) -> Result<Report<'py>> {
        self.write(py, |region| region.assign(now_ms(now), key.0, &steps(&path), value.0))
    }

    /// Sets a counter to zero as far as it was seen: increments that were not seen stay.
    #[pyo3(signature = (key, *, path = None, context = None, now = None))]
    fn reset<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        path: Option<Path>,
        context: Option<Bytes>,
        now: Now,
    ) -> Result<Report<'py>> {
        self.write(py, |region| region.reset(now_ms(now), key.0, &steps(&path), context.as_deref()))
    }

    /// Adds a member to a set.
    #[pyo3(signature = (key, member, *, path = None, now = None))]
    fn add<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        member: Input,
        path: Option<Path>,
        now: Now,
    ) -> Result<Report<'py>> {
        self.write(py, |region| region.add(now_ms(now), key.0, &steps(&path), &member.0))
    }

    /// Removes a member from a set, as far as it was seen.
    #[pyo3(signature = (key, member, *, path = None, context = None, now = None))]
    fn remove<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        member: Input,
        path: Option<Path>,
        context: Option<Bytes>,
        now: Now,
    ) -> Result<Report<'py>> {
        let now = now_ms(now);
        self.write(py, |region| region.remove(now, key.0, &steps(&path), &member.0, context.as_deref()))
    }

    /// Removes all members of a set that were seen.
    #[pyo3(signature = (key, *, path = None, context = None, now = None))]
    fn clear<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        path: Option<Path>,
        context: Option<Bytes>,
        now: Now,
    ) -> Result<Report<'py>> {
        self.write(py, |region| region.clear(now_ms(now), key.0, &steps(&path), context.as_deref()))
    }

    /// Adds an entry to a log.
    #[pyo3(signature = (key, value, *, path = None, now = None))]
    fn append<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        value: Input,
        path: Option<Path>,
        now: Now,
    ) -> Result<Report<'py>> {
        self.write(py, |region| region.append(now_ms(now), key.0, &steps(&path), &value.0))
    }

    /// Offers a number to a maximum or a minimum.
    #[pyo3(signature = (key, value, *, path = None, now = None))]
    fn offer<'py>(
        &self,
        py: Python<'py>,
        key: Text<'_>,
        value: Input,
        path: Option<Path>,
        now: Now,
    ) -> Result<Report<'py>> {
        self.write(py, |region| region.offer(now_ms(now), key.0, &steps(&path), &value.0))
    }

    /// Turns a flag on.
    #[pyo3(signature = (key, *, path = None, now = None))]
    fn enable<'py>(&self, py: Python<'py>, key: Text<'_>, path: Option<Path>, now: Now) -> Result<Report<'py>> {
        self.write(py, |region| region.enable(now_ms(now), key.0, &steps(&path)))
    }

    /// Turns a flag off.
    #[pyo3(signature = (key, *, path = None, now = None))]
    fn disable<'py>(&self, py: Python<'py>, key: Text<'_>, path: Option<Path>, now: Now) -> Result<Report<'py>> {
        self.write(py, |region| region.disable(now_ms(now), key.0, &steps(&path)))
    }
}
