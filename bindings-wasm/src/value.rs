//! Values between JavaScript and the core: number, BigInt, string, Uint8Array, boolean, null, array and plain object.
//!
//! A walk of our own rather than serde: it keeps integers beyond 2^53 exact, tells bytes from arrays, makes members
//! named `__proto__` own properties, and says where in the value something is wrong.

use crate::{
    argument,
    error::{Result, integer_to_js},
    host::{self, kind},
};
use active_active::{
    Code, Error,
    value::{self, Limits, Value},
};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// A value from JavaScript, in its canonical form.
pub(crate) fn read(given: &JsValue) -> Result<Value> {
    Ok(walk(given, &Place::Root)?.normalize()?)
}

/// Where in the value the reader is, as a list of steps on the stack.
enum Place<'a> {
    Root,
    Item(&'a Place<'a>, u32),
    Member(&'a Place<'a>, &'a str),
}

impl Place<'_> {
    fn depth(&self) -> usize {
        match self {
            Place::Root => 0,
            Place::Item(outer, _) | Place::Member(outer, _) => outer.depth() + 1,
        }
    }

    fn path(&self) -> String {
        match self {
            Place::Root => String::new(),
            Place::Item(outer, index) => format!("{}[{index}]", outer.path()),
            Place::Member(Place::Root, key) => (*key).to_owned(),
            Place::Member(outer, key) => format!("{}.{key}", outer.path()),
        }
    }

    #[cold]
    fn refuse<T>(&self, code: Code, message: &str) -> Result<T> {
        let path = self.path();
        if path.is_empty() {
            return Err(Error::new(code, message).into());
        }
        Err(Error::new(code, format!("{message} at `{path}`")).with("path", path).into())
    }
}

fn walk(given: &JsValue, place: &Place<'_>) -> Result<Value> {
    // INVARIANT: no input, however deep or circular, uses up the stack; the limits in force are the core's to check.
    if place.depth() > Limits::DEPTH_MAX {
        return Err(Error::new(Code::ValueTooDeep, "the value is nested too deeply, or contains itself").into());
    }
    match host::kind_of(given) {
        kind::TEXT => text(given, place).map(Value::Text),
        kind::NUMBER => Ok(Value::Float(given.as_f64().unwrap_or(f64::NAN))),
        kind::BOOLEAN => Ok(Value::Bool(given.is_truthy())),
        kind::BIG_INTEGER => big_integer(given, place),
        kind::NULL => Ok(Value::Null),
        kind::ARRAY => array(given.unchecked_ref(), place),
        kind::BYTES => Ok(Value::Bytes(given.unchecked_ref::<Uint8Array>().to_vec())),
        kind::OBJECT => object(given.unchecked_ref(), place),
        _ => place.refuse(Code::UnsupportedValue, &format!("{} has no place in a value", host::describe(given))),
    }
}

fn text(given: &JsValue, place: &Place<'_>) -> Result<String> {
    match given.as_string() {
        Some(text) if !argument::may_be_ill_formed(&text) || host::is_well_formed(given) => Ok(text),
        _ => place.refuse(Code::InvalidUtf8, "text with a lone surrogate, which is not UTF-8,"),
    }
}

fn big_integer(given: &JsValue, place: &Place<'_>) -> Result<Value> {
    match i64::try_from(given.clone()) {
        Ok(integer) => Ok(Value::Integer(integer)),
        Err(_) => place.refuse(Code::IntegerOutOfRange, "an integer outside -2^63..=2^63-1"),
    }
}

fn array(given: &Array, place: &Place<'_>) -> Result<Value> {
    let items = (0..given.length()).map(|index| walk(&given.get(index), &Place::Item(place, index)));
    items.collect::<Result<_>>().map(Value::Array)
}

fn object(given: &Object, place: &Place<'_>) -> Result<Value> {
    let members = Object::keys(given).into_iter().map(|key| {
        let name = text(&key, place)?;
        let member = walk(&Reflect::get(given, &key)?, &Place::Member(place, &name))?;
        Ok((name, member))
    });
    members.collect::<Result<_>>().map(Value::Object)
}

/// A value as JavaScript sees it.
pub(crate) fn write(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(boolean) => JsValue::from_bool(*boolean),
        Value::Integer(integer) => integer_to_js((*integer).into()),
        Value::BigInteger(integer) => integer_to_js(*integer),
        Value::Float(float) => JsValue::from_f64(*float),
        Value::Text(text) => JsValue::from_str(text),
        Value::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        Value::Array(items) => items.iter().map(write).collect::<Array>().into(),
        Value::Object(members) => {
            let object = Object::new();
            members.iter().for_each(|(name, member)| host::set_member(&object, name, &write(member)));
            object.into()
        }
    }
}

/// The canonical CBOR of a value: the bytes that are stored, hashed and sent.
#[wasm_bindgen(js_name = toCanonicalCbor)]
pub fn to_canonical_cbor(value: &JsValue) -> Result<Vec<u8>> {
    let bytes = read(value)?.to_cbor();
    value::check_canonical(&bytes, &Limits::default())?;
    Ok(bytes)
}

/// Reads the canonical CBOR of one value, and refuses any other encoding of it.
#[wasm_bindgen(js_name = fromCanonicalCbor)]
pub fn from_canonical_cbor(bytes: &JsValue) -> Result<JsValue> {
    Ok(write(&Value::from_cbor(&argument::bytes(bytes, "bytes")?, &Limits::default())?))
}

/// The canonical JSON of a value.
#[wasm_bindgen(js_name = toJson)]
pub fn to_json(value: &JsValue) -> Result<String> {
    Ok(read(value)?.to_json())
}

/// Reads JSON with the library's own rules.
#[wasm_bindgen(js_name = fromJson)]
pub fn from_json(text: &JsValue) -> Result<JsValue> {
    Ok(write(&Value::from_json(&argument::text(text, "text")?, &Limits::default())?))
}
