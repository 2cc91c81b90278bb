//! Reports: documents of the core as plain JavaScript objects, with member names in camel case.

use crate::{host, value};
use active_active::value::Value;
use js_sys::{Array, Object};
use wasm_bindgen::prelude::JsValue;

/// The members that hold what the user wrote, names of members included: these stay as they are.
const VALUES: [&str; 13] = [
    "value",
    "a_value",
    "b_value",
    "resolved_value",
    "old",
    "new",
    "base",
    "a",
    "b",
    "left",
    "right",
    "holder",
    "claimants",
];

/// A document of the core as a report.
pub(crate) fn report(document: &Value) -> JsValue {
    match document {
        Value::Array(items) => items.iter().map(report).collect::<Array>().into(),
        Value::Object(members) => {
            let object = Object::new();
            for (name, member) in members {
                let member = if VALUES.contains(&name.as_str()) { value::write(member) } else { report(member) };
                host::set_member(&object, &camel_case(name), &member);
            }
            object.into()
        }
        other => value::write(other),
    }
}

/// Several documents as an array of reports.
pub(crate) fn reports(documents: impl IntoIterator<Item = Value>) -> Array {
    documents.into_iter().map(|document| report(&document)).collect()
}

/// `a_timestamp` as `aTimestamp`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}
