//! What the clock refuses, and that a refusal changes nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    Code, Detail, Error,
    time::{ClockOptions, HybridClock, ManualTime, PhysicalTime, Timestamp},
};

const NOW: u64 = 946_684_800_000; // 2000-01-01
const MS_MAX: u64 = (1 << 48) - 1;

fn clock() -> HybridClock {
    HybridClock::new(ClockOptions::new(1))
}

fn remote(ms: u64, counter: u16) -> Timestamp {
    Timestamp::new(ms, counter, 0x0002_0001_0000_0000).unwrap()
}

fn number(error: &Error, name: &str) -> i128 {
    match error.detail(name) {
        Some(Detail::Number(n)) => *n,
        other => panic!("{name} of {error}: {other:?}"),
    }
}

#[test]
fn the_drift_limit_is_inclusive_and_the_past_is_never_refused() {
    for limit in [5_000, 500, 0] {
        let clock = HybridClock::new(ClockOptions { max_drift_ms: limit, ..ClockOptions::new(1) });
        for ahead in [limit.saturating_sub(1), limit] {
            clock.observe(remote(NOW + ahead, 0), NOW).unwrap();
        }
        assert!(clock.observe(remote(NOW + limit + 1, 0), NOW).is_err());
        assert_eq!(clock.last().ms(), NOW + limit);
        clock.observe(remote(NOW - 1_000_000_000, 0), NOW).unwrap();
        clock.observe(Timestamp::ZERO, NOW).unwrap();
    }
    let crdb = HybridClock::new(ClockOptions { max_drift_ms: 500, ..ClockOptions::new(1) });
    assert!(crdb.observe(remote(NOW + 499, 0), NOW).is_ok());
    assert!(crdb.observe(remote(NOW + 1_000, 0), NOW).is_err());
}

#[test]
fn the_drift_limit_looks_at_milliseconds_only() {
    let clock = clock();
    clock.observe(remote(NOW + 5_000, 0xffff), NOW).unwrap();
    assert_eq!(clock.tick(NOW).unwrap().ms(), NOW + 5_001);
}

#[test]
fn a_drift_error_names_node_amount_and_limit_and_changes_nothing() {
    let clock = clock();
    let before = clock.tick(NOW).unwrap();
    let far = remote(NOW + 7_000, 3);
    let error = clock.observe(far, NOW).unwrap_err();
    assert_eq!(error.code(), Code::ClockDrift);
    assert_eq!(error.detail("node"), Some(&Detail::Text("0002000100000000".into())));
    assert_eq!((number(&error, "ahead_ms"), number(&error, "limit_ms")), (7_000, 5_000));
    for part in ["0002000100000000", "7000 ms", "5000 ms"] {
        assert!(error.message().contains(part), "{error}");
    }
    assert_eq!(clock.check_drift(far, NOW), Err(error.clone()));
    assert_eq!(clock.observe_time(far.packed(), far.node(), NOW), Err(error));
    assert_eq!(clock.last(), before);
    // Held and retried, it is accepted once physical time has come near.
    clock.observe(far, NOW + 2_000).unwrap();
    assert_eq!(clock.last().packed(), far.packed());
}

#[test]
fn a_local_step_back_of_more_than_the_drift_limit_is_reported_and_fails_nothing() {
    let clock = clock();
    let before = clock.tick(NOW).unwrap();
    let after = clock.tick(NOW - 3_600_000).unwrap();
    assert!(after > before);
    assert_eq!((clock.backward_jumps(), clock.backward_ms_max()), (1, 3_600_000));
}

#[test]
fn a_carry_after_a_step_back_is_measured_from_the_highest_physical_time() {
    let clock = clock();
    clock.tick(NOW).unwrap();
    for _ in 0..200_000 {
        clock.tick(NOW - 3_600_000).unwrap();
    }
    assert_eq!(clock.last().ms(), NOW + 3);
}

#[test]
fn so_is_a_carry_after_an_observation_and_a_step_back() {
    let clock = clock();
    clock.observe(remote(NOW + 5_000, 0xffff), NOW).unwrap();
    assert_eq!(clock.tick(NOW - 3_600_000).unwrap(), Timestamp::new(NOW + 5_001, 0, 1).unwrap());
}

#[test]
fn backward_jumps_count_from_a_tenth_of_the_drift_limit() {
    let clock = HybridClock::new(ClockOptions { max_drift_ms: 100, ..ClockOptions::new(1) });
    clock.tick(NOW).unwrap();
    clock.tick(NOW - 110).unwrap();
    assert_eq!(clock.backward_jumps(), 1);
    clock.tick(NOW - 120).unwrap(); // ten more, which is not above a tenth of 100
    assert_eq!(clock.backward_jumps(), 1);
    clock.tick(NOW - 131).unwrap();
    assert_eq!((clock.backward_jumps(), clock.backward_ms_max()), (2, 110));
}

