//! The parts of the metrics that stand alone: the monitor of a rate and the sketch of hot keys.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::unreachable)]

use active_active::{
    Code,
    metrics::{
        RateMonitor,
        RateState::{Breached, Normal},
        SpaceSaving,
    },
};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[test]
fn a_monitor_needs_a_threshold_and_a_window() {
    for (threshold, window_ms) in [(0, 1), (1, 0)] {
        assert_eq!(RateMonitor::new(threshold, window_ms).unwrap_err().code(), Code::InvalidArgument);
        let mut monitor = RateMonitor::new(5, 5).unwrap();
        assert_eq!(monitor.configure(threshold, window_ms).unwrap_err().code(), Code::InvalidArgument);
        assert_eq!((monitor.threshold(), monitor.window_ms()), (5, 5));
    }
}

#[test]
fn the_greatest_numbers_do_not_overflow() {
    let mut monitor = RateMonitor::new(u64::MAX, u64::MAX).unwrap();
    assert_eq!(monitor.observe(0, 0), Normal);
    assert_eq!(monitor.observe(u64::MAX, u64::MAX), Breached);
    assert_eq!(monitor.observe(u64::MAX, u64::MAX), Breached);
    let mut sketch = SpaceSaving::new(1).unwrap();
    sketch.add("a", u64::MAX);
    sketch.add("b", u64::MAX);
    assert_eq!((sketch.total(), sketch.top(1)[0].count, sketch.top(1)[0].error), (u64::MAX, u64::MAX, u64::MAX));
}

#[test]
fn a_sketch_holds_at_least_one_key_and_not_too_many() {
    for capacity in [0, SpaceSaving::CAPACITY_MAX + 1] {
        assert_eq!(SpaceSaving::new(capacity).unwrap_err().code(), Code::InvalidArgument);
    }
    let mut sketch = SpaceSaving::new(SpaceSaving::CAPACITY_MAX).unwrap();
    sketch.add("a", 0);
    assert_eq!((sketch.total(), sketch.top(10).len(), sketch.capacity()), (0, 0, SpaceSaving::CAPACITY_MAX));
}

/// Keys of which some come often, with how often at once.
fn stream() -> impl Strategy<Value = Vec<(u8, u64)>> {
    prop::collection::vec((prop_oneof![0u8..4, 0u8..60], 1u64..5), 0..600)
}

proptest! {
    #[test]
    fn a_sketch_keeps_its_promise(stream in stream(), capacity in 1usize..24) {
        let (mut sketch, mut exact) = (SpaceSaving::new(capacity).unwrap(), BTreeMap::<String, u64>::new());
        for (key, times) in &stream {
            sketch.add(&format!("k{key}"), *times);
            *exact.entry(format!("k{key}")).or_default() += times;
        }
        let top = sketch.top(usize::MAX);
        let total: u64 = exact.values().sum();
        prop_assert_eq!(sketch.total(), total);
        prop_assert_eq!(top.len(), exact.len().min(capacity));
        // The counts add up to the total: nothing is lost, only misattributed.
        prop_assert_eq!(top.iter().map(|hot| hot.count).sum::<u64>(), total);
        for hot in &top {
            let truth = exact[&hot.key];
            prop_assert!(hot.count - hot.error <= truth && truth <= hot.count, "{hot:?}, truly {truth}");
            prop_assert!(hot.error <= total / capacity as u64);
        }
        for (key, truth) in exact.iter().filter(|(_, truth)| **truth > total / capacity as u64) {
            prop_assert!(top.iter().any(|hot| hot.key == *key), "{key} came {truth} times of {total} and is gone");
        }
        let ordered = top.windows(2).all(|w| (w[1].count, &w[0].key) < (w[0].count, &w[1].key));
        prop_assert!(ordered);
    }

    #[test]
    fn what_goes_back_is_as_if_it_had_not_been_observed(
        observed in prop::collection::vec((0u64..30_000, 0u64..300), 1..60),
        threshold in 1u64..120, window_ms in 1u64..9_000,
    ) {
        let (mut all, mut rising) =
            (RateMonitor::new(threshold, window_ms).unwrap(), RateMonitor::new(threshold, window_ms).unwrap());
        let mut last = (0, 0);
        for (now_ms, total) in observed {
            let state = all.observe(now_ms, total);
            if now_ms >= last.0 && total >= last.1 {
                last = (now_ms, total);
                prop_assert_eq!(rising.observe(now_ms, total), state);
            }
            prop_assert_eq!(all, rising);
        }
    }

    /// Two windows in which nothing came end a breach, whatever was before.
    #[test]
    fn a_breach_ends(steps in prop::collection::vec((0u64..2_000, 0u64..200), 1..40)) {
        let mut monitor = RateMonitor::new(100, 5_000).unwrap();
        let (mut now_ms, mut total) = (0, 0);
        for (later, more) in steps {
            (now_ms, total) = (now_ms + later, total + more);
            monitor.observe(now_ms, total);
        }
        prop_assert_eq!(monitor.observe(now_ms + 10_000, total), Normal);
    }
}
