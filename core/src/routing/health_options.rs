//! When a region counts as down, and when as up again.

/// The thresholds of health, as the deployment gives them in `routing.health`. What is not given is as in
/// [`HealthOptions::default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthOptions {
    /// Half-life of the averages of success and latency; 10 s.
    pub half_life_ms: u64,
    /// An observer whose last observation is older says nothing any more; 30 s.
    pub stale_after_ms: u64,
    /// How many failures in a row make an observer call a region down; 3.
    pub down_after_failures: u32,
    /// How many successes in a row make it take that back; 2.
    pub up_after_successes: u32,
    /// Below this average of success a region is degraded; 95.
    pub degraded_below_percent: u32,
    /// How many observers must have something to say before a region can be down; 1. It then is when more than half of
    /// them say so.
    pub observers_min: u32,
    /// For how long a region that is down stays so at least; 5 s.
    pub dwell_ms: u64,
    /// How many times a region may go down, less what has decayed since, before it is held down as flapping; 3.
    pub flaps_max: u32,
    /// Half-life of the count of flaps; 60 s. A region is let go when it has halved from `flaps_max`.
    pub flap_half_life_ms: u64,
    /// For how long an answer that a region is at capacity counts; 5 s.
    pub overload_ms: u64,
    /// How far the time of an observation may be ahead of the router's; 5 s.
    pub ahead_ms_max: u64,
}

impl Default for HealthOptions {
    fn default() -> Self {
        HealthOptions {
            half_life_ms: 10_000,
            stale_after_ms: 30_000,
            down_after_failures: 3,
            up_after_successes: 2,
            degraded_below_percent: 95,
            observers_min: 1,
            dwell_ms: 5_000,
            flaps_max: 3,
            flap_half_life_ms: 60_000,
            overload_ms: 5_000,
            ahead_ms_max: 5_000,
        }
    }
}
