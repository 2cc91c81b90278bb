//! How far each stream has been seen.

use std::mem::MaybeUninit;

use active_active::{
    Result,
    causality::{Causality, Dot, Stream, VersionVector},
};

use super::dot::{aa_dot, aa_stream};
use crate::{
    buffer::aa_buffer,
    error::aa_error,
    handle::{Guarded, needed},
    input::{aa_bytes, aa_str},
    panic::{boundary, quietly},
    resolve::document,
    status::Status,
};

/// For each stream, how far it has been seen; released with `aa_version_vector_free`. After `AA_INTERNAL` it answers
/// nothing else.
///
/// Threads: one at a time; reading (a `const` handle) any number at once.
#[derive(Debug)]
pub struct aa_version_vector {
    inner: Guarded<VersionVector>,
}

/// How two version vectors, or the writes behind them, relate.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum aa_causality {
    /// Both have seen the same.
    AA_CAUSALITY_EQUAL = 0,
    /// The first has seen less: all that it saw, the second saw too.
    AA_CAUSALITY_BEFORE = 1,
    /// The first has seen more.
    AA_CAUSALITY_AFTER = 2,
    /// Each has seen something that the other has not.
    AA_CAUSALITY_CONCURRENT = 3,
}

impl From<Causality> for aa_causality {
    fn from(causality: Causality) -> Self {
        match causality {
            Causality::Equal => aa_causality::AA_CAUSALITY_EQUAL,
            Causality::Before => aa_causality::AA_CAUSALITY_BEFORE,
            Causality::After => aa_causality::AA_CAUSALITY_AFTER,
            Causality::Concurrent => aa_causality::AA_CAUSALITY_CONCURRENT,
        }
    }
}

impl aa_version_vector {
    pub(crate) fn new(vector: VersionVector) -> Box<Self> {
        Box::new(aa_version_vector { inner: Guarded::new(vector) })
    }
}

fn read(vector: Option<&aa_version_vector>) -> Result<&VersionVector> {
    needed(vector, "vector")?.inner.read()
}

/// Makes a vector that has seen nothing; the caller frees it with `aa_version_vector_free`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// aa_version_vector *left = NULL, *right = NULL;
/// aa_causality relation;
/// assert(aa_version_vector_from_json(AA_STR("{\"1.1\": 2}"), &left, NULL) == AA_OK);
/// assert(aa_version_vector_from_json(AA_STR("{\"2.1\": 1}"), &right, NULL) == AA_OK);
/// assert(aa_version_vector_compare(left, right, &relation, NULL) == AA_OK);
/// assert(relation == AA_CAUSALITY_CONCURRENT);
/// assert(aa_version_vector_merge(left, right, NULL) == AA_OK);
/// assert(aa_version_vector_compare(left, right, &relation, NULL) == AA_OK);
/// assert(relation == AA_CAUSALITY_AFTER);
/// aa_version_vector_free(left);
/// aa_version_vector_free(right);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_new(
    out: Option<&mut MaybeUninit<Box<aa_version_vector>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_version_vector::new(VersionVector::new()));
        Ok(())
    })
}

/// Makes a copy that the caller frees with `aa_version_vector_free`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vector.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_clone(
    vector: Option<&aa_version_vector>,
    out: Option<&mut MaybeUninit<Box<aa_version_vector>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_version_vector::new(read(vector)?.clone()));
        Ok(())
    })
}

/// Releases a vector; null is ignored.
///
/// Threads: no other may use the vector.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_free(vector: Option<Box<aa_version_vector>>) {
    quietly(|| drop(vector));
}

/// Writes how far a stream has been seen, 0 if never; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vector.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_get(
    vector: Option<&aa_version_vector>,
    stream: aa_stream,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(read(vector)?.get(stream.into()));
        Ok(())
    })
}

/// Sees a stream up to `head`; a head behind what was seen changes nothing.
///
/// Errors: `AA_PART_MALFORMED` when the stream's region or incarnation is 0, `AA_NULL_POINTER`. Threads: one at a
/// time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_advance(
    vector: Option<&mut aa_version_vector>,
    stream: aa_stream,
    head: u64,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let vector = needed(vector, "vector")?;
        let stream: Stream = stream.into();
        // Only what has a text form may enter, or `to_bytes` would write what `from_bytes` refuses.
        let stream: Stream = stream.to_string().parse()?;
        vector.inner.change(|vector| vector.advance(stream, head))
    })
}

/// Sees what `other` has seen: the maximum, stream by stream. `other` may be the same vector.
///
/// Errors: `AA_NULL_POINTER`. Threads: one at a time for `vector`; `other` must not change meanwhile.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_merge(
    vector: *mut aa_version_vector,
    other: *const aa_version_vector,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        // SAFETY: null or a vector that nobody changes during the call.
        let seen = needed(unsafe { other.as_ref() }, "other")?.inner.read()?.clone();
        // SAFETY: null or a vector that nobody else uses during the call; the borrow of `other`, which may be the
        // same, has ended.
        let vector = needed(unsafe { vector.as_mut() }, "vector")?;
        vector.inner.change(|vector| vector.merge(&seen))
    })
}

/// Writes how `left` relates to `right`; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vectors.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_compare(
    left: Option<&aa_version_vector>,
    right: Option<&aa_version_vector>,
    out: Option<&mut MaybeUninit<aa_causality>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let (left, right) = (needed(left, "left")?.inner.read()?, needed(right, "right")?.inner.read()?);
        out.write(left.compare(right).into());
        Ok(())
    })
}

/// Writes whether a write has been seen; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vector.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_covers(
    vector: Option<&aa_version_vector>,
    dot: aa_dot,
    out: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(read(vector)?.covers(Dot::from(dot)));
        Ok(())
    })
}

/// Writes the vector as bytes, the same for equal vectors, to a buffer that the caller frees.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vector.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_to_bytes(
    vector: Option<&aa_version_vector>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_buffer::new(read(vector)?.to_bytes()));
        Ok(())
    })
}

/// Reads what `aa_version_vector_to_bytes` wrote; the caller frees the vector with `aa_version_vector_free`.
///
/// Errors: `AA_PART_MALFORMED`, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_from_bytes(
    bytes: aa_bytes,
    out: Option<&mut MaybeUninit<Box<aa_version_vector>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let vector = VersionVector::from_bytes(bytes.bytes("bytes")?)?;
        out.write(aa_version_vector::new(vector));
        Ok(())
    })
}

/// Writes the vector as a JSON object of stream and head, such as `{"1.1":5}`, to a buffer that the caller frees.
///
/// Errors: `AA_NULL_POINTER`. Threads: any number at once, while none changes the vector.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_to_json(
    vector: Option<&aa_version_vector>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_buffer::new(read(vector)?.to_document().to_json()));
        Ok(())
    })
}

/// Reads what `aa_version_vector_to_json` wrote; the caller frees the vector with `aa_version_vector_free`.
///
/// Errors: `AA_INVALID_JSON` and the others of a value, `AA_PART_MALFORMED`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`.
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version_vector_from_json(
    json: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_version_vector>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let vector = VersionVector::from_document(&document(&json, "json")?)?;
        out.write(aa_version_vector::new(vector));
        Ok(())
    })
}
