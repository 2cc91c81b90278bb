//! C bindings: conversion, errors and memory; every decision is the core's.

use core::ffi::c_char;

/// The version of the library, as text that is never freed.
#[unsafe(no_mangle)]
pub extern "C" fn aa_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}
