//! The bytes on the wire: one batch worked out by hand, and golden batches that must never change within a version.
//!
//! `ACTIVE_ACTIVE_BLESS=1 cargo test -p active-active --test wire_golden` writes the golden files anew; do that only
//! together with a new format version.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use active_active::{
    deployment::Deployment,
    region::{Options, Region},
    value::Value,
};
use std::{fs, path::PathBuf, sync::Arc};

const DOCUMENT: &str = r#"{"version": 1, "name": "golden", "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
    "classes": [
        {"name": "profiles", "keys": "profile/*", "labels": [], "type": "map", "fields": {
            "name": {"type": "register"}, "likes": {"type": "counter"}, "tags": {"type": "set"},
            "seen": {"type": "set", "strategy": "remove-wins"}, "on": {"type": "flag"}}},
        {"name": "rest", "keys": "**", "labels": [], "type": "register", "strategy": "keep-all"}]}"#;

fn regions() -> (Region, Region) {
    let deployment = Arc::new(Deployment::parse(DOCUMENT).unwrap());
    let open = |name| Region::open(deployment.clone(), name, Options::default()).unwrap();
    (open("eu"), open("us"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_first_put_is_the_bytes_worked_out_by_hand() {
    let (mut eu, _) = regions();
    eu.put(1_000_000, "k", &[], &Value::Integer(1), None).unwrap();
    eu.put(1_000_000, "k", &[], &Value::Integer(2), None).unwrap();
    let batches = eu.batches_for(1_000_000, "us", 1 << 20).unwrap();
    // An array of 4: 1,000,000 ms after the start (0x0f4240), put that creates (0 | 1 << 4), "k", 1.
    // Then one of 4: counter + 1 (0), put that continues its own creation (0 | 3 << 4 = 48), "k", 2.
    let changes = "841a000f424010616b01".to_owned() + "84001830616b02";
    let envelope_end = format!("{:02x}{changes}", 0x40 | (changes.len() / 2));
    let text = hex(&batches[0]);
    assert!(text.ends_with(&envelope_end), "{text}");
    // An array of 10: format 1, deployment version 1, 16 bytes of its digest, then stream [1, 1, 0, 0], first 1,
    // count 2, hash 0, base [0, 0], an empty context.
    assert!(text.starts_with("8a010150"), "{text}");
    assert!(text.ends_with(&format!("8401010000010200820000{}{envelope_end}", "80")), "{text}");
}

/// A history that uses every operation, in both directions.
fn history() -> Vec<(&'static str, Vec<u8>)> {
    let (mut eu, mut us) = regions();
    let key = "profile/ann";
    let name = Value::from("Ann");
    eu.put(1_000_000, key, &["name"], &name, None).unwrap();
    eu.increment(1_000_001, key, &["likes"], 7).unwrap();
    eu.add(1_000_002, key, &["tags"], &Value::from("new")).unwrap();
    eu.enable(1_000_003, key, &["on"]).unwrap();
    eu.put(1_000_004, "free", &[], &Value::Array(vec![Value::Float(1.5), Value::Null]), None).unwrap();
    let first = eu.batches_for(1_000_010, "us", 1 << 20).unwrap().remove(0);
    us.apply(1_000_020, &first).unwrap();
    let context = us.get(key).unwrap().unwrap().context;
    us.patch(1_000_030, key, &[(&["name"], Value::from("Anna"))], Some(&context)).unwrap();
    us.reset(1_000_031, key, &["likes"], Some(&context)).unwrap();
    us.remove(1_000_032, key, &["tags"], &Value::from("new"), None).unwrap();
    us.remove(1_000_033, key, &["seen"], &Value::from("old"), None).unwrap();
    us.clear(1_000_034, key, &["tags"], None).unwrap();
    us.disable(1_000_035, key, &["on"]).unwrap();
    us.unset(1_000_036, key, &["likes"], None).unwrap();
    us.delete(1_000_037, key, None).unwrap();
    us.increment(1_000_038, key, &["likes"], -3).unwrap();
    let second = us.batches_for(1_000_040, "eu", 1 << 20).unwrap().remove(0);
    eu.apply(1_000_050, &second).unwrap();
    let third = eu.batches_for(1_000_060, "us", 1 << 20).unwrap().pop().unwrap();
    vec![
        ("batch-every-type", first),
        ("batch-every-operation", second),
        ("batch-acknowledgement", third),
        ("acknowledgement", eu.acknowledgement_for("us").unwrap()),
    ]
}

/// What came later: logs, maxima and minima, and claims, which are adds and removals.
fn more_types() -> Vec<(&'static str, Vec<u8>)> {
    let document = r#"{"version": 1, "name": "golden", "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
        "classes": [
            {"name": "records", "keys": "record/*", "labels": [], "type": "map", "fields": {
                "history": {"type": "log"}, "most": {"type": "maximum"}, "least": {"type": "minimum"}}},
            {"name": "emails", "keys": "email/*", "labels": [], "type": "claim"}]}"#;
    let deployment = Arc::new(Deployment::parse(document).unwrap());
    let mut eu = Region::open(deployment, "eu", Options::default()).unwrap();
    let key = "record/a";
    eu.append(1_000_000, key, &["history"], &Value::from("ordered")).unwrap();
    eu.offer(1_000_001, key, &["most"], &Value::Integer(7)).unwrap();
    eu.offer(1_000_002, key, &["least"], &Value::Float(1.5)).unwrap();
    let (email, ann) = (Value::from("ann@example.org"), Value::from("ann"));
    eu.claim(1_000_003, "emails", &email, &ann).unwrap();
    eu.release(1_000_004, "emails", &email, &ann).unwrap();
    vec![("batch-more-types", eu.batches_for(1_000_010, "us", 1 << 20).unwrap().remove(0))]
}

#[test]
fn an_append_and_an_offer_are_the_bytes_worked_out_by_hand() {
    let text = hex(&more_types()[0].1);
    // An array of 5: 1,000,000 ms after the start, append that creates, with a path (14 | 1 << 4 | 1 << 6 = 94),
    // "record/a", ["history"], "ordered".
    let append = "851a000f4240185e687265636f72642f61816768697374".to_owned() + "6f7279676f726465726564";
    // An array of 5: 1 ms later, offer that continues its own creation, with a path (15 | 3 << 4 | 1 << 6 = 127),
    // "record/a", ["most"], 7.
    let offer = "8501187f687265636f72642f6181646d6f737407";
    assert!(text.contains(&(append + offer)), "{text}");
}

#[test]
fn golden_batches_are_written_and_read_as_ever() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden"));
    for (name, bytes) in history().into_iter().chain(more_types()) {
        let path = folder.join(format!("{name}.cbor"));
        if std::env::var_os("ACTIVE_ACTIVE_BLESS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &bytes).unwrap();
        }
        let golden = fs::read(&path).unwrap();
        assert_eq!(hex(&bytes), hex(&golden), "{name}");
    }
    let golden = |name: &str| fs::read(folder.join(format!("{name}.cbor"))).unwrap();
    let (_, mut us) = regions();
    let report = us.apply(1_000_020, &golden("batch-every-type")).unwrap();
    assert_eq!(report.applied, 5);
    let read = us.get("profile/ann").unwrap().unwrap().value();
    assert_eq!(read.to_json(), r#"{"likes":7,"name":"Ann","on":true,"tags":["new"]}"#);
}
