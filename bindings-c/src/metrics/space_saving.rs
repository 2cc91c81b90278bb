//! The keys that come most often, in bounded memory.

use std::mem::MaybeUninit;

use active_active::{
    metrics::{KeyCount, SpaceSaving},
    value::Value,
};

use crate::{
    buffer::aa_buffer,
    error::aa_error,
    handle::{Guarded, needed},
    input::aa_str,
    panic::{boundary, quietly},
    status::Status,
};

/// The SpaceSaving sketch of Metwally, Agrawal and El Abbadi (2005), released with `aa_space_saving_free`. After
/// `AA_INTERNAL` it answers nothing else.
///
/// The true count of a key that it holds is at least `count - error` and at most `count`, and every key that came more
/// than `total / capacity` times is held.
///
/// Threads: one at a time; reading (a `const` handle) any number at once.
#[derive(Debug)]
pub struct aa_space_saving {
    inner: Guarded<SpaceSaving>,
}

/// Makes an empty sketch for `capacity` keys, 1 to 10000; 64 is right where nothing speaks for another. The caller frees
/// it with `aa_space_saving_free`.
///
/// Errors: `AA_INVALID_ARGUMENT`, `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// aa_space_saving *sketch = NULL;
/// aa_buffer *top = NULL;
/// assert(aa_space_saving_new(64, &sketch, NULL) == AA_OK);
/// assert(aa_space_saving_add(sketch, AA_STR("tea"), 3, NULL) == AA_OK);
/// assert(aa_space_saving_top(sketch, 10, &top, NULL) == AA_OK);
/// assert(strcmp(aa_buffer_text(top), "[{\"count\":3,\"error\":0,\"key\":\"tea\"}]") == 0);
/// aa_buffer_free(top);
/// aa_space_saving_free(sketch);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_space_saving_new(
    capacity: usize,
    out: Option<&mut MaybeUninit<Box<aa_space_saving>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, sketch) = (needed(out, "out")?, SpaceSaving::new(capacity)?);
        out.write(Box::new(aa_space_saving { inner: Guarded::new(sketch) }));
        Ok(())
    })
}

/// Releases a sketch; null is ignored.
///
/// Threads: no other may use the sketch.
#[unsafe(no_mangle)]
pub extern "C" fn aa_space_saving_free(sketch: Option<Box<aa_space_saving>>) {
    quietly(|| drop(sketch));
}

/// Counts a key so many times.
///
/// Errors: `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_space_saving_add(
    sketch: Option<&mut aa_space_saving>,
    key: aa_str,
    times: u64,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (sketch, key) = (needed(sketch, "sketch")?, key.text("key")?);
        sketch.inner.change(|sketch| sketch.add(key, times))
    })
}

/// Writes at most `limit` of the keys that are held, `[{key, count, error}]`, the highest count first and equal counts
/// in the byte order of the keys, as JSON to a buffer that the caller frees.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none counts.
#[unsafe(no_mangle)]
pub extern "C" fn aa_space_saving_top(
    sketch: Option<&aa_space_saving>,
    limit: usize,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let top = needed(sketch, "sketch")?.inner.read()?.top(limit);
        out.write(aa_buffer::new(Value::Array(top.iter().map(KeyCount::to_document).collect()).to_json()));
        Ok(())
    })
}

/// Writes how much was counted in all; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none counts.
#[unsafe(no_mangle)]
pub extern "C" fn aa_space_saving_total(
    sketch: Option<&aa_space_saving>,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(needed(sketch, "sketch")?.inner.read()?.total());
        Ok(())
    })
}

/// Writes how many keys are held at most; the caller owns `out`.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none counts.
#[unsafe(no_mangle)]
pub extern "C" fn aa_space_saving_capacity(
    sketch: Option<&aa_space_saving>,
    out: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(needed(sketch, "sketch")?.inner.read()?.capacity());
        Ok(())
    })
}
