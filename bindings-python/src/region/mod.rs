//! The engine of one replica. Its state stands behind a lock; calls that may take long let other Python threads run.

mod claim;
mod conflict;
mod lifetime;
mod merging;
mod metrics;
mod placement;
mod read;
mod replicate;
mod rights;
mod session;
mod transaction;
mod write;

use crate::{
    argument::{Bytes, Number, Path, Text},
    deployment::Deployment,
    error::{Fault, Result, caught},
    report::{Report, class, report},
    timestamp::Timestamp,
    value::Input,
};
use active_active::{
    Code, Error,
    region::{self, ClaimSecret, Options, Written},
    value::Value,
};
use pyo3::{
    exceptions::PyTypeError,
    intern,
    prelude::*,
    sync::MutexExt,
    types::{PyDict, PyString},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Now = Option<Number<u64>>;

/// One replica of the data: takes writes, sends batches, applies batches. Any number of threads may use one region;
/// nothing here reads or writes files or sockets, so it is safe to call on an event loop.
///
/// Every `now` is in Unix milliseconds; where it is left out, the computer's clock is read.
///
/// >>> deployment = Deployment.parse('''{"version": 1, "name": "shop",
/// ...     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
/// ...     "classes": [{"name": "all", "keys": "**", "labels": [], "type": "register"}]}''')
/// >>> eu, us = Region.open(deployment, "eu"), Region.open(deployment, "us")
/// >>> written = eu.put("greeting", "hello")
/// >>> for batch in eu.batches_for("us"):
/// ...     report = us.apply(batch)
/// >>> us.get("greeting").value
/// 'hello'
/// >>> eu.digest() == us.digest()
/// True
#[pyclass(frozen, module = "active_active")]
pub(crate) struct Region {
    engine: Mutex<region::Region>,
    merge_budget_ms: u64,
}

/// A fault inside the library stopped a call half way: what the region holds can no longer be trusted.
#[cold]
fn faulty<T>(_: PoisonError<T>) -> Fault {
    let message = "an earlier call met a fault inside the library; restore this region from a snapshot";
    Error::new(Code::Internal, message).into()
}

impl Region {
    fn of(region: region::Region, merge_budget_ms: u64) -> Self {
        Region { engine: Mutex::new(region), merge_budget_ms }
    }

    /// A short call, made while this thread keeps hold of the interpreter.
    fn call<T>(&self, py: Python<'_>, call: impl FnOnce(&mut region::Region) -> active_active::Result<T>) -> Result<T> {
        merging::check()?;
        let answer = caught(|| {
            let mut region: MutexGuard<'_, _> = self.engine.lock_py_attached(py).map_err(faulty)?;
            Ok(call(&mut region)?)
        });
        merging::stopped()?;
        answer
    }

    /// A call that may take long: other Python threads run meanwhile.
    fn work<T: Send>(
        &self,
        py: Python<'_>,
        call: impl FnOnce(&mut region::Region) -> active_active::Result<T> + Send,
    ) -> Result<T> {
        merging::check()?;
        let answer = py.detach(|| caught(|| Ok(call(&mut *self.engine.lock().map_err(faulty)?)?)));
        merging::stopped()?;
        answer
    }

    /// A write, and its report.
    fn write<'py>(
        &self,
        py: Python<'py>,
        write: impl FnOnce(&mut region::Region) -> active_active::Result<Written>,
    ) -> Result<Report<'py>> {
        let written = self.call(py, write)?;
        let arguments = (written.dot.to_string(), Timestamp(written.timestamp));
        Ok(class(py, intern!(py, "Written"))?.call1(arguments)?)
    }
}

