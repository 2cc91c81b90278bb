//! Places on the globe, and how far they are apart, with the same result on every machine.

use super::arithmetic::{angle_of_haversine, sine_cosine};
use crate::{Code, Error, Result};

/// The mean radius of the Earth in kilometres (IUGG).
pub const EARTH_RADIUS_KM: f64 = 6371.0088;

/// A place on the globe as a unit vector, made from degrees. Coordinates serve distance and nothing else: what law
/// holds at a place is never read from them.
///
/// ```
/// use active_active::routing::Position;
/// // Across the antimeridian.
/// let (client, near) = (Position::new(0.0, -179.0)?, Position::new(0.0, 179.0)?);
/// assert_eq!(client.distance_km(&near), 222);
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    x: f64,
    y: f64,
    z: f64,
}

impl Position {
    /// The place at a latitude of -90 to 90 and a longitude of -180 to 180 degrees.
    ///
    /// # Errors
    ///
    /// `position_invalid` for degrees outside those ranges, and for NaN. The error does not repeat them.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self> {
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            let message = "a latitude is from -90 to 90 degrees and a longitude from -180 to 180";
            return Err(Error::new(Code::PositionInvalid, message));
        }
        let ((sine, cosine), (east, along)) = (sine_cosine(latitude), sine_cosine(longitude));
        Ok(Position { x: cosine * along, y: cosine * east, z: sine })
    }

    /// The cosine of the angle between two places.
    #[inline]
    pub(super) fn dot(&self, other: &Position) -> f64 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    /// The great-circle distance in kilometres, rounded to the nearest one, so that no last bit decides which of two
    /// places is nearer.
    pub fn distance_km(&self, other: &Position) -> u32 {
        (self.distance(other) + 0.5) as u32
    }

    /// The great-circle distance in kilometres.
    pub fn distance(&self, other: &Position) -> f64 {
        let (x, y, z) = (self.x - other.x, self.y - other.y, self.z - other.z);
        EARTH_RADIUS_KM * angle_of_haversine((x * x + y * y + z * z) * 0.25)
    }
}

/// Two places whose cosines to a third differ by this are more than a kilometre apart in their distances to it.
const KILOMETRE: f64 = 1.6e-4;

/// The place nearest to `from` by whole kilometres; of equal ones the first. Nothing if there is none.
///
/// One pass over the cosines finds the least angle, and the distances are worked out for those within a kilometre of
/// it alone.
///
/// ```
/// use active_active::routing::{Position, nearest};
/// let places = [Position::new(51.05, -114.07)?, Position::new(35.68, 139.69)?];
/// let anadyr = Position::new(64.73, 177.51)?;
/// assert_eq!(nearest(&anadyr, &places), Some((0, 4079)));
/// # Ok::<(), active_active::Error>(())
/// ```
pub fn nearest(from: &Position, places: &[Position]) -> Option<(usize, u32)> {
    let (mut best, mut at) = (-2.0, 0);
    let mut second = -2.0;
    for (index, place) in places.iter().enumerate() {
        let cosine = from.dot(place);
        if cosine > best {
            (second, best, at) = (best, cosine, index);
        } else if cosine > second {
            second = cosine;
        }
    }
    let mut found = (at, from.distance_km(places.get(at)?));
    if best - second < KILOMETRE {
        // From the front, so that the first of those at the same distance stays.
        found.0 = places.len();
        for (index, place) in places.iter().enumerate() {
            if best - from.dot(place) < KILOMETRE {
                let distance_km = from.distance_km(place);
                if distance_km < found.1 || (distance_km == found.1 && index < found.0) {
                    found = (index, distance_km);
                }
            }
        }
    }
    Some(found)
}
