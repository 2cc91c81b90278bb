//! The operation codes of a change, and paths.

use crate::{Code, Error, Result};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::cmp::Ordering;
use minicbor::{Decoder, Encoder};

/// What a change does. The numbers are the wire's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum OperationKind {
    Put = 0,
    Increment = 1,
    Add = 2,
    Remove = 3,
    Enable = 4,
    Disable = 5,
    Patch = 6,
    /// A removal that beats concurrent adds and therefore leaves a dot.
    RemoveForGood = 7,
    Clear = 8,
    Reset = 9,
    Unset = 10,
    Delete = 11,
    Acknowledge = 12,
    /// Holds a deleted record alive again, with the content that the delete suppressed.
    Revive = 13,
    /// Adds an entry to a log.
    Append = 14,
    /// Offers a number to a maximum or a minimum.
    Offer = 15,
    /// Grants or spends a region's rights to a bounded counter.
    Entitle = 16,
    /// Gives rights to another region.
    Transfer = 17,
    /// Says when a record expires.
    Expire = 18,
    /// Ends a stream: its region may not hold the placement any more, and this is its last word in it.
    Leave = 19,
    /// Says, in the streams that every region has, that a region has erased what it held of a placement.
    Erased = 20,
}

impl OperationKind {
    pub(crate) const fn from_wire(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Put,
            1 => Self::Increment,
            2 => Self::Add,
            3 => Self::Remove,
            4 => Self::Enable,
            5 => Self::Disable,
            6 => Self::Patch,
            7 => Self::RemoveForGood,
            8 => Self::Clear,
            9 => Self::Reset,
            10 => Self::Unset,
            11 => Self::Delete,
            12 => Self::Acknowledge,
            13 => Self::Revive,
            14 => Self::Append,
            15 => Self::Offer,
            16 => Self::Entitle,
            17 => Self::Transfer,
            18 => Self::Expire,
            19 => Self::Leave,
            20 => Self::Erased,
            _ => return None,
        })
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::Increment | Self::Entitle => "increment",
            Self::Transfer => "transfer",
            Self::Expire => "expire",
            Self::Add => "add",
            Self::Remove | Self::RemoveForGood => "remove",
            Self::Enable => "enable",
            Self::Disable => "disable",
            Self::Patch => "patch",
            Self::Clear => "clear",
            Self::Reset => "reset",
            Self::Unset => "unset",
            Self::Delete => "delete",
            Self::Acknowledge => "acknowledge",
            Self::Revive => "revive",
            Self::Append => "append",
            Self::Offer => "offer",
            Self::Leave => "leave",
            Self::Erased => "erased",
        }
    }

    /// Whether a change of this kind is of a record. The others are what regions tell one another.
    pub(crate) const fn is_write(self) -> bool {
        !matches!(self, Self::Acknowledge | Self::Leave | Self::Erased)
    }

    /// Whether the arguments of a change are one value.
    pub(crate) const fn takes_value(self) -> bool {
        matches!(self, Self::Put | Self::Add | Self::Remove | Self::RemoveForGood | Self::Append | Self::Offer)
    }

    /// Whether a write of this kind makes the record exist. Removals that observe do not.
    pub(crate) const fn touches_existence(self) -> bool {
        matches!(
            self,
            Self::Put
                | Self::Increment
                | Self::Add
                | Self::Enable
                | Self::Disable
                | Self::Patch
                | Self::Revive
                | Self::Entitle
                | Self::Transfer
                | Self::Expire
                | Self::Append
                | Self::Offer
        )
    }
}

/// What a write found at the root of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub(crate) enum Birth {
    /// The record existed.
    #[default]
    Update = 0,
    /// There was no trace of it.
    Create = 1,
    /// It had been deleted.
    Recreate = 2,
    /// The record existed by this region's own writes alone, from its creation on, and not every region is known to
    /// have them: another region may be creating it, too.
    Continue = 3,
}

impl Birth {
    pub(crate) const fn from_wire(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Update,
            1 => Self::Create,
            2 => Self::Recreate,
            3 => Self::Continue,
            _ => return None,
        })
    }

    /// Whether the write makes a record where there was none.
    pub(crate) const fn creates(self) -> bool {
        matches!(self, Birth::Create | Birth::Recreate)
    }

    /// Whether the write goes back to a creation by its own region, and to nobody else's write.
    pub(crate) const fn is_own(self) -> bool {
        !matches!(self, Birth::Update)
    }
}

/// A place inside a record: the names of the fields that lead to it. The root is empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Path(pub(crate) Vec<String>);

impl Path {
    pub(crate) fn new(names: &[&str]) -> Self {
        Path(names.iter().map(|name| (*name).to_owned()).collect())
    }

    pub(crate) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn starts_with(&self, prefix: &Path) -> bool {
        self.0.starts_with(&prefix.0)
    }

