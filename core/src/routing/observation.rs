//! What an observer saw of a region.

use super::document::{REQUEST, latency_us, region_number};
use crate::{
    Result,
    deployment::{Deployment, reader::Node},
    value::Value,
};
use alloc::string::String;

/// How a request to a region went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was answered.
    Success,
    /// It was not, or with a fault of the region.
    Failure,
    /// The region answered that it is at capacity: it is there, and takes no more.
    Overloaded,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: &'static [Outcome] = &[Outcome::Success, Outcome::Failure, Outcome::Overloaded];

    /// The stable name: `"success"`, `"failure"` or `"overloaded"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Success => "success",
            Outcome::Failure => "failure",
            Outcome::Overloaded => "overloaded",
        }
    }
}

/// One observation: of a request that was made anyway, or of a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The region's number.
    pub region: u16,
    /// Who saw it, by any short name; it is this name that a quorum counts.
    pub observer: String,
    /// How it went.
    pub outcome: Outcome,
    /// How long the answer took, in microseconds.
    pub latency_us: Option<u32>,
    /// When, in Unix milliseconds of the observer's clock.
    pub at_ms: u64,
}

/// The longest name of an observer, in bytes.
const OBSERVER_BYTES_MAX: usize = 64;

impl Observation {
    /// Reads `{region, observer, outcome, latency_ms, at_ms}`; `latency_ms` may be left out and may have a fraction.
    ///
    /// # Errors
    ///
    /// `unknown_region`, or `routing_invalid` with the `place`.
    pub fn from_document(document: &Value, deployment: &Deployment) -> Result<Self> {
        let object = Node::of(document, REQUEST).object(&["region", "observer", "outcome", "latency_ms", "at_ms"])?;
        let observer = object.required("observer")?;
        let name = observer.text()?;
        if name.is_empty() || name.len() > OBSERVER_BYTES_MAX {
            return Err(observer.refuse("is empty or longer than 64 bytes"));
        }
        Ok(Observation {
            region: region_number(&object.required("region")?, deployment)?,
            observer: name.into(),
            outcome: object.required("outcome")?.choice("outcome", Outcome::ALL, Outcome::as_str)?,
            latency_us: object.optional("latency_ms").map(|node| latency_us(&node)).transpose()?,
            at_ms: object.required("at_ms")?.integer(0..=i64::MAX as u64)?,
        })
    }
}
