//! The faults of the naive version: each test runs one history there, where it fails, and in the library, where it
//! does not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod shop;

use active_active::{
    causality::{Causality, VersionVector},
    conflict::ConflictFilter,
    merge::three_way,
    value::{Limits, Value},
};
use active_active_naive::{self as naive, Message, concurrent, larger_sum, resolve_conflict, union};
use shop::Shop;

fn json(text: &str) -> Value {
    Value::from_json(text, &Limits::default()).unwrap()
}

fn two() -> (naive::Region, naive::Region) {
    (naive::Region::new("eu"), naive::Region::new("us"))
}

fn version(message: &Message) -> &naive::Version {
    let Message::Write(_, version) = message else { panic!("no write: {message:?}") };
    version
}

/// `local if local.timestamp >= remote.timestamp else remote`: on a tie every region keeps its own, for ever.
#[test]
fn a_tie_leaves_every_region_with_its_own() {
    let (mut eu, mut us) = two();
    let (from_eu, from_us) = (eu.write_local(1_000, "x", "eu"), us.write_local(1_000, "x", "us"));
    for _ in 0..3 {
        eu.receive(&from_us);
        us.receive(&from_eu);
    }
    assert_eq!((eu.value("x"), us.value("x")), (Some(&"eu".into()), Some(&"us".into())));

    let mut shop = Shop::open(2);
    shop.put_at(1_000, 0, "x", "eu");
    shop.put_at(1_000, 1, "x", "us");
    shop.sync_all();
    assert_eq!(shop.values("x"), [Some("us".into()), Some("us".into())]);
}

/// By the wall clock, a write that saw another loses to it where its clock is behind.
#[test]
fn a_wall_clock_that_is_behind_loses_what_followed() {
    let (mut eu, mut us) = two();
    us.receive(&eu.write_local(4_100, "x", 1)); // 4 s fast
    assert_eq!(us.value("x"), Some(&1.into()));
    eu.receive(&us.write_local(200, "x", 2));
    assert_eq!(eu.value("x"), Some(&1.into()), "the update is lost where it did not happen");

    let mut shop = Shop::open(2);
    shop.put_at(4_100, 0, "x", 1);
    shop.send_at(150, 0, 1);
    shop.put_at(200, 1, "x", 2);
    shop.send_at(250, 1, 0);
    assert_eq!(shop.values("x"), [Some(2.into()), Some(2.into())]);
}

