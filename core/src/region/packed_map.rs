//! A map record in one piece of memory: the usual one, all of whose fields are registers with one live version.
//!
//! A record in full is a dozen small allocations, and a change of two fields follows a pointer to each of them: most of
//! its time goes by waiting for memory. Here a change reads on from where the record begins.
//!
//! ```text
//! stamps: u8 | fields | stamps × (stream: u32, sequence: u64, time: u64, node: u64, birth | alive << 2: u8, fields: u8)
//! field: stamp: u8 | path length: u8 | value length: u16 | path as on the wire | value in canonical CBOR
//! ```
//!
//! Fields that were written together share a stamp, which counts them. Stamps are last: a change brings one, and moves no
//! field for it.
//!
//! INVARIANT: fields ascend by path; one stamp or more holds the record alive. A stamp that does not, and of which no field
//! is left, is room for the next. The bytes say what the full record says that [`to_record`] makes of them, which has
//! nothing pending, no delete, no expiry, and no conflict record that follows it.

use super::store::births_of;
use crate::{
    record::{Births, Existence, Footing, Life, LocalDot, Place, Record, Register, RegisterVersion, Seen, Stamp},
    sorted::Order,
    wire::{Birth, EncodedPath, Fields},
};
use alloc::{boxed::Box, vec, vec::Vec};
use core::cmp::Ordering;

/// Every change looks at all of them.
const STAMPS_MAX: usize = 32;
/// What is longer stays in full: a change may read all of a packed record, and move half of it.
const BYTES_MAX: usize = 2048;
/// So many fields of a change are written where they were found.
const FEW: usize = 8;
const HEAD: usize = 1;
const STAMP: usize = 30;
const FIELD_HEAD: usize = 4;
const ALIVE: u8 = 1 << 2;

/// A change of which something is left.
#[derive(Clone, Copy)]
struct Mark {
    stamp: Stamp,
    birth: Birth,
    /// Whether it holds the record alive.
    alive: bool,
    /// How many fields are left of it. INVARIANT: fewer than 256 fit.
    fields: u8,
}

impl Mark {
    fn read(bytes: &[u8]) -> Option<Mark> {
        let (stream, bytes) = bytes.split_first_chunk()?;
        let (sequence, bytes) = bytes.split_first_chunk()?;
        let (time, bytes) = bytes.split_first_chunk()?;
        let (node, bytes) = bytes.split_first_chunk()?;
        let &[bits, fields] = bytes.first_chunk()?;
        let dot = LocalDot { stream: u32::from_le_bytes(*stream), sequence: u64::from_le_bytes(*sequence) };
        let stamp = Stamp { dot, time: u64::from_le_bytes(*time), node: u64::from_le_bytes(*node) };
        Some(Mark { stamp, birth: Birth::from_wire(bits & (ALIVE - 1))?, alive: bits & ALIVE != 0, fields })
    }

    fn to_bytes(self) -> [u8; STAMP] {
        let mut bytes = [0; STAMP];
        let (numbers, rest) = bytes.split_at_mut(STAMP - 2);
        let (stream, numbers) = numbers.split_at_mut(4);
        stream.copy_from_slice(&self.stamp.dot.stream.to_le_bytes());
        let written = [self.stamp.dot.sequence, self.stamp.time, self.stamp.node];
        for (room, number) in numbers.chunks_exact_mut(8).zip(written) {
            room.copy_from_slice(&number.to_le_bytes());
        }
        rest.copy_from_slice(&[self.birth as u8 | if self.alive { ALIVE } else { 0 }, self.fields]);
        bytes
    }
}

/// The marks of a record, and where its fields end.
fn marks(bytes: &[u8]) -> (core::slice::ChunksExact<'_, u8>, usize) {
    let stamps = usize::from(bytes.first().copied().unwrap_or_default());
    let end = bytes.len().saturating_sub(stamps * STAMP);
    (bytes.get(end..).unwrap_or_default().chunks_exact(STAMP), end)
}

/// The writes that hold the record alive, and what each had found.
pub(super) fn alive(bytes: &[u8]) -> impl Iterator<Item = (Stamp, Birth)> + Clone + '_ {
    let alive = marks(bytes).0.filter_map(Mark::read).filter(|mark| mark.alive);
    alive.map(|mark| (mark.stamp, mark.birth))
}

