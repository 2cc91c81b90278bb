//! Conflicts, the feed, digests, snapshots and state.

use std::mem::MaybeUninit;

use active_active::{
    Result,
    conflict::{ConflictFilter, ConflictKind, ConflictRecord, ConflictState},
};

use super::{aa_region, list, read};
use crate::{
    buffer::aa_buffer,
    causality::version_vector::aa_version_vector,
    deployment::aa_digest,
    error::aa_error,
    handle::{invalid, needed},
    input::aa_str,
    panic::boundary,
    status::Status,
};

/// Which conflict records to list; every member that is not `{NULL, 0}` narrows the list. All zero is every record.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_conflict_filter {
    /// Only this kind, such as `update_update`.
    pub kind: aa_str,
    /// Only this state: `decided`, `waiting` or `superseded`.
    pub state: aa_str,
    /// Only this key.
    pub key: aa_str,
    /// At most so many; 0 is all.
    pub limit: usize,
}

/// A name that is given must be one that is known.
fn known<T>(name: &aa_str, argument: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    let Some(name) = name.optional(argument)? else { return Ok(None) };
    parse(name).map(Some).ok_or_else(|| invalid(argument, &format!("is `{name}`, which is none that there is")))
}

fn filter(given: Option<&aa_conflict_filter>) -> Result<ConflictFilter> {
    let Some(given) = given else { return Ok(ConflictFilter::default()) };
    Ok(ConflictFilter {
        kind: known(&given.kind, "kind", ConflictKind::parse)?,
        state: known(&given.state, "state", ConflictState::parse)?,
        key: given.key.optional("key")?.map(String::from),
        limit: given.limit,
    })
}

/// Writes conflict records, oldest first, as a JSON array to a buffer that the caller frees. A null `filter` lists all.
///
/// Errors: `AA_INVALID_ARGUMENT` for an unknown kind or state, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`.
/// Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_conflicts(
    region: Option<&aa_region>,
    filter: Option<&aa_conflict_filter>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let records = read(region)?.conflicts(&self::filter(filter)?);
        out.write(list(records.iter().map(ConflictRecord::to_document)));
        Ok(())
    })
}

/// Writes one conflict record, by its id of 32 hexadecimal characters, as JSON to a buffer that the caller frees.
///
/// Errors: `AA_UNKNOWN_CONFLICT`, `AA_PART_MALFORMED` for what is no id, `AA_INVALID_UTF8`, `AA_NULL_POINTER`,
/// `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_conflict(
    region: Option<&aa_region>,
    id: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let record = read(region)?.conflict(&id.text("id")?.parse()?)?;
        out.write(aa_buffer::new(record.to_document().to_json()));
        Ok(())
    })
}

/// Writes how many decided conflict records were dropped to stay within `conflicts_max`; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_conflicts_dropped(
    region: Option<&aa_region>,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(read(region)?.conflicts_dropped());
        Ok(())
    })
}

/// Writes what became visible here after a cursor (0 is the start), at most `limit` changes,
/// `{changes: [{key, dot, timestamp, operation}], cursor}`, as JSON to a buffer that the caller frees. Give the cursor
/// in it to the next call.
///
/// Errors: `AA_FEED_TRIMMED`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the
/// region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_changes_since(
    region: Option<&aa_region>,
    cursor: u64,
    limit: usize,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let feed = read(region)?.changes_since(cursor, limit)?;
        out.write(aa_buffer::new(feed.to_document().to_json()));
        Ok(())
    })
}

/// Writes the digest of what the region holds, equal in regions that hold the same; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_digest(
    region: Option<&aa_region>,
    out: Option<&mut MaybeUninit<aa_digest>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_digest { bytes: read(region)?.digest() });
        Ok(())
    })
}

/// Writes what this region has received, stream by stream; the caller frees it with `aa_version_vector_free`.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_cursors(
    region: Option<&aa_region>,
    out: Option<&mut MaybeUninit<Box<aa_version_vector>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_version_vector::new(read(region)?.cursors()));
        Ok(())
    })
}

/// Writes the whole replica as bytes, for `aa_region_restore` and for backup, to a buffer that the caller frees.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_snapshot(
    region: Option<&mut aa_region>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        out.write(aa_buffer::new(super::change(region, |region| Ok(region.snapshot()))?));
        Ok(())
    })
}

/// Writes the state, `{region, origin, deployment: {name, version, digest}, writable, records, cursors, stable, held,
/// conflicts, conflicts_dropped, feed_cursor}`, as JSON to a buffer that the caller frees. It names no key.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_status(
    region: Option<&aa_region>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_buffer::new(read(region)?.status().to_json()));
        Ok(())
    })
}
