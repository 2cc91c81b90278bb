//! JavaScript bindings: conversion, errors and memory; every decision is the core's.
//!
//! Each file is the twin of the core's file of the same name. An exported function converts its arguments, makes one
//! call, and converts the answer. Arguments are converted before a handle is borrowed, because converting can run
//! the caller's code (a getter, a proxy), and that code may use the same handle.

// Items that JavaScript sees are public in private modules: wasm-bindgen exports them, no Rust crate does.
#![allow(unreachable_pub, missing_docs)]

mod argument;
mod clock;
mod deployment;
mod error;
mod host;
mod id;
mod merge;
mod metrics;
mod options;
mod panic;
mod region;
mod report;
mod residency;
mod resolve;
mod routing;
mod timestamp;
mod value;
mod version_vector;

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of the library.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
