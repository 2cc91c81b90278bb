//! From a deployment back to its document, in the one normalized form.

use alloc::vec::Vec;

use super::{
    Attribute, Class, Coordinates, Deployment, Kind, RegionSpec, RoutingSpec, parse_class::REST, parse_rules,
    placement::PURGE_WITHIN_MS,
};
use crate::{
    residency::{Label, Policy, Rule},
    value::Value,
};

impl Deployment {
    /// The normalized document: every default filled in, regions by number, labels sorted. Parsing it gives this
    /// deployment again, with the same digest.
    pub fn to_value(&self) -> Value {
        let limits = Value::object([
            ("value_bytes", Value::from(self.limits.value_bytes as u64)),
            ("depth", Value::from(self.limits.depth as u64)),
            ("key_bytes", Value::from(self.limits.key_bytes as u64)),
            ("max_siblings", Value::from(self.limits.max_siblings as u64)),
        ]);
        let mut members = Vec::from([
            ("version", Value::from(self.version)),
            ("name", Value::from(self.name.as_str())),
            ("partitions", Value::from(self.partitions)),
            ("regions", Value::Array(self.regions.iter().map(region).collect())),
            ("limits", limits),
            ("classes", Value::Array(self.classes.iter().map(|one| class(one, &self.regions)).collect())),
        ]);
        let Policy { jurisdictions, labels, .. } = &self.policy;
        if !jurisdictions.is_empty() {
            let named = jurisdictions.iter().map(|(name, set)| (name.as_str(), set.to_value()));
            members.push(("jurisdictions", Value::object(named)));
        }
        if self.purge_within_ms != PURGE_WITHIN_MS {
            members.push(("purge_within_ms", Value::from(self.purge_within_ms)));
        }
        if !labels.is_empty() {
            members.push(("labels", Value::Array(labels.iter().map(label).collect())));
        }
        // A document that says nothing of it is the same as before there was routing.
        if self.routing != RoutingSpec::default() {
            members.push(("routing", self.routing.to_value(&self.regions)));
        }
        Value::object(members)
    }
}

fn region(region: &RegionSpec) -> Value {
    let mut members = Vec::from([
        ("name", Value::from(region.name.as_str())),
        ("number", Value::from(region.number)),
        ("status", Value::from(region.status.as_str())),
    ]);
    // What a place is known for is said in full, unknown facts included: whoever reads it needs no catalogue.
    let whole = region.place.is_some();
    let mut fact = |name, value: Option<Value>| {
        if whole || value.is_some() {
            members.push((name, value.unwrap_or_default()));
        }
    };
    fact("country", region.country.as_deref().map(Value::from));
    fact("subdivision", region.subdivision.as_deref().map(Value::from));
    fact("partition", region.partition.as_deref().map(Value::from));
    fact("latitude", region.coordinates.map(Coordinates::latitude));
    fact("longitude", region.coordinates.map(Coordinates::longitude));
    if let Some(place) = &region.place {
        members.push(("place", Value::from(place.as_str())));
    }
    if let Some(certs) = &region.certs {
        members.push(("certs", Value::Array(certs.iter().map(|cert| Value::from(cert.as_str())).collect())));
    }
    if !region.attributes.is_empty() {
        let named = region.attributes.iter().map(|(name, attribute)| (name.as_str(), attribute_value(attribute)));
        members.push(("attributes", Value::object(named)));
    }
    if region.tier != 0 {
        members.push(("tier", Value::from(region.tier)));
    }
    if region.weight != RegionSpec::WEIGHT {
        members.push(("weight", Value::from(region.weight)));
    }
    Value::object(members)
}

fn attribute_value(attribute: &Attribute) -> Value {
    match attribute {
        Attribute::Flag(flag) => Value::Bool(*flag),
        Attribute::Text(text) => Value::from(text.as_str()),
    }
}

fn label(label: &Label) -> Value {
    Value::object([
        ("name", Value::from(label.name.as_str())),
        ("number", Value::from(label.number)),
        ("rules", Value::Array(label.rules.iter().map(Rule::to_value).collect())),
    ])
}

fn class(class: &Class, regions: &[RegionSpec]) -> Value {
    let labels = class.labels.iter().map(|label| Value::from(label.as_str())).collect();
    let mut members = kind_members(&class.kind);
    members.extend([
        ("name", Value::from(class.name.as_str())),
        ("keys", Value::from(class.pattern.as_str())),
        ("labels", Value::Array(labels)),
        ("existence", Value::from(class.existence.as_str())),
    ]);
    if class.placement != class.label_set.bits() {
        members.push(("placement", Value::from(class.placement)));
    }
    // A document without rules is the same as before there were any.
    if !class.rules.is_empty() {
        members.push(("rules", Value::Array(class.rules.iter().map(parse_rules::to_value).collect())));
    }
    if let Some(home) = &class.home {
        members.push(("home", home.to_value(regions)));
    }
    Value::object(members)
}

fn kind_members(kind: &Kind) -> Vec<(&'static str, Value)> {
    let mut members = Vec::from([("type", Value::from(kind.type_name()))]);
    if let Some(strategy) = kind.strategy() {
        members.push(("strategy", strategy));
    }
    if let Kind::Map(map) = kind {
        let declared = map.fields.iter().map(|(name, kind)| (name.as_str(), kind));
        let rest = map.rest.iter().map(|kind| (REST, kind.as_ref()));
        let fields = declared.chain(rest).map(|(name, kind)| (name, Value::object(kind_members(kind))));
        members.push(("fields", Value::object(fields)));
    }
    members
}
