//! One case: three values in three regions, merged in every way that the laws speak of.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{Counterexample, Law, MergeVersion};
use crate::{
    Area, Result,
    causality::{Dot, Origin, Stream},
    sorted::Order,
    time::{Timestamp, node},
    value::Value,
};

/// The regions of x, y and z.
const REGIONS: [&str; 3] = ["first", "second", "third"];

/// When x, y and z were written, in each order that there is; the plain one first.
const TIMES: [[u64; 3]; 6] = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]];

/// How many orders of the three writes there are.
pub(super) const ORDERS: u64 = 6;

#[derive(Clone)]
pub(super) struct Case {
    pub(super) values: [Value; 3],
    pub(super) order: u64,
}

/// A merge function with the laws that it is held to.
pub(super) struct Subject<'f> {
    pub(super) function: &'f mut dyn FnMut(&[MergeVersion<'_>]) -> Result<Value>,
    pub(super) laws: &'f [Law],
}

/// A way to merge, and what it gave.
struct Answer {
    way: &'static str,
    value: Value,
}

pub(super) type Broken = alloc::boxed::Box<Counterexample>;

impl Subject<'_> {
    /// What the function breaks on this case, if anything: laws of fewer versions come first.
    pub(super) fn breaks(&mut self, case: &Case) -> Option<Counterexample> {
        self.check(case).err().map(|broken| *broken)
    }

    fn check(&mut self, case: &Case) -> Result<(), Broken> {
        let times = TIMES.get(case.order as usize).copied().unwrap_or([1, 2, 3]);
        let [x, y, z] = &case.values;
        let (x, y, z) = (version(x, 0, times), version(y, 1, times), version(z, 2, times));
        self.check_versions(x, y, Some(z))
    }

    /// The laws on two versions, and on three if there are.
    pub(super) fn check_versions(
        &mut self,
        x: MergeVersion<'_>,
        y: MergeVersion<'_>,
        z: Option<MergeVersion<'_>>,
    ) -> Result<(), Broken> {
        if self.laws.contains(&Law::Idempotence) {
            let twin = MergeVersion { value: x.value, ..y };
            let once = Answer { way: "x", value: x.value.clone() };
            let twice = self.merge("merge(x, y)", &[x, twin])?;
            same(Law::Idempotence, &[x, twin], &twice, &once)?;
        }
        let pair = self.orders(&[x, y], "merge(x, y)")?;
        let Some(z) = z else { return Ok(()) };
        let all = self.orders(&[x, y, z], "merge(x, y, z)")?;
        if self.laws.contains(&Law::Associativity) {
            let left = self.merge("merge(merge(x, y), z)", &[merged(&pair, x, y), z])?;
            let inner = self.merge("merge(y, z)", &[y, z])?;
            let right = self.merge("merge(x, merge(y, z))", &[x, merged(&inner, y, z)])?;
            same(Law::Associativity, &[x, y, z], &left, &right)?;
            same(Law::Associativity, &[x, y, z], &left, &all)?;
        }
        Ok(())
    }

    /// The merge of some versions, which neither repetition nor another order changes. Turning pairs round and moving
    /// the first of three to the end make every order.
    fn orders(&mut self, versions: &[MergeVersion<'_>], way: &'static str) -> Result<Answer, Broken> {
        let answer = self.merge(way, versions)?;
        if self.laws.contains(&Law::Determinism) {
            let again = self.merge("the same again", versions)?;
            same(Law::Determinism, versions, &answer, &again)?;
        }
        if self.laws.contains(&Law::Commutativity) {
            let mut turned = sorted(versions);
            let first = turned.remove(0);
            turned.push(first);
            let turned = self.merge_listed("the same, the first listed last", turned)?;
            same(Law::Commutativity, versions, &answer, &turned)?;
        }
        Ok(answer)
    }

    /// Merges versions as the engine would, in canonical order.
    fn merge(&mut self, way: &'static str, versions: &[MergeVersion<'_>]) -> Result<Answer, Broken> {
        self.merge_listed(way, sorted(versions))
    }

    fn merge_listed(&mut self, way: &'static str, versions: Vec<MergeVersion<'_>>) -> Result<Answer, Broken> {
        match (self.function)(&versions).and_then(Value::normalize) {
            Ok(value) => Ok(Answer { way, value }),
            Err(error) => {
                let law = if error.code().area() == Area::Value { Law::NotEncodable } else { Law::Raises };
                Err(Broken::new(Counterexample {
                    law,
                    versions: documents(&versions),
                    answers: None,
                    error: Some(error.message().into()),
                }))
            }
        }
    }
}

/// The version in one of the three regions.
fn version(value: &Value, at: usize, times: [u64; 3]) -> MergeVersion<'_> {
    let number = at as u16 + 1;
    let ms = times.get(at).copied().unwrap_or_default();
    MergeVersion {
        value,
        region: REGIONS.get(at).copied().unwrap_or_default(),
        timestamp: Timestamp::new(ms, 0, node(number, 1, 0)).unwrap_or(Timestamp::ZERO),
        dot: Dot::new(Stream::new(Origin::new(number, 1), 0, 0), 1),
    }
}

/// What a merge of two makes: the merged value, written where and when the later of both was.
fn merged<'v>(answer: &'v Answer, a: MergeVersion<'v>, b: MergeVersion<'v>) -> MergeVersion<'v> {
    let later = if (a.timestamp, a.dot) < (b.timestamp, b.dot) { b } else { a };
    MergeVersion { value: &answer.value, ..later }
}

fn sorted<'v>(versions: &[MergeVersion<'v>]) -> Vec<MergeVersion<'v>> {
    let mut versions = versions.to_vec();
    versions.order_by(|a, b| (a.timestamp, a.dot).cmp(&(b.timestamp, b.dot)));
    versions
}

fn documents(versions: &[MergeVersion<'_>]) -> Vec<Value> {
    versions.iter().map(|version| version.to_document()).collect()
}

fn same(law: Law, versions: &[MergeVersion<'_>], left: &Answer, right: &Answer) -> Result<(), Broken> {
    if left.value == right.value {
        return Ok(());
    }
    let told = |answer: &Answer| -> (String, Value) { (answer.way.to_string(), answer.value.clone()) };
    Err(Broken::new(Counterexample {
        law,
        versions: documents(versions),
        answers: Some([told(left), told(right)]),
        error: None,
    }))
}
