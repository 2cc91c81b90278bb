//! Merging without an engine, and the check of a merge function.

use std::{ffi::c_void, mem::MaybeUninit};

use active_active::{
    Code, Error, Result,
    merge::{CheckOptions, MergeVersion, check_merge, three_way},
    value::{Limits, Value},
};

use crate::{
    buffer::aa_buffer,
    causality::dot::aa_dot,
    error::aa_error,
    handle::needed,
    input::{aa_bytes, aa_str},
    panic::{boundary, quietly},
    resolve::document,
    status::Status,
    time::timestamp::aa_timestamp,
};

/// One of the concurrent versions that a merge function is given. Text and bytes are borrowed for the time of the
/// call; a NUL that is not counted follows each text, so it can be used as a C string.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_merge_version {
    /// What was written, as JSON.
    pub value: aa_str,
    /// The same in canonical CBOR.
    pub encoded: aa_bytes,
    /// The name of the region that wrote it.
    pub region: aa_str,
    /// When it was written.
    pub timestamp: aa_timestamp,
    /// The write.
    pub dot: aa_dot,
}

/// What a merge function answers. The library owns it; it is valid during the call of the function alone.
///
/// Threads: that of the call.
#[derive(Debug)]
pub struct aa_merged {
    /// `None` within is a function that abstains.
    answer: Option<Result<Option<Value>>>,
}

impl aa_merged {
    pub(crate) const fn new() -> Self {
        aa_merged { answer: None }
    }

    /// The answer, or the failure of a function that gave none.
    pub(crate) fn take(self) -> Result<Option<Value>> {
        self.answer.unwrap_or_else(|| Err(Error::new(Code::InvalidArgument, "the merge function gave no answer")))
    }
}

/// A merge function: it gets concurrent versions in canonical order, by timestamp and then by dot, and says their
/// value by one of the functions `aa_merged_...`; if it calls none, it has failed. `data` is what the program handed
/// over with the function. It must return: not by an exception, nor by `longjmp`.
pub type aa_merge_function = Option<
    extern "C" fn(data: *mut c_void, versions: *const aa_merge_version, versions_len: usize, merged: &mut aa_merged),
>;

/// Says that the merged value is this, as JSON, which is copied. What is no JSON is an answer that is no value.
/// The last of several answers counts; null for `merged` is ignored.
///
/// Threads: that of the merge function.
#[unsafe(no_mangle)]
pub extern "C" fn aa_merged_put(merged: Option<&mut aa_merged>, json: aa_str) {
    answer(merged, || Value::from_json(json.text("json")?, &Limits::default()).map(Some));
}

/// Says that the merged value is this, as canonical CBOR, which is copied. The last of several answers counts; null
/// for `merged` is ignored.
///
/// Threads: that of the merge function.
#[unsafe(no_mangle)]
pub extern "C" fn aa_merged_put_encoded(merged: Option<&mut aa_merged>, cbor: aa_bytes) {
    answer(merged, || Value::from_cbor(cbor.bytes("cbor")?, &Limits::default()).map(Some));
}

/// Says that there is no merged value, and why. The last of several answers counts; null for `merged` is ignored.
///
/// Threads: that of the merge function.
#[unsafe(no_mangle)]
pub extern "C" fn aa_merged_fail(merged: Option<&mut aa_merged>, message: aa_str) {
    answer(merged, || Err(Error::new(Code::InvalidArgument, message.text("message")?)));
}

/// Says that the function leaves the decision to the next rule of the strategy, which is not the value null. It is for
/// functions that are registered with a region; in a check it is a function that fails. The last of several answers
/// counts; null for `merged` is ignored.
///
/// Threads: that of the merge function.
#[unsafe(no_mangle)]
pub extern "C" fn aa_merged_abstain(merged: Option<&mut aa_merged>) {
    answer(merged, || Ok(None));
}

fn answer(merged: Option<&mut aa_merged>, read: impl FnOnce() -> Result<Option<Value>>) {
    quietly(|| {
        if let Some(merged) = merged {
            merged.answer = Some(read());
        }
    });
}

/// Text with a NUL at its end.
pub(crate) fn c_text(text: impl Into<Vec<u8>>) -> Vec<u8> {
    let mut text = text.into();
    text.push(0);
    text
}

