//! From a counterexample to a smaller one.

use alloc::vec::Vec;

use super::{
    Counterexample,
    case::{Case, Subject},
    generate::{Domain, size},
};

/// How often the function may be asked about smaller cases: it may be slow, and what is found is small as it is.
const ATTEMPTS_MAX: u32 = 500;

/// Puts smaller values in place of those of a broken case as long as the same law stays broken.
pub(super) fn shrink(
    subject: &mut Subject<'_>,
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

fn step(
    subject: &mut Subject<'_>,
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
    let mut sizes = Vec::new();
    for version in &found.versions {
        sizes.extend(version.get("value").map(size));
    }
    (sizes.len(), sizes.iter().sum(), case.order != 0, sizes)
}

/// Cases that may be smaller: the same values in other places, then smaller values, those that are equal together.
fn candidates(domain: &Domain, case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    let [x, y, z] = &case.values;
    for [first, second, third] in [[x, y, z], [x, z, y], [y, z, x], [y, x, z], [z, x, y], [z, y, x]] {
        found.push(Case { values: [first.clone(), second.clone(), third.clone()], order: 0 });
    }
    for together in [true, false] {
        for (at, old) in case.values.iter().enumerate() {
            for new in domain.smaller(old) {
                let mut smaller = case.clone();
                for (slot, value) in smaller.values.iter_mut().enumerate() {
                    if slot == at || (together && value == old) {
                        *value = new.clone();
                    }
                }
                found.push(smaller);
            }
        }
    }
    found
}
