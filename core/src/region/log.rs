//! Reading a log piece by piece.

use super::{Region, commit::internal, store::View};
use crate::{
    Code, Error, Result, causality::Dot, deployment::Kind, record::Place, time::Timestamp, value::Value, wire::Path,
};
use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};

/// An entry of a log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// The write that appended it.
    pub dot: Dot,
    /// When it was appended; no two entries of a log have the same.
    pub timestamp: Timestamp,
    /// The region where it was appended.
    pub region: String,
    /// The value in canonical CBOR.
    pub bytes: Vec<u8>,
}

impl LogEntry {
    /// The value.
    pub fn value(&self) -> Value {
        Value::from_cbor_output(&self.bytes)
    }

    /// `{dot, timestamp, region, value}`.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("dot", Value::Text(self.dot.to_string())),
            ("timestamp", Value::Text(self.timestamp.to_string())),
            ("region", Value::from(self.region.as_str())),
            ("value", self.value()),
        ])
    }
}

impl Region {
    /// The entries of a log after a timestamp, in order, at most `limit` (0: all of them). The timestamp of the last
    /// entry is what to give next; it need not be there any more.
    ///
    /// It decodes no more than it answers. It pages through what is there: an entry that another region appended
    /// earlier and that arrives later has its place before the cursor. Whoever wants to miss nothing follows
    /// [`changes_since`](Self::changes_since). What has expired is judged as by [`get`](Self::get).
    ///
    /// # Errors
    ///
    /// `unknown_class`, `unknown_path`, `invalid_key`, `key_too_large`, and `wrong_type` where there is no log.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, region::{Options, Region}, value::Value};
    /// use std::sync::Arc;
    /// let shop = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1}],
    ///     "classes": [{"name": "history", "keys": "history/*", "labels": [], "type": "log"}]}"#)?);
    /// let mut eu = Region::open(shop, "eu", Options::default())?;
    /// for step in ["ordered", "paid", "sent"] {
    ///     eu.append(1_000, "history/7", &[], &Value::from(step))?;
    /// }
    /// let first = eu.log_entries("history/7", &[], None, 2)?;
    /// assert_eq!(first[1].value(), Value::from("paid"));
    /// let rest = eu.log_entries("history/7", &[], Some(first[1].timestamp), 2)?;
    /// assert_eq!(rest[0].value(), Value::from("sent"));
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn log_entries(
        &self,
        key: &str,
        path: &[&str],
        after: Option<Timestamp>,
        limit: usize,
    ) -> Result<Vec<LogEntry>> {
        let class = self.readable_class(key)?;
        let Some(spec) = self.deployment.class(class) else { return Err(internal()) };
        if *spec.kind_at(path)? != Kind::Log {
            return Err(Error::new(Code::WrongType, "only a log has entries; read the value with `get`"));
        }
        let Some(View::Full(record)) = self.store.view(key) else { return Ok(Vec::new()) };
        let record = if record.has_expiry() { record.as_of(self.known_ms()) } else { Cow::Borrowed(record) };
        let log = match record.places.get(&Path::new(path)) {
            Some(Place::Log(log)) if record.exists(spec.existence) => log,
            _ => return Ok(Vec::new()),
        };
        let after = after.map(|timestamp| (timestamp.packed(), timestamp.node()));
        let limit = if limit == 0 { usize::MAX } else { limit };
        let entries = log.after(after).take(limit).map(|entry| {
            let dot = self.named_dot(entry.stamp.dot);
            LogEntry {
                dot,
                timestamp: self.timestamp(entry.stamp.time, entry.stamp.node),
                region: self.region_name(dot.stream.origin.region),
                bytes: entry.bytes.to_vec(),
            }
        });
        Ok(entries.collect())
    }
}
