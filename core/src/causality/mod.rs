//! What had seen what: dots, version vectors, causal contexts, and the one join.
//!
//! Causality is never inferred from timestamps. A write is named by its [`Dot`]; what its writer had seen is a
//! [`Context`]; two states meet in [`join`](dot_store::join) and nowhere else.
//!
//! Sources: Almeida, Shoker and Baquero, "Delta state replicated data types" (2018); Preguiça et al., "Dotted
//! version vectors" (2010); Gonçalves et al., "Concise server-wide causality management" (2017).

mod bytes;
mod context;
mod dot;
pub mod dot_store;
mod version_vector;

pub use context::Context;
pub use dot::{Dot, Lane, Origin, Stream};
pub use dot_store::DotStore;
pub use version_vector::{Causality, VersionVector};
