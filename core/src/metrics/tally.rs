//! The changes of one batch while they are applied: all that the hot path does for the metrics.

use super::SAMPLED_EVERY;
use alloc::{vec, vec::Vec};

/// Changes by class, and which of them are looked at for hot keys. The default counts nothing.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    by_class: Vec<u64>,
    /// The classes that were counted.
    pub(super) touched: Vec<u16>,
    /// How many changes go by until one is looked at.
    until_sample: u64,
    /// The places in the batch of those that are.
    pub(super) samples: Vec<usize>,
}

impl Tally {
    pub(super) fn new(classes: usize) -> Self {
        Tally { by_class: vec![0; classes], touched: Vec::new(), until_sample: SAMPLED_EVERY, samples: Vec::new() }
    }

    /// Counts the change at a place of the batch.
    #[inline]
    pub(crate) fn count(&mut self, class: u16, place: usize) {
        if let Some(count) = self.by_class.get_mut(usize::from(class)) {
            if *count == 0 {
                self.touched.push(class);
            }
            *count += 1;
        }
        if self.is_sampled() {
            self.samples.push(place);
        }
    }

    /// Whether the change that comes now is looked at.
    #[inline]
    pub(super) fn is_sampled(&mut self) -> bool {
        self.until_sample = self.until_sample.wrapping_sub(1);
        let sampled = self.until_sample == 0;
        if sampled {
            self.until_sample = SAMPLED_EVERY;
        }
        sampled
    }

    /// What was counted of a class since this was asked last.
    pub(super) fn take(&mut self, class: u16) -> u64 {
        self.by_class.get_mut(usize::from(class)).map_or(0, core::mem::take)
    }

    /// Goes on with so many classes.
    pub(super) fn resize(&mut self, classes: usize) {
        self.by_class.resize(classes, 0);
    }
}
