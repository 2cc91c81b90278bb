//! Arguments as the core takes them; whatever else is given is refused with `invalid_argument`.

use crate::{
    error::{Result, Thrown, invalid},
    host::{self, kind},
    value,
};
use active_active::{Code, Error, time::Timestamp, value::Value};
use js_sys::{Array, Date, Uint8Array};
use wasm_bindgen::prelude::{JsCast, JsValue};

#[cold]
pub(crate) fn unexpected<T>(given: &JsValue, name: &str, expected: &str) -> Result<T> {
    Err(invalid(format!("`{name}` must be {expected}, {} was given", host::describe(given))))
}

/// Text. A lone surrogate is refused: as UTF-8 it would silently become another character.
pub(crate) fn text(given: &JsValue, name: &str) -> Result<String> {
    match given.as_string() {
        Some(text) if may_be_ill_formed(&text) && !host::is_well_formed(given) => {
            Err(Error::new(Code::InvalidUtf8, format!("`{name}` has a lone surrogate, which is not UTF-8")).into())
        }
        Some(text) => Ok(text),
        None => unexpected(given, name, "a string"),
    }
}

/// Whether a text may have been a string with a lone surrogate: those become U+FFFD, which starts with this byte.
pub(crate) fn may_be_ill_formed(text: &str) -> bool {
    text.as_bytes().contains(&0xef)
}

/// Bytes: a `Uint8Array`, Node's `Buffer` included.
pub(crate) fn bytes(given: &JsValue, name: &str) -> Result<Vec<u8>> {
    match host::kind_of(given) {
        kind::BYTES => Ok(given.unchecked_ref::<Uint8Array>().to_vec()),
        _ => unexpected(given, name, "a Uint8Array"),
    }
}

/// An integer, as number or as `BigInt`.
pub(crate) fn integer(given: &JsValue, name: &str) -> Result<i64> {
    match (host::kind_of(given), value::read(given)?) {
        (kind::NUMBER | kind::BIG_INTEGER, Value::Integer(integer)) => Ok(integer),
        _ => unexpected(given, name, "a whole number within ±2^53 or a BigInt within ±2^63"),
    }
}

/// A boolean.
pub(crate) fn boolean(given: &JsValue, name: &str) -> Result<bool> {
    given.as_bool().map_or_else(|| unexpected(given, name, "a boolean"), Ok)
}

/// What may be left out, converted if it was not.
pub(crate) fn given<T>(given: &JsValue, convert: impl FnOnce(&JsValue) -> Result<T>) -> Result<Option<T>> {
    if given.is_undefined() { Ok(None) } else { convert(given).map(Some) }
}

/// An integer of an unsigned type, as number or as `BigInt`.
pub(crate) fn unsigned<T: TryFrom<u64>>(given: &JsValue, name: &str) -> Result<T> {
    let number = T::try_from(unsigned_64(given, name)?);
    number.map_err(|_| out_of_range(name, 8 * size_of::<T>()))
}

fn unsigned_64(given: &JsValue, name: &str) -> Result<u64> {
    let number = match host::kind_of(given) {
        kind::NUMBER => given.as_f64().and_then(whole),
        kind::BIG_INTEGER => u64::try_from(given.clone()).ok(),
        _ => return unexpected(given, name, "a number"),
    };
    number.ok_or_else(|| out_of_range(name, 64))
}

#[cold]
fn out_of_range(name: &str, bits: usize) -> Thrown {
    invalid(format!("`{name}` must be a whole number of at most {bits} bits, not below zero"))
}

fn whole(number: f64) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.trunc() == number && (0.0..=EXACT).contains(&number)).then_some(number as u64)
}

/// The time: what the caller gave, else the host's clock. Fractions of a millisecond are dropped.
pub(crate) fn now_ms(given: Option<f64>) -> Result<u64> {
    let ms = given.unwrap_or_else(Date::now);
    // How far time can go is the core's to say; here it only has to be a number that is not negative.
    if ms >= 0.0 { Ok(ms as u64) } else { Err(invalid("`now` must be milliseconds since 1970, at least 0".to_owned())) }
}

/// Milliseconds since 1970, among options.
pub(crate) fn milliseconds(given: &JsValue, name: &str) -> Result<u64> {
    match given.as_f64() {
        Some(ms) => now_ms(Some(ms)),
        None => unexpected(given, name, "milliseconds since 1970"),
    }
}

/// A field path: an array of names, or one name.
pub(crate) fn path(given: &JsValue, name: &str) -> Result<Vec<String>> {
    match host::kind_of(given) {
        kind::TEXT => Ok(vec![text(given, name)?]),
        kind::ARRAY => given.unchecked_ref::<Array>().iter().map(|step| text(&step, name)).collect(),
        _ => unexpected(given, name, "an array of field names"),
    }
}

/// A timestamp in its 34 characters.
pub(crate) fn timestamp(given: &JsValue) -> Result<Timestamp> {
    Ok(Timestamp::parse(&text(given, "timestamp")?)?)
}
