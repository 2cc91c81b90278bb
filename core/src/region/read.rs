//! Reading: folding what lives into what is shown.

use super::{
    Read, Region, Version,
    context_token::ContextToken,
    merging::Spot,
    rules::settled_names,
    store::{MapView, View},
    write_plan::record_readings,
};
use crate::{
    Code, Error, Result,
    causality::Dot,
    deployment::{Class, ExistenceStrategy, FlagBias, Kind, SetBias},
    record::{Place, Record, Register},
    resolve::{Candidate, RegisterStrategy, Resolution},
    sorted::{Order, SortedMap},
    value::Value,
    wire::Path,
};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

impl Region {
    /// The record as it reads now, or nothing if it does not exist.
    ///
    /// Where versions are kept side by side (`keep-all`), the value is the one with the greatest timestamp and
    /// [`Read::siblings`] says how many there are; [`versions`](Self::versions) gives them all. So it is where a merge
    /// function fails.
    ///
    /// # Errors
    ///
    /// `unknown_class`, `invalid_key`, `key_too_large`; `function_not_registered` where versions wait for a merge
    /// function, see [`register_merge`](Self::register_merge).
    pub fn get(&self, key: &str) -> Result<Option<Read>> {
        self.get_at(key, || self.known_ms())
    }

    /// As [`get`](Self::get), at a time in Unix milliseconds: what has [expired](Self::expire) by then is not shown. The
    /// time is asked for only where it matters. [`get`](Self::get) goes by the latest time that the region was told or
    /// has heard of.
    pub fn get_at(&self, key: &str, now_ms: impl Fn() -> u64) -> Result<Option<Read>> {
        let class = self.readable_class_at(key, &now_ms)?;
        match self.store.view(key) {
            None => Ok(None),
            Some(View::One { stamp, value }) => {
                let node = Self::node_of(&self.streams, u32::from(stamp.stream), stamp.process);
                let (bytes, violated) = match self.deployment.class(class).filter(|spec| !spec.rules.is_empty()) {
                    Some(spec) => self.settle_packed(spec, value),
                    None => (value.to_vec(), Vec::new()),
                };
                Ok(Some(Read {
                    bytes,
                    context: self.context_token(key, None).encode(),
                    timestamp: self.timestamp(stamp.time, node),
                    siblings: 1,
                    violated,
                }))
            }
            Some(View::Map(map)) => match self.deployment.class(class) {
                Some(spec) => Ok(self.fold_packed(key, spec, map)),
                None => Ok(None),
            },
            Some(View::Full(record)) => {
                let now_ms = if self.has_expiry(key) { now_ms() } else { 0 };
                let record = record.as_of(now_ms);
                match self.deployment.class(class) {
                    Some(spec) => self.fold(key, spec, &record),
                    None => Ok(None),
                }
            }
        }
    }

    /// The context that a write would carry if it had read the key now, also where the record does not exist.
    pub fn context(&self, key: &str) -> Result<Vec<u8>> {
        self.readable_class(key)?;
        Ok(self.context_token(key, self.record(key).as_ref()).encode())
    }

    fn context_token(&self, key: &str, record: Option<&Record>) -> ContextToken {
        let lane = self.lane_of(key).unwrap_or_default();
        let streams = self.streams.all.iter().filter(|stream| stream.id.lane() == lane);
        let vector = streams.map(|stream| (stream.id, stream.cursor)).collect();
        let mut readings = Vec::new();
        if let Some(record) = record {
            record_readings(record, &Path::default(), &mut readings);
        }
        ContextToken { vector, readings: self.named_readings(readings).collect() }
    }

    /// One version of each field, and nobody deleted the record: no strategy makes anything else of it.
    fn fold_packed(&self, key: &str, spec: &Class, map: MapView<'_>) -> Option<Read> {
        let latest = map.latest()?;
        let mut root = SortedMap::new();
        for (path, _, value) in map.fields() {
            let path = path.to_path();
            if matches!(spec.kind_at(&path.0), Ok(Kind::Register(_))) {
                Node::insert(&mut root, &path.0, Value::from_cbor_output(value));
            }
        }
        let mut value = Node::Map(root).into_value();
        let violated = settled_names(spec, &mut value);
        Some(Read {
            bytes: value.to_cbor(),
            context: self.context_token(key, None).encode(),
            timestamp: self.timestamp(latest.time, latest.node),
            siblings: 1,
            violated,
        })
    }

    pub(super) fn fold(&self, key: &str, spec: &Class, record: &Record) -> Result<Option<Read>> {
        let Some(existence) = record.existing(spec.existence) else { return Ok(None) };
        let mut siblings = 1;
        let Some(mut value) = self.fold_value(spec, key, record, &mut siblings)? else { return Ok(None) };
        let violated = settled_names(spec, &mut value);
        Ok(Some(Read {
            bytes: value.to_cbor(),
            context: self.context_token(key, Some(record)).encode(),
            timestamp: self.timestamp(existence.stamp.time, existence.stamp.node),
            siblings,
            violated,
        }))
    }

