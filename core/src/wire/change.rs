//! One change: how it is written, and how a stretch of a stream is read back.

use super::{
    batch::Base,
    extras::{Extras, decode_dot, decode_integer, encode_dot, encode_integer},
    operation::{Birth, EncodedPath, OperationKind, Path, malformed, required},
    rights::Rights,
};
use crate::{
    Code, Error, Result,
    causality::Stream,
    record::Expiry,
    value::{Limits, check_canonical},
};
use alloc::vec::Vec;
use minicbor::{Decoder, Encoder, data::Type};

const BIRTH_SHIFT: u32 = 4;
const PATH_FLAG: u32 = 1 << 6;
const EXTRAS_FLAG: u32 = 1 << 7;
/// The next change belongs to the same change set.
const CONTINUES_FLAG: u32 = 1 << 8;
/// Kinds beyond the sixteenth have their high bits here, so that the usual ones stay small.
const KIND_HIGH_SHIFT: u32 = 9;
const CODE_END: u32 = 1 << 13;
const TIME_MAX: u64 = u64::MAX;

/// One advance of a stream's context. `stream` is given where the context meets that stream for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ContextStep {
    /// The place of the advanced stream in the order in which this stream met others.
    pub(crate) index: u32,
    pub(crate) head: u64,
    pub(crate) stream: Option<Stream>,
}

/// A change as it was read: borrowed from the batch, with its value still encoded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change<'a> {
    /// The whole change, as hashed and relayed.
    pub(crate) bytes: &'a [u8],
    /// Packed hybrid time.
    pub(crate) time: u64,
    pub(crate) process: u32,
    pub(crate) kind: OperationKind,
    pub(crate) birth: Birth,
    pub(crate) key: &'a str,
    /// An encoded path; absent at the root.
    path: Option<&'a [u8]>,
    /// The encoded arguments: a value, a member, a total, or the fields of a patch.
    pub(crate) arguments: &'a [u8],
    extras: Option<&'a [u8]>,
    /// Whether the next change of the stream belongs to the same change set.
    pub(crate) continues: bool,
    /// Where the context steps of this change stand in the reader's list.
    pub(crate) steps: (u32, u32),
}

impl<'a> Change<'a> {
    pub(crate) fn path(&self) -> Path {
        self.path.and_then(|bytes| Path::decode(&mut Decoder::new(bytes), usize::MAX)).unwrap_or_default()
    }

    pub(crate) fn has_path(&self) -> bool {
        self.path.is_some()
    }

    pub(crate) fn has_extras(&self) -> bool {
        self.extras.is_some()
    }

    pub(crate) fn extras(&self) -> Extras {
        self.extras.and_then(|bytes| Extras::decode(&mut Decoder::new(bytes), usize::MAX)).unwrap_or_default()
    }

    /// The total and the distance to the birth of an increment.
    pub(crate) fn increment(&self) -> (i128, u64) {
        let mut decoder = Decoder::new(self.arguments);
        let total = decode_integer(&mut decoder).unwrap_or_default();
        (total, decoder.u64().unwrap_or_default())
    }

    /// The row of a bounded counter.
    pub(crate) fn rights(&self) -> Rights {
        Rights::decode(self.arguments).map(|(rights, _)| rights).unwrap_or_default()
    }

    /// The fields of a patch with their encoded values.
    pub(crate) fn patch_fields(&self) -> Fields<'a> {
        let mut decoder = Decoder::new(self.arguments);
        let left = decoder.array().ok().flatten().unwrap_or_default() / 2;
        Fields { rest: self.arguments.get(decoder.position()..).unwrap_or_default(), left, put: None }
    }

    /// The registers that a put or a patch writes, ascending, with their encoded values.
    pub(crate) fn fields(&self) -> Fields<'a> {
        if self.kind == OperationKind::Patch {
            return self.patch_fields();
        }
        Fields { rest: &[], left: 0, put: Some((self.encoded_path(), self.arguments)) }
    }

    /// Where the change goes, as it stands.
    pub(crate) fn encoded_path(&self) -> EncodedPath<'a> {
        let path = self.path.and_then(|bytes| EncodedPath::decode(&mut Decoder::new(bytes), usize::MAX));
        path.unwrap_or(EncodedPath::ROOT)
    }
}

/// The fields of a change that was checked, one after the other.
#[derive(Clone)]
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
    left: u64,
    /// The one field of a put.
    put: Option<(EncodedPath<'a>, &'a [u8])>,
}

