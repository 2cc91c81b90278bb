//! Which regions an expression names.

use super::{DataSet, Expression};
use crate::{
    deployment::{Attribute, RegionSpec},
    residency::{Membership, RegionSet},
    value::Value,
};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

/// What a request says of itself, by name, ascending.
pub(crate) type Facts = [(String, Value)];

/// What expressions are judged in.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'s> {
    pub(crate) regions: &'s [RegionSpec],
    // INVARIANT: a jurisdiction speaks of none that leads back to it.
    pub(crate) jurisdictions: &'s [(String, Expression)],
    pub(crate) facts: &'s Facts,
    /// The time at which it is judged; without one nothing has expired.
    pub(crate) as_of_ms: Option<u64>,
}

impl<'s> Setting<'s> {
    pub(crate) fn all(&self) -> RegionSet {
        RegionSet::first(self.regions.len())
    }

    /// Whether a set has a region that takes part.
    pub(crate) fn any_present(&self, set: &RegionSet) -> bool {
        set.iter().any(|place| self.regions.get(place).is_some_and(|region| region.status.takes_part()))
    }

    fn jurisdiction(&self, name: &str) -> Option<&'s Expression> {
        self.jurisdictions.iter().find(|(other, _)| other == name).map(|(_, expression)| expression)
    }

    /// Whether a data set is past the day until which it is to be trusted.
    fn is_expired(&self, review_by_ms: u64) -> bool {
        self.as_of_ms.is_some_and(|as_of_ms| as_of_ms > review_by_ms)
    }

    pub(crate) fn members(&self, expression: &Expression) -> Membership {
        let all = |parts: &[Expression], of: fn(&Membership, &Membership) -> Membership| {
            let mut sets = parts.iter().map(|part| self.members(part));
            let first = sets.next().unwrap_or_default();
            sets.fold(first, |a, b| of(&a, &b))
        };
        match expression {
            Expression::All => Membership::certain(self.all()),
            Expression::Union(parts) => all(parts, Membership::union),
            Expression::Intersection(parts) => all(parts, Membership::intersection),
            Expression::Difference(pair) => {
                self.members(&pair.0).intersection(&self.members(&pair.1).complement(&self.all()))
            }
            Expression::DataSet(set) if self.is_expired(set.review_by_ms) => Membership::unknown(self.all()),
            Expression::DataSet(set) => self.members(&set.members),
            Expression::Jurisdiction(name) => match self.jurisdiction(name) {
                Some(expression) => self.members(expression),
                None => Membership::unknown(self.all()),
            },
            atom => {
                let mut members = Membership::default();
                for (place, region) in self.regions.iter().enumerate() {
                    match self.holds(atom, region) {
                        Some(true) => members.yes.insert(place),
                        Some(false) => {}
                        None => members.unknown.insert(place),
                    }
                }
                members
            }
        }
    }

    /// Whether an atom holds of a region, as far as is known. Nothing is ever concluded from coordinates.
    fn holds(&self, atom: &Expression, region: &RegionSpec) -> Option<bool> {
        let same = |known: &Option<String>, wanted: &String| known.as_ref().map(|known| known == wanted);
        match atom {
            Expression::Country(wanted) => same(&region.country, wanted),
            // Of a region in another country the subdivision need not be known.
            Expression::Subdivision(wanted) => match (&region.subdivision, &region.country) {
                (Some(known), _) => Some(known == wanted),
                (None, Some(country)) if !wanted.starts_with(country.as_str()) => Some(false),
                (None, _) => None,
            },
            Expression::Partition(wanted) => same(&region.partition, wanted),
            Expression::Certificate(wanted) => region.certs.as_ref().map(|certs| certs.contains(wanted)),
            Expression::Region(wanted) => Some(region.name == *wanted),
            Expression::Attribute(name, wanted) => match (region.attribute(name)?, wanted) {
                (Attribute::Flag(flag), None) => Some(*flag),
                (Attribute::Text(text), Some(wanted)) => Some(text == wanted),
                _ => None,
            },
            Expression::Fact(name, wanted) => {
                let index = self.facts.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
                match (self.facts.get(index).map(|(_, value)| value)?, wanted) {
                    (Value::Bool(flag), None) => Some(*flag),
                    (Value::Text(text), Some(wanted)) => Some(text == wanted),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Why it cannot be told whether a region is in a set: the atoms that are unknown of it, and whether a data set has
    /// expired.
    pub(crate) fn doubts(&self, expression: &Expression, region: &RegionSpec, doubts: &mut Doubts) {
        match expression {
            Expression::All => {}
            Expression::Union(parts) | Expression::Intersection(parts) => {
                parts.iter().for_each(|part| self.doubts(part, region, doubts));
            }
            Expression::Difference(pair) => {
                self.doubts(&pair.0, region, doubts);
                self.doubts(&pair.1, region, doubts);
            }
            Expression::DataSet(set) if self.is_expired(set.review_by_ms) => {
                doubts.expired = true;
                doubts.note(expression);
            }
            Expression::DataSet(set) => self.doubts(&set.members, region, doubts),
            Expression::Jurisdiction(name) => match self.jurisdiction(name) {
                Some(expression) => self.doubts(expression, region, doubts),
                None => doubts.note(expression),
            },
            atom => {
                if self.holds(atom, region).is_none() {
                    doubts.note(atom);
                }
            }
        }
    }

    /// Calls back with the data sets that an expression leads to.
    pub(crate) fn data_sets<'e>(&self, expression: &'e Expression, visit: &mut dyn FnMut(&'e DataSet))
    where
        's: 'e,
    {
        expression.walk(&mut |part| match part {
            Expression::DataSet(set) => visit(set),
            Expression::Jurisdiction(name) => {
                if let Some(inner) = self.jurisdiction(name) {
                    self.data_sets(inner, visit);
                }
            }
            _ => {}
        });
    }
}

/// What is not known.
#[derive(Default)]
pub(crate) struct Doubts {
    pub(crate) expired: bool,
    /// The atoms, each once.
    pub(crate) unknown: Vec<String>,
}

impl Doubts {
    fn note(&mut self, expression: &Expression) {
        let text = expression.to_string();
        if !self.unknown.contains(&text) {
            self.unknown.push(text);
        }
    }
}
