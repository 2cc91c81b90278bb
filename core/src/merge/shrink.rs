//! From a counterexample to a smaller one.

use alloc::vec::Vec;

use super::{
    Counterexample, MergeVersion,
    case::{Case, Subject},
    generate::{Domain, size},
};
use crate::{Result, sorted::Order, value::Value};

/// How often the function may be asked about smaller cases: it may be slow, and what is found is small as it is.
const ATTEMPTS_MAX: u32 = 500;

/// Puts smaller values in place of those of a broken case as long as the same law stays broken.
pub(super) fn shrink<F: FnMut(&[MergeVersion<'_>]) -> Result<Value>>(
    subject: &mut Subject<'_, F>,
    domain: &Domain,
    mut case: Case,
    mut found: Counterexample,
) -> Counterexample {
    let mut attempts = 0;
    while let Some((smaller, counterexample)) = step(subject, domain, &case, &found, &mut attempts) {
        (case, found) = (smaller, counterexample);
    }
    found
}

fn step<F: FnMut(&[MergeVersion<'_>]) -> Result<Value>>(
    subject: &mut Subject<'_, F>,
    domain: &Domain,
    case: &Case,
    found: &Counterexample,
    attempts: &mut u32,
) -> Option<(Case, Counterexample)> {
    let limit = measure(case, found);
    for smaller in candidates(domain, case) {
        if *attempts == ATTEMPTS_MAX {
            return None;
        }
        *attempts += 1;
        if let Some(broken) = subject.breaks(&smaller).filter(|broken| broken.law == found.law)
            && measure(&smaller, &broken) < limit
        {
            return Some((smaller, broken));
        }
    }
    None
}

/// What "smaller" means: fewer versions, then smaller values, written in the order in which they are listed, the
/// smaller ones first. It falls with every step, so shrinking ends.
fn measure(case: &Case, found: &Counterexample) -> (usize, u64, bool, Vec<u64>) {
    let sizes: Vec<u64> = found.versions.iter().filter_map(|version| version.get("value")).map(size).collect();
    (sizes.len(), sizes.iter().sum(), case.order != 0, sizes)
}

/// Cases that may be smaller: the same values in other places, then smaller values, those that are equal together.
fn candidates<'c>(domain: &'c Domain, case: &'c Case) -> impl Iterator<Item = Case> + 'c {
    let [x, y, z] = &case.values;
    let moved = [[x, y, z], [x, z, y], [y, z, x], [y, x, z], [z, x, y], [z, y, x]];
    let moved = moved.into_iter().map(|values| Case { values: values.map(Clone::clone), order: 0 });
    let replacing = move |old: &'c Value, together: bool, at: usize| {
        domain.smaller(old).into_iter().map(move |new| {
            let mut smaller = case.clone();
            for (slot, value) in smaller.values.iter_mut().enumerate() {
                if slot == at || (together && value == old) {
                    *value = new.clone();
                }
            }
            smaller
        })
    };
    // The largest value first: there is most to lose.
    let mut slots = [0, 1, 2];
    slots.order_by_key(|slot| core::cmp::Reverse(case.values.get(*slot).map(size)));
    let each = move |together| {
        slots
            .into_iter()
            .filter_map(move |at| Some((at, case.values.get(at)?)))
            .flat_map(move |(at, old)| replacing(old, together, at))
    };
    moved.chain(each(true)).chain(each(false))
}