    pub(crate) fn encode(&self, encoder: &mut Encoder<&mut Vec<u8>>) {
        let _ = encoder.array(self.0.len() as u64);
        for name in &self.0 {
            let _ = encoder.str(name);
        }
    }

    pub(crate) fn decode(decoder: &mut Decoder<'_>, depth_max: usize) -> Option<Self> {
        let count = decoder.array().ok()??;
        if count > depth_max as u64 {
            return None;
        }
        (0..count).map(|_| decoder.str().ok().map(str::to_owned)).collect::<Option<Vec<_>>>().map(Path)
    }
}

/// A path as it stands in a change. Paths are short, so their names are looked at in place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EncodedPath<'a>(&'a [u8]);

/// Paths of up to so many names cost no allocation.
const SHORT: usize = 8;
/// How much longer a path of one short name is than the name.
const SHORT_NAME: usize = 2;

impl<'a> EncodedPath<'a> {
    pub(crate) const ROOT: Self = EncodedPath(&[0x80]);

    /// Reads past a path.
    #[inline]
    pub(crate) fn decode(decoder: &mut Decoder<'a>, depth_max: usize) -> Option<Self> {
        let path = EncodedPath(decoder.input().get(decoder.position()..)?).shortest();
        match path.filter(|path| depth_max > 0 && core::str::from_utf8(path.short_name().unwrap_or_default()).is_ok()) {
            Some(path) => {
                decoder.set_position(decoder.position() + path.0.len());
                Some(path)
            }
            None => Self::decode_any(decoder, depth_max),
        }
    }

    /// Takes a path that was decoded before from the bytes that begin with it.
    #[inline]
    pub(crate) fn split_from(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let path = match EncodedPath(bytes).shortest() {
            Some(path) => path,
            None => Self::decode_any(&mut Decoder::new(bytes), usize::MAX)?,
        };
        Some((path, bytes.get(path.0.len()..)?))
    }

    /// The path with which the bytes begin, if it is one short name, as most are.
    #[inline]
    fn shortest(self) -> Option<Self> {
        let len = SHORT_NAME + self.short_name()?.len();
        self.0.get(..len).map(EncodedPath)
    }

    #[inline]
    fn short_name(self) -> Option<&'a [u8]> {
        let &[0x81, head @ 0x60..=0x77, ref rest @ ..] = self.0 else { return None };
        rest.get(..usize::from(head - 0x60))
    }

    fn decode_any(decoder: &mut Decoder<'a>, depth_max: usize) -> Option<Self> {
        let from = decoder.position();
        let count = decoder.array().ok()??;
        if count > depth_max as u64 {
            return None;
        }
        for _ in 0..count {
            decoder.str().ok()?;
        }
        decoder.input().get(from..decoder.position()).map(EncodedPath)
    }

    /// A path that was read before.
    pub(crate) const fn from_bytes(bytes: &'a [u8]) -> Self {
        EncodedPath(bytes)
    }

    pub(crate) const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The order of [`Path`]: by names, which is not that of their encoding.
    #[inline]
    pub(crate) fn order(self, other: EncodedPath<'_>) -> Ordering {
        match (self.short_name(), other.short_name()) {
            (Some(own), Some(other)) => own.cmp(other),
            _ => self.order_of_names(other),
        }
    }

    fn order_of_names(self, other: EncodedPath<'_>) -> Ordering {
        let (mut own, mut others) = (Decoder::new(self.0), Decoder::new(other.0));
        let count = |decoder: &mut Decoder<'_>| decoder.array().ok().flatten().unwrap_or_default();
        let (own_count, others_count) = (count(&mut own), count(&mut others));
        for _ in 0..own_count.min(others_count) {
            let order = own.str().unwrap_or_default().cmp(others.str().unwrap_or_default());
            if order.is_ne() {
                return order;
            }
        }
        own_count.cmp(&others_count)
    }

    /// Hands the names over.
    pub(crate) fn with_names<R>(self, read: impl FnOnce(&[&'a str]) -> R) -> R {
        if let Some(Ok(name)) = self.short_name().map(core::str::from_utf8) {
            return read(&[name]);
        }
        let mut decoder = Decoder::new(self.0);
        let count = decoder.array().ok().flatten().unwrap_or_default() as usize;
        let mut names = [""; SHORT];
        if let Some(names) = names.get_mut(..count) {
            names.iter_mut().for_each(|name| *name = decoder.str().unwrap_or_default());
            return read(names);
        }
        read(&(0..count).map(|_| decoder.str().unwrap_or_default()).collect::<Vec<_>>())
    }

    pub(crate) fn to_path(self) -> Path {
        self.with_names(Path::new)
    }
}

#[cold]
pub(crate) fn malformed(what: &str) -> Error {
    Error::new(Code::BatchMalformed, alloc::format!("the batch is damaged or not a batch: {what}; ask for it again"))
}

pub(crate) fn required<T>(part: Option<T>, what: &str) -> Result<T> {
    part.ok_or_else(|| malformed(what))
}
