//! Laws of clocks and timestamps, over generated inputs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    Code,
    time::{ClockOptions, HybridClock, Timestamp},
};
use proptest::prelude::*;

/// Ties are what goes wrong, so half of the parts come from a few.
fn timestamp() -> impl Strategy<Value = Timestamp> {
    let part = || prop_oneof![Just(0u64), Just(1), Just(u64::MAX), Just(1 << 47), any::<u64>()];
    (part(), part()).prop_map(|(time, node)| Timestamp::from_packed(time, node))
}

fn now() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 1_000u64..1_010, 2 => 0u64..3, 1 => 0u64..1 << 40]
}

#[derive(Debug, Clone)]
enum Step {
    Tick(u64),
    TickExclusive(u64),
    Observe { packed: u64, node: u64, now_ms: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        now().prop_map(Step::Tick),
        now().prop_map(Step::TickExclusive),
        (now(), prop_oneof![Just(0u64), Just(0xffff), 0u64..0x1_0000], 0u64..5, now())
            .prop_map(|(ms, counter, node, now_ms)| Step::Observe { packed: ms << 16 | counter, node, now_ms }),
    ]
}

proptest! {
    /// Against the rule itself, written as plainly as it can be.
    #[test]
    fn a_clock_is_a_maximum_and_strictly_monotonic(steps in prop::collection::vec(step(), 0..60)) {
        let mut clock = HybridClock::new(ClockOptions::new(1));
        let mut model = 0u64;
        let mut last: Option<Timestamp> = None;
        for step in steps {
            let issued = match step {
                Step::Tick(now_ms) => {
                    model = (now_ms << 16).max(model + 1);
                    Some(clock.tick(now_ms).unwrap())
                }
                Step::TickExclusive(now_ms) => {
                    model = (now_ms << 16).max(model + 1);
                    Some(clock.tick_exclusive(now_ms).unwrap())
                }
                Step::Observe { packed, node, now_ms } => {
                    let remote = Timestamp::from_packed(packed, node);
                    let expected = remote.ms() <= now_ms + 5_000;
                    prop_assert_eq!(clock.check_drift(remote, now_ms).is_ok(), expected);
                    match clock.observe(remote, now_ms) {
                        Ok(()) => model = model.max(packed),
                        Err(e) => prop_assert_eq!(e.code(), Code::ClockDrift),
                    }
                    let once = clock.last();
                    let _ = clock.observe(remote, now_ms);
                    prop_assert_eq!(clock.last(), once);
                    None
                }
            };
            prop_assert_eq!(clock.last().packed(), model);
            if let Some(issued) = issued {
                prop_assert_eq!(issued, Timestamp::from_packed(model, 1));
                prop_assert!(last < Some(issued));
                last = Some(issued);
            }
        }
    }

    #[test]
    fn any_now_at_all_is_answered_without_a_panic_and_never_backwards(
        nows in prop::collection::vec(any::<u64>(), 0..20),
        drift in any::<u64>(), ahead in any::<u64>(), jump in any::<Option<u64>>(), bound in any::<Option<u64>>(),
    ) {
        let options = ClockOptions { node: 1, max_drift_ms: drift, max_ahead_ms: ahead, max_jump_ms: jump };
        let clock = match bound { Some(bound) => HybridClock::restart(options, bound), None => HybridClock::new(options) };
        let mut last = clock.last();
        for now_ms in nows {
            let reserved = clock.reserve(now_ms, now_ms);
            prop_assert!(clock.bound_ms().is_none_or(|bound| reserved >= bound));
            if now_ms % 2 == 0 { clock.confirm_reserve(reserved); }
            if now_ms % 3 == 0 { clock.confirm_jump(now_ms); }
            let _ = clock.observe(Timestamp::from_packed(now_ms, 2), now_ms);
            last = last.max(clock.last());
            if let Ok(t) = clock.tick(now_ms) {
                prop_assert!(t > last);
                prop_assert!(clock.bound_ms().is_none_or(|bound| t.ms() < bound));
                last = t;
            }
            prop_assert_eq!(clock.last(), last);
        }
    }

    #[test]
    fn what_follows_a_restart_exceeds_what_came_before(
        nows in prop::collection::vec(now(), 1..20), after in now(), ahead_ms in 0u64..10,
    ) {
        let clock = HybridClock::new(ClockOptions::new(1));
        let mut persisted = clock.reserve(nows[0], ahead_ms);
        clock.confirm_reserve(persisted);
        let mut last = Timestamp::ZERO;
        for now_ms in nows {
            if clock.tick(now_ms).is_err() {
                persisted = clock.reserve(now_ms, ahead_ms);
                clock.confirm_reserve(persisted);
                prop_assert!(clock.tick(now_ms).is_ok());
            }
            last = clock.last();
        }
        let restarted = HybridClock::restart(ClockOptions::new(1), persisted);
        restarted.confirm_reserve(restarted.reserve(after, ahead_ms));
        prop_assert!(restarted.tick(after).unwrap() > last);
    }

    #[test]
    fn every_form_comes_back(t in timestamp()) {
        prop_assert_eq!(Timestamp::new(t.ms(), t.counter(), t.node()).unwrap(), t);
        prop_assert_eq!(Timestamp::from_packed(t.packed(), t.node()), t);
        prop_assert_eq!(Timestamp::from_bytes(&t.to_bytes()).unwrap(), t);
        prop_assert_eq!(Timestamp::parse(&t.to_string()).unwrap(), t);
        prop_assert_eq!(Timestamp::from_base32(&t.to_base32()).unwrap(), t);
        prop_assert_eq!(t.to_i64().is_ok(), t.ms() < 1 << 47);
    }

    #[test]
    fn every_form_keeps_the_order(a in timestamp(), b in timestamp()) {
        let order = (a.ms(), a.counter(), a.node()).cmp(&(b.ms(), b.counter(), b.node()));
        prop_assert_eq!(a.cmp(&b), order);
        prop_assert_eq!(a.to_bytes().cmp(&b.to_bytes()), order);
        prop_assert_eq!(a.to_string().cmp(&b.to_string()), order);
        prop_assert_eq!(a.to_base32().cmp(&b.to_base32()), order);
    }

    #[test]
    fn a_text_is_read_only_if_it_is_the_one_that_is_written(text in "[0-9a-fA-F-]{33,35}|.{0,40}") {
        if let Ok(t) = Timestamp::parse(&text) {
            prop_assert_eq!(t.to_string(), text.clone());
        }
        if let Ok(t) = Timestamp::from_base32(&text) {
            prop_assert_eq!(t.to_base32(), text);
        }
    }
}
