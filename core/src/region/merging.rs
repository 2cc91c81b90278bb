//! Merge functions of the application: which there are, and what asking one comes to.

use super::Region;
use crate::{
    Code, Error, Result,
    conflict::ConflictKind,
    merge::{MergeAnswer, MergeFunction, MergeInput, MergeVersion, MergeViolation},
    resolve::{Asked, Candidate, MergeName, RegisterStrategy, Resolution, about, fold_with, not_registered},
    sorted::SortedMap,
    value::Value,
};
use alloc::{format, string::String, sync::Arc, vec::Vec};
use core::fmt;

/// Where a fold happens: what a merge function is told of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) class: &'a str,
    pub(super) key: &'a str,
    pub(super) path: &'a [String],
}

/// The functions that are registered, and what was seen of them.
#[derive(Default)]
pub(super) struct Merges {
    functions: SortedMap<MergeName, Arc<dyn MergeFunction>>,
    /// How many conflicts were decided by a function, for the samples.
    pub(super) decided: u64,
    pub(super) violations: Vec<MergeViolation>,
}

impl Merges {
    /// Drops samples of classes whose records are no more to be held.
    pub(super) fn forget(&mut self, is_gone: impl Fn(&str) -> bool) {
        self.violations.retain(|violation| !is_gone(&violation.class_name));
    }
}

impl fmt::Debug for Merges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.functions.iter().map(|(name, _)| name)).finish()
    }
}

impl Merges {
    pub(super) fn names(&self) -> impl Iterator<Item = &MergeName> {
        self.functions.iter().map(|(name, _)| name)
    }
}

impl Region {
    /// Registers a merge function of the application under the name and version by which deployments ask for it:
    /// `{"by": "custom", "function": "merge-address", "version": 2}`. A function that was there under the same name and
    /// version is replaced. It stays through newer deployments; it is in no snapshot, so a restored region starts with
    /// none.
    ///
    /// The function is asked whenever versions are folded that are not all of one value: by [`get`](Self::get),
    /// [`explain`](Self::explain), [`replay`](Self::replay), and where a conflict is recorded. What it answers is kept
    /// nowhere but in conflict records. Until it is registered, changes are applied and their conflicts wait, and reads
    /// of such records are refused with `function_not_registered`. Conflicts that waited for it are decided now.
    ///
    /// A function that fails, or takes longer than [`Options::merge_budget_ms`](super::Options::merge_budget_ms), loses
    /// nothing: the conflict waits, with the reason in its record, and reads show the version with the greatest
    /// timestamp.
    ///
    /// # Errors
    ///
    /// `invalid_argument` for a name that is not 1 to 63 of `a`-`z`, `0`-`9` and `-`, and for version 0.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, merge::MergeInput, region::{Options, Region}, value::Value};
    /// use std::sync::Arc;
    /// let shop = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
    ///     "classes": [{"name": "notes", "keys": "**", "labels": [], "type": "register",
    ///         "strategy": {"by": "custom", "function": "longest-text", "version": 1}}]}"#)?);
    /// let mut eu = Region::open(shop.clone(), "eu", Options::default())?;
    /// let mut us = Region::open(shop, "us", Options::default())?;
    /// eu.register_merge("longest-text", 1, |input: &MergeInput<'_>| {
    ///     let texts = input.versions.iter().filter_map(|version| version.value.as_str());
    ///     Ok(texts.max_by_key(|text| (text.len(), *text)).map(Value::from))
    /// })?;
    /// eu.put(1_000, "note", &[], &Value::from("a longer text"), None)?;
    /// us.put(1_001, "note", &[], &Value::from("a text"), None)?;
    /// for batch in us.batches_for(1_002, "eu", 1 << 20)? { eu.apply(1_002, &batch)?; }
    /// assert_eq!(eu.get("note")?.unwrap().value(), Value::from("a longer text"));
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn register_merge(&mut self, name: &str, version: u32, function: impl MergeFunction + 'static) -> Result<()> {
        let name = MergeName::new(name, version)?;
        self.merges.functions.insert(name.clone(), Arc::new(function));
        self.decide_again(|function| *function == name);
        Ok(())
    }

    /// Laws that registered functions were seen to break here, in the order in which that was seen first, one for each
    /// function and law; see [`Options::sample_merges`](super::Options::sample_merges). At most 16 are kept. The versions
    /// in them are values of records.
    pub fn merge_violations(&self) -> &[MergeViolation] {
        &self.merges.violations
    }

