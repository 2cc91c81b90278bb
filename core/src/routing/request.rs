//! What a request is, as far as routing goes.

use super::{
    CountryField, Location, LocationSources, SessionToken, SubjectHash, SubjectHasher, TokenKeys,
    document::{REQUEST, latency_us, region_number},
};
use crate::{
    Code, Error, Result,
    deployment::{
        Deployment,
        reader::{Node, Object},
    },
    value::Value,
};
use alloc::{format, string::String, vec::Vec};

/// How much a read must know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ReadLevel {
    /// Whatever the region has.
    #[default]
    Eventual,
    /// All that the client has seen.
    Session(SessionToken),
    /// All that was written more than so many milliseconds ago.
    Bounded(u64),
    /// All that was acknowledged; only a home can promise it.
    Strong,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteOperation {
    /// A write.
    Write,
    /// A read.
    Read(ReadLevel),
}

/// A request that is to be routed.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteRequest {
    /// What is to be done.
    pub operation: RouteOperation,
    /// The index of the class.
    pub class: u16,
    /// Whom it is about.
    pub subject: Option<SubjectHash>,
    /// Labels beyond those of the class, by name: what the caller knows of the record.
    pub labels: Vec<String>,
    /// Where the client is.
    pub location: Option<Location>,
    /// Round trips that the client has measured, by region number, in microseconds.
    pub latencies: Vec<(u16, u32)>,
    /// Whose observations of latency count as the client's own.
    pub observer: Option<String>,
    /// The region that the client used before.
    pub previous: Option<u16>,
    /// The number of the home's epoch that the client knows.
    pub epoch: Option<u64>,
    /// The time, in Unix milliseconds.
    pub now_ms: u64,
    /// Whether to say what became of every region. A refusal always says it.
    pub explain: bool,
}

const MEMBERS: &[&str] = &[
    "operation",
    "level",
    "token",
    "max_staleness_ms",
    "class",
    "subject",
    "labels",
    "location",
    "latencies",
    "observer",
    "previous",
    "epoch",
    "explain",
];

/// What reading a request needs to know.
pub(super) struct Reader<'r> {
    pub(super) deployment: &'r Deployment,
    pub(super) hasher: &'r SubjectHasher,
    pub(super) keys: Option<&'r TokenKeys>,
    pub(super) country_field: CountryField,
}

impl RouteRequest {
    /// A request of a class that says nothing else.
    pub fn new(operation: RouteOperation, class: u16, now_ms: u64) -> Self {
        RouteRequest {
            operation,
            class,
            subject: None,
            labels: Vec::new(),
            location: None,
            latencies: Vec::new(),
            observer: None,
            previous: None,
            epoch: None,
            now_ms,
            explain: true,
        }
    }
}

impl Reader<'_> {
    pub(super) fn read(&self, document: &Value, now_ms: u64) -> Result<RouteRequest> {
        let object = Node::of(document, REQUEST).object(MEMBERS)?;
        let class = class(&object.required("class")?, self.deployment)?;
        let region = |name: &str| object.optional(name).map(|node| region_number(&node, self.deployment)).transpose();
        let mut request = RouteRequest::new(self.operation(&object)?, class, now_ms);
        request.subject = object.optional("subject").map(|node| self.subject(&node)).transpose()?;
        if let Some(node) = object.optional("labels") {
            request.labels = node.items()?.map(|item| item.name().map(String::from)).collect::<Result<_>>()?;
        }
        if let Some(node) = object.optional("location") {
            request.location = Some(Location::of(&LocationSources::read(node, self.deployment)?, self.country_field));
        }
        if let Some(node) = object.optional("latencies") {
            for (name, cell) in node.entries()? {
                let Some(region) = self.deployment.region_by_name(name) else {
                    let error = Error::new(Code::UnknownRegion, format!("{name:?} is no region of the deployment"));
                    return Err(cell.place_error(&error));
                };
                request.latencies.push((region.number, latency_us(&cell)?));
            }
        }
        request.observer = object.optional("observer").map(|node| node.text().map(String::from)).transpose()?;
        request.previous = region("previous")?;
        request.epoch = object.optional("epoch").map(|node| node.integer(0..=i64::MAX as u64)).transpose()?;
        if let Some(node) = object.optional("explain") {
            request.explain = node.value().as_bool().ok_or_else(|| node.wrong("true or false"))?;
        }
        Ok(request)
    }

    fn subject(&self, node: &Node<'_>) -> Result<SubjectHash> {
        match node.text()? {
            "" => Err(node.refuse("is empty")),
            subject => Ok(self.hasher.hash(subject)),
        }
    }

    fn operation(&self, object: &Object<'_>) -> Result<RouteOperation> {
        let write = object
            .required("operation")?
            .choice("operation", &[false, true], |write| if write { "write" } else { "read" })?;
        let level = match object.optional("level") {
            Some(node) if write => return Err(node.refuse("does not fit here: only a read has a level")),
            Some(node) => node.choice("level", &[0u8, 1, 2, 3], |level| match level {
                0 => "eventual",
                1 => "session",
                2 => "bounded",
                _ => "strong",
            })?,
            None => 0,
        };
        for (name, of) in [("token", 1), ("max_staleness_ms", 2)] {
            if let Some(node) = object.optional(name).filter(|_| level != of) {
                return Err(node.refuse("does not fit the level"));
            }
        }
        if write {
            return Ok(RouteOperation::Write);
        }
        Ok(RouteOperation::Read(match level {
            0 => ReadLevel::Eventual,
            1 => ReadLevel::Session(self.token(&object.required("token")?)?),
            2 => ReadLevel::Bounded(object.required("max_staleness_ms")?.integer(0..=i64::MAX as u64)?),
            _ => ReadLevel::Strong,
        }))
    }

    fn token(&self, node: &Node<'_>) -> Result<SessionToken> {
        match self.keys {
            Some(keys) => keys.read(node.text()?, self.deployment).map_err(|error| node.place_error(&error)),
            None => Err(node.refuse("cannot be read: the router was given no keys for tokens")),
        }
    }
}

/// The index of a class that is given by its name.
pub(super) fn class(node: &Node<'_>, deployment: &Deployment) -> Result<u16> {
    let name = node.text()?;
    match deployment.classes().iter().position(|class| class.name == name) {
        Some(index) => Ok(index as u16),
        None => {
            let message = format!("{name:?} is no class of deployment `{}`", deployment.name());
            Err(node.place_error(&Error::new(Code::UnknownClass, message)))
        }
    }
}
