//! Observation: the feed, digests, snapshots, status.

use super::Region;
use crate::{argument, error::Result, options::Options, report::report, version_vector::VersionVector};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// How many changes the feed gives where no limit is given.
const CHANGES_DEFAULT: usize = 1_000;

#[wasm_bindgen]
impl Region {
    /// What became visible after a cursor.
    #[wasm_bindgen(js_name = changesSince)]
    pub fn changes_since(&self, cursor: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (cursor, options) = (argument::unsigned(cursor, "cursor")?, Options::read(options, &["limit"])?);
        let limit = options.get("limit", argument::unsigned)?.unwrap_or(CHANGES_DEFAULT);
        Ok(report(&self.engine()?.changes_since(cursor, limit)?.to_document()))
    }

    /// The digest of what is held, in hexadecimal.
    pub fn digest(&self) -> Result<String> {
        Ok(self.engine()?.digest_text())
    }

    /// What was received, stream by stream.
    pub fn cursors(&self) -> Result<VersionVector> {
        Ok(VersionVector::of(self.engine()?.cursors()))
    }

    /// Whether a write has been received.
    #[wasm_bindgen(js_name = hasSeen)]
    pub fn has_seen(&self, dot: &JsValue) -> Result<bool> {
        let dot = argument::text(dot, "dot")?.parse()?;
        Ok(self.engine()?.has_seen(dot))
    }

    /// The whole replica as bytes.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        Ok(self.engine()?.snapshot())
    }

    /// Where the replica stands.
    pub fn status(&self) -> Result<JsValue> {
        Ok(report(&self.engine()?.status()))
    }
}
