//! Joining one change into a record.

use super::{
    Baseline, Births, End, Entry, Existence, Extreme, FlagVersion, Footing, LaterDelete, Life, LocalDot, LocalReading,
    LogEntry, MemberDot, Offer, Pending, Place, Record, RegisterVersion, Row, Scope, Seen, Stamp, Tomb,
};
use crate::{
    causality::dot_store::join,
    conflict::{ConflictId, ConflictKind},
    fault::{Fault, Faults},
    wire::{Birth, Path},
};
use alloc::{boxed::Box, vec, vec::Vec};

/// What a change does, in the record's own terms.
#[derive(Debug, Clone)]
pub(crate) enum Content<'a> {
    Put {
        path: Path,
        bytes: &'a [u8],
    },
    Patch {
        fields: Vec<(Path, &'a [u8])>,
    },
    Increment {
        path: Path,
        total: i128,
        since_birth: u64,
    },
    Add {
        path: Path,
        member: &'a [u8],
    },
    /// Adds a claimant to the claims at the root.
    Claim {
        claimant: &'a [u8],
    },
    /// Takes away what was seen of a claimant.
    Release {
        claimant: &'a [u8],
    },
    /// `leaves_dot` where removals win: the removal then has to outlive the change.
    Remove {
        path: Path,
        member: &'a [u8],
        leaves_dot: bool,
    },
    Switch {
        path: Path,
        on: bool,
    },
    /// What the writer's row of a bounded counter says from now on.
    Entitle {
        path: Path,
        row: Row,
    },
    /// Says when the record expires.
    Expire {
        bytes: &'a [u8],
    },
    Append {
        path: Path,
        bytes: &'a [u8],
    },
    Offer {
        path: Path,
        bytes: &'a [u8],
        end: End,
    },
    /// Removes what was seen at a place and below it.
    Clear {
        path: Path,
    },
    /// Cancels what was read of a counter; the readings say what.
    Reset,
    Delete,
    /// Existence alone.
    Revive,
}

impl Content<'_> {
    /// The parts of the record that the change replaces as far as it saw them.
    fn scopes(&self) -> Vec<Scope> {
        let content = match self {
            Content::Put { path, .. } | Content::Switch { path, .. } => vec![Scope::Below(path.clone())],
            Content::Patch { fields } => fields.iter().map(|(path, _)| Scope::Below(path.clone())).collect(),
            Content::Expire { .. } => vec![Scope::Below(Path::expiry())],
            Content::Add { path, member } => vec![Scope::Member(path.clone(), (*member).into())],
            Content::Claim { claimant } => vec![Scope::Member(Path::default(), (*claimant).into())],
            Content::Release { claimant } => return vec![Scope::Member(Path::default(), (*claimant).into())],
            Content::Remove { path, member, .. } => return vec![Scope::Member(path.clone(), (*member).into())],
            Content::Clear { path } => return vec![Scope::Below(path.clone())],
            Content::Offer { path, bytes, .. } => vec![Scope::NotBetter(path.clone(), (*bytes).into())],
            // What adds up, and entries, replace nothing.
            Content::Increment { .. } | Content::Entitle { .. } | Content::Append { .. } => Vec::new(),
            Content::Reset => return Vec::new(),
            Content::Delete | Content::Revive => return vec![Scope::Existence],
        };
        core::iter::once(Scope::Existence).chain(content).collect()
    }

    fn touches_existence(&self) -> bool {
        match self {
            Content::Put { .. } | Content::Patch { .. } | Content::Increment { .. } | Content::Entitle { .. } => true,
            Content::Add { .. } | Content::Switch { .. } | Content::Expire { .. } | Content::Revive => true,
            Content::Append { .. } | Content::Offer { .. } | Content::Claim { .. } => true,
            Content::Release { .. } => false,
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
    /// The conflict that the change settles or takes back.
    pub(crate) settles: Option<ConflictId>,
    /// The creations that the change names.
    pub(crate) births: Vec<LocalDot>,
    /// Whether it spares a write of its own region.
    pub(crate) apart: bool,
}

impl Effect<'_> {
    pub(crate) fn deletes(&self) -> bool {
        matches!(self.content, Content::Delete)
    }

    pub(crate) fn touches_existence(&self) -> bool {
        self.deletes() || self.content.touches_existence()
    }

    /// The creations that the write goes on from, or that the delete had seen.
    pub(crate) fn births(&self) -> Births {
        match self.birth {
            Birth::Create | Birth::Recreate if !self.deletes() => Births::Own,
            _ if self.births == [self.stamp.dot] => Births::Own,
            _ => Births::Of(self.births.as_slice().into()),
        }
    }

    pub(crate) fn footing(&self) -> Footing {
        let puts = matches!(&self.content, Content::Put { path, .. } if path.is_root());
        Footing { birth: self.birth, apart: self.apart, puts }
    }
}

