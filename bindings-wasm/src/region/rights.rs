//! Rights to bounded counters.

use super::{Region, write::PLACE};
use crate::{argument, error::Result, options::Options, report::report};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
impl Region {
    /// Gives rights to another region.
    pub fn transfer(&self, key: &JsValue, to: &JsValue, amount: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (target, amount) = (argument::text(to, "to")?, argument::integer(amount, "amount")?);
        self.write(key, options, PLACE, &mut |engine, key, to| {
            engine.transfer(to.now_ms, key, &to.path(), &target, amount)
        })
    }

    /// What is left of a bounded counter and who may spend it.
    pub fn rights(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        let key = argument::text(key, "key")?;
        let path = Options::read(options, &["path"])?.get("path", argument::path)?.unwrap_or_default();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        Ok(report(&self.engine()?.rights(&key, &path)?))
    }
}
