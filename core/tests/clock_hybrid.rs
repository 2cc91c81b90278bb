//! The hybrid clock against the tables of published implementations and papers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::time::{ClockOptions, HybridClock, Timestamp, node};

const P: u64 = 1_645_557_742_000;

fn clock() -> HybridClock {
    HybridClock::new(ClockOptions::new(1))
}

fn remote(ms: u64, counter: u16) -> Timestamp {
    Timestamp::new(ms, counter, 2).unwrap()
}

fn parts(t: Timestamp) -> (u64, u16) {
    (t.ms(), t.counter())
}

fn tick(clock: &HybridClock, now_ms: u64) -> (u64, u16) {
    parts(clock.tick(now_ms).unwrap())
}

fn receive(clock: &HybridClock, from: (u64, u16), now_ms: u64) -> (u64, u16) {
    clock.observe(remote(from.0, from.1), now_ms).unwrap();
    tick(clock, now_ms)
}

/// CockroachDB's table: (wall, what was received, what is issued).
const TABLE: [(u64, Option<(u64, u16)>); 8] = [
    (5, None),
    (6, None),
    (10, Some((10, 5))),
    (7, None),
    (8, Some((10, 4))),
    (10, Some((10, 99))),
    (11, Some((10, 31))),
    (11, None),
];

#[test]
fn the_table_of_cockroachdb_read_as_observe_then_tick() {
    let clock = clock();
    let issued = TABLE.map(|(wall, from)| match from {
        None => tick(&clock, wall),
        Some(from) => receive(&clock, from, wall),
    });
    assert_eq!(issued, [(5, 0), (6, 0), (10, 6), (10, 7), (10, 8), (10, 100), (11, 0), (11, 1)]);
}

#[test]
fn the_table_of_cockroachdb_as_its_harness_calls_it_with_a_tick_before_each_observation() {
    let clock = clock();
    let issued = TABLE.map(|(wall, from)| match from {
        None => tick(&clock, wall),
        Some(from) => {
            tick(&clock, wall);
            receive(&clock, from, wall)
        }
    });
    assert_eq!(issued, [(5, 0), (6, 0), (10, 6), (10, 7), (10, 9), (10, 100), (11, 1), (11, 2)]);
}

#[test]
fn physical_time_that_regresses_leaves_the_clock_counting() {
    let clock = clock();
    assert_eq!([30, 29, 29, 31].map(|wall| tick(&clock, wall)), [(30, 0), (30, 1), (30, 2), (31, 0)]);
}

#[test]
fn receiving_while_physical_time_regresses() {
    let clock = clock();
    assert_eq!(receive(&clock, (91, 0), 93), (93, 0));
    assert_eq!(receive(&clock, (92, 0), 92), (93, 1));
    assert_eq!(receive(&clock, (93, 0), 91), (93, 2));
}

#[test]
fn state_and_remote_at_the_same_physical_time() {
    for (state, from, issued) in [
        ((P, 5), (P, 15), (P, 16)),
        ((P, 20), (P, 10), (P, 21)),
        ((P - 500, 10), (P - 600, 20), (P, 0)),
        ((P + 500, 7), (P, 20), (P + 500, 8)),
    ] {
        let clock = HybridClock::resume(ClockOptions::new(1), remote(state.0, state.1));
        assert_eq!(receive(&clock, from, P), issued, "state {state:?}, received {from:?}");
    }
}

#[test]
fn observing_the_known_a_thousand_times_changes_nothing() {
    let clock = clock();
    let last = clock.tick(P).unwrap();
    for x in [remote(P, 0), remote(P - 1, 65_535), remote(0, 0)] {
        for _ in 0..1_000 {
            clock.observe(x, P).unwrap();
        }
        assert_eq!(clock.last(), last);
    }
    clock.observe(remote(P, 9), P).unwrap();
    let once = clock.last();
    for _ in 0..1_000 {
        clock.observe(remote(P, 9), P).unwrap();
    }
    assert_eq!((parts(once), clock.last()), ((P, 9), once));
}

