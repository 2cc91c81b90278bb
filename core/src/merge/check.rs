//! Looking for an input on which a merge function breaks a law.

use super::{
    CheckOptions, MergeReport, MergeVersion,
    case::{Case, ORDERS, Subject},
    generate::Domain,
    shrink::shrink,
};
use crate::random::Random;
use crate::{Result, value::Value};

/// Looks for the smallest input on which a merge function would let regions disagree.
///
/// The function gets concurrent versions and gives the merged value. Each case is three values, in three regions and in
/// one of the six orders of time; the laws are told at [`Law`](super::Law). The first half of the cases goes through
/// small values systematically, the rest are drawn from the seed. A counterexample is then made smaller as long as it
/// stays one. Passing is no proof: a law may break on values that were not tried.
///
/// An error of the area `value` that the function returns says that its answer is no value
/// ([`Law::NotEncodable`](super::Law::NotEncodable)); any other is one that it raised.
///
/// ```
/// use active_active::merge::{CheckOptions, Law, MergeVersion, check_merge};
/// use active_active::value::Value;
///
/// let options = CheckOptions { values: vec![Value::from(0)], ..CheckOptions::default() };
/// let greatest = |versions: &[MergeVersion<'_>]| Ok(Value::from(versions.iter().filter_map(|v| v.value.as_i64()).max()));
/// assert!(check_merge(greatest, &options).holds());
///
/// let average = |versions: &[MergeVersion<'_>]| {
///     let sum: f64 = versions.iter().filter_map(|v| v.value.as_f64()).sum();
///     Ok(Value::Float(sum / versions.len() as f64))
/// };
/// let report = check_merge(average, &options);
/// assert_eq!(report.counterexample.as_ref().map(|found| found.law), Some(Law::Associativity));
/// println!("{}", report.text());
/// ```
pub fn check_merge<F>(mut function: F, options: &CheckOptions) -> MergeReport
where
    F: FnMut(&[MergeVersion<'_>]) -> Result<Value>,
{
    check(&mut function, options)
}

/// The same, compiled once.
fn check(function: &mut dyn FnMut(&[MergeVersion<'_>]) -> Result<Value>, options: &CheckOptions) -> MergeReport {
    let mut random = Random::new(options.seed);
    let domain = Domain::new(&options.values, &mut random);
    let mut subject = Subject { function, laws: &options.laws };
    let mut small = Small::new(domain.pool.len());
    let report = |cases, counterexample| MergeReport { cases, counterexample };
    for number in 0..options.cases {
        let systematic = if number < options.cases.div_ceil(2) { small.next() } else { None };
        let case = match systematic {
            Some(places) => Case {
                values: places.map(|at| domain.pool.get(at).cloned().unwrap_or_default()),
                order: number % ORDERS,
            },
            None => drawn(&domain, &mut random, number.saturating_mul(8) / options.cases),
        };
        if let Some(found) = subject.breaks(&case) {
            return report(number + 1, Some(shrink(&mut subject, &domain, case, found)));
        }
    }
    report(options.cases, None)
}

fn drawn(domain: &Domain, random: &mut Random, scale: u64) -> Case {
    let mut values = [domain.value(random, scale), domain.value(random, scale), domain.value(random, scale)];
    // Equal values in two regions are a case of their own, and rarely come by chance.
    if random.below(8) == 0 {
        let [x, y, z] = &mut values;
        *(if random.below(2) == 0 { y } else { z }) = x.clone();
    }
    Case { values, order: random.below(ORDERS) }
}

/// Three places in the pool at a time, those with the smallest sum first.
struct Small {
    pool: usize,
    sum: usize,
    next: [usize; 2],
}

impl Small {
    fn new(pool: usize) -> Self {
        Small { pool, sum: 0, next: [0, 0] }
    }
}

impl Iterator for Small {
    type Item = [usize; 3];

    fn next(&mut self) -> Option<[usize; 3]> {
        while self.sum + 3 <= 3 * self.pool {
            let [x, y] = self.next;
            if x > self.sum {
                self.sum += 1;
                self.next = [0, 0];
            } else if x + y > self.sum {
                self.next = [x + 1, 0];
            } else {
                self.next = [x, y + 1];
                let places = [x, y, self.sum - x - y];
                if places.iter().all(|place| *place < self.pool) {
                    return Some(places);
                }
            }
        }
        None
    }
}