impl<'a> Iterator for Fields<'a> {
    type Item = (EncodedPath<'a>, &'a [u8]);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => return self.put.take(),
        }
        let (path, rest) = EncodedPath::split_from(self.rest)?;
        let len = match short_len(rest) {
            Some(len) => len,
            None => {
                let mut decoder = Decoder::new(rest);
                decoder.skip().ok()?;
                decoder.position()
            }
        };
        let (value, rest) = rest.split_at_checked(len)?;
        self.rest = rest;
        Some((path, value))
    }
}

/// The length of the value with which the bytes begin, where its first bytes tell: of numbers, constants and strings.
#[inline]
fn short_len(bytes: &[u8]) -> Option<usize> {
    match *bytes {
        [head @ (0x40..=0x57 | 0x60..=0x77), ..] => Some(1 + usize::from(head & 0x1f)),
        [0x58 | 0x78, len, ..] => Some(2 + usize::from(len)),
        [0x00..=0x17 | 0x20..=0x37 | 0xf4..=0xf6, ..] => Some(1),
        [0x18 | 0x38, ..] => Some(2),
        [0x19 | 0x39 | 0xf9, ..] => Some(3),
        [0x1a | 0x3a | 0xfa, ..] => Some(5),
        [0x1b | 0x3b | 0xfb, ..] => Some(9),
        _ => None,
    }
}

/// Checks `[path, value, …]`, in which paths ascend, and answers the length it takes.
fn check_patch(bytes: &[u8], limits: &Limits) -> Result<usize> {
    let mut decoder = Decoder::new(bytes);
    let count = required(decoder.array().ok().flatten(), "a patch holds an array")?;
    if count % 2 != 0 || count == 0 {
        return Err(malformed("a patch holds pairs of path and value"));
    }
    let mut last: Option<EncodedPath<'_>> = None;
    for _ in 0..count / 2 {
        let path = required(EncodedPath::decode(&mut decoder, limits.depth), "a field path")?;
        if last.is_some_and(|last| last.order(path).is_ge()) {
            return Err(malformed("a patch names its fields in their order, each once"));
        }
        last = Some(path);
        let start = decoder.position();
        let length = check_canonical(bytes.get(start..).unwrap_or_default(), limits)?;
        decoder.set_position(start + length);
    }
    Ok(decoder.position())
}

/// Reads the changes of a stretch of one stream, keeping what each is relative to.
pub(crate) struct StreamReader<'a, 'l> {
    bytes: &'a [u8],
    position: usize,
    limits: &'l Limits,
    time: u64,
    process: u32,
    /// Heads of the context in the order in which the stream met other streams.
    heads: Vec<u64>,
    /// Context steps of all changes read so far.
    pub(crate) steps: Vec<ContextStep>,
}

impl<'a, 'l> StreamReader<'a, 'l> {
    pub(crate) fn new(bytes: &'a [u8], base: &Base, limits: &'l Limits) -> Self {
        StreamReader {
            bytes,
            position: 0,
            limits,
            time: base.time,
            process: base.process,
            heads: base.context.iter().map(|entry| entry.1).collect(),
            steps: Vec::new(),
        }
    }

    /// Whether all bytes were read.
    pub(crate) fn at_end(&self) -> bool {
        self.position >= self.bytes.len()
    }