/// The fields: where each stands, which change wrote it, and its value.
pub(super) fn fields(bytes: &[u8]) -> impl Iterator<Item = (EncodedPath<'_>, (Stamp, Birth), &[u8])> {
    let (mut at, (marks, end)) = (HEAD, marks(bytes));
    let fields = bytes.get(..end).unwrap_or_default();
    core::iter::from_fn(move || {
        let field = field_at(fields, at)?;
        at = field.end();
        let mark = Mark::read(marks.clone().nth(usize::from(field.stamp))?)?;
        Some((field.path, (mark.stamp, mark.birth), field.value))
    })
}

/// A field where it stands.
struct Field<'a> {
    stamp: u8,
    path: EncodedPath<'a>,
    value: &'a [u8],
    /// Where the value begins in the record.
    value_at: usize,
}

impl Field<'_> {
    fn end(&self) -> usize {
        self.value_at + self.value.len()
    }
}

#[inline]
fn field_at(bytes: &[u8], at: usize) -> Option<Field<'_>> {
    let (&[stamp, path, low, high], rest) = bytes.get(at..)?.split_first_chunk::<FIELD_HEAD>()?;
    let (path, rest) = rest.split_at_checked(usize::from(path))?;
    let value = rest.get(..usize::from(u16::from_le_bytes([low, high])))?;
    Some(Field { stamp, path: EncodedPath::from_bytes(path), value, value_at: at + FIELD_HEAD + path.len() })
}

/// The head of a field, if its parts are not too long for it.
fn field_head(stamp: u8, path: &[u8], value: &[u8]) -> Option<[u8; FIELD_HEAD]> {
    let [low, high] = u16::try_from(value.len()).ok()?.to_le_bytes();
    Some([stamp, u8::try_from(path.len()).ok()?, low, high])
}

fn push_field(bytes: &mut Vec<u8>, stamp: u8, path: &[u8], value: &[u8]) -> Option<()> {
    let head = field_head(stamp, path, value)?;
    bytes.extend_from_slice(&head);
    bytes.extend_from_slice(path);
    bytes.extend_from_slice(value);
    Some(())
}

/// Makes a stretch of bytes longer or shorter, and moves what follows.
fn resize_at(bytes: &mut Vec<u8>, at: usize, from: usize, to: usize) {
    let end = bytes.len();
    if to > from {
        bytes.resize(end + to - from, 0);
    }
    bytes.copy_within(at + from..end, at + to);
    bytes.truncate(end + to - from);
}

/// The key, and the record that a change makes where there was none, if it packs.
pub(super) fn create(key: &str, fields: Fields<'_>, stamp: Stamp, birth: Birth) -> Option<Vec<u8>> {
    let len = HEAD + STAMP + fields.clone().map(|(path, value)| new_len(path, value)).sum::<usize>();
    if len > BYTES_MAX {
        return None;
    }
    let mut bytes = Vec::with_capacity(key.len() + len);
    bytes.extend_from_slice(key.as_bytes());
    bytes.push(1);
    let mut mark = Mark { stamp, birth, alive: true, fields: 0 };
    for (path, value) in fields {
        push_field(&mut bytes, 0, path.as_bytes(), value)?;
        mark.fields += 1;
    }
    bytes.extend_from_slice(&mark.to_bytes());
    Some(bytes)
}

