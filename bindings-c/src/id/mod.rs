//! Identifiers.

pub mod snowflake;
pub mod uuid7;
