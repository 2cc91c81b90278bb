//! The regions of the public clouds: where they are, and in which partition.
//!
//! Facts from the providers' packages and documentation, each with its source in `regions.json` beside this file, of which
//! `table.txt` is the compact form that is built in. A place is named by its provider and the provider's own code,
//! `aws:eu-central-1`: codes alone are ambiguous. Places that a provider has closed stay, so that old data can be read; so
//! do other names of a place, with the day on which they were seen. Regions of an application's own need no entry: a
//! deployment says of them what rules ask for.

use crate::{
    Code, Error, Result,
    deployment::{Coordinates, suggest},
    value::Value,
};
use alloc::{format, string::String, vec::Vec};

/// `@provider partition [closed on]`, then for each place `code country-or-subdivision latitude longitude city`, with
/// coordinates in hundredths of a degree and `-` for what is not known; `=alias code day` for other names.
#[cfg(feature = "catalogue")]
const TABLE: &str = include_str!("table.txt");
#[cfg(not(feature = "catalogue"))]
const TABLE: &str = "";

/// The edition: the day on which the facts were checked; nothing where the library was built without the catalogue.
pub const VERSION: Option<&str> = if cfg!(feature = "catalogue") { Some("2026-11-27") } else { None };

/// A region of a public cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CataloguePlace {
    /// The provider: `aws`, `azure`, `fly`, `gcp` or `ibm`.
    pub provider: &'static str,
    /// The provider's code, for example `eu-central-1`.
    pub code: &'static str,
    /// The city, or what the provider calls the place.
    pub city: &'static str,
    /// The country, by ISO 3166-1; nothing where it is not published.
    pub country: Option<&'static str>,
    /// The part of the country, by ISO 3166-2.
    pub subdivision: Option<&'static str>,
    /// The part of the cloud that is run apart, for example `aws-eusc`.
    pub partition: &'static str,
    /// Of the city, to a hundredth of a degree; for distances only.
    pub coordinates: Option<Coordinates>,
    /// The day on which the provider closed it.
    pub retired_on: Option<&'static str>,
    /// The day on which the name that was asked for was seen to be another name of this place.
    pub alias_as_of: Option<&'static str>,
}

impl CataloguePlace {
    /// The name with the provider: `aws:eu-central-1`.
    pub fn id(&self) -> String {
        format!("{}:{}", self.provider, self.code)
    }

    /// `{id, provider, code, city, country, subdivision, partition, latitude, longitude, status, retired_on}`.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("id", Value::from(self.id())),
            ("provider", Value::from(self.provider)),
            ("code", Value::from(self.code)),
            ("city", Value::from(self.city)),
            ("country", Value::from(self.country)),
            ("subdivision", Value::from(self.subdivision)),
            ("partition", Value::from(self.partition)),
            ("latitude", self.coordinates.map_or(Value::Null, |at| at.latitude())),
            ("longitude", self.coordinates.map_or(Value::Null, |at| at.longitude())),
            ("status", Value::from(if self.retired_on.is_some() { "retired" } else { "active" })),
            ("retired_on", Value::from(self.retired_on)),
        ])
    }
}

/// A line of the table under its heading.
struct Line {
    provider: &'static str,
    partition: &'static str,
    retired_on: Option<&'static str>,
    text: &'static str,
}

fn lines() -> impl Iterator<Item = Line> {
    let (mut provider, mut partition, mut retired_on) = ("", "", None);
    TABLE.lines().filter_map(move |text| match text.strip_prefix('@') {
        Some(heading) => {
            let mut words = heading.split(' ');
            provider = words.next().unwrap_or_default();
            partition = words.next().unwrap_or_default();
            retired_on = words.next();
            None
        }
        None => Some(Line { provider, partition, retired_on, text }),
    })
}

