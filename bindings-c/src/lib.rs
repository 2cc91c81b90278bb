//! C bindings: conversion, errors and memory; every decision is the core's.
//!
//! The files are twins of the core's. Beside them, what only C needs: arguments ([`input`], [`output`], [`handle`]),
//! results ([`buffer`]), refusals ([`status`], [`error`]) and the boundary that no panic crosses ([`panic`]).
#![allow(non_camel_case_types, reason = "types have the names that C sees")]
#![allow(clippy::too_many_arguments, reason = "C has no other way to leave arguments out than to name them all")]
#![allow(clippy::not_unsafe_ptr_arg_deref, reason = "the callers are C programs, to which every function is unsafe")]
#![deny(unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]

// The order of the sections is the order of the header.

pub mod version;

pub mod status;

pub mod input;

pub mod buffer;

pub mod error;

pub mod time;

pub mod id;

pub mod value;

pub mod causality;

pub mod resolve;

pub mod merge;

pub mod deployment;

pub mod metrics;

pub mod residency;
pub mod routing;

pub mod region;

mod handle;
mod output;
mod panic;
