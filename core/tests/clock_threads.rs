//! One clock under real threads. Every interleaving of a smaller case is checked by loom in `time/`:
//!
//! ```text
//! RUSTFLAGS="--cfg loom" cargo test -p active-active --lib --release time::hybrid_clock_loom
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{sync::Barrier, thread};

use active_active::time::{ClockOptions, HybridClock, Timestamp};

const THREADS: u64 = 8;
const TICKS: u64 = 20_000;

/// Runs the work on every thread at once and gives back what each returned.
fn together<T: Send>(work: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(THREADS as usize);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (start, work) = (&start, &work);
                scope.spawn(move || {
                    start.wait();
                    work(thread)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn ticks_of_all_threads_are_unique_and_rise_in_each() {
    let clock = HybridClock::new(ClockOptions::new(1));
    // Each thread's physical time wanders in its own way, backwards too.
    let issued = together(|thread| {
        (0..TICKS).map(|n| clock.tick(1_000_000 + (n * (thread + 1)) % 700).unwrap()).collect::<Vec<_>>()
    });
    for of_thread in &issued {
        assert!(of_thread.windows(2).all(|pair| pair[0] < pair[1]));
    }
    let mut all: Vec<Timestamp> = issued.into_iter().flatten().collect();
    all.sort();
    let greatest = *all.last().unwrap();
    all.dedup();
    assert_eq!(all.len() as u64, THREADS * TICKS);
    assert_eq!(clock.last(), greatest);
}

#[test]
fn what_any_thread_observes_is_exceeded_by_its_next_tick() {
    let clock = HybridClock::new(ClockOptions::new(1));
    together(|thread| {
        for n in 0..TICKS {
            let remote = Timestamp::new(1_000_000 + n / 100, (n % 100 * thread) as u16, 2).unwrap();
            clock.observe(remote, 1_000_000).unwrap();
            assert!(clock.tick(1_000_000).unwrap() > remote);
        }
    });
}

#[test]
fn no_thread_passes_the_bound_while_another_raises_it() {
    let clock = HybridClock::restart(ClockOptions::new(1), 1_000);
    let issued = together(|thread| {
        let mut greatest_ms = 0;
        for n in 0..TICKS / 10 {
            match clock.tick(1_000 + n) {
                Ok(t) => greatest_ms = greatest_ms.max(t.ms()),
                Err(_) if thread == 0 => clock.confirm_reserve(clock.reserve(1_000 + n, 50)),
                Err(_) => thread::yield_now(),
            }
            // The bound only rises, so one read afterwards is at least the one in force at the tick.
            assert!(greatest_ms < clock.bound_ms().unwrap());
        }
        greatest_ms
    });
    assert!(issued.iter().any(|&ms| ms >= 1_000));
}
