//! A law that a registered merge function broke on versions of a record.

use super::{
    Counterexample, Law, MergeVersion,
    case::{Broken, Subject},
};
use crate::{Result, resolve::MergeName, value::Value};
use alloc::{format, string::String};

/// A law that a merge function was seen to break, on versions that had met in a region; see
/// [`Options::sample_merges`](crate::region::Options::sample_merges).
#[derive(Debug, Clone, PartialEq)]
pub struct MergeViolation {
    /// The function.
    pub function: MergeName,
    /// The class of the record.
    pub class_name: String,
    /// How often it was seen to break this law here.
    pub times: u64,
    /// The versions on which it did so first, with both answers. They are values of a record.
    pub counterexample: Counterexample,
}

impl MergeViolation {
    /// A few lines for people: the law, the versions and both answers.
    pub fn text(&self) -> String {
        let law = self.counterexample.law.broken();
        self.counterexample.told(format!("merge function {} {law} (class {})", self.function, self.class_name))
    }

    /// `{function: {name, version}, class_name, law, times, versions, text}`.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("function", self.function.to_document()),
            ("class_name", Value::from(self.class_name.as_str())),
            ("law", Value::from(self.counterexample.law.as_str())),
            ("times", Value::from(self.times)),
            ("versions", Value::Array(self.counterexample.versions.clone())),
            ("text", Value::from(self.text())),
        ])
    }
}

/// What a function breaks on these versions, the first three if there are more.
pub(crate) fn broken_on(
    function: &mut dyn FnMut(&[MergeVersion<'_>]) -> Result<Value>,
    versions: &[MergeVersion<'_>],
) -> Option<Counterexample> {
    let [x, y, more @ ..] = versions else { return None };
    let mut subject = Subject { function, laws: Law::CHOICE };
    let broken: Option<Broken> = subject.check_versions(*x, *y, more.first().copied()).err();
    broken.map(|found| *found)
}