    /// The next change, checked in every respect that needs no deployment.
    pub(crate) fn next_change(&mut self) -> Result<Change<'a>> {
        let start = self.position;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let mut decoder = Decoder::new(rest);
        let length = required(decoder.array().ok().flatten(), "a change is an array")?;
        self.read_time(&mut decoder)?;
        let mut left = required(length.checked_sub(2), "a change has a time and an operation")?;
        let steps_from = self.steps.len() as u32;
        if matches!(decoder.datatype(), Ok(Type::Array)) {
            self.read_steps(&mut decoder)?;
            left = required(left.checked_sub(1), "an operation is missing")?;
        }
        let steps = (steps_from, self.steps.len() as u32);
        let code = required(decoder.u32().ok(), "an operation code")?;
        let kind = OperationKind::from_wire((code & 0xf | code >> KIND_HIGH_SHIFT << 4) as u8);
        let birth = Birth::from_wire(((code >> BIRTH_SHIFT) & 3) as u8);
        let (Some(kind), Some(birth), true) = (kind, birth, code < CODE_END) else {
            return Err(Error::new(
                Code::UnsupportedVersion,
                alloc::format!("operation code {code} is not known to this version of the library; update it"),
            ));
        };
        let mut change = Change {
            bytes: &[],
            time: self.time,
            process: self.process,
            kind,
            birth,
            key: "",
            path: None,
            arguments: &[],
            extras: None,
            continues: code & CONTINUES_FLAG != 0,
            steps,
        };
        if kind.is_write() {
            change.key = required(decoder.str().ok(), "a key in UTF-8")?;
            left = required(left.checked_sub(1), "a key is missing")?;
        }
        if code & PATH_FLAG != 0 {
            let from = decoder.position();
            required(EncodedPath::decode(&mut decoder, self.limits.depth), "a path of field names")?;
            change.path = rest.get(from..decoder.position());
            left = required(left.checked_sub(1), "a path is missing")?;
        }
        let from = decoder.position();
        let arguments = rest.get(from..).unwrap_or_default();
        let (items, size) = match kind {
            kind if kind.takes_value() => (1, check_canonical(arguments, self.limits)?),
            OperationKind::Increment => {
                let mut inner = Decoder::new(arguments);
                required(decode_integer(&mut inner), "a counter total")?;
                required(inner.u64().ok(), "the distance to a counter's birth")?;
                (2, inner.position())
            }
            OperationKind::Patch => (1, check_patch(arguments, self.limits)?),
            OperationKind::Entitle | OperationKind::Transfer => {
                (1, required(Rights::decode(arguments), "a row of rights")?.1)
            }
            OperationKind::Expire => {
                let size = check_canonical(arguments, self.limits)?;
                required(arguments.get(..size).and_then(Expiry::from_bytes), "an expiry")?;
                (1, size)
            }
            OperationKind::Erased => {
                let mut inner = Decoder::new(arguments);
                required(inner.u32().ok(), "a placement")?;
                (1, inner.position())
            }
            _ => (0, 0),
        };
        change.arguments = arguments.get(..size).unwrap_or_default();
        left = required(left.checked_sub(items), "arguments are missing")?;
        decoder.set_position(from + size);
        if code & EXTRAS_FLAG != 0 {
            let from = decoder.position();
            required(Extras::decode(&mut decoder, self.limits.depth), "the extras of a change")?;
            change.extras = rest.get(from..decoder.position());
            left = required(left.checked_sub(1), "extras are missing")?;
        }
        // What a later version of the library appends is passed over here and relayed as it is.
        for _ in 0..left {
            required(decoder.skip().ok(), "an element of a change")?;
        }
        self.position = start + decoder.position();
        change.bytes = rest.get(..decoder.position()).unwrap_or_default();
        Ok(change)
    }

    #[inline]
    fn read_time(&mut self, decoder: &mut Decoder<'a>) -> Result<()> {
        let exhausted = || malformed("time runs past its end");
        if matches!(decoder.datatype(), Ok(Type::Array)) {
            let parts = required(decoder.array().ok().flatten(), "a time")?;
            let ms = required(decoder.u64().ok(), "milliseconds")?;
            let counter = required(decoder.u16().ok(), "a counter")?;
            if parts == 3 {
                self.process = required(decoder.u32().ok(), "a process")?;
            }
            let ms = (self.time >> 16).checked_add(ms).filter(|ms| *ms < 1 << 48).ok_or_else(exhausted)?;
            let time = ms << 16 | u64::from(counter);
            if time <= self.time || !(2..=3).contains(&parts) {
                return Err(malformed("time does not rise within the stream"));
            }
            self.time = time;
            return Ok(());
        }
        let ms = required(decoder.u64().ok(), "a time")?;
        self.time = if ms == 0 {
            if self.time & 0xffff == 0xffff || self.time == TIME_MAX {
                return Err(exhausted());
            }
            self.time + 1
        } else {
            let ms = (self.time >> 16).checked_add(ms).filter(|ms| *ms < 1 << 48).ok_or_else(exhausted)?;
            ms << 16
        };
        Ok(())
    }

    fn read_steps(&mut self, decoder: &mut Decoder<'a>) -> Result<()> {
        let mut count = required(decoder.array().ok().flatten(), "context steps")?;
        while count > 0 {
            if matches!(decoder.datatype(), Ok(Type::Array)) {
                let (stream, head) = required(decode_dot(decoder), "a stream of the context")?;
                let index = self.heads.len() as u32;
                self.heads.push(head);
                self.steps.push(ContextStep { index, head, stream: Some(stream) });
                count -= 1;
            } else {
                let index = required(decoder.u32().ok(), "a stream's place in the context")?;
                let advance = required(decoder.u64().ok().filter(|a| *a > 0), "an advance of the context")?;
                let head = required(self.heads.get_mut(index as usize), "a stream that the context has met")?;
                *head = required(head.checked_add(advance), "an advance within range")?;
                self.steps.push(ContextStep { index, head: *head, stream: None });
                count = required(count.checked_sub(2), "pairs of place and advance")?;
            }
        }
        Ok(())
    }
}

