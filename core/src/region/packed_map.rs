//! A map record in one piece of memory: the usual one, all of whose fields are registers with one live version.
//!
//! A record in full is a dozen small allocations, and a change of two fields follows a pointer to each of them: most of
//! its time goes by waiting for memory. Here a change reads on from where the record begins.
//!
//! ```text
//! stamps: u8 | alive: u32 | stamps × (stream: u32, sequence: u64, time: u64, node: u64, birth: u8) | fields
//! field: stamp: u8 | path length: u8 | value length: u16 | path as on the wire | value in canonical CBOR
//! ```
//!
//! Fields that were written together share a stamp. The bits of `alive` say which stamps hold the record alive.
//!
//! INVARIANT: fields ascend by path; one stamp or more is alive. A stamp that neither a field nor `alive` names is room
//! for the next. It says what the full record says that [`to_record`] makes of it, which has nothing pending, no delete, no
//! expiry, and no conflict record that follows it.

use super::store::births_of;
use crate::{
    record::{Births, Existence, Footing, Life, LocalDot, Place, Record, Register, RegisterVersion, Seen, Stamp},
    sorted::Order,
    wire::{Birth, EncodedPath, Fields},
};
use alloc::{boxed::Box, vec, vec::Vec};
use core::cmp::Ordering;

/// As many stamps as the masks have bits.
const STAMPS_MAX: usize = 32;
/// What is longer stays in full: a change reads all of a packed record, and moves half of it.
const BYTES_MAX: usize = 2048;
const HEAD: usize = 5;
const STAMP: usize = 29;
const FIELD_HEAD: usize = 4;

/// The numbers before the fields.
#[derive(Debug, Clone, Copy, Default)]
struct Head {
    stamps: usize,
    alive: u32,
}

impl Head {
    fn read(bytes: &[u8]) -> Head {
        let Some(&[stamps, a, b, c, d]) = bytes.first_chunk::<HEAD>() else { return Head::default() };
        Head { stamps: usize::from(stamps), alive: u32::from_le_bytes([a, b, c, d]) }
    }

    fn write(self, bytes: &mut [u8]) {
        let [a, b, c, d] = self.alive.to_le_bytes();
        if let Some(room) = bytes.first_chunk_mut::<HEAD>() {
            *room = [self.stamps as u8, a, b, c, d];
        }
    }

    fn fields_at(self) -> usize {
        stamp_at(self.stamps)
    }
}

fn stamp_at(number: usize) -> usize {
    HEAD + number * STAMP
}

fn read_stamp(bytes: &[u8], number: usize) -> Option<(Stamp, Birth)> {
    let bytes = bytes.get(stamp_at(number)..)?;
    let (stream, bytes) = bytes.split_first_chunk()?;
    let (sequence, bytes) = bytes.split_first_chunk()?;
    let (time, bytes) = bytes.split_first_chunk()?;
    let (node, bytes) = bytes.split_first_chunk()?;
    let dot = LocalDot { stream: u32::from_le_bytes(*stream), sequence: u64::from_le_bytes(*sequence) };
    let stamp = Stamp { dot, time: u64::from_le_bytes(*time), node: u64::from_le_bytes(*node) };
    Some((stamp, Birth::from_wire(*bytes.first()?)?))
}

fn write_stamp(bytes: &mut [u8], number: usize, stamp: &Stamp, birth: Birth) {
    let numbers = [stamp.dot.sequence, stamp.time, stamp.node];
    let Some(bytes) = bytes.get_mut(stamp_at(number)..stamp_at(number + 1)) else { return };
    let Some((stream, rest)) = bytes.split_first_chunk_mut() else { return };
    *stream = stamp.dot.stream.to_le_bytes();
    for (room, number) in rest.chunks_exact_mut(8).zip(numbers) {
        room.copy_from_slice(&number.to_le_bytes());
    }
    if let Some(room) = rest.last_mut() {
        *room = birth as u8;
    }
}

/// The writes that hold the record alive, and what each had found.
pub(super) fn alive(bytes: &[u8]) -> impl Iterator<Item = (Stamp, Birth)> + Clone + '_ {
    let head = Head::read(bytes);
    (0..head.stamps).filter(move |number| head.alive & 1 << number != 0).filter_map(|number| read_stamp(bytes, number))
}

