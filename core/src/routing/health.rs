//! Whether regions are up, by what observers say.
//!
//! Each observer has an opinion of each region: down after so many failures in a row, up again after so many successes,
//! degraded below an average of success. A region is down when more than half of the observers that have said something
//! lately call it down, and they are enough; what one of them alone sees is degraded at most, so that an observer that
//! is itself cut off moves no home. When nobody has said anything lately the state is unknown, which is not down.
//!
//! A region that is down stays so for a dwell time, and one that goes down again and again is held down until it has been
//! quiet, as routes are damped in RFC 2439. All figures are whole numbers: the same observations give the same states
//! in every language. Nothing here asks anybody: what is not observed is not known.

use super::{HealthOptions, Observation, decay::decayed, opinion::Opinion};
use crate::{Code, Error, Result, deployment::Deployment, sorted::Order, value::Value};
use alloc::{format, string::String, vec::Vec};

/// How a region is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HealthState {
    /// It answers.
    Healthy,
    /// It answers, not always, or not everybody.
    Degraded,
    /// It does not answer.
    Down,
    /// Nobody has said anything lately.
    Unknown,
}

impl HealthState {
    /// The stable name: `"healthy"`, `"degraded"`, `"down"` or `"unknown"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            HealthState::Healthy => "healthy",
            HealthState::Degraded => "degraded",
            HealthState::Down => "down",
            HealthState::Unknown => "unknown",
        }
    }
}

/// The unit in which flaps are counted, and decay.
const FLAP: u32 = 1000;
/// Of more observers of one region those that have been silent longest are forgotten.
const OBSERVERS_MAX: usize = 64;

#[derive(Debug, Clone)]
struct RegionRecord {
    number: u16,
    opinions: Vec<Opinion>,
    state: HealthState,
    since_ms: u64,
    flaps: u32,
    flaps_at_ms: u64,
    damped: bool,
}

impl RegionRecord {
    fn new(number: u16) -> Self {
        RegionRecord {
            number,
            opinions: Vec::new(),
            state: HealthState::Unknown,
            since_ms: 0,
            flaps: 0,
            flaps_at_ms: 0,
            damped: false,
        }
    }

    /// The state that the observers would have now.
    fn wanted(&self, now_ms: u64, options: &HealthOptions) -> HealthState {
        let (mut fresh, mut down, mut healthy) = (0u32, 0, 0);
        for opinion in self.opinions.iter().filter(|opinion| opinion.is_fresh(now_ms, options)) {
            fresh += 1;
            match opinion.state {
                HealthState::Down => down += 1,
                HealthState::Healthy => healthy += 1,
                _ => {}
            }
        }
        if fresh == 0 {
            HealthState::Unknown
        } else if down * 2 > fresh && fresh >= options.observers_min {
            HealthState::Down
        } else if down == 0 && healthy * 2 >= fresh {
            HealthState::Healthy
        } else {
            HealthState::Degraded
        }
    }

    fn flaps_at(&self, now_ms: u64, options: &HealthOptions) -> u32 {
        decayed(self.flaps, now_ms.saturating_sub(self.flaps_at_ms), options.flap_half_life_ms)
    }

    fn is_damped(&self, now_ms: u64, options: &HealthOptions) -> bool {
        self.damped && self.flaps_at(now_ms, options) > options.flaps_max.saturating_mul(FLAP) / 2
    }

    fn state_at(&self, now_ms: u64, options: &HealthOptions) -> HealthState {
        let wanted = self.wanted(now_ms, options);
        // What gets worse is seen at once; only the way back up takes its time.
        if wanted == HealthState::Unknown || self.state != HealthState::Down {
            return wanted;
        }
        let dwells = now_ms.saturating_sub(self.since_ms) < options.dwell_ms;
        if dwells || self.is_damped(now_ms, options) { HealthState::Down } else { wanted }
    }

    fn settle(&mut self, now_ms: u64, options: &HealthOptions) {
        let state = self.state_at(now_ms, options);
        if state == self.state {
            return;
        }
        if state == HealthState::Down {
            self.flaps = self.flaps_at(now_ms, options).saturating_add(FLAP);
            self.flaps_at_ms = now_ms;
        }
        self.damped = self.flaps > options.flaps_max.saturating_mul(FLAP);
        (self.state, self.since_ms) = (state, now_ms);
    }
}

/// What is known of the regions of a deployment.
#[derive(Debug, Clone)]
pub struct Health {
    options: HealthOptions,
    /// By number, ascending, as in the deployment.
    regions: Vec<RegionRecord>,
}

impl Health {
    /// Nothing is known of any region yet.
    pub fn new(deployment: &Deployment, options: HealthOptions) -> Self {
        let regions = deployment.regions().iter().map(|region| RegionRecord::new(region.number)).collect();
        Health { options, regions }
    }

    fn region(&self, number: u16) -> Option<&RegionRecord> {
        let at = self.regions.binary_search_by_key(&number, |region| region.number).ok()?;
        self.regions.get(at)
    }

