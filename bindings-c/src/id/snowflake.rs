//! Snowflake ids: 64 bits of time, worker and sequence.

use std::mem::MaybeUninit;

use active_active::id::Snowflake;

use crate::{
    error::aa_error,
    handle::{Guarded, needed},
    input::now,
    panic::{boundary, quietly},
    status::Status,
};

/// A generator of the Snowflake ids of one worker, released with `aa_snowflake_free`. After `AA_INTERNAL` it answers
/// nothing else.
///
/// Threads: one at a time; reading (a `const` handle) any number at once.
#[derive(Debug)]
pub struct aa_snowflake {
    inner: Guarded<Snowflake>,
}

/// The parts of a Snowflake id.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct aa_snowflake_parts {
    /// Milliseconds since 1970.
    pub ms: u64,
    /// The worker that made it, at most 1023.
    pub worker: u16,
    /// The sequence within the millisecond, at most 4095.
    pub sequence: u16,
}

/// Makes the generator of one worker, 0 to 1023, that no other holds at the same time; the caller frees it with
/// `aa_snowflake_free`.
///
/// Errors: `AA_WORKER_OUT_OF_RANGE`, `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// aa_snowflake *ids = NULL;
/// uint64_t id;
/// aa_snowflake_parts parts;
/// assert(aa_snowflake_new(7, UINT64_C(1577836800000), &ids, NULL) == AA_OK);
/// assert(aa_snowflake_next(ids, AA_NOW, &id, NULL) == AA_OK);
/// assert(aa_snowflake_decode(ids, id, &parts, NULL) == AA_OK);
/// assert(parts.worker == 7);
/// aa_snowflake_free(ids);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_snowflake_new(
    worker: u16,
    epoch_ms: u64,
    out: Option<&mut MaybeUninit<Box<aa_snowflake>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(Box::new(aa_snowflake { inner: Guarded::new(Snowflake::new(worker, epoch_ms)?) }));
        Ok(())
    })
}

/// Makes a generator whose ids all follow `last`, which the same worker issued before a restart; the caller frees it
/// with `aa_snowflake_free`.
///
/// Errors: `AA_WORKER_OUT_OF_RANGE`, `AA_ID_INVALID` when `last` is another worker's, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_snowflake_resume(
    worker: u16,
    epoch_ms: u64,
    last: u64,
    out: Option<&mut MaybeUninit<Box<aa_snowflake>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let ids = Guarded::new(Snowflake::resume(worker, epoch_ms, last)?);
        out.write(Box::new(aa_snowflake { inner: ids }));
        Ok(())
    })
}

/// Releases a generator; null is ignored.
///
/// Threads: no other may use the generator.
#[unsafe(no_mangle)]
pub extern "C" fn aa_snowflake_free(ids: Option<Box<aa_snowflake>>) {
    quietly(|| drop(ids));
}

/// Issues the next id; the caller owns `out`.
///
/// Errors: `AA_CLOCK_BACKWARDS` (ask again after the detail `wait_ms`), `AA_ID_EXHAUSTED`, `AA_INVALID_ARGUMENT` when
/// `now_ms` is before the epoch, `AA_NULL_POINTER`; nothing is issued. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_snowflake_next(
    ids: Option<&mut aa_snowflake>,
    now_ms: u64,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (ids, out) = (needed(ids, "ids")?, needed(out, "out")?);
        out.write(ids.inner.change(|ids| ids.next(now(now_ms)))??);
        Ok(())
    })
}

/// Writes the parts of an id by this generator's epoch; the caller owns `out`.
///
/// Errors: `AA_ID_INVALID`, `AA_NULL_POINTER`. Threads: any number at once, while none issues.
#[unsafe(no_mangle)]
pub extern "C" fn aa_snowflake_decode(
    ids: Option<&aa_snowflake>,
    id: u64,
    out: Option<&mut MaybeUninit<aa_snowflake_parts>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let parts = needed(ids, "ids")?.inner.read()?.decode(id)?;
        out.write(aa_snowflake_parts { ms: parts.ms, worker: parts.worker, sequence: parts.sequence });
        Ok(())
    })
}
