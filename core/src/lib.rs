//! Writes in several regions at once: clocks, conflict detection and resolution, CRDTs and replication.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod error;
pub mod fault;
mod sorted;

pub mod causality;
pub mod conflict;
pub mod deployment;
pub mod home;
pub mod id;
pub mod merge;
pub mod metrics;
mod random;
pub mod record;
pub mod region;
pub mod residency;
pub mod resolve;
pub mod routing;
#[cfg(feature = "simulate")]
pub mod simulate;
pub mod time;
pub mod value;
pub mod wire;

pub use error::{Area, Code, Detail, Error, Result};
