//! Which number is canonical, and the half-precision floats that Rust has no type for.

/// The magnitude up to which a float with an integral value is an integer.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// The integer that a float canonically is, if it is one: integral and within ±2^53. -0.0 is 0.
pub(crate) fn integral(x: f64) -> Option<i64> {
    // NaN compares false and falls through.
    if x.abs() <= EXACT_MAX {
        let n = x as i64;
        (n as f64 == x).then_some(n)
    } else {
        None
    }
}

/// The half-precision bits of exactly this finite number, if there are any.
pub(crate) fn to_half(x: f64) -> Option<u16> {
    let bits = x.to_bits();
    let sign = ((bits >> 48) & 0x8000) as u16;
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1023;
    let fraction = bits & ((1 << 52) - 1);
    match exponent {
        -14..=15 => {
            let dropped = fraction & ((1 << 42) - 1);
            (dropped == 0).then_some(sign | (((exponent + 15) as u16) << 10) | (fraction >> 42) as u16)
        }
        -24..=-15 => {
            let whole = fraction | (1 << 52);
            let shift = 28 - exponent;
            let dropped = whole & ((1 << shift) - 1);
            (dropped == 0).then_some(sign | (whole >> shift) as u16)
        }
        _ if x == 0.0 => Some(sign),
        _ => None,
    }
}

/// The number that half-precision bits stand for.
pub(crate) fn from_half(bits: u16) -> f64 {
    let sign = u64::from(bits & 0x8000) << 48;
    let exponent = u64::from((bits >> 10) & 0x1f);
    let fraction = u64::from(bits & 0x3ff);
    match exponent {
        0 => {
            let magnitude = fraction as f64 / 16_777_216.0;
            f64::from_bits(magnitude.to_bits() | sign)
        }
        31 => f64::from_bits(sign | (0x7ff << 52) | (fraction << 42)),
        _ => f64::from_bits(sign | ((exponent + 1023 - 15) << 52) | (fraction << 42)),
    }
}

/// The single-precision form of exactly this finite number, if there is one.
pub(crate) fn to_single(x: f64) -> Option<f32> {
    let single = x as f32;
    (f64::from(single) == x).then_some(single)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_half_comes_back() {
        for bits in 0..=u16::MAX {
            let x = from_half(bits);
            if x.is_finite() {
                assert_eq!(to_half(x), Some(bits), "{bits:04x}");
            }
        }
    }

    #[test]
    fn neighbours_of_halves_have_no_half() {
        for bits in 1..0x7c00_u16 {
            let x = from_half(bits);
            assert_eq!(to_half(f64::from_bits(x.to_bits() + 1)), None, "{bits:04x}");
            assert_eq!(to_half(f64::from_bits(x.to_bits() - 1)), None, "{bits:04x}");
        }
        assert_eq!(to_half(65520.0), None);
        assert_eq!(to_half(f64::from_bits(from_half(1).to_bits() - (1 << 52))), None);
    }

    #[test]
    fn integers_end_at_two_to_the_53() {
        assert_eq!(integral(-0.0), Some(0));
        assert_eq!(integral(9_007_199_254_740_992.0), Some(1 << 53));
        assert_eq!(integral(-9_007_199_254_740_992.0), Some(-(1 << 53)));
        assert_eq!(integral(9_007_199_254_740_994.0), None);
        assert_eq!(integral(0.5), None);
        assert_eq!(integral(f64::NAN), None);
        assert_eq!(integral(f64::INFINITY), None);
    }
}
