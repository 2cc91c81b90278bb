//! What a router is told and asked in documents, as other languages do.

use super::{
    FailoverPlan, HealthState, Home, Observation, Position, Router, RouterOptions, SubjectHash,
    document::{REQUEST, region_number},
    place::position,
    request::class,
};
use crate::{
    Code, Error, Result,
    causality::VersionVector,
    deployment::reader::{Node, Object},
    value::Value,
};
use alloc::{format, vec::Vec};

impl RouterOptions {
    /// Reads `{subject_secret}`, bytes, which may be left out; the keys of tokens are given apart.
    ///
    /// # Errors
    ///
    /// `routing_invalid` with the `place`.
    pub fn from_document(document: &Value) -> Result<Self> {
        let mut options = RouterOptions::default();
        if document.is_null() {
            return Ok(options);
        }
        let object = Node::of(document, REQUEST).object(&["subject_secret"])?;
        if let Some(node) = object.optional("subject_secret") {
            options.subject_secret = node.value().as_bytes().ok_or_else(|| node.wrong("bytes"))?.into();
        }
        Ok(options)
    }
}

impl Router {
    /// Routes a request that is given as a document (see [`Router::request`]); answers the route as one.
    ///
    /// # Errors
    ///
    /// As [`Router::request`] and [`Router::route`].
    pub fn route_document(&self, request: &Value, now_ms: u64) -> Result<Value> {
        Ok(self.route(&self.request(request, now_ms)?)?.to_document(self.deployment()))
    }

    /// Takes an observation that is given as a document; see [`Observation::from_document`].
    ///
    /// # Errors
    ///
    /// As [`Observation::from_document`] and [`Router::observe`].
    pub fn observe_document(&mut self, observation: &Value, now_ms: u64) -> Result<HealthState> {
        let observation = Observation::from_document(observation, self.deployment())?;
        self.observe(&observation, now_ms)
    }

    /// Takes what the home directory says: `{class, subject, region, epoch, contested}`, with `subject_hash` (32
    /// hexadecimal digits) in the place of `subject` where only that is known. Answers whether it was news.
    ///
    /// # Errors
    ///
    /// `routing_invalid`, `unknown_class`, `unknown_region` or `region_retired`, with the `place`.
    pub fn set_home_document(&mut self, home: &Value) -> Result<bool> {
        let members = ["class", "subject", "subject_hash", "region", "epoch", "contested"];
        let object = Node::of(home, REQUEST).object(&members)?;
        let class = class(&object.required("class")?, self.deployment())?;
        let subject = self.subject(&object)?;
        let subject =
            subject.map_or_else(|| object.required("subject").and_then(|node| Err(node.wrong("text"))), Ok)?;
        let contested = match object.optional("contested") {
            Some(node) => node.value().as_bool().ok_or_else(|| node.wrong("true or false"))?,
            None => false,
        };
        let home = Home {
            region: region_number(&object.required("region")?, self.deployment())?,
            epoch: object.required("epoch")?.integer(1..=i64::MAX as u64)?,
            contested,
        };
        self.set_home(class, subject, home)
    }

    fn subject(&self, object: &Object<'_>) -> Result<Option<SubjectHash>> {
        if let Some(node) = object.optional("subject_hash") {
            return match SubjectHash::parse(node.text()?) {
                Some(hash) => Ok(Some(hash)),
                None => Err(node.refuse("is no hash: 32 lower-case hexadecimal digits")),
            };
        }
        object.optional("subject").map(|node| node.text().map(|subject| self.subject_hash(subject))).transpose()
    }

    /// Takes how far a region has come: `{region, received, complete_until_ms}`; `received` is a version vector as a
    /// document, and each of the last two may be left out.
    ///
    /// # Errors
    ///
    /// `routing_invalid`, `unknown_region`, or `part_malformed` for what is no version vector.
    pub fn set_progress_document(&mut self, progress: &Value) -> Result<()> {
        let object = Node::of(progress, REQUEST).object(&["region", "received", "complete_until_ms"])?;
        let region = region_number(&object.required("region")?, self.deployment())?;
        let received = match object.optional("received") {
            Some(node) => VersionVector::from_document(node.value())?,
            None => VersionVector::new(),
        };
        let until_ms = object.optional("complete_until_ms").map_or(Ok(0), |node| node.integer(0..=i64::MAX as u64))?;
        self.set_progress(region, &received, until_ms)
    }