/// What the caller sets, over the core's defaults; `None` is the default.
fn options(given: Option<&Bound<'_, PyDict>>) -> Result<Options> {
    let mut options = Options::default();
    for (name, value) in given.into_iter().flatten().filter(|(_, value)| !value.is_none()) {
        match name.cast::<PyString>().map_err(PyErr::from)?.to_str()? {
            "incarnation" => options.incarnation = value.extract::<Number<_>>()?.0,
            "process" => options.process = value.extract::<Number<_>>()?.0,
            "max_drift_ms" => options.max_drift_ms = value.extract::<Number<_>>()?.0,
            "max_ahead_ms" => options.max_ahead_ms = value.extract::<Number<_>>()?.0,
            "max_jump_ms" => options.max_jump_ms = Some(value.extract::<Number<_>>()?.0),
            "conflicts_max" => options.conflicts_max = value.extract::<Number<_>>()?.0,
            "held_bytes_max" => options.held_bytes_max = value.extract::<Number<_>>()?.0,
            "feed_bytes" => options.feed_bytes = value.extract::<Number<_>>()?.0,
            "batch_bytes_max" => options.batch_bytes_max = value.extract::<Number<_>>()?.0,
            "relay_after_ms" => options.relay_after_ms = value.extract::<Number<_>>()?.0,
            "metrics" => options.metrics = value.extract()?,
            "metrics_window_ms" => options.metrics_window_ms = value.extract::<Number<_>>()?.0,
            "conflict_rate_threshold" => options.conflict_rate_threshold = value.extract::<Number<_>>()?.0,
            "merge_budget_ms" => options.merge_budget_ms = value.extract::<Number<_>>()?.0,
            "sample_merges" => options.sample_merges = value.extract::<Number<_>>()?.0,
            "claim_secret" => options.claim_secret = ClaimSecret::new(&value.extract::<Bytes>()?),
            other => return Err(PyTypeError::new_err(format!("a region has no option '{other}'")).into()),
        }
    }
    Ok(options)
}

/// The fields of a patch: a name alone is a path of one step.
fn fields(given: &Bound<'_, PyDict>) -> Result<Vec<(Path, Value)>> {
    let items = given.items().into_iter().map(|item| {
        let (path, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let path = match path.cast::<PyString>() {
            Ok(name) => Path::field(name)?,
            Err(_) => path.extract()?,
        };
        Ok((path, value.extract::<Input>()?.0))
    });
    items.collect()
}

/// A word of a closed list, or the refusal that says which words there are not.
fn word<T>(given: Option<Text<'_>>, what: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    let parsed = given.map(|text| {
        parse(text.0).ok_or_else(|| Error::new(Code::InvalidArgument, format!("`{}` is not a {what}", text.0)))
    });
    Ok(parsed.transpose()?)
}

