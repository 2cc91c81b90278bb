//! Placements: who may hold what, when that changes, and what refusals say.
#![allow(clippy::unwrap_used)]

use active_active::{
    Code, Detail, Result,
    deployment::Deployment,
    region::{Options, PurgeState, Region},
};
use std::sync::Arc;

const KEY: &str = "person/anna@example.eu";

/// `eu` is in Germany, `uk` in Great Britain and `us` in the United States.
fn deployment(version: u64, rule: &str, class: &str) -> Result<Arc<Deployment>> {
    let document = format!(
        r#"{{"version": {version}, "name": "shop", "regions": [
            {{"name": "eu", "number": 1, "country": "DE"}}, {{"name": "uk", "number": 2, "country": "GB"}},
            {{"name": "us", "number": 3, "country": "US"}}],
        "labels": [{{"name": "personal", "number": 1, "rules": [{rule}]}}],
        "classes": [{{"name": "people", "keys": "person/*", "type": "register", {class}}},
            {{"name": "rest", "keys": "**", "labels": [], "type": "register"}}]}}"#
    );
    Deployment::parse(&document).map(Arc::new)
}

const LABELLED: &str = r#""labels": ["personal"]"#;
const EU: &str = r#"{"only_in": "country:DE"}"#;
const EU_UK: &str = r#"{"only_in": ["country:DE", "country:GB"]}"#;

fn open(deployment: &Arc<Deployment>, name: &str) -> Region {
    Region::open(deployment.clone(), name, Options { relay_after_ms: 0, ..Options::default() }).unwrap()
}

fn send(now_ms: u64, from: &mut Region, to: &mut Region) {
    for batch in from.batches_for(now_ms, to.name(), 1 << 20).unwrap() {
        if let Err(error) = to.apply(now_ms, &batch) {
            assert_eq!(error.code(), Code::PlacementErased, "{error}");
        }
    }
    from.acknowledge(&to.acknowledgement_for(from.name()).unwrap()).unwrap();
}

fn exchange(now_ms: u64, one: &mut Region, other: &mut Region) {
    for _ in 0..3 {
        send(now_ms, one, other);
        send(now_ms, other, one);
    }
}

fn purge_of(at: &Region, region: &str, now_ms: u64) -> Option<PurgeState> {
    at.purges(now_ms).into_iter().find(|purge| purge.region == region).map(|purge| purge.state)
}

