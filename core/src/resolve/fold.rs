//! The seam that every strategy goes through.

use super::Strategy;
use crate::{causality::Dot, time::Timestamp};

/// One live version, as strategies see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<'a> {
    /// The write.
    pub dot: Dot,
    /// When it was written.
    pub timestamp: Timestamp,
    /// The value in canonical CBOR; `None` for a delete.
    pub bytes: Option<&'a [u8]>,
}

/// What a strategy decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolution {
    /// Which candidate stands for the value; `None` where there is none.
    pub shown: Option<usize>,
    /// Whether the strategy picked it: `false` where all versions are kept and one is merely shown first.
    pub decided: bool,
    /// Why, in a few words.
    pub why: &'static str,
}

/// Folds concurrent versions. The outcome does not depend on their order.
///
/// Ties are decided on the timestamp with its node, then on the dot; never on which version is local, and never on a
/// language's own order of strings.
///
/// ```
/// use active_active::resolve::{Candidate, Strategy, fold};
/// use active_active::time::Timestamp;
/// let version = |dot: &str, ms| Candidate {
///     dot: dot.parse().unwrap(),
///     timestamp: Timestamp::new(ms, 0, 1).unwrap(),
///     bytes: None,
/// };
/// let resolution = fold(Strategy::LastWriteWins, &[version("1.1#1", 5), version("2.1#1", 7)]);
/// assert_eq!((resolution.shown, resolution.decided), (Some(1), true));
/// ```
pub fn fold(strategy: Strategy, candidates: &[Candidate<'_>]) -> Resolution {
    let latest = candidates.iter().enumerate().max_by_key(|(_, c)| (c.timestamp, c.dot)).map(|(at, _)| at);
    match (strategy, candidates.len()) {
        (_, 0) => Resolution { shown: None, decided: true, why: "there is no version" },
        (_, 1) => Resolution { shown: latest, decided: true, why: "there is one version" },
        (Strategy::LastWriteWins, _) => {
            Resolution { shown: latest, decided: true, why: "its timestamp, node included, is the greatest" }
        }
        (Strategy::KeepAll, _) => {
            Resolution { shown: latest, decided: false, why: "all versions are kept; the latest is shown first" }
        }
    }
}
