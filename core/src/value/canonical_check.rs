//! Whether bytes are one canonical value: what a replica asks of everything that a peer sends.
//!
//! This runs once for every value applied, so it reads header bytes by hand, recurses at most
//! [`Limits::DEPTH_MAX`] deep, and allocates only to report a fault. The decoder of [`Value::from_cbor`] runs it
//! first: the two cannot disagree.
//!
//! [`Value::from_cbor`]: super::Value::from_cbor

use alloc::format;
use core::cmp::Ordering;

use super::{BYTES_KEY, Limits, number};
use crate::{Code, Error, Result};

/// Checks the one value at the start of `bytes` and returns its length. What follows it is not looked at.
///
/// Accepted is exactly what [`Value::to_cbor`](super::Value::to_cbor) emits: deterministic CBOR (RFC 8949 section
/// 4.2) of a canonical value, with keys in ascending order of their UTF-8 bytes. No memory is allocated unless the
/// check fails.
///
/// # Errors
///
/// `not_canonical`, `integer_out_of_range`, `not_finite`, `duplicate_key`, `invalid_utf8`, `value_too_deep` or
/// `value_too_large`; the detail `position` is the offset of the item at fault.
///
/// ```
/// use active_active::{Code, value::{Limits, Value, check_canonical}};
///
/// let bytes = Value::from("hello").to_cbor();
/// assert_eq!(check_canonical(&bytes, &Limits::default())?, bytes.len());
/// // 1 as a float, where the canonical form is an integer.
/// assert_eq!(check_canonical(&[0xf9, 0x3c, 0x00], &Limits::default()).unwrap_err().code(), Code::NotCanonical);
/// # Ok::<(), active_active::Error>(())
/// ```
#[inline]
pub fn check_canonical(bytes: &[u8], limits: &Limits) -> Result<usize> {
    // An item that runs past the limit is seen as one cut short there.
    let window = bytes.get(..limits.size_bytes).unwrap_or(bytes);
    match item(window, 0, limits.depth_effective()) {
        Ok(end) => Ok(end),
        Err(fault) => Err(fault.into_error(bytes.len(), limits)),
    }
}

/// Why the check failed, without anything on the heap.
#[derive(Clone, Copy)]
struct Fault {
    reason: Reason,
    position: usize,
}

#[derive(Clone, Copy)]
enum Reason {
    Truncated,
    NotShortest,
    Indefinite,
    Reserved,
    Tag,
    Simple,
    FloatNotShortest,
    FloatIntegral,
    NotFinite,
    IntegerRange,
    Utf8,
    KeyNotText,
    KeyOrder,
    KeyTwice,
    BytesObject,
    Depth,
}

impl Fault {
    #[cold]
    fn into_error(self, available: usize, limits: &Limits) -> Error {
        let at = self.position;
        let not_canonical = |what: &str| Error::new(Code::NotCanonical, format!("{what} at byte {at}"));
        let error = match self.reason {
            Reason::Truncated if available > limits.size_bytes => {
                let limit = limits.size_bytes;
                Error::new(Code::ValueTooLarge, format!("the value takes more than the limit of {limit} bytes"))
                    .with("limit_bytes", limit)
            }
            Reason::Truncated => not_canonical("the value ends too early in the item"),
            Reason::NotShortest => not_canonical("a length or integer is not in its shortest form"),
            Reason::Indefinite => not_canonical("an item of indefinite length"),
            Reason::Reserved => not_canonical("a reserved header"),
            Reason::Tag => not_canonical("a tag, which values do not have,"),
            Reason::Simple => not_canonical("a simple value that is none of false, true and null"),
            Reason::FloatNotShortest => not_canonical("a float is not in its shortest form"),
            Reason::FloatIntegral => not_canonical("a float that should be an integer"),
            Reason::NotFinite => Error::new(Code::NotFinite, format!("a float that is not finite at byte {at}")),
            Reason::IntegerRange => {
                Error::new(Code::IntegerOutOfRange, format!("an integer outside -2^63..=2^63-1 at byte {at}"))
            }
            Reason::Utf8 => Error::new(Code::InvalidUtf8, format!("text that is not utf-8 at byte {at}")),
            Reason::KeyNotText => not_canonical("a key that is not text"),
            Reason::KeyOrder => not_canonical("a key out of order"),
            Reason::KeyTwice => Error::new(Code::DuplicateKey, format!("a key that came before at byte {at}")),
            Reason::BytesObject => not_canonical("an object whose only key is `$bytes`"),
            Reason::Depth => {
                let limit = limits.depth_effective();
                Error::new(Code::ValueTooDeep, format!("the value is nested deeper than the limit of {limit}"))
                    .with("limit", limit)
            }
        };
        error.with("position", at)
    }
}

/// A header: the major type, its argument, and where the content starts.
struct Head {
    major: u8,
    argument: u64,
    next: usize,
}

#[inline(always)]
fn fault<T>(reason: Reason, position: usize) -> Result<T, Fault> {
    Err(Fault { reason, position })
}

#[inline(always)]
fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk::<N>().copied()
}

