//! The record of one conflict.

use super::{Arena, ConflictKind};
use crate::{
    Code, Error, Result,
    causality::{Dot, Stream, VersionVector},
    resolve::MergeName,
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
/// every re-delivery, makes the same one; all writes of one encounter share it. A write that was made with a context that
/// had not seen what its region held stands beside that, so its own dot is part of the name. Text: 32 hexadecimal
/// characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConflictId(pub [u8; 16]);

impl ConflictId {
    /// The id of a rule that does not hold for a key: the same for all writes that leave it so, and in every region.
    pub(crate) fn of_rule(deployment: &str, key: &str, rule: &str) -> Self {
        ConflictId::derive(deployment, key, Arena::Value, &[b"active-active rule".to_vec(), rule.into()], &[])
    }

    /// The id of the encounter of two streams at a place. What it depends on is the same for every pair of writes
    /// that met in it, and in every region: key, path, both streams, and what each had seen of the other.
    pub(crate) fn derive(
        deployment: &str,
        key: &str,
        arena: Arena,
        part: &[Vec<u8>],
        sides: &[(Stream, Result<u64, u64>)],
    ) -> Self {
        let mut hash = Sha256::new();
        let mut text = |part: &[u8]| {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        };
        let what: &[u8] = match arena {
            Arena::Value => b"active-active conflict",
            Arena::Existence => b"active-active conflict of existence",
            Arena::Expiry => b"active-active conflict of expiry",
            Arena::Claim => b"active-active conflict of claims",
        };
        [what, deployment.as_bytes(), key.as_bytes()].into_iter().for_each(&mut text);
        part.iter().for_each(|name| text(name));
        for (stream, saw_of_other) in sides {
            hash.update(stream.origin.region.to_be_bytes());
            hash.update(stream.origin.incarnation.to_be_bytes());
            hash.update(stream.placement.to_be_bytes());
            hash.update(stream.partition.to_be_bytes());
            match saw_of_other {
                Ok(saw) => hash.update(saw.to_be_bytes()),
                Err(alone) => [u64::MAX, *alone].iter().for_each(|part| hash.update(part.to_be_bytes())),
            }
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
    /// What stood there was replaced by later writes, or both sides came to the same value.
    Superseded,
    /// Somebody settled it.
    Resolved,
    /// Somebody took the decision back.
    Undone,
}

impl ConflictState {
    /// The stable name, for example `"decided"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            ConflictState::Decided => "decided",
            ConflictState::Waiting => "waiting",
            ConflictState::Superseded => "superseded",
            ConflictState::Resolved => "resolved",
            ConflictState::Undone => "undone",
        }
    }

    /// The state of a stable name.
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::Decided, Self::Waiting, Self::Superseded, Self::Resolved, Self::Undone];
        all.into_iter().find(|state| state.as_str() == text)
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
    /// What its writer had seen; of a write that the other side's region had received and kept beside its own, only how
    /// far its own stream was.
    pub context: VersionVector,
    /// Whether it deleted the record.
    pub deleted: bool,
    /// The value in canonical CBOR; `None` for a delete, and where the write met a delete of the whole record and put
    /// no register there (an increment, an added member, a field).
    pub bytes: Option<Vec<u8>>,
}

/// What somebody decided about a conflict.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The region where it was decided.
    pub region: String,
    /// The write.
    pub dot: Dot,
    /// When it was written.
    pub timestamp: Timestamp,
    /// What the write did: `put`, `delete`, or `revive` for a record whose delete was taken back.
    pub did: &'static str,
    /// The value in canonical CBOR, if one was put.
    pub bytes: Option<Vec<u8>>,
}

