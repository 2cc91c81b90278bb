//! From versions that met to conflict records.

use super::{Region, claim::claimant_of, store::View};
use crate::{
    conflict::{Arena, ConflictId, ConflictKind, ConflictState, KeptConflict, KeptSide},
    deployment::{Class, Kind},
    record::{Births, Content, Effect, Encounter, Footing, LaterDelete, LocalDot, Stamp},
    wire::Path,
};
use alloc::{borrow::ToOwned, boxed::Box, vec::Vec};

impl Region {
    /// Files the encounter of a change that was just joined; answers its conflict.
    pub(super) fn file_encounter(
        &mut self,
        spec: &Class,
        key: &str,
        effect: &Effect<'_>,
        encounter: &Encounter,
    ) -> Option<ConflictId> {
        let (path, other) = (&encounter.path, encounter.other.dot);
        let of_content = matches!(encounter.kind, ConflictKind::InsertInsert | ConflictKind::UpdateUpdate);
        let arena = self.arena_of(spec, key, effect, encounter);
        if arena == Arena::Claim && self.has_seen_of(other, effect.stamp.dot) {
            return None;
        }
        let mut first = self.arriving_side(effect, arena, path)?;
        let mut second = self.met_side(key, arena, encounter);
        self.set_windows(&mut first, effect.apart, &mut second, self.is_apart(key, arena, path, other));
        if of_content {
            self.go_on_to_delete(key, path, effect.stamp.dot, &mut second);
        }
        let name = |side: &KeptSide| self.named_dot(side.stamp.dot);
        let arriving_first = name(&first) < name(&second);
        let (a, b) = if arriving_first { (first, second) } else { (second, first) };
        let id = self.conflict_id(key, arena, path, &a, &b);
        if let Some(metrics) = &mut self.metrics {
            let region = |side: &KeptSide| self.streams.id(side.stamp.dot.stream).origin.region;
            metrics.conflict(&spec.name, encounter.kind, key, (region(&a), region(&b)));
        }
        if let Some(known) = self.conflicts.get_mut(&id) {
            known.encounters += 1;
            for (known, met) in [(&mut known.a, a), (&mut known.b, b)] {
                if met.stamp.dot.sequence > known.stamp.dot.sequence {
                    *known = met;
                }
            }
            self.conflicts.touch(&id);
            return Some(id);
        }
        let conflict = KeptConflict {
            key: key.into(),
            path: path.clone(),
            arena,
            kind: encounter.kind,
            a,
            b,
            winner: None,
            strategy_used: "",
            state: ConflictState::Superseded,
            merge: None,
            rule: None,
            encounters: 1,
            verdicts: Vec::new(),
            position: 0,
        };
        self.conflicts.file(id, conflict, self.options.conflicts_max);
        Some(id)
    }

    fn conflict_id(&self, key: &str, arena: Arena, path: &Path, a: &KeptSide, b: &KeptSide) -> ConflictId {
        let side = |side: &KeptSide| {
            let dot = self.named_dot(side.stamp.dot);
            (dot.stream, side.window.ok_or(dot.sequence))
        };
        let claimants = [a, b].map(|side| side.bytes.as_deref().unwrap_or_default());
        let part = match arena {
            Arena::Value => path.0.iter().map(|name| name.as_bytes().to_owned()).collect(),
            Arena::Existence | Arena::Expiry => Vec::new(),
            Arena::Claim => claimants.map(<[u8]>::to_owned).to_vec(),
        };
        ConflictId::derive(self.deployment.name(), key, arena, &part, &[side(a), side(b)])
    }

    /// What the two of an encounter met in.
    fn arena_of(&self, spec: &Class, key: &str, effect: &Effect<'_>, encounter: &Encounter) -> Arena {
        match encounter.kind {
            ConflictKind::UniqueClaim => Arena::Claim,
            ConflictKind::DeleteUpdate | ConflictKind::DeleteDelete => {
                let arriving_puts = encounter.arriving_deletes || effect.footing().puts;
                let other_puts = encounter.other_deletes || self.footing_of(key, encounter.other.dot).puts;
                match matches!(spec.kind, Kind::Register(_)) {
                    true if arriving_puts && other_puts => Arena::Value,
                    true => Arena::Expiry,
                    false => Arena::Existence,
                }
            }
            _ => Arena::Value,
        }
    }

    fn footing_of(&self, key: &str, dot: LocalDot) -> Footing {
        match self.store.view(key) {
            Some(View::Full(record)) => record.existence_of(dot).map(|existence| existence.footing).unwrap_or_default(),
            _ => Default::default(),
        }
    }

    /// Whether a live write that was met spared one of its own region.
    fn is_apart(&self, key: &str, arena: Arena, path: &Path, dot: LocalDot) -> bool {
        let Some(View::Full(record)) = self.store.view(key) else { return false };
        let of_value = record.version_of(path, dot).filter(|_| arena == Arena::Value).map(|version| version.apart);
        of_value.unwrap_or_else(|| record.existence_of(dot).is_some_and(|existence| existence.footing.apart))
    }