/// Reads a header of any major type but 7, whose argument must be in its shortest form.
#[inline(always)]
fn head(bytes: &[u8], at: usize, first: u8) -> Result<Head, Fault> {
    let major = first >> 5;
    let start = at + 1;
    let (argument, least, width) = match first & 0x1f {
        short @ 0..=23 => return Ok(Head { major, argument: short.into(), next: start }),
        24 => (array(bytes, start).map(|b: [u8; 1]| u64::from(u8::from_be_bytes(b))), 24, 1),
        25 => (array(bytes, start).map(|b| u64::from(u16::from_be_bytes(b))), 1 << 8, 2),
        26 => (array(bytes, start).map(|b| u64::from(u32::from_be_bytes(b))), 1 << 16, 4),
        27 => (array(bytes, start).map(u64::from_be_bytes), 1 << 32, 8),
        28..=30 => return fault(Reason::Reserved, at),
        _ => return fault(Reason::Indefinite, at),
    };
    match argument {
        None => fault(Reason::Truncated, at),
        Some(argument) if argument < least => fault(Reason::NotShortest, at),
        Some(argument) => Ok(Head { major, argument, next: start + width }),
    }
}

/// The content of a text or byte string.
#[inline(always)]
fn content(bytes: &[u8], at: usize, head: &Head) -> Result<usize, Fault> {
    let left = bytes.len() - head.next;
    match usize::try_from(head.argument) {
        Ok(length) if length <= left => Ok(head.next + length),
        _ => fault(Reason::Truncated, at),
    }
}

#[inline(always)]
fn text<'a>(bytes: &'a [u8], at: usize, head: &Head) -> Result<(&'a [u8], usize), Fault> {
    let end = content(bytes, at, head)?;
    match bytes.get(head.next..end) {
        Some(content) if is_ascii(content) || core::str::from_utf8(content).is_ok() => Ok((content, end)),
        _ => fault(Reason::Utf8, at),
    }
}

/// As the standard library's, and four times as fast on the short texts that keys and values mostly are.
#[inline(always)]
fn is_ascii(text: &[u8]) -> bool {
    let Some(last) = text.last_chunk::<8>() else {
        return text.iter().fold(0, |bits, b| bits | b) < 0x80;
    };
    // The last eight bytes may overlap the chunks: a byte looked at twice does no harm.
    let (chunks, _) = text.as_chunks::<8>();
    let bits = chunks.iter().fold(u64::from_ne_bytes(*last), |bits, chunk| bits | u64::from_ne_bytes(*chunk));
    bits & 0x8080_8080_8080_8080 == 0
}

/// Checks the item at `at` and returns where it ends. `depth` is how many containers may still be opened.
fn item(bytes: &[u8], at: usize, depth: usize) -> Result<usize, Fault> {
    let Some(&first) = bytes.get(at) else { return fault(Reason::Truncated, at) };
    if first >= 0xe0 {
        return simple(bytes, at, first);
    }
    let head = head(bytes, at, first)?;
    match head.major {
        0 | 1 if head.argument <= i64::MAX as u64 => Ok(head.next),
        0 | 1 => fault(Reason::IntegerRange, at),
        2 => content(bytes, at, &head),
        3 => text(bytes, at, &head).map(|(_, end)| end),
        4 | 5 if depth == 0 => fault(Reason::Depth, at),
        4 => {
            let mut next = head.next;
            for _ in 0..head.argument {
                next = item(bytes, next, depth - 1)?;
            }
            Ok(next)
        }
        5 => object(bytes, &head, depth - 1),
        _ => fault(Reason::Tag, at),
    }
}

fn object(bytes: &[u8], object: &Head, depth: usize) -> Result<usize, Fault> {
    let mut next = object.next;
    let mut before: Option<&[u8]> = None;
    for _ in 0..object.argument {
        let at = next;
        let Some(&first) = bytes.get(at) else { return fault(Reason::Truncated, at) };
        if first >> 5 != 3 {
            return fault(Reason::KeyNotText, at);
        }
        let (key, end) = text(bytes, at, &head(bytes, at, first)?)?;
        match before.map_or(Ordering::Less, |before| before.cmp(key)) {
            Ordering::Less => before = Some(key),
            Ordering::Equal => return fault(Reason::KeyTwice, at),
            Ordering::Greater => return fault(Reason::KeyOrder, at),
        }
        if object.argument == 1 && key == BYTES_KEY.as_bytes() {
            return fault(Reason::BytesObject, at);
        }
        next = item(bytes, end, depth)?;
    }
    Ok(next)
}

/// Major type 7: false, true, null and floats.
fn simple(bytes: &[u8], at: usize, first: u8) -> Result<usize, Fault> {
    let start = at + 1;
    let (x, shorter, end) = match first {
        0xf4..=0xf6 => return Ok(start),
        0xf9 => (array(bytes, start).map(|b| number::from_half(u16::from_be_bytes(b))), false, start + 2),
        0xfa => {
            let x = array(bytes, start).map(|b| f64::from(f32::from_be_bytes(b)));
            (x, x.is_some_and(|x| number::to_half(x).is_some()), start + 4)
        }
        0xfb => {
            let x = array(bytes, start).map(f64::from_be_bytes);
            (x, x.is_some_and(|x| number::to_single(x).is_some()), start + 8)
        }
        0xfc..=0xfe => return fault(Reason::Reserved, at),
        0xff => return fault(Reason::Indefinite, at),
        _ => return fault(Reason::Simple, at),
    };
    match x {
        None => fault(Reason::Truncated, at),
        Some(x) if !x.is_finite() => fault(Reason::NotFinite, at),
        Some(x) if number::integral(x).is_some() => fault(Reason::FloatIntegral, at),
        Some(_) if shorter => fault(Reason::FloatNotShortest, at),
        Some(_) => Ok(end),
    }
}
