//! Writes of counters, sets, flags, logs and extremes.

use std::mem::MaybeUninit;

use super::{aa_region, report::aa_written, value, write};
use crate::{
    error::aa_error,
    input::{aa_bytes, aa_str, now, path},
    panic::boundary,
    status::Status,
};

/// Adds to a counter; a negative amount subtracts. `path` and `written` are as in `aa_region_put`.
///
/// Errors: `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_PATH`, `AA_WRONG_TYPE`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
/// `AA_COUNTER_OVERFLOW`, `AA_NOT_CAUGHT_UP`, those of `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`,
/// `AA_INTERNAL`; the region is as before. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_increment(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    amount: i64,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path) = (key.text("key")?, self::path(path, path_len)?);
        write(region, written, |region| region.increment(now(now_ms), key, &path, amount))
    })
}

/// Sets a counter by the increment that leads from what this region sees to `value`: two concurrent assignments add
/// up. `path` and `written` are as in `aa_region_put`.
///
/// Errors: as `aa_region_increment`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_assign(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    value: i64,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path) = (key.text("key")?, self::path(path, path_len)?);
        write(region, written, |region| region.assign(now(now_ms), key, &path, value))
    })
}

/// Sets a counter to zero as far as it was seen: increments that were not seen stay. `path`, `context` and `written` are
/// as in `aa_region_put`.
///
/// Errors: as `aa_region_increment`, and `AA_INVALID_CONTEXT`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_reset(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    context: aa_bytes,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path, context) = (key.text("key")?, self::path(path, path_len)?, context.optional("context")?);
        write(region, written, |region| region.reset(now(now_ms), key, &path, context))
    })
}

/// Adds a member, given as JSON, to a set. `path` and `written` are as in `aa_region_put`.
///
/// Errors: as `aa_region_increment`, and `AA_INVALID_JSON` and the others of a value. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_add(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    member: aa_str,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path) = (key.text("key")?, self::path(path, path_len)?);
        write(region, written, |region| {
            let member = value(region, &member, "member")?;
            region.add(now(now_ms), key, &path, &member)
        })
    })
}

/// Removes a member, given as JSON, from a set, as far as it was seen. `path`, `context` and `written` are as in
/// `aa_region_put`.
///
/// Errors: as `aa_region_add`, and `AA_INVALID_CONTEXT`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_remove(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    member: aa_str,
    context: aa_bytes,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path, context) = (key.text("key")?, self::path(path, path_len)?, context.optional("context")?);
        write(region, written, |region| {
            let member = value(region, &member, "member")?;
            region.remove(now(now_ms), key, &path, &member, context)
        })
    })
}

/// Removes all members of a set that were seen. `path`, `context` and `written` are as in `aa_region_put`.
///
/// Errors: as `aa_region_increment`, and `AA_INVALID_CONTEXT`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_clear(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    context: aa_bytes,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path, context) = (key.text("key")?, self::path(path, path_len)?, context.optional("context")?);
        write(region, written, |region| region.clear(now(now_ms), key, &path, context))
    })
}

/// Adds an entry, given as JSON, to a log. `path` and `written` are as in `aa_region_put`.
///
/// Errors: as `aa_region_add`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_append(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    value: aa_str,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path) = (key.text("key")?, self::path(path, path_len)?);
        write(region, written, |region| {
            let value = self::value(region, &value, "value")?;
            region.append(now(now_ms), key, &path, &value)
        })
    })
}

/// Offers a number, given as JSON, to a maximum or a minimum. `path` and `written` are as in `aa_region_put`.
///
/// Errors: as `aa_region_add`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_offer(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    value: aa_str,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path) = (key.text("key")?, self::path(path, path_len)?);
        write(region, written, |region| {
            let value = self::value(region, &value, "value")?;
            region.offer(now(now_ms), key, &path, &value)
        })
    })
}

/// Turns a flag on. `path` and `written` are as in `aa_region_put`.
///
/// Errors: as `aa_region_increment`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_enable(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path) = (key.text("key")?, self::path(path, path_len)?);
        write(region, written, |region| region.enable(now(now_ms), key, &path))
    })
}

/// Turns a flag off. `path` and `written` are as in `aa_region_put`.
///
/// Errors: as `aa_region_increment`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_disable(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path) = (key.text("key")?, self::path(path, path_len)?);
        write(region, written, |region| region.disable(now(now_ms), key, &path))
    })
}
