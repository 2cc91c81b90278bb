//! Where data may be. Twin of `core/src/residency`.

use std::mem::MaybeUninit;

use active_active::{
    Code, Error,
    residency::{Action, DecisionRequest, LabelSet, Warning, catalogue, data_set},
    value::{Limits, Value},
};

use crate::{
    buffer::aa_buffer,
    deployment::{aa_deployment, read},
    error::aa_error,
    handle::needed,
    input::aa_str,
    panic::boundary,
    status::Status,
};

fn texts(texts: Vec<String>) -> String {
    Value::Array(texts.into_iter().map(Value::from).collect()).to_json()
}

/// Writes the labels with these names, a JSON array, as a number with one bit each; the caller owns `out`.
///
/// Errors: `AA_UNKNOWN_LABEL`, `AA_REQUEST_INVALID` for what is no array of texts, `AA_INVALID_JSON`, `AA_INVALID_UTF8`,
/// `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_label_set(
    deployment: Option<&aa_deployment>,
    names: aa_str,
    out: Option<&mut MaybeUninit<u32>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let (deployment, names) = (read(deployment)?, Value::from_json(names.text("names")?, &Limits::default())?);
        let names = names.as_array().and_then(|names| names.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
        let names = names.ok_or_else(|| Error::new(Code::RequestInvalid, "the labels are not an array of texts"))?;
        out.write(deployment.label_set(&names)?.bits());
        Ok(())
    })
}

/// Writes whether a region may do something (`store`, `read`, ...) with data of these labels, at a time in Unix
/// milliseconds; the caller owns `out`. What a rule allows only after something else, or because of what a request says,
/// is not allowed here; see `aa_deployment_decide`.
///
/// Errors: `AA_UNKNOWN_ACTION`, `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_allows(
    deployment: Option<&aa_deployment>,
    labels: u32,
    action: aa_str,
    region: aa_str,
    as_of_ms: u64,
    out: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, deployment) = (needed(out, "out")?, read(deployment)?);
        let (action, place) = (Action::parse(action.text("action")?)?, deployment.place(region.text("region")?)?);
        out.write(deployment.allows(LabelSet::from_bits(labels), action, place, as_of_ms));
        Ok(())
    })
}

/// Writes the names of the regions that may do something with data of these labels, a JSON array, to a buffer that the
/// caller frees.
///
/// Errors: `AA_UNKNOWN_ACTION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_allowed(
    deployment: Option<&aa_deployment>,
    labels: u32,
    action: aa_str,
    as_of_ms: u64,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, action) = (needed(out, "out")?, Action::parse(action.text("action")?)?);
        let allowed = read(deployment)?.allowed_names(LabelSet::from_bits(labels), action, as_of_ms);
        out.write(aa_buffer::new(texts(allowed)));
        Ok(())
    })
}

/// Decides a request, `{action, labels or class, region, from, via, copies, facts, as_of_ms}`, and writes the decision with
/// its reasons, `{outcome, code, action, region, labels, rules, allowed, excluded, obligations, versions, as_of_ms}`, as
/// JSON to a buffer that the caller frees.
///
/// Errors: `AA_REQUEST_INVALID` with the detail `place`, `AA_UNKNOWN_ACTION`, `AA_UNKNOWN_LABEL`, `AA_UNKNOWN_CLASS`,
/// `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_decide(
    deployment: Option<&aa_deployment>,
    request: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, deployment) = (needed(out, "out")?, read(deployment)?);
        let request = Value::from_json(request.text("request")?, &Limits::default())?;
        let decision = deployment.decide(&DecisionRequest::from_value(&request, deployment)?)?;
        out.write(aa_buffer::new(decision.to_document().to_json()));
        Ok(())
    })
}

/// Writes the names of the regions of a jurisdiction at a time, a JSON array, to a buffer that the caller frees.
///
/// Errors: `AA_UNKNOWN_JURISDICTION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_jurisdiction(
    deployment: Option<&aa_deployment>,
    name: aa_str,
    as_of_ms: u64,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        out.write(aa_buffer::new(texts(read(deployment)?.jurisdiction_by_name(name.text("name")?, as_of_ms)?)));
        Ok(())
    })
}

/// Writes what of labels, rules and regions is to be looked at, `[{code, place, message, regions}]`, as JSON to a buffer
/// that the caller frees.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_deployment_warnings(
    deployment: Option<&aa_deployment>,
    as_of_ms: u64,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let warnings = read(deployment)?.warnings(as_of_ms);
        let documents = Value::Array(warnings.iter().map(Warning::to_document).collect());
        out.write(aa_buffer::new(documents.to_json()));
        Ok(())
    })
}

/// Writes the region of a public cloud with this name, which has its provider in front (`aws:eu-central-1`), as JSON to a
/// buffer that the caller frees.
///
/// Errors: `AA_UNKNOWN_PLACE`, `AA_AMBIGUOUS_PLACE`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_find_place(
    id: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        out.write(aa_buffer::new(catalogue::find(id.text("id")?)?.to_document().to_json()));
        Ok(())
    })
}

/// Writes the regions of the public clouds, closed ones included, a JSON array, to a buffer that the caller frees.
///
/// Errors: `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_places(
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_buffer::new(catalogue::to_document().to_json()));
        Ok(())
    })
}

/// Writes the sets of countries that are shipped, `[{name, version, review_by, source, members}]`, as JSON to a buffer that
/// the caller frees. They are facts for configuration, and no legal advice.
///
/// Errors: `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_data_sets(
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_buffer::new(data_set::to_document().to_json()));
        Ok(())
    })
}
