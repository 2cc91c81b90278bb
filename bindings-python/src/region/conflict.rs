//! Conflicts: their records, what is decided about them, and why a value is what it is.

use super::{Now, Region, word};
use crate::{
    argument::{Number, Path, Text, now_ms, steps},
    error::Result,
    report::{Report, report, reports},
    value::{Input, write},
};
use active_active::conflict::{ConflictFilter, ConflictKind, ConflictState, Settlement};
use pyo3::{
    exceptions::PyTypeError,
    intern,
    prelude::*,
    types::{PyDict, PyList},
};

/// The keywords `value` and `pick`: a value may be `None`, which is not the same as none given.
fn settlement(given: Option<&Bound<'_, PyDict>>) -> Result<Settlement> {
    let (mut value, mut pick) = (None, None::<String>);
    for (name, argument) in given.into_iter().flatten() {
        match name.extract::<String>()?.as_str() {
            "value" => value = Some(argument.extract::<Input>()?.0),
            "pick" => pick = argument.extract::<Option<String>>()?,
            other => return Err(PyTypeError::new_err(format!("there is no argument `{other}` here")).into()),
        }
    }
    Ok(Settlement::from_parts(value, pick.as_deref())?)
}

#[pymethods]
impl Region {
    /// Conflict records, oldest first; each argument narrows the list. `from_ms` and `until_ms` are about the later
    /// side of a conflict.
    #[pyo3(signature = (*, kind = None, state = None, key = None, class_name = None, region = None, from_ms = None,
        until_ms = None, limit = None))]
    #[allow(clippy::too_many_arguments, reason = "each is a keyword of its own in Python")]
    fn conflicts<'py>(
        &self,
        py: Python<'py>,
        kind: Option<Text<'_>>,
        state: Option<Text<'_>>,
        key: Option<Text<'_>>,
        class_name: Option<Text<'_>>,
        region: Option<Text<'_>>,
        from_ms: Option<Number<u64>>,
        until_ms: Option<Number<u64>>,
        limit: Option<Number<usize>>,
    ) -> Result<Bound<'py, PyList>> {
        let owned = |text: Option<Text<'_>>| text.map(|text| text.0.to_owned());
        let filter = ConflictFilter {
            kind: word(kind, "kind of conflict", ConflictKind::parse)?,
            state: word(state, "state of a conflict", ConflictState::parse)?,
            key: owned(key),
            class: owned(class_name),
            region: owned(region),
            from_ms: from_ms.map(|ms| ms.0),
            until_ms: until_ms.map(|ms| ms.0),
            limit: limit.map_or(0, |limit| limit.0),
        };
        let records = self.call(py, |region| Ok(region.conflicts(&filter)))?;
        reports(py, intern!(py, "ConflictRecord"), records.iter().map(|record| record.to_document()))
    }

    /// One conflict record by its id.
    fn conflict<'py>(&self, py: Python<'py>, id: Text<'_>) -> Result<Report<'py>> {
        let record = self.call(py, |region| region.conflict(&id.0.parse()?))?;
        report(py, intern!(py, "ConflictRecord"), &record.to_document())
    }

    /// The conflict records that were made or changed after a cursor, in that order, each as it is now; 0 is the start.
    #[pyo3(signature = (cursor = Number(0), *, limit = Number(1_000)),
        text_signature = "($self, cursor=0, *, limit=1000)")]
    fn conflicts_since<'py>(&self, py: Python<'py>, cursor: Number<u64>, limit: Number<usize>) -> Result<Report<'py>> {
        let feed = self.call(py, |region| Ok(region.conflicts_since(cursor.0, limit.0)))?;
        report(py, intern!(py, "ConflictFeed"), &feed.to_document())
    }

    /// How many decided conflict records were dropped to stay within `conflicts_max`.
    fn conflicts_dropped(&self, py: Python<'_>) -> Result<u64> {
        self.call(py, |region| Ok(region.conflicts_dropped()))
    }

    /// Settles a conflict that waits, with a value or with one of its sides (`pick`, `"a"` or `"b"`). It is a write, and
    /// every region that has the conflict shows it as resolved.
    #[pyo3(signature = (id, *, now = None, **settlement),
        text_signature = "($self, id, *, value=..., pick=None, now=None)")]
    fn resolve_conflict<'py>(
        &self,
        py: Python<'py>,
        id: Text<'_>,
        now: Now,
        settlement: Option<&Bound<'py, PyDict>>,
    ) -> Result<Report<'py>> {
        let (now, settlement) = (now_ms(now), self::settlement(settlement)?);
        self.write(py, |region| region.resolve_conflict(now, &id.0.parse()?, settlement))
    }

    /// Takes a decision back: the side that lost stands again.
    #[pyo3(signature = (id, *, now = None))]
    fn undo_conflict<'py>(&self, py: Python<'py>, id: Text<'_>, now: Now) -> Result<Report<'py>> {
        self.write(py, |region| region.undo_conflict(now_ms(now), &id.0.parse()?))
    }

    /// Why a record, or one of its places, reads as it does, as a dict of `value`, `versions`, `existence`, `rule`,
    /// `why`, `text` and more; `text` says all of it in a few lines.
    #[pyo3(signature = (key, *, path = None))]
    fn explain<'py>(&self, py: Python<'py>, key: Text<'_>, path: Option<Path>) -> Result<Bound<'py, PyAny>> {
        let document = self.call(py, |region| region.explain(key.0, &steps(&path)))?;
        Ok(write(py, &document)?)
    }
}