fn text(error: &active_active::Error, name: &str) -> Option<String> {
    match error.detail(name) {
        Some(Detail::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

#[test]
fn a_refusal_names_the_rule_and_never_the_key() {
    let first = deployment(1, EU, LABELLED).unwrap();
    let mut us = open(&first, "us");
    let refusals = [
        us.put(1_000, KEY, &[], &"Anna".into(), None).unwrap_err(),
        us.delete(1_000, KEY, None).unwrap_err(),
        us.get(KEY).unwrap_err(),
        us.versions(KEY, &[]).unwrap_err(),
        us.explain(KEY, &[]).unwrap_err(),
        us.context(KEY).unwrap_err(),
    ];
    for error in refusals {
        assert_eq!(error.code(), Code::ResidencyDenied);
        assert_eq!(text(&error, "rule").as_deref(), Some("personal[0]"));
        assert_eq!(text(&error, "label").as_deref(), Some("personal"));
        assert!(!format!("{error:?}").contains("anna"), "{error:?}");
    }
    us.put(1_000, "note", &[], &1.into(), None).unwrap();
}

#[test]
fn a_placement_is_not_even_named_where_it_may_not_be() {
    let first = deployment(1, EU_UK, LABELLED).unwrap();
    let (mut eu, mut uk, mut us) = (open(&first, "eu"), open(&first, "uk"), open(&first, "us"));
    eu.put(1_000, KEY, &[], &"Anna".into(), None).unwrap();
    exchange(1_001, &mut eu, &mut uk);
    exchange(1_002, &mut eu, &mut us);
    exchange(1_003, &mut uk, &mut us);
    let named = |region: &Region| region.cursors().iter().any(|(stream, _)| stream.placement != 0);
    assert!(named(&eu) && named(&uk) && !named(&us));
    assert_eq!(eu.digest_for("uk"), uk.digest_for("eu"));
    assert_eq!(eu.digest_for("us"), us.digest_for("eu"));
    assert_ne!(eu.digest(), us.digest());
    // What a restored replica starts from is no more than it may have.
    let snapshot = eu.snapshot_for("us").unwrap();
    let options = Options { incarnation: 2, ..Options::default() };
    let restored = Region::restore(first, "us", options, &snapshot).unwrap();
    assert!(!named(&restored));
}

#[test]
fn what_loosens_waits_for_everybody() {
    let (first, second) = (deployment(1, EU, LABELLED).unwrap(), deployment(2, EU_UK, LABELLED).unwrap());
    let (mut eu, mut uk, mut us) = (open(&first, "eu"), open(&first, "uk"), open(&first, "us"));
    eu.put(1_000, KEY, &[], &"Anna".into(), None).unwrap();
    eu.load_deployment(second.clone()).unwrap();
    uk.load_deployment(second.clone()).unwrap();
    exchange(1_001, &mut eu, &mut uk);
    assert_eq!(uk.get(KEY).unwrap_err().code(), Code::ResidencyDenied);
    us.load_deployment(second).unwrap();
    for region in [&mut eu, &mut uk] {
        region.acknowledge(&us.acknowledgement_for(region.name()).unwrap()).unwrap();
    }
    exchange(1_002, &mut eu, &mut uk);
    assert_eq!(uk.get(KEY).unwrap().unwrap().value(), "Anna".into());
}

#[test]
fn a_rule_with_a_date_is_in_force_from_then_on() {
    // 2026-01-01T00:00:00Z is 1,767,225,600 s.
    let from_ms = 1_767_225_600_000;
    let rule = r#"{"only_in": "country:DE", "valid_from": "2026-01-01"}"#;
    let first = deployment(1, rule, LABELLED).unwrap();
    let (mut eu, mut uk) = (open(&first, "eu"), open(&first, "uk"));
    uk.put(from_ms - 10, KEY, &[], &"Anna".into(), None).unwrap();
    assert_eq!(uk.put(from_ms, KEY, &[], &"Ann".into(), None).unwrap_err().code(), Code::ResidencyDenied);
    exchange(from_ms, &mut uk, &mut eu);
    assert_eq!(eu.get_at(KEY, || from_ms).unwrap().unwrap().value(), "Anna".into());
    assert_eq!(purge_of(&uk, "uk", from_ms), Some(PurgeState::Erased));
    assert_eq!(purge_of(&eu, "uk", from_ms), Some(PurgeState::Erased));
    assert_eq!(uk.get_at(KEY, || from_ms).unwrap_err().code(), Code::ResidencyDenied);
}

#[test]
fn what_is_not_erased_in_time_is_overdue() {
    let (first, second) = (deployment(1, EU_UK, LABELLED).unwrap(), deployment(2, EU, LABELLED).unwrap());
    let (mut eu, mut uk) = (open(&first, "eu"), open(&first, "uk"));
    uk.put(1_000, KEY, &[], &"Anna".into(), None).unwrap();
    exchange(1_000, &mut uk, &mut eu);
    eu.load_deployment(second).unwrap();
    let deadline_ms = 1_000 + 86_400_000;
    assert_eq!(purge_of(&eu, "uk", deadline_ms), Some(PurgeState::Pending));
    assert_eq!(purge_of(&eu, "uk", deadline_ms + 1), Some(PurgeState::Overdue));
}

#[test]
fn what_was_erased_comes_back_by_a_new_incarnation_alone() {
    let (first, second) = (deployment(1, EU_UK, LABELLED).unwrap(), deployment(2, EU, LABELLED).unwrap());
    let (mut eu, mut uk, mut us) = (open(&first, "eu"), open(&first, "uk"), open(&first, "us"));
    uk.put(1_000, KEY, &[], &"Anna".into(), None).unwrap();
    eu.load_deployment(second.clone()).unwrap();
    uk.load_deployment(second.clone()).unwrap();
    exchange(1_001, &mut uk, &mut eu);
    let third = deployment(3, EU_UK, LABELLED).unwrap();
    let all = [&mut eu, &mut uk, &mut us];
    for region in all {
        region.load_deployment(third.clone()).unwrap();
    }
    for _ in 0..2 {
        exchange(1_002, &mut eu, &mut us);
        exchange(1_003, &mut uk, &mut us);
        exchange(1_004, &mut eu, &mut uk);
    }
    assert_eq!(uk.get(KEY).unwrap_err().code(), Code::PlacementErased);
    assert_eq!(uk.put(1_005, KEY, &[], &"Ann".into(), None).unwrap_err().code(), Code::PlacementErased);
    let options = Options { incarnation: 2, relay_after_ms: 0, ..Options::default() };
    let mut uk = Region::restore(third, "uk", options, &eu.snapshot_for("uk").unwrap()).unwrap();
    assert_eq!(uk.get(KEY).unwrap().unwrap().value(), "Anna".into());
    exchange(1_006, &mut uk, &mut us);
    exchange(1_006, &mut uk, &mut eu);
    exchange(1_007, &mut uk, &mut us);
    uk.put(1_008, KEY, &[], &"Ann".into(), None).unwrap();
    send(1_009, &mut uk, &mut eu);
    assert_eq!(eu.get(KEY).unwrap().unwrap().value(), "Ann".into());
}

#[test]
fn a_class_keeps_its_placement_when_its_labels_change() {
    let open_later = r#""labels": [], "placement": 7"#;
    let first = deployment(1, EU, open_later).unwrap();
    let moved = first.check_successor(&deployment(2, EU, LABELLED).unwrap()).unwrap_err();
    assert_eq!(moved.code(), Code::DeploymentIncompatible);
    assert_eq!(text(&moved, "place").as_deref(), Some("classes[0].placement"));
    let second = deployment(2, EU, r#""labels": ["personal"], "placement": 7"#).unwrap();
    let (mut eu, mut us) = (open(&first, "eu"), open(&first, "us"));
    us.put(1_000, KEY, &[], &"Anna".into(), None).unwrap();
    eu.load_deployment(second.clone()).unwrap();
    us.load_deployment(second).unwrap();
    assert_eq!(us.get(KEY).unwrap_err().code(), Code::ResidencyDenied);
    exchange(1_001, &mut us, &mut eu);
    assert_eq!(eu.get(KEY).unwrap().unwrap().value(), "Anna".into());
    assert_eq!(purge_of(&us, "us", 1_001), Some(PurgeState::Erased));
}

#[test]
fn placements_that_contradict_themselves_are_refused() {
    assert!(deployment(1, EU, r#""labels": ["personal"], "placement": 0"#).is_err());
    let document = r#"{"version": 1, "name": "shop", "regions": [{"name": "eu", "number": 1, "country": "DE"}],
        "labels": [{"name": "personal", "number": 1, "rules": [{"only_in": "country:DE"}]}],
        "classes": [{"name": "a", "keys": "a/*", "labels": ["personal"], "placement": 3, "type": "register"},
            {"name": "b", "keys": "b/*", "labels": [], "placement": 3, "type": "register"}]}"#;
    assert_eq!(Deployment::parse(document).unwrap_err().code(), Code::DeploymentInvalid);
}