impl Line {
    fn place(&self) -> Option<CataloguePlace> {
        if self.text.starts_with('=') {
            return None;
        }
        let mut words = self.text.splitn(5, ' ');
        let (code, at) = (words.next()?, words.next()?);
        let mut degrees = || words.next()?.parse::<i32>().ok();
        let coordinates = match (degrees(), degrees()) {
            (Some(latitude), Some(longitude)) => Some(Coordinates {
                latitude_microdegrees: latitude.saturating_mul(10_000),
                longitude_microdegrees: longitude.saturating_mul(10_000),
            }),
            _ => None,
        };
        Some(CataloguePlace {
            provider: self.provider,
            code,
            city: words.next()?,
            country: at.get(..2),
            subdivision: (at.len() > 2).then_some(at),
            partition: self.partition,
            coordinates,
            retired_on: self.retired_on,
            alias_as_of: None,
        })
    }

    /// The alias, the code that it stands for, and the day on which it was seen.
    fn alias(&self) -> Option<(&'static str, &'static str, &'static str)> {
        let mut words = self.text.strip_prefix('=')?.split(' ');
        Some((words.next()?, words.next()?, words.next()?))
    }
}

/// Every place, closed ones included, by provider.
pub fn places() -> impl Iterator<Item = CataloguePlace> {
    lines().filter_map(|line| line.place())
}

/// Every place as a document: an array of what [`CataloguePlace::to_document`] gives.
pub fn to_document() -> Value {
    Value::Array(places().map(|place| place.to_document()).collect())
}

/// Whether the catalogue has a provider of this name.
pub(crate) fn is_provider(name: &str) -> bool {
    lines().any(|line| line.provider == name)
}

/// The place with this name, which has its provider in front: `aws:eu-central-1`.
///
/// # Errors
///
/// `ambiguous_place` for a code without its provider, with the detail `candidates`; `unknown_place` for what the provider
/// does not have, with the detail `suggestion` where a name is near.
///
/// ```
/// use active_active::{Code, residency::catalogue};
///
/// let place = catalogue::find("aws:eu-central-1")?;
/// assert_eq!((place.country, place.subdivision, place.partition), (Some("DE"), Some("DE-HE"), "aws"));
/// assert_eq!(catalogue::find("us-east1").unwrap_err().code(), Code::AmbiguousPlace);
/// # Ok::<(), active_active::Error>(())
/// ```
pub fn find(id: &str) -> Result<CataloguePlace> {
    let Some((provider, code)) = id.split_once(':') else {
        let candidates = candidates(id);
        return Err(if candidates.is_empty() { unknown(id, &[]) } else { ambiguous(id, &candidates) });
    };
    let of_provider = || lines().filter(|line| line.provider == provider);
    let by_code = |code: &str| of_provider().filter_map(|line| line.place()).find(|place| place.code == code);
    if let Some(place) = by_code(code) {
        return Ok(place);
    }
    if let Some((_, other, as_of)) = of_provider().filter_map(|line| line.alias()).find(|(alias, ..)| *alias == code)
        && let Some(place) = by_code(other)
    {
        return Ok(CataloguePlace { alias_as_of: Some(as_of), ..place });
    }
    let near: Vec<&str> = of_provider().filter_map(|line| line.place()).map(|place| place.code).collect();
    Err(unknown(id, &near))
}

/// The places of any provider whose codes differ from a text without a provider in hyphens and capitals at most.
pub(crate) fn candidates(code: &str) -> Vec<String> {
    let plain = |text: &str| -> Vec<u8> {
        text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase()).collect()
    };
    let wanted = plain(code);
    places().filter(|place| plain(place.code) == wanted).map(|place| place.id()).collect()
}

pub(crate) fn ambiguous(code: &str, candidates: &[String]) -> Error {
    let names: Vec<&str> = candidates.iter().map(String::as_str).collect();
    let message = format!("place {code:?} does not say whose it is; write {}", suggest::one_of(&names));
    Error::new(Code::AmbiguousPlace, message).with("candidates", candidates.join(" "))
}

fn unknown(id: &str, codes: &[&str]) -> Error {
    let (provider, code) = id.split_once(':').unwrap_or(("", id));
    match suggest::nearest(code, codes) {
        Some(meant) => {
            let meant = format!("{provider}:{meant}");
            let message = format!("place {id:?} is not in the catalogue; did you mean `{meant}`?");
            Error::new(Code::UnknownPlace, message).with("suggestion", meant)
        }
        None => Error::new(Code::UnknownPlace, format!("place {id:?} is not in the catalogue")),
    }
}
