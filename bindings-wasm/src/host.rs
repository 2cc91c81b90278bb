//! What is easier said in JavaScript: `npm/src/host.js` and `npm/src/errors.js`.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen(raw_module = "./host.js")]
extern "C" {
    /// What kind of value this is, as one of the numbers of [`kind`].
    #[wasm_bindgen(js_name = kindOf)]
    pub(crate) fn kind_of(value: &JsValue) -> u32;

    /// What kind of thing this is, for people; never what is in it.
    #[wasm_bindgen(js_name = describe)]
    pub(crate) fn describe(value: &JsValue) -> String;

    /// What was thrown, as text.
    #[wasm_bindgen(js_name = told)]
    pub(crate) fn told(thrown: &JsValue) -> String;

    /// Whether a string has no lone surrogate, that is, can be written as UTF-8.
    #[wasm_bindgen(js_name = isWellFormed)]
    pub(crate) fn is_well_formed(text: &JsValue) -> bool;

    /// Makes an own property, whatever its name: `__proto__` and `toString` are names like any other.
    #[wasm_bindgen(js_name = setMember)]
    pub(crate) fn set_member(object: &JsValue, name: &str, value: &JsValue);
}

#[wasm_bindgen(raw_module = "./merging.js")]
extern "C" {
    /// Whether a merge function abstains with this.
    #[wasm_bindgen(js_name = isAbstain)]
    pub(crate) fn is_abstain(value: &JsValue) -> bool;

    /// A time in milliseconds, to measure by.
    #[wasm_bindgen(js_name = milliseconds)]
    pub(crate) fn milliseconds() -> f64;
}

#[wasm_bindgen(raw_module = "./errors.js")]
extern "C" {
    /// An error of the class of its area.
    #[wasm_bindgen(js_name = createError)]
    pub(crate) fn create_error(area: &str, code: &str, message: &str, details: &JsValue) -> JsValue;
}

/// The answers of [`kind_of`].
pub(crate) mod kind {
    pub(crate) const TEXT: u32 = 0;
    pub(crate) const NUMBER: u32 = 1;
    pub(crate) const BOOLEAN: u32 = 2;
    pub(crate) const BIG_INTEGER: u32 = 3;
    pub(crate) const NULL: u32 = 4;
    pub(crate) const ARRAY: u32 = 5;
    pub(crate) const BYTES: u32 = 6;
    pub(crate) const OBJECT: u32 = 7;
}
