//! Identifiers that regions make apart without colliding, and that sort by the time they were made.
//!
//! - [`UuidClock`]: UUID version 7 (RFC 9562), strictly increasing within the process. The default choice.
//! - [`causal`]: a UUID version 7 with a hybrid logical timestamp inside, so that an id made after another was seen
//!   sorts after it, in whichever region.
//! - [`Snowflake`]: 63 bits, for columns that are integers. Needs a worker number that no other process holds.
//! - [`ulid`]: the 26-character form that some systems already use.
//!
//! Randomness is handed in, as time is: from the operating system's secure source, unless the ids need not be hard
//! to guess.
//!
//! ```
//! use active_active::id::{UuidClock, format_uuid};
//!
//! let mut ids = UuidClock::new();
//! let random = [0x5a; 10]; // from the host's random source
//! let first = ids.next(1_645_557_742_000, &random)?;
//! let second = ids.next(1_645_557_742_000, &random)?;
//! assert!(first < second);
//! assert!(format_uuid(&first).starts_with("017f22e2-79b0-7"));
//! # Ok::<(), active_active::Error>(())
//! ```

pub(crate) mod base32;
mod snowflake;
pub mod ulid;
mod uuid7;

pub use snowflake::{Snowflake, SnowflakeParts};
pub use uuid7::{UuidClock, causal, causal_time, format_uuid, parse_uuid, uuid_ms};
