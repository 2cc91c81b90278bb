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

type Broken = alloc::boxed::Box<Counterexample>;

impl Subject<'_> {
    /// What the function breaks on this case, if anything: laws of fewer versions come first.
    pub(super) fn breaks(&mut self, case: &Case) -> Option<Counterexample> {
        self.check(case).err().map(|broken| *broken)
    }

    fn check(&mut self, case: &Case) -> Result<(), Broken> {
        let laws = self.laws;
        let owes = |law| laws.contains(&law);
        let times = TIMES.get(case.order as usize).copied().unwrap_or([1, 2, 3]);
        let [x, y, z] = &case.values;
        let (x, y, z) = (version(x, 0, times), version(y, 1, times), version(z, 2, times));

        if owes(Law::Idempotence) {
            let twin = MergeVersion { value: x.value, ..y };
            let twice = self.merge("merge(x, y)", &[x, twin])?;
            if twice.value != *x.value {
                let once = Answer { way: "x", value: x.value.clone() };
                return Err(broken(Law::Idempotence, &[x, twin], twice, once));
            }
        }
        let pair = self.merge("merge(x, y)", &[x, y])?;
        if owes(Law::Determinism) {
            let again = self.merge("merge(x, y) again", &[x, y])?;
            if again.value != pair.value {
                return Err(broken(Law::Determinism, &[x, y], pair, again));
            }
        }
        if owes(Law::Commutativity) {
            let turned = self.merge_listed("the same, listed the other way round", listed_otherwise(&[x, y]))?;
            if turned.value != pair.value {
                return Err(broken(Law::Commutativity, &[x, y], pair, turned));
            }
        }
        let all = self.merge("merge(x, y, z)", &[x, y, z])?;
        if owes(Law::Determinism) {
            let again = self.merge("merge(x, y, z) again", &[x, y, z])?;
            if again.value != all.value {
                return Err(broken(Law::Determinism, &[x, y, z], all, again));
            }
        }
        if owes(Law::Commutativity) {
            // Turning pairs round and moving the first of three to the end make every order.
            let turned = self.merge_listed("the same, the first listed last", listed_otherwise(&[x, y, z]))?;
            if turned.value != all.value {
                return Err(broken(Law::Commutativity, &[x, y, z], all, turned));
            }
        }
        if owes(Law::Associativity) {
            let left = self.merge("merge(merge(x, y), z)", &[merged(&pair, x, y), z])?;
            let inner = self.merge("merge(y, z)", &[y, z])?;
            let right = self.merge("merge(x, merge(y, z))", &[x, merged(&inner, y, z)])?;
            if left.value != right.value {
                return Err(broken(Law::Associativity, &[x, y, z], left, right));
            }
            if left.value != all.value {
                return Err(broken(Law::Associativity, &[x, y, z], left, all));
            }
        }
        Ok(())
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

/// The first in canonical order comes last.
fn listed_otherwise<'v>(versions: &[MergeVersion<'v>]) -> Vec<MergeVersion<'v>> {
    let mut versions = sorted(versions);
    let first = versions.remove(0);
    versions.push(first);
    versions
}

fn documents(versions: &[MergeVersion<'_>]) -> Vec<Value> {
    versions.iter().map(|version| version.to_document()).collect()
}

fn broken(law: Law, versions: &[MergeVersion<'_>], left: Answer, right: Answer) -> Broken {
    let told = |answer: Answer| -> (String, Value) { (answer.way.to_string(), answer.value) };
    Broken::new(Counterexample {
        law,
        versions: documents(versions),
        answers: Some([told(left), told(right)]),
        error: None,
    })
}
