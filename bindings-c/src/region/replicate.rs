//! What goes to other regions and what comes from them.

use std::mem::MaybeUninit;

use active_active::region::{ApplyReport, Held};

use super::{aa_region, change, list, read, report::aa_apply_summary};
use crate::{
    buffer::{aa_batches, aa_buffer},
    deployment::aa_deployment,
    error::aa_error,
    handle::needed,
    input::{aa_bytes, aa_str, now},
    panic::boundary,
    status::Status,
};

/// Writes what the target region is not known to have, as batches of at most about `bytes_max` each that the caller
/// frees with `aa_batches_free`; the same again until the target has acknowledged them.
///
/// Errors: `AA_UNKNOWN_REGION`, those of `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads:
/// one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_batches_for(
    region: Option<&mut aa_region>,
    now_ms: u64,
    target: aa_str,
    bytes_max: usize,
    out: Option<&mut MaybeUninit<Box<aa_batches>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (target, out) = (target.text("target")?, needed(out, "out")?);
        out.write(aa_batches::new(change(region, |region| region.batches_for(now(now_ms), target, bytes_max))?));
        Ok(())
    })
}

/// Writes what this region holds of all that the target may hold too, to be sent there and given to its
/// `aa_region_acknowledge`, to a buffer that the caller frees.
///
/// Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while
/// none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_acknowledgement_for(
    region: Option<&aa_region>,
    target: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (target, out) = (target.text("target")?, needed(out, "out")?);
        out.write(aa_buffer::new(read(region)?.acknowledgement_for(target)?));
        Ok(())
    })
}

/// Takes another region's acknowledgement: what it holds needs not be sent to it again. `sender`, which may be null,
/// receives that region's name in a buffer that the caller frees.
///
/// Errors: `AA_ACKNOWLEDGEMENT_MALFORMED`, `AA_UNSUPPORTED_VERSION`, `AA_UNKNOWN_REGION`, `AA_NULL_POINTER`,
/// `AA_INTERNAL`; the region is as before. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_acknowledge(
    region: Option<&mut aa_region>,
    acknowledgement: aa_bytes,
    sender: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let acknowledgement = acknowledgement.bytes("acknowledgement")?;
        let name = change(region, |region| region.acknowledge(acknowledgement))?;
        if let Some(sender) = sender {
            sender.write(aa_buffer::new(name));
        }
        Ok(())
    })
}

/// Applies a batch, whole: duplicates change nothing, and what cannot be applied yet is held. `summary` and `report`
/// may be null: `summary`, which the caller owns, receives the numbers, and `report` the document
/// `{stream, applied, duplicates, released, conflicts, held}` as JSON in a buffer that the caller frees. With a null
/// `report` no document is made.
///
/// Errors: `AA_BATCH_MALFORMED`, `AA_BATCH_TOO_LARGE`, `AA_UNSUPPORTED_VERSION`, `AA_UNKNOWN_REGION`,
/// `AA_DEPLOYMENT_FORKED`, `AA_REPLICA_FORKED`, `AA_STREAM_QUARANTINED`, `AA_HOLD_FULL`, `AA_NULL_POINTER`,
/// `AA_INTERNAL`; the region is as before. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_apply(
    region: Option<&mut aa_region>,
    now_ms: u64,
    batch: aa_bytes,
    summary: Option<&mut MaybeUninit<aa_apply_summary>>,
    report: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let batch = batch.bytes("batch")?;
        let told = change(region, |region| region.apply(now(now_ms), batch))?;
        if let Some(summary) = summary {
            summary.write((&told).into());
        }
        if let Some(report) = report {
            report.write(aa_buffer::new(told.to_document().to_json()));
        }
        Ok(())
    })
}

/// Writes everything that waits, `[{stream, first, last, code, message}]`, as JSON to a buffer that the caller frees.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_held(
    region: Option<&aa_region>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(list(read(region)?.held().iter().map(Held::to_document)));
        Ok(())
    })
}

/// Tries what waits for time to pass or for a deployment, and writes one report (see `aa_region_apply`) for each stream
/// that moved, as a JSON array to a buffer that the caller frees.
///
/// Errors: as `aa_region_apply`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_retry_held(
    region: Option<&mut aa_region>,
    now_ms: u64,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let reports = change(region, |region| region.retry_held(now(now_ms)))?;
        out.write(list(reports.iter().map(ApplyReport::to_document)));
        Ok(())
    })
}

/// Puts a newer deployment in force; what waited for it is applied by the next `aa_region_retry_held` or batch.
///
/// Errors: `AA_DEPLOYMENT_INCOMPATIBLE`, `AA_DEPLOYMENT_FORKED`, `AA_NULL_POINTER`, `AA_INTERNAL`; the region is as
/// before. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_load_deployment(
    region: Option<&mut aa_region>,
    deployment: Option<&aa_deployment>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let deployment = needed(deployment, "deployment")?.shared();
        change(region, |region| region.load_deployment(deployment))
    })
}
