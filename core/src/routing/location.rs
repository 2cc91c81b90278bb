//! Where a client is, from whatever the caller has.
//!
//! Sources are asked in the order of how much they are worth: an authenticated claim of a home, what the application
//! says, the client's network as its resolver passed it on (EDNS Client Subnet), the resolver's own address. The first
//! that says anything is taken whole; nothing is mixed. A location orders regions that are allowed. It never allows
//! one: addresses are forged, lent and moved, and guidance on data protection rests on none of them.

use super::{
    CountryField, Place,
    document::{REQUEST, region_number},
    place::country_value,
};
use crate::{
    Result,
    deployment::{Deployment, reader::Node},
    value::Value,
};
use alloc::vec::Vec;

/// Where a location came from, the most reliable first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LocationSource {
    /// A claim of a home region that the caller has authenticated, as in a signed session.
    HomeClaim,
    /// The application: a profile, a device's position, the edge location that runs the code.
    Application,
    /// The client's network by EDNS Client Subnet, or the client's own address.
    Ecs,
    /// The address of the client's resolver.
    Resolver,
    /// Nobody.
    Unknown,
}

impl LocationSource {
    /// Every source that can be given, the most reliable first.
    pub const GIVEN: &'static [LocationSource] =
        &[LocationSource::HomeClaim, LocationSource::Application, LocationSource::Ecs, LocationSource::Resolver];

    /// The stable name: `"home_claim"`, `"application"`, `"ecs"`, `"resolver"` or `"unknown"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            LocationSource::HomeClaim => "home_claim",
            LocationSource::Application => "application",
            LocationSource::Ecs => "ecs",
            LocationSource::Resolver => "resolver",
            LocationSource::Unknown => "unknown",
        }
    }
}

/// How far a location is to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LocationQuality {
    /// Somebody authenticated it.
    Authenticated,
    /// The application stated it.
    Stated,
    /// It was inferred from a network address.
    Inferred,
    /// The address is known not to tell where its user is.
    Untrusted,
    /// There is none.
    Unknown,
}

impl LocationQuality {
    /// The stable name: `"authenticated"`, `"stated"`, `"inferred"`, `"untrusted"` or `"unknown"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            LocationQuality::Authenticated => "authenticated",
            LocationQuality::Stated => "stated",
            LocationQuality::Inferred => "inferred",
            LocationQuality::Untrusted => "untrusted",
            LocationQuality::Unknown => "unknown",
        }
    }
}

/// What happened to one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceVerdict {
    /// The location is its.
    Taken,
    /// A more reliable one was taken.
    Outranked,
    /// It said nothing to go by.
    Empty,
    /// It, or a more reliable one, said that the address does not tell where its user is.
    Untrusted,
}

impl SourceVerdict {
    /// The stable name: `"taken"`, `"outranked"`, `"empty"` or `"untrusted"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            SourceVerdict::Taken => "taken",
            SourceVerdict::Outranked => "outranked",
            SourceVerdict::Empty => "empty",
            SourceVerdict::Untrusted => "untrusted",
        }
    }
}

/// What the caller knows of where a client is: for each source a place, or nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LocationSources {
    /// In the order of [`LocationSource::GIVEN`].
    places: [Option<Place>; 4],
}

impl LocationSources {
    /// The same with one more source. A place from nobody changes nothing.
    #[must_use]
    pub fn with(mut self, source: LocationSource, place: Place) -> Self {
        if let Some(slot) = self.places.get_mut(source as usize) {
            *slot = Some(place);
        }
        self
    }

    /// Reads `{home_claim: region, application: place, ecs: place, resolver: place}`, each optional; a place is
    /// `{country, registered_country, represented_country, latitude, longitude, region, anonymous, satellite}`.
    ///
    /// # Errors
    ///
    /// `unknown_country`, `unknown_region`, `position_invalid`, or `routing_invalid`, each with its `place`.
    pub fn from_document(document: &Value, deployment: &Deployment) -> Result<Self> {
        Self::read(Node::of(document, REQUEST), deployment)
    }

