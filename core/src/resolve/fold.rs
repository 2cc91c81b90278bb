//! The seam that every strategy goes through.

use super::{Asked, MergeName, Rule, Strategy, not_registered};
use crate::sorted::Order;
use crate::{Error, causality::Dot, time::Timestamp, value::Value};
use alloc::vec::Vec;
use core::cmp::{Ordering, Reverse};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// Which candidate stands for the value; `None` where there is none, or where a function gave a value that none of
    /// them has.
    pub shown: Option<usize>,
    /// Whether the strategy picked it: `false` where all versions are kept and one is merely shown first.
    pub decided: bool,
    /// The name of the rule that had the last word.
    pub rule: &'static str,
    /// Why, in a few words.
    pub why: &'static str,
    /// What a function of the application made of the versions, in canonical CBOR.
    pub merged: Option<Vec<u8>>,
    /// The function that had the last word.
    pub function: Option<MergeName>,
    /// Why that function gave no value.
    pub failure: Option<Error>,
}

impl Resolution {
    fn new(shown: Option<usize>, decided: bool, rule: &Rule, why: &'static str) -> Self {
        Resolution { shown, decided, rule: rule.as_str(), why, merged: None, function: None, failure: None }
    }
}

/// Folds concurrent versions. The outcome does not depend on their order.
///
/// Ties are decided on the timestamp with its node, then on the dot; never on which version is local, and never on a
/// language's own order of strings. There are no functions of the application here: where one would have to be asked,
/// nothing is decided and `failure` says so.
///
/// ```
/// use active_active::resolve::{Candidate, Rule, fold};
/// use active_active::time::Timestamp;
/// let version = |dot: &str, ms| Candidate {
///     dot: dot.parse().unwrap(),
///     timestamp: Timestamp::new(ms, 0, 1).unwrap(),
///     bytes: None,
/// };
/// let versions = [version("1.1#1", 5), version("2.1#1", 7)];
/// let last = fold(&Rule::LastWriteWins.into(), &versions);
/// assert_eq!((last.shown, last.decided), (Some(1), true));
/// let first = fold(&Rule::FirstWriteWins.into(), &versions);
/// assert_eq!((first.shown, first.rule), (Some(0), "first-write-wins"));
/// ```
pub fn fold(strategy: &Strategy, candidates: &[Candidate<'_>]) -> Resolution {
    fold_with(strategy, candidates, &|name, _| Asked::Fails(not_registered(name)))
}

/// The same with somebody who asks the functions of the application.
pub(crate) fn fold_with(
    strategy: &Strategy,
    candidates: &[Candidate<'_>],
    ask: &dyn Fn(&MergeName, &[Candidate<'_>]) -> Asked,
) -> Resolution {
    let first = strategy.rules().first().unwrap_or(&Rule::LastWriteWins);
    let answer = Resolution::new;
    match candidates {
        [] => return answer(None, true, first, "there is no version"),
        [_] => return answer(Some(0), true, first, "there is one version"),
        _ => {}
    }
    // The usual strategies need no list of who is left.
    if first.is_final() {
        let versions = candidates.iter().enumerate();
        let shown = match first {
            Rule::FirstWriteWins => versions.min_by_key(|(_, candidate)| age(candidate)),
            _ => versions.max_by_key(|(_, candidate)| age(candidate)),
        };
        let decided = !matches!(first, Rule::KeepAll | Rule::Manual);
        return answer(shown.map(|(at, _)| at), decided, first, first.why());
    }
    let mut left: Vec<(usize, &Candidate<'_>)> = candidates.iter().enumerate().collect();
    for rule in strategy.rules() {
        if let Rule::Custom(name) = rule {
            match custom(rule, name, &mut left, ask) {
                Some(resolution) => return resolution,
                None => continue,
            }
        }
        let before = left.len();
        narrow(rule, &mut left);
        let same_value = left.iter().all(|(_, candidate)| Some(candidate.bytes) == left.first().map(|(_, c)| c.bytes));
        // A final rule ends it; another one does where it has left one version, or one value, of several.
        if rule.is_final() || same_value && left.len() < before {
            let decided = !matches!(rule, Rule::KeepAll | Rule::Manual);
            return answer(latest(&left), decided, rule, rule.why());
        }
    }
    let last = &Rule::LastWriteWins;
    answer(latest(&left), true, last, last.why())
}

/// What a function of the application makes of the versions that are left; nothing if it abstains. Of versions that
/// have one value there is nothing to make.
fn custom(
    rule: &Rule,
    name: &MergeName,
    left: &mut [(usize, &Candidate<'_>)],
    ask: &dyn Fn(&MergeName, &[Candidate<'_>]) -> Asked,
) -> Option<Resolution> {
    if left.windows(2).all(|pair| matches!(pair, [(_, a), (_, b)] if a.bytes == b.bytes)) {
        return Some(Resolution::new(latest(left), true, rule, "all versions have one value"));
    }
    left.order_by_key(|(_, candidate)| age(candidate));
    let versions: Vec<Candidate<'_>> = left.iter().map(|(_, candidate)| **candidate).collect();
    let answer = match ask(name, &versions) {
        Asked::Abstains => return None,
        Asked::Merged(bytes) => {
            let shown = left.iter().rev().find(|(_, candidate)| candidate.bytes == Some(&bytes)).map(|(at, _)| *at);
            Resolution { merged: Some(bytes), ..Resolution::new(shown, true, rule, rule.why()) }
        }
        Asked::Fails(failure) => {
            let why = "its function gave no value; all versions are kept and the latest is shown first";
            Resolution { failure: Some(failure), ..Resolution::new(latest(left), false, rule, why) }
        }
    };
    Some(Resolution { function: Some(name.clone()), ..answer })
}

fn latest(left: &[(usize, &Candidate<'_>)]) -> Option<usize> {
    left.iter().max_by_key(|(_, candidate)| age(candidate)).map(|(at, _)| *at)
}

fn age(candidate: &Candidate<'_>) -> (Timestamp, Dot) {
    (candidate.timestamp, candidate.dot)
}

/// Keeps the versions that the rule puts first.
fn narrow(rule: &Rule, left: &mut Vec<(usize, &Candidate<'_>)>) {
    match rule {
        Rule::LastWriteWins => keep_least(left, |candidate| Reverse(age(candidate))),
        Rule::FirstWriteWins => keep_least(left, age),
        Rule::RegionPriority(regions) => keep_least(left, |candidate| {
            let number = candidate.dot.stream.origin.region;
            regions.iter().position(|region| *region == number).unwrap_or(regions.len())
        }),
        Rule::ValuePriority(values) => keep_least(left, |candidate| {
            values.iter().position(|value| candidate.bytes == Some(value)).unwrap_or(values.len())
        }),
        Rule::Max => keep_least(left, |candidate| Reverse(Ranked::of(candidate, false))),
        Rule::Min => keep_least(left, |candidate| Ranked::of(candidate, true)),
        Rule::PreferPresent => keep_least(left, is_null),
        Rule::KeepAll | Rule::Manual | Rule::Custom(_) => {}
    }
}

fn keep_least<K: Ord>(left: &mut Vec<(usize, &Candidate<'_>)>, key: impl Fn(&Candidate<'_>) -> K) {
    if let Some(least) = left.iter().map(|(_, candidate)| key(candidate)).min() {
        left.retain(|(_, candidate)| key(candidate) == least);
    }
}

fn is_null(candidate: &Candidate<'_>) -> bool {
    candidate.bytes.is_none_or(|bytes| bytes == NULL)
}

/// Canonical CBOR for null.
const NULL: [u8; 1] = [0xf6];

/// A value in the canonical order, with null after all others (`null_is_greatest`) or before them.
struct Ranked {
    absent: bool,
    null_is_greatest: bool,
    value: Value,
}

impl Ranked {
    fn of(candidate: &Candidate<'_>, null_is_greatest: bool) -> Self {
        let value = candidate.bytes.map_or(Value::Null, Value::from_cbor_output);
        Ranked { absent: is_null(candidate), null_is_greatest, value }
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.absent, other.absent) {
            (true, true) => Ordering::Equal,
            (false, false) => self.value.cmp_canonical(&other.value),
            (absent, _) if absent == self.null_is_greatest => Ordering::Greater,
            _ => Ordering::Less,
        }
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}
