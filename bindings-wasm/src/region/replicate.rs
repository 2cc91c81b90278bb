//! Replication: batches and acknowledgements as bytes.

use super::Region;
use crate::{
    argument::{self, now_ms},
    error::Result,
    options::Options,
    report::{report, reports},
};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// The size of a batch where none is given: large enough to amortise, small enough to retry.
const BATCH_BYTES_DEFAULT: usize = 1 << 20;

#[wasm_bindgen]
impl Region {
    /// What the target is not known to have.
    #[wasm_bindgen(js_name = batchesFor)]
    pub fn batches_for(&self, target: &JsValue, options: &JsValue) -> Result<Array> {
        let target = argument::text(target, "target")?;
        let options = Options::read(options, &["bytesMax", "now"])?;
        let bytes_max = options.get("bytesMax", argument::unsigned)?.unwrap_or(BATCH_BYTES_DEFAULT);
        let batches = self.engine()?.batches_for(options.now_ms()?, &target, bytes_max)?;
        Ok(batches.iter().map(|batch| Uint8Array::from(batch.as_slice())).collect())
    }

    /// What this region holds of all that the target may hold.
    #[wasm_bindgen(js_name = acknowledgementFor)]
    pub fn acknowledgement_for(&self, target: &JsValue) -> Result<Vec<u8>> {
        let target = argument::text(target, "target")?;
        Ok(self.engine()?.acknowledgement_for(&target)?)
    }

    /// Takes another region's acknowledgement.
    pub fn acknowledge(&self, acknowledgement: &JsValue) -> Result<String> {
        let acknowledgement = argument::bytes(acknowledgement, "acknowledgement")?;
        Ok(self.engine()?.acknowledge(&acknowledgement)?)
    }

    /// Applies a batch.
    pub fn apply(&self, batch: &JsValue, now: Option<f64>) -> Result<JsValue> {
        let (batch, now_ms) = (argument::bytes(batch, "batch")?, now_ms(now)?);
        let applied = self.engine()?.apply(now_ms, &batch)?;
        Ok(report(&applied.to_document()))
    }

    /// Everything that waits.
    pub fn held(&self) -> Result<Array> {
        let held = self.engine()?.held();
        Ok(reports(held.iter().map(|held| held.to_document())))
    }

    /// Tries what waits.
    #[wasm_bindgen(js_name = retryHeld)]
    pub fn retry_held(&self, now: Option<f64>) -> Result<Array> {
        let released = self.engine()?.retry_held(now_ms(now)?)?;
        Ok(reports(released.iter().map(|applied| applied.to_document())))
    }
}
