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
use active_active::{
    Error,
    region::{self, Written},
    value::Value,
};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// Where, when and after what a write is made.
pub(super) struct Write {
    pub(super) now_ms: u64,
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

    pub(super) fn path(&self) -> Vec<&str> {
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
pub(super) const PLACE: &[&str] = &["path", "now"];
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

impl Region {
    /// One write: where it goes is read, the engine does it, the report comes back.
    pub(super) fn write(
        &self,
        key: &JsValue,
        options: &JsValue,
        takes: &[&str],
        write: &mut dyn FnMut(&mut region::Region, &str, &Write) -> Result<Written, Error>,
    ) -> Result<JsValue> {
        let (key, to) = (argument::text(key, "key")?, Write::read(options, takes)?);
        let written = write(&mut *self.engine()?, &key, &to)?;
        Ok(report(&written.to_document()))
    }
}

#[wasm_bindgen]
impl Region {
    /// Writes a register.
    pub fn put(&self, key: &JsValue, value: &JsValue, options: &JsValue) -> Result<JsValue> {
        let value = value::read(value)?;
        self.write(key, options, REPLACE, &mut |engine, key, to| {
            engine.put(to.now_ms, key, &to.path(), &value, to.context())
        })
    }

    /// Writes a register, with the value in canonical CBOR.
    #[wasm_bindgen(js_name = putEncoded)]
    pub fn put_encoded(&self, key: &JsValue, value: &JsValue, options: &JsValue) -> Result<JsValue> {
        let value = argument::bytes(value, "value")?;
        self.write(key, options, REPLACE, &mut |engine, key, to| {
            engine.put_encoded(to.now_ms, key, &to.path(), &value, to.context())
        })
    }

    /// Writes several fields of a map record in one change.
    pub fn patch(&self, key: &JsValue, fields: &JsValue, options: &JsValue) -> Result<JsValue> {
        let fields = self::fields(fields)?;
        let paths: Vec<Vec<&str>> = fields.iter().map(|(path, _)| steps(path)).collect();
        let fields = paths.iter().map(Vec::as_slice).zip(fields.iter().map(|(_, value)| value.clone()));
        let fields: Vec<(&[&str], Value)> = fields.collect();
        self.write(key, options, RECORD, &mut |engine, key, to| engine.patch(to.now_ms, key, &fields, to.context()))
    }

    /// Deletes a record.
    pub fn delete(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        self.write(key, options, RECORD, &mut |engine, key, to| engine.delete(to.now_ms, key, to.context()))
    }

    /// Removes a field of a map record.
    pub fn unset(&self, key: &JsValue, path: &JsValue, options: &JsValue) -> Result<JsValue> {
        let path = argument::path(path, "path")?;
        self.write(key, options, RECORD, &mut |engine, key, to| {
            engine.unset(to.now_ms, key, &steps(&path), to.context())
        })
    }

    /// Adds to a counter.
    pub fn increment(&self, key: &JsValue, amount: &JsValue, options: &JsValue) -> Result<JsValue> {
        let amount = argument::integer(amount, "amount")?;
        self.write(key, options, PLACE, &mut |engine, key, to| engine.increment(to.now_ms, key, &to.path(), amount))
    }

    /// Sets a counter by an increment.
    pub fn assign(&self, key: &JsValue, value: &JsValue, options: &JsValue) -> Result<JsValue> {
        let value = argument::integer(value, "value")?;
        self.write(key, options, PLACE, &mut |engine, key, to| engine.assign(to.now_ms, key, &to.path(), value))
    }

    /// Sets a counter to zero as far as it was seen.
    pub fn reset(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        self.write(key, options, REPLACE, &mut |engine, key, to| engine.reset(to.now_ms, key, &to.path(), to.context()))
    }

    /// Adds a member to a set.
    pub fn add(&self, key: &JsValue, member: &JsValue, options: &JsValue) -> Result<JsValue> {
        let member = value::read(member)?;
        self.write(key, options, PLACE, &mut |engine, key, to| engine.add(to.now_ms, key, &to.path(), &member))
    }

    /// Removes a member from a set.
    pub fn remove(&self, key: &JsValue, member: &JsValue, options: &JsValue) -> Result<JsValue> {
        let member = value::read(member)?;
        self.write(key, options, REPLACE, &mut |engine, key, to| {
            engine.remove(to.now_ms, key, &to.path(), &member, to.context())
        })
    }

    /// Removes all members of a set that were seen.
    pub fn clear(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        self.write(key, options, REPLACE, &mut |engine, key, to| engine.clear(to.now_ms, key, &to.path(), to.context()))
    }

    /// Adds an entry to a log.
    pub fn append(&self, key: &JsValue, value: &JsValue, options: &JsValue) -> Result<JsValue> {
        let value = value::read(value)?;
        self.write(key, options, PLACE, &mut |engine, key, to| engine.append(to.now_ms, key, &to.path(), &value))
    }

    /// Offers a number to a maximum or a minimum.
    pub fn offer(&self, key: &JsValue, value: &JsValue, options: &JsValue) -> Result<JsValue> {
        let value = value::read(value)?;
        self.write(key, options, PLACE, &mut |engine, key, to| engine.offer(to.now_ms, key, &to.path(), &value))
    }

    /// Turns a flag on.
    pub fn enable(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        self.write(key, options, PLACE, &mut |engine, key, to| engine.enable(to.now_ms, key, &to.path()))
    }

    /// Turns a flag off.
    pub fn disable(&self, key: &JsValue, options: &JsValue) -> Result<JsValue> {
        self.write(key, options, PLACE, &mut |engine, key, to| engine.disable(to.now_ms, key, &to.path()))
    }
}
