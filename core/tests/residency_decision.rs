//! Where data may be: what a deployment decides, and why.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    Code, Detail, Error,
    deployment::{Deployment, RegionStatus},
    residency::{Action, LabelSet},
    value::{Limits, Value},
};

/// 2026-11-01.
const NOW: u64 = 1_793_491_200_000;

fn value(json: &str) -> Value {
    Value::from_json(json, &Limits::default()).unwrap()
}

/// A deployment with one class, `data`, of all the labels.
fn deployment(regions: &str, jurisdictions: &str, labels: &str) -> Result<Deployment, Error> {
    let names: Vec<String> =
        value(labels).as_array().unwrap().iter().map(|label| label.get("name").unwrap().to_json()).collect();
    Deployment::parse(&format!(
        r#"{{"version": 1, "name": "shop", "regions": {regions}, "jurisdictions": {jurisdictions}, "labels": {labels},
            "classes": [{{"name": "data", "keys": "**", "labels": [{}], "type": "register"}}]}}"#,
        names.join(", ")
    ))
}

fn label(rules: &str) -> String {
    format!(r#"[{{"name": "eu-personal", "number": 1, "rules": {rules}}}]"#)
}

const WORLD: &str = r#"[{"name": "de", "number": 1, "place": "ibm:eu-de"}, {"name": "es", "number": 2, "place": "ibm:eu-es"},
    {"name": "gb", "number": 3, "place": "ibm:eu-gb"}, {"name": "us", "number": 4, "place": "ibm:us-east"}]"#;
const EEA: &str = r#"{"eea": {"builtin": "EEA"}}"#;
const ONLY_EEA: &str = r#"[{"id": "gdpr", "only_in": "jurisdiction:eea"}]"#;

fn decide(deployment: &Deployment, request: &str) -> Value {
    deployment.decide_document(&value(request)).unwrap()
}

