//! What the documents of routing have in common: their errors, latencies, regions by name.

use crate::{
    Code, Error, Result,
    deployment::{
        Deployment,
        reader::{Node, Subject},
    },
    value::Value,
};
use alloc::format;

/// A document of routing, as its reader calls it.
pub(super) const REQUEST: Subject = Subject { whole: "the document", code: Code::RoutingInvalid };

/// The longest latency that is told: an hour.
const LATENCY_MS_MAX: f64 = 3_600_000.0;

/// Milliseconds, which may have a fraction, as microseconds.
pub(crate) fn latency_us(node: &Node<'_>) -> Result<u32> {
    match node.value().as_f64() {
        Some(ms) if (0.0..=LATENCY_MS_MAX).contains(&ms) => Ok((ms * 1000.0 + 0.5) as u32),
        _ => Err(node.wrong("milliseconds from 0 to 3600000")),
    }
}

/// Microseconds as milliseconds.
pub(crate) fn milliseconds(us: u32) -> Value {
    if us.is_multiple_of(1000) { Value::from(us / 1000) } else { Value::Float(f64::from(us) / 1000.0) }
}

/// The number of a region that is given by its name.
pub(super) fn region_number(node: &Node<'_>, deployment: &Deployment) -> Result<u16> {
    let name = node.text()?;
    match deployment.region_by_name(name) {
        Some(region) => Ok(region.number),
        None => {
            let message = format!("{name:?} is no region of deployment `{}`", deployment.name());
            Err(node.place_error(&Error::new(Code::UnknownRegion, message)))
        }
    }
}
