//! What a changed deployment would make of the data, before it is in force.

use super::{Region, store::View};
use crate::{Result, deployment::Deployment, value::Value};
use alloc::{string::ToString, vec::Vec};

/// How many keys are shown.
const EXAMPLES_MAX: usize = 10;

impl Region {
    /// Folds every record as another deployment would, and counts those whose value would differ, without changing
    /// anything: the state does not depend on the strategies, so this is what everybody would see.
    ///
    /// The answer is `{records, changed, examples}`, where an example is `{key, old, new}`; a record that does not
    /// exist is left out of it. Of a snapshot: restore it and ask the replica.
    ///
    /// # Errors
    ///
    /// `deployment_forked` or `deployment_incompatible` where the deployment could not take the place of the one in
    /// force, with the reason; `function_not_registered` where either asks a merge function that is not registered.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, region::{Options, Region}, value::Value};
    /// use std::sync::Arc;
    /// let document = |version: u32, strategy: &str| {
    ///     Deployment::parse(&format!(
    ///         r#"{{"version": {version}, "name": "shop",
    ///             "regions": [{{"name": "eu", "number": 1}}, {{"name": "us", "number": 2}}],
    ///             "classes": [{{"name": "all", "keys": "**", "labels": [], "type": "register",
    ///                 "strategy": "{strategy}"}}]}}"#
    ///     ))
    /// };
    /// let shop = Arc::new(document(1, "max")?);
    /// let mut eu = Region::open(shop.clone(), "eu", Options::default())?;
    /// let mut us = Region::open(shop, "us", Options::default())?;
    /// eu.put(1_000, "stock", &[], &Value::from(3), None)?;
    /// us.put(1_000, "stock", &[], &Value::from(5), None)?;
    /// for batch in us.batches_for(1_001, "eu", 1 << 20)? { eu.apply(1_001, &batch)?; }
    /// let replay = eu.replay(&document(2, "min")?)?;
    /// assert_eq!(replay.get("changed"), Some(&Value::from(1)));
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn replay(&self, deployment: &Deployment) -> Result<Value> {
        self.deployment.check_successor(deployment)?;
        let (mut records, mut changed, mut examples) = (0u64, 0u64, Vec::new());
        for slot in self.store.sorted() {
            records += 1;
            let ruled = |deployment: &Deployment| {
                let class = deployment.class_of(slot.key()).ok().and_then(|class| deployment.class(class));
                class.is_some_and(|spec| !spec.rules.is_empty())
            };
            let unpacked;
            let record = match slot.view() {
                View::Full(record) => record,
                View::Map(map) => {
                    unpacked = map.to_record();
                    &unpacked
                }
                View::One { .. } if ruled(&self.deployment) || ruled(deployment) => {
                    unpacked = self.record(slot.key()).unwrap_or_default();
                    &unpacked
                }
                // One version, and nobody deleted it: no strategy makes anything else of it.
                View::One { .. } => continue,
            };
            let value_under = |deployment: &Deployment| {
                let class = deployment.class_of(slot.key()).ok().and_then(|class| deployment.class(class));
                let Some(spec) = class else { return Ok(None) };
                self.fold(slot.key(), spec, record).map(|read| read.map(|read| read.value()))
            };
            let (old, new) = (value_under(&self.deployment)?, value_under(deployment)?);
            if old == new {
                continue;
            }
            changed += 1;
            if examples.len() < EXAMPLES_MAX {
                let mut told = Vec::from([("key", Value::Text(slot.key().to_string()))]);
                told.extend(old.map(|old| ("old", old)));
                told.extend(new.map(|new| ("new", new)));
                examples.push(Value::object(told));
            }
        }
        Ok(Value::object([
            ("records", Value::from(records)),
            ("changed", Value::from(changed)),
            ("examples", Value::Array(examples)),
        ]))
    }
}
