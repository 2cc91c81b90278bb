//! Faults of the library itself. The core does not panic; should it do so all the same, the caller gets an error that
//! says where, in place of the bare `unreachable` of a WebAssembly trap.

use active_active::{Code, Error};
use std::panic::{PanicHookInfo, set_hook};
use wasm_bindgen::{
    prelude::{JsValue, wasm_bindgen},
    throw_val,
};

#[wasm_bindgen(start)]
fn start() {
    set_hook(Box::new(report));
}

/// Leaves the module with an exception. The handle that was in use stays borrowed, so later calls on it are refused;
/// other handles are not affected.
fn report(info: &PanicHookInfo<'_>) {
    let place = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
    let message = format!("a fault inside the library at {place}; please report it, and use another handle");
    throw_val(JsValue::from(crate::error::Thrown::from(Error::new(Code::Internal, message).with("place", place))))
}
