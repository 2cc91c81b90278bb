//! Unique claims: one holder everywhere, the others told and in line.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use active_active::{
    Code, Detail, Error,
    conflict::{ConflictFilter, ConflictRecord, ConflictState},
    deployment::Deployment,
    region::{Claim, ClaimSecret, ClaimState, Options, Region},
    value::Value,
};
use std::sync::Arc;

const CLASSES: &str = r#"{"name": "emails", "keys": "email/*", "labels": [], "type": "claim"},
    {"name": "rest", "keys": "**", "labels": [], "type": "register"}"#;

fn deployment(classes: &str) -> Result<Arc<Deployment>, Error> {
    let document = format!(
        r#"{{"version": 1, "name": "claims", "regions": [{{"name": "eu", "number": 1}}, {{"name": "us", "number": 2}}],
        "classes": [{classes}]}}"#
    );
    Deployment::parse(&document).map(Arc::new)
}

fn open(process: u32) -> [Region; 2] {
    let deployment = deployment(CLASSES).unwrap();
    ["eu", "us"].map(|name| Region::open(deployment.clone(), name, Options { process, ..Options::default() }).unwrap())
}

fn send(from: &mut Region, to: &mut Region) {
    for batch in from.batches_for(2_000, to.name(), 1 << 20).unwrap() {
        to.apply(2_000, &batch).unwrap();
    }
}

fn email() -> Value {
    Value::from("ann@example.org")
}

fn claim(region: &mut Region, now_ms: u64, who: &str) -> Result<Claim, Error> {
    region.claim(now_ms, "emails", &email(), &Value::from(who))
}

fn of(region: &Region) -> (String, &'static str) {
    let claim = region.claim_of("emails", &email()).unwrap();
    assert_eq!(claim.holder.as_ref(), claim.claimants.first());
    (Value::Array(claim.claimants).to_json(), claim.state.as_str())
}

fn conflicts(region: &Region) -> Vec<ConflictRecord> {
    region.conflicts(&ConflictFilter::default())
}