    /// Takes an observation; answers the region's state then. One that is older than the last of its observer changes
    /// nothing.
    ///
    /// # Errors
    ///
    /// `observation_ahead` for one further in the future than `ahead_ms_max`, `unknown_region`; nothing has changed then.
    pub fn observe(&mut self, observation: &Observation, now_ms: u64) -> Result<HealthState> {
        let options = self.options;
        let ahead_ms = observation.at_ms.saturating_sub(now_ms);
        if ahead_ms > options.ahead_ms_max {
            let limit_ms = options.ahead_ms_max;
            let message = format!(
                "the observation is {ahead_ms} ms ahead of the router's time, the limit is {limit_ms} ms; check the clocks"
            );
            let error = Error::new(Code::ObservationAhead, message);
            return Err(error.with("ahead_ms", ahead_ms).with("limit_ms", limit_ms));
        }
        let found = self.regions.binary_search_by_key(&observation.region, |region| region.number).ok();
        let Some(region) = found.and_then(|at| self.regions.get_mut(at)) else {
            let message = format!("the deployment has no region with the number {}", observation.region);
            return Err(Error::new(Code::UnknownRegion, message));
        };
        match region.opinions.iter_mut().find(|opinion| opinion.observer == observation.observer) {
            Some(opinion) if observation.at_ms < opinion.last_ms => {}
            Some(opinion) => opinion.take(observation, &options),
            None => {
                if region.opinions.len() >= OBSERVERS_MAX {
                    let silent = region.opinions.iter().enumerate().min_by_key(|(_, opinion)| opinion.last_ms);
                    if let Some((at, _)) = silent {
                        region.opinions.remove(at);
                    }
                }
                region.opinions.push(Opinion::new(observation, &options));
            }
        }
        region.settle(now_ms, &options);
        Ok(region.state_at(now_ms, &options))
    }

    /// The state of a region at a time.
    pub fn state(&self, region: u16, now_ms: u64) -> HealthState {
        self.region(region).map_or(HealthState::Unknown, |region| region.state_at(now_ms, &self.options))
    }

    /// The state of the region at a place of the deployment's list, and whether it is at capacity.
    pub(super) fn at(&self, index: usize, now_ms: u64) -> (HealthState, bool) {
        match self.regions.get(index) {
            Some(region) if !region.opinions.is_empty() => {
                (region.state_at(now_ms, &self.options), self.is_overloaded(region, now_ms))
            }
            _ => (HealthState::Unknown, false),
        }
    }

    /// Whether half of the observers that have said something lately were told that it is at capacity.
    fn is_overloaded(&self, region: &RegionRecord, now_ms: u64) -> bool {
        let (mut fresh, mut overloaded) = (0, 0);
        for opinion in region.opinions.iter().filter(|opinion| opinion.is_fresh(now_ms, &self.options)) {
            fresh += 1;
            overloaded += i32::from(opinion.is_overloaded(now_ms, &self.options));
        }
        overloaded > 0 && overloaded * 2 >= fresh
    }

    /// What an observer has measured to a region lately, on average, in microseconds.
    pub(super) fn latency_us(&self, index: usize, observer: &str, now_ms: u64) -> Option<u32> {
        let mut opinions = self.regions.get(index)?.opinions.iter();
        let opinion = opinions.find(|opinion| opinion.observer == observer)?;
        opinion.latency_us().filter(|_| opinion.is_fresh(now_ms, &self.options))
    }

    /// What is known of each region, in the order of their numbers.
    pub fn report(&self, deployment: &Deployment, now_ms: u64) -> Vec<RegionHealth> {
        let named = deployment.regions().iter().zip(&self.regions);
        named.map(|(spec, region)| self.region_report(spec.name.clone(), region, now_ms)).collect()
    }

    fn region_report(&self, name: String, region: &RegionRecord, now_ms: u64) -> RegionHealth {
        let options = &self.options;
        let fresh: Vec<&Opinion> = region.opinions.iter().filter(|opinion| opinion.is_fresh(now_ms, options)).collect();
        let mut latencies: Vec<u32> = fresh.iter().filter_map(|opinion| opinion.latency_us()).collect();
        latencies.order();
        let success = fresh.iter().map(|opinion| u64::from(opinion.success())).sum::<u64>();
        let count = fresh.len() as u64;
        RegionHealth {
            region: name,
            state: region.state_at(now_ms, options),
            since_ms: region.since_ms,
            observers: fresh.len(),
            observers_down: fresh.iter().filter(|opinion| opinion.state == HealthState::Down).count(),
            success_percent: success.checked_div(count).map(|hundredths| ((hundredths + 50) / 100) as u32),
            latency_us: latencies.get(latencies.len().saturating_sub(1) / 2).copied(),
            overloaded: self.is_overloaded(region, now_ms),
            damped: region.is_damped(now_ms, options),
        }
    }
}

/// What is known of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionHealth {
    /// The region's name.
    pub region: String,
    /// How it is.
    pub state: HealthState,
    /// Since when it has been so, as far as observations told; zero if there was none.
    pub since_ms: u64,
    /// How many observers have said something lately.
    pub observers: usize,
    /// How many of them call it down.
    pub observers_down: usize,
    /// The average of success over them; nothing if there is none.
    pub success_percent: Option<u32>,
    /// The median of their average latencies, the lower one of two, in microseconds.
    pub latency_us: Option<u32>,
    /// Whether it is at capacity.
    pub overloaded: bool,
    /// Whether it is held down because it went down too often.
    pub damped: bool,
}

impl RegionHealth {
    /// `{region, state, since_ms, observers, observers_down, success_percent, latency_ms, overloaded, damped}`.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("region", Value::from(self.region.as_str())),
            ("state", Value::from(self.state.as_str())),
            ("since_ms", Value::from(self.since_ms)),
            ("observers", Value::from(self.observers as u64)),
            ("observers_down", Value::from(self.observers_down as u64)),
            ("success_percent", Value::from(self.success_percent)),
            ("latency_ms", Value::from(self.latency_us.map(super::document::milliseconds))),
            ("overloaded", Value::Bool(self.overloaded)),
            ("damped", Value::Bool(self.damped)),
        ])
    }
}
