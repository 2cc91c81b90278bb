//! The runner's rooms: set-up, parts, reports.
