//! UUID version 7, RFC 9562 section 5.7, and its causal variant.
//!
//! Version and variant take six of the 128 bits. What is left, 48 bits of milliseconds and 74 others, is treated as
//! one integer of 122 bits here: adding to it carries into the milliseconds by itself, so ids never wrap back.

use alloc::{format, string::String};

use crate::{Code, Error, Result, time::Timestamp};

const MS_BITS: u32 = 48;
const TAIL_BITS: u32 = 74;
const MS_MAX: u64 = (1 << MS_BITS) - 1;
const ID_BITS: u32 = MS_BITS + TAIL_BITS;
const TEXT_LEN: usize = 36;

/// Makes UUIDs of version 7 that strictly increase, whatever physical time does.
///
/// A new millisecond starts at random with the top bit clear; within it, and while physical time is behind, each id
/// is the last plus 1 to 2^32 at random (RFC 9562 section 6.2, method 2), so ids stay hard to guess. One millisecond
/// holds at least 2^41 of them, after which they carry into the next.
///
/// ```
/// use active_active::id::UuidClock;
///
/// let mut ids = UuidClock::new();
/// let first = ids.next(1_000, &[7; 10])?;
/// let second = ids.next(900, &[7; 10])?; // physical time stepped back
/// assert!(first < second);
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct UuidClock {
    /// The 122 bits of the last id, if there was one.
    last: Option<u128>,
}

impl UuidClock {
    /// A generator that has issued nothing.
    ///
    /// ```
    /// use active_active::id::UuidClock;
    /// assert!(UuidClock::new().next(1, &[0; 10]).is_ok());
    /// ```
    pub const fn new() -> Self {
        UuidClock { last: None }
    }

    /// A generator whose ids all follow `last`, for an order that outlives the process. Uniqueness does not need it.
    ///
    /// # Errors
    /// `id_invalid` when `last` is not of version 7.
    ///
    /// ```
    /// use active_active::id::UuidClock;
    /// let last = UuidClock::new().next(1_000, &[7; 10])?;
    /// assert!(UuidClock::resume(&last)?.next(900, &[0; 10])? > last);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn resume(last: &[u8; 16]) -> Result<Self> {
        Ok(UuidClock { last: Some(collapse(last)?) })
    }

    /// The next id. `random` must be fresh for every call.
    ///
    /// # Errors
    /// `id_exhausted` when `now_ms` does not fit 48 bits, or no id is left after the last one.
    ///
    /// ```
    /// use active_active::id::{UuidClock, uuid_ms};
    /// let id = UuidClock::new().next(1_645_557_742_000, &[9; 10])?;
    /// assert_eq!(uuid_ms(&id)?, 1_645_557_742_000);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn next(&mut self, now_ms: u64, random: &[u8; 10]) -> Result<[u8; 16]> {
        if now_ms > MS_MAX {
            return Err(exhausted(now_ms));
        }
        let next = match self.last {
            Some(last) if now_ms <= (last >> TAIL_BITS) as u64 => {
                let [.., a, b, c, d] = *random;
                // Cannot overflow: `last` has 122 bits.
                let next = last + 1 + u128::from(u32::from_be_bytes([a, b, c, d]));
                if next >> ID_BITS != 0 {
                    return Err(exhausted(now_ms));
                }
                next
            }
            _ => {
                let [a, b, c, d, e, f, g, h, i, j] = *random;
                let seed = u128::from_be_bytes([0, 0, 0, 0, 0, 0, a, b, c, d, e, f, g, h, i, j]);
                u128::from(now_ms) << TAIL_BITS | seed & ((1 << (TAIL_BITS - 1)) - 1)
            }
        };
        self.last = Some(next);
        Ok(expand(next))
    }
}

/// A UUID of version 7 whose order is the order of hybrid logical timestamps: after the milliseconds comes the
/// counter, then 58 random bits. So an id made from a tick is greater than every id that its maker had observed.
///
/// The same bytes for every use: `timestamp` must be fresh from a tick, one for each id. The node is left out, since
/// ids travel further than timestamps do; two nodes at the same millisecond and counter differ by the random bits.
///
/// ```
/// use active_active::{id::{causal, causal_time}, time::Timestamp};
///
/// let seen = causal(Timestamp::new(1_000, 4, 1)?, &[0xff; 8]);
/// let next = causal(Timestamp::new(1_000, 5, 2)?, &[0x00; 8]);
/// assert!(seen < next);
/// assert_eq!(causal_time(&next)?, 1_000 << 16 | 5);
/// # Ok::<(), active_active::Error>(())
/// ```
#[inline]
pub fn causal(timestamp: Timestamp, random: &[u8; 8]) -> [u8; 16] {
    let random = u64::from_be_bytes(*random) & ((1 << 58) - 1);
    expand(u128::from(timestamp.packed()) << 58 | u128::from(random))
}

