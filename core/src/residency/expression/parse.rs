//! Expressions from documents.

use super::{DataSet, Expression};
use crate::{
    Code, Error, Result,
    deployment::{RegionSpec, reader::Node},
    residency::{country, data_set, date},
};
use alloc::{boxed::Box, format, string::String, vec::Vec};

/// What an atom may be.
const ATOMS: [&str; 8] = ["country", "subdivision", "partition", "cert", "region", "attribute", "jurisdiction", "fact"];
const OPERATORS: [&str; 5] = ["union", "intersection", "difference", "builtin", "dataset"];

/// Whether an expression is a set of regions, or a condition that may also ask for facts of the request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Set,
    Condition,
}

/// The names that an expression may use.
pub(crate) struct Known<'k> {
    pub(crate) regions: &'k [RegionSpec],
    pub(crate) jurisdictions: &'k [&'k str],
}

/// Reads an expression. The depth of documents is limited, so is that of expressions.
pub(crate) fn parse(node: &Node<'_>, known: &Known<'_>, scope: Scope) -> Result<Expression> {
    if node.as_text().is_some() {
        return atom(node, known, scope);
    }
    if node.is_array() {
        return Ok(Expression::Union(parts(node, known, scope)?));
    }
    if !node.is_object() {
        return Err(node.wrong("a set of regions: text such as `country:DE`, an array for a union, or an object"));
    }
    let Some(operator) = OPERATORS.into_iter().find(|name| node.has(name)) else {
        return Err(node.refuse(format!("needs one of {}", OPERATORS.join(", "))));
    };
    match operator {
        "builtin" => {
            node.check_members(&["builtin", "review_by"])?;
            let name = node.member("builtin")?;
            let mut set = data_set::find(name.text()?).map_err(|names| unknown(&name, "data set", &names))?;
            if node.has("review_by") {
                set.review_by_ms = time(&node.member("review_by")?, date::End::Last)?;
            }
            Ok(Expression::DataSet(Box::new(set)))
        }
        "dataset" => {
            node.check_members(&["dataset", "version", "review_by", "members"])?;
            Ok(Expression::DataSet(Box::new(DataSet {
                name: node.member("dataset")?.text()?.into(),
                version: node.member("version")?.text()?.into(),
                review_by_ms: time(&node.member("review_by")?, date::End::Last)?,
                members: parse(&node.member("members")?, known, Scope::Set)?,
            })))
        }
        _ => {
            node.check_members(&[operator])?;
            let member = node.member(operator)?;
            let mut parts = parts(&member, known, scope)?;
            match operator {
                "union" => Ok(Expression::Union(parts)),
                "intersection" => Ok(Expression::Intersection(parts)),
                _ => match (parts.pop(), parts.pop(), parts.pop()) {
                    (Some(without), Some(from), None) if from != without && without != Expression::All => {
                        Ok(Expression::Difference(Box::new((from, without))))
                    }
                    (Some(_), Some(_), None) => Err(empty(&member, "leaves nothing; take away less")),
                    _ => Err(member.refuse("needs two sets: what to take from, and what to take away")),
                },
            }
        }
    }
}

fn parts(node: &Node<'_>, known: &Known<'_>, scope: Scope) -> Result<Vec<Expression>> {
    let parts = node.items()?.map(|item| parse(&item, known, scope)).collect::<Result<Vec<_>>>()?;
    if parts.is_empty() {
        return Err(empty(node, "is empty; name a set"));
    }
    Ok(parts)
}

