//! Where requests go. Twin of `core/src/routing`. No operation on a router can stop half way, so a poisoned lock has lost
//! nothing.

use crate::{
    argument::{Bytes, Number, Text, now_ms},
    deployment::Deployment,
    error::Result,
    report::{Report, report, reports},
    value::Input,
};
use active_active::{routing, value::Value};
use pyo3::{intern, prelude::*, sync::MutexExt, types::PyList};
use std::sync::{Mutex, MutexGuard, PoisonError};

type Now = Option<Number<u64>>;

/// The keys that sign session tokens, as pairs of a number and at least 16 bytes. The first signs; all are believed, so
/// that a key can be replaced while tokens of the old one are about.
///
/// >>> TokenKeys([(2, b"new key of 16 bytes"), (1, b"old key of 16 bytes")])
/// TokenKeys(...)
#[pyclass(frozen, module = "active_active")]
pub(crate) struct TokenKeys(pub(crate) routing::TokenKeys);

#[pymethods]
impl TokenKeys {
    #[new]
    fn new(keys: Vec<(Number<u32>, Bytes)>) -> Result<Self> {
        Ok(TokenKeys(routing::TokenKeys::new(keys.iter().map(|(number, key)| (number.0, key.to_vec())).collect())?))
    }

    /// Reads a token of a deployment; what it holds is for logs.
    fn read<'py>(&self, py: Python<'py>, token: Text<'_>, deployment: &Deployment) -> Result<Report<'py>> {
        let read = self.0.read(token.0, &deployment.0)?;
        report(py, intern!(py, "SessionToken"), &read.to_document(&deployment.0))
    }

    fn __repr__(&self) -> &'static str {
        "TokenKeys(...)"
    }
}

/// Decides where requests go, by a deployment, and by what it was told of homes, health and progress. It asks nobody.
/// Any number of threads may use one.
///
/// `subject_secret` is what subjects are hashed with, the same in every router of a deployment.
///
/// >>> deployment = Deployment.parse('''{"version": 1, "name": "shop",
/// ...     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
/// ...     "classes": [{"name": "carts", "keys": "cart/*", "labels": [], "type": "register",
/// ...         "home": {"by": "rendezvous", "regions": ["eu", "us"], "fallback": ["eu", "us"]}}]}''')
/// >>> router = Router(deployment)
/// >>> route = router.route({"operation": "write", "class": "carts", "subject": "user-1"})
/// >>> route.code, route.region == router.first_home("carts", "user-1")
/// ('home', True)
#[pyclass(frozen, module = "active_active")]
pub(crate) struct Router(Mutex<routing::Router>);

impl Router {
    fn lock<'a>(&'a self, py: Python<'_>) -> MutexGuard<'a, routing::Router> {
        self.0.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Router {
    #[new]
    #[pyo3(signature = (deployment, *, subject_secret = None, token_keys = None))]
    fn new(deployment: &Deployment, subject_secret: Option<Bytes>, token_keys: Option<&TokenKeys>) -> Self {
        let options = routing::RouterOptions {
            subject_secret: subject_secret.map(|secret| secret.to_vec()).unwrap_or_default(),
            token_keys: token_keys.map(|keys| keys.0.clone()),
        };
        Router(Mutex::new(routing::Router::new(deployment.0.clone(), options)))
    }

    /// Where a request goes, or why nowhere. A request is a dict with `operation` (`write` or `read`) and `class`, and
    /// where they are known `level` (`eventual`, `session` with `token`, `bounded` with `max_staleness_ms`, `strong`),
    /// `subject`, `labels`, `location`, `latencies` (milliseconds by region), `observer`, `previous`, `epoch`, `explain`.
    #[pyo3(signature = (request, *, now = None))]
    fn route<'py>(&self, py: Python<'py>, request: Input, now: Now) -> Result<Report<'py>> {
        let route = self.lock(py).route_document(&request.0, now_ms(now))?;
        report(py, intern!(py, "Route"), &route)
    }

    /// The region that takes a write of a subject, without an explanation: the common case, for hot paths. A refusal is
    /// a `RoutingError` with the route's code in `details["reason"]`.
    #[pyo3(signature = (class_name, subject, *, now = None))]
    fn pick(&self, py: Python<'_>, class_name: Text<'_>, subject: Text<'_>, now: Now) -> Result<String> {
        Ok(self.lock(py).pick_named(class_name.0, subject.0, now_ms(now))?.to_owned())
    }

