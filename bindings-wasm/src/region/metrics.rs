//! What a region counts, and what that says.

use super::Region;
use crate::{
    argument::{self, now_ms},
    error::Result,
    options::Options,
    report::report,
};
use active_active::metrics::DiagnoseOptions;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

const OPTIONS: [&str; 8] = [
    "conflictsMin",
    "hotspotKeys",
    "hotspotPercent",
    "misroutingPercent",
    "clockSkewMs",
    "silentMs",
    "allowKeys",
    "now",
];

#[wasm_bindgen]
impl Region {
    /// All that this replica has counted.
    pub fn metrics(&self, now: Option<f64>) -> Result<JsValue> {
        let now_ms = now_ms(now)?;
        Ok(report(&self.engine()?.metrics(now_ms)?.to_document()))
    }

    /// The same as text for Prometheus.
    #[wasm_bindgen(js_name = openMetrics)]
    pub fn open_metrics(&self, now: Option<f64>) -> Result<String> {
        let now_ms = now_ms(now)?;
        Ok(self.engine()?.open_metrics(now_ms)?)
    }

    /// What is wrong, if anything.
    pub fn diagnose(&self, options: &JsValue) -> Result<JsValue> {
        let (given, default) = (Options::read(options, &OPTIONS)?, DiagnoseOptions::default());
        let options = DiagnoseOptions {
            conflicts_min: given.get("conflictsMin", argument::unsigned)?.unwrap_or(default.conflicts_min),
            hotspot_keys: given.get("hotspotKeys", argument::unsigned)?.unwrap_or(default.hotspot_keys),
            hotspot_percent: given.get("hotspotPercent", argument::unsigned)?.unwrap_or(default.hotspot_percent),
            misrouting_percent: given
                .get("misroutingPercent", argument::unsigned)?
                .unwrap_or(default.misrouting_percent),
            clock_skew_ms: given.get("clockSkewMs", argument::unsigned)?.unwrap_or(default.clock_skew_ms),
            silent_ms: given.get("silentMs", argument::unsigned)?.unwrap_or(default.silent_ms),
            allow_keys: given.get("allowKeys", argument::boolean)?.unwrap_or(default.allow_keys),
        };
        let now_ms = given.now_ms()?;
        Ok(report(&self.engine()?.diagnose(now_ms, &options)?.to_document()))
    }
}