fn atom(node: &Node<'_>, known: &Known<'_>, scope: Scope) -> Result<Expression> {
    let text = node.text()?;
    if text == "all" {
        return Ok(Expression::All);
    }
    let Some((kind, name)) = text.split_once(':') else {
        return Err(bare(node, text, known));
    };
    let text = String::from(name);
    match kind {
        "country" if country::is_known(name) => Ok(Expression::Country(text)),
        "country" => {
            let hint = if name == "UK" { "; the United Kingdom is `GB`" } else { "" };
            let what = format!("names the country {name:?}; expected two capital letters of ISO 3166-1{hint}");
            Err(node.refuse_as(Code::UnknownCountry, what))
        }
        "subdivision" if country::is_subdivision(name) => Ok(Expression::Subdivision(text)),
        "subdivision" => {
            let what = format!("names the subdivision {name:?}; expected a code of ISO 3166-2 such as `US-CA`");
            Err(node.refuse_as(Code::UnknownCountry, what))
        }
        "partition" => Ok(Expression::Partition(word(node, name)?)),
        "cert" => Ok(Expression::Certificate(word(node, name)?)),
        "region" => {
            let names: Vec<&str> = known.regions.iter().map(|region| region.name.as_str()).collect();
            if !names.contains(&name) {
                let what = format!("names `{name}`, which is no region");
                return Err(node.unknown_as(Code::UnknownRegion, name, &what, &names));
            }
            Ok(Expression::Region(text))
        }
        "jurisdiction" => {
            if !known.jurisdictions.contains(&name) {
                return Err(unknown(node, "jurisdiction", known.jurisdictions));
            }
            Ok(Expression::Jurisdiction(text))
        }
        "attribute" => {
            let (name, value) = pair(node, name)?;
            Ok(Expression::Attribute(name, value))
        }
        "fact" if scope == Scope::Condition => {
            let (name, value) = pair(node, name)?;
            Ok(Expression::Fact(name, value))
        }
        "fact" => Err(node.refuse("asks for a fact of the request; only `if`, `when`, `unless` and `requires` may")),
        _ => Err(node.unknown(kind, &format!("begins with `{kind}:`, which is known of no region"), &ATOMS)),
    }
}

/// The error of a text without a colon, which is often the name of something.
fn bare(node: &Node<'_>, text: &str, known: &Known<'_>) -> Error {
    let meant = if known.jurisdictions.contains(&text) {
        Some(format!("jurisdiction:{text}"))
    } else if known.regions.iter().any(|region| region.name == text) {
        Some(format!("region:{text}"))
    } else if country::is_known(text) {
        Some(format!("country:{text}"))
    } else {
        None
    };
    match meant {
        Some(meant) => node
            .refuse(format!("is `{text}`, which does not say what it names; did you mean `{meant}`?"))
            .with("suggestion", meant),
        None => node.refuse(format!("is {text:?}; expected `all`, or {} and a name, such as `country:DE`", {
            let kinds: Vec<String> = ATOMS.iter().map(|kind| format!("`{kind}:`")).collect();
            kinds.join(", ")
        })),
    }
}

fn unknown(node: &Node<'_>, what: &str, names: &[&str]) -> Error {
    let given = node.as_text().unwrap_or_default();
    let name = given.rsplit(':').next().unwrap_or_default();
    node.unknown_as(Code::UnknownJurisdiction, name, &format!("names `{name}`, which is no {what}"), names)
}

fn empty(node: &Node<'_>, what: &str) -> Error {
    node.refuse_as(Code::JurisdictionEmpty, what)
}

/// A word that somebody made up: of a partition, a certificate, an attribute or a fact.
pub(crate) fn word(node: &Node<'_>, word: &str) -> Result<String> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
    if (1..=63).contains(&word.len()) && word.bytes().all(plain) {
        return Ok(word.into());
    }
    Err(node.refuse(format!("has the name {word:?}; expected 1 to 63 of `a`-`z`, `0`-`9`, `-`, `_` and `.`")))
}

fn pair(node: &Node<'_>, text: &str) -> Result<(String, Option<String>)> {
    match text.split_once('=') {
        None => Ok((word(node, text)?, None)),
        Some((name, value)) => Ok((word(node, name)?, Some(value.into()))),
    }
}

/// A day (`2025-07-01`), of which `end` is meant, or Unix milliseconds.
pub(crate) fn time(node: &Node<'_>, end: date::End) -> Result<u64> {
    let Some(text) = node.as_text() else { return node.integer(0..=i64::MAX as u64) };
    date::parse(text, end).ok_or_else(|| {
        let what = format!("is {text:?}; expected a day such as `2025-07-01`, from 1970 on, or Unix milliseconds");
        node.refuse_as(Code::RuleInvalid, what)
    })
}