/// A version that met another without having seen it, or been seen by it. The versions themselves are in the change
/// and in the record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Encounter {
    pub(crate) path: Path,
    pub(crate) kind: ConflictKind,
    /// Whether the arriving change is a delete.
    pub(crate) arriving_deletes: bool,
    pub(crate) other: Stamp,
    /// Whether what it met is a delete.
    pub(crate) other_deletes: bool,
}

/// What a join brought about.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) encounters: Vec<Encounter>,
    /// Register and existence versions that the change replaced.
    pub(crate) replaced: Vec<LocalDot>,
    /// Dots under which the record is to be looked at again for what is dominated.
    pub(crate) watch: Vec<LocalDot>,
    /// Whether something came that is to be collected once it is stable.
    pub(crate) leaves_tombstone: bool,
}

impl Record {
    /// Joins one change. `seen` is what its writer had seen at the change's place, `seen_at_root` what it had seen of
    /// the whole record, and `cursor` what this replica has received of a stream. A context that a reader elsewhere
    /// handed over counts at the place alone: it is never widened to other fields.
    pub(crate) fn apply(
        &mut self,
        effect: &Effect<'_>,
        seen: &Seen<'_>,
        seen_at_root: &Seen<'_>,
        cursor: impl Fn(u32) -> u64,
        faults: Faults,
        outcome: &mut Outcome,
    ) {
        let heads = seen.beyond(&cursor);
        let heads_at_root = seen_at_root.beyond(&cursor);
        let recreates = effect.birth.creates()
            && effect.content.touches_existence()
            && !faults.has(Fault::WriteOverDeleteKeepsSuppressed);
        if recreates {
            self.replace_all_content(seen_at_root, outcome);
            self.places.retain(|path, place| !path.is_expiry() || !place.is_empty());
            self.cancel_counters(seen, effect.stamp.dot, outcome);
            self.await_counters(seen, &cursor);
        }
        self.join_readings(effect);
        self.join_existence(effect, seen, &heads, outcome);
        self.join_content(effect, seen, faults, outcome);
        self.prune_counters(&cursor);
        if faults.has(Fault::DropPendingContext) {
            return;
        }
        if recreates && !heads_at_root.is_empty() {
            let spared = seen_at_root.spared.to_vec();
            self.pending.push(Pending { scopes: vec![Scope::Root], heads: heads_at_root.clone(), spared });
        }
        let mut heads = heads;
        if recreates && seen_at_root.spared.len() == seen.spared.len() {
            // What waits at the root need not wait at the place, too; which of it does must not show in what stays.
            heads.retain(|head| !heads_at_root.iter().any(|root| root.0 == head.0 && root.1 >= head.1));
        }
        if heads.is_empty() {
            return;
        }
        let scopes = effect.content.scopes();
        if !scopes.is_empty() {
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

    fn join_existence(&mut self, effect: &Effect<'_>, seen: &Seen<'_>, beyond: &[(u32, u64)], outcome: &mut Outcome) {
        let deletes = matches!(effect.content, Content::Delete);
        if !deletes && !effect.content.touches_existence() {
            return;
        }
        let life = if deletes {
            outcome.leaves_tombstone = true;
            let spared = seen.spared.to_vec();
            Life::Deleted(Box::new(Tomb { seen: beyond.to_vec(), spared, readings: effect.readings.clone() }))
        } else {
            Life::Alive
        };
        let dot = effect.stamp.dot;
        if deletes {
            self.note_delete(effect, seen);
        }
        let pending = &self.pending;
        join(
            &mut self.existence,
            |version| version.stamp.dot,
            |dot| pending.iter().any(|p| p.kills_existence(dot)),
            [Existence { stamp: effect.stamp, life, births: effect.births(), footing: effect.footing() }],
            |_| false,
            |dot| seen.covers(dot),
            |version| outcome.replaced.push(version.stamp.dot),
        );
        if self.existence_of(dot).is_none() {
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
                arriving_deletes: deletes,
                other: other.stamp,
                other_deletes: other_deleted,
            });
        }
    }

    /// Notes a delete on what its own region put at the root before: that the two are of one hand shows in no other way
    /// once the delete is taken back.
    fn note_delete(&mut self, effect: &Effect<'_>, seen: &Seen<'_>) {
        let Some(Place::Register(register)) = self.places.get_mut(&Path::default()) else { return };
        let dot = effect.stamp.dot;
        let of_own = |version: &&mut RegisterVersion| version.stamp.dot.stream == dot.stream && !effect.apart;
        for version in register.versions.iter_mut().filter(of_own) {
            let spared = seen.spared.into();
            version.deletes.push(LaterDelete { stamp: effect.stamp, births: effect.births(), spared });
        }
    }

