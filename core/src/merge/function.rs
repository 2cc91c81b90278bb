//! A merge function of the application: what it is given and what it answers.

use super::MergeVersion;
use crate::{Error, Result, conflict::ConflictKind, value::Value};
use alloc::{string::String, vec::Vec};

/// What a merge function is given: concurrent versions of one register, and where they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MergeInput<'a> {
    /// The name of the record's class.
    pub class_name: &'a str,
    /// The key of the record.
    pub key: &'a str,
    /// The field; empty where the record itself is the register.
    pub path: &'a [String],
    /// `insert_insert` where one of the versions created the record, else `update_update`.
    pub kind: ConflictKind,
    /// The versions in canonical order: by timestamp, then by dot, ascending. There are at least two, and they have not
    /// all the same value.
    pub versions: &'a [MergeVersion<'a>],
}

impl MergeInput<'_> {
    /// `{class_name, key, path, kind, versions: [{value, region, timestamp, dot}]}`.
    pub fn to_document(&self) -> Value {
        let versions: Vec<Value> = self.versions.iter().map(|version| version.to_document()).collect();
        Value::object([
            ("class_name", Value::from(self.class_name)),
            ("key", Value::from(self.key)),
            ("path", Value::Array(self.path.iter().map(|name| Value::from(name.as_str())).collect())),
            ("kind", Value::from(self.kind.as_str())),
            ("versions", Value::Array(versions)),
        ])
    }
}

/// What a merge function answered.
#[derive(Debug, Clone, PartialEq)]
pub struct MergeAnswer {
    /// The merged value, which need not be one of the versions'; `None` where the function abstains, so that the next
    /// rule decides (which is not `Some(Value::Null)`); or why there is none.
    pub merged: Result<Option<Value>>,
    /// How long it took, in milliseconds. The core has no clock: who calls the function measures it.
    pub elapsed_ms: u64,
}

impl From<Result<Option<Value>>> for MergeAnswer {
    /// An answer that nobody measured.
    fn from(merged: Result<Option<Value>>) -> Self {
        MergeAnswer { merged, elapsed_ms: 0 }
    }
}

impl MergeAnswer {
    /// A function that failed, with what it said.
    pub fn failed(error: Error) -> Self {
        Err(error).into()
    }
}

/// What may be kept in a region: on most platforms what may go to another thread and be used by several, since a region
/// may. WebAssembly in a browser or worker has one thread and functions of JavaScript, which stay on theirs; there it
/// asks for nothing.
#[cfg(not(target_arch = "wasm32"))]
pub trait Shareable: Send + Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + Sync + ?Sized> Shareable for T {}

/// What may be kept in a region: on most platforms what may go to another thread and be used by several. WebAssembly in
/// a browser or worker has one thread and functions of JavaScript, which stay on theirs; there it asks for nothing.
#[cfg(target_arch = "wasm32")]
pub trait Shareable {}
#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> Shareable for T {}

/// A merge function of the application. It owes what [`Law`](super::Law) says, and [`check_merge`](super::check_merge)
/// looks for inputs on which it does not keep that.
///
/// It must be pure: the same versions give the same value in every region and at every time, whatever else is there.
/// It looks at nothing but its input, and uses no region. State never depends on what it answers, so a bad one makes
/// regions show different values, and never makes them hold different ones.
///
/// A closure `Fn(&MergeInput) -> Result<Option<Value>>` is one; how long it took nobody measures. An implementation that
/// is to be held to [`merge_budget_ms`](crate::region::Options::merge_budget_ms) says it with its answer.
///
/// ```
/// use active_active::merge::{MergeAnswer, MergeFunction, MergeInput};
/// use active_active::value::Value;
///
/// struct Longest;
/// impl MergeFunction for Longest {
///     fn merge(&self, input: &MergeInput<'_>) -> MergeAnswer {
///         let begun = std::time::Instant::now();
///         let texts = input.versions.iter().filter_map(|version| version.value.as_str());
///         let longest = texts.max_by_key(|text| text.len()).map(Value::from);
///         MergeAnswer { merged: Ok(longest), elapsed_ms: begun.elapsed().as_millis() as u64 }
///     }
/// }
/// ```
pub trait MergeFunction: Shareable {
    /// The merged value of concurrent versions.
    fn merge(&self, input: &MergeInput<'_>) -> MergeAnswer;
}

impl<F> MergeFunction for F
where
    F: Fn(&MergeInput<'_>) -> Result<Option<Value>> + Shareable,
{
    fn merge(&self, input: &MergeInput<'_>) -> MergeAnswer {
        self(input).into()
    }
}
