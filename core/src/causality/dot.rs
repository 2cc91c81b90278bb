//! Names of writers and writes: origin, stream, dot.

use crate::{Code, Error, Result};
use core::{fmt, str::FromStr};

/// An incarnation of a region. A replica that was restored, cloned or expelled takes a new incarnation, so that no
/// dot is ever issued twice. Text: `region.incarnation`, for example `1.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// The region's number in the deployment, 1 to 65535.
    pub region: u16,
    /// The incarnation, counted from 1.
    pub incarnation: u16,
}

impl Origin {
    /// The origin of a region's incarnation.
    pub const fn new(region: u16, incarnation: u16) -> Self {
        Origin { region, incarnation }
    }
}

/// A sequence of writes that a receiver gets wholly, in order and without gaps, or not at all. Text: the origin
/// alone where placement and partition are zero, else `origin/placement/partition`, for example `1.1/0/3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stream {
    /// Who writes the stream.
    pub origin: Origin,
    /// The set of regions that the stream's labels allow; zero is every region.
    pub placement: u32,
    /// The share of the keys that the stream carries.
    pub partition: u16,
}

impl Stream {
    /// Zero if both are the same stream; comparing so takes no branch.
    #[inline]
    pub(super) fn difference(self, other: Self) -> u32 {
        let origin = (self.origin.region ^ other.origin.region) | (self.origin.incarnation ^ other.origin.incarnation);
        u32::from(origin | (self.partition ^ other.partition)) | (self.placement ^ other.placement)
    }
}

impl Stream {
    /// A stream of an origin.
    pub const fn new(origin: Origin, placement: u32, partition: u16) -> Self {
        Stream { origin, placement, partition }
    }

    /// What the stream carries, whoever writes it.
    pub const fn lane(self) -> Lane {
        Lane { placement: self.placement, partition: self.partition }
    }
}

/// What streams of several origins have in common: the placement and the partition of the keys that they carry.
/// Causality, acknowledgement and stability are told within a lane, so that no stream names what its receivers may
/// not know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Lane {
    /// The set of regions that the labels of the keys allow; zero is every region.
    pub placement: u32,
    /// The share of the keys.
    pub partition: u16,
}

impl Lane {
    /// A lane.
    pub const fn new(placement: u32, partition: u16) -> Self {
        Lane { placement, partition }
    }

    /// The stream of an origin in this lane.
    pub const fn stream(self, origin: Origin) -> Stream {
        Stream::new(origin, self.placement, self.partition)
    }
}

/// One write: a stream and a sequence number counted from 1. Text: `stream#sequence`, for example `1.1#5`.
///
/// ```
/// use active_active::causality::Dot;
/// let dot: Dot = "2.1#5".parse()?;
/// assert_eq!((dot.stream.origin.region, dot.sequence), (2, 5));
/// assert_eq!(dot.to_string(), "2.1#5");
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Dot {
    /// The stream that carries the write.
    pub stream: Stream,
    /// The place of the write in its stream, from 1.
    pub sequence: u64,
}

impl Dot {
    /// The dot of a write.
    pub const fn new(stream: Stream, sequence: u64) -> Self {
        Dot { stream, sequence }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.region, self.incarnation)
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.origin.fmt(f)?;
        if self.placement != 0 || self.partition != 0 {
            write!(f, "/{}/{}", self.placement, self.partition)?;
        }
        Ok(())
    }
}

impl fmt::Display for Dot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.stream, self.sequence)
    }
}

#[cold]
fn malformed(text: &str, expected: &'static str) -> Error {
    Error::new(Code::PartMalformed, alloc::format!("`{text}` is not {expected}")).with("expected", expected)
}

/// Reads a decimal number in its only form: no sign, no leading zero.
fn number<T: FromStr + fmt::Display>(text: &str) -> Option<T> {
    let canonical = text == "0" || text.starts_with(|c: char| ('1'..='9').contains(&c));
    if canonical { text.parse().ok() } else { None }
}

impl FromStr for Origin {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let parts = text.split_once('.').and_then(|(r, i)| Some((number::<u16>(r)?, number::<u16>(i)?)));
        match parts {
            Some((region, incarnation)) if region > 0 && incarnation > 0 => Ok(Origin { region, incarnation }),
            _ => Err(malformed(text, "an origin such as 1.1 (region number, incarnation)")),
        }
    }
}

impl FromStr for Stream {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.split('/');
        let origin: Origin = parts.next().unwrap_or_default().parse()?;
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Ok(Stream { origin, placement: 0, partition: 0 }),
            (Some(placement), Some(partition), None) => match (number::<u32>(placement), number::<u16>(partition)) {
                (Some(placement), Some(partition)) if placement != 0 || partition != 0 => {
                    Ok(Stream { origin, placement, partition })
                }
                _ => Err(malformed(text, "a stream such as 1.1 or 1.1/0/3")),
            },
            _ => Err(malformed(text, "a stream such as 1.1 or 1.1/0/3")),
        }
    }
}

impl FromStr for Dot {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let (stream, sequence) =
            text.split_once('#').ok_or_else(|| malformed(text, "a dot such as 1.1#5 (stream, sequence)"))?;
        match number::<u64>(sequence) {
            Some(sequence) if sequence > 0 => Ok(Dot { stream: stream.parse()?, sequence }),
            _ => Err(malformed(text, "a dot such as 1.1#5 (stream, sequence)")),
        }
    }
}
