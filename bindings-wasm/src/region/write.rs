//! Writes.

use super::Region;
use crate::{
    argument,
    error::Result,
    host::{self, kind},
    options::Options,
    report::report,
    value,
};
use active_active::{region::Written, value::Value};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// Where, when and after what a write is made.
struct Write {
    now_ms: u64,
    path: Vec<String>,
    context: Option<Vec<u8>>,
}

impl Write {
    fn read(given: &JsValue, takes: &[&str]) -> Result<Self> {
        let given = Options::read(given, takes)?;
        Ok(Write {
            now_ms: given.now_ms()?,
            path: given.get("path", argument::path)?.unwrap_or_default(),
            context: given.get("context", argument::bytes)?,
        })
    }

    fn path(&self) -> Vec<&str> {
        steps(&self.path)
    }

    fn context(&self) -> Option<&[u8]> {
        self.context.as_deref()
    }
}

fn steps(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

/// What a write to a place takes; what one that replaces what was read takes; what one to a whole record takes.
const PLACE: &[&str] = &["path", "now"];
const REPLACE: &[&str] = &["path", "context", "now"];
const RECORD: &[&str] = &["context", "now"];

/// Fields and their values: an object of field names, or an array of `[path, value]`.
fn fields(given: &JsValue) -> Result<Vec<(Vec<String>, Value)>> {
    let pairs = match host::kind_of(given) {
        kind::ARRAY => given.unchecked_ref::<Array>().clone(),
        kind::OBJECT => Object::entries(given.unchecked_ref()),
        _ => return argument::unexpected(given, "fields", "an object, or an array of [path, value]"),
    };
    let member = |pair: &JsValue, index| Reflect::get_u32(pair, index);
    pairs
        .iter()
        .map(|pair| match host::kind_of(&pair) {
            kind::ARRAY => Ok((argument::path(&member(&pair, 0)?, "path")?, value::read(&member(&pair, 1)?)?)),
            _ => argument::unexpected(&pair, "fields", "an object, or an array of [path, value]"),
        })
        .collect()
}

fn written(written: Written) -> Result<JsValue> {
    Ok(report(&written.to_document()))
}

#[wasm_bindgen]
impl Region {
    /// Writes a register.
    pub fn put(&self, key: &JsValue, value: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, value, to) = (argument::text(key, "key")?, value::read(value)?, Write::read(options, REPLACE)?);
        written(self.engine()?.put(to.now_ms, &key, &to.path(), &value, to.context())?)
    }

    /// Writes a register, with the value in canonical CBOR.
    #[wasm_bindgen(js_name = putEncoded)]
    pub fn put_encoded(&self, key: &JsValue, value: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, value) = (argument::text(key, "key")?, argument::bytes(value, "value")?);
        let to = Write::read(options, REPLACE)?;
        written(self.engine()?.put_encoded(to.now_ms, &key, &to.path(), &value, to.context())?)
    }

    /// Writes several fields of a map record in one change.
    pub fn patch(&self, key: &JsValue, fields: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, fields, to) = (argument::text(key, "key")?, self::fields(fields)?, Write::read(options, RECORD)?);
        let paths: Vec<Vec<&str>> = fields.iter().map(|(path, _)| steps(path)).collect();
        let fields = paths.iter().map(Vec::as_slice).zip(fields.iter().map(|(_, value)| value.clone()));
        written(self.engine()?.patch(to.now_ms, &key, &fields.collect::<Vec<_>>(), to.context())?)
    }

    /// Deletes a record.
    pub fn delete(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, to) = (argument::text(key, "key")?, Write::read(options, RECORD)?);
        written(self.engine()?.delete(to.now_ms, &key, to.context())?)
    }

    /// Removes a field of a map record.
    pub fn unset(&self, key: &JsValue, path: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, path) = (argument::text(key, "key")?, argument::path(path, "path")?);
        let to = Write::read(options, RECORD)?;
        written(self.engine()?.unset(to.now_ms, &key, &steps(&path), to.context())?)
    }

    /// Adds to a counter.
    pub fn increment(&self, key: &JsValue, amount: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, amount) = (argument::text(key, "key")?, argument::integer(amount, "amount")?);
        let to = Write::read(options, PLACE)?;
        written(self.engine()?.increment(to.now_ms, &key, &to.path(), amount)?)
    }

    /// Sets a counter by an increment.
    pub fn assign(&self, key: &JsValue, value: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, value) = (argument::text(key, "key")?, argument::integer(value, "value")?);
        let to = Write::read(options, PLACE)?;
        written(self.engine()?.assign(to.now_ms, &key, &to.path(), value)?)
    }

    /// Sets a counter to zero as far as it was seen.
    pub fn reset(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, to) = (argument::text(key, "key")?, Write::read(options, REPLACE)?);
        written(self.engine()?.reset(to.now_ms, &key, &to.path(), to.context())?)
    }

    /// Adds a member to a set.
    pub fn add(&self, key: &JsValue, member: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, member, to) = (argument::text(key, "key")?, value::read(member)?, Write::read(options, PLACE)?);
        written(self.engine()?.add(to.now_ms, &key, &to.path(), &member)?)
    }

    /// Removes a member from a set.
    pub fn remove(&self, key: &JsValue, member: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, member, to) = (argument::text(key, "key")?, value::read(member)?, Write::read(options, REPLACE)?);
        written(self.engine()?.remove(to.now_ms, &key, &to.path(), &member, to.context())?)
    }

    /// Removes all members of a set that were seen.
    pub fn clear(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, to) = (argument::text(key, "key")?, Write::read(options, REPLACE)?);
        written(self.engine()?.clear(to.now_ms, &key, &to.path(), to.context())?)
    }

    /// Turns a flag on.
    pub fn enable(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, to) = (argument::text(key, "key")?, Write::read(options, PLACE)?);
        written(self.engine()?.enable(to.now_ms, &key, &to.path())?)
    }

    /// Turns a flag off.
    pub fn disable(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        let (key, to) = (argument::text(key, "key")?, Write::read(options, PLACE)?);
        written(self.engine()?.disable(to.now_ms, &key, &to.path())?)
    }
}
