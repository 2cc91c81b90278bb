//! The clock of one node.
//!
//! Its state is one integer, the greatest `ms << 16 | counter` that it issued or observed. Every change is a
//! maximum on that integer, so one relaxed compare-and-swap is enough: all threads agree on the order of changes to
//! a single atomic, and a tick that happens after another cannot read an older state. What else the clock knows of
//! physical time is written before the change that it explains, and read behind a fence on the rare path that asks.

use super::{
    ClockOptions, Timestamp, refusal,
    reservation::{UNBOUNDED, pack_bound},
    sync::{
        AtomicU64,
        Ordering::{Acquire, Relaxed, Release},
        fence, with_exclusive,
    },
    timestamp::MS_MAX,
};
use crate::Result;

/// Issues timestamps that follow physical time, strictly increase, and exceed every timestamp observed.
///
/// A local step backwards never fails a tick: the clock goes on counting from where it was. Shared by reference
/// between threads; a single owner can use [`tick_exclusive`](HybridClock::tick_exclusive).
///
/// ```
/// use active_active::time::{ClockOptions, HybridClock};
///
/// let clock = HybridClock::new(ClockOptions::new(1));
/// let first = clock.tick(30)?;
/// let second = clock.tick(29)?; // physical time stepped back
/// assert_eq!((first.ms(), first.counter()), (30, 0));
/// assert_eq!((second.ms(), second.counter()), (30, 1));
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug)]
pub struct HybridClock {
    /// The greatest packed time issued or observed.
    pub(super) last: AtomicU64,
    /// The first packed time that must not be issued.
    pub(super) bound: AtomicU64,
    /// The latest `now_ms` that a tick was given; 0 when there was none.
    physical_ms: AtomicU64,
    /// The highest physical time known otherwise: before a step back, at an observation, or where the clock started.
    highest_ms: AtomicU64,
    backward_jumps: AtomicU64,
    backward_ms_max: AtomicU64,
    options: ClockOptions,
}

impl HybridClock {
    /// A clock without history and without a bound.
    ///
    /// Only for a node that never issued a timestamp. After a restart use [`restart`](HybridClock::restart) or
    /// [`resume`](HybridClock::resume); when what they need is lost or damaged, take a new incarnation, and so
    /// another node.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock, Timestamp};
    /// let clock = HybridClock::new(ClockOptions::new(7));
    /// assert_eq!(clock.last(), Timestamp::from_packed(0, 7));
    /// ```
    pub fn new(options: ClockOptions) -> Self {
        HybridClock::starting(options, 0, UNBOUNDED, 0)
    }

