//! Identifiers. Twin of `core/src/id`; randomness comes from the host's secure source.

use crate::{
    argument::{self, now_ms},
    error::{Result, invalid},
    host,
};
use active_active::{
    Code, Error,
    id::{self, UuidClock},
};
use js_sys::Object;
use std::cell::RefCell;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// The bytes that the caller gave, else fresh ones of the host.
fn random_bytes<const N: usize>(given: &JsValue) -> Result<[u8; N]> {
    let mut random = [0; N];
    if given.is_undefined() {
        let failed = |_| Error::new(Code::Internal, "the host has no secure source of randomness; give `random`");
        getrandom::fill(&mut random).map_err(failed)?;
        return Ok(random);
    }
    let bytes = argument::bytes(given, "random")?;
    let given = bytes.len();
    <[u8; N]>::try_from(bytes).map_err(|_| invalid(format!("`random` must be {N} bytes, {given} were given")))
}

fn uuid(text: &JsValue) -> Result<[u8; 16]> {
    Ok(id::parse_uuid(&argument::text(text, "uuid")?)?)
}

/// A generator of UUIDs of version 7.
#[wasm_bindgen]
pub struct Uuid7(RefCell<UuidClock>);

#[wasm_bindgen]
impl Uuid7 {
    /// A generator that has issued nothing.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "JavaScript has constructors, no defaults")]
    pub fn new() -> Uuid7 {
        Uuid7(RefCell::new(UuidClock::new()))
    }

    /// A generator that goes on after the last id of an earlier one.
    pub fn resume(last: &JsValue) -> Result<Uuid7> {
        Ok(Uuid7(RefCell::new(UuidClock::resume(&uuid(last)?)?)))
    }

    /// The next id.
    pub fn next(&self, now: Option<f64>, random: &JsValue) -> Result<String> {
        let random = random_bytes(random)?;
        let id = self.0.borrow_mut().next(now_ms(now)?, &random)?;
        Ok(id::format_uuid(&id))
    }

    /// The id of a timestamp.
    pub fn causal(timestamp: &JsValue, random: &JsValue) -> Result<String> {
        Ok(id::format_uuid(&id::causal(argument::timestamp(timestamp)?, &random_bytes(random)?)))
    }

    /// The packed time in an id that `causal` made.
    #[wasm_bindgen(js_name = causalTime)]
    pub fn causal_time(id: &JsValue) -> Result<u64> {
        Ok(id::causal_time(&uuid(id)?)?)
    }

    /// The Unix milliseconds in an id.
    pub fn ms(id: &JsValue) -> Result<f64> {
        Ok(id::uuid_ms(&uuid(id)?)? as f64)
    }

    /// The 16 bytes of an id.
    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(id: &JsValue) -> Result<Vec<u8>> {
        Ok(uuid(id)?.to_vec())
    }

    /// The id of 16 bytes.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &JsValue) -> Result<String> {
        let bytes = argument::bytes(bytes, "bytes")?;
        let bytes: &[u8; 16] = bytes.as_slice().try_into().map_err(|_| invalid("a UUID has 16 bytes".to_owned()))?;
        Ok(id::format_uuid(bytes))
    }
}

/// A generator of 64-bit ids.
#[wasm_bindgen]
pub struct Snowflake(RefCell<id::Snowflake>);

#[wasm_bindgen]
impl Snowflake {
    /// The generator of one worker.
    #[wasm_bindgen(constructor)]
    pub fn new(worker: &JsValue, epoch_ms: &JsValue) -> Result<Snowflake> {
        let (worker, epoch_ms) = (argument::unsigned(worker, "worker")?, argument::unsigned(epoch_ms, "epochMs")?);
        Ok(Snowflake(RefCell::new(id::Snowflake::new(worker, epoch_ms)?)))
    }

    /// A generator that goes on after the last id of an earlier one.
    pub fn resume(worker: &JsValue, epoch_ms: &JsValue, last: &JsValue) -> Result<Snowflake> {
        let (worker, epoch_ms) = (argument::unsigned(worker, "worker")?, argument::unsigned(epoch_ms, "epochMs")?);
        Ok(Snowflake(RefCell::new(id::Snowflake::resume(worker, epoch_ms, argument::unsigned(last, "last")?)?)))
    }

    /// The next id.
    pub fn next(&self, now: Option<f64>) -> Result<u64> {
        Ok(self.0.borrow_mut().next(now_ms(now)?)?)
    }

    /// The parts `{ms, worker, sequence}` of an id of this generator's epoch.
    pub fn decode(&self, id: &JsValue) -> Result<Object> {
        let decoded = self.0.borrow().decode(argument::unsigned(id, "id")?)?;
        let parts = Object::new();
        host::set_member(&parts, "ms", &JsValue::from_f64(decoded.ms as f64));
        host::set_member(&parts, "worker", &JsValue::from(decoded.worker));
        host::set_member(&parts, "sequence", &JsValue::from(decoded.sequence));
        Ok(parts)
    }

    /// The worker number.
    #[wasm_bindgen(getter)]
    pub fn worker(&self) -> u16 {
        self.0.borrow().worker()
    }

    /// Where the ids' milliseconds start.
    #[wasm_bindgen(getter, js_name = epochMs)]
    pub fn epoch_ms(&self) -> f64 {
        self.0.borrow().epoch_ms() as f64
    }
}
