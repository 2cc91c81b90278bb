//! What a person or a program decided about a conflict, as a write that carries the conflict's id.

use super::ConflictId;

/// Which way a write speaks about a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ruling {
    /// It settles a conflict that waited.
    Resolves,
    /// It takes a decision back.
    Undoes,
}

/// The part of a change that names a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) conflict: ConflictId,
    pub(crate) ruling: Ruling,
}

impl Ruling {
    pub(crate) const fn to_wire(self) -> u8 {
        match self {
            Ruling::Resolves => 0,
            Ruling::Undoes => 1,
        }
    }

    pub(crate) const fn from_wire(number: u8) -> Option<Self> {
        match number {
            0 => Some(Ruling::Resolves),
            1 => Some(Ruling::Undoes),
            _ => None,
        }
    }
}

/// How to settle a conflict.
///
/// ```
/// use active_active::{conflict::Settlement, value::Value};
/// assert_eq!(Settlement::from_parts(None, Some("a"))?, Settlement::Pick('a'));
/// assert_eq!(Settlement::from_parts(Some(Value::from(5)), None)?, Settlement::Value(Value::from(5)));
/// assert!(Settlement::from_parts(None, None).is_err());
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Settlement {
    /// With a value of one's own.
    Value(crate::value::Value),
    /// With what side `'a'` or side `'b'` had written.
    Pick(char),
}

impl Settlement {
    /// From what other languages hand over: a value, or the name of a side.
    ///
    /// # Errors
    ///
    /// `invalid_argument` unless exactly one is given, and for a side that is neither `a` nor `b`.
    pub fn from_parts(value: Option<crate::value::Value>, pick: Option<&str>) -> crate::Result<Self> {
        let refused = |why| Err(crate::Error::new(crate::Code::InvalidArgument, why));
        match (value, pick) {
            (Some(value), None) => Ok(Settlement::Value(value)),
            (None, Some("a")) => Ok(Settlement::Pick('a')),
            (None, Some("b")) => Ok(Settlement::Pick('b')),
            (None, Some(_)) => refused("a pick is `a` or `b`, the sides of the conflict record"),
            _ => refused("settle a conflict with a value or with a pick, one of both"),
        }
    }
}