    /// Begins or ends the draining of a region: `{region, draining, override_reason}`; see [`Router::set_draining`].
    ///
    /// # Errors
    ///
    /// `routing_invalid`, `unknown_region` or `safety_rule`.
    pub fn set_draining_document(&mut self, draining: &Value, now_ms: u64) -> Result<()> {
        let object = Node::of(draining, REQUEST).object(&["region", "draining", "override_reason"])?;
        let region = region_number(&object.required("region")?, self.deployment())?;
        let node = object.required("draining")?;
        let begins = node.value().as_bool().ok_or_else(|| node.wrong("true or false"))?;
        let reason = object.optional("override_reason").map(|node| node.text()).transpose()?;
        self.set_draining(region, begins, reason, now_ms)
    }

    /// Which regions may take over: `{class, subject}` or `{class, subject_hash}`, or of no subject in particular.
    ///
    /// # Errors
    ///
    /// `routing_invalid` or `unknown_class`.
    pub fn failover_plan_document(&self, of: &Value, now_ms: u64) -> Result<Value> {
        let object = Node::of(of, REQUEST).object(&["class", "subject", "subject_hash"])?;
        let class = class(&object.required("class")?, self.deployment())?;
        let plan: FailoverPlan = self.failover_plan(class, self.subject(&object)?.as_ref(), now_ms)?;
        Ok(plan.to_document(self.deployment()))
    }

    /// The regions nearest to `{latitude, longitude}`, at most `limit`: `[{region, distance_km}]`.
    ///
    /// # Errors
    ///
    /// `routing_invalid` or `position_invalid`.
    pub fn nearest_document(&self, from: &Value, limit: usize) -> Result<Value> {
        let nearest = self.nearest(&read_position(from)?, limit);
        let documents = nearest.into_iter().filter_map(|(number, distance_km)| {
            let region = self.deployment().region_by_number(number)?;
            let name = Value::from(region.name.as_str());
            Some(Value::object([("region", name), ("distance_km", Value::from(distance_km))]))
        });
        Ok(Value::Array(documents.collect()))
    }

    /// The name of the region that takes a write of a subject; see [`Router::pick`].
    ///
    /// # Errors
    ///
    /// `unknown_class` or `route_refused`.
    pub fn pick_named(&self, class: &str, subject: &str, now_ms: u64) -> Result<&str> {
        let number = self.pick(self.class(class)?, subject, now_ms)?;
        Ok(self.deployment().region_by_number(number).map_or("", |region| region.name.as_str()))
    }

    /// The name of a subject's first home; see [`Router::first_home`].
    ///
    /// # Errors
    ///
    /// `unknown_class`.
    pub fn first_home_named(&self, class: &str, subject: &str) -> Result<Option<&str>> {
        let number = self.first_home(self.class(class)?, &self.subject_hash(subject));
        let region = number.and_then(|number| self.deployment().region_by_number(number));
        Ok(region.map(|region| region.name.as_str()))
    }

    /// The number of a region by its name.
    ///
    /// # Errors
    ///
    /// `unknown_region`.
    pub fn region_number(&self, name: &str) -> Result<u16> {
        self.deployment().region_by_name(name).map(|region| region.number).ok_or_else(|| {
            let message = format!("{name:?} is no region of deployment `{}`", self.deployment().name());
            Error::new(Code::UnknownRegion, message)
        })
    }

    /// What is known of each region's health as documents, in the order of their numbers.
    pub fn health_documents(&self, now_ms: u64) -> Vec<Value> {
        self.health(now_ms).iter().map(super::RegionHealth::to_document).collect()
    }
}

fn read_position(document: &Value) -> Result<Position> {
    let object = Node::of(document, REQUEST).object(&["latitude", "longitude"])?;
    match position(&object)? {
        Some(position) => Ok(position),
        None => Err(object.required("latitude").err().unwrap_or_else(super::place::unpaired)),
    }
}

/// The great-circle distance of two places, each `{latitude, longitude}`, in whole kilometres.
///
/// # Errors
///
/// `routing_invalid` or `position_invalid`.
pub fn distance_km(from: &Value, to: &Value) -> Result<u32> {
    Ok(read_position(from)?.distance_km(&read_position(to)?))
}