    /// Takes what is known of where a client is: `home_claim`, `application`, `ecs`, `resolver`, the first of them that
    /// says anything.
    fn locate<'py>(&self, py: Python<'py>, sources: Input) -> Result<Report<'py>> {
        let router = self.lock(py);
        report(py, intern!(py, "Location"), &router.locate(&sources.0)?.to_document(router.deployment()))
    }

    /// Takes an observation, `{region, observer, outcome, latency_ms, at_ms}`, and returns the state of the region then.
    #[pyo3(signature = (observation, *, now = None))]
    fn observe(&self, py: Python<'_>, observation: Input, now: Now) -> Result<&'static str> {
        Ok(self.lock(py).observe_document(&observation.0, now_ms(now))?.as_str())
    }

    /// What is known of each region's health, in the order of their numbers.
    #[pyo3(signature = (*, now = None))]
    fn health<'py>(&self, py: Python<'py>, now: Now) -> Result<Bound<'py, PyList>> {
        let documents = self.lock(py).health_documents(now_ms(now));
        reports(py, intern!(py, "RegionHealth"), documents)
    }

    /// Takes what the home directory says, `{class, subject, region, epoch, contested}`, with `subject_hash` in the
    /// place of `subject` where only that is known. Returns whether it was news.
    fn set_home(&self, py: Python<'_>, home: Input) -> Result<bool> {
        Ok(self.lock(py).set_home_document(&home.0)?)
    }

    /// Takes how far a region has come: `{region, received, complete_until_ms}`.
    fn set_progress(&self, py: Python<'_>, progress: Input) -> Result<()> {
        Ok(self.lock(py).set_progress_document(&progress.0)?)
    }

    /// Begins or ends the draining of a region. Refused with `safety_rule` where a class would be left with too few
    /// regions, unless `override_reason` says why.
    #[pyo3(signature = (region, draining = true, *, override_reason = None, now = None))]
    fn set_draining(
        &self,
        py: Python<'_>,
        region: Text<'_>,
        draining: bool,
        override_reason: Option<Text<'_>>,
        now: Now,
    ) -> Result<()> {
        let mut router = self.lock(py);
        let number = router.region_number(region.0)?;
        Ok(router.set_draining(number, draining, override_reason.map(|reason| reason.0), now_ms(now))?)
    }

    /// Which regions may take over from the home of `{class, subject}`, in order, and why not the others.
    #[pyo3(signature = (of, *, now = None))]
    fn failover_plan<'py>(&self, py: Python<'py>, of: Input, now: Now) -> Result<Report<'py>> {
        let plan = self.lock(py).failover_plan_document(&of.0, now_ms(now))?;
        report(py, intern!(py, "FailoverPlan"), &plan)
    }

    /// The regions nearest to a place on the globe, with their distances.
    #[pyo3(signature = (latitude, longitude, *, limit = Number(1)),
        text_signature = "($self, latitude, longitude, *, limit=1)")]
    fn nearest<'py>(
        &self,
        py: Python<'py>,
        latitude: f64,
        longitude: f64,
        limit: Number<usize>,
    ) -> Result<Bound<'py, PyList>> {
        let from = Value::object([("latitude", Value::Float(latitude)), ("longitude", Value::Float(longitude))]);
        let nearest = self.lock(py).nearest_document(&from, limit.0)?;
        reports(py, intern!(py, "NearRegion"), nearest.as_array().unwrap_or_default().iter().cloned())
    }

    /// The hash of a subject, by which homes are told.
    fn subject_hash(&self, py: Python<'_>, subject: Text<'_>) -> String {
        self.lock(py).subject_hash(subject.0).to_text()
    }

    /// The first home of a subject, by rendezvous hashing; `None` for a class without homes.
    fn first_home(&self, py: Python<'_>, class_name: Text<'_>, subject: Text<'_>) -> Result<Option<String>> {
        Ok(self.lock(py).first_home_named(class_name.0, subject.0)?.map(str::to_owned))
    }
}

/// The great-circle distance of two places, each a pair of latitude and longitude in degrees, in whole kilometres.
///
/// >>> distance_km((0, -179), (0, 179))
/// 222
#[pyfunction]
#[pyo3(name = "distance_km")]
pub(crate) fn distance_km(start: (f64, f64), end: (f64, f64)) -> Result<u32> {
    let position = |(latitude, longitude)| routing::Position::new(latitude, longitude);
    Ok(position(start)?.distance_km(&position(end)?))
}

/// Compares ways to send clients elsewhere when a region fails: how long that takes, and what is at risk.
///
/// >>> print(compare_failover([{"name": "dns", "method": "geo-dns", "interval_ms": 30_000, "consecutive_failures": 4,
/// ...     "probe_timeout_ms": 10_000, "ttl_ms": 30_000}]).table)
/// method  min s  mean s  p50 s  p90 s  p99 s  max s  RPO s  writes at risk
/// dns     100.0   130.0  130.0  146.6  155.8  160.0    0.0               0
/// <BLANKLINE>
#[pyfunction]
pub(crate) fn compare_failover<'py>(py: Python<'py>, methods: Input) -> Result<Report<'py>> {
    report(py, intern!(py, "FailoverComparison"), &routing::compare_failover(&methods.0)?.to_document())
}
