//! The clock's atomics under loom, which runs every interleaving that the memory model allows, relaxed loads
//! included.
//!
//! ```text
//! RUSTFLAGS="--cfg loom" cargo test -p active-active --lib --release time::hybrid_clock_loom
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use alloc::vec::Vec;

use loom::{sync::Arc, thread};

use super::{ClockOptions, HybridClock, Timestamp};
use crate::Code;

/// Runs both on threads of their own and gives back the clock with what each returned.
fn race<A: 'static, B: 'static>(
    clock: HybridClock,
    a: impl FnOnce(&HybridClock) -> A + 'static,
    b: impl FnOnce(&HybridClock) -> B + 'static,
) -> (Arc<HybridClock>, A, B) {
    let clock = Arc::new(clock);
    let other = clock.clone();
    let thread = thread::spawn(move || a(&other));
    let b = b(&clock);
    let a = thread.join().unwrap();
    (clock, a, b)
}

fn two_ticks(clock: &HybridClock, now_ms: u64) -> Vec<Timestamp> {
    (0..2).map(|_| clock.tick(now_ms).unwrap()).collect()
}

#[test]
fn racing_ticks_are_unique_and_each_thread_sees_them_rise() {
    loom::model(|| {
        let clock = HybridClock::new(ClockOptions::new(1));
        let (clock, mut a, b) = race(clock, |c| two_ticks(c, 5), |c| two_ticks(c, 5));
        assert!(a[0] < a[1] && b[0] < b[1]);
        a.extend(b);
        a.sort();
        a.dedup();
        assert_eq!(a.len(), 4);
        assert_eq!(clock.last(), a[3]);
        // What happens after both threads exceeds all of theirs.
        assert!(clock.tick(0).unwrap() > a[3]);
    });
}

#[test]
fn racing_ticks_whose_physical_times_differ_are_unique() {
    loom::model(|| {
        let clock = HybridClock::new(ClockOptions { max_drift_ms: 10, ..ClockOptions::new(1) });
        let (clock, a, b) = race(clock, |c| two_ticks(c, 9), |c| two_ticks(c, 5));
        assert!(a[0] < a[1] && b[0] < b[1]);
        assert!(a.iter().all(|t| !b.contains(t)));
        assert!(a[0].ms() >= 9 && b[0].ms() >= 5);
        // One thread's later reading may be taken after the other's: one step back, counted once for each time seen.
        assert!(clock.backward_jumps() <= 2);
    });
}

#[test]
fn a_tick_after_an_observation_exceeds_it_whatever_other_threads_do() {
    loom::model(|| {
        let remote = Timestamp::from_packed(7 << 16 | 3, 2);
        let clock = HybridClock::new(ClockOptions::new(1));
        let observe = move |c: &HybridClock| {
            c.observe(remote, 7).unwrap();
            c.tick(7).unwrap()
        };
        let (clock, after, others) = race(clock, observe, |c| two_ticks(c, 7));
        assert!(after > remote);
        assert!(!others.contains(&after));
        assert!(clock.last() >= after && clock.last() >= others[1]);
    });
}

#[test]
fn no_tick_reaches_a_bound_that_was_not_confirmed() {
    loom::model(|| {
        let clock = HybridClock::restart(ClockOptions::new(1), 10);
        let (clock, issued, ()) = race(clock, |c| c.tick(5), |c| c.confirm_reserve(12));
        match issued {
            Ok(t) => assert_eq!(t.ms(), 10),
            Err(e) => assert_eq!(e.code(), Code::ClockBound),
        }
        assert_eq!(clock.bound_ms(), Some(12));
        assert_eq!(clock.tick(12).unwrap_err().code(), Code::ClockBound);
    });
}

#[test]
fn the_higher_of_two_racing_bounds_stays() {
    loom::model(|| {
        let clock = HybridClock::new(ClockOptions::new(1));
        let (clock, (), ()) = race(clock, |c| c.confirm_reserve(12), |c| c.confirm_reserve(14));
        assert_eq!(clock.bound_ms(), Some(14));
    });
}

/// Limits under which a carry past 15 is allowed only to who knows that physical time has been 10.
const NARROW: ClockOptions = ClockOptions { node: 1, max_drift_ms: 5, max_ahead_ms: 6, max_jump_ms: None };

#[test]
fn a_carry_finds_the_physical_time_of_the_observation_before_it() {
    loom::model(|| {
        let remote = Timestamp::from_packed(15 << 16 | 0xffff, 2);
        let observe = move |c: &HybridClock| c.observe(remote, 10).unwrap();
        let (_, (), issued) = race(HybridClock::new(NARROW), observe, |c| c.tick(1).unwrap());
        assert!(matches!(issued.ms(), 1 | 16));
    });
}

#[test]
fn a_carry_finds_the_physical_time_before_a_step_back() {
    loom::model(|| {
        // One tick before the counter is full, with nothing known but what the next tick brings.
        let clock = HybridClock::starting(NARROW, 10 << 16 | 0xfffe, u64::MAX, 0);
        clock.tick(10).unwrap();
        let (clock, a, b) = race(clock, |c| c.tick(1).unwrap(), |c| c.tick(1).unwrap());
        assert_eq!((a.ms(), b.ms()), (11, 11));
        assert_eq!(clock.backward_jumps(), 1);
    });
}