    fn join_content(&mut self, effect: &Effect<'_>, seen: &Seen<'_>, faults: Faults, outcome: &mut Outcome) {
        let dot = effect.stamp.dot;
        match &effect.content {
            Content::Put { path, bytes } => self.join_register(path, bytes, effect, seen, outcome),
            Content::Patch { fields } => {
                fields.iter().for_each(|(path, bytes)| self.join_register(path, bytes, effect, seen, outcome));
            }
            Content::Expire { bytes } => self.join_register(&Path::expiry(), bytes, effect, seen, outcome),
            Content::Increment { path, total, since_birth } => {
                let entry = Entry {
                    stream: dot.stream,
                    birth: if faults.has(Fault::CounterWithoutBirths) {
                        1
                    } else {
                        dot.sequence.saturating_sub(*since_birth)
                    },
                    sequence: dot.sequence,
                    total: *total,
                    time: effect.stamp.time,
                };
                let place = self.places.entry(path.clone()).or_insert_with(|| Place::Counter(Default::default()));
                if let Place::Counter(counter) = place {
                    counter.join_entry(entry);
                    for by in self.pending.iter().filter_map(|pending| pending.cancels(dot)) {
                        counter.join_baseline(entry.read_by(by));
                        outcome.leaves_tombstone = true;
                    }
                }
            }
            Content::Add { path, member } => {
                let added = MemberDot { dot, time: effect.stamp.time, removed: false };
                self.join_member(path, member, seen, Some(added));
            }
            Content::Remove { path, member, leaves_dot } => {
                let leaves_dot = *leaves_dot && !faults.has(Fault::RemoveWinsWithoutDot);
                outcome.leaves_tombstone |= leaves_dot;
                let removed = MemberDot { dot, time: effect.stamp.time, removed: true };
                self.join_member(path, member, seen, leaves_dot.then_some(removed));
            }
            Content::Claim { claimant } => {
                let claimed = MemberDot { dot, time: effect.stamp.time, removed: false };
                self.join_claim(claimant, seen, Some(claimed), outcome);
            }
            Content::Release { claimant } => self.join_claim(claimant, seen, None, outcome),
            Content::Switch { path, on } => {
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
            Content::Entitle { path, row } => {
                let place = self.places.entry(path.clone()).or_insert_with(|| Place::Bounded(Default::default()));
                if let Place::Bounded(counter) = place {
                    counter.join_row(row.clone());
                }
            }
            Content::Append { path, bytes } => {
                let dead = self.pending.iter().any(|p| p.kills_content(dot, path));
                let place = self.places.entry(path.clone()).or_insert_with(|| Place::Log(Default::default()));
                if let Place::Log(log) = place
                    && !dead
                {
                    log.append(LogEntry { stamp: effect.stamp, bytes: (*bytes).into() });
                }
            }
            Content::Offer { path, bytes, end } => {
                let dead = self.pending.iter().any(|p| p.kills_offer(dot, path, bytes, *end));
                let empty = || Place::Extreme(Extreme { end: *end, offers: Vec::new() });
                let place = self.places.entry(path.clone()).or_insert_with(empty);
                if let Place::Extreme(extreme) = place {
                    extreme.join(Offer { stamp: effect.stamp, bytes: (*bytes).into() }, seen, dead);
                    if extreme.has_dominated() {
                        outcome.watch.extend(extreme.offers.iter().map(|offer| offer.stamp.dot));
                    }
                }
            }
            Content::Clear { path } => self.replace_content(path, seen, outcome),
            Content::Reset => outcome.leaves_tombstone = true,
            Content::Delete | Content::Revive => {}
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
            [RegisterVersion {
                stamp: effect.stamp,
                birth: effect.birth,
                apart: effect.apart,
                births: effect.births(),
                deletes: Vec::new(),
                settles: effect.settles,
                bytes: bytes.into(),
            }],
            |_| false,
            |dot| seen.covers(dot),
            |version| outcome.replaced.push(version.stamp.dot),
        );
        // Expiries that meet are no conflict: which of them counts is the same for every record.
        if dead || path.is_expiry() {
            return;
        }
        for other in register.versions.iter().filter(|version| version.stamp.dot != dot && *version.bytes != *bytes) {
            // Two who settle the same conflict apart make no other one: the later of them stands.
            if effect.settles.is_some() && effect.settles == other.settles {
                continue;
            }
            let created = effect.birth.is_own() && other.birth.is_own() && dot.stream != other.stamp.dot.stream;
            outcome.encounters.push(Encounter {
                path: path.clone(),
                kind: if created { ConflictKind::InsertInsert } else { ConflictKind::UpdateUpdate },
                arriving_deletes: false,
                other: other.stamp,
                other_deletes: false,
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

    /// A claim or a release. A claim that arrives meets those claims of others that it had not seen.
    fn join_claim(&mut self, claimant: &[u8], seen: &Seen<'_>, claimed: Option<MemberDot>, outcome: &mut Outcome) {
        let root = Path::default();
        if let Some(Place::Set(set)) = self.places.get(&root) {
            let known = set.members.get(claimant).into_iter().flat_map(|dots| dots.as_slice());
            outcome.replaced.extend(known.map(|known| known.dot).filter(|dot| seen.covers(*dot)));
        }
        self.join_member(&root, claimant, seen, claimed);
        let (Some(claimed), Some(Place::Set(set))) = (claimed, self.places.get(&root)) else { return };
        if !set.members.get(claimant).is_some_and(|dots| dots.as_slice().contains(&claimed)) {
            return;
        }
        let others = set.sorted().into_iter().filter(|(member, _)| *member != claimant);
        let met = others.flat_map(|(_, dots)| dots.as_slice()).filter(|other| !seen.received(other.dot));
        outcome.encounters.extend(met.map(|other| Encounter {
            path: Path::default(),
            kind: ConflictKind::UniqueClaim,
            arriving_deletes: false,
            other: Stamp { dot: other.dot, time: other.time, node: 0 },
            other_deletes: false,
        }));
    }

    /// Cancels what the region of a write over a delete had received of every counter. The write names its readings
    /// only while its region holds the record; once it was collected there, the cursors tell.
    fn cancel_counters(&mut self, seen: &Seen<'_>, by: LocalDot, outcome: &mut Outcome) {
        for place in self.places.values_mut() {
            let Place::Counter(counter) = place else { continue };
            for entry in counter.entries.clone() {
                if seen.received(entry.dot()) {
                    counter.join_baseline(entry.read_by(by));
                    outcome.leaves_tombstone = true;
                }
            }
        }
    }

    /// The same for increments that come later: a restored replica may get them after the write over them.
    fn await_counters(&mut self, seen: &Seen<'_>, cursor: impl Fn(u32) -> u64) {
        let heads = seen.received_beyond(cursor);
        if !heads.is_empty() {
            self.pending.push(Pending { scopes: vec![Scope::Counters(seen.own)], heads, spared: Vec::new() });
        }
    }

    fn prune_counters(&mut self, cursor: impl Fn(u32) -> u64) {
        for place in self.places.values_mut() {
            if let Place::Counter(counter) = place {
                counter.prune(&cursor);
            }
        }
    }

    fn replace_all_content(&mut self, seen: &Seen<'_>, outcome: &mut Outcome) {
        self.replace_content(&Path::default(), seen, outcome);
        self.drop_seen(&Path::expiry(), seen, outcome);
    }

    /// Drops the versions at a place and below it that were seen. Counters go by readings instead.
    fn replace_content(&mut self, above: &Path, seen: &Seen<'_>, outcome: &mut Outcome) {
        let below: Vec<Path> = if above.is_root() {
            self.places.keys().cloned().collect()
        } else {
            self.places
                .range(above.clone()..)
                .map(|(path, _)| path)
                .take_while(|p| p.starts_with(above))
                .cloned()
                .collect()
        };
        // What replaces values leaves the expiry, which is a register of its own.
        for path in below.into_iter().filter(|path| !path.is_expiry()) {
            self.drop_seen(&path, seen, outcome);
        }
    }

    fn drop_seen(&mut self, path: &Path, seen: &Seen<'_>, outcome: &mut Outcome) {
        match self.places.get_mut(path) {
            Some(Place::Register(register)) => register.versions.retain(|version| {
                let stays = !seen.covers(version.stamp.dot);
                if !stays {
                    outcome.replaced.push(version.stamp.dot);
                }
                stays
            }),
            Some(Place::Set(set)) => set.retain(|dot| !seen.covers(dot.dot)),
            Some(Place::Flag(flag)) => flag.versions.retain(|version| !seen.covers(version.stamp.dot)),
            Some(Place::Log(log)) => log.remove_seen(seen),
            Some(Place::Extreme(extreme)) => extreme.offers.retain(|offer| !seen.covers(offer.stamp.dot)),
            Some(Place::Counter(_) | Place::Bounded(_)) | None => {}
        }
    }
}
