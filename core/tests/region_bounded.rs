//! Bounded counters: rights, transfers, and what becomes of them when a region loses its memory.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use active_active::{
    Code, Result,
    deployment::Deployment,
    region::{ChangeSet, Options, Region},
    value::{Limits, Value},
};
use std::sync::Arc;

fn shop() -> Arc<Deployment> {
    let document = r#"{"version": 1, "name": "shop",
        "regions": [{"name": "a", "number": 1}, {"name": "b", "number": 2}, {"name": "c", "number": 3}],
        "classes": [{"name": "stock", "keys": "stock/*", "labels": [], "type": "bounded-counter"},
            {"name": "items", "keys": "item/*", "labels": [], "type": "map", "fields": {
                "name": {"type": "register"}, "left": {"type": "bounded-counter"}}}]}"#;
    Arc::new(Deployment::parse(document).unwrap())
}

fn open(name: &str) -> Region {
    Region::open(shop(), name, Options { relay_after_ms: 0, ..Options::default() }).unwrap()
}

fn send(from: &mut Region, to: &mut Region) {
    for batch in from.batches_for(2_000, to.name(), 1 << 20).unwrap() {
        to.apply(2_000, &batch).unwrap();
    }
    to.acknowledge(&from.acknowledgement_for(to.name()).unwrap()).unwrap();
    from.acknowledge(&to.acknowledgement_for(from.name()).unwrap()).unwrap();
}

fn rights(region: &Region, member: &str) -> String {
    region.rights("stock/tea", &[]).unwrap().get(member).unwrap().to_json()
}

fn value(region: &Region) -> Value {
    region.get("stock/tea").unwrap().unwrap().value()
}

/// Antidote's `counter_b`: a region spends its own rights and no more, whatever the total.
#[test]
fn a_region_spends_its_own_rights_and_no_more() -> Result<()> {
    let (mut a, mut b) = (open("a"), open("b"));
    a.increment(1_000, "stock/tea", &[], 10)?;
    a.increment(1_000, "stock/tea", &[], -6)?;
    assert_eq!(value(&a), Value::from(4));
    let refused = a.increment(1_000, "stock/tea", &[], -6).unwrap_err();
    assert_eq!(refused.code(), Code::InsufficientRights);
    b.increment(1_000, "stock/tea", &[], 6)?;
    send(&mut b, &mut a);
    send(&mut a, &mut b);
    assert_eq!(value(&a), Value::from(10));
    let refused = a.increment(1_001, "stock/tea", &[], -6).unwrap_err();
    assert_eq!(refused.detail("elsewhere"), Some(&active_active::Detail::Number(6)));
    b.increment(1_001, "stock/tea", &[], -6)?;
    send(&mut b, &mut a);
    assert_eq!(value(&a), Value::from(4));
    assert_eq!(a.digest(), b.digest());
    Ok(())
}

