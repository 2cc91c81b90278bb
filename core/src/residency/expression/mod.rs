//! Sets of regions in words: what a jurisdiction or a rule speaks of.

mod document;
mod evaluate;
mod parse;

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;

pub(crate) use evaluate::{Doubts, Facts, Setting};
pub(crate) use parse::{Known, Scope, parse, time, word};

/// A set of regions, told by what holds of them. As a condition it is judged on one region: whether it is a member.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expression {
    /// `all`: every region.
    All,
    /// `country:DE`, after ISO 3166-1.
    Country(String),
    /// `subdivision:US-CA`, after ISO 3166-2.
    Subdivision(String),
    /// `partition:aws-eusc`: the part of a cloud that is run apart.
    Partition(String),
    /// `cert:fedramp`: a certificate that the region holds.
    Certificate(String),
    /// `region:eu`: one region by its name.
    Region(String),
    /// `attribute:dpf_listed`, where it is true, or `attribute:operator=acme`, where it has this text.
    Attribute(String, Option<String>),
    /// `fact:encrypted` or `fact:basis=consent`: what the request says; the same for all regions. Only in conditions.
    Fact(String, Option<String>),
    /// `jurisdiction:eea`: another one of the deployment.
    Jurisdiction(String),
    /// The regions in any.
    Union(Vec<Expression>),
    /// The regions in all.
    Intersection(Vec<Expression>),
    /// The regions in the first that are not in the second.
    Difference(Box<(Expression, Expression)>),
    /// A published set, trusted until a day.
    DataSet(Box<DataSet>),
}

/// A set that somebody publishes and that may change: shipped with the library, or the application's own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataSet {
    /// Its name, for example `EU`.
    pub name: String,
    /// Which edition it is; the shipped ones have the day on which they were gathered.
    pub version: String,
    /// Until when it is to be trusted, in Unix milliseconds, inclusive. Later nothing is known of it, so that rules over it
    /// deny.
    pub review_by_ms: u64,
    /// Who is in it.
    pub members: Expression,
}

fn named(f: &mut fmt::Formatter<'_>, kind: &str, name: &str, value: Option<&str>) -> fmt::Result {
    f.write_str(kind)?;
    f.write_str(":")?;
    f.write_str(name)?;
    match value {
        Some(value) => {
            f.write_str("=")?;
            f.write_str(value)
        }
        None => Ok(()),
    }
}

fn list(f: &mut fmt::Formatter<'_>, word: &str, parts: &[&Expression]) -> fmt::Result {
    f.write_str(word)?;
    f.write_str("(")?;
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        fmt::Display::fmt(part, f)?;
    }
    f.write_str(")")
}

/// The set in one line, as decisions name it: `union(country:DE, jurisdiction:nordic)`. A data set is its name.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expression::All => f.write_str("all"),
            Expression::Country(name) => named(f, "country", name, None),
            Expression::Subdivision(name) => named(f, "subdivision", name, None),
            Expression::Partition(name) => named(f, "partition", name, None),
            Expression::Certificate(name) => named(f, "cert", name, None),
            Expression::Region(name) => named(f, "region", name, None),
            Expression::Attribute(name, value) => named(f, "attribute", name, value.as_deref()),
            Expression::Fact(name, value) => named(f, "fact", name, value.as_deref()),
            Expression::Jurisdiction(name) => named(f, "jurisdiction", name, None),
            Expression::DataSet(set) => named(f, "dataset", &set.name, None),
            Expression::Union(parts) => list(f, "union", &parts.iter().collect::<Vec<_>>()),
            Expression::Intersection(parts) => list(f, "intersection", &parts.iter().collect::<Vec<_>>()),
            Expression::Difference(pair) => list(f, "difference", &[&pair.0, &pair.1]),
        }
    }
}

impl Expression {
    /// Calls back with every part, this one first, and with the jurisdictions' names unresolved.
    pub(super) fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expression)) {
        visit(self);
        match self {
            Expression::Union(parts) | Expression::Intersection(parts) => {
                parts.iter().for_each(|part| part.walk(visit));
            }
            Expression::Difference(pair) => {
                pair.0.walk(visit);
                pair.1.walk(visit);
            }
            Expression::DataSet(set) => set.members.walk(visit),
            _ => {}
        }
    }
}
