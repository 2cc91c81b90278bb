//! Square roots, sines and logarithms from `+`, `-`, `*` and `/` alone. Those four are exact to the last bit in every
//! language and on every machine (IEEE 754), which a platform's own functions are not.

/// The square root; zero for what is not above zero. Newton's method from half the exponent: relative error below
/// 2^-52.
pub(super) fn square_root(x: f64) -> f64 {
    // Smaller numbers than this are not met: chords of a unit sphere are above it or zero.
    if x < f64::MIN_POSITIVE {
        return 0.0;
    }
    let mut root = f64::from_bits((x.to_bits() >> 1) + 0x1ff7_a3be_a91d_9b1b);
    for _ in 0..5 {
        root = 0.5 * (root + x / root);
    }
    root
}

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

/// Twice the arc sine of the root of `haversine` (0..=1): the angle, in radians, whose haversine it is. The angle is
/// halved three times, and then its arc sine's series is short.
pub(super) fn angle_of_haversine(haversine: f64) -> f64 {
    let mut halved = if haversine > 1.0 { 1.0 } else { haversine };
    for _ in 0..3 {
        // sin²(a/2) = (1 - cos a) / 2, written without the difference of near numbers.
        halved /= 2.0 * (1.0 + square_root(1.0 - halved));
    }
    let x = square_root(halved);
    let mut sum = 1.0;
    // asin x = x (1 + x²·1²/(2·3) (1 + x²·3²/(4·5) (1 + ...
    for n in [23.0, 21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        sum = 1.0 + halved * n * n / ((n + 1.0) * (n + 2.0)) * sum;
    }
    16.0 * x * sum
}

/// The logarithm to base 2 of a number of at least 1, to 2^-40, bit by bit: squaring doubles a logarithm.
pub(super) fn log2(x: f64) -> f64 {
    let mut rest = x;
    let mut whole = 0.0;
    while rest >= 2.0 {
        rest *= 0.5;
        whole += 1.0;
    }
    let (mut fraction, mut bit) = (0.0, 0.5);
    for _ in 0..40 {
        rest *= rest;
        if rest >= 2.0 {
            rest *= 0.5;
            fraction += bit;
        }
        bit *= 0.5;
    }
    whole + fraction
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
            let x = 1.0 + f64::from(step) * 3.7;
            assert!((square_root(x) - x.sqrt()).abs() <= 1e-15 * x);
            assert!((log2(x) - x.log2()).abs() < 1e-11);
        }
        for tiny in [1e-18, 1e-30, 1e-100, 2.3e-308] {
            assert!((square_root(tiny) / tiny.sqrt() - 1.0).abs() < 1e-15);
        }
        assert_eq!((square_root(0.0), square_root(-1.0)), (0.0, 0.0));
    }

    #[test]
    fn quarters_are_exact() {
        assert_eq!(sine_cosine(90.0), (1.0, 0.0));
        assert_eq!(sine_cosine(-180.0).1, -1.0);
        assert_eq!(sine_cosine(0.0), (0.0, 1.0));
    }
}
