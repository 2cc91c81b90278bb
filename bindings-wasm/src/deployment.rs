//! The deployment document. Twin of `core/src/deployment`.

use crate::{argument, error::Result, value};
use active_active::{
    deployment::{self, RegionSpec},
    value::Value,
};
use js_sys::{Function, Reflect};
use std::sync::Arc;
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// A deployment: parsed, checked, unchangeable.
#[wasm_bindgen]
pub struct Deployment(Arc<deployment::Deployment>);

/// A deployment given as an argument: a `Deployment`, known by its `toDocument`, a document, or JSON text.
pub(crate) fn deployment(given: &JsValue) -> Result<Arc<deployment::Deployment>> {
    if given.is_string() {
        return Ok(Arc::new(deployment::Deployment::parse(&argument::text(given, "deployment")?)?));
    }
    if given.is_object()
        && let Some(to_document) = Reflect::get(given, &"toDocument".into())?.dyn_ref::<Function>()
    {
        return from_document(&to_document.call0(given)?);
    }
    from_document(given)
}

fn from_document(document: &JsValue) -> Result<Arc<deployment::Deployment>> {
    Ok(Arc::new(deployment::Deployment::from_value(&value::read(document)?)?))
}

fn region(spec: &RegionSpec) -> Value {
    Value::object([
        ("name", Value::from(spec.name.as_str())),
        ("number", Value::from(spec.number)),
        ("place", Value::from(spec.place.clone())),
        ("status", Value::from(spec.status.as_str())),
    ])
}

impl Deployment {
    /// The deployment of the core.
    pub(crate) fn core(&self) -> &deployment::Deployment {
        &self.0
    }

    /// A deployment of the core as a handle.
    pub(crate) fn of(deployment: Arc<deployment::Deployment>) -> Self {
        Deployment(deployment)
    }
}

#[wasm_bindgen]
impl Deployment {
    /// Parses JSON text.
    pub fn parse(text: &JsValue) -> Result<Deployment> {
        Ok(Deployment(Arc::new(deployment::Deployment::parse(&argument::text(text, "text")?)?)))
    }

    /// Reads a document.
    #[wasm_bindgen(js_name = fromDocument)]
    pub fn from_document(document: &JsValue) -> Result<Deployment> {
        Ok(Deployment(from_document(document)?))
    }

    /// The document in its normal form, defaults filled in.
    #[wasm_bindgen(js_name = toDocument)]
    pub fn to_document(&self) -> JsValue {
        value::write(&self.0.to_value())
    }

    /// The document, for `JSON.stringify`.
    #[wasm_bindgen(js_name = toJSON)]
    pub fn to_json(&self) -> JsValue {
        self.to_document()
    }

    /// The name.
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        self.0.name().to_owned()
    }

    /// The version.
    #[wasm_bindgen(getter)]
    pub fn version(&self) -> f64 {
        self.0.version() as f64
    }

    /// How many partitions each region's writes are spread over.
    #[wasm_bindgen(getter)]
    pub fn partitions(&self) -> u16 {
        self.0.partitions()
    }

    /// The regions.
    #[wasm_bindgen(getter)]
    pub fn regions(&self) -> JsValue {
        value::write(&Value::Array(self.0.regions().iter().map(region).collect()))
    }

    /// The digest, in hexadecimal.
    #[wasm_bindgen(getter)]
    pub fn digest(&self) -> String {
        self.0.digest_text()
    }

    /// Checks that another deployment can follow this one.
    #[wasm_bindgen(js_name = checkSuccessor)]
    pub fn check_successor(&self, next: &JsValue) -> Result<()> {
        Ok(self.0.check_successor(&*deployment(next)?)?)
    }

    /// What another deployment would change.
    pub fn diff(&self, next: &JsValue) -> Result<JsValue> {
        Ok(crate::report::report(&self.0.diff(&*deployment(next)?)))
    }

    /// The name of the class that a key belongs to.
    #[wasm_bindgen(js_name = classOf)]
    pub fn class_of(&self, key: &JsValue) -> Result<Option<String>> {
        let index = self.0.class_of(&argument::text(key, "key")?)?;
        Ok(self.0.class(index).map(|class| class.name.clone()))
    }

    /// The partition that a key belongs to.
    #[wasm_bindgen(js_name = partitionOf)]
    pub fn partition_of(&self, key: &JsValue) -> Result<u16> {
        Ok(self.0.partition_of(&argument::text(key, "key")?))
    }
}
