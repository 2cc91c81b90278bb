//! Figures that take turns, for ratios.
//!
//! Criterion measures one thing after the other. A machine that changes its pace for seconds at a time, as shared ones do,
//! then changes the ratio of two figures by half; taken in turns, both change, and the median of the rounds' ratios stays.

use std::time::Instant;

/// What each case took in each round, in nanoseconds.
pub(crate) struct Turns(Vec<Vec<f64>>);

impl Turns {
    /// Runs every case once a round; the first round warms up and is left out.
    pub(crate) fn take(rounds: usize, cases: &mut [&mut dyn FnMut() -> f64]) -> Self {
        let mut figures = vec![Vec::with_capacity(rounds); cases.len()];
        for round in 0..=rounds {
            for (case, figures) in cases.iter_mut().zip(&mut figures) {
                let figure = case();
                if round > 0 {
                    figures.push(figure);
                }
            }
        }
        Turns(figures)
    }

    /// The median of a case.
    pub(crate) fn median(&self, case: usize) -> f64 {
        median(self.0[case].clone())
    }

    /// The median of the ratios of a case to another of the same round.
    pub(crate) fn ratio(&self, case: usize, to: usize) -> f64 {
        median(self.0[case].iter().zip(&self.0[to]).map(|(figure, other)| figure / other).collect())
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// A case: what one call of a short routine takes, over so many of them.
pub(crate) fn each(calls: usize, mut routine: impl FnMut()) -> impl FnMut() -> f64 {
    move || {
        let start = Instant::now();
        (0..calls).for_each(|_| routine());
        start.elapsed().as_nanos() as f64 / calls as f64
    }
}

/// A case: what one of so many items takes in a long routine over fresh input, which is made untimed.
pub(crate) fn items<I>(
    items: usize,
    mut setup: impl FnMut() -> I,
    mut routine: impl FnMut(&mut I),
) -> impl FnMut() -> f64 {
    move || {
        let mut input = setup();
        let start = Instant::now();
        routine(&mut input);
        start.elapsed().as_nanos() as f64 / items as f64
    }
}
