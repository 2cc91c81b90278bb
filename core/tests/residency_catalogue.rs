//! The catalogue: the table that is built in says what the facts beside it say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    residency::catalogue,
    value::{Limits, Value},
};

const FACTS: &str = include_str!("../src/residency/catalogue/regions.json");
const TABLE: &str = include_str!("../src/residency/catalogue/table.txt");

fn facts() -> Value {
    Value::from_json(FACTS, &Limits { depth: 8, size_bytes: 1 << 20 }).unwrap()
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name).and_then(Value::as_str)
}

/// The table, from the facts.
fn table() -> String {
    let mut table = String::new();
    let mut heading = String::new();
    let mut line = |new_heading: String, line: String| {
        if heading != new_heading {
            table.push_str(&format!("{new_heading}\n"));
            heading = new_heading;
        }
        table.push_str(&format!("{line}\n"));
    };
    let facts = facts();
    for region in facts.get("regions").unwrap().as_array().unwrap() {
        let (provider, code) = text(region, "id").unwrap().split_once(':').unwrap();
        let mut heading = format!("@{provider} {}", text(region, "partition").unwrap());
        if let Some(day) = text(region, "retired_on") {
            heading = format!("{heading} {day}");
        }
        let at = text(region, "subdivision").or(text(region, "country")).unwrap_or("-");
        let hundredths = |name| match region.get(name).unwrap().as_f64() {
            Some(degrees) => format!("{}", (degrees * 100.0).round()),
            None => "-".into(),
        };
        let city = text(region, "city").unwrap();
        line(heading, format!("{code} {at} {} {} {city}", hundredths("lat"), hundredths("lon")));
    }
    for alias in facts.get("aliases").unwrap().as_array().unwrap() {
        let (provider, name) = text(alias, "id").unwrap().split_once(':').unwrap();
        let code = text(alias, "of").unwrap().strip_prefix(provider).unwrap().strip_prefix(':').unwrap();
        line(format!("@{provider} -"), format!("={name} {code} {}", text(alias, "as_of").unwrap()));
    }
    table
}

/// To write the table anew after the facts have changed: `WRITE_CATALOGUE=1 cargo test --test residency_catalogue`.
#[test]
fn the_table_is_that_of_the_facts() {
    let table = table();
    if std::env::var_os("WRITE_CATALOGUE").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/residency/catalogue/table.txt"), &table).unwrap();
    }
    assert!(table == TABLE, "table.txt is not that of regions.json");
    assert_eq!(text(&facts(), "as_of"), catalogue::VERSION);
}

#[test]
fn every_fact_comes_out() {
    let facts = facts();
    let regions = facts.get("regions").unwrap().as_array().unwrap();
    assert_eq!(catalogue::places().count(), regions.len());
    for region in regions {
        let place = catalogue::find(text(region, "id").unwrap()).unwrap().to_document();
        for name in ["id", "city", "country", "subdivision", "partition", "status"] {
            assert_eq!(place.get(name), region.get(name), "{name} of {}", region.to_json());
        }
        for (name, given) in [("latitude", "lat"), ("longitude", "lon")] {
            assert_eq!(place.get(name), region.get(given), "{}", region.to_json());
        }
        let country = text(region, "country");
        assert!(text(region, "subdivision").is_none_or(|code| code.starts_with(country.unwrap())));
        assert!(!text(region, "source").unwrap().is_empty());
    }
}
