//! Resolution and the join alone, without an engine. Twin of `core/src/resolve` and of
//! `core/src/causality/dot_store.rs`.

use crate::{error::Result, report::report, value};
use active_active::{causality::DotStore, resolve::resolve_documents};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Decides between two versions of one place.
#[wasm_bindgen]
pub fn resolve(strategy: &JsValue, a: &JsValue, b: &JsValue) -> Result<JsValue> {
    Ok(report(&resolve_documents(&value::read(strategy)?, &value::read(a)?, &value::read(b)?)?))
}

/// Joins two dot stores.
#[wasm_bindgen(js_name = joinDots)]
pub fn join_dots(a: &JsValue, b: &JsValue) -> Result<JsValue> {
    let mut joined = DotStore::from_document(&value::read(a)?)?;
    joined.join(&DotStore::from_document(&value::read(b)?)?);
    Ok(value::write(&joined.to_document()))
}
