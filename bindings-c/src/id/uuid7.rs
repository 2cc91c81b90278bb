//! UUIDs of version 7, plain and causal.

use std::{ffi::c_char, mem::MaybeUninit};

use active_active::{
    Code, Error, Result,
    id::{UuidClock, causal, causal_time, format_uuid, parse_uuid, uuid_ms},
};

use crate::{
    error::aa_error,
    handle::{Guarded, invalid, needed},
    input::{aa_bytes, aa_str, now},
    output::write_text,
    panic::{boundary, quietly},
    status::Status,
    time::timestamp::aa_timestamp,
};

/// A generator of UUIDs of version 7 that strictly increase, released with `aa_uuid7_free`. After `AA_INTERNAL` it
/// answers nothing else.
///
/// Threads: one at a time.
#[derive(Debug)]
pub struct aa_uuid7 {
    inner: Guarded<UuidClock>,
}

/// A UUID. It is a plain value; `memcmp` of the bytes is the order of UUIDs.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct aa_uuid {
    /// The 16 bytes, big-endian.
    pub bytes: [u8; 16],
}

/// How many characters the text of a UUID has, without the NUL at its end.
pub const AA_UUID_TEXT_LEN: usize = 36;

/// Random bytes as given, or the system's for `{NULL, 0}`.
fn random_bytes<const N: usize>(given: &aa_bytes) -> Result<[u8; N]> {
    match given.optional("random")? {
        Some(bytes) => bytes.try_into().map_err(|_| {
            invalid("random", &format!("has {} bytes, {N} are needed, or none for the system's own", bytes.len()))
        }),
        None => {
            let mut bytes = [0; N];
            getrandom::fill(&mut bytes)
                .map_err(|flaw| Error::new(Code::Internal, format!("the system gave no random bytes: {flaw}")))?;
            Ok(bytes)
        }
    }
}

/// Makes a generator that has issued nothing; the caller frees it with `aa_uuid7_free`.
///
/// Errors: `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// aa_uuid7 *ids = NULL;
/// aa_uuid id;
/// char text[AA_UUID_TEXT_LEN + 1];
/// assert(aa_uuid7_new(&ids, NULL) == AA_OK);
/// assert(aa_uuid7_next(ids, AA_NOW, (aa_bytes){NULL, 0}, &id, NULL) == AA_OK);
/// assert(aa_uuid_format(id, text, sizeof text, NULL) == AA_OK);
/// assert(text[14] == '7');
/// aa_uuid7_free(ids);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_uuid7_new(
    out: Option<&mut MaybeUninit<Box<aa_uuid7>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(Box::new(aa_uuid7 { inner: Guarded::new(UuidClock::new()) }));
        Ok(())
    })
}

/// Makes a generator whose UUIDs all follow `last`, for an order that outlives the process; the caller frees it with
/// `aa_uuid7_free`.
///
/// Errors: `AA_ID_INVALID` when `last` is not of version 7, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_uuid7_resume(
    last: aa_uuid,
    out: Option<&mut MaybeUninit<Box<aa_uuid7>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(Box::new(aa_uuid7 { inner: Guarded::new(UuidClock::resume(&last.bytes)?) }));
        Ok(())
    })
}

/// Releases a generator; null is ignored.
///
/// Threads: no other may use the generator.
#[unsafe(no_mangle)]
pub extern "C" fn aa_uuid7_free(ids: Option<Box<aa_uuid7>>) {
    quietly(|| drop(ids));
}

/// Issues the next UUID; the caller owns `out`. `random` is 10 fresh bytes, or `{NULL, 0}` for the system's.
///
/// Errors: `AA_ID_EXHAUSTED`, `AA_INVALID_ARGUMENT` for another number of random bytes, `AA_NULL_POINTER`; nothing is
/// issued. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_uuid7_next(
    ids: Option<&mut aa_uuid7>,
    now_ms: u64,
    random: aa_bytes,
    out: Option<&mut MaybeUninit<aa_uuid>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (ids, out, random) = (needed(ids, "ids")?, needed(out, "out")?, random_bytes(&random)?);
        out.write(aa_uuid { bytes: ids.inner.change(|ids| ids.next(now(now_ms), &random))?? });
        Ok(())
    })
}

/// Makes the UUID of a timestamp that was freshly issued by a clock, so that the order of ids is the causal order; the
/// caller owns `out`. `random` is 8 fresh bytes, or `{NULL, 0}` for the system's.
///
/// Errors: `AA_INVALID_ARGUMENT` for another number of random bytes, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_uuid_causal(
    timestamp: aa_timestamp,
    random: aa_bytes,
    out: Option<&mut MaybeUninit<aa_uuid>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_uuid { bytes: causal(timestamp.into(), &random_bytes(&random)?) });
        Ok(())
    })
}

/// Writes the packed time of a UUID that `aa_uuid_causal` made; the caller owns `out`.
///
/// Errors: `AA_ID_INVALID` when the UUID is not of version 7, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_uuid_causal_time(
    id: aa_uuid,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(causal_time(&id.bytes)?);
        Ok(())
    })
}

/// Writes the milliseconds since 1970 in a UUID of version 7; the caller owns `out`.
///
/// Errors: `AA_ID_INVALID` when the UUID is not of version 7, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_uuid_ms(
    id: aa_uuid,
    out: Option<&mut MaybeUninit<u64>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(uuid_ms(&id.bytes)?);
        Ok(())
    })
}

/// Writes the 36 characters of a UUID, in lower case, and a NUL into an array of the caller with room for `capacity`
/// bytes (`AA_UUID_TEXT_LEN + 1`).
///
/// Errors: `AA_INVALID_ARGUMENT` when the room is too small, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_uuid_format(
    id: aa_uuid,
    out: *mut c_char,
    capacity: usize,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || write_text(out, capacity, &format_uuid(&id.bytes)))
}

/// Reads the 36 characters of a UUID of any version, in either case; the caller owns `out`.
///
/// Errors: `AA_ID_INVALID`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_uuid_parse(
    text: aa_str,
    out: Option<&mut MaybeUninit<aa_uuid>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        needed(out, "out")?.write(aa_uuid { bytes: parse_uuid(text.text("text")?)? });
        Ok(())
    })
}
