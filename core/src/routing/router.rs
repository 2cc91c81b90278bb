//! Where requests go.

use super::{
    FailoverPlan, Health, HealthState, Home, HomeView, Homes, Location, LocationSources, Observation, Position,
    RegionHealth, Route, RouteRequest, SubjectHash, SubjectHasher, TokenKeys, facts, permission::Permission,
    progress::Progress, rendezvous, request::Reader, selection::Selection,
};
use crate::{
    Code, Error, Result,
    causality::VersionVector,
    deployment::{Class, Deployment, RegionStatus},
    routing::RouteOperation,
    value::Value,
};
use alloc::{format, string::String, sync::Arc, vec::Vec};

/// What a router is given beside the deployment.
#[derive(Debug, Clone, Default)]
pub struct RouterOptions {
    /// The secret that subjects are hashed with; the same in every router of a deployment.
    pub subject_secret: Vec<u8>,
    /// The keys of session tokens; without them no read at the level `session` is possible.
    pub token_keys: Option<TokenKeys>,
}

/// Decides where requests go, by a deployment, and by what it was told of homes, health and progress. It asks nobody and
/// has no clock: the same calls give the same routes in every language.
///
/// ```
/// use active_active::{deployment::Deployment, routing::{RouteCode, Router, RouterOptions}, value::{Limits, Value}};
/// let shop = Deployment::parse(r#"{"version": 1, "name": "shop",
///     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
///     "classes": [{"name": "carts", "keys": "cart/*", "labels": [], "type": "register",
///         "home": {"by": "rendezvous", "regions": ["eu", "us"], "fallback": ["eu", "us"]}}]}"#)?;
/// let router = Router::new(shop.into(), RouterOptions::default());
/// let request = Value::from_json(r#"{"operation": "write", "class": "carts", "subject": "user-1"}"#, &Limits::default())?;
/// let route = router.route(&router.request(&request, 1_000)?)?;
/// assert_eq!(route.code, RouteCode::Home);
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Router {
    pub(super) deployment: Arc<Deployment>,
    hasher: SubjectHasher,
    keys: Option<TokenKeys>,
    pub(super) health: Health,
    homes: Homes,
    pub(super) progress: Progress,
    /// Places on the globe, as the regions are listed.
    pub(super) positions: Vec<Option<Position>>,
    /// Regions that an operator drains here, with the reason where a safety rule was overridden.
    drains: Vec<(u16, Option<String>)>,
}

impl Router {
    /// A router that was told nothing yet.
    pub fn new(deployment: Arc<Deployment>, options: RouterOptions) -> Self {
        Router {
            hasher: SubjectHasher::new(deployment.name(), &options.subject_secret),
            keys: options.token_keys,
            health: Health::new(&deployment, deployment.routing().health),
            homes: Homes::default(),
            progress: Progress::new(deployment.regions().len()),
            positions: deployment.regions().iter().map(facts::position).collect(),
            drains: Vec::new(),
            deployment,
        }
    }

    /// The deployment that it routes by.
    pub fn deployment(&self) -> &Arc<Deployment> {
        &self.deployment
    }

    /// The keys of session tokens.
    pub fn token_keys(&self) -> Option<&TokenKeys> {
        self.keys.as_ref()
    }

    /// The hash of a subject, by which homes are told.
    pub fn subject_hash(&self, subject: &str) -> SubjectHash {
        self.hasher.hash(subject)
    }

    /// The index of a class by its name.
    ///
    /// # Errors
    ///
    /// `unknown_class`.
    pub fn class(&self, name: &str) -> Result<u16> {
        let index = self.deployment.classes().iter().position(|class| class.name == name);
        index.map(|index| index as u16).ok_or_else(|| {
            let message = format!("{name:?} is no class of deployment `{}`", self.deployment.name());
            Error::new(Code::UnknownClass, message)
        })
    }

    /// Reads a request: `{operation, level, token, max_staleness_ms, class, subject, labels, location, latencies,
    /// observer, previous, epoch, explain}`. `operation` is `write` or `read`, `level` one of `eventual`, `session` (with
    /// `token`), `bounded` (with `max_staleness_ms`) and `strong`; `location` as [`LocationSources::from_document`].
    ///
    /// # Errors
    ///
    /// `routing_invalid`, `unknown_class`, `unknown_region`, `unknown_country`, `position_invalid`, `token_invalid` or
    /// `token_foreign`, each with its `place`.
    pub fn request(&self, document: &Value, now_ms: u64) -> Result<RouteRequest> {
        let country_field = self.deployment.routing().country_field;
        Reader { deployment: &self.deployment, hasher: &self.hasher, keys: self.keys.as_ref(), country_field }
            .read(document, now_ms)
    }

