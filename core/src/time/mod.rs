//! Hybrid logical clocks: timestamps that follow physical time, never go back, and exceed everything they saw.
//!
//! A [`Timestamp`] is 48 bits of Unix milliseconds, a 16-bit counter and a 64-bit node, ordered as that triple. A
//! [`HybridClock`] issues them with `tick = max(now, last + 1)` and learns of others' with `observe = max`. This is
//! the clock of Kulkarni, Demirbas et al. (2014) with the counter as the low bits of the time, so that both rules
//! are one integer operation and a full counter carries into the milliseconds instead of failing.
//!
//! What is absent, and why:
//! - **No reading of the time.** Every operation takes `now_ms`; [`PhysicalTime`] is there for hosts that want one
//!   place to read it from. The core runs where there is no clock, and a run can be replayed.
//! - **No causality.** A greater timestamp may be concurrent. What a write had seen is in its context
//!   ([`crate::causality`]); timestamps only order what contexts leave open.
//! - **No calendar.** Leap seconds, time zones and date text are the host's; Unix milliseconds repeat at a leap
//!   second and the clock does not mind.
//!
//! ```
//! use active_active::time::{ClockOptions, HybridClock, node};
//!
//! let eu = HybridClock::new(ClockOptions::new(node(1, 1, 0)));
//! let us = HybridClock::new(ClockOptions::new(node(2, 1, 0)));
//!
//! let written = eu.tick(1_700_000_000_105)?; // the EU runs 105 ms fast
//! us.observe(written, 1_700_000_000_000)?;
//! let answer = us.tick(1_700_000_000_000)?; // the US is right, and still comes after what it saw
//! assert!(answer > written);
//! # Ok::<(), active_active::Error>(())
//! ```

mod hybrid_clock;
#[cfg(all(loom, test))]
mod hybrid_clock_loom;
mod options;
mod physical;
mod refusal;
mod reservation;
mod sync;
mod timestamp;

pub use hybrid_clock::HybridClock;
pub use options::ClockOptions;
#[cfg(all(feature = "std", not(all(target_family = "wasm", target_os = "unknown"))))]
pub use physical::SystemTime;
pub use physical::{ManualTime, PhysicalTime};
pub use timestamp::{Timestamp, node};
