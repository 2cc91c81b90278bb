//! Results that the library owns: one run of bytes, or a list of them.

use std::ffi::c_char;

use crate::{input::aa_bytes, panic::quietly};

/// Bytes or text that the library made and the caller releases with `aa_buffer_free`. A NUL that is not counted
/// follows the last byte, so text can be used as a C string.
///
/// Threads: it never changes, so any number may read it at once.
#[derive(Debug)]
pub struct aa_buffer {
    // INVARIANT: ends with a NUL.
    bytes: Vec<u8>,
}

impl aa_buffer {
    pub(crate) fn new(bytes: impl Into<Vec<u8>>) -> Box<Self> {
        let mut bytes = bytes.into();
        bytes.push(0);
        Box::new(aa_buffer { bytes })
    }

    fn content(&self) -> &[u8] {
        self.bytes.split_last().map_or(&[], |(_, content)| content)
    }
}

/// The bytes, borrowed until the buffer is freed; null for a null buffer.
///
/// Threads: any number at once on one buffer.
#[unsafe(no_mangle)]
pub extern "C" fn aa_buffer_data(buffer: Option<&aa_buffer>) -> *const u8 {
    buffer.map_or(std::ptr::null(), |buffer| buffer.bytes.as_ptr())
}

/// How many bytes there are; 0 for a null buffer.
///
/// Threads: any number at once on one buffer.
#[unsafe(no_mangle)]
pub extern "C" fn aa_buffer_len(buffer: Option<&aa_buffer>) -> usize {
    buffer.map_or(0, |buffer| buffer.content().len())
}

/// The bytes as a C string, borrowed until the buffer is freed; null for a null buffer. JSON text has no NUL inside.
///
/// Threads: any number at once on one buffer.
#[unsafe(no_mangle)]
pub extern "C" fn aa_buffer_text(buffer: Option<&aa_buffer>) -> *const c_char {
    aa_buffer_data(buffer).cast()
}

/// The bytes as an argument for another function, borrowed until the buffer is freed; `{NULL, 0}` for a null buffer.
///
/// Threads: any number at once on one buffer.
#[unsafe(no_mangle)]
pub extern "C" fn aa_buffer_bytes(buffer: Option<&aa_buffer>) -> aa_bytes {
    buffer.map_or(aa_bytes::NONE, |buffer| aa_bytes::lend(buffer.content()))
}

/// Releases a buffer; null is ignored.
///
/// Threads: no other may use the buffer.
#[unsafe(no_mangle)]
pub extern "C" fn aa_buffer_free(buffer: Option<Box<aa_buffer>>) {
    quietly(|| drop(buffer));
}

/// Batches for one target, in the order in which they must arrive; released with `aa_batches_free`.
///
/// Threads: it never changes, so any number may read it at once.
#[derive(Debug)]
pub struct aa_batches {
    batches: Vec<Vec<u8>>,
}

impl aa_batches {
    pub(crate) fn new(batches: Vec<Vec<u8>>) -> Box<Self> {
        Box::new(aa_batches { batches })
    }
}

/// How many batches there are; 0 for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_batches_len(batches: Option<&aa_batches>) -> usize {
    batches.map_or(0, |batches| batches.batches.len())
}

/// One batch by its place from 0, borrowed until the batches are freed; `{NULL, 0}` beyond the last and for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_batches_at(batches: Option<&aa_batches>, index: usize) -> aa_bytes {
    batches.and_then(|batches| batches.batches.get(index)).map_or(aa_bytes::NONE, |batch| aa_bytes::lend(batch))
}

/// Releases batches; null is ignored.
///
/// Threads: no other may use them.
#[unsafe(no_mangle)]
pub extern "C" fn aa_batches_free(batches: Option<Box<aa_batches>>) {
    quietly(|| drop(batches));
}
