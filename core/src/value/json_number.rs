//! Numbers of JSON text that serde_json cannot hold, found again in the text.
//!
//! serde_json turns an integer of too many digits into a float and refuses a float that is too large with a
//! sentence. Both are rare, so the text is read a second time for them rather than every number twice.

use alloc::format;
use core::fmt;

use serde_core::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::{Code, Error};

/// 2^63: every integer that does not fit i64 is a float of at least this magnitude.
pub(super) const WIDE: f64 = 9_223_372_036_854_775_808.0;

/// The member name under which serde_json hands over a number's text.
pub(super) const TOKEN: &str = "$serde_json::private::Number";

/// Where a number stands in the text.
#[derive(Clone, Copy)]
pub(super) struct Token<'t> {
    start: usize,
    text: &'t str,
}

/// Whether a number's text has neither fraction nor exponent.
pub(super) fn is_integer(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// The numbers of a text that is JSON, at least up to where they are taken.
fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    core::iter::from_fn(move || {
        loop {
            let start = text.len() - rest.len();
            let first = *rest.as_bytes().first()?;
            if first == b'"' {
                rest = after_string(rest);
            } else if first == b'-' || first.is_ascii_digit() {
                let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
                let (number, after) = rest.split_at(rest.find(|c| !is_part(c)).unwrap_or(rest.len()));
                rest = after;
                return Some(Token { start, text: number });
            } else {
                let next = rest.char_indices().nth(1).map_or(rest.len(), |(at, _)| at);
                rest = rest.get(next..).unwrap_or_default();
            }
        }
    })
}

/// What follows the string that the text begins with.
fn after_string(text: &str) -> &str {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|b| {
        let closes = b == b'"' && !escaped;
        escaped = b == b'\\' && !escaped;
        closes
    });
    end.and_then(|end| text.get(end + 2..)).unwrap_or_default()
}

/// The first integer that does not fit i64.
pub(super) fn wide_integer(text: &str) -> Option<Token<'_>> {
    tokens(text).find(|token| is_integer(token.text) && token.text.parse::<i64>().is_err())
}

/// The error of an integer that does not fit i64. As in serde_json's errors, the column is that of the last digit.
pub(super) fn out_of_range(text: &str, token: Token<'_>) -> Error {
    let before = text.get(..token.start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1) + token.text.len();
    let what = shorten(token.text);
    let message = format!("the integer {what} is outside -2^63..=2^63-1 at line {line} column {column}");
    Error::new(Code::IntegerOutOfRange, message).with("line", line).with("column", column)
}

/// The error of the number that ends at a place which serde_json refused, if that number is why. One that begins
/// there is in the wrong place, whatever its size.
pub(super) fn number_at(text: &str, line: usize, column: usize) -> Option<Error> {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let at = start + column;
    let token = tokens(text)
        .take_while(|token| token.start <= at)
        .find(|token| at <= token.start + token.text.len() + 1 && token.start + 1 < at)?;
    if token.text.parse::<f64>().is_ok_and(f64::is_finite) || token.text.parse::<f64>().is_err() {
        return None;
    }
    if is_integer(token.text) {
        return Some(out_of_range(text, token));
    }
    let what = shorten(token.text);
    let message = format!("the number {what} is beyond every finite float at line {line} column {column}");
    Some(Error::new(Code::NotFinite, message).with("line", line).with("column", column))
}

/// A number for a message, which must not be as long as its author likes.
fn shorten(text: &str) -> alloc::string::String {
    match text.get(..40) {
        Some(start) => format!("{start}…"),
        None => text.into(),
    }
}

/// Whether an application has switched on serde_json's `arbitrary_precision`, which changes for every crate what a
/// visitor is shown for a number.
pub(super) fn arbitrary_precision() -> bool {
    struct Probe;
    impl<'de> Visitor<'de> for Probe {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number")
        }

        fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
            Ok(false)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(true)
        }
    }
    serde_json::Deserializer::from_str("0.5").deserialize_any(Probe).unwrap_or(false)
}
