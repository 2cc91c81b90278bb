//! Records by key, the common ones packed: a register with one live version is its key, its value and a stamp; a map
//! of such registers is its key and one stretch of bytes.

use super::packed_map;
use crate::{
    record::{Births, Existence, Footing, Life, LocalDot, Place, Record, Register, RegisterVersion, Seen, Stamp},
    wire::{Birth, EncodedPath, Fields, Path},
};
use alloc::{boxed::Box, vec, vec::Vec};
use core::hash::BuildHasher;
use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// The stamp of a packed record, without the node: that follows from stream and process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PackedStamp {
    pub(super) sequence: u64,
    pub(super) time: u64,
    pub(super) process: u32,
    pub(super) stream: u16,
    pub(super) birth: Birth,
}

/// How the state of a record is kept.
#[derive(Debug)]
pub(super) enum State {
    /// A register with one live version, written by the record's one live existence version.
    One(PackedStamp),
    /// A map of registers with one live version each, as [`packed_map`] has it.
    Map,
    Full(Box<Record>),
}

/// A record in the table.
#[derive(Debug)]
pub(super) struct Slot {
    /// The key, then (of a packed record) the value or the map.
    bytes: Vec<u8>,
    key_len: u16,
    pub(super) state: State,
}

impl Slot {
    pub(super) fn key(&self) -> &str {
        core::str::from_utf8(self.key_bytes()).unwrap_or_default()
    }

    #[inline]
    fn key_bytes(&self) -> &[u8] {
        self.bytes.get(..self.key_len as usize).unwrap_or_default()
    }

    /// The value of a packed record, or its map.
    #[inline]
    pub(super) fn value(&self) -> &[u8] {
        self.bytes.get(self.key_len as usize..).unwrap_or_default()
    }

    /// Replaces a packed record's version in place.
    #[inline]
    pub(super) fn overwrite(&mut self, stamp: PackedStamp, value: &[u8]) {
        self.state = State::One(stamp);
        let at = self.key_len as usize;
        if self.bytes.len() == at + value.len() {
            if let Some(room) = self.bytes.get_mut(at..) {
                room.copy_from_slice(value);
            }
        } else {
            self.bytes.truncate(at);
            self.bytes.reserve_exact(value.len());
            self.bytes.extend_from_slice(value);
        }
    }

    /// The record in full, unpacked if need be. `node` gives the node of a stream and process.
    pub(super) fn unpack(&mut self, node: impl Fn(u32, u32) -> u64) -> &mut Record {
        let record = match self.state {
            State::One(stamp) => Some(unpacked(stamp, self.value(), node)),
            State::Map => Some(packed_map::to_record(self.value())),
            State::Full(_) => None,
        };
        if let Some(record) = record {
            // The room stays for the value to come back to: most conflicts are short.
            self.bytes.truncate(self.key_len as usize);
            self.state = State::Full(Box::new(record));
        }
        match &mut self.state {
            State::Full(record) => record,
            #[allow(clippy::unreachable, reason = "INVARIANT: a packed state was replaced just above")]
            State::One(_) | State::Map => unreachable!(),
        }
    }

    /// The record if it is kept in full.
    pub(super) fn full_mut(&mut self) -> Option<&mut Record> {
        match &mut self.state {
            State::Full(record) => Some(record),
            State::One(_) | State::Map => None,
        }
    }

    /// Joins a change of fields that had found the record, where it had seen every version that it meets. Answers `false`,
    /// with nothing changed, otherwise.
    pub(super) fn put_fields(&mut self, fields: &Fields<'_>, birth: Birth, stamp: Stamp, seen: &Seen<'_>) -> bool {
        match &mut self.state {
            State::One(_) => false,
            State::Map => packed_map::put(&mut self.bytes, usize::from(self.key_len), fields, birth, &stamp, seen),
            State::Full(record) => record.put_plainly(fields, birth, stamp, seen),
        }
    }

    /// Packs the record if every register of it has one version again.
    pub(super) fn pack(&mut self) {
        let State::Full(record) = &self.state else { return };
        if let Some(map) = packed_map::pack(record) {
            self.state = State::Map;
            self.bytes.truncate(self.key_len as usize);
            self.bytes.reserve_exact(map.len());
            self.bytes.extend_from_slice(&map);
            return;
        }
        let Some(stamp) = packed(record) else { return };
        let State::Full(record) = core::mem::replace(&mut self.state, State::One(stamp)) else { return };
        if let Some(Place::Register(register)) = record.places.get(&Path::default())
            && let [version] = register.versions.as_slice()
        {
            self.overwrite(stamp, &version.bytes);
        }
    }
}

