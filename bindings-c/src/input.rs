//! Text and bytes that a caller lends for the time of one call, and how a caller says "now".

use std::{
    ffi::{CStr, c_char},
    marker::PhantomData,
    ptr, slice,
};

use active_active::{
    Code, Error, Result,
    time::{PhysicalTime, SystemTime},
};

use crate::handle::null;

/// As `now_ms`: read the system clock.
pub const AA_NOW: u64 = u64::MAX;

/// As a number that may be left out: none.
pub const AA_NONE: u64 = u64::MAX;

/// UTF-8 text that the caller owns: `len` bytes at `data`, with no terminating NUL needed. It is read during the call
/// and not kept. `{NULL, 0}` is the empty text, or "none" where a function says so.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_str {
    data: *const c_char,
    len: usize,
}

/// Bytes that the caller owns: `len` bytes at `data`. They are read during the call and not kept. `{NULL, 0}` is no
/// bytes, or "none" where a function says so.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_bytes {
    data: *const u8,
    len: usize,
}

/// The text up to the NUL at the end of a C string, which must outlive it; a null pointer gives the empty text.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_str_of(text: *const c_char) -> aa_str {
    if text.is_null() {
        return aa_str::NONE;
    }
    // SAFETY: not null, and the caller gives a C string that ends with a NUL.
    let len = unsafe { CStr::from_ptr(text) }.count_bytes();
    aa_str { data: text, len }
}

/// A slice of what a caller lent. The pointer is not looked at when there is nothing behind it.
fn lent<'a, T>(data: *const T, len: usize, name: &'static str) -> Result<&'a [T]> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(null(name));
    }
    if len > isize::MAX as usize / size_of::<T>() {
        return Err(crate::handle::invalid(name, "is longer than memory can be"));
    }
    // SAFETY: not null, not larger than memory; by the contract of every function that takes a pointer with a length,
    // that many initialised items are behind it and nobody changes them during the call.
    Ok(unsafe { slice::from_raw_parts(data, len) })
}

impl aa_str {
    /// No text.
    pub(crate) const NONE: Self = aa_str { data: ptr::null(), len: 0 };

    /// What the library lends to the caller.
    pub(crate) fn lend(text: &str) -> Self {
        aa_str { data: text.as_ptr().cast(), len: text.len() }
    }

    /// What the library lends to the caller: the text without the NUL at its end.
    pub(crate) fn lend_terminated(text: &[u8]) -> Self {
        aa_str { data: text.as_ptr().cast(), len: text.len().saturating_sub(1) }
    }

    /// The text, checked to be UTF-8.
    #[inline]
    pub(crate) fn text(&self, name: &'static str) -> Result<&str> {
        let bytes = lent(self.data.cast::<u8>(), self.len, name)?;
        std::str::from_utf8(bytes).map_err(|flaw| not_utf8(name, flaw.valid_up_to()))
    }

    /// The text, or `None` for `{NULL, 0}`.
    pub(crate) fn optional(&self, name: &'static str) -> Result<Option<&str>> {
        if self.data.is_null() && self.len == 0 { Ok(None) } else { self.text(name).map(Some) }
    }
}

#[cold]
fn not_utf8(name: &'static str, at: usize) -> Error {
    Error::new(Code::InvalidUtf8, format!("`{name}` is not UTF-8 at byte {at}; give UTF-8 text"))
        .with("argument", name)
        .with("offset", at)
}

impl aa_bytes {
    /// What the library lends to the caller.
    pub(crate) fn lend(bytes: &[u8]) -> Self {
        aa_bytes { data: bytes.as_ptr(), len: bytes.len() }
    }

    /// No bytes at all.
    pub(crate) const NONE: Self = aa_bytes { data: ptr::null(), len: 0 };

    /// The bytes.
    #[inline]
    pub(crate) fn bytes(&self, name: &'static str) -> Result<&[u8]> {
        lent(self.data, self.len, name)
    }

    /// The bytes, or `None` for `{NULL, 0}`.
    #[inline]
    pub(crate) fn optional(&self, name: &'static str) -> Result<Option<&[u8]>> {
        if self.data.is_null() && self.len == 0 { Ok(None) } else { self.bytes(name).map(Some) }
    }
}

/// An array that a caller lends: a pointer and a count.
#[derive(Clone, Copy)]
pub(crate) struct Lent<'a, T> {
    items: *const T,
    count: usize,
    lifetime: PhantomData<&'a T>,
}

impl<'a, T> Lent<'a, T> {
    pub(crate) const fn new(items: *const T, count: usize) -> Self {
        Lent { items, count, lifetime: PhantomData }
    }

    pub(crate) fn items(self, name: &'static str) -> Result<&'a [T]> {
        lent(self.items, self.count, name)
    }
}

/// A field path.
pub(crate) fn path<'a>(path: *const aa_str, path_len: usize) -> Result<Vec<&'a str>> {
    Lent::new(path, path_len).items("path")?.iter().map(|step| step.text("path")).collect()
}

/// The time of a call in milliseconds since 1970.
#[inline]
pub(crate) fn now(now_ms: u64) -> u64 {
    if now_ms == AA_NOW { SystemTime.now_ms() } else { now_ms }
}

/// A number that may be `AA_NONE`.
pub(crate) fn optional_number(number: u64) -> Option<u64> {
    (number != AA_NONE).then_some(number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_pointer_of_nothing_is_not_looked_at() {
        let dangling = aa_bytes { data: ptr::without_provenance(1), len: 0 };
        assert_eq!(dangling.bytes("x").unwrap(), b"");
        assert_eq!(aa_bytes::NONE.optional("x").unwrap(), None);
        assert_eq!(dangling.optional("x").unwrap(), Some(&b""[..]));
    }

    #[test]
    fn null_with_a_length_is_refused() {
        let none = aa_str { data: ptr::null(), len: 3 };
        assert_eq!(none.text("key").unwrap_err().code(), Code::NullPointer);
        assert_eq!(none.optional("key").unwrap_err().code(), Code::NullPointer);
    }

    #[test]
    fn text_that_is_not_utf8_names_the_byte() {
        let flaw = b"ab\xff";
        let text = aa_str { data: flaw.as_ptr().cast(), len: 3 };
        let error = text.text("key").unwrap_err();
        assert_eq!(error.code(), Code::InvalidUtf8);
        assert_eq!(error.detail("offset"), Some(&active_active::Detail::Number(2)));
    }

    #[test]
    fn a_length_beyond_memory_is_refused() {
        let long = aa_bytes { data: b"x".as_ptr(), len: usize::MAX };
        assert_eq!(long.bytes("batch").unwrap_err().code(), Code::InvalidArgument);
    }
}
