//! Whether a counter rises too fast, and goes on doing so.

use crate::{Code, Error, Result};

/// What a [`RateMonitor`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RateState {
    /// The counter stays below the threshold.
    Normal,
    /// The counter rose by the threshold or more within a window, and has not stayed below it for a whole one since.
    Breached,
}

impl RateState {
    /// The stable name: `"normal"` or `"breached"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            RateState::Normal => "normal",
            RateState::Breached => "breached",
        }
    }
}

/// A detector of sustained rises: a threshold for what a counter may rise by within a window.
///
/// Windows follow one another; the first starts with the first observation. A rise of exactly the threshold is a
/// breach, at once. What rose since the last observation belongs to the window that was open then, so a breach just
/// before its end is seen. A breach ends with a whole window below the threshold. Changed settings hold from the next
/// window on.
///
/// An observation whose time or count is lower than the last one's is as if it had not been made. A counter that was
/// set to zero needs a new monitor. Observe about once a second, and at least once in a window.
///
/// ```
/// use active_active::metrics::{RateMonitor, RateState};
/// let mut monitor = RateMonitor::new(100, 5_000)?;
/// assert_eq!(monitor.observe(10_000, 7_000), RateState::Normal);
/// assert_eq!(monitor.observe(11_000, 7_099), RateState::Normal);
/// assert_eq!(monitor.observe(12_000, 7_100), RateState::Breached);
/// assert_eq!(monitor.observe(15_000, 7_100), RateState::Breached);
/// assert_eq!(monitor.observe(20_000, 7_101), RateState::Normal);
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateMonitor {
    settings: Settings,
    /// In force from the next window on.
    next: Settings,
    state: RateState,
    window: Option<Window>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Settings {
    threshold: u64,
    window_ms: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    start_ms: u64,
    /// The last observation.
    now_ms: u64,
    total: u64,
    /// What the counter rose by since the window started.
    count: u64,
}

impl Settings {
    fn checked(threshold: u64, window_ms: u64) -> Result<Self> {
        if threshold == 0 || window_ms == 0 {
            return Err(Error::new(
                Code::InvalidArgument,
                alloc::format!(
                    "a rate monitor needs a threshold and a window of at least 1, {threshold} and {window_ms} ms were given"
                ),
            ));
        }
        Ok(Settings { threshold, window_ms })
    }
}

impl RateMonitor {
    /// A monitor that has observed nothing.
    ///
    /// # Errors
    ///
    /// `invalid_argument` for a threshold or a window of zero.
    pub fn new(threshold: u64, window_ms: u64) -> Result<Self> {
        let settings = Settings::checked(threshold, window_ms)?;
        Ok(RateMonitor { settings, next: settings, state: RateState::Normal, window: None })
    }

    /// Changes the settings from the next window on; at once where nothing was observed yet.
    ///
    /// # Errors
    ///
    /// `invalid_argument` for a threshold or a window of zero; the settings are then as before.
    pub fn configure(&mut self, threshold: u64, window_ms: u64) -> Result<()> {
        self.next = Settings::checked(threshold, window_ms)?;
        if self.window.is_none() {
            self.settings = self.next;
        }
        Ok(())
    }

    /// Observes the counter, which only rises, at a time; answers the state then.
    pub fn observe(&mut self, now_ms: u64, total: u64) -> RateState {
        let started = Window { start_ms: now_ms, now_ms, total, count: 0 };
        let Some(window) = &mut self.window else {
            self.window = Some(started);
            return self.state;
        };
        if now_ms < window.now_ms || total < window.total {
            return self.state;
        }
        let Settings { threshold, window_ms } = self.settings;
        let rise = total - window.total;
        window.count = window.count.saturating_add(rise);
        (window.now_ms, window.total) = (now_ms, total);
        if window.count >= threshold {
            self.state = RateState::Breached;
        }
        let elapsed_ms = now_ms - window.start_ms;
        if elapsed_ms >= window_ms {
            // Nothing came since the last observation, and a whole window went by since this one ended.
            let silent = elapsed_ms >= window_ms.saturating_mul(2) && rise == 0;
            if window.count < threshold || silent {
                self.state = RateState::Normal;
            }
            (self.window, self.settings) = (Some(started), self.next);
        }
        self.state
    }

    /// The state at the last observation.
    pub fn state(&self) -> RateState {
        self.state
    }

    /// What the counter rose by in the window that is open.
    pub fn count(&self) -> u64 {
        self.window.map_or(0, |window| window.count)
    }

    /// The threshold of the window that is open.
    pub fn threshold(&self) -> u64 {
        self.settings.threshold
    }

    /// The length of the window that is open.
    pub fn window_ms(&self) -> u64 {
        self.settings.window_ms
    }
}
