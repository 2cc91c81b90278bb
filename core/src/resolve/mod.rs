//! How concurrent versions become one value.

mod strategy;

pub use strategy::Strategy;
