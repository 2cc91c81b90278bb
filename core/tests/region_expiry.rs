//! Expiry: what it hides, what survives it, and when it is forgotten.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use active_active::{
    Code, Result,
    deployment::Deployment,
    region::{Options, Region},
    value::Value,
};
use std::sync::Arc;

fn deployment() -> Arc<Deployment> {
    let document = r#"{"version": 1, "name": "cache",
        "regions": [{"name": "a", "number": 1}, {"name": "b", "number": 2}],
        "classes": [{"name": "counts", "keys": "count/*", "labels": [], "type": "counter"},
            {"name": "tags", "keys": "tags/*", "labels": [], "type": "set"},
            {"name": "all", "keys": "**", "labels": [], "type": "register"}]}"#;
    Arc::new(Deployment::parse(document).unwrap())
}

fn open(name: &str) -> Region {
    Region::open(deployment(), name, Options::default()).unwrap()
}

fn send(now_ms: u64, from: &mut Region, to: &mut Region) {
    for batch in from.batches_for(now_ms, to.name(), 1 << 20).unwrap() {
        to.apply(now_ms, &batch).unwrap();
    }
    from.acknowledge(&to.acknowledgement_for(from.name()).unwrap()).unwrap();
}

fn shown(region: &Region, key: &str, now_ms: u64) -> Option<String> {
    region.get_at(key, || now_ms).unwrap().map(|read| read.value().to_json())
}

fn records(region: &Region) -> i64 {
    region.status().get("records").and_then(Value::as_i64).unwrap()
}

/// Redis: `TTL 10 || 50 || PERSIST` is PERSIST.
#[test]
fn of_concurrent_expiries_the_longest_counts_and_persist_beats_any() -> Result<()> {
    let (mut a, mut b) = (open("a"), open("b"));
    a.put(1_000, "x", &[], &"v".into(), None)?;
    send(1_000, &mut a, &mut b);
    a.expire(1_001, "x", 10_000)?;
    b.expire(1_002, "x", 50_000)?;
    send(1_003, &mut b, &mut a);
    assert_eq!(shown(&a, "x", 49_999).as_deref(), Some("\"v\""));
    assert_eq!(shown(&a, "x", 50_000), None);
    b.persist(1_004, "x")?;
    a.expire(1_005, "x", 90_000)?;
    send(1_006, &mut b, &mut a);
    send(1_006, &mut a, &mut b);
    assert_eq!(shown(&a, "x", 1_000_000).as_deref(), Some("\"v\""));
    assert_eq!(a.digest(), b.digest());
    assert!(a.conflicts(&Default::default()).is_empty(), "expiries that meet are no conflict");
    Ok(())
}

/// A puts with expiry 6, everyone's streams pass it, A could collect; B, which had not had it, writes with no expiry;
/// the old one arrives; persist: not revived.
#[test]
fn what_has_expired_is_not_revived_by_a_later_persist() -> Result<()> {
    let (mut a, mut b) = (open("a"), open("b"));
    a.add(3, "tags/x", &[], &"old".into())?;
    a.expire(4, "tags/x", 6)?;
    a.put(10, "other", &[], &1.into(), None)?;
    b.put(10, "other", &[], &2.into(), None)?;
    send(11, &mut b, &mut a);
    assert_eq!(shown(&a, "tags/x", 11), None);
    assert_eq!(records(&a), 2, "b has not acknowledged it: it is kept");
    b.add(12, "tags/x", &[], &"new".into())?;
    send(13, &mut a, &mut b);
    assert_eq!(shown(&b, "tags/x", 13).as_deref(), Some(r#"["new"]"#));
    b.persist(14, "tags/x")?;
    assert_eq!(shown(&b, "tags/x", 15).as_deref(), Some(r#"["new"]"#));
    send(16, &mut b, &mut a);
    assert_eq!(shown(&a, "tags/x", 17).as_deref(), Some(r#"["new"]"#));
    assert_eq!(a.digest(), b.digest());
    Ok(())
}

#[test]
fn a_write_past_the_expiry_finds_the_record_gone() -> Result<()> {
    let mut a = open("a");
    a.increment(1_000, "count/x", &[], 5)?;
    a.expire(1_000, "count/x", 2_000)?;
    a.increment(1_999, "count/x", &[], 1)?;
    assert_eq!(shown(&a, "count/x", 1_999).as_deref(), Some("6"));
    a.increment(2_000, "count/x", &[], 2)?;
    assert_eq!(shown(&a, "count/x", 9_000).as_deref(), Some("2"), "and the new one does not expire");
    Ok(())
}

#[test]
fn it_is_forgotten_when_all_have_acknowledged_it_past_the_expiry_and_digests_agree_throughout() -> Result<()> {
    let (mut a, mut b) = (open("a"), open("b"));
    a.put(1_000, "x", &[], &"v".into(), None)?;
    a.expire(1_000, "x", 2_000)?;
    send(1_100, &mut a, &mut b);
    send(1_200, &mut b, &mut a);
    assert_eq!((records(&a), records(&b)), (1, 1));
    b.put(2_500, "y", &[], &1.into(), None)?;
    a.put(2_500, "z", &[], &1.into(), None)?;
    send(2_600, &mut b, &mut a);
    assert_eq!(records(&a), 2, "x is gone, y and z are there");
    send(2_700, &mut a, &mut b);
    send(2_700, &mut b, &mut a);
    assert_eq!(records(&b), 2);
    assert_eq!(a.digest(), b.digest());
    assert_eq!(b.keys("", None, 10), ["y", "z"]);
    Ok(())
}

#[test]
fn an_expiry_needs_a_record_and_a_time_to_come() -> Result<()> {
    let mut a = open("a");
    assert_eq!(a.expire(1_000, "x", 2_000).unwrap_err().code(), Code::InvalidArgument);
    a.put(1_000, "x", &[], &"v".into(), None)?;
    assert_eq!(a.expire(1_000, "x", 1_000).unwrap_err().code(), Code::InvalidArgument);
    a.expire(1_000, "x", 3_000)?;
    let again = Region::restore(deployment(), "a", Options { incarnation: 2, ..Options::default() }, &a.snapshot())?;
    assert_eq!(shown(&again, "x", 3_000), None);
    assert_eq!(again.digest(), a.digest());
    assert_eq!(again.explain("x", &[])?.get("expires_at"), Some(&Value::from(3_000)));
    a.delete(1_500, "x", None)?;
    assert_eq!(a.persist(1_500, "x").unwrap_err().code(), Code::InvalidArgument);
    Ok(())
}
