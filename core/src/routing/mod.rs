//! Where a request may go, and where it goes.

mod arithmetic;
mod country;
mod criterion;
mod decay;
mod distribution;
mod document;
mod facts;
mod failover_time;
mod health;
mod health_options;
mod home_view;
mod location;
mod observation;
mod opinion;
mod permission;
mod place;
mod position;
mod progress;
mod rendezvous;
mod request;
mod route;
mod router;
mod router_documents;
mod selection;
mod session;
mod subject;

pub use country::Country;
pub use criterion::{Candidate, Criterion, Nearness, RouteCode, Verdict};
pub use failover_time::{FailoverComparison, FailoverMethod, FailoverTime, compare_failover};
pub use health::{Health, HealthState, RegionHealth};
pub use health_options::HealthOptions;
pub use home_view::{Home, HomeView, Homes};
pub use location::{Location, LocationQuality, LocationSource, LocationSources, SourceVerdict};
pub use observation::{Observation, Outcome};
pub use place::{CountryField, Place};
pub use position::{EARTH_RADIUS_KM, Position, nearest};
pub use rendezvous::rendezvous;
pub use request::{ReadLevel, RouteOperation, RouteRequest};
pub use route::{FailoverPlan, Route};
pub use router::{Router, RouterOptions};
pub use router_documents::distance_km;
pub use session::{SessionToken, TokenKeys};
pub use subject::{SubjectHash, SubjectHasher};

pub(crate) use document::{latency_us, milliseconds};
