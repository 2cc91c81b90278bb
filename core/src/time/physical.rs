//! Physical time as something that a host hands in.
//!
//! The clock itself takes `now_ms` as a number; this trait is for code that needs to pass the *source* around, and
//! [`ManualTime`] for tests of such code. [`SystemTime`] does not exist on `wasm32-unknown-unknown`, where the
//! standard library's clock compiles and then traps: there the host passes `Date.now()`.

use super::sync::{AtomicU64, Ordering};

/// A source of Unix milliseconds. It may step backwards, repeat and jump.
///
/// ```
/// use active_active::time::PhysicalTime;
///
/// struct Frozen;
/// impl PhysicalTime for Frozen {
///     fn now_ms(&self) -> u64 {
///         1_645_557_742_000
///     }
/// }
/// assert_eq!(Frozen.now_ms(), 1_645_557_742_000);
/// ```
pub trait PhysicalTime {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_ms(&self) -> u64;
}

impl<T: PhysicalTime + ?Sized> PhysicalTime for &T {
    #[inline]
    fn now_ms(&self) -> u64 {
        (**self).now_ms()
    }
}

/// The time of the operating system. Before 1970 it reads 0.
///
/// ```
/// use active_active::time::{PhysicalTime, SystemTime};
/// assert!(SystemTime.now_ms() > 1_600_000_000_000);
/// ```
#[cfg(all(feature = "std", not(all(target_family = "wasm", target_os = "unknown"))))]
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemTime;

#[cfg(all(feature = "std", not(all(target_family = "wasm", target_os = "unknown"))))]
impl PhysicalTime for SystemTime {
    #[inline]
    fn now_ms(&self) -> u64 {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        // Not `as_millis`, whose 128-bit arithmetic costs more than the tick that follows.
        since_epoch.as_secs().saturating_mul(1_000).saturating_add(since_epoch.subsec_millis().into())
    }
}

/// Time that stands still until it is moved, forwards or backwards.
///
/// ```
/// use active_active::time::{ManualTime, PhysicalTime};
///
/// let time = ManualTime::new(1_000);
/// time.advance(500);
/// assert_eq!(time.now_ms(), 1_500);
/// time.set(900);
/// assert_eq!(time.now_ms(), 900);
/// ```
#[derive(Debug, Default)]
pub struct ManualTime(AtomicU64);

impl ManualTime {
    /// Time standing at `now_ms`.
    ///
    /// ```
    /// use active_active::time::{ManualTime, PhysicalTime};
    /// assert_eq!(ManualTime::new(5).now_ms(), 5);
    /// ```
    pub fn new(now_ms: u64) -> Self {
        ManualTime(AtomicU64::new(now_ms))
    }

    /// Moves to `now_ms`, which may be earlier.
    ///
    /// ```
    /// use active_active::time::{ManualTime, PhysicalTime};
    /// let time = ManualTime::new(5);
    /// time.set(3);
    /// assert_eq!(time.now_ms(), 3);
    /// ```
    pub fn set(&self, now_ms: u64) {
        self.0.store(now_ms, Ordering::Relaxed);
    }

    /// Moves forwards by `by_ms`.
    ///
    /// ```
    /// use active_active::time::{ManualTime, PhysicalTime};
    /// let time = ManualTime::new(5);
    /// time.advance(2);
    /// assert_eq!(time.now_ms(), 7);
    /// ```
    pub fn advance(&self, by_ms: u64) {
        self.0.fetch_add(by_ms, Ordering::Relaxed);
    }
}

impl PhysicalTime for ManualTime {
    #[inline]
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