#[test]
fn a_transfer_that_arrives_twice_counts_once() -> Result<()> {
    let (mut a, mut b) = (open("a"), open("b"));
    a.increment(1_000, "stock/tea", &[], 10)?;
    a.transfer(1_000, "stock/tea", &[], "b", 4)?;
    let batches = a.batches_for(1_000, "b", 1 << 20)?;
    for _ in 0..3 {
        for batch in &batches {
            b.apply(1_000, batch)?;
        }
    }
    assert_eq!(rights(&b, "available"), "4");
    assert_eq!(rights(&b, "regions"), r#"{"a":6,"b":4,"c":0}"#);
    b.increment(1_001, "stock/tea", &[], -4)?;
    assert_eq!(b.increment(1_001, "stock/tea", &[], -1).unwrap_err().code(), Code::InsufficientRights);
    assert_eq!(rights(&b, "elsewhere"), "6");
    Ok(())
}

#[test]
fn spends_whose_grants_have_not_come_show_zero_and_say_so() -> Result<()> {
    let (mut a, mut b, mut c) = (open("a"), open("b"), open("c"));
    a.increment(1_000, "stock/tea", &[], 10)?;
    a.transfer(1_000, "stock/tea", &[], "b", 5)?;
    send(&mut a, &mut b);
    b.increment(1_001, "stock/tea", &[], -3)?;
    let own = b.batches_for(1_001, "c", 1 << 20)?;
    let of_b = own.iter().find(|batch| c.apply(1_002, batch).is_ok_and(|report| report.stream.origin.region == 2));
    assert!(of_b.is_some());
    // Depending on what of a came along: take a region that has b's spend alone.
    let mut alone = open("c");
    alone.apply(1_002, of_b.unwrap())?;
    assert_eq!(value(&alone), Value::from(0));
    assert_eq!(rights(&alone, "incomplete"), "true");
    send(&mut a, &mut alone);
    assert_eq!((value(&alone), rights(&alone, "incomplete")), (Value::from(7), "false".into()));
    Ok(())
}

/// What the incarnation before had spent must not be spent again by one that does not know of it.
#[test]
fn a_new_incarnation_has_no_rights_of_the_old_one_until_everybody_has_told() -> Result<()> {
    let (mut a, mut b, mut c) = (open("a"), open("b"), open("c"));
    a.increment(1_000, "stock/tea", &[], 10)?;
    send(&mut a, &mut b);
    a.increment(1_001, "stock/tea", &[], -8)?;
    send(&mut a, &mut c);
    // Its disk is gone. It opens empty, and b, which has not heard of the spend, is the first to tell it anything.
    let options = Options { incarnation: 2, relay_after_ms: 0, ..Options::default() };
    let mut again = Region::open(shop(), "a", options)?;
    for _ in 0..2 {
        send(&mut b, &mut again);
    }
    assert_eq!(value(&again), Value::from(10));
    assert_eq!(rights(&again, "available"), "0");
    assert_eq!(again.increment(1_100, "stock/tea", &[], -1).unwrap_err().code(), Code::InsufficientRights);
    // c has, but takes note of the new incarnation only now; then everything has been told.
    for _ in 0..2 {
        send(&mut c, &mut again);
        send(&mut b, &mut again);
    }
    assert_eq!(rights(&again, "available"), "2");
    again.increment(1_200, "stock/tea", &[], -2)?;
    assert_eq!(again.increment(1_200, "stock/tea", &[], -1).unwrap_err().code(), Code::InsufficientRights);
    send(&mut again, &mut c);
    assert_eq!(value(&c), Value::from(0));
    Ok(())
}

#[test]
fn what_has_a_bounded_counter_is_not_removed() -> Result<()> {
    let mut a = open("a");
    a.increment(1_000, "item/tea", &["left"], 5)?;
    for refused in [
        a.delete(1_000, "item/tea", None),
        a.unset(1_000, "item/tea", &["left"], None),
        a.expire(1_000, "item/tea", 9_000),
        a.reset(1_000, "item/tea", &["left"], None),
        a.assign(1_000, "item/tea", &["left"], 3),
        a.transfer(1_000, "item/tea", &["name"], "b", 1),
    ] {
        assert_eq!(refused.unwrap_err().code(), Code::WrongType);
    }
    a.unset(1_000, "item/tea", &["name"], None)?;
    assert_eq!(a.transfer(1_000, "item/tea", &["left"], "a", 1).unwrap_err().code(), Code::InvalidArgument);
    assert_eq!(a.transfer(1_000, "item/tea", &["left"], "b", 0).unwrap_err().code(), Code::InvalidArgument);
    assert_eq!(a.transfer(1_000, "item/tea", &["left"], "x", 1).unwrap_err().code(), Code::UnknownRegion);
    let restored = Region::restore(shop(), "a", Options { incarnation: 2, ..Options::default() }, &a.snapshot())?;
    assert_eq!(restored.digest(), a.digest());
    Ok(())
}

#[test]
fn a_change_set_spends_and_transfers_what_it_granted() -> Result<()> {
    let mut a = open("a");
    let set = |json: &str| ChangeSet::from_document(&Value::from_json(json, &Limits::default()).unwrap());
    a.transaction(
        1_000,
        &set(r#"[{"operation": "increment", "key": "stock/tea", "amount": 5},
            {"operation": "increment", "key": "stock/tea", "amount": -2},
            {"operation": "transfer", "key": "stock/tea", "to": "b", "amount": 3}]"#)?,
    )?;
    assert_eq!(rights(&a, "regions"), r#"{"a":0,"b":3,"c":0}"#);
    let refused = a.transaction(
        1_000,
        &set(r#"[{"operation": "increment", "key": "stock/tea", "amount": 1},
            {"operation": "increment", "key": "stock/tea", "amount": -2}]"#)?,
    );
    assert_eq!(refused.unwrap_err().detail("write"), Some(&active_active::Detail::Number(1)));
    assert_eq!(rights(&a, "total"), "3", "nothing of the refused set counts");
    Ok(())
}
