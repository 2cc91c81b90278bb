//! Timestamps and hybrid clocks.

pub mod timestamp;

pub mod options;

pub mod hybrid_clock;
