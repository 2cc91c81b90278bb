//! The regions of a document, with what the catalogue knows of their places.

use alloc::{format, string::String, vec::Vec};

use super::{
    Attribute, Coordinates, RegionSpec, RegionStatus, Unique,
    reader::{Node, Object},
};
use crate::{
    Code, Result,
    residency::{
        catalogue::{self, CataloguePlace},
        is_country, is_subdivision,
    },
    sorted::Order,
    value::Value,
};

const MEMBERS: [&str; 13] = [
    "name",
    "number",
    "place",
    "status",
    "country",
    "subdivision",
    "partition",
    "certs",
    "latitude",
    "longitude",
    "attributes",
    "tier",
    "weight",
];
const ATTRIBUTES_MAX: usize = 256;

pub(super) fn regions(node: &Node<'_>) -> Result<Vec<RegionSpec>> {
    let mut names = Unique::new("regions");
    let mut numbers = Unique::new("regions");
    let mut regions = Vec::new();
    for (index, item) in node.items()?.enumerate() {
        let object = item.object(&MEMBERS)?;
        let name = object.required("name")?;
        names.check(&name, index, name.name()?)?;
        let number = object.required("number")?;
        numbers.check(&number, index, number.integer(1..=65_535)?)?;
        regions.push(region(&object)?);
    }
    if !regions.iter().any(|region| region.status == RegionStatus::Active) {
        return Err(node.refuse("names no active region; at least one is needed"));
    }
    regions.order_by_key(|region| region.number);
    Ok(regions)
}

fn region(object: &Object<'_>) -> Result<RegionSpec> {
    let known = match object.optional("place") {
        Some(node) => place(&node, object)?,
        None => None,
    };
    let small = |name, max: u64, default| match object.optional(name) {
        Some(node) => node.integer(0..=max).map(|n| n as u16),
        None => Ok(default),
    };
    let country = fact(object, "country", known.and_then(|place| place.country), &|node, code| {
        let hint = if code == "UK" { "; the United Kingdom is `GB`" } else { "" };
        let what = format!("is {code:?}; expected two capital letters of ISO 3166-1{hint}");
        if is_country(code) { Ok(()) } else { Err(node.refuse_as(Code::UnknownCountry, what)) }
    })?;
    let subdivision = subdivision(object, known, country.as_deref())?;
    let default_status = match known.and_then(|place| place.retired_on) {
        Some(_) => RegionStatus::Draining,
        None => RegionStatus::Active,
    };
    let word = |node: &Node<'_>, text: &str| crate::residency::word(node, text).map(|_| ());
    Ok(RegionSpec {
        name: object.required("name")?.name()?.into(),
        number: object.required("number")?.integer(1..=65_535)? as u16,
        // Of several names of a place the document keeps one.
        place: match known {
            Some(place) => Some(place.id()),
            None => object.optional("place").map(|node| node.text().map(String::from)).transpose()?,
        },
        status: match object.optional("status") {
            Some(node) => node.choice("status", RegionStatus::ALL, RegionStatus::as_str)?,
            None => default_status,
        },
        country,
        subdivision,
        partition: fact(object, "partition", known.map(|place| place.partition), &word)?,
        certs: certs(object)?,
        coordinates: coordinates(object, known)?,
        attributes: attributes(object)?,
        tier: small("tier", 255, 0)? as u8,
        weight: small("weight", 65_535, RegionSpec::WEIGHT)?,
    })
}

/// What the catalogue knows of a place, unless the region says all of it itself.
fn place(node: &Node<'_>, object: &Object<'_>) -> Result<Option<CataloguePlace>> {
    let text = node.text()?;
    let says_all = ["country", "subdivision", "partition", "latitude", "longitude"];
    if says_all.iter().all(|name| object.optional(name).is_some()) && object.optional("status").is_some() {
        return Ok(None);
    }
    match text.split_once(':') {
        Some((provider, _)) if catalogue::is_provider(provider) => {
            catalogue::find(text).map(Some).map_err(|error| node.same_error(&error))
        }
        Some(_) => Ok(None),
        None => match catalogue::candidates(text) {
            none if none.is_empty() => Ok(None),
            candidates => Err(node.same_error(&catalogue::ambiguous(text, &candidates))),
        },
    }
}

