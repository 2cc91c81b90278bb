//! Tombstones are collected by causal stability, and nothing that was deleted comes back; with the controls that must
//! fail. More runs, by hand: `TOMBSTONE_RUNS=20000 cargo test --release --features simulate --test laws_tombstones`.
#![cfg(feature = "simulate")]
#![allow(clippy::panic)]

use active_active::{
    fault::{Fault, Faults},
    simulate::{Plan, fails},
};

fn runs() -> u64 {
    std::env::var("TOMBSTONE_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(1_500)
}

/// How many runs break a law.
fn broken(faults: Faults) -> usize {
    let plan = Plan::tombstones().with_faults(faults);
    let broken = (0..runs()).filter(|seed| fails(*seed, &plan).is_some()).count();
    println!("{faults:?}: {broken} of {} runs", runs());
    broken
}

#[test]
fn acknowledgements_in_the_stream_bring_nothing_back() {
    assert_eq!(broken(Faults::NONE), 0);
}

#[test]
fn acknowledgements_out_of_band_bring_something_back() {
    assert!(broken(Faults::one(Fault::AcknowledgeOutOfBand)) > 0);
}

#[test]
fn duplicates_after_collection_need_their_cursors() {
    assert!(broken(Faults::one(Fault::ApplyDuplicates)) as u64 > runs() / 10);
}
