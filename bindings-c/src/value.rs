//! Values: JSON text on one side, the one canonical encoding on the other.

use std::mem::MaybeUninit;

use active_active::value::{Limits, Value, check_canonical};

use crate::{
    buffer::aa_buffer,
    error::aa_error,
    handle::needed,
    input::{aa_bytes, aa_str},
    panic::boundary,
    status::Status,
};

/// How deep and how large a value may be.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_limits {
    /// How many arrays and objects may stand inside one another, at most 100.
    pub depth: usize,
    /// How many bytes the canonical encoding may take.
    pub size_bytes: usize,
}

/// The limits given, or the defaults for null.
fn limits(given: Option<&aa_limits>) -> Limits {
    given.map_or_else(Limits::default, |limits| Limits { depth: limits.depth, size_bytes: limits.size_bytes })
}

/// The default limits, which a null pointer stands for: depth 32, one mebibyte.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_limits_default() -> aa_limits {
    let Limits { depth, size_bytes } = Limits::default();
    aa_limits { depth, size_bytes }
}

/// Reads a value from JSON and writes its canonical CBOR (RFC 8949 section 4.2, object keys by their UTF-8 bytes) to a
/// buffer that the caller frees. Bytes are written `{"$bytes":"<base64url>"}` in JSON. Null `limits` are the defaults.
///
/// Errors: `AA_INVALID_JSON`, `AA_NOT_FINITE`, `AA_INTEGER_OUT_OF_RANGE`, `AA_DUPLICATE_KEY`, `AA_VALUE_TOO_DEEP`,
/// `AA_VALUE_TOO_LARGE`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// aa_buffer *cbor = NULL, *json = NULL;
/// assert(aa_value_to_cbor(AA_STR("{\"b\": 1.0, \"a\": null}"), NULL, &cbor, NULL) == AA_OK);
/// assert(aa_value_from_cbor(aa_buffer_bytes(cbor), NULL, &json, NULL) == AA_OK);
/// assert(strcmp(aa_buffer_text(json), "{\"a\":null,\"b\":1}") == 0);
/// aa_buffer_free(json);
/// aa_buffer_free(cbor);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_value_to_cbor(
    json: aa_str,
    limits: Option<&aa_limits>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let value = Value::from_json(json.text("json")?, &self::limits(limits))?;
        out.write(aa_buffer::new(value.to_cbor()));
        Ok(())
    })
}

/// Reads a value from its canonical CBOR, and no other, and writes its canonical JSON to a buffer that the caller
/// frees. Null `limits` are the defaults.
///
/// Errors: `AA_NOT_CANONICAL`, `AA_NOT_FINITE`, `AA_INTEGER_OUT_OF_RANGE`, `AA_DUPLICATE_KEY`, `AA_INVALID_UTF8`,
/// `AA_VALUE_TOO_DEEP`, `AA_VALUE_TOO_LARGE`, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_value_from_cbor(
    cbor: aa_bytes,
    limits: Option<&aa_limits>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let value = Value::from_cbor(cbor.bytes("cbor")?, &self::limits(limits))?;
        out.write(aa_buffer::new(value.to_json()));
        Ok(())
    })
}

/// Checks that bytes start with one canonical value, without decoding it, and writes how many bytes it takes; the
/// caller owns `out`. Null `limits` are the defaults.
///
/// Errors: as `aa_value_from_cbor`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_value_check_canonical(
    cbor: aa_bytes,
    limits: Option<&aa_limits>,
    out: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(check_canonical(cbor.bytes("cbor")?, &self::limits(limits))?);
        Ok(())
    })
}