/// A vector clock that is not merged on receipt says `concurrent` of a write that simply follows, so that
/// last-write-wins runs, and a conflict would be counted, where there is none.
#[test]
fn a_vector_clock_that_is_not_merged_sees_no_order() {
    let (mut eu, mut us) = two();
    let first = eu.write_local(1_000, "x", 1);
    us.receive(&first);
    let second = us.write_local(1_001, "x", 2);
    assert!(concurrent(version(&first), version(&second)), "though the second saw the first");

    let mut shop = Shop::open(2);
    shop.put_at(1_000, 0, "x", 1);
    shop.sync_all();
    shop.put_at(1_001, 1, "x", 2);
    shop.sync_all();
    assert_eq!(shop.values("x"), [Some(2.into()), Some(2.into())]);
    assert!(shop.regions.iter().all(|region| region.conflicts(&ConflictFilter::default()).is_empty()));

    let clock = |text: &str| VersionVector::from_document(&json(text)).unwrap();
    let mut merged = clock(r#"{"2.1": 1}"#);
    merged.merge(&clock(r#"{"1.1": 1}"#));
    assert_eq!(merged.compare(&clock(r#"{"1.1": 1}"#)), Causality::After);
}

/// The larger sum is not the later one, and of two equal ones neither is.
#[test]
fn the_larger_sum_is_neither_causal_nor_total() {
    let (mut eu, mut us) = two();
    eu.write_local(1_000, "x", 1);
    eu.write_local(1_000, "x", 2);
    let old = eu.write_local(1_000, "x", 3);
    us.receive(&old);
    let follows = us.write_local(1_001, "x", 4);
    assert_eq!(larger_sum(version(&follows), version(&old)).value, 3.into(), "4 saw 3, and loses to it");

    let (mut eu, mut us) = two();
    let (a, b) = (eu.write_local(1_000, "x", "eu"), us.write_local(2_000, "x", "us"));
    let (at_eu, at_us) = (larger_sum(version(&a), version(&b)), larger_sum(version(&b), version(&a)));
    assert_ne!(at_eu.value, at_us.value, "equal sums: every region keeps its own");

    let mut shop = Shop::open(2);
    for value in [1, 2, 3] {
        shop.put_at(1_000, 0, "x", value);
    }
    shop.sync_all();
    shop.put_at(1_001, 1, "x", 4);
    shop.sync_all();
    assert_eq!(shop.values("x"), [Some(4.into()), Some(4.into())]);
    shop.put_at(2_000, 0, "y", "eu");
    shop.put_at(3_000, 1, "y", "us");
    shop.sync_all();
    assert_eq!(shop.values("y"), [Some("us".into()), Some("us".into())]);
    let clock = |text: &str| VersionVector::from_document(&json(text)).unwrap();
    assert_eq!(clock(r#"{"1.1": 3}"#).compare(&clock(r#"{"2.1": 1}"#)), Causality::Concurrent);
}

/// A union through a set loses order, duplicates and removals, and crashes on members that have no hash.
#[test]
fn a_union_of_lists_through_a_set_is_no_merge() {
    let list = |text: &str| match json(text) {
        Value::Array(items) => items,
        other => vec![other],
    };
    let (base, removed, added) = (list(r#"["a", "b"]"#), list(r#"["b"]"#), list(r#"["a", "b", "c"]"#));
    assert!(union(&removed, &added).unwrap().contains(r#""a""#), "what one side removed is there again");
    assert_eq!(union(&list("[1, 1, 2]"), &[]).unwrap().len(), 2, "of two equal ones one is gone");
    assert_eq!(union(&list(r#"["a", "b"]"#), &[]), union(&list(r#"["b", "a"]"#), &[]), "there is no order");
    assert!(union(&list(r#"[{"sku": 7}]"#), &[]).is_err(), "a member that is an object");

    // As a set: what was removed stays removed, and members may be of any kind.
    let mut shop = Shop::open(2);
    shop.add(0, "tags/x", "a".into());
    shop.add(0, "tags/x", "b".into());
    shop.sync_all();
    shop.remove(0, "tags/x", "a");
    shop.add(1, "tags/x", json(r#"{"sku": 7}"#));
    shop.sync_all();
    assert_eq!(shop.values("tags/x"), [Some(json(r#"["b", {"sku": 7}]"#)), Some(json(r#"["b", {"sku": 7}]"#))]);

    // As a list: order and duplicates stay.
    let rules = json(r#"{"arrays": "append"}"#);
    let (a, b) = (json(r#"["b", "c", "c"]"#), json(r#"["a", "b", "d"]"#));
    let merged = three_way(Some(&Value::Array(base)), &a, &b, &rules).unwrap();
    assert_eq!(merged.get("value"), Some(&json(r#"["b", "c", "c", "d"]"#)));
}

/// Without a representation of a delete, an update that comes late brings the record back.
#[test]
fn a_late_update_resurrects_what_was_deleted() {
    let (mut eu, mut us) = two();
    let late = eu.write_local(1_000, "x", 1);
    us.receive(&late);
    let mut ap = naive::Region::new("ap");
    ap.receive(&us.delete_local("x"));
    ap.receive(&late);
    assert_eq!(ap.value("x"), Some(&1.into()), "deleted by somebody who had seen it, and back");
    assert_eq!(us.value("x"), None);

    let mut shop = Shop::open(3);
    shop.put_at(1_000, 0, "x", 1);
    let late = shop.batches(0, 2);
    shop.send_at(1_001, 0, 1);
    shop.delete_at(1_002, 1, "x");
    let delete = shop.batches(1, 2).pop().unwrap();
    shop.apply(2, &delete);
    late.iter().for_each(|batch| shop.apply(2, batch));
    assert_eq!(shop.value(2, "x"), None);
    shop.sync_all();
    assert_eq!(shop.values("x"), [None, None, None]);
}

/// Without a representation of a delete, one that comes late takes an update that it had not seen with it.
#[test]
fn a_late_delete_eats_an_update_that_it_had_not_seen() {
    let (mut eu, mut us) = two();
    us.receive(&eu.write_local(1_000, "x", 1));
    let late = eu.delete_local("x");
    let update = us.write_local(1_001, "x", 2);
    us.receive(&late);
    eu.receive(&update);
    assert_eq!((eu.value("x"), us.value("x")), (Some(&2.into()), None), "gone where it was written");

    let mut shop = Shop::open(2);
    shop.put_at(1_000, 0, "x", 1);
    shop.sync_all();
    shop.delete_at(1_100, 0, "x");
    shop.put_at(1_101, 1, "x", 2);
    shop.sync_all();
    assert_eq!(shop.values("x"), [Some(2.into()), Some(2.into())]);
}

/// One thread a target: the order in which they wake is not the order in which it happened.
#[test]
fn threads_keep_no_order() {
    let (mut eu, mut us) = two();
    let put = eu.write_local(1_000, "x", 1);
    eu.replicate_async(put, 1_000, 80);
    let delete = eu.delete_local("x");
    eu.replicate_async(delete, 1_001, 20);
    eu.wake(2_000, true).iter().for_each(|message| us.receive(message));
    assert_eq!((eu.value("x"), us.value("x")), (None, Some(&1.into())), "deleted first, then written");

    let mut shop = Shop::open(2);
    shop.put_at(1_000, 0, "x", 1);
    let put = shop.batches(0, 1);
    shop.delete_at(1_001, 0, "x");
    let mut both = shop.small_batches(0, 1);
    both.reverse();
    both.iter().chain(&put).for_each(|batch| shop.apply(1, batch));
    assert_eq!(shop.values("x"), [None, None]);
    assert!(shop.regions[1].held().is_empty(), "what came too early waited for the rest");
}

/// A thread that finds the link down ends; nobody tries again.
#[test]
fn threads_do_not_try_again() {
    let (mut eu, mut us) = two();
    let put = eu.write_local(1_000, "x", 1);
    eu.replicate_async(put, 1_000, 80);
    assert_eq!(eu.wake(1_100, false).len(), 0, "the link is down");
    eu.wake(9_000, true).iter().for_each(|message| us.receive(message));
    assert_eq!(us.value("x"), None, "and is up again, for nobody");

    let mut shop = Shop::open(2);
    shop.put_at(1_000, 0, "x", 1);
    drop(shop.batches(0, 1));
    assert_eq!(shop.value(1, "x"), None);
    shop.sync_all();
    assert_eq!(shop.values("x"), [Some(1.into()), Some(1.into())], "the same again until it is acknowledged");
}

/// A process that crashes while its threads sleep has told nobody, and never will.
#[test]
fn threads_do_not_outlive_a_crash() {
    let (mut eu, mut us) = two();
    let put = eu.write_local(1_000, "x", 1);
    eu.replicate_async(put, 1_000, 80);
    eu.crash();
    eu.wake(9_000, true).iter().for_each(|message| us.receive(message));
    assert_eq!((eu.value("x"), us.value("x")), (Some(&1.into()), None));

    let mut shop = Shop::open(2);
    shop.put_at(1_000, 0, "x", 1);
    shop.restart(0);
    shop.sync_all();
    assert_eq!(shop.values("x"), [Some(1.into()), Some(1.into())]);
}

/// A table of conflicts that nothing writes to says that there are none.
#[test]
fn a_conflict_leaves_a_record() {
    let (mut eu, mut us) = two();
    let (from_eu, from_us) = (eu.write_local(1_000, "x", "eu"), us.write_local(1_001, "x", "us"));
    eu.receive(&from_us);
    us.receive(&from_eu);
    assert_eq!(resolve_conflict(version(&from_eu), version(&from_us)).value, "us".into());
    assert!(eu.conflicts.is_empty() && us.conflicts.is_empty(), "one was resolved, and nobody can tell");

    let mut shop = Shop::open(2);
    shop.put_at(1_000, 0, "x", "eu");
    shop.put_at(1_001, 1, "x", "us");
    shop.sync_all();
    let records = shop.regions.iter().map(|region| region.conflicts(&ConflictFilter::default()));
    for record in records.map(|records| records[0].to_document()) {
        assert_eq!((record.get("a_value"), record.get("b_value")), (Some(&"eu".into()), Some(&"us".into())));
        assert_eq!(record.get("resolved_value"), Some(&"us".into()));
        assert_eq!(record.get("kind"), Some(&"insert_insert".into()));
    }
}
