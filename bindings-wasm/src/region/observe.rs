//! Observation: conflicts, the feed, digests, snapshots, status.

use super::Region;
use crate::{
    argument,
    error::{Result, invalid},
    options::Options,
    report::{report, reports},
    version_vector::VersionVector,
};
use active_active::conflict::{ConflictFilter, ConflictKind, ConflictState};
use js_sys::Array;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// How many changes the feed gives where no limit is given.
const CHANGES_DEFAULT: usize = 1_000;

/// A name of a fixed list.
fn named<T>(given: &JsValue, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    let text = argument::text(given, name)?;
    parse(&text).ok_or_else(|| invalid(format!("`{text}` is not a {name} of a conflict")))
}

fn conflict_filter(given: &JsValue) -> Result<ConflictFilter> {
    let given = Options::read(given, &["kind", "state", "key", "limit"])?;
    Ok(ConflictFilter {
        kind: given.get("kind", |value, name| named(value, name, ConflictKind::parse))?,
        state: given.get("state", |value, name| named(value, name, ConflictState::parse))?,
        key: given.get("key", argument::text)?,
        limit: given.get("limit", argument::unsigned)?.unwrap_or_default(),
    })
}

#[wasm_bindgen]
impl Region {
    /// Conflict records, oldest first.
    pub fn conflicts(&self, filter: &JsValue) -> Result<Array> {
        let filter = conflict_filter(filter)?;
        let records = self.engine()?.conflicts(&filter);
        Ok(reports(records.iter().map(|record| record.to_document())))
    }

    /// One conflict record.
    pub fn conflict(&self, id: &JsValue) -> Result<JsValue> {
        let id = argument::text(id, "id")?.parse()?;
        Ok(report(&self.engine()?.conflict(&id)?.to_document()))
    }

    /// How many decided records were dropped.
    #[wasm_bindgen(js_name = conflictsDropped)]
    pub fn conflicts_dropped(&self) -> Result<f64> {
        Ok(self.engine()?.conflicts_dropped() as f64)
    }

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
