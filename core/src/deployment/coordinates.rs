//! Where on Earth something is.

use crate::value::Value;

/// A latitude and a longitude in millionths of a degree, about a tenth of a metre: whole numbers, so that every language
/// has the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Coordinates {
    /// North of the equator, -90,000,000..=90,000,000.
    pub latitude_microdegrees: i32,
    /// East of Greenwich, -180,000,000..=180,000,000.
    pub longitude_microdegrees: i32,
}

impl Coordinates {
    /// Degrees, at most 180 either way, to the nearest millionth.
    pub(crate) fn microdegrees(degrees: f64) -> i32 {
        let half = if degrees < 0.0 { -0.5 } else { 0.5 };
        (degrees * 1e6 + half) as i32
    }

    /// The latitude in degrees.
    pub(crate) fn latitude(self) -> Value {
        degrees(self.latitude_microdegrees)
    }

    /// The longitude in degrees.
    pub(crate) fn longitude(self) -> Value {
        degrees(self.longitude_microdegrees)
    }
}

fn degrees(microdegrees: i32) -> Value {
    match microdegrees % 1_000_000 {
        0 => Value::from(microdegrees / 1_000_000),
        _ => Value::Float(f64::from(microdegrees) / 1e6),
    }
}
