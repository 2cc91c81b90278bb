//! A point in hybrid logical time, and its three texts and two binary forms.

use alloc::{format, string::String};
use core::{fmt, str::FromStr};

use super::refusal;
use crate::{Code, Error, Result, id::base32};

/// The greatest number of milliseconds in a timestamp: the year 10889.
pub(super) const MS_MAX: u64 = (1 << 48) - 1;

/// Milliseconds since 1970 (48 bits), a counter (16 bits) and the node that issued it (64 bits), ordered as that
/// triple. The order is total and the same in every form: as a value, as bytes, as text and as base 32.
///
/// A JavaScript `Number` cannot hold [`packed`](Timestamp::packed): 2^53 is passed for every date since 1974.
///
/// ```
/// use active_active::time::Timestamp;
///
/// let t = Timestamp::new(1_645_557_742_000, 5, 0xdead_beef)?;
/// assert_eq!(t.to_string(), "017f22e279b0-0005-00000000deadbeef");
/// assert_eq!(t.to_base32(), "01FWHE4YDG002G000003FAVFQF");
/// assert_eq!(t.packed(), 107_843_272_179_712_005);
/// assert!(t < Timestamp::new(1_645_557_742_000, 6, 0)?);
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Default)]
pub struct Timestamp {
    // INVARIANT: the derived order compares these in this order.
    time: u64,
    node: u64,
}

/// The node of a timestamp: which region, which incarnation of it, which process of that.
///
/// A restored or cloned replica takes a new incarnation, so its timestamps never equal the lost ones.
///
/// ```
/// use active_active::time::node;
/// assert_eq!(node(1, 2, 3), 0x0001_0002_0000_0003);
/// ```
#[inline]
pub const fn node(region: u16, incarnation: u16, process: u32) -> u64 {
    (region as u64) << 48 | (incarnation as u64) << 32 | process as u64
}

impl Timestamp {
    /// Before everything.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::ZERO.to_base32(), "00000000000000000000000000");
    /// ```
    pub const ZERO: Timestamp = Timestamp { time: 0, node: 0 };

    /// After everything.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::MAX.to_string(), "ffffffffffff-ffff-ffffffffffffffff");
    /// ```
    pub const MAX: Timestamp = Timestamp { time: u64::MAX, node: u64::MAX };

    /// The length of the text form.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::ZERO.to_string().len(), Timestamp::TEXT_LEN);
    /// ```
    pub const TEXT_LEN: usize = 34;

    /// The length of the binary form.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::ZERO.to_bytes().len(), Timestamp::BYTE_LEN);
    /// ```
    pub const BYTE_LEN: usize = 16;

