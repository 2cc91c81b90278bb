//! What a merge function sees.

use crate::{causality::Dot, time::Timestamp, value::Value};

/// One of the concurrent versions that a merge function is given.
///
/// The engine lists them in canonical order: by timestamp, then by dot, ascending.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MergeVersion<'v> {
    /// What was written.
    pub value: &'v Value,
    /// The name of the region that wrote it.
    pub region: &'v str,
    /// When it was written.
    pub timestamp: Timestamp,
    /// The write.
    pub dot: Dot,
}

impl MergeVersion<'_> {
    /// The version as a document, `{value, region, timestamp, dot}`.
    pub(super) fn to_document(self) -> Value {
        use alloc::string::ToString;
        Value::object(alloc::vec![
            ("value", self.value.clone()),
            ("region", Value::from(self.region)),
            ("timestamp", Value::from(self.timestamp.to_string())),
            ("dot", Value::from(self.dot.to_string())),
        ])
    }
}