#[pymethods]
impl Region {
    /// Opens an empty replica of a region that the deployment names.
    ///
    /// Options; what is left out, or `None`, has the default.
    ///
    /// - `incarnation` (1): a replica that was restored or cloned takes one that was never used.
    /// - `process` (0): the process within the region, part of the node in timestamps.
    /// - `max_drift_ms` (5,000): how far ahead a received timestamp may be; what is beyond it is held.
    /// - `max_ahead_ms` (60,000): how far ahead of the time the region's own clock may run.
    /// - `max_jump_ms` (none): the largest forward step of the time that is believed unasked.
    /// - `conflicts_max` (10,000): how many conflict records are kept.
    /// - `held_bytes_max` (64 MiB): how many bytes of batches may wait.
    /// - `feed_bytes` (256 KiB): how many bytes of changes stay for readers of the feed.
    /// - `batch_bytes_max` (16 MiB): the largest batch that is accepted.
    /// - `relay_after_ms` (1,000): how long a target may lack another origin's changes before they are relayed.
    /// - `metrics` (true): whether the replica counts what it does, for `metrics` and `diagnose`.
    /// - `metrics_window_ms` (60,000): how far back rates look, 1,000 to 3,600,000.
    /// - `conflict_rate_threshold` (100): how many conflicts in a window are too many.
    /// - `merge_budget_ms` (1,000): how long a merge function may take; 0 is no limit.
    /// - `sample_merges` (0): of how many conflicts that merge functions decide one is looked at for broken laws.
    /// - `claim_secret` (from the deployment's name): what keys of claims are derived with; the same in all regions.
    #[staticmethod]
    #[pyo3(
        signature = (deployment, region, **options_),
        text_signature = "(deployment, region, *, incarnation=None, process=None, max_drift_ms=None, \
            max_ahead_ms=None, max_jump_ms=None, conflicts_max=None, held_bytes_max=None, feed_bytes=None, \
            batch_bytes_max=None, relay_after_ms=None, metrics=None, metrics_window_ms=None, \
            conflict_rate_threshold=None, merge_budget_ms=None, sample_merges=None, claim_secret=None)"
    )]
    fn open(deployment: &Deployment, region: Text<'_>, options_: Option<&Bound<'_, PyDict>>) -> Result<Self> {
        let (deployment, options) = (Arc::clone(&deployment.0), options(options_)?);
        let budget_ms = options.merge_budget_ms;
        caught(|| Ok(Region::of(region::Region::open(deployment, region.0, options)?, budget_ms)))
    }

    /// Opens a replica from a snapshot, as a new incarnation. It answers reads at once, and takes writes when it has
    /// caught up with the other regions. The options are those of `open`.
    #[staticmethod]
    #[pyo3(
        signature = (deployment, region, snapshot, **options_),
        text_signature = "(deployment, region, snapshot, *, incarnation=None, process=None, max_drift_ms=None, \
            max_ahead_ms=None, max_jump_ms=None, conflicts_max=None, held_bytes_max=None, feed_bytes=None, \
            batch_bytes_max=None, relay_after_ms=None, metrics=None, metrics_window_ms=None, \
            conflict_rate_threshold=None, merge_budget_ms=None, sample_merges=None, claim_secret=None)"
    )]
    fn restore(
        py: Python<'_>,
        deployment: &Deployment,
        region: Text<'_>,
        snapshot: Bytes,
        options_: Option<&Bound<'_, PyDict>>,
    ) -> Result<Self> {
        let (deployment, options) = (Arc::clone(&deployment.0), options(options_)?);
        let budget_ms = options.merge_budget_ms;
        let restore = || region::Region::restore(deployment, region.0, options, &snapshot);
        py.detach(|| caught(|| Ok(Region::of(restore()?, budget_ms))))
    }

    /// Puts a newer deployment in force.
    fn load_deployment(&self, py: Python<'_>, deployment: &Deployment) -> Result<()> {
        let deployment = Arc::clone(&deployment.0);
        self.work(py, |region| region.load_deployment(deployment))
    }

    /// How many records would read otherwise under another deployment, without changing anything: a dict of `records`,
    /// `changed` and up to ten `examples` of `key`, `old` and `new`.
    fn replay<'py>(&self, py: Python<'py>, deployment: &Deployment) -> Result<Bound<'py, PyAny>> {
        let deployment = Arc::clone(&deployment.0);
        let replay = self.work(py, |region| region.replay(&deployment))?;
        Ok(crate::value::write(py, &replay)?)
    }

    /// The name of the region.
    #[getter]
    fn name(&self, py: Python<'_>) -> Result<String> {
        self.call(py, |region| Ok(region.name().to_owned()))
    }

    /// Who writes here: the region's number and incarnation, as in dots.
    #[getter]
    fn origin(&self, py: Python<'_>) -> Result<String> {
        self.call(py, |region| Ok(region.origin().to_string()))
    }

    /// The deployment in force.
    #[getter]
    fn deployment(&self, py: Python<'_>) -> Result<Deployment> {
        self.call(py, |region| Ok(Deployment(Arc::clone(region.deployment()))))
    }

    /// How this replica stands: what it holds, what waits, whether it takes writes.
    fn status<'py>(&self, py: Python<'py>) -> Result<Report<'py>> {
        let status = self.call(py, |region| Ok(region.status()))?;
        report(py, intern!(py, "Status"), &status)
    }

    fn __repr__(&self, py: Python<'_>) -> Result<String> {
        let status = self.call(py, |region| Ok(region.status()))?;
        let text = |name| status.get(name).and_then(Value::as_str).unwrap_or_default();
        Ok(format!("<Region {:?} {}>", text("region"), text("origin")))
    }
}