    /// A timestamp of its three parts.
    ///
    /// # Errors
    /// `timestamp_out_of_range` when `ms` does not fit 48 bits.
    ///
    /// ```
    /// use active_active::{Code, time::Timestamp};
    /// assert_eq!(Timestamp::new(5, 1, 2)?.ms(), 5);
    /// assert_eq!(Timestamp::new(1 << 48, 0, 0).unwrap_err().code(), Code::TimestampOutOfRange);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn new(ms: u64, counter: u16, node: u64) -> Result<Self> {
        if ms > MS_MAX {
            return Err(refusal::ms_out_of_range(ms));
        }
        Ok(Timestamp { time: ms << 16 | u64::from(counter), node })
    }

    /// A timestamp of `ms << 16 | counter` and the node; every pair is one.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// const T: Timestamp = Timestamp::from_packed(107_843_272_179_712_005, 7);
    /// assert_eq!((T.ms(), T.counter(), T.node()), (1_645_557_742_000, 5, 7));
    /// ```
    #[inline]
    pub const fn from_packed(time: u64, node: u64) -> Self {
        Timestamp { time, node }
    }

    /// Milliseconds since 1970.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::MAX.ms(), 281_474_976_710_655);
    /// ```
    #[inline]
    pub const fn ms(self) -> u64 {
        self.time >> 16
    }

    /// The counter within the millisecond.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::MAX.counter(), 65_535);
    /// ```
    #[inline]
    pub const fn counter(self) -> u16 {
        self.time as u16
    }

    /// The node that issued it.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::from_packed(0, 9).node(), 9);
    /// ```
    #[inline]
    pub const fn node(self) -> u64 {
        self.node
    }

    /// `ms << 16 | counter`: the timestamp without its node.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::new(1, 2, 3)?.packed(), 0x1_0002);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub const fn packed(self) -> u64 {
        self.time
    }

    /// [`packed`](Timestamp::packed) for a column or a language that has signed integers only.
    ///
    /// # Errors
    /// `timestamp_out_of_range` from ms 2^47, the year 6429, where the sign would break the order.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::new((1 << 47) - 1, 0, 0)?.to_i64()?, 9_223_372_036_854_710_272);
    /// assert!(Timestamp::new(1 << 47, 0, 0)?.to_i64().is_err());
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn to_i64(self) -> Result<i64> {
        i64::try_from(self.time).map_err(|_| {
            Error::new(
                Code::TimestampOutOfRange,
                format!(
                    "timestamp {self} does not fit a signed 64-bit integer, which ends at ms {}: use its bytes or text",
                    (1u64 << 47) - 1
                ),
            )
            .with("ms", self.ms())
            .with("limit_ms", (1u64 << 47) - 1)
        })
    }

    /// 16 bytes, big-endian, so that comparing bytes compares timestamps.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// let t = Timestamp::new(1_645_557_742_000, 5, 1)?;
    /// assert_eq!(t.to_bytes(), [1, 0x7f, 0x22, 0xe2, 0x79, 0xb0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1]);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.to_bits().to_be_bytes()
    }

    /// Reads what [`to_bytes`](Timestamp::to_bytes) wrote.
    ///
    /// # Errors
    /// `timestamp_invalid` unless there are exactly 16 bytes.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::from_bytes(&[255; 16])?, Timestamp::MAX);
    /// assert!(Timestamp::from_bytes(&[0; 15]).is_err());
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        match <[u8; 16]>::try_from(bytes) {
            Ok(bytes) => Ok(Timestamp::from_bits(u128::from_be_bytes(bytes))),
            Err(_) => Err(invalid_length("bytes", Timestamp::BYTE_LEN, bytes.len())),
        }
    }

    /// Reads the 34-character text. It is strict, so that a timestamp has one text: lower case, full width.
    ///
    /// # Errors
    /// `timestamp_invalid`, with the place of the first character that does not fit. Dates such as
    /// `2016-12-31T23:59:60Z` are not timestamps: the host turns them into Unix milliseconds by its own rules.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// let t = Timestamp::parse("017f22e279b0-0005-0001000000000000")?;
    /// assert_eq!((t.ms(), t.counter(), t.node()), (1_645_557_742_000, 5, 1 << 48));
    /// assert!(Timestamp::parse("017F22E279B0-0005-0001000000000000").is_err());
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() != Timestamp::TEXT_LEN {
            return Err(invalid_length("characters", Timestamp::TEXT_LEN, text.len()));
        }
        let (mut digits, mut wrong) = (0u128, false);
        for (place, &character) in text.as_bytes().iter().enumerate() {
            if place == 12 || place == 17 {
                wrong |= character != b'-';
                continue;
            }
            let (decimal, letter) = (character.wrapping_sub(b'0'), character.wrapping_sub(b'a'));
            wrong |= decimal > 9 && letter > 5;
            digits = digits << 4 | u128::from(if decimal > 9 { letter.wrapping_add(10) & 15 } else { decimal });
        }
        // Which character it was matters only to the error, so the loop above does not stop for it.
        if wrong { Err(invalid_text(text)) } else { Ok(Timestamp::from_bits(digits)) }
    }

    /// 26 characters of Crockford's base 32, laid out as a ULID and ordered as the timestamps are.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::MAX.to_base32(), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    /// ```
    pub fn to_base32(self) -> String {
        base32::encode(self.to_bits()).map(char::from).iter().collect()
    }

    /// Reads what [`to_base32`](Timestamp::to_base32) wrote; upper case only.
    ///
    /// # Errors
    /// `timestamp_invalid` for another length or character, or more than 128 bits.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::from_base32("01FWHE4YDG002G000003FAVFQF")?.counter(), 5);
    /// assert!(Timestamp::from_base32("8ZZZZZZZZZZZZZZZZZZZZZZZZZ").is_err());
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn from_base32(text: &str) -> Result<Self> {
        base32::decode(text).map(Timestamp::from_bits).map_err(|fault| match fault {
            base32::Fault::Length(given) => invalid_length("characters", base32::TEXT_LEN, given),
            base32::Fault::Character(place) => invalid_character(text, place),
            base32::Fault::Overflow => Error::new(
                Code::TimestampInvalid,
                "base 32 text stands for more than 128 bits: its first character must be 0 to 7",
            )
            .with("position", 0u64),
        })
    }

    /// The next timestamp of the same node: the counter carries into the milliseconds.
    ///
    /// # Errors
    /// `clock_exhausted` when there is none.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::new(1, 65_535, 7)?.next()?, Timestamp::new(2, 0, 7)?);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn next(self) -> Result<Self> {
        match self.time.checked_add(1) {
            Some(time) => Ok(Timestamp { time, node: self.node }),
            None => Err(refusal::exhausted()),
        }
    }

    /// The previous timestamp of the same node.
    ///
    /// # Errors
    /// `timestamp_out_of_range` when there is none.
    ///
    /// ```
    /// use active_active::time::Timestamp;
    /// assert_eq!(Timestamp::new(2, 0, 7)?.prev()?, Timestamp::new(1, 65_535, 7)?);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn prev(self) -> Result<Self> {
        match self.time.checked_sub(1) {
            Some(time) => Ok(Timestamp { time, node: self.node }),
            None => {
                Err(Error::new(Code::TimestampOutOfRange, "no timestamp is left before the first millisecond of 1970"))
            }
        }
    }

    #[inline]
    const fn to_bits(self) -> u128 {
        (self.time as u128) << 64 | self.node as u128
    }

    #[inline]
    const fn from_bits(bits: u128) -> Self {
        Timestamp { time: (bits >> 64) as u64, node: bits as u64 }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (time, node) = (hexadecimal(self.time), hexadecimal(self.node));
        let mut text = [b'-'; Timestamp::TEXT_LEN];
        for (start, part) in [(0, time.get(..12)), (13, time.get(12..)), (18, node.get(..))] {
            for (character, digit) in text.iter_mut().skip(start).zip(part.unwrap_or_default()) {
                *character = *digit;
            }
        }
        let text = core::str::from_utf8(&text).map_err(|_| fmt::Error)?;
        if f.width().is_none() && f.precision().is_none() { f.write_str(text) } else { f.pad(text) }
    }
}

