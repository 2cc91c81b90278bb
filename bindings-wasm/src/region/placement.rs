//! What another region may be told, where labels say which regions may hold what.

use super::Region;
use crate::{argument, error::Result};
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
}
