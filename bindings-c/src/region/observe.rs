//! The feed, digests, snapshots and state.

use std::mem::MaybeUninit;

use super::{aa_region, read};
use crate::{
    buffer::aa_buffer,
    causality::version_vector::aa_version_vector,
    deployment::{aa_deployment, aa_digest},
    error::aa_error,
    handle::needed,
    panic::boundary,
    status::Status,
};

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

/// Writes how many records would read otherwise under another deployment, without changing anything, as JSON
/// `{records, changed, examples: [{key, old, new}]}`, to a buffer that the caller frees.
///
/// Errors: `AA_DEPLOYMENT_INCOMPATIBLE`, `AA_DEPLOYMENT_FORKED`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at
/// once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_replay(
    region: Option<&aa_region>,
    deployment: Option<&aa_deployment>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let deployment = needed(deployment, "deployment")?.shared();
        out.write(aa_buffer::new(read(region)?.replay(&deployment)?.to_json()));
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
/// conflicts, conflicts_dropped, merge_functions: [{name, version}], merge_violations, feed_cursor}`, as JSON to a buffer
/// that the caller frees. It names no key.
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
