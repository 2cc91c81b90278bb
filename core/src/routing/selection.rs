//! How a request's region is chosen.
//!
//! First what may be: regions that labels and their rules allow, that have not left, that are up. Then what is best of
//! these, by a fixed order of criteria. Nothing that only orders, such as a weight of zero or too much load, ever lets a
//! region in that was out.

use super::{
    Candidate, Criterion, HealthState, Home, Nearness, ReadLevel, Route, RouteCode, RouteOperation, RouteRequest,
    Router, SubjectHash, Verdict, facts, permission::Permission, rendezvous,
};
use crate::{
    deployment::{Class, HomeBy, HomeSpec, RegionSpec, RegionStatus},
    sorted::Order,
};
use alloc::vec::Vec;

/// One request, and what it is judged by.
pub(super) struct Selection<'s> {
    pub(super) router: &'s Router,
    pub(super) class: &'s Class,
    pub(super) request: &'s RouteRequest,
    pub(super) permission: &'s Permission<'s>,
    pub(super) home: Option<Home>,
}

/// A region that could serve, with what it is compared by.
struct Contender {
    index: usize,
    number: u16,
    state: HealthState,
    /// What comes before nearness, in the order of the criteria; false and lower come first.
    rank: [u8; 6],
    tier: u8,
    nearness: Nearness,
    weight: u16,
}

/// The criteria of the ranks of a contender, in their order.
const RANKS: [Criterion; 6] = [
    Criterion::Down,
    Criterion::Overload,
    Criterion::Home,
    Criterion::Draining,
    Criterion::Weightless,
    Criterion::Health,
];

