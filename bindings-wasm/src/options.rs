//! Options objects: members by name, each optional. A name that the call does not take is refused, since it is most
//! often a slip that would otherwise silently change what the call does.

use crate::{
    argument,
    error::{Result, invalid},
    host::{self, kind},
};
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::{JsCast, JsValue};

/// The members that were given.
pub(crate) struct Options(Vec<(String, JsValue)>);

impl Options {
    /// Reads an options object that may have the members `takes`; `undefined` and `null` have none.
    pub(crate) fn read(given: &JsValue, takes: &[&str]) -> Result<Self> {
        let mut members = Vec::new();
        if given.is_undefined() || given.is_null() {
            return Ok(Options(members));
        }
        if host::kind_of(given) != kind::OBJECT {
            return argument::unexpected(given, "options", "a plain object");
        }
        for key in Object::keys(given.unchecked_ref::<Object>()).iter() {
            let name = key.as_string().unwrap_or_default();
            if !takes.contains(&name.as_str()) {
                return Err(invalid(format!("there is no option `{name}` here; there is {}", takes.join(", "))));
            }
            members.push((name, Reflect::get(given, &key)?));
        }
        Ok(Options(members))
    }

    /// One member, converted; `undefined` counts as left out.
    pub(crate) fn get<T>(&self, name: &str, convert: impl FnOnce(&JsValue, &str) -> Result<T>) -> Result<Option<T>> {
        let member = self.0.iter().find(|(given, _)| given == name);
        member.filter(|(_, value)| !value.is_undefined()).map(|(name, value)| convert(value, name)).transpose()
    }

    /// The time: the member `now`, else the host's clock.
    pub(crate) fn now_ms(&self) -> Result<u64> {
        self.get("now", argument::milliseconds)?.map_or_else(|| argument::now_ms(None), Ok)
    }
}
