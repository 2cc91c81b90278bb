//! Python bindings: conversion, errors and memory; every decision is the core's.
//!
//! Each file is the twin of the core's file of that name. What arrives from Python is read in [`argument`] and
//! [`value`], what goes back is built in [`report`] and [`value`], and every refusal becomes an exception in
//! [`error`].

use pyo3::prelude::*;

mod argument;
mod clock;
mod deployment;
mod error;
mod id;
mod merge;
mod metrics;
mod region;
mod report;
mod residency;
mod resolve;
mod routing;
mod timestamp;
mod value;
mod version_vector;

/// The native module `active_active._native`.
#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use crate::{
        clock::{HybridClock, node},
        deployment::Deployment,
        error::error_codes,
        id::{Snowflake, Uuid7, parse_uuid},
        merge::{check_merge, three_way},
        metrics::{RateMonitor, SpaceSaving},
        region::Region,
        residency::{data_sets, find_place, places},
        resolve::{join_dots, resolve},
        routing::{Router, TokenKeys, compare_failover, distance_km},
        timestamp::Timestamp,
        value::{from_canonical_cbor, from_json, to_canonical_cbor, to_json},
        version,
        version_vector::VersionVector,
    };
}

/// The version of the library.
#[pyfunction]
fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
