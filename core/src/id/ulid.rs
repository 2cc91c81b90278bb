//! ULID: 48 bits of milliseconds and 80 random bits, in 26 characters of base 32.
//!
//! The parts from which the specification's monotonic generator is made, for systems that use ULIDs already; new
//! ones are better served by [`UuidClock`](super::UuidClock), which does not run out within a millisecond.

use alloc::string::String;

use super::base32;
use crate::{Code, Error, Result};

const MS_MAX: u64 = (1 << 48) - 1;
const RANDOM_MASK: u128 = (1 << 80) - 1;

/// The ULID of these milliseconds and random bits.
///
/// # Errors
/// `id_exhausted` when `now_ms` does not fit 48 bits.
///
/// ```
/// use active_active::id::ulid;
/// let id = ulid::ulid(281_474_976_710_655, &[255; 10])?;
/// assert_eq!(ulid::format(&id), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
/// # Ok::<(), active_active::Error>(())
/// ```
pub fn ulid(now_ms: u64, random: &[u8; 10]) -> Result<[u8; 16]> {
    if now_ms > MS_MAX {
        return Err(Error::new(
            Code::IdExhausted,
            alloc::format!("{now_ms} ms does not fit a ULID, the greatest is {MS_MAX}: give Unix time in milliseconds"),
        )
        .with("now_ms", now_ms)
        .with("limit_ms", MS_MAX));
    }
    let [a, b, c, d, e, f, g, h, i, j] = *random;
    let random = u128::from_be_bytes([0, 0, 0, 0, 0, 0, a, b, c, d, e, f, g, h, i, j]);
    Ok((u128::from(now_ms) << 80 | random).to_be_bytes())
}

/// The ULID after `id` in the same millisecond: what a monotonic generator gives while time stands still.
///
/// # Errors
/// `id_exhausted` when the random bits are all set. The specification does not let them carry.
///
/// ```
/// use active_active::id::ulid;
/// let id = ulid::parse("01BX5ZZKBKACTAV9WEVGEMMVRZ")?;
/// assert_eq!(ulid::format(&ulid::increment(&id)?), "01BX5ZZKBKACTAV9WEVGEMMVS0");
/// # Ok::<(), active_active::Error>(())
/// ```
pub fn increment(id: &[u8; 16]) -> Result<[u8; 16]> {
    let bits = u128::from_be_bytes(*id);
    if bits & RANDOM_MASK == RANDOM_MASK {
        return Err(Error::new(
            Code::IdExhausted,
            alloc::format!("no ULID is left in the millisecond of {}: make one in the next millisecond", format(id)),
        ));
    }
    Ok((bits + 1).to_be_bytes())
}

/// The 26 characters of a ULID, in upper case.
///
/// ```
/// use active_active::id::ulid;
/// assert_eq!(ulid::format(&[0; 16]), "00000000000000000000000000");
/// ```
pub fn format(id: &[u8; 16]) -> String {
    base32::encode(u128::from_be_bytes(*id)).map(char::from).iter().collect()
}

/// Reads the 26 characters of a ULID, in either case.
///
/// # Errors
/// `id_invalid` for another length, a character outside the alphabet (I, L, O and U are), or more than 128 bits.
///
/// ```
/// use active_active::id::ulid;
/// assert_eq!(ulid::parse("7zzzzzzzzzzzzzzzzzzzzzzzzz")?, [255; 16]);
/// assert!(ulid::parse("8ZZZZZZZZZZZZZZZZZZZZZZZZZ").is_err());
/// # Ok::<(), active_active::Error>(())
/// ```
pub fn parse(text: &str) -> Result<[u8; 16]> {
    match base32::decode(&text.to_ascii_uppercase()) {
        Ok(bits) => Ok(bits.to_be_bytes()),
        Err(base32::Fault::Length(given)) => Err(Error::new(
            Code::IdInvalid,
            alloc::format!("a ULID has {} characters, {given} were given", base32::TEXT_LEN),
        )
        .with("given", given)),
        Err(base32::Fault::Character(place)) => Err(Error::new(
            Code::IdInvalid,
            alloc::format!("the character at position {place} does not belong in a ULID: expected digits and letters but I, L, O, U"),
        )
        .with("position", place)),
        Err(base32::Fault::Overflow) => Err(Error::new(
            Code::IdInvalid,
            "the text stands for more than the 128 bits of a ULID: its first character must be 0 to 7",
        )
        .with("position", 0u64)),
    }
}
