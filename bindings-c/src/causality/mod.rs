//! Dots, version vectors and the join of dot stores.

pub mod dot;
pub mod dot_store;
pub mod version_vector;
