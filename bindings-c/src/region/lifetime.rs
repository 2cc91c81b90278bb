//! Records that expire.

use std::mem::MaybeUninit;

use super::{aa_region, report::aa_written, write};
use crate::{
    error::aa_error,
    input::{aa_str, now},
    panic::boundary,
    status::Status,
};

/// Lets a record expire at a time, in Unix milliseconds: from then on `aa_region_get` does not show it, and a write finds
/// it gone. Of concurrent expiries the longest counts, and `aa_region_persist` beats any. `written` is as in
/// `aa_region_put`.
///
/// Errors: `AA_INVALID_ARGUMENT` for a record that does not exist and for a time that is not after the write's own,
/// `AA_WRONG_TYPE` where a bounded counter is in the record, `AA_UNKNOWN_CLASS`, `AA_INVALID_KEY`, `AA_KEY_TOO_LARGE`,
/// `AA_NOT_CAUGHT_UP`, those of `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`; the region is as
/// before. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_expire(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    at_ms: u64,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || write(region, written, |region| region.expire(now(now_ms), key.text("key")?, at_ms)))
}

/// Takes the expiry of a record away. What has expired already does not come back. `written` is as in `aa_region_put`.
///
/// Errors: as `aa_region_expire`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_persist(
    region: Option<&mut aa_region>,
    now_ms: u64,
    key: aa_str,
    written: Option<&mut MaybeUninit<aa_written>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || write(region, written, |region| region.persist(now(now_ms), key.text("key")?)))
}
