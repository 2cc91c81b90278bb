//! Settling conflicts and taking decisions back: writes with the full context that carry the conflict's id, so that
//! every region learns of them as of any other write.

use super::{Region, Written, store::View, write_plan::Request};
use crate::{
    Code, Error, Result,
    conflict::{ConflictId, ConflictKind, ConflictState, KeptConflict, KeptVerdict, Ruling, Settlement, Verdict},
    record::{LocalDot, Place, Stamp},
    wire::{Change, OperationKind, Path},
};
use alloc::{boxed::Box, format, vec::Vec};

/// What is written to take a decision back.
enum Undoing {
    Put(Vec<u8>),
    Delete,
    Revive,
}

impl Region {
    /// Settles a conflict that waits (`keep-all` or `manual`), with a value or with one of its sides.
    ///
    /// It is a write that replaces every version that this region holds, and every region that has the conflict shows
    /// it as resolved. Two regions that settle one conflict apart make no other one: the later of them stands, and the
    /// record names the other as overruled.
    ///
    /// # Errors
    ///
    /// `unknown_conflict`; `conflict_decided` where a strategy or somebody has decided; `conflict_superseded` where a
    /// later write has replaced the versions; and those of [`put`](Self::put).
    ///
    /// ```
    /// use active_active::{conflict::{ConflictFilter, ConflictState, Settlement}, deployment::Deployment};
    /// use active_active::{region::{Options, Region}, value::Value};
    /// use std::sync::Arc;
    /// let shop = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
    ///     "classes": [{"name": "all", "keys": "**", "labels": [], "type": "register", "strategy": "manual"}]}"#)?);
    /// let mut eu = Region::open(shop.clone(), "eu", Options::default())?;
    /// let mut us = Region::open(shop, "us", Options::default())?;
    /// eu.put(1_000, "name", &[], &Value::from("Ann"), None)?;
    /// us.put(1_000, "name", &[], &Value::from("Anne"), None)?;
    /// for batch in us.batches_for(1_001, "eu", 1 << 20)? { eu.apply(1_001, &batch)?; }
    /// let id = eu.conflicts(&ConflictFilter::default())[0].id;
    /// eu.resolve_conflict(1_002, &id, Settlement::Pick('b'))?;
    /// assert_eq!(eu.get("name")?.unwrap().value(), Value::from("Anne"));
    /// assert_eq!(eu.conflict(&id)?.state, ConflictState::Resolved);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn resolve_conflict(&mut self, now_ms: u64, id: &ConflictId, settlement: Settlement) -> Result<Written> {
        let conflict = self.kept_conflict(id)?;
        match conflict.state {
            ConflictState::Waiting => {}
            ConflictState::Superseded => return Err(superseded(id)),
            state => return Err(decided(id, state)),
        }
        let (key, path) = (conflict.key.clone(), conflict.path.clone());
        let bytes = match settlement {
            Settlement::Value(value) => self.encode_value(&value)?,
            Settlement::Pick(_) if conflict.rule.is_some() => {
                return Err(not_of_rules("a broken rule has no side to pick"));
            }
            Settlement::Pick(side) => {
                let side = if side == 'a' { &conflict.a } else { &conflict.b };
                side.bytes.as_deref().map(Vec::from).ok_or_else(|| superseded(id))?
            }
        };
        let undoing = Undoing::Put(bytes);
        self.write_verdict(now_ms, &key, &path, undoing, Verdict { conflict: *id, ruling: Ruling::Resolves })
    }

    /// Takes a decision back: the side that lost stands again. Of a resolution with a value of its own, and of
    /// what a merge function made of both, the later of both sides stands.
    ///
    /// # Errors
    ///
    /// `unknown_conflict`; `conflict_superseded` where the current version no longer is that decision;
    /// `conflict_decided` where it was taken back already, where there were two deletes, or two claims (their
    /// claimants release them); `invalid_argument` where
    /// nothing was decided yet; and those of every write.
    pub fn undo_conflict(&mut self, now_ms: u64, id: &ConflictId) -> Result<Written> {
        let conflict = self.kept_conflict(id)?;
        let undoing = match conflict.state {
            ConflictState::Waiting => {
                return Err(Error::new(
                    Code::InvalidArgument,
                    format!("conflict {id} waits, nothing was decided that could be taken back; resolve it"),
                ));
            }
            ConflictState::Superseded => return Err(superseded(id)),
            _ if conflict.rule.is_some() => return Err(not_of_rules("nothing was decided about a broken rule")),
            ConflictState::Undone => return Err(decided(id, ConflictState::Undone)),
            ConflictState::Decided
                if matches!(conflict.kind, ConflictKind::DeleteDelete | ConflictKind::UniqueClaim) =>
            {
                return Err(decided(id, ConflictState::Decided));
            }
            ConflictState::Decided => self.undo_decision(id, conflict)?,
            ConflictState::Resolved => self.undo_resolution(id, conflict)?,
        };
        let (key, path) = (conflict.key.clone(), conflict.path.clone());
        self.write_verdict(now_ms, &key, &path, undoing, Verdict { conflict: *id, ruling: Ruling::Undoes })
    }

    fn kept_conflict(&self, id: &ConflictId) -> Result<&KeptConflict> {
        self.conflicts.get(id).ok_or_else(|| unknown(id))
    }

    fn undo_decision(&self, id: &ConflictId, conflict: &KeptConflict) -> Result<Undoing> {
        let (a, b) = (&conflict.a, &conflict.b);
        let (winner, loser) = match conflict.winner {
            Some('a') => (a, b),
            Some(_) => (b, a),
            // A function made a value of both: the later of them stands.
            None if a.stamp.order() > b.stamp.order() => (b, a),
            None => (a, b),
        };
        let live = self.live_at(conflict);
        if !live.contains(&winner.stamp.dot) || !live.contains(&loser.stamp.dot) {
            return Err(superseded(id));
        }
        match (&loser.bytes, winner.deleted, loser.deleted) {
            (_, true, _) => Ok(Undoing::Revive),
            (_, _, true) => Ok(Undoing::Delete),
            (Some(bytes), ..) => Ok(Undoing::Put(bytes.to_vec())),
            (None, ..) => Err(superseded(id)),
        }
    }

    fn undo_resolution(&self, id: &ConflictId, conflict: &KeptConflict) -> Result<Undoing> {
        let standing = conflict.verdict().filter(|verdict| self.live_at(conflict).contains(&verdict.stamp.dot));
        let Some(verdict) = standing else { return Err(superseded(id)) };
        let (a, b) = (&conflict.a, &conflict.b);
        let other = match () {
            () if verdict.bytes == a.bytes => b,
            () if verdict.bytes == b.bytes || a.stamp.order() > b.stamp.order() => a,
            () => b,
        };
        other.bytes.as_deref().map(|bytes| Undoing::Put(bytes.to_vec())).ok_or_else(|| superseded(id))
    }

    /// The writes that live where a conflict is: in its register, or (of a delete) in the record's existence.
    fn live_at(&self, conflict: &KeptConflict) -> Vec<LocalDot> {
        let of_existence = matches!(conflict.kind, ConflictKind::DeleteUpdate | ConflictKind::DeleteDelete);
        let unpacked;
        let record = match self.store.view(&conflict.key) {
            Some(View::One { stamp, .. }) => {
                return Vec::from([LocalDot { stream: u32::from(stamp.stream), sequence: stamp.sequence }]);
            }
            Some(View::Map(map)) => {
                unpacked = map.to_record();
                &unpacked
            }
            Some(View::Full(record)) => record,
            None => return Vec::new(),
        };
        if of_existence {
            return record.existence.iter().map(|existence| existence.stamp.dot).collect();
        }
        match record.places.get(&conflict.path) {
            Some(Place::Register(register)) => register.standing().map(|(_, version)| version.stamp.dot).collect(),
            _ => Vec::new(),
        }
    }

    fn write_verdict(
        &mut self,
        now_ms: u64,
        key: &str,
        path: &Path,
        undoing: Undoing,
        verdict: Verdict,
    ) -> Result<Written> {
        let (kind, arguments) = match undoing {
            Undoing::Put(bytes) => (OperationKind::Put, bytes),
            Undoing::Delete => (OperationKind::Delete, Vec::new()),
            Undoing::Revive => (OperationKind::Revive, Vec::new()),
        };
        let path = if kind == OperationKind::Put { path.clone() } else { Path::default() };
        let request = Request { path, arguments: &arguments, ..Request::new(kind, key, &[], None)? };
        self.write(now_ms, Request { verdict: Some(verdict), ..request })
    }

    /// Notes what a write says about a conflict. The record of one that is not met here yet gets it when it is.
    pub(super) fn hear_verdict(&mut self, verdict: Verdict, change: &Change<'_>, stamp: &Stamp) {
        let bytes = (change.kind == OperationKind::Put).then(|| Box::from(change.arguments));
        let (ruling, context) = (verdict.ruling, self.context_at(stamp.dot));
        let kept = KeptVerdict { stamp: *stamp, ruling, kind: change.kind, bytes, context };
        self.conflicts.hear(verdict.conflict, change.key, kept, self.options.conflicts_max);
        let Some(conflict) = self.conflicts.get_mut(&verdict.conflict) else { return };
        if conflict.rule.is_some() {
            conflict.state = match ruling {
                Ruling::Resolves => ConflictState::Resolved,
                Ruling::Undoes => ConflictState::Undone,
            };
        }
        self.conflicts.touch(&verdict.conflict);
    }
}

#[cold]
pub(super) fn unknown(id: &ConflictId) -> Error {
    Error::new(
        Code::UnknownConflict,
        format!("there is no conflict {id} here; it may have been dropped to stay within the limit"),
    )
}

#[cold]
fn superseded(id: &ConflictId) -> Error {
    Error::new(
        Code::ConflictSuperseded,
        format!("a later write has replaced the versions of conflict {id}; read the value and write what it should be"),
    )
}

#[cold]
fn not_of_rules(why: &str) -> Error {
    Error::new(Code::InvalidArgument, format!("{why}; write a value that keeps the rule"))
}

#[cold]
fn decided(id: &ConflictId, state: ConflictState) -> Error {
    Error::new(
        Code::ConflictDecided,
        format!(
            "conflict {id} is {}; only one that waits is resolved, only a decision is undone, once",
            state.as_str()
        ),
    )
    .with("state", state.as_str())
}