    /// A clock that goes on after a restart, from the bound that was persisted.
    ///
    /// Everything issued before was below the bound, so the first timestamp is at `bound_ms` or later, however far
    /// back physical time is. It crosses the bound, so a higher one has to be reserved, persisted and confirmed first.
    ///
    /// ```
    /// use active_active::{Code, time::{ClockOptions, HybridClock}};
    ///
    /// let clock = HybridClock::restart(ClockOptions::new(1), 13_000);
    /// assert_eq!(clock.tick(9_000).unwrap_err().code(), Code::ClockBound);
    ///
    /// let bound_ms = clock.reserve(9_000, 3_000);
    /// // ... the host persists `bound_ms` here ...
    /// clock.confirm_reserve(bound_ms);
    /// assert_eq!(clock.tick(9_000)?.ms(), 13_000);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn restart(options: ClockOptions, bound_ms: u64) -> Self {
        let bound = pack_bound(bound_ms);
        // A bound past the range leaves nothing to issue; it must not start the clock over.
        let last = if bound == UNBOUNDED { u64::MAX } else { bound.saturating_sub(1) };
        HybridClock::starting(options, last, bound, bound_ms.min(MS_MAX))
    }

    /// A clock that goes on after `last`, without a bound.
    ///
    /// For a replica that stores each timestamp in the same transaction as what it stamps, so that the greatest one
    /// stored is the greatest one that anyone has seen.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock, Timestamp};
    /// let clock = HybridClock::resume(ClockOptions::new(1), Timestamp::new(500, 3, 9)?);
    /// assert_eq!(clock.tick(400)?, Timestamp::new(500, 4, 1)?);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn resume(options: ClockOptions, last: Timestamp) -> Self {
        HybridClock::starting(options, last.packed(), UNBOUNDED, last.ms())
    }

    pub(super) fn starting(options: ClockOptions, last: u64, bound: u64, highest_ms: u64) -> Self {
        HybridClock {
            last: AtomicU64::new(last),
            bound: AtomicU64::new(bound),
            physical_ms: AtomicU64::new(0),
            highest_ms: AtomicU64::new(highest_ms),
            backward_jumps: AtomicU64::new(0),
            backward_ms_max: AtomicU64::new(0),
            options,
        }
    }

    /// The next timestamp: `max(now, last + 1)`. From any thread.
    ///
    /// # Errors
    /// - `clock_bound`: the reserved bound is reached; reserve, persist and confirm a higher one.
    /// - `clock_ahead`: the counter is full and a carry would pass `max_ahead_ms`.
    /// - `clock_jump`: `now_ms` is further forwards than `max_jump_ms`; see [`confirm_jump`](HybridClock::confirm_jump).
    /// - `clock_exhausted`: the clock is at the end of its range.
    /// - `timestamp_out_of_range`: `now_ms` does not fit 48 bits.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock};
    /// let clock = HybridClock::new(ClockOptions::new(1));
    /// assert!(clock.tick(5)? < clock.tick(5)?);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn tick(&self, now_ms: u64) -> Result<Timestamp> {
        self.sample(now_ms)?;
        let mut last = self.last.load(Relaxed);
        loop {
            let next = self.successor(last, now_ms)?;
            match self.last.compare_exchange_weak(last, next, Relaxed, Relaxed) {
                Ok(_) => return Ok(Timestamp::from_packed(next, self.options.node)),
                Err(actual) => last = actual,
            }
        }
    }

    /// [`tick`](HybridClock::tick) for the one owner of the clock, without a compare-and-swap.
    ///
    /// # Errors
    /// As [`tick`](HybridClock::tick).
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock};
    /// let mut clock = HybridClock::new(ClockOptions::new(1));
    /// assert!(clock.tick_exclusive(5)? < clock.tick_exclusive(5)?);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn tick_exclusive(&mut self, now_ms: u64) -> Result<Timestamp> {
        self.sample(now_ms)?;
        let last = with_exclusive(&mut self.last, |last| *last);
        let next = self.successor(last, now_ms)?;
        with_exclusive(&mut self.last, |last| *last = next);
        Ok(Timestamp::from_packed(next, self.options.node))
    }

    /// Makes every later tick exceed `remote`. A pure maximum: repeating it changes nothing and it does not count.
    ///
    /// # Errors
    /// `clock_drift` when `remote` is more than `max_drift_ms` ahead of `now_ms`, by its milliseconds alone; nothing
    /// changes, and the caller holds what carried the timestamp and retries. However old, it is accepted.
    /// `timestamp_out_of_range` when `now_ms` does not fit 48 bits.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock, Timestamp};
    /// let clock = HybridClock::new(ClockOptions::new(1));
    /// clock.observe(Timestamp::new(10, 5, 2)?, 10)?;
    /// assert_eq!(clock.tick(10)?, Timestamp::new(10, 6, 1)?);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn observe(&self, remote: Timestamp, now_ms: u64) -> Result<()> {
        self.observe_time(remote.packed(), remote.node(), now_ms)
    }

    /// [`observe`](HybridClock::observe) for a timestamp in its two integers.
    ///
    /// # Errors
    /// As [`observe`](HybridClock::observe).
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock};
    /// let clock = HybridClock::new(ClockOptions::new(1));
    /// clock.observe_time(10 << 16 | 5, 2, 10)?;
    /// assert_eq!(clock.tick(10)?.counter(), 6);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn observe_time(&self, packed: u64, node: u64, now_ms: u64) -> Result<()> {
        self.check_drift_ms(packed >> 16, node, now_ms)?;
        // Most of what arrives is old; reading first leaves the cache line shared.
        if packed > self.last.load(Relaxed) {
            // First the physical time that vouched for it: no carry may find the one without the other.
            if now_ms > self.highest_ms.load(Relaxed) {
                self.highest_ms.fetch_max(now_ms, Relaxed);
            }
            self.last.fetch_max(packed, Release);
        }
        Ok(())
    }

    /// What [`observe`](HybridClock::observe) would refuse, without observing.
    ///
    /// # Errors
    /// As [`observe`](HybridClock::observe).
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock, Timestamp};
    /// let clock = HybridClock::new(ClockOptions::new(1));
    /// assert!(clock.check_drift(Timestamp::new(6_000, 0, 2)?, 1_000).is_ok());
    /// assert!(clock.check_drift(Timestamp::new(6_001, 0, 2)?, 1_000).is_err());
    /// assert_eq!(clock.last().packed(), 0);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn check_drift(&self, remote: Timestamp, now_ms: u64) -> Result<()> {
        self.check_drift_ms(remote.ms(), remote.node(), now_ms)
    }

    #[inline]
    fn check_drift_ms(&self, remote_ms: u64, node: u64, now_ms: u64) -> Result<()> {
        if now_ms > MS_MAX {
            return Err(refusal::ms_out_of_range(now_ms));
        }
        if remote_ms > now_ms.saturating_add(self.options.max_drift_ms) {
            return Err(refusal::drift(node, remote_ms, now_ms, self.options.max_drift_ms));
        }
        Ok(())
    }

    /// The greatest time issued or observed, under this clock's node.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock};
    /// let clock = HybridClock::new(ClockOptions::new(1));
    /// let t = clock.tick(5)?;
    /// assert_eq!(clock.last(), t);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn last(&self) -> Timestamp {
        Timestamp::from_packed(self.last.load(Relaxed), self.options.node)
    }

    /// The node of every timestamp that this clock issues.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock};
    /// assert_eq!(HybridClock::new(ClockOptions::new(7)).node(), 7);
    /// ```
    #[inline]
    pub fn node(&self) -> u64 {
        self.options.node
    }

    /// Accepts that physical time is `now_ms`, after a tick refused it with `clock_jump`, or after a pause that the
    /// host measured by its monotonic source.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock};
    /// let clock = HybridClock::new(ClockOptions { max_jump_ms: Some(1_000), ..ClockOptions::new(1) });
    /// clock.tick(5_000)?;
    /// assert!(clock.tick(9_000).is_err());
    /// clock.confirm_jump(9_000);
    /// assert_eq!(clock.tick(9_000)?.ms(), 9_000);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn confirm_jump(&self, now_ms: u64) {
        if now_ms <= MS_MAX {
            self.physical_ms.fetch_max(now_ms, Relaxed);
        }
    }

    /// How often physical time stepped back between two ticks by more than a tenth of `max_drift_ms`.
    ///
    /// A thread that is suspended between reading the time and ticking looks the same; a rising count is a reason to
    /// look at the machine's time service, a single one is not.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock};
    /// let clock = HybridClock::new(ClockOptions { max_drift_ms: 100, ..ClockOptions::new(1) });
    /// for now_ms in [1_000, 890, 880] {
    ///     clock.tick(now_ms)?;
    /// }
    /// assert_eq!(clock.backward_jumps(), 1);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn backward_jumps(&self) -> u64 {
        self.backward_jumps.load(Relaxed)
    }

    /// The largest of the steps that [`backward_jumps`](HybridClock::backward_jumps) counted.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock};
    /// let clock = HybridClock::new(ClockOptions::new(1));
    /// clock.tick(10_000)?;
    /// clock.tick(3_000)?;
    /// assert_eq!(clock.backward_ms_max(), 7_000);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn backward_ms_max(&self) -> u64 {
        self.backward_ms_max.load(Relaxed)
    }

    /// `max(now, last + 1)`, or why it may not be issued.
    #[inline]
    fn successor(&self, last: u64, now_ms: u64) -> Result<u64> {
        // INVARIANT: `sample` has refused a `now_ms` of more than 48 bits.
        let now = now_ms << 16;
        let next = if now > last {
            now
        } else {
            let Some(next) = last.checked_add(1) else { return Err(refusal::exhausted()) };
            if next & 0xffff == 0 {
                self.check_ahead(next >> 16, now_ms)?;
            }
            next
        };
        let bound = self.bound.load(Relaxed);
        if next >= bound && bound != UNBOUNDED {
            return Err(refusal::bound(next >> 16, bound >> 16));
        }
        Ok(next)
    }

    /// Whether a full counter may carry to `next_ms`. Against the highest physical time known and not the present
    /// one, since a step backwards must not fail a tick.
    #[cold]
    fn check_ahead(&self, next_ms: u64, now_ms: u64) -> Result<()> {
        let latest_ms = now_ms.max(self.physical_ms.load(Relaxed));
        // Whoever set the `last` or `physical_ms` that was read had raised this before.
        fence(Acquire);
        let physical_ms = latest_ms.max(self.highest_ms.load(Relaxed));
        if next_ms > physical_ms.saturating_add(self.options.max_ahead_ms) {
            return Err(refusal::ahead(next_ms, physical_ms, self.options.max_ahead_ms));
        }
        Ok(())
    }

    /// Takes note of physical time; free while it is the same millisecond.
    #[inline]
    fn sample(&self, now_ms: u64) -> Result<()> {
        if now_ms == self.physical_ms.load(Relaxed) { Ok(()) } else { self.sample_change(now_ms) }
    }

    fn sample_change(&self, now_ms: u64) -> Result<()> {
        if now_ms > MS_MAX {
            return Err(refusal::ms_out_of_range(now_ms));
        }
        self.check_jump(now_ms)?;
        let before_ms = self.physical_ms.load(Relaxed);
        let back_ms = before_ms.saturating_sub(now_ms);
        if back_ms > 0 {
            self.highest_ms.fetch_max(before_ms, Relaxed);
        }
        // Whoever makes the change counts it, so that threads which read the time together count one step once.
        let changed = self.physical_ms.compare_exchange(before_ms, now_ms, Release, Relaxed).is_ok();
        if changed && back_ms > self.options.max_drift_ms / 10 {
            self.backward_jumps.fetch_add(1, Relaxed);
            self.backward_ms_max.fetch_max(back_ms, Relaxed);
        }
        Ok(())
    }

    /// Coming back from a step backwards is no jump, so the reference is also what was issued. A clock that has not
    /// ticked has no reference.
    #[inline]
    pub(super) fn check_jump(&self, now_ms: u64) -> Result<()> {
        let Some(limit_ms) = self.options.max_jump_ms else { return Ok(()) };
        let before_ms = self.physical_ms.load(Relaxed);
        if before_ms == 0 {
            return Ok(());
        }
        let before_ms = before_ms.max(self.last.load(Relaxed) >> 16);
        if now_ms > before_ms.saturating_add(limit_ms) {
            return Err(refusal::jump(before_ms, now_ms, limit_ms));
        }
        Ok(())
    }
}
