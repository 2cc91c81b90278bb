//! The parts of the metrics that stand alone.

pub mod rate_monitor;
pub mod space_saving;
