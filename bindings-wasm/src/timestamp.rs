//! Timestamps, which JavaScript has as their 34 characters: comparing strings compares them. Twin of
//! `core/src/time/timestamp.rs`.

use crate::{
    argument::{self, timestamp},
    error::Result,
    host,
};
use active_active::time::Timestamp;
use js_sys::Object;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// The timestamp of its parts.
#[wasm_bindgen(js_namespace = Timestamp, js_name = of)]
pub fn timestamp_of(ms: &JsValue, counter: &JsValue, node: &JsValue) -> Result<String> {
    let (ms, counter) = (argument::unsigned(ms, "ms")?, argument::unsigned(counter, "counter")?);
    Ok(Timestamp::new(ms, counter, argument::unsigned(node, "node")?)?.to_string())
}

/// The parts `{ms, counter, node}`.
#[wasm_bindgen(js_namespace = Timestamp, js_name = parse)]
pub fn timestamp_parse(text: &JsValue) -> Result<Object> {
    let timestamp = timestamp(text)?;
    let parts = Object::new();
    host::set_member(&parts, "ms", &JsValue::from_f64(timestamp.ms() as f64));
    host::set_member(&parts, "counter", &JsValue::from(timestamp.counter()));
    host::set_member(&parts, "node", &JsValue::from(timestamp.node()));
    Ok(parts)
}

/// The 16 bytes.
#[wasm_bindgen(js_namespace = Timestamp, js_name = toBytes)]
pub fn timestamp_to_bytes(text: &JsValue) -> Result<Vec<u8>> {
    Ok(timestamp(text)?.to_bytes().to_vec())
}

/// The timestamp of 16 bytes.
#[wasm_bindgen(js_namespace = Timestamp, js_name = fromBytes)]
pub fn timestamp_from_bytes(bytes: &JsValue) -> Result<String> {
    Ok(Timestamp::from_bytes(&argument::bytes(bytes, "bytes")?)?.to_string())
}

/// The 26 characters of base 32.
#[wasm_bindgen(js_namespace = Timestamp, js_name = toBase32)]
pub fn timestamp_to_base32(text: &JsValue) -> Result<String> {
    Ok(timestamp(text)?.to_base32())
}

/// The timestamp of 26 characters of base 32.
#[wasm_bindgen(js_namespace = Timestamp, js_name = fromBase32)]
pub fn timestamp_from_base32(text: &JsValue) -> Result<String> {
    Ok(Timestamp::from_base32(&argument::text(text, "text")?)?.to_string())
}

/// `ms << 16 | counter`.
#[wasm_bindgen(js_namespace = Timestamp, js_name = toPacked)]
pub fn timestamp_to_packed(text: &JsValue) -> Result<u64> {
    Ok(timestamp(text)?.packed())
}

/// The timestamp of `ms << 16 | counter` and a node.
#[wasm_bindgen(js_namespace = Timestamp, js_name = fromPacked)]
pub fn timestamp_from_packed(packed: &JsValue, node: &JsValue) -> Result<String> {
    let packed = argument::unsigned(packed, "packed")?;
    Ok(Timestamp::from_packed(packed, argument::unsigned(node, "node")?).to_string())
}

/// The packed form, where it fits a signed 64-bit integer.
#[wasm_bindgen(js_namespace = Timestamp, js_name = toI64)]
pub fn timestamp_to_i64(text: &JsValue) -> Result<i64> {
    Ok(timestamp(text)?.to_i64()?)
}

/// The next timestamp of the same node.
#[wasm_bindgen(js_namespace = Timestamp, js_name = next)]
pub fn timestamp_next(text: &JsValue) -> Result<String> {
    Ok(timestamp(text)?.next()?.to_string())
}

/// The previous timestamp of the same node.
#[wasm_bindgen(js_namespace = Timestamp, js_name = prev)]
pub fn timestamp_prev(text: &JsValue) -> Result<String> {
    Ok(timestamp(text)?.prev()?.to_string())
}

/// The order of two timestamps: negative, zero or positive.
#[wasm_bindgen(js_namespace = Timestamp, js_name = compare)]
pub fn timestamp_compare(a: &JsValue, b: &JsValue) -> Result<i32> {
    Ok(timestamp(a)?.cmp(&timestamp(b)?) as i32)
}
