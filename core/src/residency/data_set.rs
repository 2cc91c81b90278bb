//! The sets of countries and territories that are shipped.
//!
//! Facts for configuration, gathered from public sources, and no legal advice: whoever relies on a set has to see for
//! himself that it is what he needs. Each is an edition with a day until which to trust it. After that day nothing is
//! known of it, so that rules over it deny, until the application has a newer library, or says that it has reviewed the
//! set with a later `review_by`. Which records are personal and which rules apply to them is not for a library to know,
//! so no set of rules is shipped.

use super::{DataSet, Expression, date};
use crate::value::Value;
use alloc::{boxed::Box, string::String, vec::Vec};

/// The edition of the shipped sets: the day on which they were gathered.
pub const VERSION: &str = "2026-08-05";

/// A shipped set, as it is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShippedSet {
    /// The name, as in `{"builtin": "EU"}`.
    pub name: &'static str,
    /// Until when to trust it: a day in ISO 8601.
    pub review_by: &'static str,
    /// Where it is from; what a source could not confirm is said to be unconfirmed.
    pub source: &'static str,
    members: &'static str,
}

macro_rules! sets {
    ($($name:literal, $review_by:literal, $members:expr, $source:literal;)*) => {
        &[$(ShippedSet { name: $name, review_by: $review_by, members: $members, source: $source }),*]
    };
}

const SHIPPED: &[ShippedSet] = sets! {
    "EU", "2027-08-05",
        "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE",
        "the 27 member states since 2020-02-01; public fact";
    "EU-2013-2020", "2020-01-31",
        "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE GB",
        "the 28 member states from 2013-07-01 to 2020-01-31; public fact";
    "EEA", "2027-08-05",
        "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO",
        "the EU with Iceland, Liechtenstein and Norway; epo.org";
    "EFTA", "2027-08-05", "IS LI NO CH", "public fact";
    "EU-SPECIAL-INSIDE", "2027-02-05", "AX GF GP MQ RE YT MF",
        "territories of the EU with country codes of their own; unconfirmed";
    "EU-SPECIAL-OUTSIDE", "2027-02-05", "GL FO PF NC WF PM BL TF AW CW SX BQ GI SJ",
        "territories of member states that are outside the EU and the EEA; unconfirmed";
    "UK", "2027-08-05", "GB", "without the Crown dependencies; public fact";
    "UK-CROWN-DEPENDENCIES", "2027-08-05", "GG JE IM", "public fact";
    "CN-MAINLAND", "2027-08-05", "CN", "without Hong Kong and Macau; public fact";
    "CN-US-DSP", "2027-02-05", "CN HK MO", "28 CFR 202.208, 202.250, 202.251; that HK and MO are included is unconfirmed";
    "US-DSP-COUNTRIES-OF-CONCERN", "2027-02-05", "CN HK MO CU IR KP RU VE", "28 CFR 202.601, as of 2026-04-05";
    "NOT-RU-BY", "2027-08-05", "-RU BY", "the shape of a regional service of a content delivery network";
    "EU-SOVEREIGN-AWS", "2027-08-05", "@aws-eusc", "partitions.json of botocore 1.44.8";
    "GOVCLOUD", "2027-08-05", "@aws-us-gov", "partitions.json of botocore 1.44.8";
    "EU-ADEQUACY", "2027-02-05", "AD AR FO GG IM JE NZ CH GB UY",
        "decisions of the European Commission in full scope, as reported on 2026-08-05; those on JE, NZ and UY unconfirmed";
    "EU-ADEQUACY-CONDITIONAL", "2027-02-05", "BR CA IL JP KR US",
        "decisions of the European Commission that cover some recipients only, as reported on 2026-08-05; a rule has to ask \
         for the condition; that on KR unconfirmed";
};

/// The shipped sets.
pub fn shipped() -> impl Iterator<Item = ShippedSet> {
    SHIPPED.iter().copied()
}

impl ShippedSet {
    /// Who is in it.
    pub fn members(&self) -> Expression {
        let countries = |codes: &str| {
            let codes: Vec<Expression> = codes.split(' ').map(|code| Expression::Country(String::from(code))).collect();
            Expression::Union(codes)
        };
        match (self.members.strip_prefix('@'), self.members.strip_prefix('-')) {
            (Some(partition), _) => Expression::Partition(partition.into()),
            (_, Some(without)) => Expression::Difference(Box::new((Expression::All, countries(without)))),
            _ => countries(self.members),
        }
    }
}

/// The shipped sets as a document: `[{name, version, review_by, source, members}]`.
pub fn to_document() -> Value {
    let set = |set: ShippedSet| {
        Value::object([
            ("name", Value::from(set.name)),
            ("version", Value::from(VERSION)),
            ("review_by", Value::from(set.review_by)),
            ("source", Value::from(set.source)),
            ("members", set.members().to_value()),
        ])
    };
    Value::Array(shipped().map(set).collect())
}

/// The set with this name; else the names that there are.
pub(super) fn find(name: &str) -> Result<DataSet, Vec<&'static str>> {
    match SHIPPED.iter().find(|set| set.name == name) {
        Some(set) => Ok(DataSet {
            name: name.into(),
            version: VERSION.into(),
            // A day that could not be read would be long past.
            review_by_ms: date::parse(set.review_by, date::End::Last).unwrap_or_default(),
            members: set.members(),
        }),
        None => Err(SHIPPED.iter().map(|set| set.name).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::residency::country;

    #[test]
    fn every_set_has_days_and_codes_that_can_be_read() {
        for set in shipped() {
            assert!(date::parse(set.review_by, date::End::Last).is_some(), "{}", set.name);
            set.members().walk(&mut |part| {
                if let Expression::Country(code) = part {
                    assert!(country::is_known(code), "{code} of {}", set.name);
                }
            });
        }
    }

    #[test]
    fn a_set_takes_in_another_where_it_should() {
        let codes = |name: &str| {
            let mut codes = Vec::new();
            shipped().filter(|set| set.name == name).for_each(|set| codes.extend(set.members.split(' ')));
            codes
        };
        let (eu, eea) = (codes("EU"), codes("EEA"));
        assert_eq!((eu.len(), eea.len()), (27, 30));
        assert!(eu.iter().all(|code| eea.contains(code)));
    }
}