impl fmt::Debug for Timestamp {
    /// The text form: the parts of a timestamp are rarely what one looks for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Timestamp::parse(text)
    }
}

#[inline]
fn hexadecimal(number: u64) -> [u8; 16] {
    core::array::from_fn(|place| {
        let digit = (number >> (60 - 4 * place)) as u8 & 15;
        if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }
    })
}

#[cold]
fn invalid_text(text: &str) -> Error {
    let belongs = |(place, character)| match (place, character) {
        (12 | 17, character) => character == b'-',
        (_, character) => matches!(character, b'0'..=b'9' | b'a'..=b'f'),
    };
    let place = text.bytes().enumerate().position(|at| !belongs(at)).unwrap_or_default();
    invalid_character(text, place)
}

#[cold]
fn invalid_length(unit: &'static str, expected: usize, given: usize) -> Error {
    Error::new(Code::TimestampInvalid, format!("a timestamp has {expected} {unit}, {given} were given"))
        .with("expected", expected)
        .with("given", given)
}

#[cold]
fn invalid_character(text: &str, place: usize) -> Error {
    // The byte may be in the middle of a character; then the position alone has to do.
    let shown = text.get(place..).and_then(|rest| rest.chars().next()).unwrap_or(char::REPLACEMENT_CHARACTER);
    Error::new(
        Code::TimestampInvalid,
        format!(
            "character {shown:?} at position {place} does not belong in a timestamp: expected a text such as \
             `017f22e279b0-0005-0001000000000000`, in lower case, or 26 upper-case characters of base 32"
        ),
    )
    .with("position", place)
}