    /// Takes what is known of where a client is; see [`LocationSources::from_document`].
    ///
    /// # Errors
    ///
    /// As [`LocationSources::from_document`].
    pub fn locate(&self, sources: &Value) -> Result<Location> {
        let sources = LocationSources::from_document(sources, &self.deployment)?;
        Ok(Location::of(&sources, self.deployment.routing().country_field))
    }

    /// Takes an observation; see [`Health::observe`].
    ///
    /// # Errors
    ///
    /// `observation_ahead` or `unknown_region`; nothing has changed then.
    pub fn observe(&mut self, observation: &Observation, now_ms: u64) -> Result<HealthState> {
        self.health.observe(observation, now_ms)
    }

    /// What is known of each region's health, in the order of their numbers.
    pub fn health(&self, now_ms: u64) -> Vec<RegionHealth> {
        self.health.report(&self.deployment, now_ms)
    }

    /// Takes what the home directory says of a subject; answers whether it was news.
    ///
    /// # Errors
    ///
    /// `unknown_region`, or `region_retired`.
    pub fn set_home(&mut self, class: u16, subject: SubjectHash, home: Home) -> Result<bool> {
        self.homes.learn(&self.deployment, class, subject, home)
    }

    /// Takes how far a region has come: what it has received, and the time up to which it has everything. Neither ever
    /// goes back.
    ///
    /// # Errors
    ///
    /// `unknown_region`.
    pub fn set_progress(&mut self, region: u16, received: &VersionVector, complete_until_ms: u64) -> Result<()> {
        let index = self.index(region)?;
        self.progress.learn(index, received, complete_until_ms);
        Ok(())
    }

    fn index(&self, region: u16) -> Result<usize> {
        self.deployment.regions().binary_search_by_key(&region, |spec| spec.number).map_err(|_| {
            Error::new(Code::UnknownRegion, format!("the deployment has no region with the number {region}"))
        })
    }

    /// Begins or ends the draining of a region here: it is used when no other region of its class is left, and gets no
    /// new homes.
    ///
    /// # Errors
    ///
    /// `unknown_region`; `safety_rule` where a class would be left with fewer than `regions_min` active regions that are
    /// allowed and not draining, unless a reason to override it is given.
    pub fn set_draining(
        &mut self,
        region: u16,
        draining: bool,
        override_reason: Option<&str>,
        now_ms: u64,
    ) -> Result<()> {
        self.index(region)?;
        let reason = override_reason.filter(|reason| !reason.is_empty());
        if draining && !self.is_draining(region) && reason.is_none() {
            self.check_safety(region, now_ms)?;
        }
        self.drains.retain(|(number, _)| *number != region);
        if draining {
            self.drains.push((region, reason.map(String::from)));
        }
        Ok(())
    }

    fn check_safety(&self, region: u16, now_ms: u64) -> Result<()> {
        let regions_min = self.deployment.routing().regions_min;
        for class in self.deployment.classes() {
            let allowed = Permission::of(&self.deployment, class, &[], &RouteOperation::Write, now_ms)?;
            let in_use = |(_, spec): &(usize, &crate::deployment::RegionSpec)| {
                spec.status != RegionStatus::Retired && !self.is_draining(spec.number)
            };
            let usable = self.deployment.regions().iter().enumerate().filter(in_use);
            let usable: Vec<u16> = usable.filter(|(at, _)| allowed.allows(*at)).map(|(_, spec)| spec.number).collect();
            let left = usable.iter().filter(|number| **number != region).count();
            if left < usable.len() && (left as u64) < u64::from(regions_min) {
                let message = format!(
                    "class `{}` would be left with {left} regions that are not draining, and needs {regions_min}; give a \
                     reason to override it",
                    class.name
                );
                let error = Error::new(Code::SafetyRule, message).with("class", class.name.as_str());
                return Err(error.with("regions_left", left).with("regions_min", u64::from(regions_min)));
            }
        }
        Ok(())
    }

    /// Whether a region is being drained, here or by the deployment.
    pub fn is_draining(&self, region: u16) -> bool {
        self.drains.iter().any(|(number, _)| *number == region)
            || self.deployment.region_by_number(region).is_some_and(facts::is_draining)
    }

    /// The regions that an operator drains here, with the reason for which a safety rule was overridden.
    pub fn drains(&self) -> &[(u16, Option<String>)] {
        &self.drains
    }