    /// What a strategy, and the functions that it asks, make of concurrent versions.
    pub(super) fn fold_versions(
        &self,
        spot: &Spot<'_>,
        strategy: &RegisterStrategy,
        kind: ConflictKind,
        versions: &[Candidate<'_>],
    ) -> Resolution {
        fold_with(strategy.of(kind), versions, &|name, left| self.ask(spot, kind, name, left))
    }

    fn ask(&self, spot: &Spot<'_>, kind: ConflictKind, name: &MergeName, versions: &[Candidate<'_>]) -> Asked {
        let Some(function) = self.merges.functions.get(name) else { return Asked::Fails(not_registered(name)) };
        let read = self.read_versions(versions);
        let answer = call(&**function, &input(spot, kind, &listed(&read)));
        self.judge(name, answer)
    }

    /// What an answer of a function comes to.
    fn judge(&self, name: &MergeName, answer: MergeAnswer) -> Asked {
        let budget_ms = self.options.merge_budget_ms;
        if budget_ms > 0 && answer.elapsed_ms > budget_ms {
            let message = format!(
                "merge function `{}` version {} took {} ms, {budget_ms} are allowed; make it faster, or resolve the conflict",
                name.name, name.version, answer.elapsed_ms
            );
            let error = about(Error::new(Code::FunctionOverBudget, message), name);
            return Asked::Fails(error.with("elapsed_ms", answer.elapsed_ms).with("limit_ms", budget_ms));
        }
        let encoded = match answer.merged {
            Ok(None) => return Asked::Abstains,
            Ok(Some(value)) => self.encode_value(&value),
            Err(error) => Err(error),
        };
        match encoded {
            Ok(bytes) => Asked::Merged(bytes),
            Err(error) => {
                let message = format!("merge function `{}` version {}: {}", name.name, name.version, error.message());
                Asked::Fails(
                    about(Error::new(Code::FunctionFailed, message), name).with("cause", error.code().as_str()),
                )
            }
        }
    }

    fn read_versions(&self, versions: &[Candidate<'_>]) -> Vec<ReadVersion> {
        let read = |version: &Candidate<'_>| ReadVersion {
            value: version.bytes.map_or(Value::Null, Value::from_cbor_output),
            region: self.region_name(version.dot.stream.origin.region),
            timestamp: version.timestamp,
            dot: version.dot,
        };
        versions.iter().map(read).collect()
    }

    /// A counterexample to a law of a function among these versions. An answer that is no value ends the check without
    /// one: that is a failure of its own.
    pub(super) fn sample(
        &self,
        spot: &Spot<'_>,
        kind: ConflictKind,
        name: &MergeName,
        versions: &[Candidate<'_>],
    ) -> Option<crate::merge::Counterexample> {
        let function = self.merges.functions.get(name)?;
        let read = self.read_versions(versions);
        let mut ended = false;
        let mut merge = |versions: &[MergeVersion<'_>]| {
            let answer = self.judge(name, call(&**function, &input(spot, kind, versions)));
            let Asked::Merged(bytes) = answer else {
                ended = true;
                return Ok(Value::Null);
            };
            Ok(Value::from_cbor_output(&bytes))
        };
        let found = crate::merge::broken_on(&mut merge, &listed(&read));
        found.filter(|_| !ended)
    }
}

/// A version that a function is given, with what [`MergeVersion`] borrows.
struct ReadVersion {
    value: Value,
    region: String,
    timestamp: crate::time::Timestamp,
    dot: crate::causality::Dot,
}

fn listed(read: &[ReadVersion]) -> Vec<MergeVersion<'_>> {
    let listed = read.iter().map(|version| MergeVersion {
        value: &version.value,
        region: &version.region,
        timestamp: version.timestamp,
        dot: version.dot,
    });
    listed.collect()
}

fn input<'a>(spot: &Spot<'a>, kind: ConflictKind, versions: &'a [MergeVersion<'a>]) -> MergeInput<'a> {
    MergeInput { class_name: spot.class, key: spot.key, path: spot.path, kind, versions }
}

/// Calls a function of the application. One that panics has failed.
#[cfg(feature = "std")]
fn call(function: &dyn MergeFunction, input: &MergeInput<'_>) -> MergeAnswer {
    let called = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| function.merge(input)));
    called.unwrap_or_else(|_| MergeAnswer::failed(Error::new(Code::Internal, "it panicked")))
}

/// Calls a function of the application.
#[cfg(not(feature = "std"))]
fn call(function: &dyn MergeFunction, input: &MergeInput<'_>) -> MergeAnswer {
    function.merge(input)
}
