//! Rights to bounded counters.

use std::mem::MaybeUninit;

use super::{aa_region, read, report::aa_written, write};
use crate::{
    buffer::aa_buffer,
    error::aa_error,
    handle::needed,
    input::{aa_str, now, path},
    panic::boundary,
    status::Status,
};

/// Gives rights of this region to a bounded counter to another region, which can spend them once it has received the
/// transfer. `path` and `written` are as in `aa_region_put`.
///
/// Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_ARGUMENT` for an amount below 1 and for this region itself,
/// `AA_INSUFFICIENT_RIGHTS` with the details `available` and `elsewhere`, and those of `aa_region_increment`. Threads:
/// one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_transfer(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    to: aa_str,
    amount: i64,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let path = self::path(path, path_len)?;
        write(region, written, |region| region.transfer(now(now_ms), key.text("key")?, &path, to.text("to")?, amount))
    })
}

/// What is left of a bounded counter and who may spend it, as a JSON object: `{total, available, elsewhere, incomplete,
/// regions}`. The caller frees it with `aa_buffer_free`.
///
/// Errors: `AA_WRONG_TYPE`, `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_PATH`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
/// `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_rights(
    region: Option<&aa_region>,
    key: aa_str,
    path: *const aa_str,
    path_len: usize,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let (key, path) = (key.text("key")?, self::path(path, path_len)?);
        out.write(aa_buffer::new(read(region)?.rights(key, &path)?.to_json()));
        Ok(())
    })
}