/// A text that the region says, or says not to be known (null), or that its place tells.
fn fact(
    object: &Object<'_>,
    name: &str,
    known: Option<&'static str>,
    check: &dyn Fn(&Node<'_>, &str) -> Result<()>,
) -> Result<Option<String>> {
    match object.optional(name) {
        None => Ok(known.map(String::from)),
        Some(node) if node.value().is_null() => Ok(None),
        Some(node) => {
            check(&node, node.text()?)?;
            Ok(Some(node.text()?.into()))
        }
    }
}

fn subdivision(object: &Object<'_>, known: Option<CataloguePlace>, country: Option<&str>) -> Result<Option<String>> {
    let of_country = |code: &str| country.is_some_and(|country| code.starts_with(country));
    // What the place tells holds no more if the region says that it is in another country.
    let known = known.and_then(|place| place.subdivision).filter(|code| of_country(code));
    fact(object, "subdivision", known, &|node, code| {
        if !is_subdivision(code) {
            let what = format!("is {code:?}; expected a code of ISO 3166-2 such as `US-CA`");
            return Err(node.refuse_as(Code::UnknownCountry, what));
        }
        if !of_country(code) {
            let what = format!("is {code:?}, which is no part of the country of the region");
            return Err(node.refuse_as(Code::UnknownCountry, what));
        }
        Ok(())
    })
}

fn certs(object: &Object<'_>) -> Result<Option<Vec<String>>> {
    let Some(node) = object.optional("certs") else { return Ok(None) };
    if node.value().is_null() {
        return Ok(None);
    }
    let mut seen = Unique::new("certs");
    let mut certs = Vec::new();
    for (index, item) in node.items()?.enumerate() {
        let cert = crate::residency::word(&item, item.text()?)?;
        seen.check(&item, index, cert.clone())?;
        certs.push(cert);
    }
    certs.order();
    Ok(Some(certs))
}

fn coordinates(object: &Object<'_>, known: Option<CataloguePlace>) -> Result<Option<Coordinates>> {
    let (latitude, longitude) = (object.optional("latitude"), object.optional("longitude"));
    match (&latitude, &longitude) {
        (None, None) => Ok(known.and_then(|place| place.coordinates)),
        (Some(latitude), Some(longitude)) if latitude.value().is_null() && longitude.value().is_null() => Ok(None),
        (Some(latitude), Some(longitude)) => Ok(Some(Coordinates {
            latitude_microdegrees: microdegrees(latitude, 90)?,
            longitude_microdegrees: microdegrees(longitude, 180)?,
        })),
        (Some(node), None) => Err(node.refuse("needs `longitude` beside it")),
        (None, Some(node)) => Err(node.refuse("needs `latitude` beside it")),
    }
}

fn microdegrees(node: &Node<'_>, max: i32) -> Result<i32> {
    let expected = format!("a number from -{max} to {max}");
    let Some(degrees) = node.value().as_f64() else { return Err(node.wrong(&expected)) };
    if !(-f64::from(max)..=f64::from(max)).contains(&degrees) {
        return Err(node.refuse(format!("is {}; expected {expected}", node.value().to_json())));
    }
    Ok(Coordinates::microdegrees(degrees))
}

fn attributes(object: &Object<'_>) -> Result<Vec<(String, Attribute)>> {
    let Some(node) = object.optional("attributes") else { return Ok(Vec::new()) };
    let mut attributes = Vec::new();
    for (name, item) in node.entries()? {
        let name = crate::residency::word(&item, name)?;
        attributes.push((
            name,
            match item.value() {
                Value::Bool(flag) => Attribute::Flag(*flag),
                Value::Text(text) => Attribute::Text(text.clone()),
                _ => return Err(item.wrong("true, false or text")),
            },
        ));
    }
    if attributes.len() > ATTRIBUTES_MAX {
        return Err(node.refuse(format!("has more than {ATTRIBUTES_MAX} attributes")));
    }
    Ok(attributes)
}
