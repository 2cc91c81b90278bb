//! Several writes as one.

use super::Region;
use crate::{error::Result, options::Options, report::reports, value};
use active_active::region::ChangeSet;
use js_sys::Array;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
impl Region {
    /// Makes several writes as one.
    pub fn transaction(&self, writes: &JsValue, options: &JsValue) -> Result<Array> {
        let set = ChangeSet::from_document(&value::read(writes)?)?;
        let now_ms = Options::read(options, &["now"])?.now_ms()?;
        let written = self.engine()?.transaction(now_ms, &set)?;
        Ok(reports(written.iter().map(|written| written.to_document())))
    }
}
