//! What a check of a merge function found.

use alloc::{format, string::String, vec, vec::Vec};
use core::fmt::Write;

use super::Law;
use crate::value::Value;

/// An input on which a merge function breaks a law, as small as was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterexample {
    /// The law.
    pub law: Law,
    /// The versions, `{value, region, timestamp, dot}`; the text calls them x, y and z.
    pub versions: Vec<Value>,
    /// Two ways to merge them, each with the answer; none where the function gave no value.
    pub answers: Option<[(String, Value); 2]>,
    /// What the function raised, or why its answer is no value.
    pub error: Option<String>,
}

impl Counterexample {
    /// A few lines for people: the head, the versions and both answers.
    pub(super) fn told(&self, head: String) -> String {
        let mut text = head;
        for (name, version) in NAMES.iter().zip(&self.versions) {
            let part = |name| version.get(name).unwrap_or(&Value::Null);
            let (value, region, timestamp) = (part("value"), part("region"), part("timestamp"));
            // Writing to a string cannot fail.
            let _ = write!(text, "\n  {name} = {value} by {region} at {timestamp}");
        }
        for (way, answer) in self.answers.iter().flatten() {
            let _ = write!(text, "\n  {way} = {answer}");
        }
        if let Some(error) = &self.error {
            let _ = write!(text, "\n  merge of these: {error}");
        }
        text
    }
}

/// What [`check_merge`](super::check_merge) found.
#[derive(Debug, Clone, PartialEq)]
pub struct MergeReport {
    /// How many cases were tried, the broken one included.
    pub cases: u64,
    /// The smallest counterexample that was found.
    pub counterexample: Option<Counterexample>,
}

impl MergeReport {
    /// Whether no counterexample was found.
    pub fn holds(&self) -> bool {
        self.counterexample.is_none()
    }

    /// A few lines for people: the law, the versions and both answers.
    pub fn text(&self) -> String {
        match &self.counterexample {
            Some(found) => found.told(format!("the merge function {} (case {})", found.law.broken(), self.cases)),
            None => format!("no counterexample in {} cases", self.cases),
        }
    }

    /// The report as other languages see it: `{holds, cases, law, versions, left, right, error, text}`. `left` and
    /// `right` are the answers that differ.
    pub fn to_document(&self) -> Value {
        let found = self.counterexample.as_ref();
        let answers = found.and_then(|found| found.answers.as_ref());
        let answer = |answer: Option<&(String, Value)>| answer.map(|(_, value)| value.clone()).unwrap_or_default();
        Value::object(vec![
            ("holds", Value::Bool(self.holds())),
            ("cases", Value::from(self.cases)),
            ("law", found.map(|found| found.law.as_str()).into()),
            ("versions", Value::Array(found.map(|found| found.versions.clone()).unwrap_or_default())),
            ("left", answer(answers.and_then(|answers| answers.first()))),
            ("right", answer(answers.and_then(|answers| answers.last()))),
            ("error", found.and_then(|found| found.error.clone()).into()),
            ("text", Value::from(self.text())),
        ])
    }
}

/// How the text calls the versions.
const NAMES: [&str; 3] = ["x", "y", "z"];
