//! What decides between regions, and what becomes of each.

use super::HealthState;
use alloc::string::String;

/// What a region was left for another by, in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Criterion {
    /// The other is up.
    Down,
    /// The other is not at capacity.
    Overload,
    /// The other is the subject's home.
    Home,
    /// The other is not being drained.
    Draining,
    /// The other has a weight; this one has none.
    Weightless,
    /// The other is healthier.
    Health,
    /// The other is of a lower tier.
    Tier,
    /// The other is nearer.
    Nearness,
    /// The client was there before, and this one is not nearer by enough.
    Previous,
    /// Both are near enough, and the subject's hash chose by weight.
    Spread,
    /// The other has more weight.
    Weight,
    /// The other has the lower number.
    Number,
}

impl Criterion {
    /// The stable name, for example `"nearness"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Criterion::Down => "down",
            Criterion::Overload => "overload",
            Criterion::Home => "home",
            Criterion::Draining => "draining",
            Criterion::Weightless => "weightless",
            Criterion::Health => "health",
            Criterion::Tier => "tier",
            Criterion::Nearness => "nearness",
            Criterion::Previous => "previous",
            Criterion::Spread => "spread",
            Criterion::Weight => "weight",
            Criterion::Number => "number",
        }
    }
}

/// What became of a region.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The request goes there.
    Taken,
    /// It could have taken the request; another was better by this.
    Left(Criterion),
    /// Labels forbid it.
    NotAllowed {
        /// The first rule against it, by its id.
        rule: String,
        /// Why, as the code of a residency decision.
        reason: &'static str,
    },
    /// It has left the deployment.
    Retired,
    /// It is down.
    Down,
    /// It is at capacity, and so is every other.
    Overloaded,
    /// It is being drained, and takes no new homes.
    Draining,
    /// It is not known to have what the client has seen.
    NotCovered,
    /// It is not known to be as fresh as the request asks.
    TooStale,
    /// It is not the subject's home, and may not take over.
    NotHome,
}

impl Verdict {
    /// The stable name, for example `"not_allowed"`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Verdict::Taken => "taken",
            Verdict::Left(_) => "left",
            Verdict::NotAllowed { .. } => "not_allowed",
            Verdict::Retired => "retired",
            Verdict::Down => "down",
            Verdict::Overloaded => "overloaded",
            Verdict::Draining => "draining",
            Verdict::NotCovered => "not_covered",
            Verdict::TooStale => "too_stale",
            Verdict::NotHome => "not_home",
        }
    }
}

/// How near a region is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nearness {
    /// The round trip in microseconds: measured, or from the deployment's matrix.
    RoundTrip(u32),
    /// The great-circle distance in kilometres.
    Distance(u32),
    /// In the client's country.
    SameCountry,
    /// Nothing is known.
    Unknown,
}

/// A region, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The region's number.
    pub region: u16,
    /// What became of it.
    pub verdict: Verdict,
    /// How it is.
    pub health: HealthState,
    /// How near it is.
    pub nearness: Nearness,
}

/// What a route is, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RouteCode {
    /// To the subject's home.
    Home,
    /// To a region that may take over while the home is down: it has to claim the subject, and opens a conflict window.
    Fallback,
    /// To the region that is to become the subject's first home; the holder of the title has to grant it.
    Assigned,
    /// To the best region of several that may serve.
    Best,
    /// No region may: labels and their rules leave none.
    NoAllowedRegion,
    /// Regions may, and all of them are down.
    NoHealthyRegion,
    /// The home is down, and no region may take over.
    HomeUnavailable,
    /// Labels and their rules forbid it at the home.
    HomeNotAllowed,
    /// The subject has no home yet.
    UnknownHome,
    /// Nothing is known of where the client is, and the class names no home for such.
    UnknownLocation,
    /// The client speaks of an earlier home.
    StaleEpoch,
    /// The client knows of a later home than this router: learn of it, then try again.
    EpochUnknown,
    /// All regions that may serve are at capacity: wait, or shed the request.
    Overloaded,
    /// No region is known to have what the client has seen.
    TokenUnsatisfiable,
    /// No region is known to be as fresh as the request asks.
    TooStale,
    /// A strong read of a class without homes.
    NoHome,
}

impl RouteCode {
    /// The stable name, for example `"no_allowed_region"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            RouteCode::Home => "home",
            RouteCode::Fallback => "fallback",
            RouteCode::Assigned => "assigned",
            RouteCode::Best => "best",
            RouteCode::NoAllowedRegion => "no_allowed_region",
            RouteCode::NoHealthyRegion => "no_healthy_region",
            RouteCode::HomeUnavailable => "home_unavailable",
            RouteCode::HomeNotAllowed => "home_not_allowed",
            RouteCode::UnknownHome => "unknown_home",
            RouteCode::UnknownLocation => "unknown_location",
            RouteCode::StaleEpoch => "stale_epoch",
            RouteCode::EpochUnknown => "epoch_unknown",
            RouteCode::Overloaded => "overloaded",
            RouteCode::TokenUnsatisfiable => "token_unsatisfiable",
            RouteCode::TooStale => "too_stale",
            RouteCode::NoHome => "no_home",
        }
    }

    /// Whether the request is refused.
    pub const fn is_refusal(self) -> bool {
        !matches!(self, RouteCode::Home | RouteCode::Fallback | RouteCode::Assigned | RouteCode::Best)
    }

    /// A sentence for people.
    pub(super) const fn message(self) -> &'static str {
        match self {
            RouteCode::Home => "the subject's home",
            RouteCode::Fallback => "the home is down; this region may take over, and opens a conflict window",
            RouteCode::Assigned => "to become the subject's first home; the holder of the title has to grant it",
            RouteCode::Best => "the best of the regions that may serve",
            RouteCode::NoAllowedRegion => "labels and their rules leave no region",
            RouteCode::NoHealthyRegion => "every region that may serve is down",
            RouteCode::HomeUnavailable => "the home is down and no region may take over; try again later",
            RouteCode::HomeNotAllowed => {
                "labels and their rules forbid this at the subject's home; move the home first"
            }
            RouteCode::UnknownHome => "the subject has no home yet; grant it one",
            RouteCode::UnknownLocation => {
                "nothing is known of where the client is; say where, or name a home for such in `unlocated`"
            }
            RouteCode::StaleEpoch => "the home has moved since; use the current one",
            RouteCode::EpochUnknown => "the client knows of a later home than this router; learn of it, then try again",
            RouteCode::Overloaded => "every region that may serve is at capacity; wait, or shed the request",
            RouteCode::TokenUnsatisfiable => {
                "no region is known to have what the client has seen; wait, or drop the token"
            }
            RouteCode::TooStale => "no region is known to be fresh enough; allow more staleness, or read at the home",
            RouteCode::NoHome => "the class has no homes, so no region can answer for all; read at another level",
        }
    }
}
