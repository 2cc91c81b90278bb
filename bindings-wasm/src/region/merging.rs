//! Merge functions written in JavaScript, which the engine calls back. Twin of `core/src/region/merging.rs`.

use super::Region;
use crate::{
    argument,
    error::{Result, told},
    host,
    report::{report, reports},
    value,
};
use active_active::{
    Code, Error,
    merge::{MergeAnswer, MergeFunction, MergeInput},
    value::Value,
};
use js_sys::{Array, Function};
use std::cell::Cell;
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// What a merge function that runs has done.
#[derive(Clone, Copy, PartialEq)]
enum Merging {
    /// None runs.
    No,
    Runs,
    /// It called a region.
    Reentered,
}

thread_local! {
    static MERGING: Cell<Merging> = const { Cell::new(Merging::No) };
}

/// Refuses a call that a merge function makes: the region that asks it is in use, and what it answers must not depend on
/// any.
#[wasm_bindgen(js_name = checkNotMerging)]
pub fn check() -> Result<()> {
    if MERGING.get() == Merging::No {
        return Ok(());
    }
    MERGING.set(Merging::Reentered);
    Err(Error::new(Code::InvalidArgument, "a merge function must not use a region; it decides by its input").into())
}

/// A merge function written in JavaScript.
struct JavaScriptMerge(Function);

impl MergeFunction for JavaScriptMerge {
    fn merge(&self, input: &MergeInput<'_>) -> MergeAnswer {
        let input = report(&input.to_document());
        MERGING.set(Merging::Runs);
        let begun = host::milliseconds();
        let answer = self.0.call1(&JsValue::UNDEFINED, &input);
        let elapsed_ms = (host::milliseconds() - begun).ceil() as u64;
        let merged = match answer {
            _ if MERGING.replace(Merging::No) == Merging::Reentered => Err(failed("it used a region".to_owned())),
            Err(thrown) => Err(failed(host::told(&thrown))),
            Ok(answer) => read(&answer),
        };
        MergeAnswer { merged, elapsed_ms }
    }
}

/// The answer as a value, unless it is the one that abstains.
fn read(answer: &JsValue) -> active_active::Result<Option<Value>> {
    if host::is_abstain(answer) {
        return Ok(None);
    }
    value::read(answer).map(Some).map_err(|thrown| failed(told(thrown)))
}

fn failed(message: String) -> Error {
    Error::new(Code::InvalidArgument, message)
}

#[wasm_bindgen]
impl Region {
    /// Registers a merge function.
    #[wasm_bindgen(js_name = registerMerge)]
    pub fn register_merge(&self, name: &JsValue, version: &JsValue, function: &JsValue) -> Result<()> {
        let (name, version) = (argument::text(name, "name")?, argument::unsigned(version, "version")?);
        let Some(function) = function.dyn_ref::<Function>() else {
            return argument::unexpected(function, "function", "a function");
        };
        Ok(self.engine()?.register_merge(&name, version, JavaScriptMerge(function.clone()))?)
    }

    /// Laws that registered functions were seen to break here.
    #[wasm_bindgen(js_name = mergeViolations)]
    pub fn merge_violations(&self) -> Result<Array> {
        Ok(reports(self.engine()?.merge_violations().iter().map(|found| found.to_document())))
    }
}
