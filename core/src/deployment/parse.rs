//! From a document to a deployment.

use alloc::{format, vec::Vec};

use super::{
    Class, Deployment, DeploymentLimits, RegionSpec, RoutingSpec, digest,
    name_index::NameIndex,
    parse_class, parse_region, placement,
    reader::{Node, Object},
    routing_spec,
};
use crate::{
    Detail, Error, Result,
    residency::{self, Policy},
    sorted::SortedMap,
    value::{Limits, Value},
};

const PARTITIONS_MAX: u64 = 1024;
/// A class has a number of 16 bits.
const CLASSES_MAX: usize = 65_535;
/// A document is read by people; one larger than this is not one.
const DOCUMENT_LIMITS: Limits = Limits { depth: 64, size_bytes: 4 << 20 };

impl Deployment {
    /// Reads and checks a document in JSON.
    ///
    /// # Errors
    ///
    /// `deployment_invalid`, with the details `place` (`classes[1].fields.name.strategy`) and, where a known name is
    /// near, `suggestion`; for what is wrong with places, jurisdictions, labels and their rules a code of the area
    /// `residency`, such as `unknown_label` or `unplaceable`, with the same details; or, for text that is not a JSON value, the code that [`Value::from_json`] gives.
    ///
    /// ```
    /// use active_active::{Detail, deployment::Deployment};
    ///
    /// let error = Deployment::parse(r#"{"version": 1, "name": "shop", "regions": [{"name": "eu", "number": 1}],
    ///     "classes": [{"name": "all", "keys": "**", "labels": [], "type": "register", "strategy": "keepall"}]}"#)
    ///     .unwrap_err();
    /// assert_eq!(error.detail("place"), Some(&Detail::Text("classes[0].strategy".into())));
    /// assert!(error.message().ends_with("did you mean `keep-all`?"), "{error}");
    /// ```
    pub fn parse(json: &str) -> Result<Deployment> {
        let value = Value::from_json(json, &DOCUMENT_LIMITS).map_err(with_place)?;
        Self::from_value(&value)
    }

    /// Reads and checks a document.
    ///
    /// # Errors
    ///
    /// As [`Deployment::parse`].
    pub fn from_value(value: &Value) -> Result<Deployment> {
        let document = Node::root(value).object(&[
            "version",
            "name",
            "partitions",
            "regions",
            "jurisdictions",
            "labels",
            "limits",
            "purge_within_ms",
            "routing",
            "classes",
        ])?;
        let regions = parse_region::regions(&document.required("regions")?)?;
        let policy = residency::policy(&document, &regions)?;
        let classes_node = document.required("classes")?;
        let classes = classes(&classes_node, &regions, &policy)?;
        let placements = placement::placements(&classes, &classes_node)?;
        let mut deployment = Deployment {
            version: document.required("version")?.integer(1..=i64::MAX as u64)?,
            name: document.required("name")?.name()?.into(),
            partitions: match document.optional("partitions") {
                Some(node) => node.integer(1..=PARTITIONS_MAX)? as u16,
                None => 1,
            },
            routing: match document.optional("routing") {
                Some(node) => routing_spec::routing(node, &regions)?,
                None => RoutingSpec::default(),
            },
            names: NameIndex::new(&regions),
            regions,
            policy,
            limits: match document.optional("limits") {
                Some(node) => limits(node)?,
                None => DeploymentLimits::default(),
            },
            classes,
            placements,
            purge_within_ms: match document.optional("purge_within_ms") {
                Some(node) => node.integer(0..=i64::MAX as u64)?,
                None => placement::PURGE_WITHIN_MS,
            },
            digest: [0; 32],
        };
        deployment.digest = digest::of(&deployment.to_value());
        Ok(deployment)
    }
}

/// An error in the JSON itself points at its member as the other errors do.
fn with_place(error: Error) -> Error {
    match error.detail("path") {
        Some(Detail::Text(path)) => {
            let path = path.clone();
            error.with("place", path)
        }
        _ => error,
    }
}

/// Refuses a name or number that came before.
pub(crate) struct Unique<K> {
    what: &'static str,
    seen: SortedMap<K, usize>,
}

impl<K: Ord + core::fmt::Display> Unique<K> {
    pub(crate) fn new(what: &'static str) -> Self {
        Unique { what, seen: SortedMap::new() }
    }

    pub(crate) fn check(&mut self, node: &Node<'_>, index: usize, key: K) -> Result<()> {
        match self.seen.get(&key) {
            Some(before) => {
                Err(node.refuse(format!("is `{key}`, which {}[{before}] has; each needs its own", self.what)))
            }
            None => {
                self.seen.insert(key, index);
                Ok(())
            }
        }
    }
}

fn limits(node: Node<'_>) -> Result<DeploymentLimits> {
    let object = node.object(&["value_bytes", "depth", "key_bytes", "max_siblings"])?;
    let read = |object: &Object<'_>, name, range, default| match object.optional(name) {
        Some(node) => node.integer(range).map(|n| n as usize),
        None => Ok(default),
    };
    let default = DeploymentLimits::default();
    Ok(DeploymentLimits {
        value_bytes: read(&object, "value_bytes", DeploymentLimits::VALUE_BYTES, default.value_bytes)?,
        depth: read(&object, "depth", DeploymentLimits::DEPTH, default.depth)?,
        key_bytes: read(&object, "key_bytes", DeploymentLimits::KEY_BYTES, default.key_bytes)?,
        max_siblings: read(&object, "max_siblings", DeploymentLimits::MAX_SIBLINGS, default.max_siblings)?,
    })
}

fn classes(node: &Node<'_>, regions: &[RegionSpec], policy: &Policy) -> Result<Vec<Class>> {
    let mut names = Unique::new("classes");
    let mut classes = Vec::new();
    for (index, item) in node.items()?.enumerate() {
        if index == CLASSES_MAX {
            return Err(node.refuse(format!("has more than {CLASSES_MAX} classes")));
        }
        classes.push(parse_class::class(item, index, &mut names, regions, policy)?);
    }
    Ok(classes)
}
