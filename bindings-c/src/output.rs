//! Outputs that the caller owns: text and bytes of a known length.

use std::{ffi::c_char, ptr};

use active_active::{Code, Error, Result};

use crate::handle::null;

/// Writes text and a NUL into the caller's array.
pub(crate) fn write_text(out: *mut c_char, capacity: usize, text: &str) -> Result<()> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(0);
    write_bytes(out.cast(), capacity, &bytes)
}

/// Writes bytes into the caller's array.
pub(crate) fn write_bytes(out: *mut u8, capacity: usize, bytes: &[u8]) -> Result<()> {
    if out.is_null() {
        return Err(null("out"));
    }
    if capacity < bytes.len() {
        return Err(Error::new(
            Code::InvalidArgument,
            format!("`out` has room for {capacity} bytes, {} are needed", bytes.len()),
        )
        .with("argument", "out")
        .with("needed", bytes.len()));
    }
    // SAFETY: not null; the caller gives an array of `capacity` bytes, which is enough and is not one of its inputs.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), out, bytes.len()) };
    Ok(())
}
