//! The name of one reign over a subject.

use crate::{Code, Error, Result};
use alloc::format;
use core::{cmp::Ordering, fmt, str::FromStr};

/// One reign over a subject: fencing, the directory and folds go by the order of epochs alone. A higher number comes
/// later; of one number, the uncontested epoch does; of two contested ones, that of the higher region. Text:
/// `number.kind.region`, for example `7.U.2` (uncontested) or `7.C.2` (contested).
///
/// ```
/// use active_active::home::Epoch;
/// let (claimed, granted): (Epoch, Epoch) = ("7.C.3".parse()?, "7.U.2".parse()?);
/// assert!(claimed < granted);
/// assert!(claimed.contested && !granted.contested);
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Epoch {
    /// Counts from 1, the first home's.
    pub number: u64,
    /// Whether the region claimed the subject; else it holds the title.
    pub contested: bool,
    /// The number of the region that is the home.
    pub region: u16,
}

impl Epoch {
    /// The epoch of the first home of a subject.
    pub const fn first(region: u16) -> Self {
        Epoch { number: 1, contested: false, region }
    }

    /// An epoch that the holder of the title granted.
    pub const fn granted(number: u64, region: u16) -> Self {
        Epoch { number, contested: false, region }
    }

    /// An epoch that a region claimed.
    pub const fn claimed(number: u64, region: u16) -> Self {
        Epoch { number, contested: true, region }
    }
}

impl Ord for Epoch {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |epoch: &Epoch| (epoch.number, !epoch.contested, epoch.region);
        rank(self).cmp(&rank(other))
    }
}

impl PartialOrd for Epoch {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.number, if self.contested { 'C' } else { 'U' }, self.region)
    }
}

impl FromStr for Epoch {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.split('.');
        let read = (|| {
            let number = parts.next()?.parse().ok()?;
            let contested = match parts.next()? {
                "U" => false,
                "C" => true,
                _ => return None,
            };
            Some(Epoch { number, contested, region: parts.next()?.parse().ok()? })
        })();
        // Only what is written back the same: no sign, no leading zero.
        match read.filter(|epoch| parts.next().is_none() && epoch.number > 0 && format!("{epoch}") == text) {
            Some(epoch) if epoch.region > 0 => Ok(epoch),
            _ => Err(Error::new(
                Code::PartMalformed,
                "the text is not an epoch such as 7.U.2 (number, U for uncontested or C for contested, region number)",
            )
            .with("expected", "an epoch such as 7.U.2")),
        }
    }
}
