//! Merge functions of the program, which the engine calls back.

use std::{cell::Cell, ffi::c_void, mem::MaybeUninit, time::Instant};

use active_active::{
    Code, Error, Result,
    merge::{MergeAnswer, MergeFunction, MergeInput},
};

use super::{aa_region, change, list, read};
use crate::{
    buffer::aa_buffer,
    error::aa_error,
    handle::needed,
    input::aa_str,
    merge::{aa_merge_version, aa_merged, c_text, lend_versions},
    panic::boundary,
    status::Status,
};

/// What a merge function that is registered with a region is given: concurrent versions of one register, and where they
/// are. All of it is borrowed for the time of the call; a NUL that is not counted follows each text.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_merge_input {
    /// The name of the record's class.
    pub class_name: aa_str,
    /// The key of the record.
    pub key: aa_str,
    /// The field; `path_len` is 0 where the record itself is the register.
    pub path: *const aa_str,
    /// How many steps the path has.
    pub path_len: usize,
    /// `insert_insert` where one of the versions created the record, else `update_update`.
    pub kind: aa_str,
    /// The versions in canonical order, by timestamp, then by dot, ascending; two at least, and not all of one value.
    pub versions: *const aa_merge_version,
    /// How many versions there are.
    pub versions_len: usize,
}

/// A merge function that is registered with a region. It says the value by one of the functions `aa_merged_...`; if it
/// calls none, it has failed. `context` is what the program handed over with the function. It must return: not by an
/// exception, nor by `longjmp`.
pub type aa_region_merge_function =
    Option<extern "C" fn(context: *mut c_void, input: &aa_merge_input, merged: &mut aa_merged)>;

/// What the merge function that runs on this thread has done.
#[derive(Clone, Copy, PartialEq)]
enum Merging {
    /// None runs.
    No,
    Runs,
    /// It called a region.
    Reentered,
}

thread_local! {
    static MERGING: Cell<Merging> = const { Cell::new(Merging::No) };
}

/// Refuses a call that a merge function makes: the region that asks it is in use, and what it answers must not depend on
/// any.
pub(super) fn check() -> Result<()> {
    if MERGING.get() == Merging::No {
        return Ok(());
    }
    MERGING.set(Merging::Reentered);
    Err(Error::new(Code::InvalidArgument, "a merge function must not use a region; it decides by its input"))
}

/// A merge function of the program with what belongs to it.
struct ForeignMerge {
    function: extern "C" fn(*mut c_void, &aa_merge_input, &mut aa_merged),
    context: *mut c_void,
}

// SAFETY: the pointer is only handed back. By the contract of `aa_region_register_merge` the function may be called with
// it on any thread that uses the region, and by several at once where several read.
unsafe impl Send for ForeignMerge {}
// SAFETY: as above.
unsafe impl Sync for ForeignMerge {}

impl MergeFunction for ForeignMerge {
    fn merge(&self, input: &MergeInput<'_>) -> MergeAnswer {
        let texts = [input.class_name, input.key, input.kind.as_str()].map(c_text);
        let [class_name, key, kind] = texts.each_ref().map(|text| aa_str::lend_terminated(text));
        let steps: Vec<Vec<u8>> = input.path.iter().map(|step| c_text(step.as_str())).collect();
        let path: Vec<aa_str> = steps.iter().map(|step| aa_str::lend_terminated(step)).collect();
        let mut merged = aa_merged::new();
        MERGING.set(Merging::Runs);
        let begun = Instant::now();
        lend_versions(input.versions, |versions| {
            let lent = aa_merge_input {
                class_name,
                key,
                path: path.as_ptr(),
                path_len: path.len(),
                kind,
                versions: versions.as_ptr(),
                versions_len: versions.len(),
            };
            (self.function)(self.context, &lent, &mut merged);
        });
        let elapsed_ms = u64::try_from(begun.elapsed().as_micros().div_ceil(1_000)).unwrap_or(u64::MAX);
        let merged = match MERGING.replace(Merging::No) {
            Merging::Reentered => Err(Error::new(Code::InvalidArgument, "it used a region")),
            _ => merged.take(),
        };
        MergeAnswer { merged, elapsed_ms }
    }
}

/// Registers a merge function under the name and version by which deployments ask for it:
/// `{"by": "custom", "function": "merge-address", "version": 2}`. One that was there under the same name and version is
/// replaced. It stays through newer deployments and is in no snapshot. `context` is handed to the function, and may be
/// null; it must stay valid until the function is replaced or the region is released.
///
/// The function must be pure: it decides by its input alone, and uses no region; a call of one from within it is
/// `AA_INVALID_ARGUMENT`. Where it fails, gives what is no value, uses a region or takes longer than `merge_budget_ms`,
/// the conflict waits, with the reason in its record, and reads show the version with the greatest timestamp. Nothing
/// interrupts a function that does not return. Until a function that the deployment asks for is registered, reads that
/// need it are `AA_FUNCTION_NOT_REGISTERED`, and conflicts wait for it.
///
/// Errors: `AA_INVALID_ARGUMENT` for a name that is not 1 to 63 of `a`-`z`, `0`-`9` and `-`, and for version 0;
/// `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time; the function is called on each thread
/// that uses the region, by several at once where several read it.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_register_merge(
    region: Option<&mut aa_region>,
    name: aa_str,
    version: u32,
    function: aa_region_merge_function,
    context: *mut c_void,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (name, function) = (name.text("name")?, needed(function, "function")?);
        change(region, |region| region.register_merge(name, version, ForeignMerge { function, context }))
    })
}

/// Writes the laws that registered functions were seen to break here, one for each function and law, at most 16, as a
/// JSON array of `{function: {name, version}, class_name, law, times, versions, text}` to a buffer that the caller frees;
/// see `sample_merges` of `aa_options`. The versions in them are values of records.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the region.
#[unsafe(no_mangle)]
pub extern "C" fn aa_region_merge_violations(
    region: Option<&aa_region>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        out.write(list(read(region)?.merge_violations().iter().map(|found| found.to_document())));
        Ok(())
    })
}