/// What a new change says, before it is encoded.
pub(crate) struct ChangeEncoder<'a> {
    pub(crate) kind: OperationKind,
    pub(crate) birth: Birth,
    pub(crate) key: &'a str,
    pub(crate) path: &'a Path,
    /// Encoded arguments as [`Change::arguments`] has them.
    pub(crate) arguments: &'a [u8],
    pub(crate) extras: &'a Extras,
    /// Whether the next change of the stream belongs to the same change set.
    pub(crate) continues: bool,
    /// Steps as (place in the context, advance) or a newly met stream with its head.
    pub(crate) steps: &'a [EncodedStep],
}

/// One step of a context as it is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum EncodedStep {
    Advance { index: u32, by: u64 },
    Meet { stream: Stream, head: u64 },
}

impl ChangeEncoder<'_> {
    /// Appends the change to `bytes`, relative to the time and process before it in the stream.
    pub(crate) fn encode(&self, bytes: &mut Vec<u8>, before: (u64, u32), time: u64, process: u32) {
        let mut encoder = Encoder::new(bytes);
        let has_key = self.kind.is_write();
        let argument_items = match self.kind {
            OperationKind::Patch => 1,
            kind if kind.takes_value() => 1,
            OperationKind::Increment => 2,
            OperationKind::Entitle | OperationKind::Transfer | OperationKind::Expire | OperationKind::Erased => 1,
            _ => 0,
        };
        let length = 2
            + u64::from(!self.steps.is_empty())
            + u64::from(has_key)
            + u64::from(!self.path.is_root())
            + argument_items
            + u64::from(!self.extras.is_empty());
        let _ = encoder.array(length);
        encode_time(&mut encoder, before, time, process);
        if !self.steps.is_empty() {
            let items = self.steps.iter().map(|s| if matches!(s, EncodedStep::Meet { .. }) { 1 } else { 2 }).sum();
            let _ = encoder.array(items);
            for step in self.steps {
                match *step {
                    EncodedStep::Advance { index, by } => {
                        let _ = encoder.u32(index).and_then(|e| e.u64(by));
                    }
                    EncodedStep::Meet { stream, head } => encode_dot(&mut encoder, stream, head),
                }
            }
        }
        let kind = self.kind as u32;
        let mut code = kind & 0xf | kind >> 4 << KIND_HIGH_SHIFT | (self.birth as u32) << BIRTH_SHIFT;
        if self.continues {
            code |= CONTINUES_FLAG;
        }
        if !self.path.is_root() {
            code |= PATH_FLAG;
        }
        if !self.extras.is_empty() {
            code |= EXTRAS_FLAG;
        }
        let _ = encoder.u32(code);
        if has_key {
            let _ = encoder.str(self.key);
        }
        if !self.path.is_root() {
            self.path.encode(&mut encoder);
        }
        encoder.writer_mut().extend_from_slice(self.arguments);
        if !self.extras.is_empty() {
            self.extras.encode(&mut encoder);
        }
    }

    /// The arguments of an increment.
    pub(crate) fn increment_arguments(total: i128, since_birth: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes);
        encode_integer(&mut encoder, total);
        let _ = encoder.u64(since_birth);
        bytes
    }

    /// The arguments of a patch.
    pub(crate) fn patch_arguments(fields: &[(Path, Vec<u8>)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes);
        let _ = encoder.array(fields.len() as u64 * 2);
        for (path, value) in fields {
            path.encode(&mut encoder);
            encoder.writer_mut().extend_from_slice(value);
        }
        bytes
    }
}

fn encode_time(encoder: &mut Encoder<&mut Vec<u8>>, (before, process_before): (u64, u32), time: u64, process: u32) {
    let (ms, counter) = ((time >> 16) - (before >> 16), time & 0xffff);
    if process != process_before {
        let _ = encoder.array(3).and_then(|e| e.u64(ms)).and_then(|e| e.u64(counter)).and_then(|e| e.u32(process));
    } else if ms == 0 && time == before + 1 {
        let _ = encoder.u8(0);
    } else if ms > 0 && counter == 0 {
        let _ = encoder.u64(ms);
    } else {
        let _ = encoder.array(2).and_then(|e| e.u64(ms)).and_then(|e| e.u64(counter));
    }
}