/// Two writes that had not seen one another, and what was decided.
///
/// Each side is the last write there of its region while that had seen no more of the other side's; of a register that is
/// a whole record, a delete is such a write. So under one id every region that received the same changes has the same
/// record, however they came, but for `encounters`. Three exceptions: a region that began from a snapshot (which holds no
/// conflict records), or that dropped the record to stay within its limit, knows what it has met since; an answer of
/// a merge function that differs from region to region shows in the record; the record of a rule that holds again names the
/// writes that were last seen here to break it.
///
/// Which ids a region has depends on the order of arrival: a write that comes after one that had replaced it meets nothing.
/// What stands against one another in the end is in every region's records.
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
    /// The merge function that had the last word, where one had.
    pub function: Option<MergeName>,
    /// What the merge function made of both sides, in canonical CBOR; it may be the value of one of them.
    pub merged: Option<Vec<u8>>,
    /// Why the merge function gave no value, so that the conflict waits.
    pub failure: Option<Error>,
    /// The rule of the class that does not hold, where that is what it is about.
    pub rule: Option<String>,
    /// When it was decided: the timestamp of what settled it, else the later of both once a strategy picked one. The
    /// same in every region.
    pub resolved_at: Option<Timestamp>,
    /// What somebody decided since, unless both sides stand against one another again.
    pub settled: Option<Settled>,
    /// Decisions of others that the one that stands, which is later, had not seen.
    pub overruled: Vec<Dot>,
    /// How many pairs of writes met in this encounter so far in this region: it depends on the order in which they came,
    /// since a write that was replaced before it arrived meets nothing.
    pub encounters: u64,
    /// The labels of the record's class.
    pub labels: Vec<String>,
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
        if let Some(rule) = &self.rule {
            return self.broken(rule, &told(&self.a), &told(&self.b));
        }
        let outcome = match self.winning() {
            _ if self.state == ConflictState::Superseded && self.agrees() => "both came to the same value".to_string(),
            _ if self.state == ConflictState::Superseded => "what stood there was replaced by later writes".to_string(),
            _ if self.settled.is_some() => self.settlement(),
            _ if self.failure.is_some() => self.failed(),
            Some(winner) => format!("{} decided for {}", self.strategy_used, winner.region),
            None if self.merged.is_some() => {
                format!("{} merged them to {}", self.strategy_used, self.resolved_value().to_json())
            }
            None => format!("{} keeps both until a write that saw both replaces them", self.strategy_used),
        };
        format!("{}; {}; neither had seen the other; {outcome}", told(&self.a), told(&self.b))
    }

    fn agrees(&self) -> bool {
        !self.a.deleted && !self.b.deleted && self.a.bytes.is_some() && self.a.bytes == self.b.bytes
    }

    fn broken(&self, rule: &str, a: &str, b: &str) -> String {
        let outcome = match self.state {
            ConflictState::Waiting => "it waits for a write that makes the rule hold".to_string(),
            ConflictState::Superseded => "a later write made it hold".to_string(),
            _ => self.settlement(),
        };
        let by = if self.a.dot == self.b.dot { a.to_string() } else { format!("{a}; {b}") };
        format!("rule `{rule}` does not hold: {by}; {outcome}")
    }

    fn failed(&self) -> String {
        let failure = self.failure.as_ref().map(Error::message).unwrap_or_default();
        format!("{failure}; both are kept until a write that saw both replaces them")
    }

    fn settlement(&self) -> String {
        let Some(settled) = &self.settled else { return String::new() };
        let with = match &settled.bytes {
            Some(bytes) => format!(" with {}", Value::from_cbor_output(bytes).to_json()),
            None if settled.did == "delete" => " with a delete".to_string(),
            None => " by keeping it".to_string(),
        };
        let did = if self.state == ConflictState::Undone { "took the decision back" } else { "settled it" };
        format!("{} {did}{with} at {}", settled.region, settled.timestamp)
    }

    /// What stands: of the settlement, else of the side that the strategy picked.
    fn resolved_value(&self) -> Value {
        let bytes = match &self.settled {
            Some(settled) => settled.bytes.as_deref(),
            None => self.merged.as_deref().or_else(|| self.winning().and_then(|party| party.bytes.as_deref())),
        };
        bytes.map_or(Value::Null, Value::from_cbor_output)
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
            ("resolved_value", self.resolved_value()),
            ("strategy_used", text(&self.strategy_used)),
            ("state", text(&self.state.as_str())),
            ("function", self.function.as_ref().map_or(Value::Null, MergeName::to_document)),
            ("failure", self.failure.as_ref().map_or(Value::Null, Error::to_document)),
            ("rule", self.rule.as_ref().map_or(Value::Null, |rule| text(rule))),
            ("resolved_at", self.resolved_at.map_or(Value::Null, |t| text(&t))),
            ("settled_by", self.settled.as_ref().map_or(Value::Null, |settled| text(&settled.dot))),
            ("overruled", Value::Array(self.overruled.iter().map(|dot| text(dot)).collect())),
            ("encounters", Value::Integer(self.encounters as i64)),
            ("labels", Value::Array(self.labels.iter().map(|label| text(label)).collect())),
            ("explanation", text(&self.explanation())),
        ])
    }
}

/// Conflict records in the order of their last changes, and where to go on.
#[derive(Debug, Clone, PartialEq)]
pub struct ConflictFeed {
    /// The records, each as it is now.
    pub conflicts: Vec<ConflictRecord>,
    /// The cursor to hand on next time.
    pub cursor: u64,
}

impl ConflictFeed {
    /// `{conflicts, cursor}` as other languages see it.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("conflicts", Value::Array(self.conflicts.iter().map(ConflictRecord::to_document).collect())),
            ("cursor", Value::Integer(self.cursor as i64)),
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
    /// Only records of the class of this name.
    pub class: Option<String>,
    /// Only conflicts in which the region of this name wrote a side.
    pub region: Option<String>,
    /// Only conflicts whose later side is not before this time, in Unix milliseconds.
    pub from_ms: Option<u64>,
    /// Only conflicts whose later side is before this time, in Unix milliseconds.
    pub until_ms: Option<u64>,
    /// At most so many; zero means all.
    pub limit: usize,
}