fn unpacked(stamp: PackedStamp, value: &[u8], node: impl Fn(u32, u32) -> u64) -> Record {
    let stream = u32::from(stamp.stream);
    let full = Stamp {
        dot: LocalDot { stream, sequence: stamp.sequence },
        time: stamp.time,
        node: node(stream, stamp.process),
    };
    let version = RegisterVersion {
        stamp: full,
        birth: stamp.birth,
        apart: false,
        births: births_of(stamp.birth),
        deletes: Vec::new(),
        settles: None,
        bytes: value.into(),
    };
    let footing = Footing { birth: stamp.birth, apart: false, puts: true };
    Record {
        existence: vec![Existence { stamp: full, life: Life::Alive, births: births_of(stamp.birth), footing }],
        places: [(Path::default(), Place::Register(Register { versions: vec![version] }))].into_iter().collect(),
        pending: Vec::new(),
        watched: false,
    }
}

/// What follows of the creations from what a write found: all that a packed record says of them.
pub(super) fn births_of(birth: Birth) -> Births {
    if birth.creates() { Births::Own } else { Births::Of(Box::default()) }
}

fn packed(record: &Record) -> Option<PackedStamp> {
    let ([existence], true, 1) = (record.existence.as_slice(), record.pending.is_empty(), record.places.len()) else {
        return None;
    };
    let Some(Place::Register(register)) = record.places.get(&Path::default()) else { return None };
    let [version] = register.versions.as_slice() else { return None };
    if !matches!(existence.life, Life::Alive)
        || existence.stamp != version.stamp
        || version.settles.is_some()
        || existence.births != births_of(version.birth)
        || existence.footing != (Footing { birth: version.birth, apart: version.apart, puts: true })
        || version.apart
        || record.watched
    {
        return None;
    }
    Some(PackedStamp {
        sequence: version.stamp.dot.sequence,
        time: version.stamp.time,
        process: version.stamp.node as u32,
        stream: u16::try_from(version.stamp.dot.stream).ok()?,
        birth: version.birth,
    })
}

/// A borrowed view of a record, packed or not.
pub(super) enum View<'a> {
    One { stamp: PackedStamp, value: &'a [u8] },
    Map(MapView<'a>),
    Full(&'a Record),
}

/// A map record that is packed.
#[derive(Clone, Copy)]
pub(super) struct MapView<'a>(&'a [u8]);

impl<'a> MapView<'a> {
    /// The writes that hold the record alive, and what each had found.
    pub(super) fn births(self) -> impl Iterator<Item = (LocalDot, Birth)> + Clone + 'a {
        packed_map::alive(self.0).map(|(stamp, birth)| (stamp.dot, birth))
    }

    /// The latest write that holds the record alive.
    pub(super) fn latest(self) -> Option<Stamp> {
        packed_map::alive(self.0).map(|(stamp, _)| stamp).max_by_key(Stamp::order)
    }

    /// The fields in order: the write and the value that live in each.
    pub(super) fn fields(self) -> impl Iterator<Item = (EncodedPath<'a>, LocalDot, &'a [u8])> {
        packed_map::fields(self.0).map(|(path, (stamp, _), value)| (path, stamp.dot, value))
    }

    /// A copy of the record in full.
    pub(super) fn to_record(self) -> Record {
        packed_map::to_record(self.0)
    }
}

/// All records of a replica.
#[derive(Debug, Default)]
pub(super) struct Store {
    table: HashTable<Slot>,
    hasher: FixedState,
}

impl Store {
    #[inline]
    fn hash(&self, key: &[u8]) -> u64 {
        self.hasher.hash_one(key)
    }

    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    #[inline]
    pub(super) fn get(&self, key: &str) -> Option<&Slot> {
        self.table.find(self.hash(key.as_bytes()), |slot| slot.key_bytes() == key.as_bytes())
    }

    #[inline]
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Slot> {
        self.table.find_mut(self.hash(key.as_bytes()), |slot| slot.key_bytes() == key.as_bytes())
    }