    /// The first home of a subject, by rendezvous hashing over the class's pinned list; it holds the title to the subject
    /// until it grants it to another. Nothing for a class without homes.
    pub fn first_home(&self, class: u16, subject: &SubjectHash) -> Option<u16> {
        let home = self.deployment.class(class)?.home.as_ref()?;
        rendezvous(subject, home.regions.iter().map(|entry| (entry.region, entry.weight)))
    }

    /// Where a request goes, or why nowhere, by the homes that the router was told of.
    ///
    /// # Errors
    ///
    /// `unknown_class` or `unknown_label`. Where it goes nowhere is no error, and is in the route.
    pub fn route(&self, request: &RouteRequest) -> Result<Route> {
        self.route_with(&self.homes, request)
    }

    /// Where a request goes, or why nowhere, by another view of homes.
    ///
    /// # Errors
    ///
    /// As [`Router::route`].
    pub fn route_with(&self, homes: &dyn HomeView, request: &RouteRequest) -> Result<Route> {
        let class = self.class_at(request.class)?;
        let permission = Permission::of(&self.deployment, class, &request.labels, &request.operation, request.now_ms)?;
        let home = self.home_of(homes, class, request);
        Ok(Selection { router: self, class, request, permission: &permission, home }.route())
    }

    fn class_at(&self, class: u16) -> Result<&Class> {
        self.deployment.class(class).ok_or_else(|| {
            Error::new(Code::UnknownClass, format!("the deployment has no class with the index {class}"))
        })
    }

    fn home_of(&self, homes: &dyn HomeView, class: &Class, request: &RouteRequest) -> Option<Home> {
        let (spec, subject) = (class.home.as_ref()?, request.subject.as_ref()?);
        homes.home(request.class, subject).or_else(|| match spec.by {
            crate::deployment::HomeBy::Rendezvous => {
                let region = rendezvous(subject, spec.regions.iter().map(|entry| (entry.region, entry.weight)))?;
                Some(Home { region, epoch: 1, contested: false })
            }
            _ => None,
        })
    }

    /// The region that takes a write of a subject, without an explanation: the common case, for hot paths.
    ///
    /// # Errors
    ///
    /// `unknown_class`; a refusal as an error with the code `route_refused` and the route's own code in `reason`.
    pub fn pick(&self, class: u16, subject: &str, now_ms: u64) -> Result<u16> {
        let mut request = RouteRequest::new(RouteOperation::Write, class, now_ms);
        request.subject = Some(self.hasher.hash(subject));
        request.explain = false;
        let route = self.route(&request)?;
        route.region.ok_or_else(|| {
            let (reason, message) = (route.code.as_str(), route.code.message());
            Error::new(Code::RouteRefused, format!("no region takes the request: {message}")).with("reason", reason)
        })
    }

    /// Which regions may take over from a subject's home, in order, and why not the others of the class's `fallback`.
    ///
    /// # Errors
    ///
    /// `unknown_class`.
    pub fn failover_plan(&self, class: u16, subject: Option<&SubjectHash>, now_ms: u64) -> Result<FailoverPlan> {
        let spec = self.class_at(class)?;
        let mut request = RouteRequest::new(RouteOperation::Write, class, now_ms);
        request.subject = subject.copied();
        let permission = Permission::of(&self.deployment, spec, &[], &request.operation, now_ms)?;
        let home = self.home_of(&self.homes, spec, &request);
        let selection = Selection { router: self, class: spec, request: &request, permission: &permission, home };
        let mut plan = FailoverPlan { home, regions: Vec::new(), excluded: Vec::new() };
        for number in spec.home.iter().flat_map(|spec| &spec.fallback) {
            let Ok(index) = self.index(*number) else { continue };
            match selection.may_take_over(index) {
                None => plan.regions.push(*number),
                Some(verdict) => plan.excluded.push(selection.candidate(index, verdict)),
            }
        }
        Ok(plan)
    }

    /// The regions nearest to a place on the globe, at most `limit`, with their distances in kilometres; those of one
    /// distance by number. Whether they may hold anything is another question.
    pub fn nearest(&self, from: &Position, limit: usize) -> Vec<(u16, u32)> {
        let placed = self.deployment.regions().iter().zip(&self.positions);
        let mut found: Vec<(u16, u32)> = placed
            .filter(|(spec, _)| spec.status != RegionStatus::Retired)
            .filter_map(|(spec, position)| Some((spec.number, position.as_ref()?.distance_km(from))))
            .collect();
        crate::sorted::Order::order_by_key(found.as_mut_slice(), |(number, distance_km)| (*distance_km, *number));
        found.truncate(limit);
        found
    }
}