/// The packed time of an id that [`causal`] made. Any other UUID of version 7 gives its milliseconds with a counter
/// that means nothing.
///
/// # Errors
/// `id_invalid` when the id is not of version 7.
///
/// ```
/// use active_active::{id::{causal, causal_time}, time::Timestamp};
/// let t = Timestamp::new(1_645_557_742_000, 5, 1)?;
/// assert_eq!(causal_time(&causal(t, &[3; 8]))?, t.packed());
/// # Ok::<(), active_active::Error>(())
/// ```
pub fn causal_time(id: &[u8; 16]) -> Result<u64> {
    Ok((collapse(id)? >> 58) as u64)
}

/// The Unix milliseconds of a UUID of version 7.
///
/// # Errors
/// `id_invalid` when the id is not of version 7.
///
/// ```
/// use active_active::id::{parse_uuid, uuid_ms};
/// assert_eq!(uuid_ms(&parse_uuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")?)?, 1_645_557_742_000);
/// # Ok::<(), active_active::Error>(())
/// ```
pub fn uuid_ms(id: &[u8; 16]) -> Result<u64> {
    Ok((collapse(id)? >> TAIL_BITS) as u64)
}

/// The 36 characters of a UUID of any version, in lower case.
///
/// ```
/// use active_active::id::format_uuid;
/// assert_eq!(format_uuid(&[0x01; 16]), "01010101-0101-0101-0101-010101010101");
/// ```
pub fn format_uuid(id: &[u8; 16]) -> String {
    let mut text = String::with_capacity(TEXT_LEN);
    for (place, byte) in id.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
        }
    }
    text
}

/// Reads the 36 characters of a UUID of any version, in either case, as RFC 9562 asks. Not the forms with braces,
/// with `urn:uuid:` or without hyphens.
///
/// # Errors
/// `id_invalid`, with the place of the first character that does not fit.
///
/// ```
/// use active_active::id::{format_uuid, parse_uuid};
/// let id = parse_uuid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")?;
/// assert_eq!(format_uuid(&id), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
/// assert!(parse_uuid("017f22e279b07cc398c4dc0c0c07398f").is_err());
/// # Ok::<(), active_active::Error>(())
/// ```
pub fn parse_uuid(text: &str) -> Result<[u8; 16]> {
    if text.len() != TEXT_LEN {
        return Err(Error::new(
            Code::IdInvalid,
            format!("a UUID has {TEXT_LEN} characters, {} were given", text.len()),
        )
        .with("expected", TEXT_LEN)
        .with("given", text.len()));
    }
    let mut bits = 0u128;
    for (place, &character) in text.as_bytes().iter().enumerate() {
        let digit = match (place, character) {
            (8 | 13 | 18 | 23, b'-') => continue,
            (8 | 13 | 18 | 23, _) => return Err(invalid_character(place)),
            (_, b'0'..=b'9') => character - b'0',
            (_, b'a'..=b'f') => character - b'a' + 10,
            (_, b'A'..=b'F') => character - b'A' + 10,
            _ => return Err(invalid_character(place)),
        };
        bits = bits << 4 | u128::from(digit);
    }
    Ok(bits.to_be_bytes())
}

/// Puts version and variant between the 122 bits: 48 of time, version 7, 12, variant 2, 62.
#[inline]
fn expand(bits: u128) -> [u8; 16] {
    let ms = bits >> TAIL_BITS;
    let rand_a = (bits >> 62) & 0xfff;
    let rand_b = bits & ((1 << 62) - 1);
    (ms << 80 | 7 << 76 | rand_a << 64 | 2 << 62 | rand_b).to_be_bytes()
}

fn collapse(id: &[u8; 16]) -> Result<u128> {
    let bits = u128::from_be_bytes(*id);
    if (bits >> 76) & 15 != 7 || (bits >> 62) & 3 != 2 {
        return Err(Error::new(
            Code::IdInvalid,
            format!("{} is not a UUID of version 7: there is no time in it", format_uuid(id)),
        ));
    }
    Ok((bits >> 80) << TAIL_BITS | ((bits >> 64) & 0xfff) << 62 | bits & ((1 << 62) - 1))
}

#[cold]
fn exhausted(now_ms: u64) -> Error {
    Error::new(
        Code::IdExhausted,
        format!("no UUID is left at {now_ms} ms: its time ends at {MS_MAX} ms, give Unix time in milliseconds"),
    )
    .with("now_ms", now_ms)
    .with("limit_ms", MS_MAX)
}

#[cold]
fn invalid_character(place: usize) -> Error {
    Error::new(
        Code::IdInvalid,
        format!(
            "the character at position {place} does not belong in a UUID: expected hexadecimal digits and hyphens, \
             such as `017f22e2-79b0-7cc3-98c4-dc0c0c07398f`"
        ),
    )
    .with("position", place)
}
