//! What a clock is told once.

use active_active::time::ClockOptions;

use crate::input::{AA_NONE, optional_number};

/// What a clock is told once. Start from `aa_clock_options_default` and set what differs.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_clock_options {
    /// The node of every timestamp issued; see `aa_node`. Two running clocks must never share one.
    pub node: u64,
    /// How far a remote timestamp may be ahead of `now_ms`, inclusive.
    pub max_drift_ms: u64,
    /// How far a full counter may carry the clock ahead of the latest physical time that it knows, inclusive.
    pub max_ahead_ms: u64,
    /// How far physical time may move forwards between two ticks, inclusive; `AA_NONE` is any distance.
    pub max_jump_ms: u64,
}

impl From<aa_clock_options> for ClockOptions {
    fn from(options: aa_clock_options) -> Self {
        ClockOptions {
            node: options.node,
            max_drift_ms: options.max_drift_ms,
            max_ahead_ms: options.max_ahead_ms,
            max_jump_ms: optional_number(options.max_jump_ms),
        }
    }
}

impl From<ClockOptions> for aa_clock_options {
    fn from(options: ClockOptions) -> Self {
        aa_clock_options {
            node: options.node,
            max_drift_ms: options.max_drift_ms,
            max_ahead_ms: options.max_ahead_ms,
            max_jump_ms: options.max_jump_ms.unwrap_or(AA_NONE),
        }
    }
}

/// The options of a server's clock: 5 s of drift, 60 s ahead, any jump.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_options_default(node: u64) -> aa_clock_options {
    ClockOptions::new(node).into()
}

/// The options of a clock in a phone or a browser, whose time people set by hand: 5 minutes of drift, 6 ahead.
///
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_clock_options_device(node: u64) -> aa_clock_options {
    ClockOptions::device(node).into()
}
