//! Records that expire.

use super::Region;
use crate::{argument, error::Result};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

const WHEN: &[&str] = &["now"];

#[wasm_bindgen]
impl Region {
    /// Lets a record expire.
    pub fn expire(&self, key: &JsValue, at: &JsValue, options: &JsValue) -> Result<JsValue> {
        let at_ms = argument::milliseconds(at, "at")?;
        self.write(key, options, WHEN, &mut |engine, key, to| engine.expire(to.now_ms, key, at_ms))
    }

    /// Takes the expiry of a record away.
    pub fn persist(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        self.write(key, options, WHEN, &mut |engine, key, to| engine.persist(to.now_ms, key))
    }
}
