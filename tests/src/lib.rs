//! What `cargo verify` and `cargo demo` are made of: set-up, steps that say what they do, and the parts.
//!
//! A *set-up* brings something about (the wasm package, a virtual environment) unless it is already there; a *part* runs
//! the tests of one subject; both tell a [`Session`] what they are doing, which prints it and keeps the count.

mod child;
pub mod count;
pub mod parts;
pub mod readme;
pub mod session;
pub mod setup;
pub mod stamp;
pub mod workspace;

pub use session::{Session, Stop};
