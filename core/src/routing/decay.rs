//! Halving over time, in whole numbers.

/// `2^30`, which stands for 1.
const ONE: i64 = 1 << 30;
/// `(-ln 2)^n / n!` for n from 7 down to 1, with 30 bits behind the point.
const SERIES: [i64; 7] = [-16_377, 165_394, -1_431_680, 10_327_387, -59_597_083, 257_941_248, -744_261_118];

/// `2^(-elapsed / half_life)` with 30 bits behind the point; an error below 3 in a million.
fn remaining(elapsed_ms: u64, half_life_ms: u64) -> i64 {
    let half_life_ms = half_life_ms.max(1);
    let halvings = elapsed_ms / half_life_ms;
    if halvings > 30 {
        return 0;
    }
    // INVARIANT: the rest is below the half-life, so the fraction is below ONE.
    let fraction = (u128::from(elapsed_ms % half_life_ms) * ONE as u128 / u128::from(half_life_ms)) as i64;
    let power = SERIES.iter().fold(0, |sum, term| ((sum + term) * fraction) >> 30) + ONE;
    power >> halvings
}

/// What is left of an amount after some time.
pub(super) fn decayed(amount: u32, elapsed_ms: u64, half_life_ms: u64) -> u32 {
    ((i64::from(amount) * remaining(elapsed_ms, half_life_ms)) >> 30) as u32
}

/// An exponential moving average, with 16 bits behind the point: what was counts half after each half-life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Average(u64);

impl Average {
    pub(super) fn new(sample: u32) -> Self {
        Average(u64::from(sample) << 16)
    }

    /// Takes a sample. Two samples of one moment count as a millisecond apart, so that each moves the average.
    pub(super) fn take(&mut self, sample: u32, elapsed_ms: u64, half_life_ms: u64) {
        let sample = i128::from(sample) << 16;
        let keep = i128::from(remaining(elapsed_ms.max(1), half_life_ms));
        // Towards the sample: what is shifted out is of what was.
        let kept = (i128::from(self.0) - sample) * keep / i128::from(ONE);
        self.0 = (sample + kept) as u64;
    }

    /// The average, to the nearest whole number.
    pub(super) fn get(self) -> u32 {
        ((self.0 + (1 << 15)) >> 16) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_as_it_should() {
        for elapsed in 0..4000 {
            let right = (-f64::from(elapsed) / 700.0).exp2();
            let error = remaining(elapsed as u64, 700) as f64 / ONE as f64 - right;
            assert!(error.abs() < 3e-6, "{elapsed}: {error}");
        }
        assert_eq!(decayed(1000, 60_000, 60_000), 500);
        assert_eq!(remaining(u64::MAX, 1), 0);
    }

    #[test]
    fn the_average_reaches_a_constant_sample() {
        let mut average = Average::new(196);
        average.take(238, 7, 7);
        assert_eq!(average.get(), 217);
        for _ in 0..5000 {
            average.take(300, 1, 200);
        }
        assert_eq!(average.get(), 300);
    }
}
