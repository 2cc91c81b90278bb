//! What one source says of where a client is.

use super::{Country, Position, country::Claimed};
use crate::{
    Error, Result,
    deployment::reader::{Node, Object},
    value::Value,
};
use alloc::string::String;

/// Which of the three countries that a location service tells is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CountryField {
    /// Where the address is used.
    #[default]
    Country,
    /// Where the address was registered.
    Registered,
    /// The country that its users represent, as at an embassy or a military base.
    Represented,
}

impl CountryField {
    /// Every field, the default first.
    pub const ALL: &'static [CountryField] =
        &[CountryField::Country, CountryField::Registered, CountryField::Represented];

    /// The name of the member of a place: `"country"`, `"registered_country"` or `"represented_country"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            CountryField::Country => "country",
            CountryField::Registered => "registered_country",
            CountryField::Represented => "represented_country",
        }
    }
}

/// What one source says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// Where the address is used.
    pub country: Option<Country>,
    /// Where the address was registered.
    pub registered_country: Option<Country>,
    /// The country that its users represent.
    pub represented_country: Option<Country>,
    /// The place on the globe.
    pub position: Option<Position>,
    /// The region of the deployment that the client is at, by number; what it measures is then as from there.
    pub region: Option<u16>,
    /// Whether the source says that the address does not tell where its user is: an anonymous proxy, a satellite, Tor.
    pub untrusted: bool,
}

/// The members of a place in a document.
const MEMBERS: &[&str] = &[
    "country",
    "registered_country",
    "represented_country",
    "latitude",
    "longitude",
    "region",
    "anonymous",
    "satellite",
];

impl Place {
    /// Whether nothing is said that a choice could go by.
    pub(super) fn is_empty(&self) -> bool {
        let countries = [self.country, self.registered_country, self.represented_country];
        countries.iter().all(Option::is_none) && self.position.is_none() && self.region.is_none()
    }

    /// The country in one of the fields.
    pub fn country_in(&self, field: CountryField) -> Option<Country> {
        match field {
            CountryField::Country => self.country,
            CountryField::Registered => self.registered_country,
            CountryField::Represented => self.represented_country,
        }
    }

    /// Whether the countries that are told are not all the same.
    pub fn countries_disagree(&self) -> bool {
        let mut told = [self.country, self.registered_country, self.represented_country].into_iter().flatten();
        let first = told.next();
        told.any(|country| Some(country) != first)
    }

    /// Reads `{country, registered_country, represented_country, latitude, longitude, region, anonymous, satellite}`,
    /// each of them optional. `region_number` knows the regions by name.
    pub(super) fn read(node: Node<'_>, region_number: &dyn Fn(&Node<'_>) -> Result<u16>) -> Result<Self> {
        let object = node.object(MEMBERS)?;
        let mut place = Place::default();
        for field in CountryField::ALL {
            let Some(node) = object.optional(field.as_str()) else { continue };
            let claimed = Country::claimed(node.text()?).map_err(|error| node.place_error(&error))?;
            let country = match claimed {
                Claimed::Country(country) => Some(country),
                Claimed::Untrusted => {
                    place.untrusted = true;
                    None
                }
                Claimed::Unknown => None,
            };
            match field {
                CountryField::Country => place.country = country,
                CountryField::Registered => place.registered_country = country,
                CountryField::Represented => place.represented_country = country,
            }
        }
        place.position = position(&object)?;
        place.region = object.optional("region").map(|node| region_number(&node)).transpose()?;
        for mark in ["anonymous", "satellite"] {
            if let Some(node) = object.optional(mark) {
                place.untrusted |= node.value().as_bool().ok_or_else(|| node.wrong("true or false"))?;
            }
        }
        Ok(place)
    }
}

/// `latitude` and `longitude` of an object: both or neither.
pub(super) fn position(object: &Object<'_>) -> Result<Option<Position>> {
    let degrees = |name: &str| match object.optional(name) {
        Some(node) => node.value().as_f64().map(Some).ok_or_else(|| node.wrong("degrees")),
        None => Ok(None),
    };
    match (degrees("latitude")?, degrees("longitude")?) {
        (Some(latitude), Some(longitude)) => {
            Position::new(latitude, longitude).map(Some).map_err(|error| place_error(object, "latitude", &error))
        }
        (None, None) => Ok(None),
        (Some(_), None) => Err(object.required("longitude").err().unwrap_or_else(unpaired)),
        (None, Some(_)) => Err(object.required("latitude").err().unwrap_or_else(unpaired)),
    }
}

pub(super) fn unpaired() -> Error {
    Error::new(crate::Code::PositionInvalid, "a latitude needs a longitude")
}

fn place_error(object: &Object<'_>, member: &str, error: &Error) -> Error {
    match object.optional(member) {
        Some(node) => node.place_error(error),
        None => Error::new(error.code(), error.message()),
    }
}

/// The country as a document: its two letters, or null.
pub(super) fn country_value(country: Option<Country>) -> Value {
    country.map_or(Value::Null, |country| Value::from(String::from(country.as_str())))
}
