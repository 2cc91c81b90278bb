//! Expiry: when a record ceases to be shown, as a register of its own.
//!
//! Of concurrent expiries one that persists beats any, else the longest counts. An expiry hides what was written
//! before it; a write after it found the record gone and is not hidden by it. What an expiry has hidden stays hidden
//! when a later write extends it: that write names it as the `floor`.

use super::{Place, Record};
use crate::{value::Value, wire::Path};
use alloc::{borrow::Cow, string::String, vec, vec::Vec};

/// What one expiry version says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Expiry {
    /// From when on the record is gone, in Unix milliseconds; never if nothing.
    pub(crate) until_ms: Option<u64>,
    /// What was written before this had expired when the version was written.
    pub(crate) floor_ms: u64,
}

impl Expiry {
    /// `[until or null, floor]` in canonical CBOR.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let number = |ms: u64| Value::Integer(ms as i64);
        Value::Array(vec![self.until_ms.map_or(Value::Null, number), number(self.floor_ms)]).to_cbor()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let value = Value::from_cbor_output(bytes);
        let [until, floor] = value.as_array()? else { return None };
        let ms = |value: &Value| value.as_i64().and_then(|ms| u64::try_from(ms).ok());
        let until_ms = if *until == Value::Null { None } else { Some(ms(until)?) };
        Some(Expiry { until_ms, floor_ms: ms(floor)? })
    }

    /// What was written before this is gone at a time.
    pub(crate) fn hides_before(&self, now_ms: u64) -> u64 {
        self.until_ms.filter(|until| *until <= now_ms).unwrap_or(0).max(self.floor_ms)
    }
}

impl Path {
    /// The place of the expiry: a name that no field has.
    pub(crate) fn expiry() -> Self {
        Path(vec![String::new()])
    }

    pub(crate) fn is_expiry(&self) -> bool {
        matches!(self.0.as_slice(), [name] if name.is_empty())
    }
}

impl Record {
    /// When the record expires, if anybody ever said so.
    pub(crate) fn expiry(&self) -> Option<Expiry> {
        // Its place stands first, or behind the root alone.
        let mut first = self.places.iter().take(2);
        let Some((_, Place::Register(register))) = first.find(|(path, _)| path.is_expiry()) else { return None };
        let versions = register.versions.iter().filter_map(|version| Expiry::from_bytes(&version.bytes));
        versions.reduce(|a, b| Expiry {
            until_ms: a.until_ms.zip(b.until_ms).map(|(a, b)| a.max(b)),
            floor_ms: a.floor_ms.max(b.floor_ms),
        })
    }

    /// Whether anybody ever said when the record expires.
    pub(crate) fn has_expiry(&self) -> bool {
        self.places.keys().take(2).any(Path::is_expiry)
    }

    /// The record without what has expired at a time.
    pub(crate) fn as_of(&self, now_ms: u64) -> Cow<'_, Record> {
        let hidden = self.expiry().map_or(0, |expiry| expiry.hides_before(now_ms));
        if hidden == 0 {
            return Cow::Borrowed(self);
        }
        let mut record = self.clone();
        record.existence.retain(|version| version.stamp.time >> 16 >= hidden);
        record.places.retain(|path, place| {
            if !path.is_expiry() {
                place.drop_before(hidden);
            }
            true
        });
        Cow::Owned(record)
    }
}

impl Place {
    /// Drops what was written before a time.
    fn drop_before(&mut self, ms: u64) {
        match self {
            Place::Register(register) => register.versions.retain(|version| version.stamp.time >> 16 >= ms),
            Place::Flag(flag) => flag.versions.retain(|version| version.stamp.time >> 16 >= ms),
            Place::Set(set) => set.retain(|dot| dot.time >> 16 >= ms),
            Place::Extreme(extreme) => extreme.offers.retain(|offer| offer.stamp.time >> 16 >= ms),
            Place::Log(log) => log.retain(|entry| entry.stamp.time >> 16 >= ms),
            Place::Counter(counter) => counter.entries.retain(|entry| entry.time >> 16 >= ms),
            // Not removable, so nothing with one expires.
            Place::Bounded(_) => {}
        }
    }
}