    /// Reads a little of every line of memory that a record takes.
    pub(super) fn peek(&self, key: &str) -> u8 {
        let Some(slot) = self.get(key) else { return 0 };
        let lines = slot.bytes.iter().step_by(64).take(16).fold(0, |read, byte| read ^ byte);
        lines ^ slot.bytes.last().copied().unwrap_or_default()
    }

    pub(super) fn view(&self, key: &str) -> Option<View<'_>> {
        self.get(key).map(Slot::view)
    }

    /// The slot of a key, made empty and full if there is none.
    pub(super) fn slot(&mut self, key: &str) -> &mut Slot {
        let (hash, hasher) = (self.hash(key.as_bytes()), &self.hasher);
        self.table
            .entry(hash, |slot| slot.key_bytes() == key.as_bytes(), |slot| hasher.hash_one(slot.key_bytes()))
            .or_insert_with(|| Slot {
                bytes: key.as_bytes().to_vec(),
                key_len: key.len() as u16,
                state: State::Full(Box::default()),
            })
            .into_mut()
    }

    /// Looks a key up once; makes a packed record of it if it is new, else answers the slot.
    #[inline]
    pub(super) fn slot_or_pack(&mut self, key: &str, stamp: PackedStamp, value: &[u8]) -> Option<&mut Slot> {
        use hashbrown::hash_table::Entry;
        let (hash, hasher) = (self.hash(key.as_bytes()), &self.hasher);
        let equal = |slot: &Slot| slot.key_bytes() == key.as_bytes();
        match self.table.entry(hash, equal, |slot| hasher.hash_one(slot.key_bytes())) {
            Entry::Occupied(slot) => Some(slot.into_mut()),
            Entry::Vacant(room) => {
                let mut bytes = Vec::with_capacity(key.len() + value.len());
                bytes.extend_from_slice(key.as_bytes());
                bytes.extend_from_slice(value);
                room.insert(Slot { bytes, key_len: key.len() as u16, state: State::One(stamp) });
                None
            }
        }
    }

    /// Makes a packed record of a key that is new. Answers `false` if there is one, or it does not pack.
    pub(super) fn create_map(&mut self, key: &str, fields: Fields<'_>, stamp: Stamp, birth: Birth) -> bool {
        use hashbrown::hash_table::Entry;
        let (hash, hasher) = (self.hash(key.as_bytes()), &self.hasher);
        let equal = |slot: &Slot| slot.key_bytes() == key.as_bytes();
        let Entry::Vacant(room) = self.table.entry(hash, equal, |slot| hasher.hash_one(slot.key_bytes())) else {
            return false;
        };
        let Some(bytes) = packed_map::create(key, fields, stamp, birth) else { return false };
        room.insert(Slot { bytes, key_len: key.len() as u16, state: State::Map });
        true
    }

    /// Every map in full, as if nothing were ever packed.
    #[cfg(test)]
    pub(super) fn unpack_maps(&mut self) {
        for slot in self.table.iter_mut() {
            if matches!(slot.state, State::Map) {
                slot.unpack(|_, _| 0);
            }
        }
    }

    pub(super) fn remove(&mut self, key: &str) {
        let hash = self.hash(key.as_bytes());
        if let Ok(slot) = self.table.find_entry(hash, |slot| slot.key_bytes() == key.as_bytes()) {
            slot.remove();
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.table.iter()
    }

    /// Every slot in the byte order of the keys.
    pub(super) fn sorted(&self) -> Vec<&Slot> {
        let mut slots: Vec<&Slot> = self.table.iter().collect();
        slots.sort_unstable_by(|a, b| a.key_bytes().cmp(b.key_bytes()));
        slots
    }
}

impl Slot {
    pub(super) fn view(&self) -> View<'_> {
        match &self.state {
            State::One(stamp) => View::One { stamp: *stamp, value: self.value() },
            State::Map => View::Map(MapView(self.value())),
            State::Full(record) => View::Full(record),
        }
    }

    /// A copy of the record in full.
    pub(super) fn to_record(&self, node: impl Fn(u32, u32) -> u64) -> Record {
        match self.view() {
            View::One { stamp, value } => unpacked(stamp, value, node),
            View::Map(map) => map.to_record(),
            View::Full(record) => record.clone(),
        }
    }
}
