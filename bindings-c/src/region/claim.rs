//! Unique claims.

use std::mem::MaybeUninit;

use super::{aa_region, change, read, value as json_value};
use crate::{
    buffer::aa_buffer,
    error::aa_error,
    handle::needed,
    input::{aa_str, now},
    panic::boundary,
    status::Status,
};

/// Claims a value for a claimant, both given as JSON, in a class of the type `claim`. Who holds it now,
/// `{key, holder, state, claimants}`, is written as JSON to a buffer that the caller frees; `state` is `free`,
/// `provisional` or `confirmed`. Claiming again what one holds changes nothing.
///
/// Errors: `AA_CLAIM_TAKEN` where another claimant is seen to hold it, with the details `holder` and `state`;
/// `AA_UNKNOWN_CLASS`, `AA_WRONG_TYPE`, `AA_INVALID_JSON` and the others of a value, `AA_NOT_CAUGHT_UP`, those of
/// `aa_clock_tick`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`; the region is as before. Threads: one at a
/// time.
///
/// ```c
/// const aa_str document = AA_STR(
///     "{\"version\": 1, \"name\": \"shop\", \"regions\": [{\"name\": \"eu\", \"number\": 1}],"
///     " \"classes\": [{\"name\": \"emails\", \"keys\": \"email-*\", \"labels\": [], \"type\": \"claim\"}]}");
/// aa_error *error = NULL;
/// aa_deployment *deployment = NULL;
/// aa_region *eu = NULL;
/// aa_buffer *claim = NULL;
/// assert(aa_deployment_parse(document, &deployment, &error) == AA_OK);
/// assert(aa_region_open(deployment, AA_STR("eu"), NULL, &eu, &error) == AA_OK);
/// const aa_str email = AA_STR("\"ann@example.org\"");
/// assert(aa_region_claim(eu, AA_NOW, AA_STR("emails"), email, AA_STR("\"ann\""), &claim, &error) == AA_OK);
/// assert(strstr(aa_buffer_text(claim), "\"holder\":\"ann\"") != NULL);
/// aa_buffer_free(claim);
/// assert(aa_region_claim(eu, AA_NOW, AA_STR("emails"), email, AA_STR("\"ben\""), &claim, &error) == AA_CLAIM_TAKEN);
/// aa_error_free(error);
/// aa_region_free(eu);
/// aa_deployment_free(deployment);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_claim(
    region: Option<&mut aa_region>,
    now_ms: u64,
    class_name: aa_str,
    value: aa_str,
    claimant: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, class) = (needed(out, "out")?, class_name.text("class_name")?);
        let claim = change(region, |region| {
            let (value, claimant) = (json_value(region, &value, "value")?, json_value(region, &claimant, "claimant")?);
            region.claim(now(now_ms), class, &value, &claimant)
        })?;
        out.write(aa_buffer::new(claim.to_document().to_json()));
        Ok(())
    })
}

/// Gives up a claim as far as it was seen. Who holds the value now (the next in line, if anybody) is written as in
/// `aa_region_claim`.
///
/// Errors: `AA_CLAIM_NOT_HELD` where the claimant has no live claim here; and as `aa_region_claim`. Threads: one at a
/// time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_release(
    region: Option<&mut aa_region>,
    now_ms: u64,
    class_name: aa_str,
    value: aa_str,
    claimant: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, class) = (needed(out, "out")?, class_name.text("class_name")?);
        let claim = change(region, |region| {
            let (value, claimant) = (json_value(region, &value, "value")?, json_value(region, &claimant, "claimant")?);
            region.release(now(now_ms), class, &value, &claimant)
        })?;
        out.write(aa_buffer::new(claim.to_document().to_json()));
        Ok(())
    })
}

/// Writes who holds a value, given as JSON, as far as is known here, as in `aa_region_claim`.
///
/// Errors: `AA_UNKNOWN_CLASS`, `AA_WRONG_TYPE`, `AA_INVALID_JSON` and the others of a value, `AA_INVALID_UTF8`,
/// `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_claim_of(
    region: Option<&aa_region>,
    class_name: aa_str,
    value: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, region) = (needed(out, "out")?, read(region)?);
        let claim = region.claim_of(class_name.text("class_name")?, &json_value(region, &value, "value")?)?;
        out.write(aa_buffer::new(claim.to_document().to_json()));
        Ok(())
    })
}
