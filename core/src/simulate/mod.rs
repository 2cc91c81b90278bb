//! Seeded whole deployments, under latency, loss, duplication, reordering, cuts, crashes, restored backups and clocks
//! that are off, with a slow and readable model beside them that says what every region has to show.
//!
//! What is checked all along (numbers as in the design):
//!
//! 1. Regions that received the same changes have the same digest, show the same values and hold the same live
//!    versions, those of the [model](oracle); at the same stability frontier their snapshots have the same bytes.
//!    In the end regions that hold a conflict record of one id hold the same one.
//! 2. A version disappears only when a write that saw it replaced it.
//! 3. A write is later than all that its region had received, whatever its clock says.
//! 6. Nothing that an honest network does is an error, and nothing panics.
//!
//! When the history is over everything heals, and all regions must come to the same state and forget what is dead.
//!
//! One seed replays all; a failing history is shrunk. The deliberate faults of [`fault`](crate::fault) show that the
//! checks see what they are there to see.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "never part of a host's process; a panic here is a finding"
)]

extern crate std;

mod check;
mod generate;
mod history;
mod judge;
mod operation;
pub mod oracle;
mod plan;
mod random;
mod report;
mod runs;
pub mod schema;
mod shrink;
mod world;
mod written;

pub use generate::generate;
pub use history::{Event, History, Part, Source, Step};
pub use operation::Operation;
pub use plan::{Plan, Setting};
pub use report::{Failure, Law, Report, Tally, Violation};
pub use runs::{Outcome, fails, run, run_history};
pub use written::written_for;
