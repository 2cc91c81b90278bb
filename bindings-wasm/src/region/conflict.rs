//! Conflicts: their records, what is decided about them, and why a value is what it is.

use super::Region;
use crate::{
    argument,
    error::{Result, invalid},
    options::Options,
    report::{report, reports},
    value,
};
use active_active::conflict::{ConflictFilter, ConflictKind, ConflictState, Settlement};
use js_sys::Array;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// How many records the stream gives where no limit is given.
const RECORDS_DEFAULT: usize = 1_000;

/// A name of a fixed list.
fn named<T>(given: &JsValue, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    let text = argument::text(given, name)?;
    parse(&text).ok_or_else(|| invalid(format!("`{text}` is not a {name} of a conflict")))
}

fn conflict_filter(given: &JsValue) -> Result<ConflictFilter> {
    let takes = ["kind", "state", "key", "className", "region", "fromMs", "untilMs", "limit"];
    let given = Options::read(given, &takes)?;
    Ok(ConflictFilter {
        kind: given.get("kind", |value, name| named(value, name, ConflictKind::parse))?,
        state: given.get("state", |value, name| named(value, name, ConflictState::parse))?,
        key: given.get("key", argument::text)?,
        class: given.get("className", argument::text)?,
        region: given.get("region", argument::text)?,
        from_ms: given.get("fromMs", argument::milliseconds)?,
        until_ms: given.get("untilMs", argument::milliseconds)?,
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

    /// The records that changed after a cursor.
    #[wasm_bindgen(js_name = conflictsSince)]
    pub fn conflicts_since(&self, cursor: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (cursor, options) = (argument::unsigned(cursor, "cursor")?, Options::read(options, &["limit"])?);
        let limit = options.get("limit", argument::unsigned)?.unwrap_or(RECORDS_DEFAULT);
        Ok(report(&self.engine()?.conflicts_since(cursor, limit).to_document()))
    }

    /// How many decided records were dropped.
    #[wasm_bindgen(js_name = conflictsDropped)]
    pub fn conflicts_dropped(&self) -> Result<f64> {
        Ok(self.engine()?.conflicts_dropped() as f64)
    }

    /// Settles a conflict that waits.
    #[wasm_bindgen(js_name = resolveConflict)]
    pub fn resolve_conflict(&self, id: &JsValue, settlement: &JsValue, options: &JsValue) -> Result<JsValue> {
        let id = argument::text(id, "id")?.parse()?;
        let given = Options::read(settlement, &["value", "pick"])?;
        let pick = given.get("pick", argument::text)?;
        let settlement = Settlement::from_parts(given.get("value", |value, _| value::read(value))?, pick.as_deref())?;
        let now_ms = Options::read(options, &["now"])?.now_ms()?;
        Ok(report(&self.engine()?.resolve_conflict(now_ms, &id, settlement)?.to_document()))
    }

    /// Takes a decision back.
    #[wasm_bindgen(js_name = undoConflict)]
    pub fn undo_conflict(&self, id: &JsValue, options: &JsValue) -> Result<JsValue> {
        let id = argument::text(id, "id")?.parse()?;
        let now_ms = Options::read(options, &["now"])?.now_ms()?;
        Ok(report(&self.engine()?.undo_conflict(now_ms, &id)?.to_document()))
    }

    /// Why a record, or one of its places, reads as it does.
    pub fn explain(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        let key = argument::text(key, "key")?;
        let path = Options::read(options, &["path"])?.get("path", argument::path)?.unwrap_or_default();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        Ok(report(&self.engine()?.explain(&key, &path)?))
    }
}