/// The fields: where each stands, which change wrote it, and its value.
pub(super) fn fields(bytes: &[u8]) -> impl Iterator<Item = (EncodedPath<'_>, (Stamp, Birth), &[u8])> {
    let mut at = Head::read(bytes).fields_at();
    core::iter::from_fn(move || {
        let field = field_at(bytes, at)?;
        at = field.end();
        Some((field.path, read_stamp(bytes, usize::from(field.stamp))?, field.value))
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
    let len = stamp_at(1) + fields.clone().map(|(path, value)| new_len(path, value)).sum::<usize>();
    if len > BYTES_MAX {
        return None;
    }
    let mut bytes = Vec::with_capacity(key.len() + len);
    bytes.extend_from_slice(key.as_bytes());
    bytes.resize(key.len() + stamp_at(1), 0);
    let record = bytes.get_mut(key.len()..)?;
    write_stamp(record, 0, &stamp, birth);
    Head { stamps: 1, alive: 1 }.write(record);
    for (path, value) in fields {
        push_field(&mut bytes, 0, path.as_bytes(), value)?;
    }
    Some(bytes)
}

/// Packs a full record, if it packs.
pub(super) fn pack(record: &Record) -> Option<Vec<u8>> {
    if record.watched || !record.pending.is_empty() || record.existence.is_empty() || record.places.is_empty() {
        return None;
    }
    let mut stamps: Vec<(Stamp, Birth)> = Vec::new();
    let mut number = |stamp: Stamp, birth: Birth| {
        let known = stamps.iter().position(|known| *known == (stamp, birth));
        let number = known.unwrap_or(stamps.len());
        if known.is_none() && number < STAMPS_MAX {
            stamps.push((stamp, birth));
        }
        (number < STAMPS_MAX).then_some(number as u8)
    };
    let mut head = Head::default();
    for existence in &record.existence {
        let Existence { stamp, life, births, footing } = existence;
        if !matches!(life, Life::Alive) || footing.apart || footing.puts || *births != births_of(footing.birth) {
            return None;
        }
        head.alive |= 1 << number(*stamp, footing.birth)?;
    }
    let (mut fields, mut encoded) = (Vec::new(), Vec::new());
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
        push_field(&mut fields, number(version.stamp, version.birth)?, &encoded, &version.bytes)?;
        if fields.len() > BYTES_MAX {
            return None;
        }
    }
    head.stamps = stamps.len();
    let at = head.fields_at();
    if at + fields.len() > BYTES_MAX {
        return None;
    }
    let mut bytes = Vec::with_capacity(at + fields.len());
    bytes.resize(at, 0);
    head.write(&mut bytes);
    for (number, (stamp, birth)) in stamps.iter().enumerate() {
        write_stamp(&mut bytes, number, stamp, *birth);
    }
    bytes.extend_from_slice(&fields);
    Some(bytes)
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
struct Fit {
    /// The stamps that the change had not seen.
    unseen: u32,
    /// The stamps that are still named when it is joined.
    named: u32,
    /// How long the fields are then.
    fields_len: usize,
}

/// Whether a change of fields, which ascend, had seen every version that it meets, and what comes of it.
fn fit(bytes: &[u8], head: Head, mut fields: Fields<'_>, seen: &Seen<'_>) -> Option<Fit> {
    let mut unseen = 0;
    for number in 0..head.stamps {
        if !seen.covers(read_stamp(bytes, number)?.0.dot) {
            unseen |= 1u32 << number;
        }
    }
    let mut at = head.fields_at();
    let mut fit = Fit { unseen, named: head.alive & unseen, fields_len: bytes.len() - at };
    let mut next = fields.next();
    while let Some(field) = field_at(bytes, at) {
        let order = next.map_or(Ordering::Greater, |(path, _)| path.order(field.path));
        if order.is_le()
            && let Some((path, value)) = next
        {
            field_head(0, path.as_bytes(), value)?;
            fit.fields_len += if order.is_eq() { value.len() } else { new_len(path, value) };
            next = fields.next();
        }
        match order {
            Ordering::Less => continue,
            Ordering::Equal if unseen & 1 << field.stamp != 0 => return None,
            Ordering::Equal => fit.fields_len -= field.value.len(),
            Ordering::Greater => fit.named |= 1 << field.stamp,
        }
        at = field.end();
    }
    for (path, value) in next.into_iter().chain(fields) {
        field_head(0, path.as_bytes(), value)?;
        fit.fields_len += new_len(path, value);
    }
    Some(fit)
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
    let mut head = Head::read(record);
    let Some(fit) = fit(record, head, fields.clone(), seen) else { return false };
    let number = (!fit.named).trailing_zeros() as usize;
    let stamps = head.stamps.max(number + 1);
    let len = stamp_at(stamps) + fit.fields_len;
    if stamps > STAMPS_MAX || len > BYTES_MAX {
        return false;
    }
    if bytes.capacity() < base + len {
        // A record that several write to grows by a stamp each until it comes to rest.
        bytes.reserve_exact(base + len + STAMP - bytes.len());
    }
    resize_at(bytes, base + head.fields_at(), 0, stamp_at(stamps) - head.fields_at());
    let bit = 1u32 << number;
    head.stamps = stamps;
    head.alive = head.alive & fit.unseen | bit;
    let record = bytes.get_mut(base..).unwrap_or_default();
    head.write(record);
    write_stamp(record, number, stamp, birth);
    let mut at = base + head.fields_at();
    for (path, value) in fields.clone() {
        at = put_field(bytes, at, number as u8, path, value);
    }
    true
}

/// Puts a field at `at` or behind; answers where the next begins.
fn put_field(bytes: &mut Vec<u8>, mut at: usize, stamp: u8, path: EncodedPath<'_>, value: &[u8]) -> usize {
    let (value_at, held) = loop {
        let Some(field) = field_at(bytes, at) else { break (at, None) };
        match path.order(field.path) {
            Ordering::Greater => at = field.end(),
            Ordering::Equal => break (field.value_at, Some(field.value.len())),
            Ordering::Less => break (at, None),
        }
    };
    let value_at = match held {
        Some(len) => {
            if len != value.len() {
                resize_at(bytes, value_at, len, value.len());
            }
            value_at
        }
        None => {
            resize_at(bytes, at, 0, new_len(path, value));
            let value_at = at + FIELD_HEAD + path.as_bytes().len();
            if let Some(room) = bytes.get_mut(at + FIELD_HEAD..value_at) {
                room.copy_from_slice(path.as_bytes());
            }
            value_at
        }
    };
    let head = field_head(stamp, path.as_bytes(), value);
    if let (Some(room), Some(head)) = (bytes.get_mut(at..at + FIELD_HEAD), head) {
        room.copy_from_slice(&head);
    }
    if let Some(room) = bytes.get_mut(value_at..value_at + value.len()) {
        room.copy_from_slice(value);
    }
    value_at + value.len()
}
