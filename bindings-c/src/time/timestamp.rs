//! Hybrid timestamps: plain values, ordered as (time, node).

use std::{cmp::Ordering, ffi::c_char, mem::MaybeUninit};

use active_active::time::{Timestamp, node};

use crate::{
    error::aa_error,
    handle::needed,
    input::{aa_bytes, aa_str},
    output::{write_bytes, write_text},
    panic::boundary,
    status::Status,
};

/// A hybrid timestamp. It is a plain value: copy it freely, compare it with `aa_timestamp_compare`. Every pair of
/// numbers is a timestamp.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct aa_timestamp {
    /// Milliseconds since 1970 in the upper 48 bits, the counter in the lower 16.
    pub packed: u64,
    /// The node that issued it; see `aa_node`.
    pub node: u64,
}

/// How many characters the text of a timestamp has, without the NUL at its end.
pub const AA_TIMESTAMP_TEXT_LEN: usize = 34;
/// How many characters the base 32 text of a timestamp has, without the NUL at its end.
pub const AA_TIMESTAMP_BASE32_LEN: usize = 26;
/// How many bytes a timestamp has.
pub const AA_TIMESTAMP_BYTE_LEN: usize = 16;

impl From<Timestamp> for aa_timestamp {
    #[inline]
    fn from(timestamp: Timestamp) -> Self {
        aa_timestamp { packed: timestamp.packed(), node: timestamp.node() }
    }
}

impl From<aa_timestamp> for Timestamp {
    #[inline]
    fn from(timestamp: aa_timestamp) -> Self {
        Timestamp::from_packed(timestamp.packed, timestamp.node)
    }
}

/// The node of a region's incarnation and process: `region << 48 | incarnation << 32 | process`. Two running clocks
/// must never share one.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_node(region: u16, incarnation: u16, process: u32) -> u64 {
    node(region, incarnation, process)
}

/// Makes a timestamp of its parts; the caller owns `out`.
///
/// Errors: `AA_TIMESTAMP_OUT_OF_RANGE` when `ms` does not fit 48 bits, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_new(
    ms: u64,
    counter: u16,
    node: u64,
    out: Option<&mut MaybeUninit<aa_timestamp>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(Timestamp::new(ms, counter, node)?.into());
        Ok(())
    })
}

/// The order of two timestamps: negative when `a` is first, 0 when they are the same, positive when `b` is first.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_compare(a: aa_timestamp, b: aa_timestamp) -> i32 {
    match Timestamp::from(a).cmp(&Timestamp::from(b)) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }
}

/// The milliseconds since 1970 in a timestamp.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_ms(timestamp: aa_timestamp) -> u64 {
    Timestamp::from(timestamp).ms()
}

/// The counter in a timestamp.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_counter(timestamp: aa_timestamp) -> u16 {
    Timestamp::from(timestamp).counter()
}

/// Writes the text of a timestamp, 34 characters and a NUL such as `017f22e279b0-0005-0001000000000000`, into an array
/// of the caller with room for `capacity` bytes (`AA_TIMESTAMP_TEXT_LEN + 1`). The order of texts is the order of
/// timestamps.
///
/// Errors: `AA_INVALID_ARGUMENT` when the room is too small, `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// aa_timestamp timestamp = {UINT64_C(0x017f22e279b00005), aa_node(1, 0, 0)};
/// char text[AA_TIMESTAMP_TEXT_LEN + 1];
/// assert(aa_timestamp_format(timestamp, text, sizeof text, NULL) == AA_OK);
/// assert(strcmp(text, "017f22e279b0-0005-0001000000000000") == 0);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_format(
    timestamp: aa_timestamp,
    out: *mut c_char,
    capacity: usize,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || write_text(out, capacity, &Timestamp::from(timestamp).to_string()))
}

/// Reads the text of a timestamp, in the one form that `aa_timestamp_format` writes; the caller owns `out`.
///
/// Errors: `AA_TIMESTAMP_INVALID`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_parse(
    text: aa_str,
    out: Option<&mut MaybeUninit<aa_timestamp>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(Timestamp::parse(text.text("text")?)?.into());
        Ok(())
    })
}

/// Writes the 16 bytes of a timestamp, whose order under `memcmp` is the order of timestamps, into an array of the
/// caller with room for `capacity` bytes.
///
/// Errors: `AA_INVALID_ARGUMENT` when the room is too small, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_to_bytes(
    timestamp: aa_timestamp,
    out: *mut u8,
    capacity: usize,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || write_bytes(out, capacity, &Timestamp::from(timestamp).to_bytes()))
}

/// Reads the 16 bytes of a timestamp; the caller owns `out`.
///
/// Errors: `AA_TIMESTAMP_INVALID` for another length, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_from_bytes(
    bytes: aa_bytes,
    out: Option<&mut MaybeUninit<aa_timestamp>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(Timestamp::from_bytes(bytes.bytes("bytes")?)?.into());
        Ok(())
    })
}

/// Writes the 26 characters of a timestamp in Crockford's base 32 and a NUL into an array of the caller with room for
/// `capacity` bytes (`AA_TIMESTAMP_BASE32_LEN + 1`).
///
/// Errors: `AA_INVALID_ARGUMENT` when the room is too small, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_to_base32(
    timestamp: aa_timestamp,
    out: *mut c_char,
    capacity: usize,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || write_text(out, capacity, &Timestamp::from(timestamp).to_base32()))
}

/// Reads what `aa_timestamp_to_base32` wrote; the caller owns `out`.
///
/// Errors: `AA_TIMESTAMP_INVALID`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_from_base32(
    text: aa_str,
    out: Option<&mut MaybeUninit<aa_timestamp>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(Timestamp::from_base32(text.text("text")?)?.into());
        Ok(())
    })
}

/// Writes the time of a timestamp, without its node, as a signed integer for a database column; the caller owns `out`.
///
/// Errors: `AA_TIMESTAMP_OUT_OF_RANGE` from the year 6429 on, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_to_i64(
    timestamp: aa_timestamp,
    out: Option<&mut MaybeUninit<i64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(Timestamp::from(timestamp).to_i64()?);
        Ok(())
    })
}

/// Writes the timestamp that follows at the same node; the caller owns `out`.
///
/// Errors: `AA_CLOCK_EXHAUSTED` after the last one, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_next(
    timestamp: aa_timestamp,
    out: Option<&mut MaybeUninit<aa_timestamp>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(Timestamp::from(timestamp).next()?.into());
        Ok(())
    })
}

/// Writes the timestamp that precedes at the same node; the caller owns `out`.
///
/// Errors: `AA_TIMESTAMP_OUT_OF_RANGE` before the first one, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_timestamp_prev(
    timestamp: aa_timestamp,
    out: Option<&mut MaybeUninit<aa_timestamp>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(Timestamp::from(timestamp).prev()?.into());
        Ok(())
    })
}
