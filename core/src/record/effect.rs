//! Joining one change into a record.

use super::{
    Baseline, Entry, Existence, FlagVersion, Life, LocalDot, LocalReading, MemberDot, Pending, Place, Record,
    RegisterVersion, Scope, Seen, Stamp, Tomb,
};
use crate::{
    causality::dot_store::join,
    conflict::ConflictKind,
    fault::{Fault, Faults},
    wire::{Birth, Path},
};
use alloc::{boxed::Box, vec, vec::Vec};

/// What a change does, in the record's own terms.
#[derive(Debug, Clone)]
pub(crate) enum Content<'a> {
    Put { fields: Vec<(Path, &'a [u8])> },
    Increment { path: Path, total: i128, since_birth: u64 },
    Add { path: Path, member: &'a [u8] },
    /// `leaves_dot` where removals win: the removal then has to outlive the change.
    Remove { path: Path, member: &'a [u8], leaves_dot: bool },
    Switch { path: Path, on: bool },
    /// Removes what was seen at a place and below it.
    Clear { path: Path },
    /// Cancels what was read of a counter; the readings say what.
    Reset,
    Delete,
}

impl Content<'_> {
    fn touches_existence(&self) -> bool {
        match self {
            Content::Put { .. } | Content::Increment { .. } | Content::Add { .. } | Content::Switch { .. } => true,
            Content::Remove { .. } | Content::Clear { .. } | Content::Reset | Content::Delete => false,
        }
    }
}

/// A change ready to be joined.
#[derive(Debug, Clone)]
pub(crate) struct Effect<'a> {
    pub(crate) stamp: Stamp,
    pub(crate) birth: Birth,
    pub(crate) content: Content<'a>,
    pub(crate) readings: Vec<LocalReading>,
}

/// One side of an encounter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Side {
    pub(crate) stamp: Stamp,
    /// The value written; `None` for a delete.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// Two versions that met without having seen one another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Encounter {
    pub(crate) path: Path,
    pub(crate) kind: ConflictKind,
    pub(crate) arriving: Side,
    pub(crate) other: Side,
}

/// What a join brought about.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) encounters: Vec<Encounter>,
    /// Register and existence versions that the change replaced.
    pub(crate) replaced: Vec<LocalDot>,
    /// Whether something came that is to be collected once it is stable.
    pub(crate) leaves_tombstone: bool,
}

/// Canonical CBOR for null, shown for a side that wrote no register.
const NULL: [u8; 1] = [0xf6];

impl Record {
    /// Joins one change. `seen` is what its writer had seen, `cursor` what this replica has received of a stream.
    pub(crate) fn apply(
        &mut self,
        effect: &Effect<'_>,
        seen: &Seen<'_>,
        cursor: impl Fn(u32) -> u64,
        faults: Faults,
        outcome: &mut Outcome,
    ) {
        let recreates = effect.birth != Birth::Update && effect.content.touches_existence();
        let mut scopes = Vec::new();
        if recreates && !faults.has(Fault::WriteOverDeleteKeepsSuppressed) {
            scopes.push(Scope::Root);
            self.replace_all_content(seen, outcome);
        }
        self.join_readings(effect);
        self.join_existence(effect, seen, &cursor, &mut scopes, outcome);
        self.join_content(effect, seen, &mut scopes, faults, outcome);
        let heads = seen.beyond(cursor);
        if !heads.is_empty() && !scopes.is_empty() && !faults.has(Fault::DropPendingContext) {
            self.pending.push(Pending { scopes, heads, spared: seen.spared.to_vec() });
        }
    }

    fn join_readings(&mut self, effect: &Effect<'_>) {
        // A delete only notes what it read: its content stays, for a strategy under which it loses.
        if matches!(effect.content, Content::Delete) {
            return;
        }
        for reading in &effect.readings {
            let place = self.places.entry(reading.path.clone()).or_insert_with(|| Place::Counter(Default::default()));
            if let Place::Counter(counter) = place {
                counter.join_baseline(Baseline {
                    stream: reading.stream,
                    birth: reading.birth,
                    sequence: reading.sequence,
                    total: reading.total,
                    by: effect.stamp.dot,
                });
            }
        }
    }

