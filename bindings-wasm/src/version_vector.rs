//! The version vector. Twin of `core/src/causality/version_vector.rs`.

use crate::{argument, error::Result, value};
use active_active::causality;
use js_sys::{Function, Reflect};
use std::cell::RefCell;
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// How far each stream has been seen.
#[wasm_bindgen]
pub struct VersionVector(RefCell<causality::VersionVector>);

/// A vector given as an argument: another `VersionVector`, known by its `toBytes`, or a document.
fn vector(given: &JsValue) -> Result<causality::VersionVector> {
    if given.is_object()
        && let Some(to_bytes) = Reflect::get(given, &"toBytes".into())?.dyn_ref::<Function>()
    {
        let bytes = to_bytes.call0(given)?;
        return Ok(causality::VersionVector::from_bytes(&argument::bytes(&bytes, "other")?)?);
    }
    Ok(causality::VersionVector::from_document(&value::read(given)?)?)
}

impl VersionVector {
    /// A vector of the core as a handle.
    pub(crate) fn of(vector: causality::VersionVector) -> Self {
        VersionVector(RefCell::new(vector))
    }
}

#[wasm_bindgen]
impl VersionVector {
    /// The vector of a document, or one that has seen nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(document: &JsValue) -> Result<VersionVector> {
        let nothing = document.is_undefined();
        Ok(VersionVector::of(if nothing { causality::VersionVector::new() } else { vector(document)? }))
    }

    /// Reads what `toBytes` wrote.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &JsValue) -> Result<VersionVector> {
        Ok(VersionVector::of(causality::VersionVector::from_bytes(&argument::bytes(bytes, "bytes")?)?))
    }

    /// The vector as bytes.
    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.borrow().to_bytes()
    }

    /// The vector as a document.
    #[wasm_bindgen(js_name = toDocument)]
    pub fn to_document(&self) -> JsValue {
        value::write(&self.0.borrow().to_document())
    }

    /// The document, for `JSON.stringify`.
    #[wasm_bindgen(js_name = toJSON)]
    pub fn to_json(&self) -> JsValue {
        self.to_document()
    }

    /// How far a stream has been seen.
    pub fn get(&self, stream: &JsValue) -> Result<f64> {
        let stream = argument::text(stream, "stream")?.parse()?;
        Ok(self.0.borrow().get(stream) as f64)
    }

    /// Sees a stream up to a head.
    pub fn advance(&self, stream: &JsValue, head: &JsValue) -> Result<()> {
        let stream = argument::text(stream, "stream")?.parse()?;
        self.0.borrow_mut().advance(stream, argument::unsigned(head, "head")?);
        Ok(())
    }

    /// Sees what the other has seen.
    pub fn merge(&self, other: &JsValue) -> Result<()> {
        let other = vector(other)?;
        self.0.borrow_mut().merge(&other);
        Ok(())
    }

    /// How this vector relates to the other.
    pub fn compare(&self, other: &JsValue) -> Result<String> {
        let other = vector(other)?;
        Ok(self.0.borrow().compare(&other).as_str().to_owned())
    }

    /// Whether a write has been seen.
    pub fn covers(&self, dot: &JsValue) -> Result<bool> {
        let dot = argument::text(dot, "dot")?.parse()?;
        Ok(self.0.borrow().covers(dot))
    }
}
