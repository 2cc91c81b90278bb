//! Conflicts: their records, what is decided about them, and why a value is what it is.

use std::mem::MaybeUninit;

use active_active::{
    Result,
    conflict::{ConflictFilter, ConflictKind, ConflictRecord, ConflictState, Settlement},
};

use super::{aa_region, list, read, report::aa_written, write};
use crate::{
    buffer::aa_buffer,
    error::aa_error,
    handle::{invalid, needed},
    input::{aa_str, now},
    panic::boundary,
    resolve::document,
    status::Status,
};

/// Which conflict records to list; every member that is not `{NULL, 0}` or 0 narrows the list. All zero is every
/// record.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_conflict_filter {
    /// Only this kind, such as `update_update`.
    pub kind: aa_str,
    /// Only this state: `decided`, `waiting`, `superseded`, `resolved` or `undone`.
    pub state: aa_str,
    /// Only this key.
    pub key: aa_str,
    /// Only records of the class of this name.
    pub class_name: aa_str,
    /// Only conflicts in which the region of this name wrote a side.
    pub region: aa_str,
    /// Only conflicts whose later side is not before this time, in Unix milliseconds; 0 is any.
    pub from_ms: u64,
    /// Only conflicts whose later side is before this time, in Unix milliseconds; 0 is any.
    pub until_ms: u64,
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
    let time = |ms: u64| (ms != 0).then_some(ms);
    Ok(ConflictFilter {
        kind: known(&given.kind, "kind", ConflictKind::parse)?,
        state: known(&given.state, "state", ConflictState::parse)?,
        key: given.key.optional("key")?.map(String::from),
        class: given.class_name.optional("class_name")?.map(String::from),
        region: given.region.optional("region")?.map(String::from),
        from_ms: time(given.from_ms),
        until_ms: time(given.until_ms),
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

/// Writes the conflict records that were made or changed after a cursor (0 is the start), in that order, each as it is
/// now, at most `limit`, as JSON `{conflicts, cursor}` to a buffer that the caller frees. Give the cursor in it to the
/// next call.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_conflicts_since(
    region: Option<&aa_region>,
    cursor: u64,
    limit: usize,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        out.write(aa_buffer::new(read(region)?.conflicts_since(cursor, limit).to_document().to_json()));
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

/// Settles a conflict that waits: with a value of one's own (JSON), or with a side (`pick`, `a` or `b`); the other of
/// both is `{NULL, 0}`. It is a write, and every region that has the conflict shows it as resolved. `written` is as in
/// `aa_region_put`.
///
/// Errors: `AA_UNKNOWN_CONFLICT`, `AA_CONFLICT_DECIDED`, `AA_CONFLICT_SUPERSEDED`, `AA_INVALID_ARGUMENT` unless exactly
/// one of value and pick is given, `AA_PART_MALFORMED` for what is no id, and those of `aa_region_put`; the region is as
/// before. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_resolve_conflict(
    region: Option<&mut aa_region>,
    now_ms: u64,
    id: aa_str,
    value: aa_str,
    pick: aa_str,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (id, pick) = (id.text("id")?, pick.optional("pick")?);
        let own = value.optional("value")?.map(|_| document(&value, "value")).transpose()?;
        write(region, written, |region| {
            region.resolve_conflict(now(now_ms), &id.parse()?, Settlement::from_parts(own, pick)?)
        })
    })
}

/// Takes a decision about a conflict back: the side that lost stands again. `written` is as in `aa_region_put`.
///
/// Errors: `AA_UNKNOWN_CONFLICT`, `AA_CONFLICT_DECIDED` where it was taken back already, `AA_CONFLICT_SUPERSEDED` where
/// the current version no longer is that decision, `AA_INVALID_ARGUMENT` where nothing was decided yet,
/// `AA_PART_MALFORMED` for what is no id, and those of `aa_region_put`; the region is as before. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_undo_conflict(
    region: Option<&mut aa_region>,
    now_ms: u64,
    id: aa_str,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let id = id.text("id")?;
        write(region, written, |region| region.undo_conflict(now(now_ms), &id.parse()?))
    })
}

/// Writes why a record, or one of its places, reads as it does, as JSON `{key, path, class, type, value, existence,
/// versions, rule, why, text}` to a buffer that the caller frees; `text` says all of it in a few lines. `path` is as in
/// `aa_region_put`.
///
/// Errors: `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_PATH`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
/// `AA_FUNCTION_NOT_REGISTERED`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_explain(
    region: Option<&aa_region>,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let (key, path) = (key.text("key")?, crate::input::path(path, path_len)?);
        out.write(aa_buffer::new(read(region)?.explain(key, &path)?.to_json()));
        Ok(())
    })
}
