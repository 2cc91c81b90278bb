//! Country codes, and the codes that only look like ones.

use crate::{Code, Error, Result, residency::is_country};

/// A country by its two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

/// What a location service puts in the place of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claimed {
    /// A country.
    Country(Country),
    /// An anonymous proxy (`A1`), a satellite provider (`A2`), another one (`O1`) or the Tor network (`T1`): an address
    /// that says nothing about where its user is.
    Untrusted,
    /// No country was found: `XX`, `ZZ`, a region of the world (`EU`, `AP`), or no code at all.
    Unknown,
}

impl Country {
    /// The country with this code of ISO 3166-1 alpha-2, in capitals.
    ///
    /// # Errors
    ///
    /// `unknown_country` for any other text, which the error does not repeat.
    pub fn parse(code: &str) -> Result<Self> {
        match Country::claimed(code)? {
            Claimed::Country(country) => Ok(country),
            _ => Err(unknown()),
        }
    }

    /// Reads what a location service says.
    pub(super) fn claimed(code: &str) -> Result<Claimed> {
        let letters: [u8; 2] = match code.as_bytes().try_into() {
            Ok(letters) => letters,
            Err(_) if code.is_empty() => return Ok(Claimed::Unknown),
            Err(_) => return Err(unknown()),
        };
        match &letters {
            b"A1" | b"A2" | b"O1" | b"T1" => return Ok(Claimed::Untrusted),
            b"XX" | b"ZZ" | b"EU" | b"AP" => return Ok(Claimed::Unknown),
            _ => {}
        }
        if is_country(code) { Ok(Claimed::Country(Country(letters))) } else { Err(unknown()) }
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        // INVARIANT: made from two ASCII letters.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn unknown() -> Error {
    Error::new(
        Code::UnknownCountry,
        "a country is two capital letters of ISO 3166-1, or one of `A1`, `A2`, `O1`, `T1`, `XX` where a location service \
         knows none",
    )
}
