//! Reads.

use super::Region;
use crate::{
    argument,
    error::Result,
    options::Options,
    report::{report, reports},
};
use js_sys::Array;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// How many keys are listed where no limit is given.
const KEYS_DEFAULT: usize = 100;
/// How many entries of a log are given where no limit is given.
const ENTRIES_DEFAULT: usize = 1_000;

#[wasm_bindgen]
impl Region {
    /// The record as it reads now.
    pub fn get(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        let key = argument::text(key, "key")?;
        let now_ms = Options::read(options, &["now"])?.get("now", argument::milliseconds)?;
        // The host's clock is never past the range of the engine's time.
        let read = self.engine()?.get_at(&key, || now_ms.or(argument::now_ms(None).ok()).unwrap_or_default())?;
        Ok(read.map_or(JsValue::UNDEFINED, |read| report(&read.to_document())))
    }

    /// What a read of a record would have seen, also where there is none.
    pub fn context(&self, key: &JsValue) -> Result<Vec<u8>> {
        let key = argument::text(key, "key")?;
        Ok(self.engine()?.context(&key)?)
    }

    /// The live versions of a register.
    pub fn versions(&self, key: &JsValue, path: &JsValue) -> Result<Array> {
        let key = argument::text(key, "key")?;
        let path = if path.is_undefined() { Vec::new() } else { argument::path(path, "path")? };
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let versions = self.engine()?.versions(&key, &path)?;
        Ok(reports(versions.iter().map(|version| version.to_document())))
    }

    /// The entries of a log.
    #[wasm_bindgen(js_name = logEntries)]
    pub fn log_entries(&self, key: &JsValue, options: &JsValue) -> Result<Array> {
        let (key, options) = (argument::text(key, "key")?, Options::read(options, &["path", "after", "limit"])?);
        let path = options.get("path", argument::path)?.unwrap_or_default();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let after = options.get("after", |given, _| argument::timestamp(given))?;
        let limit = options.get("limit", argument::unsigned)?.unwrap_or(ENTRIES_DEFAULT);
        let entries = self.engine()?.log_entries(&key, &path, after, limit)?;
        Ok(reports(entries.iter().map(|entry| entry.to_document())))
    }

    /// Existing keys.
    pub fn keys(&self, options: &JsValue) -> Result<Vec<String>> {
        let options = Options::read(options, &["prefix", "after", "limit"])?;
        let (prefix, after) = (options.get("prefix", argument::text)?, options.get("after", argument::text)?);
        let limit = options.get("limit", argument::unsigned)?.unwrap_or(KEYS_DEFAULT);
        Ok(self.engine()?.keys(&prefix.unwrap_or_default(), after.as_deref(), limit))
    }
}
