//! Reads of records.

use std::mem::MaybeUninit;

use active_active::{
    region::{LogEntry, Read, Version},
    value::Value,
};

use super::{aa_region, list, read};
use crate::{
    buffer::aa_buffer,
    error::aa_error,
    handle::needed,
    input::{aa_bytes, aa_str, now, path},
    panic::{boundary, quietly},
    status::Status,
    time::timestamp::aa_timestamp,
};

/// A record as it read at one moment, released with `aa_read_free`.
///
/// Threads: it never changes, so any number may read it at once.
#[derive(Debug)]
pub struct aa_read {
    inner: Read,
}

/// Reads a record: `out` is a read that the caller frees with `aa_read_free`, or null if the record does not exist or
/// has expired by `now_ms`. The time matters only where an expiry was set; everything else that reads goes by the latest
/// time that the region was told or has heard of.
///
/// Errors: `AA_UNKNOWN_CLASS`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`, `AA_FUNCTION_NOT_REGISTERED`, `AA_INVALID_UTF8`,
/// `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_get(
    region: Option<&aa_region>,
    now_ms: u64,
    key: aa_str,
    out: Option<&mut MaybeUninit<Option<Box<aa_read>>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let found = read(region)?.get_at(key.text("key")?, || now(now_ms))?;
        out.write(found.map(|inner| Box::new(aa_read { inner })));
        Ok(())
    })
}

/// The value in canonical CBOR, borrowed until the read is freed; `{NULL, 0}` for null. A counter beyond 64 bits is a
/// CBOR bignum.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_read_encoded(read: Option<&aa_read>) -> aa_bytes {
    read.map_or(aa_bytes::NONE, |read| aa_bytes::lend(&read.inner.bytes))
}

/// What this read saw, to be given to a later write, borrowed until the read is freed; `{NULL, 0}` for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_read_context(read: Option<&aa_read>) -> aa_bytes {
    read.map_or(aa_bytes::NONE, |read| aa_bytes::lend(&read.inner.context))
}

/// The timestamp of the latest live write behind the value; the first of all timestamps for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_read_timestamp(read: Option<&aa_read>) -> aa_timestamp {
    read.map_or(aa_timestamp { packed: 0, node: 0 }, |read| read.inner.timestamp.into())
}

/// How many concurrent versions stand behind the value at its most contested place, 1 if uncontested; 0 for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_read_siblings(read: Option<&aa_read>) -> usize {
    read.map_or(0, |read| read.inner.siblings)
}

/// How many rules of the class the merged value did not keep; 0 for null. Those with a repair are repaired in the value,
/// for the others a conflict record of the kind `rule_violated` waits.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_read_violated_len(read: Option<&aa_read>) -> usize {
    read.map_or(0, |read| read.inner.violated.len())
}

/// The name of one of those rules by its place from 0, in the order of the class, borrowed until the read is freed;
/// `{NULL, 0}` beyond the last and for null.
///
/// Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_read_violated_at(read: Option<&aa_read>, index: usize) -> aa_str {
    read.and_then(|read| read.inner.violated.get(index)).map_or(aa_str::NONE, |rule| aa_str::lend(rule))
}

/// Writes the value as JSON to a buffer that the caller frees.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_read_value(
    read: Option<&aa_read>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_buffer::new(needed(read, "read")?.inner.value().to_json()));
        Ok(())
    })
}

/// Writes the whole read, `{value, context, timestamp, siblings, violated}`, as JSON to a buffer that the caller frees.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_read_to_json(
    read: Option<&aa_read>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_buffer::new(needed(read, "read")?.inner.to_document().to_json()));
        Ok(())
    })
}

/// Releases a read; null is ignored.
///
/// Threads: no other may use the read.
#[unsafe(no_mangle)]
pub extern "C" fn aa_read_free(read: Option<Box<aa_read>>) {
    quietly(|| drop(read));
}

/// Writes the live versions of a register, siblings included, `[{dot, origin, timestamp, value}]`, as JSON to a buffer
/// that the caller frees. `path` is as in `aa_region_put`.
///
/// Errors: those of `aa_region_get`, `AA_UNKNOWN_PATH`, `AA_WRONG_TYPE`. Threads: any number at once, while none changes
/// the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_versions(
    region: Option<&aa_region>,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let versions = read(region)?.versions(key.text("key")?, &self::path(path, path_len)?)?;
        out.write(list(versions.iter().map(Version::to_document)));
        Ok(())
    })
}

/// Writes the entries of a log after a timestamp (null: from the first), in order, at most `limit` (0: all of them),
/// `[{dot, timestamp, region, value}]`, as JSON to a buffer that the caller frees. The timestamp of the last entry is
/// what to give next. `path` is as in `aa_region_put`.
///
/// Errors: `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_PATH`, `AA_WRONG_TYPE`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
/// `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_log_entries(
    region: Option<&aa_region>,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    after: Option<&aa_timestamp>,
    limit: usize,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, path) = (needed(out, "out")?, self::path(path, path_len)?);
        let after = after.map(|after| (*after).into());
        let entries = read(region)?.log_entries(key.text("key")?, &path, after, limit)?;
        out.write(list(entries.iter().map(LogEntry::to_document)));
        Ok(())
    })
}

/// Writes the existing keys that start with `prefix`, after `after` (`{NULL, 0}`: from the first), in byte order, at
/// most `limit`, as a JSON array to a buffer that the caller frees.
///
/// Errors: `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the
/// region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_keys(
    region: Option<&aa_region>,
    prefix: aa_str,
    after: aa_str,
    limit: usize,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let keys = read(region)?.keys(prefix.text("prefix")?, after.optional("after")?, limit);
        out.write(list(keys.into_iter().map(Value::Text)));
        Ok(())
    })
}
