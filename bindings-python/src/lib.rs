//! Python bindings: conversion, errors and memory; every decision is the core's.

use pyo3::prelude::*;

/// The native module `active_active._native`.
#[pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;

    /// The version of the library.
    #[pyfunction]
    fn version() -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}