#[test]
fn two_regions_claim_at_once_and_agree_on_the_first() {
    let [mut eu, mut us] = open(0);
    assert_eq!(of(&eu), ("[]".into(), "free"));
    assert_eq!(claim(&mut us, 1_001, "us-user").unwrap().state, ClaimState::Provisional);
    assert_eq!(claim(&mut eu, 1_000, "eu-user").unwrap().state, ClaimState::Provisional);
    send(&mut us, &mut eu);
    send(&mut eu, &mut us);
    let line = r#"["eu-user","us-user"]"#;
    assert_eq!((of(&eu).0, of(&us).0), (line.into(), line.into()));
    assert_eq!(eu.digest(), us.digest());
    // Both regions tell of it, in the same words.
    let (told, also) = (conflicts(&eu), conflicts(&us));
    assert_eq!(told, also);
    let [record] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((record.kind.as_str(), record.strategy_used), ("unique_claim", "first-claim"));
    let claimants = [&record.a, &record.b]
        .map(|party| Value::from_cbor(party.bytes.as_ref().unwrap(), &Default::default()).unwrap());
    assert_eq!(claimants, ["eu-user", "us-user"].map(Value::from));
    assert_eq!((record.winner, record.state), (Some('a'), ConflictState::Decided));
    assert_eq!(us.undo_conflict(3_000, &record.id).unwrap_err().code(), Code::ConflictDecided);
    // The next in line comes up when the holder goes.
    assert_eq!(claim(&mut us, 3_000, "us-user").unwrap_err().code(), Code::ClaimTaken);
    eu.release(3_000, "emails", &email(), &Value::from("eu-user")).unwrap();
    send(&mut eu, &mut us);
    assert_eq!(of(&us).0, r#"["us-user"]"#);
    assert_eq!(conflicts(&us)[0].state, ConflictState::Superseded);
    assert_eq!(eu.digest(), us.digest());
}

#[test]
fn a_conflict_is_the_same_everywhere_whatever_process_claimed() {
    let [mut eu, mut us] = open(7);
    claim(&mut eu, 1_000, "a").unwrap();
    claim(&mut us, 1_000, "b").unwrap();
    send(&mut us, &mut eu);
    send(&mut eu, &mut us);
    assert_eq!(conflicts(&eu), conflicts(&us));
    assert_eq!((conflicts(&eu).len(), of(&eu).0), (1, r#"["a","b"]"#.into()));
}

#[test]
fn what_is_seen_is_refused_and_ones_own_claim_changes_nothing() {
    let [mut eu, mut us] = open(0);
    claim(&mut eu, 1_000, "a").unwrap();
    let (digest, cursors) = (eu.digest(), eu.cursors());
    assert_eq!(claim(&mut eu, 1_500, "a").unwrap().holder, Some(Value::from("a")));
    assert_eq!((eu.digest(), eu.cursors()), (digest, cursors));
    send(&mut eu, &mut us);
    let error = claim(&mut us, 2_000, "b").unwrap_err();
    assert_eq!(error.code(), Code::ClaimTaken);
    let text = |text: &str| Some(Detail::Text(text.into()));
    assert_eq!(error.detail("holder").cloned(), text(r#""a""#));
    assert_eq!(error.detail("state").cloned(), text("provisional"));
    let error = us.release(2_000, "emails", &email(), &Value::from("b")).unwrap_err();
    assert_eq!(error.code(), Code::ClaimNotHeld);
    assert!(conflicts(&eu).is_empty() && conflicts(&us).is_empty());
}

#[test]
fn a_claim_is_confirmed_when_every_member_has_acknowledged_it() {
    let [mut eu, mut us] = open(0);
    claim(&mut eu, 1_000, "a").unwrap();
    send(&mut eu, &mut us);
    assert_eq!((of(&eu).1, of(&us).1), ("provisional", "provisional"));
    // The acknowledgement out of band does not count: the claim may be confirmed only by what stands in the stream.
    let told = us.acknowledgement_for("eu").unwrap();
    eu.acknowledge(&told).unwrap();
    assert_eq!(of(&eu).1, "provisional");
    send(&mut us, &mut eu);
    assert_eq!((of(&eu).1, of(&us).1), ("confirmed", "confirmed"));
}

/// A claim that saw another one released does not meet it, in whatever order both arrive.
#[test]
fn who_claims_after_a_release_meets_nobody() {
    let [mut eu, mut us] = open(0);
    claim(&mut eu, 1_000, "a").unwrap();
    send(&mut eu, &mut us);
    us.release(1_001, "emails", &email(), &Value::from("a")).unwrap();
    assert_eq!(of(&us), ("[]".into(), "free"));
    claim(&mut us, 1_002, "b").unwrap();
    send(&mut us, &mut eu);
    assert_eq!(of(&eu).0, r#"["b"]"#);
    assert!(conflicts(&eu).is_empty() && conflicts(&us).is_empty());
    assert_eq!(
        us.get(&us.claim_of("emails", &email()).unwrap().key).unwrap().unwrap().value().to_json(),
        r#"{"claimants":["b"],"holder":"b"}"#
    );
}

#[test]
fn a_key_is_a_keyed_hash_that_regions_share() {
    let options = |secret: &[u8]| Options { claim_secret: ClaimSecret::new(secret), ..Options::default() };
    let key = |secret: &[u8], name| {
        let region = Region::open(deployment(CLASSES).unwrap(), name, options(secret)).unwrap();
        region.claim_of("emails", &email()).unwrap().key
    };
    // From Python: hmac.digest(key, bytes.fromhex("82") + b"\x66emails" + b"\x6fann@example.org", "sha256")[:16].hex()
    assert_eq!(key(b"", "eu"), "email/5522e9bc1e25f7d78ded8cf17ae50da2");
    assert_eq!(key(b"a secret", "us"), "email/81c7c8282e5ef5707ceda09ce86a0ed7");
    assert_eq!(key(b"a secret", "eu"), key(b"a secret", "us"));
    // Numbers that are equal are one value.
    let region = Region::open(deployment(CLASSES).unwrap(), "eu", Options::default()).unwrap();
    let of = |value| region.claim_of("emails", &value).unwrap().key;
    assert_eq!(of(Value::Float(3.0)), of(Value::Integer(3)));
}

#[test]
fn claims_have_no_other_operations() {
    let [mut eu, _] = open(0);
    let key = claim(&mut eu, 1_000, "a").unwrap().key;
    let value = Value::from("x");
    let refusals = [
        eu.put(2_000, &key, &[], &value, None).unwrap_err(),
        eu.add(2_000, &key, &[], &value).unwrap_err(),
        eu.remove(2_000, &key, &[], &Value::from("a"), None).unwrap_err(),
        eu.clear(2_000, &key, &[], None).unwrap_err(),
        eu.delete(2_000, &key, None).unwrap_err(),
        eu.increment(2_000, &key, &[], 1).unwrap_err(),
        eu.patch(2_000, &key, &[(&["x"], value.clone())], None).unwrap_err(),
        eu.claim(2_000, "rest", &value, &value).unwrap_err(),
    ];
    assert!(refusals.iter().all(|error| error.code() == Code::WrongType), "{refusals:?}");
    assert_eq!(
        refusals[1].message(),
        "`add` does not fit a claim at its root of class `emails`; use `claim` and `release`"
    );
    assert_eq!(eu.claim(2_000, "none", &value, &value).unwrap_err().code(), Code::UnknownClass);
    assert_eq!(of(&eu).0, r#"["a"]"#);
}

#[test]
fn a_class_of_claims_has_a_prefix_for_its_keys_and_comes_first() {
    let refused = |class: &str| deployment(class).unwrap_err().message().to_owned();
    let general = refused(r#"{"name": "a", "keys": "a/*/b", "labels": [], "type": "claim"}"#);
    assert!(general.contains("a prefix and `*`"), "{general}");
    let field =
        refused(r#"{"name": "a", "keys": "a/*", "labels": [], "type": "map", "fields": {"x": {"type": "claim"}}}"#);
    assert!(field.contains("no field"), "{field}");
    let strategy = refused(r#"{"name": "a", "keys": "a/*", "labels": [], "type": "claim", "strategy": "max"}"#);
    assert!(strategy.contains("the first claim holds"), "{strategy}");
    let hidden = r#"{"name": "all", "keys": "**", "labels": [], "type": "register"},
        {"name": "emails", "keys": "email/*", "labels": [], "type": "claim"}"#;
    let region = Region::open(deployment(hidden).unwrap(), "eu", Options::default()).unwrap();
    assert_eq!(region.claim_of("emails", &email()).unwrap_err().code(), Code::WrongType);
}

/// The record is there already, with nobody in it: the usual way of adding a member, which looks at nobody else, will
/// not do.
#[test]
fn claims_meet_also_where_a_value_was_held_before() {
    let [mut eu, mut us] = open(0);
    claim(&mut eu, 1_000, "a").unwrap();
    eu.release(1_001, "emails", &email(), &Value::from("a")).unwrap();
    send(&mut eu, &mut us);
    assert_eq!(of(&us), ("[]".into(), "free"));
    claim(&mut eu, 1_003, "b").unwrap();
    claim(&mut us, 1_002, "c").unwrap();
    send(&mut us, &mut eu);
    send(&mut eu, &mut us);
    assert_eq!(of(&eu).0, r#"["c","b"]"#);
    assert_eq!((conflicts(&eu).len(), conflicts(&eu)), (1, conflicts(&us)));
}