    fn join_existence(
        &mut self,
        effect: &Effect<'_>,
        seen: &Seen<'_>,
        cursor: &impl Fn(u32) -> u64,
        scopes: &mut Vec<Scope>,
        outcome: &mut Outcome,
    ) {
        let deletes = matches!(effect.content, Content::Delete);
        if !deletes && !effect.content.touches_existence() {
            return;
        }
        if scopes.is_empty() {
            scopes.push(Scope::Existence);
        }
        let life = if deletes {
            outcome.leaves_tombstone = true;
            Life::Deleted(Box::new(Tomb { seen: seen.beyond(cursor), readings: effect.readings.clone() }))
        } else {
            Life::Alive
        };
        let dot = effect.stamp.dot;
        let pending = &self.pending;
        join(
            &mut self.existence,
            |version| version.stamp.dot,
            |dot| pending.iter().any(|p| p.kills_existence(dot)),
            [Existence { stamp: effect.stamp, life }],
            |_| false,
            |dot| seen.covers(dot),
            |version| outcome.replaced.push(version.stamp.dot),
        );
        if !self.existence.iter().any(|e| e.stamp.dot == dot) {
            return;
        }
        for other in self.existence.iter().filter(|e| e.stamp.dot != dot) {
            let other_deleted = matches!(other.life, Life::Deleted(_));
            let kind = match (deletes, other_deleted) {
                (true, true) => ConflictKind::DeleteDelete,
                (false, false) => continue,
                _ => ConflictKind::DeleteUpdate,
            };
            outcome.encounters.push(Encounter {
                path: Path::default(),
                kind,
                arriving: Side { stamp: effect.stamp, bytes: (!deletes).then(|| effect.written_at_root()) },
                other: Side {
                    stamp: other.stamp,
                    bytes: (!other_deleted).then(|| self.written_at_root(other.stamp.dot)),
                },
            });
        }
    }

    fn join_content(
        &mut self,
        effect: &Effect<'_>,
        seen: &Seen<'_>,
        scopes: &mut Vec<Scope>,
        faults: Faults,
        outcome: &mut Outcome,
    ) {
        let dot = effect.stamp.dot;
        match &effect.content {
            Content::Put { fields } => {
                for (path, bytes) in fields {
                    scopes.push(Scope::Below(path.clone()));
                    self.join_register(path, bytes, effect, seen, outcome);
                }
            }
            Content::Increment { path, total, since_birth } => {
                let entry = Entry {
                    stream: dot.stream,
                    birth: dot.sequence.saturating_sub(*since_birth),
                    sequence: dot.sequence,
                    total: *total,
                    time: effect.stamp.time,
                };
                let place = self.places.entry(path.clone()).or_insert_with(|| Place::Counter(Default::default()));
                if let Place::Counter(counter) = place {
                    if faults.has(Fault::CounterWithoutBirths) {
                        counter.baselines.retain(|b| b.stream != entry.stream || b.birth == entry.birth);
                    }
                    counter.join_entry(entry);
                }
            }
            Content::Add { path, member } => {
                scopes.push(Scope::Member(path.clone(), (*member).into()));
                let added = MemberDot { dot, time: effect.stamp.time, removed: false };
                self.join_member(path, member, seen, Some(added));
            }
            Content::Remove { path, member, leaves_dot } => {
                scopes.push(Scope::Member(path.clone(), (*member).into()));
                let leaves_dot = *leaves_dot && !faults.has(Fault::RemoveWinsWithoutDot);
                outcome.leaves_tombstone |= leaves_dot;
                let removed = MemberDot { dot, time: effect.stamp.time, removed: true };
                self.join_member(path, member, seen, leaves_dot.then_some(removed));
            }
            Content::Switch { path, on } => {
                scopes.push(Scope::Below(path.clone()));
                let dead = self.pending.iter().any(|p| p.kills_content(dot, path));
                let place = self.places.entry(path.clone()).or_insert_with(|| Place::Flag(Default::default()));
                if let Place::Flag(flag) = place {
                    join(
                        &mut flag.versions,
                        |version| version.stamp.dot,
                        |_| dead,
                        [FlagVersion { stamp: effect.stamp, on: *on }],
                        |_| false,
                        |dot| seen.covers(dot),
                        |_| {},
                    );
                }
            }
            Content::Clear { path } => {
                scopes.push(Scope::Below(path.clone()));
                self.replace_content(path, seen, outcome);
            }
            Content::Reset => outcome.leaves_tombstone = true,
            Content::Delete => {}
        }
        outcome.leaves_tombstone |= !effect.readings.is_empty();
    }

