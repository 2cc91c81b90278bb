//! Live versions by their dots, and the one join.

use super::{Context, Dot};
use crate::{Code, Error, Result, value::Value};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

/// Joins versions that arrive into versions that live at one place.
///
/// A live version stays unless the arriving side has seen its dot and no longer holds it; an arriving version is
/// taken unless this side has seen its dot. This is the join of causal CRDTs (Almeida, Shoker and Baquero 2018,
/// section 7.3) with the arriving side given as a delta, so the cost is that of the delta and of the live versions
/// at this one place, whatever the size of the whole.
///
/// `arriving_saw` is what the arriving side had seen at this place, `this_saw` what this side has. `D` names a write:
/// a [`Dot`], or whatever shorter name the caller has for one.
#[inline]
pub fn join<T, D: Ord + Copy>(
    live: &mut Vec<T>,
    dot_of: impl Fn(&T) -> D,
    this_saw: impl Fn(D) -> bool,
    arriving: impl IntoIterator<Item = T>,
    arriving_holds: impl Fn(D) -> bool,
    arriving_saw: impl Fn(D) -> bool,
    mut replaced: impl FnMut(T),
) {
    let mut at = 0;
    while let Some(version) = live.get(at) {
        let dot = dot_of(version);
        if arriving_saw(dot) && !arriving_holds(dot) {
            replaced(live.remove(at));
        } else {
            at += 1;
        }
    }
    for version in arriving {
        let dot = dot_of(&version);
        if let Err(place) = live.binary_search_by(|other| dot_of(other).cmp(&dot))
            && !this_saw(dot)
        {
            live.insert(place, version);
        }
    }
}

/// Versions of one place with the context that goes with them: a state that can be joined with any other state of
/// the same place, in any order, any number of times.
///
/// ```
/// use active_active::causality::DotStore;
/// use active_active::value::{Limits, Value};
/// let store = |json| DotStore::from_document(&Value::from_json(json, &Limits::default())?);
/// let a = store(r#"{"versions": [{"dot": "1.1#1", "value": "x"}], "context": {"vector": {"1.1": 1}}}"#)?;
/// let b = store(r#"{"versions": [{"dot": "2.1#1", "value": "y"}], "context": {"vector": {"1.1": 1, "2.1": 1}}}"#)?;
/// let mut joined = a.clone();
/// joined.join(&b);
/// assert_eq!(joined, b, "b had seen a's version and replaced it");
/// # Ok::<(), active_active::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DotStore {
    // INVARIANT: sorted by dot; every dot is in the context.
    versions: Vec<(Dot, Value)>,
    context: Context,
}

impl DotStore {
    /// A store that has seen nothing.
    pub const fn new() -> Self {
        DotStore { versions: Vec::new(), context: Context::new() }
    }

    /// The live versions in the order of their dots.
    pub fn versions(&self) -> &[(Dot, Value)] {
        &self.versions
    }

    /// What this store has seen.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Writes a version that replaces the versions that `seen` covers and no others.
    pub fn put(&mut self, dot: Dot, value: Value, seen: &Context) {
        self.versions.retain(|(other, _)| !seen.covers(*other));
        if let Err(at) = self.versions.binary_search_by(|(other, _)| other.cmp(&dot)) {
            self.versions.insert(at, (dot, value));
        }
        self.context.merge(seen);
        self.context.add(dot);
    }

    /// Joins another state into this one.
    pub fn join(&mut self, other: &DotStore) {
        let context = &self.context;
        join(
            &mut self.versions,
            |version| version.0,
            |dot| context.covers(dot),
            other.versions.iter().cloned(),
            |dot| other.versions.binary_search_by(|(d, _)| d.cmp(&dot)).is_ok(),
            |dot| other.context.covers(dot),
            |_| {},
        );
        self.context.merge(&other.context);
    }

    /// The store as a document: `{"versions": [{"dot": "1.1#1", "value": …}], "context": {…}}`.
    pub fn to_document(&self) -> Value {
        let versions = self.versions.iter().map(|(dot, value)| {
            Value::object([(String::from("dot"), Value::Text(dot.to_string())), (String::from("value"), value.clone())])
        });
        Value::object([
            (String::from("versions"), Value::Array(versions.collect())),
            (String::from("context"), self.context.to_document()),
        ])
    }

    /// Reads what [`to_document`](Self::to_document) wrote. Each version's dot is taken as seen.
    pub fn from_document(document: &Value) -> Result<Self> {
        let malformed = || Error::new(Code::PartMalformed, "a dot store is an object with versions and context");
        let mut store = DotStore::new();
        if let Some(context) = document.get("context") {
            store.context = Context::from_document(context)?;
        }
        let Some(Value::Array(versions)) = document.get("versions") else { return Err(malformed()) };
        for version in versions {
            let (Some(Value::Text(dot)), Some(value)) = (version.get("dot"), version.get("value")) else {
                return Err(malformed());
            };
            let dot: Dot = dot.parse()?;
            store.context.add(dot);
            if let Err(at) = store.versions.binary_search_by(|(other, _)| other.cmp(&dot)) {
                store.versions.insert(at, (dot, value.clone()));
            }
        }
        Ok(store)
    }
}
