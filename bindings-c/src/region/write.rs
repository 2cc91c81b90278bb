//! Writes of registers and of whole records.

use std::mem::MaybeUninit;

use active_active::Result;

use super::{aa_region, report::aa_written, value, write};
use crate::{
    error::aa_error,
    input::{Lent, aa_bytes, aa_str, now, path},
    panic::boundary,
    status::Status,
};

/// One field of a patch.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_field {
    /// The field's path.
    pub path: *const aa_str,
    /// How many steps the path has.
    pub path_len: usize,
    /// The value as JSON.
    pub value: aa_str,
}

/// Writes a register. `path` leads to the field of a map record and has no steps otherwise; `value` is JSON; `context`
/// is what `aa_read_context` gave, or `{NULL, 0}` for a blind write, which replaces all that this region holds there.
/// `written` may be null; the caller owns it.
///
/// Errors: `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_PATH`, `AA_WRONG_TYPE`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
/// `AA_INVALID_JSON` and the others of a value, `AA_INVALID_CONTEXT`, `AA_TOO_MANY_SIBLINGS`, `AA_NOT_CAUGHT_UP`, those
/// of `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`; the region is as before. Threads: one at a
/// time.
///
/// ```c
/// const aa_str document = AA_STR(
///     "{\"version\": 1, \"name\": \"shop\","
///     " \"regions\": [{\"name\": \"eu\", \"number\": 1}, {\"name\": \"us\", \"number\": 2}],"
///     " \"classes\": [{\"name\": \"all\", \"keys\": \"**\", \"labels\": [], \"type\": \"register\","
///     "               \"strategy\": \"keep-all\"}]}");
/// const aa_bytes blind = {NULL, 0};
/// const aa_str key = AA_STR("greeting");
/// aa_deployment *deployment = NULL;
/// aa_region *eu = NULL;
/// aa_read *read = NULL, *after = NULL;
/// assert(aa_deployment_parse(document, &deployment, NULL) == AA_OK);
/// assert(aa_region_open(deployment, AA_STR("eu"), NULL, &eu, NULL) == AA_OK);
/// aa_deployment_free(deployment);
///
/// assert(aa_region_put(eu, AA_NOW, key, NULL, 0, AA_STR("\"hello\""), blind, NULL, NULL) == AA_OK);
/// assert(aa_region_get(eu, AA_NOW, key, &read, NULL) == AA_OK);
/// // Two workers that read the same version both write: neither write is lost.
/// assert(aa_region_put(eu, AA_NOW, key, NULL, 0, AA_STR("\"hi\""), aa_read_context(read), NULL, NULL) == AA_OK);
/// assert(aa_region_put(eu, AA_NOW, key, NULL, 0, AA_STR("\"hey\""), aa_read_context(read), NULL, NULL) == AA_OK);
/// assert(aa_region_get(eu, AA_NOW, key, &after, NULL) == AA_OK);
/// assert(aa_read_siblings(after) == 2);
/// aa_read_free(after);
/// aa_read_free(read);
/// aa_region_free(eu);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_put(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    value: aa_str,
    context: aa_bytes,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path, context) = (key.text("key")?, self::path(path, path_len)?, context.optional("context")?);
        write(region, written, |region| {
            let value = super::value(region, &value, "value")?;
            region.put(now(now_ms), key, &path, &value, context)
        })
    })
}

/// Writes a register as `aa_region_put` does, with the value in canonical CBOR.
///
/// Errors: as `aa_region_put`, with `AA_NOT_CANONICAL` for `AA_INVALID_JSON`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_put_encoded(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    value: aa_bytes,
    context: aa_bytes,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, path, context) = (key.text("key")?, self::path(path, path_len)?, context.optional("context")?);
        let value = value.bytes("value")?;
        write(region, written, |region| region.put_encoded(now(now_ms), key, &path, value, context))
    })
}

/// Writes several register fields of a map record in one change. `fields` are `fields_len` of them, borrowed for the
/// call; `context` and `written` are as in `aa_region_put`.
///
/// Errors: as `aa_region_put`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_patch(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    fields: *const aa_field,
    fields_len: usize,
    context: aa_bytes,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, context) = (key.text("key")?, context.optional("context")?);
        let fields = Lent::new(fields, fields_len).items("fields")?;
        let paths = fields.iter().map(|field| path(field.path, field.path_len)).collect::<Result<Vec<_>>>()?;
        write(region, written, |region| {
            let values = fields.iter().map(|field| value(region, &field.value, "value"));
            let fields = paths.iter().zip(values).map(|(path, value)| Ok((path.as_slice(), value?)));
            let fields = fields.collect::<Result<Vec<_>>>()?;
            region.patch(now(now_ms), key, &fields, context)
        })
    })
}

/// Deletes a record. `context` and `written` are as in `aa_region_put`.
///
/// Errors: `AA_UNKNOWN_CLASS`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`, `AA_INVALID_CONTEXT`, `AA_NOT_CAUGHT_UP`, those of
/// `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`; the region is as before. Threads: one at a
/// time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_delete(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    context: aa_bytes,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (key, context) = (key.text("key")?, context.optional("context")?);
        write(region, written, |region| region.delete(now(now_ms), key, context))
    })
}

/// Removes a field of a map record with all below it, as far as this region, or the context, has seen it. `context`
/// and `written` are as in `aa_region_put`.
///
/// Errors: those of `aa_region_delete`, `AA_UNKNOWN_PATH`, `AA_WRONG_TYPE`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_unset(
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
        write(region, written, |region| region.unset(now(now_ms), key, &path, context))
    })
}
