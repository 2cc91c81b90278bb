//! Merging without an engine, and the check of a merge function. Twin of `core/src/merge`.

use crate::{
    argument,
    error::{Result, told},
    host,
    options::Options,
    report::report,
    value,
};
use active_active::{
    Code, Error,
    merge::{self, CheckOptions, MergeVersion},
    value::Value,
};
use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// Merges two documents that grew out of a common one; without a base that is null.
#[wasm_bindgen(js_name = threeWay)]
pub fn three_way(base: &JsValue, a: &JsValue, b: &JsValue, rules: &JsValue) -> Result<JsValue> {
    let optional = |given: &JsValue| if given.is_undefined() { Ok(Value::Null) } else { value::read(given) };
    let merged = merge::three_way(Some(&optional(base)?), &value::read(a)?, &value::read(b)?, &optional(rules)?)?;
    Ok(report(&merged))
}

/// Looks for the smallest input on which a merge function would let regions disagree.
#[wasm_bindgen(js_name = checkMerge)]
pub fn check_merge(function: &JsValue, options: &JsValue) -> Result<JsValue> {
    let Some(function) = function.dyn_ref::<Function>() else {
        return argument::unexpected(function, "function", "a function");
    };
    let takes = ["cases", "seed", "values", "laws"];
    let given = Options::read(options, &takes)?;
    let mut members = Vec::new();
    for name in takes {
        if let Some(value) = given.get(name, |given, _| value::read(given))? {
            members.push((name, value));
        }
    }
    let options = CheckOptions::from_document(&Value::object(members))?;
    let mut caller = Caller { function, origins: Vec::new() };
    Ok(report(&merge::check_merge(|versions| caller.merge(versions), &options).to_document()))
}

/// A merge function written in JavaScript.
struct Caller<'f> {
    function: &'f Function,
    /// Region, timestamp and dot of versions seen before: there are few, and they come often.
    origins: Vec<(MergeVersion<'static>, [JsValue; 3])>,
}

impl Caller<'_> {
    fn merge(&mut self, versions: &[MergeVersion<'_>]) -> active_active::Result<Value> {
        let given = Array::new();
        for version in versions {
            let [region, timestamp, dot] = self.origin(version);
            let object = Object::new();
            host::set_member(&object, "value", &value::write(version.value));
            host::set_member(&object, "region", &region);
            host::set_member(&object, "timestamp", &timestamp);
            host::set_member(&object, "dot", &dot);
            given.push(&object);
        }
        let answer = self.function.call1(&JsValue::UNDEFINED, &given);
        let answer = answer.map_err(|thrown| Error::new(Code::InvalidArgument, host::told(&thrown)))?;
        value::read(&answer).map_err(|thrown| Error::new(Code::UnsupportedValue, told(thrown)))
    }

    fn origin(&mut self, version: &MergeVersion<'_>) -> [JsValue; 3] {
        let known = |(seen, _): &&(MergeVersion<'_>, _)| (seen.timestamp, seen.dot) == (version.timestamp, version.dot);
        if let Some((_, origin)) = self.origins.iter().find(known) {
            return origin.clone();
        }
        let text = |part: &dyn std::fmt::Display| JsValue::from_str(&part.to_string());
        let origin = [text(&version.region), text(&version.timestamp), text(&version.dot)];
        self.origins.push((MergeVersion { value: &Value::Null, region: "", ..*version }, origin.clone()));
        origin
    }
}