impl Selection<'_> {
    fn regions(&self) -> &[RegionSpec] {
        self.router.deployment.regions()
    }

    pub(super) fn route(&self) -> Route {
        let mut route = self.decide();
        route.home = self.home;
        route.location = self.request.location.clone();
        route.contested |= self.home.is_some_and(|home| home.contested && route.region == Some(home.region));
        if route.candidates.is_empty() && (self.request.explain || route.is_refusal()) {
            self.explain(&mut route);
        }
        route
    }

    fn decide(&self) -> Route {
        if !(0..self.regions().len()).any(|index| self.is_permitted(index)) {
            return Route::new(RouteCode::NoAllowedRegion);
        }
        if let (Some(known), Some(home)) = (self.request.epoch, self.home)
            && known != home.epoch
        {
            return Route::new(if known < home.epoch { RouteCode::StaleEpoch } else { RouteCode::EpochUnknown });
        }
        match (&self.request.operation, &self.class.home) {
            (RouteOperation::Write, Some(spec)) => self.write_home(spec),
            (RouteOperation::Read(ReadLevel::Strong), Some(_)) => self.read_home(),
            (RouteOperation::Read(ReadLevel::Strong), None) => Route::new(RouteCode::NoHome),
            _ => self.best(),
        }
    }

    /// Why a region is out of the question, health aside.
    fn excluded(&self, index: usize, spec: &RegionSpec) -> Option<Verdict> {
        if spec.status == RegionStatus::Retired {
            Some(Verdict::Retired)
        } else if !self.permission.allows(index) {
            let (rule, reason) = self.permission.rule(index);
            Some(Verdict::NotAllowed { rule, reason })
        } else {
            None
        }
    }

    fn at(&self, index: usize) -> (HealthState, bool) {
        self.router.health.at(index, self.request.now_ms)
    }

    fn home_code(&self, home: Home) -> Result<(), RouteCode> {
        let index = self.regions().binary_search_by_key(&home.region, |spec| spec.number);
        let Some((index, spec)) = index.ok().and_then(|index| Some((index, self.regions().get(index)?))) else {
            return Err(RouteCode::HomeUnavailable);
        };
        if spec.status == RegionStatus::Retired {
            return Err(RouteCode::HomeUnavailable);
        }
        if !self.permission.allows(index) {
            return Err(RouteCode::HomeNotAllowed);
        }
        match self.at(index) {
            (HealthState::Down, _) => Err(RouteCode::HomeUnavailable),
            (_, true) => Err(RouteCode::Overloaded),
            _ => Ok(()),
        }
    }

    fn write_home(&self, spec: &HomeSpec) -> Route {
        let Some(home) = self.home else { return self.assign(spec) };
        match self.home_code(home) {
            Ok(()) => self.to(RouteCode::Home, home.region),
            Err(RouteCode::HomeUnavailable) => self.fall_back(spec),
            Err(code) => Route::new(code),
        }
    }

    fn read_home(&self) -> Route {
        let Some(home) = self.home else { return Route::new(RouteCode::UnknownHome) };
        match self.home_code(home) {
            Ok(()) => self.to(RouteCode::Home, home.region),
            Err(code) => Route::new(code),
        }
    }

    fn to(&self, code: RouteCode, region: u16) -> Route {
        Route { region: Some(region), ..Route::new(code) }
    }

    fn fall_back(&self, spec: &HomeSpec) -> Route {
        for number in &spec.fallback {
            let Ok(index) = self.regions().binary_search_by_key(number, |spec| spec.number) else { continue };
            if self.may_take_over(index).is_none() {
                return Route { claim: true, contested: true, ..self.to(RouteCode::Fallback, *number) };
            }
        }
        Route::new(RouteCode::HomeUnavailable)
    }

    /// Why the region at a place of the list may not take over from the home; nothing if it may.
    pub(super) fn may_take_over(&self, index: usize) -> Option<Verdict> {
        let spec = self.regions().get(index)?;
        if !self.is_permitted(index) {
            return self.excluded(index, spec);
        }
        if self.home.is_some_and(|home| home.region == spec.number) {
            return Some(if self.at(index).0 == HealthState::Down { Verdict::Down } else { Verdict::NotHome });
        }
        match self.at(index) {
            (HealthState::Down, _) => Some(Verdict::Down),
            (_, true) => Some(Verdict::Overloaded),
            _ if self.router.is_draining(spec.number) => Some(Verdict::Draining),
            _ => None,
        }
    }

    /// Proposes a first home to a subject that has none.
    fn assign(&self, spec: &HomeSpec) -> Route {
        let title = self.request.subject.and_then(|subject| self.router.first_home(self.request.class, &subject));
        let is_located = !self.request.latencies.is_empty()
            || self.request.location.as_ref().is_some_and(|location| !location.is_unknown());
        if spec.by == HomeBy::Nearest && is_located {
            let mut contenders = self.contenders(&|index, number| {
                spec.regions.iter().any(|entry| entry.region == number) && self.may_take_over(index).is_none()
            });
            if contenders.is_empty() {
                let allowed = spec.regions.iter().any(|entry| self.is_allowed(entry.region));
                let code = if allowed { RouteCode::NoHealthyRegion } else { RouteCode::NoAllowedRegion };
                return Route::new(code);
            }
            self.prefer(&mut contenders);
            let region = contenders.first().map(|first| first.number);
            return Route { region, title, ..Route::new(RouteCode::Assigned) };
        }
        match spec.unlocated {
            Some(number) if !self.is_allowed(number) => Route::new(RouteCode::NoAllowedRegion),
            Some(number) => Route { title, ..self.to(RouteCode::Assigned, number) },
            None if spec.by == HomeBy::Nearest => Route::new(RouteCode::UnknownLocation),
            None => Route::new(RouteCode::UnknownHome),
        }
    }

    fn is_allowed(&self, number: u16) -> bool {
        let found = self.regions().iter().enumerate().find(|(_, spec)| spec.number == number);
        found.is_some_and(|(index, _)| self.is_permitted(index))
    }

    /// Whether a region is in question, health aside.
    fn is_permitted(&self, index: usize) -> bool {
        let spec = self.regions().get(index);
        spec.is_some_and(|spec| spec.status != RegionStatus::Retired) && self.permission.allows(index)
    }

    /// The best of the regions that may serve.
    fn best(&self) -> Route {
        let mut contenders = self.contenders(&|index, _| self.is_permitted(index));
        let up = contenders.iter().filter(|one| one.state != HealthState::Down).count();
        let panic = up * 100 < contenders.len() * self.router.deployment.routing().panic_percent as usize;
        contenders.retain(|one| {
            (panic || one.state != HealthState::Down) && self.knows_enough(one.index, one.number).is_none()
        });
        if contenders.is_empty() {
            return Route::new(match &self.request.operation {
                _ if up == 0 && !panic => RouteCode::NoHealthyRegion,
                RouteOperation::Read(ReadLevel::Session(_)) => RouteCode::TokenUnsatisfiable,
                _ => RouteCode::TooStale,
            });
        }
        if contenders.iter().all(|one| self.at(one.index).1) {
            return Route::new(RouteCode::Overloaded);
        }
        let taken_by = self.prefer(&mut contenders);
        let Some(first) = contenders.first() else { return Route::new(RouteCode::NoHealthyRegion) };
        let mut route = Route { panic, ..self.to(RouteCode::Best, first.number) };
        if self.request.explain {
            for one in &contenders {
                let verdict = match one.number == first.number {
                    true => Verdict::Taken,
                    false => Verdict::Left(why(first, one, taken_by)),
                };
                let Contender { number, state, nearness, .. } = *one;
                route.candidates.push(Candidate { region: number, verdict, health: state, nearness });
            }
            for index in 0..self.regions().len() {
                if !contenders.iter().any(|one| one.index == index) {
                    route.candidates.push(self.candidate(index, self.reason_out(index)));
                }
            }
        }
        if let RouteOperation::Read(ReadLevel::Session(token)) = &self.request.operation {
            route.contested |= token.contested;
        }
        route
    }

    /// Why a region cannot serve a read at its level.
    fn knows_enough(&self, index: usize, number: u16) -> Option<Verdict> {
        let (progress, is_home) = (&self.router.progress, self.home.is_some_and(|home| home.region == number));
        match &self.request.operation {
            RouteOperation::Read(ReadLevel::Session(token)) => {
                let covers = progress.covers(index, number, token, &self.router.deployment);
                (!covers).then_some(Verdict::NotCovered)
            }
            RouteOperation::Read(ReadLevel::Bounded(max_staleness_ms)) => {
                let fresh = is_home || progress.is_fresh(index, *max_staleness_ms, self.request.now_ms);
                (!fresh).then_some(Verdict::TooStale)
            }
            _ => None,
        }
    }

    /// Why a region that did not get so far as to be compared is out.
    fn reason_out(&self, index: usize) -> Verdict {
        let Some(spec) = self.regions().get(index) else { return Verdict::NotHome };
        if let Some(verdict) = self.excluded(index, spec) {
            return verdict;
        }
        let is_homed = match self.request.operation {
            RouteOperation::Write | RouteOperation::Read(ReadLevel::Strong) => self.class.home.is_some(),
            RouteOperation::Read(_) => false,
        };
        match self.at(index) {
            (HealthState::Down, _) => Verdict::Down,
            (_, true) => Verdict::Overloaded,
            _ if is_homed => self.may_take_over(index).unwrap_or(Verdict::NotHome),
            _ => self.knows_enough(index, spec.number).unwrap_or(Verdict::NotHome),
        }
    }

    fn explain(&self, route: &mut Route) {
        let taken = |number| route.region == Some(number);
        let numbered = || self.regions().iter().enumerate();
        let mut candidates = Vec::new();
        for (index, _) in numbered().filter(|(_, spec)| taken(spec.number)) {
            candidates.push(self.candidate(index, Verdict::Taken));
        }
        for (index, _) in numbered().filter(|(_, spec)| !taken(spec.number)) {
            candidates.push(self.candidate(index, self.reason_out(index)));
        }
        route.candidates = candidates;
    }

    pub(super) fn candidate(&self, index: usize, verdict: Verdict) -> Candidate {
        let region = self.regions().get(index).map_or(0, |spec| spec.number);
        Candidate { region, verdict, health: self.at(index).0, nearness: self.nearness(index) }
    }

    /// How near a region is by what is known of it alone.
    fn nearness(&self, index: usize) -> Nearness {
        if let Some(us) = self.round_trip(index) {
            return Nearness::RoundTrip(us);
        }
        self.distance(index).unwrap_or(Nearness::Unknown)
    }

    fn round_trip(&self, index: usize) -> Option<u32> {
        let number = self.regions().get(index)?.number;
        let request = self.request;
        if let Some((_, us)) = request.latencies.iter().find(|(region, _)| *region == number) {
            return Some(*us);
        }
        if let Some(us) =
            request.observer.as_ref().and_then(|name| self.router.health.latency_us(index, name, request.now_ms))
        {
            return Some(us);
        }
        let from = request.location.as_ref()?.place.region?;
        if from == number { Some(0) } else { self.router.deployment.routing().latency_us(from, number) }
    }

    fn distance(&self, index: usize) -> Option<Nearness> {
        let location = self.request.location.as_ref()?;
        let at_region = || {
            let at = location.place.region?;
            let index = self.regions().binary_search_by_key(&at, |spec| spec.number).ok()?;
            self.router.positions.get(index).copied().flatten()
        };
        if let (Some(from), Some(Some(to))) =
            (location.place.position.or_else(at_region), self.router.positions.get(index))
        {
            return Some(Nearness::Distance(from.distance_km(to)));
        }
        let country = self.regions().get(index).and_then(facts::country);
        (country.is_some() && country == location.country()).then_some(Nearness::SameCountry)
    }

    /// The regions that pass a test, with what they are compared by. Round trips count where every one has one, else
    /// distances where every one has one; else round trips come before distances, and these before what is unknown.
    fn contenders(&self, test: &dyn Fn(usize, u16) -> bool) -> Vec<Contender> {
        let mut contenders = Vec::new();
        for (index, spec) in self.regions().iter().enumerate() {
            if test(index, spec.number) {
                contenders.push(self.contender(index, spec));
            }
        }
        let round_trips = contenders.iter().filter(|one| matches!(one.nearness, Nearness::RoundTrip(_))).count();
        if round_trips != 0 && round_trips != contenders.len() {
            let distances: Vec<Option<Nearness>> = contenders.iter().map(|one| self.distance(one.index)).collect();
            if distances.iter().all(|one| matches!(one, Some(Nearness::Distance(_)))) {
                for (one, distance) in contenders.iter_mut().zip(distances) {
                    one.nearness = distance.unwrap_or(one.nearness);
                }
            }
        }
        contenders
    }

    fn contender(&self, index: usize, spec: &RegionSpec) -> Contender {
        let (state, overloaded) = self.at(index);
        let weight = spec.weight;
        let away = self.home.is_some_and(|home| home.region != spec.number);
        let is_first_home = matches!(self.request.operation, RouteOperation::Write);
        let rank = [
            state == HealthState::Down,
            overloaded,
            away && !is_first_home && self.class.home.as_ref().is_some_and(HomeSpec::reads_at_home),
            self.router.is_draining(spec.number),
            weight == 0,
            state == HealthState::Degraded,
        ]
        .map(u8::from);
        let nearness = self.nearness(index);
        Contender { index, number: spec.number, state, rank, tier: spec.tier, nearness, weight }
    }

    /// Brings the best to the front, and the others in their order. Answers what set the first apart from others that are
    /// as near, if anything did.
    fn prefer(&self, contenders: &mut [Contender]) -> Option<Criterion> {
        let bucket_us = self.router.deployment.routing().rtt_bucket_ms.saturating_mul(1000).max(1);
        contenders.order_by(|a, b| {
            let by_weight = b.weight.cmp(&a.weight).then(a.number.cmp(&b.number));
            let near = bucketed(a.nearness, bucket_us).cmp(&bucketed(b.nearness, bucket_us));
            a.rank.cmp(&b.rank).then(a.tier.cmp(&b.tier)).then(near).then(by_weight)
        });
        let (at, criterion) = self.stays(contenders).or_else(|| self.spread(contenders))?;
        if let Some(front) = contenders.get_mut(..=at) {
            front.rotate_right(1);
        }
        Some(criterion)
    }

    /// Whether a contender is the equal of the first in everything but nearness, and within some slack of it.
    fn is_near_enough(first: &Contender, one: &Contender, slack: impl Fn(u64, u64) -> bool) -> bool {
        let near = match (first.nearness, one.nearness) {
            (Nearness::RoundTrip(best), Nearness::RoundTrip(other))
            | (Nearness::Distance(best), Nearness::Distance(other)) => slack(best.into(), other.into()),
            (best, other) => best == other,
        };
        near && (first.rank, first.tier) == (one.rank, one.tier)
    }

    /// The client stays where it was unless another region is nearer by more than the hysteresis.
    fn stays(&self, contenders: &[Contender]) -> Option<(usize, Criterion)> {
        let previous = self.request.previous?;
        let routing = self.router.deployment.routing();
        let margin = u64::from(routing.hysteresis_percent);
        let sensitivity_us = u64::from(routing.latency_sensitivity_ms.unwrap_or(0)) * 1000;
        let first = contenders.first()?;
        let at = contenders.iter().position(|one| one.number == previous)?;
        let is_round_trip = matches!(first.nearness, Nearness::RoundTrip(_));
        let stays = Self::is_near_enough(first, contenders.get(at)?, |best, other| {
            best * 100 >= other * (100 - margin) || (is_round_trip && best + sensitivity_us >= other)
        });
        (stays && at > 0).then_some((at, Criterion::Previous))
    }

    /// Of several regions that are near enough the subject's hash chooses one by weight.
    fn spread(&self, contenders: &[Contender]) -> Option<(usize, Criterion)> {
        if self.request.previous.is_some_and(|previous| contenders.first().is_some_and(|one| one.number == previous)) {
            return None;
        }
        let sensitivity_us = u64::from(self.router.deployment.routing().latency_sensitivity_ms?) * 1000;
        let first = contenders.first()?;
        let is_near = |one: &&Contender| {
            Self::is_near_enough(first, one, |best, other| best == other || best + sensitivity_us >= other)
        };
        let subject: &SubjectHash = self.request.subject.as_ref()?;
        let near = contenders.iter().filter(is_near).map(|one| (one.number, one.weight));
        let chosen = rendezvous(subject, near)?;
        let at = contenders.iter().position(|one| one.number == chosen)?;
        Some((at, Criterion::Spread))
    }
}

/// Round trips by steps; distances are whole kilometres already.
fn bucketed(nearness: Nearness, bucket_us: u32) -> Nearness {
    match nearness {
        Nearness::RoundTrip(us) => Nearness::RoundTrip(us / bucket_us),
        other => other,
    }
}

/// What `one` was left for the first by.
fn why(first: &Contender, one: &Contender, taken_by: Option<Criterion>) -> Criterion {
    for (criterion, (best, other)) in RANKS.iter().zip(first.rank.iter().zip(one.rank)) {
        if *best != other {
            return *criterion;
        }
    }
    if first.tier != one.tier {
        Criterion::Tier
    } else if let Some(criterion) =
        taken_by.filter(|_| first.nearness >= one.nearness || taken_by == Some(Criterion::Spread))
    {
        criterion
    } else if first.nearness < one.nearness {
        Criterion::Nearness
    } else if first.weight != one.weight {
        Criterion::Weight
    } else {
        Criterion::Number
    }
}
