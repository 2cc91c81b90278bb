//! The distribution of a sum of two uniform times, and mixtures of such.

use alloc::vec::Vec;
use libm::sqrt;

/// A share of the cases in which the time is `offset + U(0, a) + U(0, b)`, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    pub(super) share: f64,
    pub(super) offset: f64,
    pub(super) a: f64,
    pub(super) b: f64,
}

impl Part {
    fn max(&self) -> f64 {
        self.offset + self.a + self.b
    }

    /// How much of the cases take at most `x`: the area of the rectangle below a diagonal, piece by piece quadratic.
    fn below(&self, x: f64) -> f64 {
        let (short, long) = ordered(self.a, self.b);
        let x = x - self.offset;
        if x < 0.0 {
            0.0
        } else if x >= short + long {
            1.0
        } else if short == 0.0 {
            x / long
        } else if x <= short {
            x * x / (2.0 * short * long)
        } else if x <= long {
            (x - short * 0.5) / long
        } else {
            let left = short + long - x;
            1.0 - left * left / (2.0 * short * long)
        }
    }

    /// The inverse of `below`, in closed form.
    fn quantile(&self, p: f64) -> f64 {
        let (short, long) = ordered(self.a, self.b);
        if long == 0.0 {
            return self.offset;
        }
        // The share of the triangle at each end.
        let end = short / (2.0 * long);
        let x = if p < end {
            sqrt(2.0 * short * long * p)
        } else if 1.0 - p < end {
            short + long - sqrt(2.0 * short * long * (1.0 - p))
        } else {
            p * long + short * 0.5
        };
        self.offset + x
    }
}

fn ordered(a: f64, b: f64) -> (f64, f64) {
    if a < b { (a, b) } else { (b, a) }
}

/// Shares that add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Distribution {
    pub(super) parts: Vec<Part>,
}

impl Distribution {
    pub(super) fn min(&self) -> f64 {
        self.parts.iter().map(|part| part.offset).fold(f64::MAX, |least, x| if x < least { x } else { least })
    }

    pub(super) fn max(&self) -> f64 {
        self.parts.iter().map(Part::max).fold(0.0, |most, x| if x > most { x } else { most })
    }

    pub(super) fn mean(&self) -> f64 {
        self.parts.iter().map(|part| part.share * (part.offset + (part.a + part.b) * 0.5)).sum()
    }

    /// The time that a share `p` of the cases does not exceed: in closed form where there is one part, else by halving
    /// the span until it is below a thousandth of a millisecond.
    pub(super) fn quantile(&self, p: f64) -> f64 {
        if let [part] = self.parts.as_slice() {
            return part.quantile(p);
        }
        let (mut low, mut high) = (self.min(), self.max());
        while high - low > 0.001 {
            let middle = low + (high - low) * 0.5;
            if self.parts.iter().map(|part| part.share * part.below(middle)).sum::<f64>() < p {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantile_undoes_the_share_below() {
        for (a, b) in [(30.0, 60.0), (60.0, 30.0), (30.0, 30.0), (5.0, 0.0), (0.0, 0.0)] {
            let part = Part { share: 1.0, offset: 64.0, a, b };
            for step in 1..100 {
                let p = f64::from(step) / 100.0;
                let x = part.quantile(p);
                assert!(a + b == 0.0 || (part.below(x) - p).abs() < 1e-12, "{a} {b} {p}");
            }
        }
    }
}
