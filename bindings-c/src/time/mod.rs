//! Timestamps and hybrid clocks.

pub mod hybrid_clock;
pub mod timestamp;
