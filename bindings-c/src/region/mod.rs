//! The engine of one replica, through one handle.

pub mod options;

pub mod report;

pub mod read;
pub mod write;
pub mod write_field;

pub mod lifetime;
pub mod rights;
pub mod transaction;

pub mod replicate;

pub mod claim;
pub mod conflict;
pub mod observe;
pub mod placement;

pub mod metrics;

pub mod session;

pub mod merging;

use std::mem::MaybeUninit;

use active_active::{
    Result,
    region::{Region, Written},
    value::Value,
};

use crate::{
    buffer::aa_buffer,
    deployment::aa_deployment,
    error::aa_error,
    handle::{Guarded, needed},
    input::{aa_bytes, aa_str},
    panic::{boundary, quietly},
    status::Status,
};
use options::{aa_options, options};
use report::aa_written;

/// One replica of the data, released with `aa_region_free`. After `AA_INTERNAL` from a call that changes it, it answers
/// nothing else: free it and restore a new incarnation from a snapshot.
///
/// Threads: one at a time; reading (a `const` handle) any number at once, while none changes it.
pub struct aa_region {
    inner: Guarded<Region>,
}

impl std::fmt::Debug for aa_region {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("aa_region")
    }
}

/// The replica behind a handle that is only read.
fn read(region: Option<&aa_region>) -> Result<&Region> {
    let region = needed(region, "region")?;
    merging::check()?;
    region.inner.read()
}

/// Changes the replica behind a handle.
fn change<R>(region: Option<&mut aa_region>, change: impl FnOnce(&mut Region) -> Result<R>) -> Result<R> {
    let region = needed(region, "region")?;
    merging::check()?;
    region.inner.change(change)?
}

/// Writes to the replica behind a handle, and tells what was written to who wants to know.
fn write(
    region: Option<&mut aa_region>,
    written: Option<&mut MaybeUninit<aa_written>>,
    write: impl FnOnce(&mut Region) -> Result<Written>,
) -> Result<()> {
    let done = change(region, write)?;
    if let Some(written) = written {
        written.write(done.into());
    }
    Ok(())
}

/// A value as this replica's deployment allows it.
fn value(region: &Region, json: &aa_str, name: &'static str) -> Result<Value> {
    Value::from_json(json.text(name)?, &region.deployment().value_limits())
}

/// Documents as one JSON array.
fn list(documents: impl Iterator<Item = Value>) -> Box<aa_buffer> {
    aa_buffer::new(Value::Array(documents.collect()).to_json())
}

/// Opens an empty replica of a region that the deployment names; null `settings` are the defaults. The caller frees it
/// with `aa_region_free`.
///
/// Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_ARGUMENT`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// const aa_str document = AA_STR(
///     "{\"version\": 1, \"name\": \"shop\","
///     " \"regions\": [{\"name\": \"eu\", \"number\": 1}, {\"name\": \"us\", \"number\": 2}],"
///     " \"classes\": [{\"name\": \"all\", \"keys\": \"**\", \"labels\": [], \"type\": \"register\"}]}");
/// const aa_bytes blind = {NULL, 0};
/// aa_error *error = NULL;
/// aa_deployment *deployment = NULL;
/// aa_region *eu = NULL, *us = NULL;
/// assert(aa_deployment_parse(document, &deployment, &error) == AA_OK);
/// assert(aa_region_open(deployment, AA_STR("eu"), NULL, &eu, &error) == AA_OK);
/// assert(aa_region_open(deployment, AA_STR("us"), NULL, &us, &error) == AA_OK);
/// aa_deployment_free(deployment);
///
/// assert(aa_region_put(eu, AA_NOW, AA_STR("greeting"), NULL, 0, AA_STR("\"hello\""), blind, NULL, &error) == AA_OK);
/// aa_batches *batches = NULL;
/// assert(aa_region_batches_for(eu, AA_NOW, AA_STR("us"), 1 << 20, &batches, &error) == AA_OK);
/// for (size_t at = 0; at < aa_batches_len(batches); ++at) {
///   aa_apply_summary summary;
///   assert(aa_region_apply(us, AA_NOW, aa_batches_at(batches, at), &summary, NULL, &error) == AA_OK);
///   assert(summary.applied == 1);
/// }
/// aa_batches_free(batches);
///
/// aa_read *read = NULL;
/// aa_buffer *value = NULL;
/// assert(aa_region_get(us, AA_NOW, AA_STR("greeting"), &read, &error) == AA_OK && read != NULL);
/// assert(aa_read_value(read, &value, &error) == AA_OK);
/// assert(strcmp(aa_buffer_text(value), "\"hello\"") == 0);
/// aa_buffer_free(value);
/// aa_read_free(read);
/// aa_region_free(us);
/// aa_region_free(eu);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_open(
    deployment: Option<&aa_deployment>,
    region: aa_str,
    settings: Option<&aa_options>,
    out: Option<&mut MaybeUninit<Box<aa_region>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (deployment, out) = (needed(deployment, "deployment")?, needed(out, "out")?);
        let inner = Region::open(deployment.shared(), region.text("region")?, options(settings)?)?;
        out.write(Box::new(aa_region { inner: Guarded::new(inner) }));
        Ok(())
    })
}

/// Opens a replica from a snapshot, as a new incarnation: `settings->incarnation` is above every earlier one of this
/// region. It answers reads at once, and takes writes once it has back what it had sent before (see
/// `aa_region_acknowledge`). The caller frees it with `aa_region_free`.
///
/// Errors: `AA_SNAPSHOT_MALFORMED`, `AA_INCARNATION_USED`, `AA_UNKNOWN_REGION`, `AA_DEPLOYMENT_UNKNOWN` and the other
/// codes of deployments, `AA_INVALID_ARGUMENT`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_restore(
    deployment: Option<&aa_deployment>,
    region: aa_str,
    settings: Option<&aa_options>,
    snapshot: aa_bytes,
    out: Option<&mut MaybeUninit<Box<aa_region>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (deployment, out) = (needed(deployment, "deployment")?, needed(out, "out")?);
        let (region, snapshot) = (region.text("region")?, snapshot.bytes("snapshot")?);
        let inner = Region::restore(deployment.shared(), region, options(settings)?, snapshot)?;
        out.write(Box::new(aa_region { inner: Guarded::new(inner) }));
        Ok(())
    })
}

/// Releases a replica; null is ignored. What was not snapshot or sent is gone.
///
/// Threads: no other may use the region. A merge function must not release the region that calls it.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_free(region: Option<Box<aa_region>>) {
    // What calls a merge function is still in use: it is rather never released than while it is.
    quietly(|| if merging::check().is_ok() { drop(region) } else { std::mem::forget(region) });
}
