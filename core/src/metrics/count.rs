//! One counter as a report shows it.

use crate::value::Value;
use alloc::{string::String, vec::Vec};

/// A counter with its labels.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricCount {
    /// What is counted, by label: names of classes and regions, kinds and codes. Never a key.
    pub labels: Vec<(&'static str, String)>,
    /// How many since the replica was opened.
    pub total: u64,
    /// How many of them within the window.
    pub in_window: u64,
    /// The same in a second.
    pub per_second: f64,
}

impl MetricCount {
    pub(super) fn new(labels: Vec<(&'static str, String)>, total: u64, in_window: u64, window_ms: u64) -> Self {
        // One division of whole numbers: the same on every machine.
        let per_second = in_window.saturating_mul(1_000) as f64 / window_ms as f64;
        MetricCount { labels, total, in_window, per_second }
    }

    /// `{labels, total, in_window, per_second}`.
    pub fn to_document(&self) -> Value {
        let mut labels: Vec<_> = self.labels.iter().map(|(name, text)| (*name, Value::from(text.as_str()))).collect();
        document(&mut [
            ("labels", document(&mut labels)),
            ("total", Value::from(self.total)),
            ("in_window", Value::from(self.in_window)),
            ("per_second", number(self.per_second)),
        ])
    }
}

/// A document. One function for all of them: each size of a list would be compiled anew.
pub(super) fn document(members: &mut [(&'static str, Value)]) -> Value {
    Value::object(members.iter_mut().map(|(name, member)| (*name, core::mem::take(member))))
}

/// A list of documents.
pub(super) fn documents<T>(items: &[T], document: impl FnMut(&T) -> Value) -> Value {
    Value::Array(items.iter().map(document).collect())
}

/// A float in its canonical form.
pub(super) fn number(x: f64) -> Value {
    Value::Float(x).normalize().unwrap_or_default()
}
