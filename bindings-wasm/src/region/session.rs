//! Session tokens.

use super::Region;
use crate::{argument, error::Result, options::Options, routing::token_keys};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
impl Region {
    /// A token of what this region has now.
    pub fn token(&self, keys: &JsValue, options: &JsValue) -> Result<String> {
        let keys = token_keys(keys, "keys")?;
        let options = Options::read(options, &["earlier", "epoch", "contested", "now"])?;
        let earlier = options.get("earlier", argument::text)?;
        let contested = options.get("contested", argument::boolean)?.unwrap_or_default();
        let epoch = options.get("epoch", argument::unsigned)?.map(|epoch: u64| (epoch, contested));
        let now_ms = options.now_ms()?;
        Ok(self.engine()?.token_after(now_ms, &keys, earlier.as_deref(), epoch)?)
    }

    /// Whether this region has all that a client has seen.
    pub fn covers(&self, keys: &JsValue, token: &JsValue) -> Result<bool> {
        let (keys, token) = (token_keys(keys, "keys")?, argument::text(token, "token")?);
        Ok(self.engine()?.covers_signed(&keys, &token)?)
    }
}