    pub(super) fn read(node: Node<'_>, deployment: &Deployment) -> Result<Self> {
        let number = |node: &Node<'_>| region_number(node, deployment);
        let object = node.object(&["home_claim", "application", "ecs", "resolver"])?;
        let mut sources = LocationSources::default();
        for source in LocationSource::GIVEN {
            let Some(node) = object.optional(source.as_str()) else { continue };
            let place = match source {
                LocationSource::HomeClaim => Place { region: Some(number(&node)?), ..Place::default() },
                _ => Place::read(node, &number)?,
            };
            sources = sources.with(*source, place);
        }
        Ok(sources)
    }
}

/// Where a client is taken to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Who said so.
    pub source: LocationSource,
    /// How far it is to be believed.
    pub quality: LocationQuality,
    /// What that source said; empty where the location is unknown.
    pub place: Place,
    /// Which of its countries counts.
    pub country_field: CountryField,
    /// What happened to each source that was given, the most reliable first.
    pub trace: Vec<(LocationSource, SourceVerdict)>,
}

impl Location {
    /// Takes the most reliable of the sources.
    ///
    /// A source that is marked as an anonymous proxy, a satellite or Tor, by its code or its traits, is as if it were
    /// unknown, and so are the less reliable ones: they look at the same address.
    ///
    /// ```
    /// use active_active::routing::{CountryField, Country, Location, LocationQuality, LocationSource, LocationSources, Place};
    /// let from = |code: &str| Ok::<_, active_active::Error>(Place { country: Some(Country::parse(code)?), ..Place::default() });
    /// let sources = LocationSources::default()
    ///     .with(LocationSource::Ecs, from("IN")?)
    ///     .with(LocationSource::Resolver, from("US")?);
    /// let location = Location::of(&sources, CountryField::Country);
    /// assert_eq!(location.source, LocationSource::Ecs);
    /// assert_eq!(location.quality, LocationQuality::Inferred);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn of(sources: &LocationSources, country_field: CountryField) -> Self {
        let mut location = Location {
            source: LocationSource::Unknown,
            quality: LocationQuality::Unknown,
            place: Place::default(),
            country_field,
            trace: Vec::new(),
        };
        for (source, place) in LocationSource::GIVEN.iter().zip(&sources.places) {
            let Some(place) = place else { continue };
            let verdict = if location.source != LocationSource::Unknown {
                SourceVerdict::Outranked
            } else if place.untrusted || location.quality == LocationQuality::Untrusted {
                location.quality = LocationQuality::Untrusted;
                SourceVerdict::Untrusted
            } else if place.is_empty() {
                SourceVerdict::Empty
            } else {
                location.source = *source;
                location.place = place.clone();
                location.quality = match source {
                    LocationSource::HomeClaim => LocationQuality::Authenticated,
                    LocationSource::Application => LocationQuality::Stated,
                    _ => LocationQuality::Inferred,
                };
                SourceVerdict::Taken
            };
            location.trace.push((*source, verdict));
        }
        location
    }

    /// The country that counts.
    pub fn country(&self) -> Option<super::Country> {
        self.place.country_in(self.country_field)
    }

    /// Whether nobody said anything that is to be believed.
    pub fn is_unknown(&self) -> bool {
        self.source == LocationSource::Unknown
    }

    /// `{source, quality, country, registered_country, represented_country, country_field, countries_disagree, region,
    /// trace: [{source, verdict}]}`. Coordinates are left out: a trace is kept, and they say where a person is.
    pub fn to_document(&self, deployment: &Deployment) -> Value {
        let place = &self.place;
        let region = place.region.and_then(|number| deployment.region_by_number(number));
        let trace = self.trace.iter().map(|(source, verdict)| {
            Value::object([("source", Value::from(source.as_str())), ("verdict", Value::from(verdict.as_str()))])
        });
        Value::object([
            ("source", Value::from(self.source.as_str())),
            ("quality", Value::from(self.quality.as_str())),
            ("country", country_value(place.country)),
            ("registered_country", country_value(place.registered_country)),
            ("represented_country", country_value(place.represented_country)),
            ("country_field", Value::from(self.country_field.as_str())),
            ("countries_disagree", Value::Bool(place.countries_disagree())),
            ("region", region.map_or(Value::Null, |region| Value::from(region.name.as_str()))),
            ("trace", Value::Array(trace.collect())),
        ])
    }
}
