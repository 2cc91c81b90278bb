//! The upper bound that outlives a restart: persisted before it is used, never reached by what is issued.

use super::{HybridClock, sync::Ordering::Relaxed, timestamp::MS_MAX};

/// No reserved bound. It is also what a bound past the range becomes, since it can never be reached.
pub(super) const UNBOUNDED: u64 = u64::MAX;

/// The first packed time that a bound forbids.
pub(super) fn pack_bound(bound_ms: u64) -> u64 {
    if bound_ms > MS_MAX { UNBOUNDED } else { bound_ms << 16 }
}

impl HybridClock {
    /// A new upper bound, `ahead_ms` past all that could be issued now: persist it, then
    /// [`confirm_reserve`](HybridClock::confirm_reserve). Never below the present bound.
    ///
    /// A `now_ms` that a tick would refuse is left out of account, so that it is not made lasting.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock};
    /// let clock = HybridClock::new(ClockOptions::new(1));
    /// assert_eq!(clock.reserve(10_000, 3_000), 13_000);
    /// assert_eq!(clock.bound_ms(), None); // not before it is confirmed
    /// ```
    pub fn reserve(&self, now_ms: u64, ahead_ms: u64) -> u64 {
        let now_ms = if now_ms > MS_MAX || self.check_jump(now_ms).is_err() { 0 } else { now_ms };
        let next_ms = self.last.load(Relaxed).saturating_add(1) >> 16;
        let wanted = now_ms.max(next_ms).saturating_add(ahead_ms.max(1)).min(MS_MAX + 1);
        wanted.max(self.bound_ms().unwrap_or(0))
    }

    /// Allows timestamps below `bound_ms`, now that the host has persisted it. A lower bound than the present one
    /// changes nothing.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock};
    /// let clock = HybridClock::new(ClockOptions::new(1));
    /// clock.confirm_reserve(13_000);
    /// assert!(clock.tick(12_999).is_ok());
    /// assert!(clock.tick(13_000).is_err());
    /// ```
    pub fn confirm_reserve(&self, bound_ms: u64) {
        let wanted = pack_bound(bound_ms);
        let mut bound = self.bound.load(Relaxed);
        while bound == UNBOUNDED || bound < wanted {
            match self.bound.compare_exchange_weak(bound, wanted, Relaxed, Relaxed) {
                Ok(_) => return,
                Err(actual) => bound = actual,
            }
        }
    }

    /// The bound that no timestamp reaches, or `None` when nothing was reserved.
    ///
    /// ```
    /// use active_active::time::{ClockOptions, HybridClock};
    /// assert_eq!(HybridClock::restart(ClockOptions::new(1), 13_000).bound_ms(), Some(13_000));
    /// ```
    pub fn bound_ms(&self) -> Option<u64> {
        match self.bound.load(Relaxed) {
            UNBOUNDED => None,
            bound => Some(bound >> 16),
        }
    }
}
