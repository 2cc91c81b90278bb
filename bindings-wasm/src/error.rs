//! Refusals of the core as JavaScript errors. The classes are written in JavaScript (`npm/src/errors.js`), so that
//! they are real subclasses of `Error`.

use crate::{host, report};
use active_active::{Code, Detail, Error};
use js_sys::{Array, BigInt, Object};
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// What is thrown: an error of the core, or whatever the caller's own code threw while an argument was read.
pub struct Thrown(JsValue);

pub type Result<T, E = Thrown> = core::result::Result<T, E>;

impl From<Error> for Thrown {
    #[cold]
    #[inline(never)]
    fn from(error: Error) -> Self {
        let details = Object::new();
        for (name, detail) in error.details() {
            host::set_member(&details, &report::camel_case(name), &detail_to_js(detail));
        }
        let code = error.code();
        Thrown(host::create_error(code.area().as_str(), code.as_str(), error.message(), &details))
    }
}

impl From<JsValue> for Thrown {
    fn from(error: JsValue) -> Self {
        Thrown(error)
    }
}

impl From<Thrown> for JsValue {
    fn from(thrown: Thrown) -> Self {
        thrown.0
    }
}

fn detail_to_js(detail: &Detail) -> JsValue {
    match detail {
        Detail::Number(number) => integer_to_js(*number),
        Detail::Text(text) => JsValue::from_str(text),
    }
}

/// A number where a number is exact, else a `BigInt`.
pub(crate) fn integer_to_js(number: i128) -> JsValue {
    const EXACT: i128 = 1 << 53;
    if (-EXACT..=EXACT).contains(&number) { JsValue::from_f64(number as f64) } else { BigInt::from(number).into() }
}

/// An error about an argument.
#[cold]
pub(crate) fn invalid(message: String) -> Thrown {
    Error::new(Code::InvalidArgument, message).into()
}

/// Why what a function of the program answered is no value: the sentence of the refusal.
pub(crate) fn told(thrown: Thrown) -> String {
    let thrown = JsValue::from(thrown);
    let refusal = thrown.dyn_ref::<js_sys::Error>();
    refusal.map_or_else(|| host::told(&thrown), |refusal| String::from(refusal.message()))
}

/// Every error code with its number and its area.
#[wasm_bindgen(js_name = errorCodes)]
pub fn error_codes() -> Array {
    Code::ALL
        .iter()
        .map(|code| {
            let entry = Object::new();
            host::set_member(&entry, "code", &JsValue::from_str(code.as_str()));
            host::set_member(&entry, "number", &JsValue::from(code.number()));
            host::set_member(&entry, "area", &JsValue::from_str(code.area().as_str()));
            entry
        })
        .collect()
}