/// Packs a full record, if it packs.
pub(super) fn pack(record: &Record) -> Option<Vec<u8>> {
    if record.watched || !record.pending.is_empty() || record.existence.is_empty() || record.places.is_empty() {
        return None;
    }
    let mut marks: Vec<Mark> = Vec::new();
    let mut mark_of = |stamp: Stamp, birth: Birth, alive: bool| {
        let number = marks.iter().position(|mark| mark.stamp == stamp && mark.birth == birth).unwrap_or(marks.len());
        if number == STAMPS_MAX {
            return None;
        }
        if number == marks.len() {
            marks.push(Mark { stamp, birth, alive, fields: 0 });
        }
        marks.get_mut(number)?.fields += u8::from(!alive);
        Some(number as u8)
    };
    for existence in &record.existence {
        let Existence { stamp, life, births, footing } = existence;
        if !matches!(life, Life::Alive) || footing.apart || footing.puts || *births != births_of(footing.birth) {
            return None;
        }
        mark_of(*stamp, footing.birth, true)?;
    }
    let mut bytes = vec![0; HEAD];
    let mut encoded = Vec::new();
    for (path, place) in &record.places {
        let Place::Register(register) = place else { return None };
        let [version] = register.versions.as_slice() else { return None };
        // A snapshot does not say of versions which creations they go on from.
        let usual = version.births == births_of(version.birth) || version.births == Births::Of(Box::default());
        let plain = usual && !version.apart && version.deletes.is_empty() && version.settles.is_none();
        if !plain || path.is_root() || path.is_expiry() {
            return None;
        }
        encoded.clear();
        path.encode(&mut minicbor::Encoder::new(&mut encoded));
        if bytes.len() + FIELD_HEAD + encoded.len() + version.bytes.len() > BYTES_MAX {
            return None;
        }
        push_field(&mut bytes, mark_of(version.stamp, version.birth, false)?, &encoded, &version.bytes)?;
    }
    if let Some(stamps) = bytes.first_mut() {
        *stamps = marks.len() as u8;
    }
    marks.iter().for_each(|mark| bytes.extend_from_slice(&mark.to_bytes()));
    (bytes.len() <= BYTES_MAX).then_some(bytes)
}

/// The record in full.
pub(super) fn to_record(bytes: &[u8]) -> Record {
    let mut record = Record::default();
    for (stamp, birth) in alive(bytes) {
        let footing = Footing { birth, apart: false, puts: false };
        record.existence.push(Existence { stamp, life: Life::Alive, births: births_of(birth), footing });
    }
    record.existence.order_by_key(|existence| existence.stamp.dot);
    for (path, (stamp, birth), value) in fields(bytes) {
        let version = RegisterVersion {
            stamp,
            birth,
            apart: false,
            births: births_of(birth),
            deletes: Vec::new(),
            settles: None,
            bytes: value.into(),
        };
        record.places.insert(path.to_path(), Place::Register(Register { versions: vec![version] }));
    }
    record
}

