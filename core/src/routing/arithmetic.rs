//! Sines and angles from `+`, `-`, `*`, `/` and the square root alone. Those are exact to the last bit in
//! every language and on every machine (IEEE 754), which a platform's own functions are not; the arc sine is the `libm`
//! crate's, which is made of them.

/// Sine and cosine of an angle in degrees, from -360 to 360. The angle is brought to 0..=45 degrees without rounding.
pub(super) fn sine_cosine(degrees: f64) -> (f64, f64) {
    let negative = degrees < 0.0;
    let mut angle = if negative { -degrees } else { degrees };
    let mut quarters = 0u8;
    while angle > 45.0 {
        angle -= 90.0;
        quarters += 1;
    }
    let (sine, cosine) = near_zero(angle * (core::f64::consts::PI / 180.0));
    let (sine, cosine) = match quarters % 4 {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        2 => (-sine, -cosine),
        _ => (-cosine, sine),
    };
    (if negative { -sine } else { sine }, cosine)
}

/// Taylor's series up to the 17th power: the rest is below 2^-60 where the angle is at most an eighth of a turn.
fn near_zero(x: f64) -> (f64, f64) {
    let square = x * x;
    let (mut sine, mut cosine) = (1.0, 1.0);
    for n in [16.0, 14.0, 12.0, 10.0, 8.0, 6.0, 4.0, 2.0] {
        sine = 1.0 - square / (n * (n + 1.0)) * sine;
        cosine = 1.0 - square / (n * (n - 1.0)) * cosine;
    }
    (x * sine, cosine)
}

/// The angle, in radians, whose haversine it is (0..=1).
#[inline]
pub(super) fn angle_of_haversine(haversine: f64) -> f64 {
    2.0 * libm::asin(libm::sqrt(if haversine > 1.0 { 1.0 } else { haversine }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_platform() {
        for step in 0..=7200 {
            let degrees = f64::from(step) / 10.0 - 360.0;
            let (sine, cosine) = sine_cosine(degrees);
            assert!((sine - degrees.to_radians().sin()).abs() < 1e-14, "{degrees}");
            assert!((cosine - degrees.to_radians().cos()).abs() < 1e-14, "{degrees}");
        }
        for step in 0..=10_000 {
            let h = f64::from(step) / 10_000.0;
            assert!((angle_of_haversine(h) - 2.0 * h.sqrt().asin()).abs() < 1e-12, "{h}");
        }
    }

    #[test]
    fn quarters_are_exact() {
        assert_eq!(sine_cosine(90.0), (1.0, 0.0));
        assert_eq!(sine_cosine(-180.0).1, -1.0);
        assert_eq!(sine_cosine(0.0), (0.0, 1.0));
    }
}
