//! The one document that names regions and classes.

use std::{mem::MaybeUninit, sync::Arc};

use active_active::{Code, Error, Result, deployment::Deployment};

use crate::{
    buffer::aa_buffer,
    error::aa_error,
    handle::needed,
    input::aa_str,
    panic::{boundary, quietly},
    status::Status,
};

/// A deployment document, parsed and checked; released with `aa_deployment_free`. Regions that were opened from it
/// share it and keep it, so it may be released before them.
///
/// Threads: it never changes, so any number may use it at once.
#[derive(Debug)]
pub struct aa_deployment {
    inner: Arc<Deployment>,
}

/// A SHA-256. It is a plain value.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct aa_digest {
    /// The 32 bytes.
    pub bytes: [u8; 32],
}

impl aa_deployment {
    pub(crate) fn shared(&self) -> Arc<Deployment> {
        Arc::clone(&self.inner)
    }
}

pub(crate) fn read(deployment: Option<&aa_deployment>) -> Result<&Deployment> {
    needed(deployment, "deployment").map(|deployment| &*deployment.inner)
}

/// Reads and checks a deployment document in JSON; the caller frees it with `aa_deployment_free`.
///
/// Errors: `AA_DEPLOYMENT_INVALID` with the detail `place`, `AA_INVALID_JSON` and the others of a value,
/// `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_parse(
    json: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_deployment>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let inner = Arc::new(Deployment::parse(json.text("json")?)?);
        out.write(Box::new(aa_deployment { inner }));
        Ok(())
    })
}

/// Releases a deployment; null is ignored. Regions that were opened from it are not affected.
///
/// Threads: no other may use this handle.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_free(deployment: Option<Box<aa_deployment>>) {
    quietly(|| drop(deployment));
}

/// Writes the name, which is borrowed until the deployment is freed.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_name(
    deployment: Option<&aa_deployment>,
    out: Option<&mut MaybeUninit<aa_str>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_str::lend(read(deployment)?.name()));
        Ok(())
    })
}

/// Writes the version, which rises with every change; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_version(
    deployment: Option<&aa_deployment>,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(read(deployment)?.version());
        Ok(())
    })
}

/// Writes the digest, the same for documents that mean the same; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_digest(
    deployment: Option<&aa_deployment>,
    out: Option<&mut MaybeUninit<aa_digest>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_digest { bytes: *read(deployment)?.digest() });
        Ok(())
    })
}

/// Writes the normalized document, every default filled in, as JSON to a buffer that the caller frees.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_to_json(
    deployment: Option<&aa_deployment>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_buffer::new(read(deployment)?.to_value().to_json()));
        Ok(())
    })
}

/// Writes the number of a region; the caller owns `out`.
///
/// Errors: `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_region_number(
    deployment: Option<&aa_deployment>,
    region: aa_str,
    out: Option<&mut MaybeUninit<u16>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let name = region.text("region")?;
        let number = read(deployment)?.region_by_name(name).map(|region| region.number).ok_or_else(|| {
            Error::new(Code::UnknownRegion, format!("the deployment names no region `{name}`")).with("region", name)
        })?;
        out.write(number);
        Ok(())
    })
}

/// Writes the name of the class that a key belongs to, which is borrowed until the deployment is freed.
///
/// Errors: `AA_UNKNOWN_CLASS`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_class_of(
    deployment: Option<&aa_deployment>,
    key: aa_str,
    out: Option<&mut MaybeUninit<aa_str>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let deployment = read(deployment)?;
        let class = deployment.class(deployment.class_of(key.text("key")?)?);
        out.write(aa_str::lend(class.map_or("", |class| &class.name)));
        Ok(())
    })
}

/// Writes the partition of a key, the same everywhere; the caller owns `out`.
///
/// Errors: `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_partition_of(
    deployment: Option<&aa_deployment>,
    key: aa_str,
    out: Option<&mut MaybeUninit<u16>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(read(deployment)?.partition_of(key.text("key")?));
        Ok(())
    })
}

/// Writes what would change if `next` took the place of `deployment`, as JSON `{compatible, reason, changes: [{place,
/// old, new}]}`, to a buffer that the caller frees.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_diff(
    deployment: Option<&aa_deployment>,
    next: Option<&aa_deployment>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        out.write(aa_buffer::new(read(deployment)?.diff(&needed(next, "next")?.inner).to_json()));
        Ok(())
    })
}

/// Answers whether `next` may follow `deployment`.
///
/// Errors: `AA_DEPLOYMENT_INCOMPATIBLE`, `AA_DEPLOYMENT_FORKED`, `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_check_successor(
    deployment: Option<&aa_deployment>,
    next: Option<&aa_deployment>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || read(deployment)?.check_successor(&needed(next, "next")?.inner))
}