/// Calls a merge function of the program.
fn call(function: aa_merge_function, data: *mut c_void, versions: &[MergeVersion<'_>]) -> Result<Value> {
    let function = needed(function, "function")?;
    let mut merged = aa_merged::new();
    lend_versions(versions, |lent| function(data, lent.as_ptr(), lent.len(), &mut merged));
    let abstains = || Error::new(Code::InvalidArgument, "the merge function abstained, and there is no next rule here");
    merged.take()?.ok_or_else(abstains)
}

/// Lends versions to a function of the program for one call.
pub(crate) fn lend_versions(versions: &[MergeVersion<'_>], call: impl FnOnce(&[aa_merge_version])) {
    let written: Vec<[Vec<u8>; 3]> = versions
        .iter()
        .map(|version| [c_text(version.value.to_json()), c_text(version.region), version.value.to_cbor()])
        .collect();
    let lent: Vec<aa_merge_version> = versions
        .iter()
        .zip(&written)
        .map(|(version, [json, region, cbor])| aa_merge_version {
            value: aa_str::lend_terminated(json),
            encoded: aa_bytes::lend(cbor),
            region: aa_str::lend_terminated(region),
            timestamp: version.timestamp.into(),
            dot: version.dot.into(),
        })
        .collect();
    call(&lent);
}

/// Merges two JSON documents that grew out of a common one, which is all that is known of their past, and writes
/// `{value, conflicts}` as JSON to a buffer that the caller frees. `base` is `{NULL, 0}` if there was none. Where both
/// sides changed one place differently, `rules` decide; `{NULL, 0}` are the defaults.
///
/// Rules are `{default, arrays, paths: [{path, strategy, arrays}]}`. A strategy is `conflict` (a's side is shown,
/// nothing is decided), `a`, `b`, `max`, `min`, `delete-wins` or `update-wins`; that of a path holds there and below.
/// `arrays` is `replace`, `append`, or `{"key": "<member>"}`, and holds for the array at its path alone. `*` in a path
/// is any member or element. A conflict is `{path, kind, base, a, b, base_absent, a_absent, b_absent, picked, rule}`.
///
/// Errors: `AA_INVALID_ARGUMENT` with the detail `place` for rules that are none and for elements without their key,
/// `AA_INVALID_JSON` and the others of a value, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// aa_buffer *merged = NULL;
/// assert(aa_three_way(AA_STR("{\"a\":1,\"b\":1}"), AA_STR("{\"a\":2,\"b\":1}"), AA_STR("{\"a\":1}"),
///                     (aa_str){NULL, 0}, &merged, NULL) == AA_OK);
/// assert(strcmp(aa_buffer_text(merged), "{\"conflicts\":[],\"value\":{\"a\":2}}") == 0);
/// aa_buffer_free(merged);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_three_way(
    base: aa_str,
    a: aa_str,
    b: aa_str,
    rules: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let (base, a, b) = (optional(&base, "base")?, document(&a, "a")?, document(&b, "b")?);
        let merged = three_way(Some(&base), &a, &b, &optional(&rules, "rules")?)?;
        out.write(aa_buffer::new(merged.to_json()));
        Ok(())
    })
}

/// A document, or null for `{NULL, 0}`.
fn optional(json: &aa_str, name: &'static str) -> Result<Value> {
    json.optional(name)?.map_or(Ok(Value::Null), |json| Value::from_json(json, &Limits::default()))
}

/// Looks for the smallest input on which a merge function would let regions disagree: where it is not deterministic,
/// idempotent, commutative or associative, fails, or answers what is no value. Writes whether none was found; to
/// `lines` and to `report`, unless they are null, a few lines for people and `{holds, cases, law, versions, left, right,
/// error, text}` as JSON, in buffers that the caller frees.
///
/// `data` is handed to the function, and may be null. `options` are `{cases, seed, values, laws}` as JSON, each
/// optional, `{NULL, 0}` for none of them: by default 1000 cases, seed 0, any values, all laws. Where `values` are given,
/// these and others like them are tried and nothing else.
///
/// Errors: `AA_INVALID_ARGUMENT` with the detail `place` for options that are none, `AA_INVALID_JSON`,
/// `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any; the function is called on this one.
#[unsafe(no_mangle)]
pub extern "C" fn aa_check_merge(
    function: aa_merge_function,
    data: *mut c_void,
    options: aa_str,
    out: Option<&mut MaybeUninit<bool>>,
    lines: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    report: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        needed(function, "function")?;
        let options = CheckOptions::from_document(&optional(&options, "options")?)?;
        let found = check_merge(|versions| call(function, data, versions), &options);
        out.write(found.holds());
        if let Some(lines) = lines {
            lines.write(aa_buffer::new(found.text()));
        }
        if let Some(report) = report {
            report.write(aa_buffer::new(found.to_document().to_json()));
        }
        Ok(())
    })
}
