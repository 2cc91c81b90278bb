//! What another region may be told, where labels say which regions may hold what.

use super::Region;
use crate::{
    argument::{self, now_ms},
    error::Result,
    report::reports,
};
use js_sys::Array;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
impl Region {
    /// The digest of all that both regions may hold, in hexadecimal.
    #[wasm_bindgen(js_name = digestFor)]
    pub fn digest_for(&self, target: &JsValue) -> Result<String> {
        let target = argument::text(target, "target")?;
        Ok(self.engine()?.digest_for(&target)?.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The part of the replica that the target may hold.
    #[wasm_bindgen(js_name = snapshotFor)]
    pub fn snapshot_for(&self, target: &JsValue) -> Result<Vec<u8>> {
        let target = argument::text(target, "target")?;
        Ok(self.engine()?.snapshot_for(&target)?)
    }

    /// What regions have to erase, or have erased.
    pub fn purges(&self, now: Option<f64>) -> Result<Array> {
        let now_ms = now_ms(now)?;
        let purges = self.engine()?.purges(now_ms);
        Ok(reports(purges.iter().map(|purge| purge.to_document())))
    }
}