    /// What a change is in an arena, if it is anything there: a claim is of its claimant.
    pub(super) fn arriving_side(&self, effect: &Effect<'_>, arena: Arena, path: &Path) -> Option<KeptSide> {
        let bytes = match (arena, &effect.content) {
            (Arena::Value, Content::Put { path: at, bytes }) if at == path => Some(Box::from(*bytes)),
            (Arena::Value, Content::Patch { fields }) => {
                let (_, bytes) = fields.iter().find(|(at, _)| at == path)?;
                Some(Box::from(*bytes))
            }
            (Arena::Value, Content::Delete) if path.is_root() => None,
            (Arena::Existence | Arena::Expiry, _) if effect.touches_existence() => None,
            (Arena::Claim, Content::Claim { claimant }) => Some(Box::from(*claimant)),
            _ => return None,
        };
        Some(self.kept_side(effect.stamp, effect.footing(), effect.births(), effect.deletes(), bytes, arena))
    }

    /// The write that was met.
    fn met_side(&self, key: &str, arena: Arena, encounter: &Encounter) -> KeptSide {
        let (path, other, deleted) = (&encounter.path, encounter.other, encounter.other_deletes);
        let record = match self.store.view(key) {
            Some(View::Full(record)) => Some(record),
            _ => None,
        };
        let existence = record.and_then(|record| record.existence_of(other.dot));
        let version = record.and_then(|record| record.version_of(path, other.dot)).filter(|_| arena == Arena::Value);
        let put = version.map(|version| Footing { birth: version.birth, apart: version.apart, puts: path.is_root() });
        let footing = existence.map(|existence| existence.footing).or(put).unwrap_or_default();
        let births = existence.map(|existence| &existence.births).or(version.map(|version| &version.births));
        let births = births.cloned().unwrap_or(Births::Of(Box::default()));
        let bytes = match arena {
            Arena::Claim => record.and_then(|record| claimant_of(record, other.dot)),
            _ => version.map(|version| &*version.bytes),
        };
        self.kept_side(other, footing, births, deleted, bytes.filter(|_| !deleted).map(Box::from), arena)
    }

    fn kept_side(
        &self,
        mut stamp: Stamp,
        footing: Footing,
        births: Births,
        deleted: bool,
        bytes: Option<Box<[u8]>>,
        arena: Arena,
    ) -> KeptSide {
        if arena == Arena::Claim {
            // Which process it was the other claim does not say, so neither does; every region makes the same record.
            stamp.node = Self::node_of(&self.streams, stamp.dot.stream, 0);
        }
        let context = self.context_at(stamp.dot);
        KeptSide { stamp, context, window: None, birth: footing.birth, puts: footing.puts, births, deleted, bytes }
    }

    /// Says of both sides which later writes stand for them.
    fn set_windows(&self, first: &mut KeptSide, first_apart: bool, second: &mut KeptSide, second_apart: bool) {
        let (one, two) = (first.stamp.dot, second.stamp.dot);
        for (side, apart, dot, other) in [(first, first_apart, one, two), (second, second_apart, two, one)] {
            let received = self.has_seen_of(other, dot);
            if received {
                // Of what everybody has, nobody knows any more what its writer had seen of others.
                side.context = side.context.iter().copied().filter(|entry| entry.0 == dot.stream).collect();
            }
            side.window = (!apart && !received).then(|| self.saw_of(dot, other.stream));
        }
    }

    /// A version that its own region deleted before it met another goes on to that delete, even where that was taken back.
    fn go_on_to_delete(&self, key: &str, path: &Path, arriving: LocalDot, side: &mut KeptSide) {
        let Some(View::Full(record)) = self.store.view(key) else { return };
        let (Some(version), true) = (record.version_of(path, side.stamp.dot), path.is_root()) else { return };
        let goes_on = |delete: &&LaterDelete| {
            let meets = !self.has_seen_of(delete.stamp.dot, arriving) || delete.spared.contains(&arriving);
            meets && Some(self.saw_of(delete.stamp.dot, arriving.stream)) == side.window
        };
        let Some(delete) = version.deletes.iter().filter(goes_on).max_by_key(|delete| delete.stamp.dot) else { return };
        let (stamp, births) = (delete.stamp, delete.births.clone());
        let window = side.window;
        *side = self.kept_side(stamp, Footing::default(), births, true, None, Arena::Value);
        side.window = window;
    }

    /// Whether the writer of one change had received another one.
    pub(super) fn has_seen_of(&self, by: LocalDot, other: LocalDot) -> bool {
        other.sequence <= self.saw_of(by, other.stream)
    }

    /// What the writer of a change had received of a stream.
    pub(super) fn saw_of(&self, by: LocalDot, stream: u32) -> u64 {
        match self.streams.get(by.stream) {
            _ if by.stream == stream => by.sequence.saturating_sub(1),
            Some(of) => of.saw_at(by.sequence, stream),
            None => 0,
        }
    }

    /// What the writer of a change had seen, by stream.
    pub(super) fn context_at(&self, dot: LocalDot) -> Box<[(u32, u64)]> {
        let Some(stream) = self.streams.get(dot.stream) else { return Box::default() };
        let own = [(dot.stream, dot.sequence.saturating_sub(1))];
        let met = stream.met.iter().map(|other| (*other, stream.saw_at(dot.sequence, *other)));
        own.into_iter().chain(met).filter(|entry| entry.1 > 0).collect()
    }
}