    fn join_register(
        &mut self,
        path: &Path,
        bytes: &[u8],
        effect: &Effect<'_>,
        seen: &Seen<'_>,
        outcome: &mut Outcome,
    ) {
        let dot = effect.stamp.dot;
        let dead = self.pending.iter().any(|p| p.kills_content(dot, path));
        let place = self.places.entry(path.clone()).or_insert_with(|| Place::Register(Default::default()));
        let Place::Register(register) = place else { return };
        join(
            &mut register.versions,
            |version| version.stamp.dot,
            |_| dead,
            [RegisterVersion { stamp: effect.stamp, birth: effect.birth, bytes: bytes.into() }],
            |_| false,
            |dot| seen.covers(dot),
            |version| outcome.replaced.push(version.stamp.dot),
        );
        if dead {
            return;
        }
        for other in register.versions.iter().filter(|version| version.stamp.dot != dot && *version.bytes != *bytes) {
            let created = effect.birth == Birth::Create || other.birth == Birth::Create;
            outcome.encounters.push(Encounter {
                path: path.clone(),
                kind: if created { ConflictKind::InsertInsert } else { ConflictKind::UpdateUpdate },
                arriving: Side { stamp: effect.stamp, bytes: Some(bytes.to_vec()) },
                other: Side { stamp: other.stamp, bytes: Some(other.bytes.to_vec()) },
            });
        }
    }

    fn join_member(&mut self, path: &Path, member: &[u8], seen: &Seen<'_>, dot: Option<MemberDot>) {
        let alive = dot.filter(|dot| !self.pending.iter().any(|p| p.kills_member(dot.dot, path, member)));
        let place = self.places.entry(path.clone()).or_insert_with(|| Place::Set(Default::default()));
        if let Place::Set(set) = place {
            set.join_member(member, seen, alive);
        }
    }

    fn replace_all_content(&mut self, seen: &Seen<'_>, outcome: &mut Outcome) {
        self.replace_content(&Path::default(), seen, outcome);
    }

    /// Drops the versions at a place and below it that were seen. Counters go by readings instead.
    fn replace_content(&mut self, above: &Path, seen: &Seen<'_>, outcome: &mut Outcome) {
        let below: Vec<Path> = if above.is_root() {
            self.places.keys().cloned().collect()
        } else {
            self.places.range(above.clone()..).map(|(path, _)| path).take_while(|p| p.starts_with(above)).cloned().collect()
        };
        for path in below {
            match self.places.get_mut(&path) {
                Some(Place::Register(register)) => register.versions.retain(|version| {
                    let stays = !seen.covers(version.stamp.dot);
                    if !stays {
                        outcome.replaced.push(version.stamp.dot);
                    }
                    stays
                }),
                Some(Place::Set(set)) => set.retain(|dot| !seen.covers(dot.dot)),
                Some(Place::Flag(flag)) => flag.versions.retain(|version| !seen.covers(version.stamp.dot)),
                Some(Place::Counter(_)) | None => {}
            }
        }
    }

    /// What a live write left in the root register, or null where the record is none.
    fn written_at_root(&self, dot: LocalDot) -> Vec<u8> {
        match self.places.get(&Path::default()) {
            Some(Place::Register(register)) => register
                .versions
                .iter()
                .find(|version| version.stamp.dot == dot)
                .map_or_else(|| NULL.to_vec(), |version| version.bytes.to_vec()),
            _ => NULL.to_vec(),
        }
    }
}

impl Effect<'_> {
    fn written_at_root(&self) -> Vec<u8> {
        match &self.content {
            Content::Put { fields } => match fields.as_slice() {
                [(path, bytes)] if path.is_root() => bytes.to_vec(),
                _ => NULL.to_vec(),
            },
            _ => vec![0xf6],
        }
    }
}