#[test]
fn a_clock_that_may_not_run_ahead_fails_after_the_counter_is_full() {
    let strict = HybridClock::new(ClockOptions { max_ahead_ms: 0, ..ClockOptions::new(1) });
    strict.tick(NOW).unwrap();
    for _ in 0..65_535 {
        strict.tick(NOW - 1_000).unwrap();
    }
    let error = strict.tick(NOW - 1_000).unwrap_err();
    assert_eq!(error.code(), Code::ClockAhead);
    assert_eq!((number(&error, "ahead_ms"), number(&error, "limit_ms")), (1, 0));
    assert_eq!(strict.last(), Timestamp::new(NOW, 0xffff, 1).unwrap());
    assert_eq!(strict.tick(NOW + 1).unwrap(), Timestamp::new(NOW + 1, 0, 1).unwrap());
}

#[test]
fn the_ahead_limit_is_inclusive() {
    let mut clock = HybridClock::new(ClockOptions { max_ahead_ms: 2, ..ClockOptions::new(1) });
    for _ in 0..3 * 65_536 {
        clock.tick_exclusive(NOW).unwrap();
    }
    assert_eq!(clock.last(), Timestamp::new(NOW + 2, 0xffff, 1).unwrap());
    assert_eq!(clock.tick_exclusive(NOW).unwrap_err().code(), Code::ClockAhead);
    assert_eq!(clock.tick_exclusive(NOW + 1).unwrap().ms(), NOW + 3);
}

#[test]
fn a_restart_begins_at_the_persisted_bound_however_far_back_physical_time_is() {
    // 13,000 was persisted, 10,500 was the last issued; also when physical time is exactly the bound.
    for wall in [9_000, 0, 12_999, 13_000] {
        let clock = HybridClock::restart(ClockOptions::new(1), 13_000);
        assert_eq!(clock.bound_ms(), Some(13_000));
        let error = clock.tick(wall).unwrap_err();
        assert_eq!(error.code(), Code::ClockBound);
        assert_eq!((number(&error, "next_ms"), number(&error, "bound_ms")), (13_000, 13_000));
        let bound = clock.reserve(wall, 1_000);
        assert_eq!(bound, 14_000);
        clock.confirm_reserve(bound);
        assert_eq!(clock.tick(wall).unwrap(), Timestamp::new(13_000, 0, 1).unwrap());
    }
    let late = HybridClock::restart(ClockOptions::new(1), 13_000);
    late.confirm_reserve(late.reserve(20_000, 1_000));
    assert_eq!(late.tick(20_000).unwrap().ms(), 20_000);
}

#[test]
fn no_timestamp_reaches_the_bound_until_a_higher_one_is_confirmed() {
    let clock = clock();
    let bound = clock.reserve(10_000, 3_000);
    assert_eq!((bound, clock.bound_ms()), (13_000, None));
    clock.confirm_reserve(bound);
    let last = clock.tick(12_999).unwrap();
    assert_eq!(clock.tick(13_000).unwrap_err().code(), Code::ClockBound);
    assert_eq!(clock.last(), last);
    // A carry reaches it as well, and so does what was observed.
    clock.observe(remote(12_999, 0xffff), 12_999).unwrap();
    assert_eq!(clock.tick(12_999).unwrap_err().code(), Code::ClockBound);
    clock.confirm_reserve(12_000); // lower: stays
    assert_eq!(clock.bound_ms(), Some(13_000));
    let higher = clock.reserve(12_999, 500);
    assert_eq!(higher, 13_500);
    clock.confirm_reserve(higher);
    assert_eq!(clock.tick(12_999).unwrap(), Timestamp::new(13_000, 0, 1).unwrap());
}

#[test]
fn a_reservation_always_leaves_something_to_issue_and_never_shrinks() {
    let clock = clock();
    assert_eq!(clock.reserve(0, 0), 1);
    clock.confirm_reserve(50_000);
    assert_eq!(clock.reserve(10_000, 1_000), 50_000);
    // What a tick would refuse is not made lasting.
    assert_eq!(clock.reserve(u64::MAX, 1), 50_000);
    let guarded = HybridClock::new(ClockOptions { max_jump_ms: Some(1_000), ..ClockOptions::new(1) });
    guarded.tick(NOW).unwrap();
    assert_eq!(guarded.reserve(NOW + 1_000_000, 3_000), NOW + 3_000);
}

