//! Unique claims.

use super::Region;
use crate::{argument, error::Result, options::Options, report::report, value};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
impl Region {
    /// Claims a value for a claimant.
    pub fn claim(
        &self,
        class_name: &JsValue,
        value: &JsValue,
        claimant: &JsValue,
        options: &JsValue,
    ) -> Result<JsValue> {
        let (class, now_ms) = (argument::text(class_name, "className")?, Options::read(options, &["now"])?.now_ms()?);
        let (value, claimant) = (value::read(value)?, value::read(claimant)?);
        Ok(report(&self.engine()?.claim(now_ms, &class, &value, &claimant)?.to_document()))
    }

    /// Gives up a claim.
    pub fn release(
        &self,
        class_name: &JsValue,
        value: &JsValue,
        claimant: &JsValue,
        options: &JsValue,
    ) -> Result<JsValue> {
        let (class, now_ms) = (argument::text(class_name, "className")?, Options::read(options, &["now"])?.now_ms()?);
        let (value, claimant) = (value::read(value)?, value::read(claimant)?);
        Ok(report(&self.engine()?.release(now_ms, &class, &value, &claimant)?.to_document()))
    }

    /// Who holds a value.
    #[wasm_bindgen(js_name = claimOf)]
    pub fn claim_of(&self, class_name: &JsValue, value: &JsValue) -> Result<JsValue> {
        let (class, value) = (argument::text(class_name, "className")?, value::read(value)?);
        Ok(report(&self.engine()?.claim_of(&class, &value)?.to_document()))
    }
}
