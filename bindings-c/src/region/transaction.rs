//! Several writes as one.

use std::mem::MaybeUninit;

use active_active::region::ChangeSet;

use super::{aa_region, change, list, value};
use crate::{
    buffer::aa_buffer,
    error::aa_error,
    handle::needed,
    input::{aa_str, now},
    panic::boundary,
    status::Status,
};

/// Makes several writes as one: every region sees all of them or none. `writes` is a JSON array of objects with
/// `operation`, `key` and what the function of that name takes: `path`, `value` (of put, assign, add, remove, append,
/// offer), `fields`, `amount` (of increment, transfer), `at` (of expire), `to`, `context` (`{"$bytes": "..."}`). If one is
/// refused, nothing is written; the error's detail `write` says which. `out` is a JSON array of `{dot, timestamp}` that the
/// caller frees with `aa_buffer_free`.
///
/// Errors: `AA_INVALID_JSON` and the others of a value, `AA_INVALID_ARGUMENT` for a malformed write,
/// `AA_CHANGE_SET_REFUSED`, and those of each write. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_transaction(
    region: Option<&mut aa_region>,
    now_ms: u64,
    writes: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let written = change(region, |region| {
            let set = ChangeSet::from_document(&value(region, &writes, "writes")?)?;
            region.transaction(now(now_ms), &set)
        })?;
        out.write(list(written.iter().map(|written| written.to_document())));
        Ok(())
    })
}