#[test]
fn seventy_thousand_remote_timestamps_while_physical_time_is_frozen() {
    let clock = clock();
    let frozen = 1_645_557_742_000;
    let mut max = remote(frozen, 0);
    for _ in 0..70_000 {
        clock.observe(max, frozen).unwrap();
        max = max.next().unwrap();
    }
    let max = max.prev().unwrap();
    assert_eq!(parts(max), (frozen + 1, 4_463));
    assert_eq!(tick(&clock, frozen), (frozen + 1, 4_464));
}

#[test]
fn a_second_back_at_a_hundred_thousand_events_a_second_borrows_two_milliseconds() {
    let clock = clock();
    clock.tick(P).unwrap();
    let mut last = clock.last();
    for event in 0..100_000 {
        let wall = P - 1_000 + event / 100;
        let t = clock.tick(wall).unwrap();
        assert!(t > last);
        last = t;
        if event == 99_999 {
            assert_eq!(t.ms() - wall, 2);
        }
    }
}

#[test]
fn the_naive_rule_drifts_from_physical_time_with_every_message_and_this_clock_does_not() {
    let clocks = [0; 3].map(|_| clock());
    let mut naive = [0u64; 3];
    let (mut message, mut naive_message) = (Timestamp::ZERO, 0);
    let mut physical = 0;
    for hop in 0..1_000 {
        physical = 10 + hop as u64 / 3;
        let process = hop % 3;
        clocks[process].observe(message, physical).unwrap();
        message = clocks[process].tick(physical).unwrap();
        naive[process] = physical.max(naive[process] + 1).max(naive_message + 1);
        naive_message = naive[process];
    }
    assert_eq!(naive_message - physical, 666);
    assert_eq!((parts(message), physical), ((343, 0), 343));
}

#[test]
fn a_leap_second_that_physical_time_repeats_leaves_timestamps_rising() {
    let clock = clock();
    // 2016-12-31T23:59:59.000Z; the leap second after it repeats these milliseconds.
    let start = 1_483_228_799_000;
    let walls = (0..1_000).chain(0..1_000).chain(1_000..1_100).map(|ms| start + ms);
    let issued: Vec<_> = walls.map(|wall| clock.tick(wall).unwrap()).collect();
    assert!(issued.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(parts(issued[2_000]), (start + 1_000, 0));
    // One millisecond less than a second back is past a tenth of the drift limit, so it is reported.
    assert_eq!((clock.backward_jumps(), clock.backward_ms_max()), (1, 999));
}

#[test]
fn under_skew_the_write_that_saw_another_still_wins() {
    // A runs five seconds fast and writes at 105; B is right, reads it and writes at 100.
    let (a, b) = (clock(), HybridClock::new(ClockOptions::new(2)));
    let first = a.tick(105_000).unwrap();
    b.observe(first, 100_000).unwrap();
    let second = b.tick(100_000).unwrap();
    assert_eq!(parts(second), (105_000, 1));
    assert!(second > first, "by physical time alone the first would win: 105 > 100");
}

#[test]
fn a_new_incarnation_never_repeats_what_the_lost_state_had_issued() {
    let before = HybridClock::new(ClockOptions::new(node(1, 1, 0)));
    let after = HybridClock::new(ClockOptions::new(node(1, 2, 0)));
    let issued: Vec<_> = (0..1_000).map(|_| before.tick(P).unwrap()).collect();
    assert!((0..1_000).map(|_| after.tick(P).unwrap()).all(|t| !issued.contains(&t)));
}

#[test]
fn both_ticks_follow_the_same_rule() {
    let shared = clock();
    let mut owned = clock();
    for wall in [0, 5, 6, 6, 3, 3, 7, 1_000, 999, 0, 1_000] {
        assert_eq!(shared.tick(wall).unwrap(), owned.tick_exclusive(wall).unwrap());
        shared.observe(remote(wall + 3, 9), wall).unwrap();
        owned.observe_time(remote(wall + 3, 9).packed(), 2, wall).unwrap();
        assert_eq!(shared.last(), owned.last());
    }
}

#[test]
fn the_clock_can_be_shared_and_sent() {
    fn check<T: Send + Sync>() {}
    check::<HybridClock>();
}
