//! The join of two states of one place, without an engine.

use std::mem::MaybeUninit;

use active_active::causality::DotStore;

use crate::{
    buffer::aa_buffer, error::aa_error, handle::needed, input::aa_str, panic::boundary, resolve::document,
    status::Status,
};

/// Joins two states of one place. `a` and `b` are JSON objects `{"versions": [{"dot": "1.1#1", "value": …}],
/// "context": {"vector": {"1.1": 1}, "cloud": ["1.1#3"]}}`; so is the answer, in a buffer that the caller frees.
///
/// Errors: `AA_INVALID_JSON` and the others of a value, `AA_PART_MALFORMED`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`.
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_dot_store_join(
    a: aa_str,
    b: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let mut joined = DotStore::from_document(&document(&a, "a")?)?;
        joined.join(&DotStore::from_document(&document(&b, "b")?)?);
        out.write(aa_buffer::new(joined.to_document().to_json()));
        Ok(())
    })
}