    /// What a record's versions come to, before the rules of its class.
    pub(super) fn fold_value(
        &self,
        spec: &Class,
        key: &str,
        record: &Record,
        siblings: &mut usize,
    ) -> Result<Option<Value>> {
        if !record.exists(spec.existence) {
            return Ok(None);
        }
        let root = Path::default();
        Ok(Some(match &spec.kind {
            Kind::Map(_) => self.fold_map(spec, key, record, siblings)?,
            kind => {
                let spot = Spot { class: &spec.name, key, path: &root.0 };
                self.fold_place(&spot, kind, record.places.get(&root), siblings)?.unwrap_or(Value::Null)
            }
        }))
    }

    fn fold_map(&self, spec: &Class, key: &str, record: &Record, siblings: &mut usize) -> Result<Value> {
        let mut root = SortedMap::new();
        for (path, place) in &record.places {
            let Ok(kind) = spec.kind_at(&path.0) else { continue };
            // A field shows what lives there: what is only left of it until it is collected must make no difference.
            if place.shows_nothing(*kind == Kind::Set(SetBias::RemoveWins)) {
                continue;
            }
            let spot = Spot { class: &spec.name, key, path: &path.0 };
            if let Some(value) = self.fold_place(&spot, kind, Some(place), siblings)? {
                Node::insert(&mut root, &path.0, value);
            }
        }
        Ok(Node::Map(root).into_value())
    }

    pub(super) fn fold_place(
        &self,
        spot: &Spot<'_>,
        kind: &Kind,
        place: Option<&Place>,
        siblings: &mut usize,
    ) -> Result<Option<Value>> {
        Ok(match (kind, place) {
            (Kind::Register(strategy), Some(Place::Register(register))) => {
                *siblings = (*siblings).max(register.standing().count());
                self.fold_register(spot, strategy, register)?
            }
            (Kind::Counter, Some(Place::Counter(counter))) => Some(Value::from(counter.value())),
            (Kind::Counter, None) => Some(Value::Integer(0)),
            (Kind::BoundedCounter, Some(Place::Bounded(counter))) => Some(Value::from(counter.total().max(0))),
            (Kind::BoundedCounter, None) => Some(Value::Integer(0)),
            (Kind::Set(bias), Some(Place::Set(set))) => {
                let members = set.sorted().into_iter().filter(|(_, dots)| dots.is_member(*bias == SetBias::RemoveWins));
                Some(Value::Array(members.map(|(member, _)| Value::from_cbor_output(member)).collect()))
            }
            (Kind::Set(_), None) => Some(Value::Array(Vec::new())),
            (Kind::Log, Some(Place::Log(log))) => {
                Some(Value::Array(log.after(None).map(|entry| Value::from_cbor_output(&entry.bytes)).collect()))
            }
            (Kind::Maximum | Kind::Minimum, Some(Place::Extreme(extreme))) => {
                extreme.best().next().map(|offer| Value::from_cbor_output(&offer.bytes))
            }
            (Kind::Claim, Some(Place::Set(set))) => Some(self.fold_claims(Some(set))),
            (Kind::Claim, None) => Some(self.fold_claims(None)),
            (Kind::Log, None) => Some(Value::Array(Vec::new())),
            (Kind::Flag(bias), Some(Place::Flag(flag))) => flag.fold(*bias == FlagBias::EnableWins).map(Value::Bool),
            _ => None,
        })
    }

    fn fold_register(
        &self,
        spot: &Spot<'_>,
        strategy: &RegisterStrategy,
        register: &Register,
    ) -> Result<Option<Value>> {
        if self.faults().has(crate::fault::Fault::TieToLocal) {
            let shown = self.fold_tie_to_local(register).and_then(|place| register.versions.get(place));
            return Ok(shown.map(|version| Value::from_cbor_output(&version.bytes)));
        }
        let (_, candidates) = self.candidates(register);
        shown_value(self.fold_versions(spot, strategy, register.kind(), &candidates), &candidates)
    }