/// What a change comes to, worked out before anything is changed.
struct Fit<'a> {
    /// How many fields are left of each change that is in the record.
    fields: [u8; STAMPS_MAX],
    /// Which of them still hold the record alive.
    alive: u32,
    /// Where the mark of this one goes, and how many fields it has.
    number: usize,
    written: u8,
    /// How many marks there are then, and how long the record is.
    stamps: usize,
    len: usize,
    /// Where each field stands, and its new value, if there are few and each takes as much room as before.
    in_place: Option<[(u16, &'a [u8]); FEW]>,
}

/// Whether a change of fields, which ascend, had seen every version that it meets, and what comes of it if it packs.
fn fit<'a>(bytes: &[u8], mut fields: Fields<'a>, seen: &Seen<'_>) -> Option<Fit<'a>> {
    let (marks, end) = marks(bytes);
    let (mut left, mut alive, mut unseen) = ([0; STAMPS_MAX], 0u32, 0u32);
    let mut stamps = marks.len();
    for ((number, left), mark) in left.iter_mut().enumerate().zip(marks) {
        let mark = Mark::read(mark)?;
        *left = mark.fields;
        if !seen.covers(mark.stamp.dot) {
            unseen |= 1 << number;
            alive |= u32::from(mark.alive) << number;
        }
    }
    let own = bytes.get(..end)?;
    let (mut at, mut len, mut written) = (HEAD, bytes.len(), 0);
    let (mut places, mut in_place) = ([(0, [].as_slice()); FEW], true);
    let mut next = fields.next();
    while let Some((path, value)) = next {
        field_head(0, path.as_bytes(), value)?;
        let field = field_at(own, at);
        let order = field.as_ref().map_or(Ordering::Less, |field| path.order(field.path));
        match (order, field) {
            (Ordering::Greater, Some(field)) => {
                at = field.end();
                continue;
            }
            (Ordering::Equal, Some(field)) => {
                let left = left.get_mut(usize::from(field.stamp))?;
                if unseen & 1 << field.stamp != 0 {
                    return None;
                }
                *left = left.saturating_sub(1);
                len = len + value.len() - field.value.len();
                match places.get_mut(written).filter(|_| value.len() == field.value.len()) {
                    // INVARIANT: a packed record takes BYTES_MAX bytes at most.
                    Some(place) => *place = (at as u16, value),
                    None => in_place = false,
                }
                at = field.end();
            }
            _ => {
                len += new_len(path, value);
                in_place = false;
            }
        }
        written += 1;
        next = fields.next();
    }
    let number = left.iter().enumerate().position(|(number, left)| *left == 0 && alive & 1 << number == 0)?;
    if number >= stamps {
        (stamps, len) = (stamps + 1, len + STAMP);
    }
    let written = u8::try_from(written).ok()?;
    let in_place = in_place.then_some(places);
    (len <= BYTES_MAX).then_some(Fit { fields: left, alive, number, written, stamps, len, in_place })
}

fn new_len(path: EncodedPath<'_>, value: &[u8]) -> usize {
    FIELD_HEAD + path.as_bytes().len() + value.len()
}

/// Joins a change of fields that had found the record, where it had seen every version that it meets: it replaces these,
/// what it saw of existence, and puts the fields that are new. The bytes of the record begin at `base`. Answers `false`,
/// with nothing changed, where the join is another or the record no longer packs.
pub(super) fn put(
    bytes: &mut Vec<u8>,
    base: usize,
    fields: &Fields<'_>,
    birth: Birth,
    stamp: &Stamp,
    seen: &Seen<'_>,
) -> bool {
    let record = bytes.get(base..).unwrap_or_default();
    let (before, _) = marks(record);
    let Some(fit) = fit(record, fields.clone(), seen) else { return false };
    let more = fit.stamps - before.len();
    if bytes.capacity() < base + fit.len {
        // A record that several write to grows by a stamp each until it comes to rest.
        bytes.reserve_exact(base + fit.len + STAMP - bytes.len());
    }
    bytes.resize(bytes.len() + more * STAMP, 0);
    if let Some(stamps) = bytes.get_mut(base) {
        *stamps = fit.stamps as u8;
    }
    let mut end = bytes.len() - fit.stamps * STAMP;
    if let Some(places) = fit.in_place {
        for (at, value) in places.iter().take(usize::from(fit.written)) {
            overwrite(bytes.get_mut(base + usize::from(*at)..end).unwrap_or_default(), fit.number as u8, value);
        }
    } else {
        let mut at = base + HEAD;
        for (path, value) in fields.clone() {
            (at, end) = put_field(bytes, (at, end), fit.number as u8, path, value);
        }
    }
    let rooms = bytes.get_mut(end..).unwrap_or_default().chunks_exact_mut(STAMP);
    for ((number, left), room) in fit.fields.iter().enumerate().zip(rooms) {
        if number == fit.number {
            let mark = Mark { stamp: *stamp, birth, alive: true, fields: fit.written };
            room.copy_from_slice(&mark.to_bytes());
        } else if let Some([bits, fields]) = room.last_chunk_mut() {
            *bits &= if fit.alive & 1 << number == 0 { !ALIVE } else { u8::MAX };
            *fields = *left;
        }
    }
    true
}

/// Gives the field with which the bytes begin a new stamp, and a value that takes as much room.
fn overwrite(field: &mut [u8], number: u8, value: &[u8]) {
    let Some((head, rest)) = field.split_first_chunk_mut::<FIELD_HEAD>() else { return };
    let [stamp, path, ..] = head;
    *stamp = number;
    let from = usize::from(*path);
    if let Some(room) = rest.get_mut(from..from + value.len()) {
        room.copy_from_slice(value);
    }
}

/// Puts a field at `at` or behind; answers where the next begins, and where the fields end by then.
fn put_field(
    bytes: &mut Vec<u8>,
    (mut at, end): (usize, usize),
    stamp: u8,
    path: EncodedPath<'_>,
    value: &[u8],
) -> (usize, usize) {
    let held = loop {
        let Some(field) = bytes.get(..end).and_then(|fields| field_at(fields, at)) else { break 0 };
        match path.order(field.path) {
            Ordering::Greater => at = field.end(),
            Ordering::Equal => break field.end() - at,
            Ordering::Less => break 0,
        }
    };
    let len = new_len(path, value);
    if len != held {
        resize_at(bytes, at, held, len);
    }
    let head = field_head(stamp, path.as_bytes(), value).unwrap_or_default();
    let mut room = bytes.get_mut(at..at + len).unwrap_or_default();
    for part in [&head, path.as_bytes(), value] {
        let Some((own, rest)) = room.split_at_mut_checked(part.len()) else { break };
        own.copy_from_slice(part);
        room = rest;
    }
    (at + len, end + len - held)
}
