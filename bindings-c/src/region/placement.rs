//! What another region may be told, where labels say which regions may hold what.

use std::mem::MaybeUninit;

use active_active::region::Purge;

use super::{aa_region, change, list, read};
use crate::{
    buffer::aa_buffer,
    deployment::aa_digest,
    error::aa_error,
    handle::needed,
    input::{aa_str, now},
    panic::boundary,
    status::Status,
};

/// Writes the digest of all that both the region and the target may hold, equal to that of the target for this region
/// when they hold the same of it; the caller owns `out`.
///
/// Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while
/// none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_digest_for(
    region: Option<&aa_region>,
    target: aa_str,
    out: Option<&mut MaybeUninit<aa_digest>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (target, out) = (target.text("target")?, needed(out, "out")?);
        out.write(aa_digest { bytes: read(region)?.digest_for(target)? });
        Ok(())
    })
}

/// Writes the part of the replica that the target may hold, for `aa_region_restore` there, to a buffer that the caller
/// frees.
///
/// Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_snapshot_for(
    region: Option<&mut aa_region>,
    target: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (target, out) = (target.text("target")?, needed(out, "out")?);
        out.write(aa_buffer::new(change(region, |region| region.snapshot_for(target))?));
        Ok(())
    })
}

/// Writes what regions have to erase, or have erased, because what is in force does not let them hold it any more,
/// `[{region, labels, deployment_version, since_ms, deadline_ms, state}]` with the states `pending`, `overdue` and
/// `erased`, as JSON to a buffer that the caller frees.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_purges(
    region: Option<&aa_region>,
    now_ms: u64,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(list(read(region)?.purges(now(now_ms)).iter().map(Purge::to_document)));
        Ok(())
    })
}
