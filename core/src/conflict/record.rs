//! The record of one conflict.

use super::ConflictKind;
use crate::{
    Code, Error, Result,
    causality::{Dot, Stream, VersionVector},
    time::Timestamp,
    value::Value,
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, str::FromStr};
use sha2::{Digest, Sha256};

/// The name of a conflict: a hash of key, path, both origins and what each had seen of the other. Every region, and
/// every re-delivery, makes the same one; all writes of one encounter share it. Text: 32 hexadecimal characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConflictId(pub [u8; 16]);

impl ConflictId {
    /// The id of the encounter of two streams at a place. What it depends on is the same for every pair of writes
    /// that met in it, and in every region: key, path, both streams, and what each had seen of the other.
    pub(crate) fn derive(deployment: &str, key: &str, path: &[String], sides: [(Stream, u64); 2]) -> Self {
        let mut hash = Sha256::new();
        let mut text = |part: &str| {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        };
        text("active-active conflict");
        text(deployment);
        text(key);
        path.iter().for_each(|name| text(name));
        for (stream, saw_of_other) in sides {
            hash.update(stream.origin.region.to_be_bytes());
            hash.update(stream.origin.incarnation.to_be_bytes());
            hash.update(stream.placement.to_be_bytes());
            hash.update(stream.partition.to_be_bytes());
            hash.update(saw_of_other.to_be_bytes());
        }
        let mut id = [0; 16];
        id.iter_mut().zip(hash.finalize().iter()).for_each(|(to, from)| *to = *from);
        ConflictId(id)
    }
}

impl fmt::Display for ConflictId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ConflictId {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let number = (text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
            .then(|| u128::from_str_radix(text, 16).ok())
            .flatten();
        number.map(|n| ConflictId(n.to_be_bytes())).ok_or_else(|| {
            Error::new(
                Code::PartMalformed,
                format!("`{text}` is not a conflict id: 32 lower-case hexadecimal characters"),
            )
        })
    }
}

/// Where a conflict stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConflictState {
    /// A strategy picked the winner.
    Decided,
    /// Both versions are kept and wait for a person or a later write.
    Waiting,
    /// A later write saw both and replaced them.
    Superseded,
}

impl ConflictState {
    /// The stable name, for example `"decided"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            ConflictState::Decided => "decided",
            ConflictState::Waiting => "waiting",
            ConflictState::Superseded => "superseded",
        }
    }

    /// The state of a stable name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Decided, Self::Waiting, Self::Superseded].into_iter().find(|state| state.as_str() == text)
    }
}

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// The region's name.
    pub region: String,
    /// The write.
    pub dot: Dot,
    /// When it was written.
    pub timestamp: Timestamp,
    /// What its writer had seen.
    pub context: VersionVector,
    /// Whether it deleted the record.
    pub deleted: bool,
    /// The value in canonical CBOR; `None` for a delete, and where the write met a delete of the whole record and put
    /// no register there (an increment, an added member, a field).
    pub bytes: Option<Vec<u8>>,
}

/// Two writes that had not seen one another, and what was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct ConflictRecord {
    /// The name of this encounter.
    pub id: ConflictId,
    /// The key.
    pub key: String,
    /// The field path; empty at the root.
    pub path: Vec<String>,
    /// What met what.
    pub kind: ConflictKind,
    /// The side of the lower origin.
    pub a: Party,
    /// The side of the higher origin.
    pub b: Party,
    /// Which side the strategy picked; `None` where both are kept.
    pub winner: Option<char>,
    /// The strategy that was asked.
    pub strategy_used: &'static str,
    /// Where it stands.
    pub state: ConflictState,
    /// The later of both timestamps once decided: the same in every region.
    pub resolved_at: Option<Timestamp>,
    /// How many pairs of writes met in this encounter so far.
    pub encounters: u64,
}

impl ConflictRecord {
    fn winning(&self) -> Option<&Party> {
        match self.winner {
            Some('a') => Some(&self.a),
            Some(_) => Some(&self.b),
            None => None,
        }
    }

    /// One or two sentences for people.
    pub fn explanation(&self) -> String {
        let told = |party: &Party| {
            let did = match &party.bytes {
                _ if party.deleted => "deleted it".to_string(),
                Some(bytes) => format!("wrote {}", Value::from_cbor_output(bytes).to_json()),
                None => "changed it".to_string(),
            };
            format!("{} {did} at {}", party.region, party.timestamp)
        };
        let outcome = match self.winning() {
            Some(winner) => format!("{} decided for {}", self.strategy_used, winner.region),
            None => format!("{} keeps both until a write that saw both replaces them", self.strategy_used),
        };
        format!("{}; {}; neither had seen the other; {outcome}", told(&self.a), told(&self.b))
    }

    /// The record as other languages see it.
    pub fn to_document(&self) -> Value {
        let text = |text: &dyn fmt::Display| Value::Text(text.to_string());
        let value = |party: &Party| party.bytes.as_deref().map_or(Value::Null, Value::from_cbor_output);
        Value::object([
            ("id", text(&self.id)),
            ("key", text(&self.key)),
            ("path", Value::Array(self.path.iter().map(|p| text(p)).collect())),
            ("kind", text(&self.kind.as_str())),
            ("region_a", text(&self.a.region)),
            ("region_b", text(&self.b.region)),
            ("a_value", value(&self.a)),
            ("b_value", value(&self.b)),
            ("a_deleted", Value::Bool(self.a.deleted)),
            ("b_deleted", Value::Bool(self.b.deleted)),
            ("a_dot", text(&self.a.dot)),
            ("b_dot", text(&self.b.dot)),
            ("a_timestamp", text(&self.a.timestamp)),
            ("b_timestamp", text(&self.b.timestamp)),
            ("a_context", self.a.context.to_document()),
            ("b_context", self.b.context.to_document()),
            ("winner", self.winner.map_or(Value::Null, |w| text(&w))),
            ("resolved_value", self.winning().map_or(Value::Null, value)),
            ("strategy_used", text(&self.strategy_used)),
            ("state", text(&self.state.as_str())),
            ("resolved_at", self.resolved_at.map_or(Value::Null, |t| text(&t))),
            ("encounters", Value::Integer(self.encounters as i64)),
            ("labels", Value::Array(Vec::new())),
            ("explanation", text(&self.explanation())),
        ])
    }
}

/// Which conflict records to list; every member that is set narrows the list.
#[derive(Debug, Clone, Default)]
pub struct ConflictFilter {
    /// Only this kind.
    pub kind: Option<ConflictKind>,
    /// Only this state.
    pub state: Option<ConflictState>,
    /// Only this key.
    pub key: Option<String>,
    /// At most so many; zero means all.
    pub limit: usize,
}
