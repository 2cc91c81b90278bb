//! What a clock is told once: who it is and which faults of physical time it puts up with.

/// The settings of a [`HybridClock`](super::HybridClock). There is no environment variable behind any of them.
///
/// ```
/// use active_active::time::ClockOptions;
///
/// let options = ClockOptions { max_jump_ms: Some(60_000), ..ClockOptions::new(7) };
/// assert_eq!((options.node, options.max_drift_ms, options.max_ahead_ms), (7, 5_000, 60_000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClockOptions {
    /// The node of every timestamp issued; see [`node`](super::node). Two running clocks must never share one.
    pub node: u64,
    /// How far a remote timestamp may be ahead of `now_ms`, inclusive and in whole milliseconds. Default 5 s. A
    /// tenth of it is how far physical time may step back before the step is counted.
    pub max_drift_ms: u64,
    /// How far a full counter may carry the clock ahead of the latest physical time that it knows, inclusive.
    /// Default 60 s. Keep it above `max_drift_ms`, since a timestamp that was observed may be that far ahead already.
    pub max_ahead_ms: u64,
    /// How far physical time may move forwards between two ticks, inclusive; `None`, the default, is any distance.
    ///
    /// A jump cannot be told from idleness without a monotonic source. So set this only where the host ticks more
    /// often than this, or calls [`confirm_jump`](super::HybridClock::confirm_jump) with the time that its
    /// monotonic source arrived at.
    pub max_jump_ms: Option<u64>,
}

impl ClockOptions {
    /// The defaults for a server, with NTP or better: 5 s of drift.
    ///
    /// ```
    /// use active_active::time::ClockOptions;
    /// assert_eq!(ClockOptions::new(1).max_jump_ms, None);
    /// ```
    pub const fn new(node: u64) -> Self {
        ClockOptions { node, max_drift_ms: 5_000, max_ahead_ms: 60_000, max_jump_ms: None }
    }

    /// The defaults for a phone or a browser, whose time people set by hand: 5 minutes of drift, one more ahead.
    ///
    /// ```
    /// use active_active::time::ClockOptions;
    /// assert_eq!(ClockOptions::device(1).max_drift_ms, 300_000);
    /// ```
    pub const fn device(node: u64) -> Self {
        ClockOptions { node, max_drift_ms: 300_000, max_ahead_ms: 360_000, max_jump_ms: None }
    }
}

impl Default for ClockOptions {
    /// The defaults for a server, with node 0.
    fn default() -> Self {
        ClockOptions::new(0)
    }
}
