//! What one observer thinks of one region.

use super::{HealthOptions, HealthState, Observation, Outcome, decay::Average};
use alloc::string::String;

/// 100 percent, in the unit of the average of success.
const ALL: u32 = 10_000;

/// What one observer thinks of one region.
#[derive(Debug, Clone)]
pub(super) struct Opinion {
    pub(super) observer: String,
    pub(super) last_ms: u64,
    pub(super) state: HealthState,
    success: Average,
    latency_us: Option<Average>,
    failures: u32,
    successes: u32,
    overloaded_ms: Option<u64>,
}

impl Opinion {
    pub(super) fn new(first: &Observation, options: &HealthOptions) -> Self {
        let mut opinion = Opinion {
            observer: first.observer.clone(),
            last_ms: first.at_ms,
            state: HealthState::Healthy,
            success: Average::new(if first.outcome == Outcome::Failure { 0 } else { ALL }),
            latency_us: None,
            failures: 0,
            successes: 0,
            overloaded_ms: None,
        };
        opinion.take(first, options);
        opinion
    }

    /// Takes an observation that is not older than the last one.
    pub(super) fn take(&mut self, observation: &Observation, options: &HealthOptions) {
        let elapsed_ms = observation.at_ms.saturating_sub(self.last_ms);
        self.last_ms = observation.at_ms;
        let failed = observation.outcome == Outcome::Failure;
        self.success.take(if failed { 0 } else { ALL }, elapsed_ms, options.half_life_ms);
        if let Some(sample) = observation.latency_us {
            match &mut self.latency_us {
                Some(average) => average.take(sample, elapsed_ms, options.half_life_ms),
                None => self.latency_us = Some(Average::new(sample)),
            }
        }
        match observation.outcome {
            Outcome::Overloaded => self.overloaded_ms = Some(observation.at_ms),
            Outcome::Success => self.overloaded_ms = None,
            Outcome::Failure => {}
        }
        (self.failures, self.successes) =
            if failed { (self.failures.saturating_add(1), 0) } else { (0, self.successes.saturating_add(1)) };
        let down = match self.state {
            HealthState::Down => self.successes < options.up_after_successes,
            _ => self.failures >= options.down_after_failures,
        };
        self.state = if down {
            HealthState::Down
        } else if self.success.get() < options.degraded_below_percent * (ALL / 100) {
            HealthState::Degraded
        } else {
            HealthState::Healthy
        };
    }

    pub(super) fn is_fresh(&self, now_ms: u64, options: &HealthOptions) -> bool {
        now_ms.saturating_sub(self.last_ms) <= options.stale_after_ms
    }

    pub(super) fn is_overloaded(&self, now_ms: u64, options: &HealthOptions) -> bool {
        self.overloaded_ms.is_some_and(|at_ms| now_ms.saturating_sub(at_ms) <= options.overload_ms)
    }

    /// The average of success in hundredths of a percent.
    pub(super) fn success(&self) -> u32 {
        self.success.get()
    }

    pub(super) fn latency_us(&self) -> Option<u32> {
        self.latency_us.map(Average::get)
    }
}