    /// The versions that count, as strategies see them, each with its place in the register.
    pub(super) fn candidates<'a>(&self, register: &'a Register) -> (Vec<usize>, Vec<Candidate<'a>>) {
        let standing = register.standing().map(|(place, version)| {
            let candidate = Candidate {
                dot: self.named_dot(version.stamp.dot),
                timestamp: self.timestamp(version.stamp.time, version.stamp.node),
                bytes: Some(&version.bytes),
            };
            (place, candidate)
        });
        standing.unzip()
    }

    /// The deliberate fault of the naive version: on equal times the local one stays.
    fn fold_tie_to_local(&self, register: &Register) -> Option<usize> {
        let local = |stream: u32| self.streams.id(stream).origin == self.origin;
        let versions = register.versions.iter().enumerate();
        versions.max_by_key(|(_, version)| (version.stamp.time, local(version.stamp.dot.stream))).map(|(at, _)| at)
    }

    /// The live versions of a register, siblings included, by timestamp and then dot. A deleted record has none.
    ///
    /// # Errors
    ///
    /// `unknown_class`, `unknown_path`, `invalid_key`, `key_too_large`, and `wrong_type` where there is no register.
    pub fn versions(&self, key: &str, path: &[&str]) -> Result<Vec<Version>> {
        let class = self.readable_class(key)?;
        let kind = self.deployment.class(class).map(|spec| spec.kind_at(path)).transpose()?;
        if !matches!(kind, Some(Kind::Register(_))) {
            return Err(Error::new(Code::WrongType, "only a register has versions; read the value with `get`"));
        }
        let existence = self.deployment.class(class).map(|spec| spec.existence).unwrap_or_default();
        let record = self.record(key).unwrap_or_default();
        let record = record.as_of(self.known_ms());
        if !record.exists(existence) {
            return Ok(Vec::new());
        }
        let Some(Place::Register(register)) = record.places.get(&Path::new(path)) else { return Ok(Vec::new()) };
        let mut versions: Vec<Version> = register
            .standing()
            .map(|(_, version)| Version {
                dot: self.named_dot(version.stamp.dot),
                timestamp: self.timestamp(version.stamp.time, version.stamp.node),
                bytes: version.bytes.to_vec(),
            })
            .collect();
        versions.order_by_key(|version| (version.timestamp, version.dot));
        Ok(versions)
    }

    /// Existing keys that start with `prefix` and come after `after`, in byte order, at most `limit`.
    pub fn keys(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<String> {
        let wanted = |key: &str| key.starts_with(prefix) && after.is_none_or(|after| key > after);
        let mut keys: Vec<&str> = self
            .store
            .iter()
            .filter(|slot| match slot.view() {
                View::One { .. } | View::Map(_) => true,
                View::Full(record) => record.as_of(self.known_ms()).exists(self.existence_of(slot.key())),
            })
            .map(|slot| slot.key())
            .filter(|key| wanted(key) && self.is_readable(key))
            .collect();
        keys.order();
        keys.truncate(limit);
        keys.into_iter().map(ToString::to_string).collect()
    }

    /// How the class of a key decides whether a record exists.
    pub(super) fn existence_of(&self, key: &str) -> ExistenceStrategy {
        let class = self.deployment.class_of(key).ok().and_then(|class| self.deployment.class(class));
        class.map(|spec| spec.existence).unwrap_or_default()
    }

    /// A copy of a record, in full.
    pub(super) fn record(&self, key: &str) -> Option<Record> {
        let streams = &self.streams;
        self.store.get(key).map(|slot| slot.to_record(|stream, process| Self::node_of(streams, stream, process)))
    }

    /// Whether a write has been received here.
    pub fn has_seen(&self, dot: Dot) -> bool {
        self.streams.number(dot.stream).is_some_and(|number| dot.sequence <= self.streams.cursor(number))
    }
}

/// What a resolution shows.
///
/// # Errors
///
/// `function_not_registered`. A function that is there and failed hides nothing: the latest version is shown.
pub(super) fn shown_value(resolution: Resolution, candidates: &[Candidate<'_>]) -> Result<Option<Value>> {
    if let Some(failure) = resolution.failure.filter(|failure| failure.code() == Code::FunctionNotRegistered) {
        return Err(failure);
    }
    let shown = || resolution.shown.and_then(|at| candidates.get(at)).and_then(|candidate| candidate.bytes);
    Ok(resolution.merged.as_deref().or_else(shown).map(Value::from_cbor_output))
}

/// A map under construction.
enum Node {
    Leaf(Value),
    Map(SortedMap<String, Node>),
}

impl Node {
    fn insert(map: &mut SortedMap<String, Node>, path: &[String], value: Value) {
        match path {
            [] => {}
            [name] => {
                map.insert(name.clone(), Node::Leaf(value));
            }
            [name, rest @ ..] => {
                if let Node::Map(inner) = map.entry(name.clone()).or_insert_with(|| Node::Map(SortedMap::new())) {
                    Node::insert(inner, rest, value);
                }
            }
        }
    }

    fn into_value(self) -> Value {
        match self {
            Node::Leaf(value) => value,
            Node::Map(map) => Value::object(map.into_iter().map(|(name, node)| (name, node.into_value()))),
        }
    }
}