#[test]
fn a_persisted_bound_that_is_damaged_beyond_the_range_is_refused_and_starts_nothing_over() {
    for bound in [MS_MAX + 1, u64::MAX] {
        let clock = HybridClock::restart(ClockOptions::new(1), bound);
        assert_eq!(clock.tick(NOW).unwrap_err().code(), Code::ClockExhausted);
        clock.confirm_reserve(clock.reserve(NOW, 1_000));
        assert_eq!(clock.tick(NOW).unwrap_err().code(), Code::ClockExhausted);
    }
}

#[test]
fn the_end_of_the_range_is_an_error_and_never_wraps() {
    let clock = clock();
    clock.observe(Timestamp::MAX, MS_MAX).unwrap();
    assert_eq!(clock.tick(MS_MAX).unwrap_err().code(), Code::ClockExhausted);
    assert_eq!(clock.tick(0).unwrap_err().code(), Code::ClockExhausted);
    assert_eq!(clock.last().packed(), u64::MAX);

    let nearly = HybridClock::resume(ClockOptions::new(1), Timestamp::MAX.prev().unwrap());
    assert_eq!(nearly.tick(0).unwrap().packed(), u64::MAX);
    assert_eq!(nearly.tick(0).unwrap_err().code(), Code::ClockExhausted);
}

#[test]
fn physical_time_beyond_48_bits_is_refused_everywhere() {
    let mut clock = clock();
    for now in [MS_MAX + 1, u64::MAX] {
        assert_eq!(clock.tick(now).unwrap_err().code(), Code::TimestampOutOfRange);
        assert_eq!(clock.tick_exclusive(now).unwrap_err().code(), Code::TimestampOutOfRange);
        assert_eq!(clock.observe(remote(5, 0), now).unwrap_err().code(), Code::TimestampOutOfRange);
        clock.confirm_jump(now);
    }
    assert_eq!(clock.last().packed(), 0);
    assert_eq!(clock.tick(MS_MAX).unwrap().ms(), MS_MAX);
}

#[test]
fn a_jump_forwards_is_refused_until_it_is_confirmed() {
    let clock = HybridClock::new(ClockOptions { max_jump_ms: Some(1_000), ..ClockOptions::new(1) });
    clock.tick(NOW).unwrap(); // the first reading has nothing to be compared with
    let last = clock.tick(NOW + 1_000).unwrap(); // inclusive
    let error = clock.tick(NOW + 2_001).unwrap_err();
    assert_eq!(error.code(), Code::ClockJump);
    assert_eq!((number(&error, "jump_ms"), number(&error, "limit_ms")), (1_001, 1_000));
    assert_eq!(number(&error, "now_ms"), i128::from(NOW + 2_001));
    assert_eq!(clock.tick(NOW + 2_001).unwrap_err().code(), Code::ClockJump, "asking again does not confirm it");
    assert_eq!(clock.last(), last);
    assert!(clock.tick(NOW + 1_001).is_ok(), "the right time still ticks");
    clock.confirm_jump(NOW + 3_600_000);
    assert_eq!(clock.tick(NOW + 3_600_000).unwrap().ms(), NOW + 3_600_000);
}

#[test]
fn coming_back_from_a_step_backwards_is_no_jump() {
    let clock = HybridClock::new(ClockOptions { max_jump_ms: Some(1_000), ..ClockOptions::new(1) });
    clock.tick(NOW).unwrap();
    clock.tick(NOW - 3_600_000).unwrap();
    assert_eq!(clock.tick(NOW + 1).unwrap().ms(), NOW + 1);
}

#[test]
fn a_restarted_clock_takes_its_first_reading_without_a_reference() {
    let options = ClockOptions { max_jump_ms: Some(1_000), ..ClockOptions::new(1) };
    let clock = HybridClock::restart(options, NOW);
    clock.confirm_reserve(clock.reserve(NOW + 86_400_000, 1_000));
    assert_eq!(clock.tick(NOW + 86_400_000).unwrap().ms(), NOW + 86_400_000);
}

#[test]
fn manual_time_drives_a_clock_through_its_trait() {
    let time = ManualTime::new(1_000);
    let source: &dyn PhysicalTime = &time;
    let clock = clock();
    clock.tick(source.now_ms()).unwrap();
    time.set(400);
    time.advance(100);
    assert_eq!(source.now_ms(), 500);
    assert_eq!(clock.tick((&source).now_ms()).unwrap(), Timestamp::new(1_000, 1, 1).unwrap());
}
