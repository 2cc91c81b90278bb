//! Why something was refused, for a caller who asks.

use std::ffi::{CStr, CString, c_char};

use active_active::{Detail, Error, value::Value};

use crate::{
    input::aa_str,
    panic::quietly,
    status::{Status, area_text, code_text},
};

/// Why a call was refused. The caller owns it and releases it with `aa_error_free`; all text is borrowed from it.
///
/// Threads: it never changes, so any number may read it at once.
#[derive(Debug)]
pub struct aa_error {
    status: Status,
    message: CString,
    details: Vec<(&'static str, CString)>,
    document: CString,
}

/// A C string; a NUL inside (a key may hold one) is shown as U+FFFD.
fn c_string(text: impl Into<String>) -> CString {
    CString::new(text.into()).unwrap_or_else(|flaw| {
        let text = String::from_utf8_lossy(&flaw.into_vec()).replace('\0', "\u{fffd}");
        CString::new(text).unwrap_or_default()
    })
}

impl aa_error {
    pub(crate) fn new(error: &Error) -> Self {
        let told = |detail: &Detail| match detail {
            Detail::Number(number) => number.to_string(),
            Detail::Text(text) => text.clone(),
        };
        let value = |detail: &Detail| match detail {
            Detail::Number(number) => i64::try_from(*number).map_or(Value::BigInteger(*number), Value::Integer),
            Detail::Text(text) => Value::Text(text.clone()),
        };
        let document = Value::object(error.details().iter().map(|(name, detail)| (String::from(*name), value(detail))));
        aa_error {
            status: error.code().number(),
            message: c_string(error.message()),
            details: error.details().iter().map(|(name, detail)| (*name, c_string(told(detail)))).collect(),
            document: c_string(document.to_json()),
        }
    }

    #[cfg(test)]
    pub(crate) fn message(&self) -> &str {
        self.message.to_str().unwrap_or_default()
    }
}

fn borrowed(text: Option<&CStr>) -> *const c_char {
    text.map_or(std::ptr::null(), CStr::as_ptr)
}

/// The code: the status that the call returned; `AA_OK` for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_error_code(error: Option<&aa_error>) -> Status {
    error.map_or(crate::status::OK, |error| error.status)
}

/// The code as text that is never freed, for example `"clock_drift"`; null for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_error_code_text(error: Option<&aa_error>) -> *const c_char {
    borrowed(error.map(|error| code_text(error.status)))
}

/// What the error is about, as text that is never freed: `"clock"`, `"id"`, `"value"`, `"deployment"`, `"operation"`,
/// `"wire"`, `"replica"` or `"usage"`; null for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_error_area(error: Option<&aa_error>) -> *const c_char {
    borrowed(error.map(|error| area_text(error.status)))
}

/// The sentence for people, borrowed until the error is freed; null for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_error_message(error: Option<&aa_error>) -> *const c_char {
    borrowed(error.map(|error| &*error.message))
}

/// One figure or name behind the error, for example `ahead_ms` of `AA_CLOCK_DRIFT`, as text (numbers in decimal),
/// borrowed until the error is freed; null if the error has no such detail, and for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_error_detail(error: Option<&aa_error>, name: aa_str) -> *const c_char {
    let found = error
        .zip(name.text("name").ok())
        .and_then(|(error, name)| error.details.iter().find(|(other, _)| *other == name).map(|(_, text)| &**text));
    borrowed(found)
}

/// All figures and names behind the error as a JSON object, borrowed until the error is freed; null for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_error_details(error: Option<&aa_error>) -> *const c_char {
    borrowed(error.map(|error| &*error.document))
}

/// Releases an error; null is ignored.
///
/// Threads: no other may use the error.
#[unsafe(no_mangle)]
pub extern "C" fn aa_error_free(error: Option<Box<aa_error>>) {
    quietly(|| drop(error));
}
