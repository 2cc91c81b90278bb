//! What a replica says of itself.

use super::Region;
use crate::{resolve::MergeName, value::Value};
use alloc::string::ToString;

impl Region {
    /// The replica in one document:
    /// `{region, origin, deployment: {name, version, digest}, writable, records, cursors, stable, held, conflicts,
    /// conflicts_dropped, merge_functions: [{name, version}], merge_violations, feed_cursor}`. It names no key.
    pub fn status(&self) -> Value {
        let count = |number: usize| Value::Integer(number as i64);
        let stable = self.streams.all.iter().zip(&self.stable).filter(|(_, head)| **head > 0);
        Value::object([
            ("region", Value::from(self.name())),
            ("origin", Value::Text(self.origin.to_string())),
            (
                "deployment",
                Value::object([
                    ("name", Value::from(self.deployment.name())),
                    ("version", Value::Integer(self.deployment.version() as i64)),
                    ("digest", Value::Text(self.deployment.digest_text())),
                ]),
            ),
            ("writable", Value::Bool(self.is_writable())),
            ("records", count(self.store.len())),
            ("cursors", self.cursors().to_document()),
            (
                "stable",
                Value::object(stable.map(|(stream, head)| (stream.id.to_string(), Value::Integer(*head as i64)))),
            ),
            ("held", count(self.held.len())),
            ("conflicts", count(self.conflicts.len())),
            ("conflicts_dropped", Value::Integer(self.conflicts.dropped() as i64)),
            ("merge_functions", Value::Array(self.merges.names().map(MergeName::to_document).collect())),
            ("merge_violations", count(self.merges.violations.len())),
            ("feed_cursor", Value::Integer(self.feed.end() as i64)),
        ])
    }
}
