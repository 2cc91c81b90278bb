//! What a vector has made so far: things by alias, results by name.

use std::{collections::BTreeMap, sync::Arc};

use active_active::{
    deployment::Deployment,
    id::{Snowflake, UuidClock},
    metrics::{RateMonitor, SpaceSaving},
    region::{Options, Region},
    routing::Router,
    time::HybridClock,
    value::{Limits, Value},
};
use serde_json::Value as Json;

use crate::{
    failure::{Failure, Outcome},
    special,
};

/// Something that steps act on.
pub(crate) enum Thing {
    Clock(HybridClock),
    Uuids(UuidClock),
    Snowflakes(Snowflake),
    Monitor(RateMonitor),
    Sketch(Box<SpaceSaving>),
    Deployment(Arc<Deployment>),
    Region(Box<Region>),
    Router(Box<Router>),
}

/// The state of one vector.
pub(crate) struct World {
    deployments: BTreeMap<String, Json>,
    deployment: Option<Json>,
    pub(crate) things: BTreeMap<String, Thing>,
    /// The aliases of open regions in the order of opening.
    pub(crate) opened: Vec<String>,
    names: BTreeMap<String, String>,
    saved: BTreeMap<String, Value>,
    /// CRC-32 over what routers answered, for comparison with the other runtimes.
    pub(crate) answers: Option<u32>,
}

macro_rules! thing {
    ($name:ident, $variant:ident, $type:ty) => {
        pub(crate) fn $name(&mut self, alias: &str) -> Outcome<&mut $type> {
            match self.things.get_mut(alias) {
                Some(Thing::$variant(thing)) => Ok(thing),
                _ => Err(Failure::Broken(format!("`{alias}` is no {}", stringify!($name)))),
            }
        }
    };
}

impl World {
    pub(crate) fn new(deployments: Option<&Json>, deployment: Option<&Json>) -> Self {
        let known = deployments.and_then(Json::as_object).into_iter().flatten();
        World {
            deployments: known.map(|(name, document)| (name.clone(), document.clone())).collect(),
            deployment: deployment.cloned(),
            things: BTreeMap::new(),
            opened: Vec::new(),
            names: BTreeMap::new(),
            saved: BTreeMap::new(),
            answers: None,
        }
    }

    thing!(clock, Clock, HybridClock);
    thing!(uuids, Uuids, UuidClock);
    thing!(snowflakes, Snowflakes, Snowflake);
    thing!(monitor, Monitor, RateMonitor);
    thing!(sketch, Sketch, Box<SpaceSaving>);
    thing!(region, Region, Box<Region>);
    thing!(router, Router, Box<Router>);

    /// Opens a region of the vector's deployment with default options.
    pub(crate) fn open(&mut self, alias: &str, region: &str) -> Outcome<()> {
        let deployment = self.deployment_of(None)?;
        let opened = Region::open(deployment, region, Options::default())?;
        self.enter(alias, region, opened);
        Ok(())
    }

    /// Takes a region in under an alias.
    pub(crate) fn enter(&mut self, alias: &str, region: &str, opened: Region) {
        if !self.opened.iter().any(|known| known == alias) {
            self.opened.push(alias.into());
        }
        self.names.insert(alias.into(), region.into());
        self.things.insert(alias.into(), Thing::Region(Box::new(opened)));
    }

    pub(crate) fn close(&mut self, alias: &str) {
        self.opened.retain(|known| known != alias);
        self.things.remove(alias);
    }

    /// Takes an answer of a router into the sum over all of them.
    pub(crate) fn answered(&mut self, answer: &Value) {
        let mut sum = !self.answers.unwrap_or(0);
        for byte in answer.to_json().bytes() {
            sum ^= u32::from(byte);
            for _ in 0..8 {
                sum = sum >> 1 ^ (0xedb8_8320 * (sum & 1));
            }
        }
        self.answers = Some(!sum);
    }

    /// The name of the region behind an alias.
    pub(crate) fn region_name(&self, alias: &str) -> Outcome<String> {
        self.names.get(alias).cloned().ok_or_else(|| Failure::Broken(format!("`{alias}` is no region")))
    }

    /// An inline deployment, a named one, or the vector's.
    pub(crate) fn deployment_of(&self, given: Option<&Json>) -> Outcome<Arc<Deployment>> {
        let document = match given.or(self.deployment.as_ref()) {
            Some(Json::String(name)) => self.deployments.get(name),
            other => other,
        };
        let document = document.ok_or("there is no deployment")?;
        Ok(Arc::new(Deployment::parse(&document.to_string())?))
    }

    pub(crate) fn save(&mut self, name: &str, value: Value) {
        self.saved.insert(name.into(), value);
    }

    pub(crate) fn saved(&self, name: &str) -> Outcome<&Value> {
        self.saved.get(name).ok_or_else(|| Failure::Broken(format!("nothing was saved as `{name}`")))
    }

    /// What `$name`, `$name[index]` or `$name[index].member` stands for.
    pub(crate) fn handed_on(&self, reference: &str) -> Outcome<&Value> {
        let broken = || Failure::Broken(format!("`{reference}` leads nowhere"));
        let reference_body = reference.strip_prefix('$').ok_or_else(broken)?;
        let Some((name, rest)) = reference_body.split_once('[') else { return self.saved(reference_body) };
        let (index, member) = rest.split_once(']').ok_or_else(broken)?;
        let index: isize = index.parse().map_err(|_| broken())?;
        let items = self.saved(name)?.as_array().ok_or_else(broken)?;
        let index = if index < 0 { items.len().checked_add_signed(index) } else { usize::try_from(index).ok() };
        let item = index.and_then(|index| items.get(index)).ok_or_else(broken)?;
        match member.strip_prefix('.') {
            Some(member) => item.get(member).ok_or_else(broken),
            None => Ok(item),
        }
    }

    /// Bytes that were saved, or `{"$hex": …}`.
    pub(crate) fn bytes(&self, json: &Json) -> Outcome<Vec<u8>> {
        let value = match json.as_str() {
            Some(reference) => self.handed_on(reference)?.clone(),
            None => special::value(json)?,
        };
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            other => Err(Failure::Broken(format!("{json} is {}, not bytes", other.describe()))),
        }
    }

    /// A document: inline, or a result that was saved.
    pub(crate) fn document(&self, json: &Json) -> Outcome {
        match json.as_str() {
            Some(reference) => Ok(self.handed_on(reference)?.clone()),
            // By the library's own reader, which makes it canonical.
            None => Ok(Value::from_json(&special::value(json)?.to_json(), &Limits::default())?),
        }
    }

    /// What must not change when a region refuses something.
    pub(crate) fn fingerprint(&mut self, alias: &str) -> Option<([u8; 32], Value)> {
        self.region(alias).ok().map(|region| (region.digest(), region.status()))
    }
}