fn at(deployment: &Deployment, action: &str, region: &str, more: &str) -> Value {
    decide(
        deployment,
        &format!(r#"{{"action": "{action}", "class": "data", "region": "{region}", "as_of_ms": {NOW}{more}}}"#),
    )
}

fn code(decision: &Value) -> &str {
    decision.get("code").unwrap().as_str().unwrap()
}

fn names(decision: &Value, member: &str) -> String {
    decision.get(member).unwrap().to_json()
}

fn detail(error: &Error, name: &str) -> String {
    match error.detail(name) {
        Some(Detail::Text(text)) => text.clone(),
        other => panic!("{name} is {other:?} in {error}"),
    }
}

#[test]
fn only_where_the_rule_says() {
    let world = deployment(WORLD, EEA, &label(ONLY_EEA)).unwrap();
    let denied = at(&world, "store", "gb", "");
    assert_eq!((code(&denied), names(&denied, "outcome").as_str()), ("not_allowed_region", "\"deny\""));
    assert_eq!(names(&denied, "allowed"), r#"["de","es"]"#);
    assert_eq!(
        names(&denied, "excluded"),
        r#"[{"label":"eu-personal","reason":"not_allowed_region","region":"gb","rule":"gdpr"},{"label":"eu-personal","reason":"not_allowed_region","region":"us","rule":"gdpr"}]"#
    );
    assert_eq!(
        names(&denied, "rules"),
        r#"[{"action":"store","allows":["de","es"],"condition":null,"label":"eu-personal","reason":"not_allowed_region","region":"gb","rule":"gdpr","set":"jurisdiction:eea","shape":"only_in","unknown":[],"verdict":"deny"}]"#
    );
    assert_eq!(names(&denied, "versions"), r#"{"catalogue":"2026-11-27","deployment":1,"jurisdictions":"2026-08-05"}"#);
    assert_eq!(code(&at(&world, "store", "de", "")), "allow");
    // R10: reading from outside is an action of its own.
    assert_eq!(code(&at(&world, "read", "us", "")), "not_allowed_region");
    let rules = r#"[{"only_in": "jurisdiction:eea", "remote_access_counts": false}]"#;
    let world = deployment(WORLD, EEA, &label(rules)).unwrap();
    assert_eq!(code(&at(&world, "read", "us", "")), "allow");
    assert_eq!(code(&at(&world, "store", "us", "")), "not_allowed_region");
}

/// R04.
#[test]
fn every_hop_needs_to_relay() {
    let world = deployment(WORLD, EEA, &label(ONLY_EEA)).unwrap();
    let via = |hop: &str| format!(r#", "from": "de", "via": ["{hop}"]"#);
    let over_us = at(&world, "replicate", "es", &via("us"));
    assert_eq!(code(&over_us), "not_allowed_region");
    assert_eq!(names(&over_us, "allowed"), r#"["de","es"]"#);
    assert_eq!(code(&at(&world, "replicate", "es", r#", "from": "de""#)), "allow");
    assert_eq!(code(&at(&world, "replicate", "es", r#", "from": "gb""#)), "not_allowed_region");
    let rules = r#"[{"only_in": "jurisdiction:eea", "actions": ["store", "replicate"]}, {"only_in": "jurisdiction:eea",
        "actions": ["relay"], "unless": {"intersection": ["fact:ciphertext", "attribute:keyless"]}}]"#;
    let regions = WORLD.replace(r#""ibm:us-east""#, r#""ibm:us-east", "attributes": {"keyless": true}"#);
    let world = deployment(&regions, EEA, &label(rules)).unwrap();
    let ciphertext = |hop: &str| format!(r#"{}, "facts": {{"ciphertext": true}}"#, via(hop));
    assert_eq!(code(&at(&world, "replicate", "es", &ciphertext("us"))), "allow");
    assert_eq!(code(&at(&world, "replicate", "es", &via("us"))), "rule_error");
    assert_eq!(code(&at(&world, "replicate", "es", &ciphertext("gb"))), "rule_error");
}

/// R02 and R20.
#[test]
fn what_is_unknown_denies() {
    let regions = r#"[{"name": "known", "number": 1, "country": "DE"}, {"name": "somewhere", "number": 2}]"#;
    let sets = r#"{"not-ru-by": {"difference": ["all", ["country:RU", "country:BY"]]}}"#;
    for rule in [r#"{"only_in": "jurisdiction:not-ru-by"}"#, r#"{"never_in": ["country:RU", "country:BY"]}"#] {
        let world = deployment(regions, sets, &label(&format!("[{rule}]"))).unwrap();
        assert_eq!(code(&at(&world, "store", "known", "")), "allow");
        let denied = at(&world, "store", "somewhere", "");
        assert_eq!(code(&denied), "rule_error", "{rule}");
        assert!(names(&denied, "rules").contains(r#""unknown":["country:RU","country:BY"]"#), "{}", denied.to_json());
        assert_eq!(names(&denied, "allowed"), r#"["known"]"#);
    }
    let world = deployment(regions, sets, "[]").unwrap();
    assert_eq!(world.jurisdiction_by_name("not-ru-by", NOW).unwrap(), ["known"]);
    let rule = r#"[{"id": "no-contractors", "never_in": "attribute:contractor"}]"#;
    let error = deployment(regions, "{}", &label(rule)).unwrap_err();
    assert_eq!(error.code(), Code::Unplaceable);
}

/// R16.
#[test]
fn collect_first_where_the_law_says() {
    let regions = r#"[{"name": "ru", "number": 1, "country": "RU"}, {"name": "de", "number": 2, "country": "DE"}]"#;
    let rules = r#"[{"id": "old", "primary_copy_in": "country:RU", "valid_until": "2025-06-30"},
        {"id": "new", "collect_in": "country:RU", "valid_from": "2025-07-01", "supersedes": ["old"]}]"#;
    let world = deployment(regions, "{}", &label(rules)).unwrap();
    let collect = |region: &str, as_of_ms: u64, more: &str| {
        let request = format!(
            r#"{{"action": "collect", "labels": ["eu-personal"], "region": "{region}", "as_of_ms": {as_of_ms}{more}}}"#
        );
        decide(&world, &request)
    };
    let changed = 1_751_328_000_000;
    assert_eq!(code(&collect("de", changed, "")), "collect_elsewhere");
    assert_eq!(code(&collect("ru", changed, "")), "allow");
    let before = collect("de", changed - 1, "");
    assert_eq!(code(&before), "allow_after_obligations");
    assert_eq!(
        names(&before, "obligations"),
        r#"[{"at":["de"],"condition":null,"copy_in":["ru"],"kind":"primary_copy_first","label":"eu-personal","rule":"old"}]"#
    );
    let done = collect("de", changed - 1, r#", "copies": ["ru"]"#);
    assert_eq!((code(&done), names(&done, "obligations").as_str()), ("allow", "[]"));
    let labels = world.label_set(&["eu-personal"]).unwrap();
    let (ru, de) = (world.place("ru").unwrap(), world.place("de").unwrap());
    assert!(
        !world.allows(labels, Action::Collect, de, changed - 1) && world.allows(labels, Action::Collect, ru, changed)
    );
    assert!(world.allows(labels, Action::Store, de, changed));
    // Without the second rule the first denies when it is past its end.
    let alone = r#"[{"id": "old", "primary_copy_in": "country:RU", "valid_until": "2025-06-30"}]"#;
    let world = deployment(regions, "{}", &label(alone)).unwrap();
    assert_eq!(code(&at(&world, "collect", "ru", "")), "rule_expired");
}

/// R18.
#[test]
fn a_transfer_is_an_exception_on_a_condition() {
    let with = |attribute: &str| {
        let regions = WORLD.replace(r#""ibm:us-east""#, &format!(r#""ibm:us-east"{attribute}"#));
        let rules = r#"[{"id": "gdpr", "only_in": "jurisdiction:eea"},
            {"id": "dpf", "transfer_to": {"to": "country:US", "if": "attribute:dpf_listed"}}]"#;
        deployment(&regions, EEA, &label(rules)).unwrap()
    };
    let denied = at(&with(r#", "attributes": {"dpf_listed": false}"#), "replicate", "us", "");
    assert_eq!(code(&denied), "condition_unmet");
    assert!(
        names(&denied, "excluded")
            .contains(r#"{"label":"eu-personal","reason":"condition_unmet","region":"us","rule":"dpf"}"#)
    );
    assert!(names(&denied, "rules").contains(r#""condition":"attribute:dpf_listed""#));
    assert_eq!(code(&at(&with(""), "replicate", "us", "")), "rule_error");
    let listed = with(r#", "attributes": {"dpf_listed": true}"#);
    let allowed = at(&listed, "replicate", "us", r#", "from": "de""#);
    assert_eq!(code(&allowed), "allow");
    assert_eq!(
        names(&allowed, "obligations"),
        r#"[{"at":["us"],"condition":"attribute:dpf_listed","copy_in":[],"kind":"record_transfer","label":"eu-personal","rule":"dpf"}]"#
    );
    // The exception is for recipients: the data is not collected there, and nobody there decides on it.
    assert_eq!(code(&at(&listed, "collect", "us", "")), "not_allowed_region");
    assert_eq!(code(&at(&listed, "home", "us", "")), "not_allowed_region");
    assert_eq!(code(&at(&listed, "store", "gb", "")), "not_allowed_region");
}

/// C08 and R22.
#[test]
fn partitions_and_certificates() {
    let regions = r#"[{"name": "sovereign", "number": 1, "place": "aws:eusc-de-east-1", "certs": []},
        {"name": "frankfurt", "number": 2, "place": "aws:eu-central-1"},
        {"name": "gov", "number": 3, "country": "US", "certs": ["fedramp"], "partition": "aws-us-gov"}]"#;
    let world = deployment(regions, "{}", &label(r#"[{"requires": "partition:aws-eusc"}]"#)).unwrap();
    assert_eq!(code(&at(&world, "store", "frankfurt", "")), "requirement_unmet");
    assert_eq!(code(&at(&world, "store", "sovereign", "")), "allow");
    let world = deployment(regions, "{}", &label(r#"[{"requires": "cert:fedramp"}]"#)).unwrap();
    let codes = ["sovereign", "frankfurt", "gov"].map(|region| String::from(code(&at(&world, "store", region, ""))));
    assert_eq!(codes, ["requirement_unmet", "rule_error", "allow"]);
}

/// C06: what the coordinates say makes no difference.
#[test]
fn coordinates_say_nothing() {
    let regions = |at: &str| {
        format!(
            r#"[{{"name": "north", "number": 1, "place": "azure:germanynorth"{at}}}, {{"name": "us", "number": 2, "country": "US"}}]"#
        )
    };
    for at in ["", r#", "latitude": 53.07, "longitude": 8.81"#, r#", "latitude": 40.7, "longitude": -74"#] {
        let world = deployment(&regions(at), r#"{"germany": "country:DE"}"#, "[]").unwrap();
        assert_eq!(world.jurisdiction_by_name("germany", NOW).unwrap(), ["north"]);
    }
}

/// C02: a place that its provider has closed.
#[test]
fn a_closed_place_takes_no_homes() {
    let regions = r#"[{"name": "waw", "number": 1, "place": "fly:waw"}, {"name": "fra", "number": 2, "place": "fly:fra"},
        {"name": "iad", "number": 3, "place": "fly:iad"}]"#;
    let world = deployment(regions, EEA, &label(ONLY_EEA)).unwrap();
    assert_eq!(world.region_by_name("waw").unwrap().status, RegionStatus::Draining);
    let labels = world.label_set(&["eu-personal"]).unwrap();
    assert_eq!(world.allowed_names(labels, Action::Home, NOW), ["fra"]);
    assert_eq!(world.allowed_names(labels, Action::Store, NOW), ["waw", "fra"]);
    let refused = at(&world, "home", "waw", "");
    assert_eq!((code(&refused), names(&refused, "allowed").as_str()), ("region_draining", r#"["fra"]"#));
    let warnings: Vec<String> =
        world.warnings(NOW).iter().map(|warning| format!("{} {}", warning.code.as_str(), warning.place)).collect();
    assert_eq!(warnings, ["place_retired regions[0].place", "two_regions classes[0].labels"]);
}

/// C04.
#[test]
fn places_have_their_provider() {
    let place =
        |place: &str| deployment(&format!(r#"[{{"name": "one", "number": 1, "place": "{place}"}}]"#), "{}", "[]");
    let error = place("us-east1").unwrap_err();
    assert_eq!((error.code(), detail(&error, "place").as_str()), (Code::AmbiguousPlace, "regions[0].place"));
    assert_eq!(detail(&error, "candidates"), "aws:us-east-1 gcp:us-east1");
    assert_eq!(place("eastus").unwrap_err().code(), Code::AmbiguousPlace);
    let error = place("aws:eu-centrl-1").unwrap_err();
    assert_eq!((error.code(), detail(&error, "suggestion").as_str()), (Code::UnknownPlace, "aws:eu-central-1"));
    for own in ["our cellar", "office:ams", "Frankfurt"] {
        assert_eq!(place(own).unwrap().regions()[0].country, None);
    }
    let alias = place("aws:EU").unwrap();
    assert_eq!(
        (alias.regions()[0].place.as_deref(), alias.regions()[0].country.as_deref()),
        (Some("aws:eu-west-1"), Some("IE"))
    );
}

#[test]
fn labels_intersect() {
    let labels = r#"[{"name": "eea", "number": 1, "rules": [{"only_in": "jurisdiction:eea"}]},
        {"name": "not-german", "number": 2, "rules": [{"never_in": "country:DE"}]},
        {"name": "american", "number": 32, "rules": [{"only_in": "country:US"}]}]"#;
    let error = deployment(WORLD, EEA, labels).unwrap_err();
    assert_eq!((error.code(), detail(&error, "place").as_str()), (Code::Unplaceable, "classes[0].labels"));
    let document = format!(
        r#"{{"version": 1, "name": "shop", "regions": {WORLD}, "jurisdictions": {EEA}, "labels": {labels}, "classes": [
            {{"name": "data", "keys": "**", "labels": ["eea"], "type": "register"}}]}}"#
    );
    let world = Deployment::parse(&document).unwrap();
    let of = |names: &[&str]| world.allowed_names(world.label_set(names).unwrap(), Action::Store, NOW);
    assert_eq!(of(&[]), ["de", "es", "gb", "us"]);
    assert_eq!(of(&["eea"]), ["de", "es"]);
    assert_eq!(of(&["not-german", "eea"]), ["es"]);
    // R08: what merges to both may be nowhere, and is told so.
    assert!(of(&["american", "eea"]).is_empty());
    let request = format!(r#"{{"action": "store", "labels": ["eea", "american"], "as_of_ms": {NOW}}}"#);
    assert_eq!(code(&decide(&world, &request)), "no_allowed_region");
    // A number that no label has allows nothing.
    assert!(world.allowed(LabelSet::from_bits(1 << 7), Action::Store, NOW).is_empty());
    let error = world.label_set(&["eaa"]).unwrap_err();
    assert_eq!((error.code(), detail(&error, "suggestion").as_str()), (Code::UnknownLabel, "eea"));
}

#[test]
fn data_sets_expire() {
    let rules = r#"[{"id": "gdpr", "only_in": {"builtin": "EU", "review_by": "2026-12-31"}}]"#;
    let world = deployment(WORLD, "{}", &label(rules)).unwrap();
    let last = 1_798_761_599_999;
    let codes = [last, last + 1].map(|as_of_ms| {
        let request = format!(r#"{{"action": "store", "class": "data", "region": "de", "as_of_ms": {as_of_ms}}}"#);
        String::from(code(&decide(&world, &request)))
    });
    assert_eq!(codes, ["allow", "data_expired"]);
    let labels = world.label_set(&["eu-personal"]).unwrap();
    assert_eq!([last, last + 1].map(|as_of_ms| world.allows(labels, Action::Store, 0, as_of_ms)), [true, false]);
    let warned = |as_of_ms| world.warnings(as_of_ms).iter().map(|warning| warning.code.as_str()).collect::<Vec<_>>();
    assert_eq!(warned(last), ["data_expires", "two_regions"]);
    assert_eq!(warned(last + 1), ["data_expired", "unplaceable"]);
}

#[test]
fn what_is_not_accepted() {
    let refused = |jurisdictions: &str, rules: &str| deployment(WORLD, jurisdictions, &label(rules)).unwrap_err();
    let cases = [
        (
            r#"{"a": "jurisdiction:b", "b": ["country:DE", "jurisdiction:a"]}"#,
            "[]",
            Code::JurisdictionCyclic,
            "jurisdictions.a",
        ),
        (r#"{"a": "jurisdiction:a"}"#, "[]", Code::JurisdictionCyclic, "jurisdictions.a"),
        (r#"{"a": []}"#, "[]", Code::JurisdictionEmpty, "jurisdictions.a"),
        (
            r#"{"a": {"difference": ["country:DE", "country:DE"]}}"#,
            "[]",
            Code::JurisdictionEmpty,
            "jurisdictions.a.difference",
        ),
        (r#"{"a": "country:FR"}"#, "[]", Code::JurisdictionEmpty, "jurisdictions.a"),
        (r#"{"a": "country:UK"}"#, "[]", Code::UnknownCountry, "jurisdictions.a"),
        (r#"{"a": {"builtin": "EUU"}}"#, "[]", Code::UnknownJurisdiction, "jurisdictions.a.builtin"),
        (EEA, r#"[{"only_in": "jurisdiction:eae"}]"#, Code::UnknownJurisdiction, "labels[0].rules[0].only_in"),
        (EEA, r#"[{"only_in": "eea"}]"#, Code::DeploymentInvalid, "labels[0].rules[0].only_in"),
        (EEA, r#"[{"only_in": "region:fr"}]"#, Code::UnknownRegion, "labels[0].rules[0].only_in"),
        (EEA, r#"[{"only_in": "fact:encrypted"}]"#, Code::DeploymentInvalid, "labels[0].rules[0].only_in"),
        (
            EEA,
            r#"[{"only_in": "all", "valid_from": "2025-02-30"}]"#,
            Code::RuleInvalid,
            "labels[0].rules[0].valid_from",
        ),
        (EEA, r#"[{"transfer_to": {"to": "country:US"}}]"#, Code::RuleInvalid, "labels[0].rules[0].transfer_to"),
        (
            EEA,
            r#"[{"only_in": "all", "valid_from": 5, "supersedes": ["x"]}]"#,
            Code::RuleInvalid,
            "labels[0].rules[0].supersedes",
        ),
        (EEA, r#"[{"only_in": "all", "never_in": "all"}]"#, Code::DeploymentInvalid, "labels[0].rules[0]"),
        (EEA, r#"[{"only_in": "all", "actions": ["stor"]}]"#, Code::DeploymentInvalid, "labels[0].rules[0].actions[0]"),
        (EEA, r#"[{"only_in": "country:FR"}]"#, Code::Unplaceable, "classes[0].labels"),
    ];
    for (jurisdictions, rules, code, place) in cases {
        let error = refused(jurisdictions, rules);
        assert_eq!((error.code(), detail(&error, "place").as_str()), (code, place), "{jurisdictions} {rules}: {error}");
    }
    for at in [
        r#""latitude": 91, "longitude": 0"#,
        r#""latitude": 0, "longitude": -180.1"#,
        r#""latitude": 0"#,
        r#""latitude": "0", "longitude": 0"#,
        r#""country": "XX""#,
        r#""country": "DE", "subdivision": "US-CA""#,
    ] {
        assert!(deployment(&format!(r#"[{{"name": "a", "number": 1, {at}}}]"#), "{}", "[]").is_err(), "{at}");
    }
    let world = deployment(WORLD, EEA, &label(ONLY_EEA)).unwrap();
    for (request, code) in [
        (r#"{"action": "store", "class": "data", "region": "fr", "as_of_ms": 1}"#, Code::UnknownRegion),
        (r#"{"action": "sotre", "class": "data", "as_of_ms": 1}"#, Code::UnknownAction),
        (r#"{"action": "store", "class": "dat", "as_of_ms": 1}"#, Code::UnknownClass),
        (r#"{"action": "store", "labels": ["us"], "as_of_ms": 1}"#, Code::UnknownLabel),
        (r#"{"action": "store", "as_of_ms": 1}"#, Code::RequestInvalid),
        (r#"{"action": "store", "class": "data"}"#, Code::RequestInvalid),
        (r#"{"action": "store", "class": "data", "as_of_ms": -1}"#, Code::RequestInvalid),
        (r#"{"action": "store", "class": "data", "region": "de", "from": "es", "as_of_ms": 1}"#, Code::RequestInvalid),
        (r#"{"action": "store", "class": "data", "facts": {"a": 1}, "as_of_ms": 1}"#, Code::RequestInvalid),
        (r#"[]"#, Code::RequestInvalid),
    ] {
        assert_eq!(world.decide_document(&value(request)).unwrap_err().code(), code, "{request}");
    }
}

#[test]
fn the_normalized_document_carries_the_facts() {
    let rules = r#"[{"id": "gdpr", "only_in": "jurisdiction:eea", "valid_from": "2018-05-25", "unless": "fact:anonymous"},
        {"transfer_to": {"to": "country:US", "if": "attribute:dpf_listed"}}, {"requires": {"difference": ["all", "cert:none"]}}]"#;
    let regions = WORLD
        .replace(r#""ibm:eu-de""#, r#""ibm:eu-de", "certs": ["c5"], "tier": 1, "weight": 0, "attributes": {"a": "b"}"#);
    let world = deployment(
        &regions,
        r#"{"eea": {"builtin": "EEA"}, "dach": {"difference": [["country:DE", "country:AT"], "region:es"]}}"#,
        &label(rules).replace("eu-personal", "personal"),
    )
    .unwrap();
    let normalized = world.to_value();
    assert_eq!(Deployment::from_value(&normalized).unwrap(), world);
    let de = &normalized.get("regions").unwrap().as_array().unwrap()[0];
    assert_eq!(
        de.to_json(),
        r#"{"attributes":{"a":"b"},"certs":["c5"],"country":"DE","latitude":50.11,"longitude":8.68,"name":"de","number":1,"partition":"ibm","place":"ibm:eu-de","status":"active","subdivision":"DE-HE","tier":1,"weight":0}"#
    );
    // What the normalized document says of a place is what counts, whatever a catalogue knows.
    let other =
        normalized.to_json().replace(r#""country":"DE","latitude":50.11"#, r#""country":"DE","latitude":50.12"#);
    let other = Deployment::parse(&other).unwrap();
    assert_ne!(other.digest(), world.digest());
    let data_set = normalized.get("jurisdictions").unwrap().get("eea").unwrap().to_json();
    assert!(data_set.starts_with(r#"{"dataset":"EEA","members":["country:AT","#), "{data_set}");
    assert!(data_set.ends_with(r#""version":"2026-08-05"}"#), "{data_set}");
}

#[test]
fn what_a_new_version_tightens() {
    let version = |version: u32, rules: &str| {
        let world = deployment(WORLD, EEA, &label(rules)).unwrap().to_value().to_json();
        Deployment::parse(&world.replace(r#""version":1}"#, &format!(r#""version":{version}}}"#))).unwrap()
    };
    let first = version(1, r#"[{"only_in": ["jurisdiction:eea", "country:GB"], "actions": ["store"]}]"#);
    let second = version(2, r#"[{"only_in": ["country:DE", "country:US"], "actions": ["store"]}]"#);
    let labels = first.label_set(&["eu-personal"]).unwrap();
    let change = first.allowed_change(&second, labels, Action::Store, NOW);
    assert_eq!((change.tightened, change.loosened), (vec![2, 3], vec![4]));
    assert!(first.allowed_change(&second, labels, Action::Read, NOW).is_empty());
    let residency = first.diff(&second).get("residency").unwrap().to_json();
    assert!(
        residency.contains(r#"{"action":"store","label":"eu-personal","loosened":["us"],"tightened":["es","gb"]}"#),
        "{residency}"
    );
    assert!(first.check_successor(&second).is_ok());
    let renamed = second.to_value().to_json().replace("eu-personal", "eu-private");
    let error = first.check_successor(&Deployment::parse(&renamed).unwrap()).unwrap_err();
    assert_eq!((error.code(), detail(&error, "place").as_str()), (Code::DeploymentIncompatible, "labels"));
}

#[test]
fn more_regions_than_a_word_has_bits() {
    let regions: Vec<String> = (1..=150)
        .map(|n| format!(r#"{{"name": "r{n}", "number": {n}, "country": "{}"}}"#, if n % 2 == 0 { "DE" } else { "US" }))
        .collect();
    let world =
        deployment(&format!("[{}]", regions.join(",")), "{}", &label(r#"[{"only_in": "country:DE"}]"#)).unwrap();
    let allowed = world.allowed_names(world.label_set(&["eu-personal"]).unwrap(), Action::Store, NOW);
    assert_eq!(allowed.len(), 75);
    assert!(allowed.contains(&String::from("r150")) && !allowed.contains(&String::from("r149")));
}

/// The fast answer and the explained one are one: where `decide` allows without an obligation, and nowhere else.
#[test]
fn the_fast_answer_is_the_decision() {
    let rules = r#"[{"id": "a", "only_in": "jurisdiction:eea", "valid_from": 1000}, {"id": "b", "transfer_to": {"to": "country:US",
        "if": "attribute:ok"}, "valid_until": 3000}, {"id": "c", "never_in": {"builtin": "UK", "review_by": 2000}},
        {"id": "d", "primary_copy_in": "country:DE", "when": "fact:x"}, {"id": "e", "requires": "attribute:ok",
        "actions": ["backup"], "valid_from": 1500, "valid_until": 1600}]"#;
    let regions = WORLD.replace(r#""ibm:us-east""#, r#""ibm:us-east", "attributes": {"ok": true}"#);
    let world = deployment(&regions, EEA, &label(rules)).unwrap();
    let labels = world.label_set(&["eu-personal"]).unwrap();
    for as_of_ms in [0, 999, 1000, 1499, 1500, 1600, 1601, 2000, 2001, 3000, 3001, NOW, u64::MAX >> 1] {
        for action in Action::ALL {
            for (place, region) in world.regions().iter().enumerate() {
                let request = format!(
                    r#"{{"action": "{action}", "class": "data", "region": "{}", "as_of_ms": {as_of_ms}}}"#,
                    region.name
                );
                let decision = decide(&world, &request);
                let fast = world.allows(labels, *action, place, as_of_ms);
                assert_eq!(fast, code(&decision) == "allow", "{request} {}", decision.to_json());
                assert_eq!(fast, world.allowed(labels, *action, as_of_ms).contains(place));
                assert_eq!(
                    code(&decision) != "allow" && code(&decision) != "allow_after_obligations",
                    names(&decision, "outcome") == "\"deny\""
                );
            }
        }
    }
}
