//! The engine of one replica. Twin of `core/src/region`.

mod claim;
mod conflict;
mod lifetime;
// Functions of JavaScript stay on their thread, which is enough for the core on WebAssembly alone.
#[cfg(target_arch = "wasm32")]
mod merging;
mod metrics;
mod observe;
mod placement;
mod read;
mod replicate;
mod rights;
mod session;
mod transaction;
mod write;

use crate::{
    argument,
    deployment::{self, Deployment},
    error::Result,
    options::Options,
};
use active_active::{Code, Error, region};
use std::cell::{RefCell, RefMut};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// One replica.
#[wasm_bindgen]
pub struct Region(RefCell<region::Region>);

impl Region {
    /// The engine for one call. Past the check it is in use only after a fault in an earlier call: arguments are
    /// converted before, and the engine calls nobody back but merge functions.
    fn engine(&self) -> Result<RefMut<'_, region::Region>> {
        #[cfg(target_arch = "wasm32")]
        merging::check()?;
        self.0.try_borrow_mut().map_err(|_| {
            let message = "this region is unusable after a fault inside the library; restore it from a snapshot";
            Error::new(Code::Internal, message).into()
        })
    }
}

const OPTIONS: [&str; 16] = [
    "incarnation",
    "process",
    "maxDriftMs",
    "maxAheadMs",
    "maxJumpMs",
    "conflictsMax",
    "heldBytesMax",
    "feedBytes",
    "batchBytesMax",
    "relayAfterMs",
    "metrics",
    "metricsWindowMs",
    "conflictRateThreshold",
    "mergeBudgetMs",
    "sampleMerges",
    "claimSecret",
];

fn options(given: &JsValue) -> Result<region::Options> {
    let (given, default) = (Options::read(given, &OPTIONS)?, region::Options::default());
    Ok(region::Options {
        incarnation: given.get("incarnation", argument::unsigned)?.unwrap_or(default.incarnation),
        process: given.get("process", argument::unsigned)?.unwrap_or(default.process),
        max_drift_ms: given.get("maxDriftMs", argument::unsigned)?.unwrap_or(default.max_drift_ms),
        max_ahead_ms: given.get("maxAheadMs", argument::unsigned)?.unwrap_or(default.max_ahead_ms),
        max_jump_ms: given.get("maxJumpMs", argument::unsigned)?,
        conflicts_max: given.get("conflictsMax", argument::unsigned)?.unwrap_or(default.conflicts_max),
        held_bytes_max: given.get("heldBytesMax", argument::unsigned)?.unwrap_or(default.held_bytes_max),
        feed_bytes: given.get("feedBytes", argument::unsigned)?.unwrap_or(default.feed_bytes),
        batch_bytes_max: given.get("batchBytesMax", argument::unsigned)?.unwrap_or(default.batch_bytes_max),
        relay_after_ms: given.get("relayAfterMs", argument::unsigned)?.unwrap_or(default.relay_after_ms),
        metrics: given.get("metrics", argument::boolean)?.unwrap_or(default.metrics),
        metrics_window_ms: given.get("metricsWindowMs", argument::unsigned)?.unwrap_or(default.metrics_window_ms),
        conflict_rate_threshold: given
            .get("conflictRateThreshold", argument::unsigned)?
            .unwrap_or(default.conflict_rate_threshold),
        merge_budget_ms: given.get("mergeBudgetMs", argument::unsigned)?.unwrap_or(default.merge_budget_ms),
        sample_merges: given.get("sampleMerges", argument::unsigned)?.unwrap_or(default.sample_merges),
        claim_secret: given
            .get("claimSecret", argument::bytes)?
            .map_or(default.claim_secret, |secret| region::ClaimSecret::new(&secret)),
        ..default
    })
}

#[wasm_bindgen]
impl Region {
    /// Opens an empty replica.
    pub fn open(deployment: &JsValue, region: &JsValue, options: &JsValue) -> Result<Region> {
        let (deployment, name) = (deployment::deployment(deployment)?, argument::text(region, "region")?);
        Ok(Region(RefCell::new(region::Region::open(deployment, &name, self::options(options)?)?)))
    }

    /// Opens a replica from a snapshot.
    pub fn restore(deployment: &JsValue, region: &JsValue, snapshot: &JsValue, options: &JsValue) -> Result<Region> {
        let (deployment, name) = (deployment::deployment(deployment)?, argument::text(region, "region")?);
        let (snapshot, options) = (argument::bytes(snapshot, "snapshot")?, self::options(options)?);
        Ok(Region(RefCell::new(region::Region::restore(deployment, &name, options, &snapshot)?)))
    }

    /// The region's name.
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> Result<String> {
        Ok(self.engine()?.name().to_owned())
    }

    /// The region's incarnation.
    #[wasm_bindgen(getter)]
    pub fn origin(&self) -> Result<String> {
        Ok(self.engine()?.origin().to_string())
    }

    /// The deployment in force.
    #[wasm_bindgen(getter)]
    pub fn deployment(&self) -> Result<Deployment> {
        Ok(Deployment::of(self.engine()?.deployment().clone()))
    }

    /// Puts a newer deployment in force.
    #[wasm_bindgen(js_name = loadDeployment)]
    pub fn load_deployment(&self, deployment: &JsValue) -> Result<()> {
        let deployment = deployment::deployment(deployment)?;
        Ok(self.engine()?.load_deployment(deployment)?)
    }

    /// What another deployment would make of the data.
    pub fn replay(&self, deployment: &JsValue) -> Result<JsValue> {
        let deployment = deployment::deployment(deployment)?;
        Ok(crate::report::report(&self.engine()?.replay(&deployment)?))
    }
}
