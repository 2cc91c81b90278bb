//! Change sets: all of it or nothing, here and everywhere.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use active_active::{
    Code, Result,
    deployment::Deployment,
    region::{ChangeSet, Options, Region},
    value::{Limits, Value},
};
use std::sync::Arc;

fn deployment(partitions: u16) -> Arc<Deployment> {
    let document = format!(
        r#"{{"version": 1, "name": "bank", "partitions": {partitions},
        "regions": [{{"name": "a", "number": 1}}, {{"name": "b", "number": 2}}],
        "classes": [{{"name": "balances", "keys": "balance/*", "labels": [], "type": "counter"}},
            {{"name": "people", "keys": "person/*", "labels": [], "type": "map", "fields": {{
                "name": {{"type": "register"}}, "age": {{"type": "register"}}, "visits": {{"type": "counter"}}}}}},
            {{"name": "all", "keys": "**", "labels": [], "type": "register"}}]}}"#
    );
    Arc::new(Deployment::parse(&document).unwrap())
}

fn open(name: &str) -> Region {
    Region::open(deployment(1), name, Options::default()).unwrap()
}

fn set(json: &str) -> ChangeSet {
    ChangeSet::from_document(&Value::from_json(json, &Limits::default()).unwrap()).unwrap()
}

const MOVE: &str = r#"[{"operation": "increment", "key": "balance/ann", "amount": -5},
    {"operation": "increment", "key": "balance/bob", "amount": 5}]"#;

#[test]
fn no_batch_and_no_page_of_the_feed_cuts_a_set() -> Result<()> {
    let (mut a, mut b) = (open("a"), open("b"));
    for _ in 0..20 {
        a.transaction(1_000, &set(MOVE))?;
        a.put(1_000, "between", &[], &1.into(), None)?;
    }
    let sum = |region: &Region| {
        let of = |key| region.get(key).unwrap().map_or(0, |read| read.value().as_i64().unwrap());
        of("balance/ann") + of("balance/bob")
    };
    // The smallest batches there are: one change, or one set.
    let batches = a.batches_for(1_000, "b", 1)?;
    assert_eq!(batches.len(), 40);
    for batch in batches {
        b.apply(1_000, &batch)?;
        assert_eq!(sum(&b), 0, "what was written together is seen together");
    }
    let mut cursor = 0;
    loop {
        let feed = b.changes_since(cursor, 1)?;
        if feed.changes.is_empty() {
            break;
        }
        assert!(feed.changes.len() == 2 || feed.changes[0].key == "between");
        cursor = feed.cursor;
    }
    assert_eq!(a.digest(), b.digest());
    Ok(())
}

#[test]
fn a_refused_write_undoes_nothing_because_nothing_was_done() -> Result<()> {
    let mut a = open("a");
    a.put(1_000, "x", &[], &1.into(), None)?;
    let (digest, cursors, snapshot) = (a.digest(), a.cursors(), a.snapshot());
    let refused = a.transaction(
        1_001,
        &set(r#"[{"operation": "put", "key": "x", "value": 2}, {"operation": "put", "key": "x", "value": 3},
            {"operation": "increment", "key": "x", "amount": 1}]"#),
    );
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), Code::WrongType);
    assert_eq!(refused.detail("write"), Some(&active_active::Detail::Number(2)));
    assert_eq!((a.digest(), a.cursors(), a.snapshot()), (digest, cursors, snapshot));
    Ok(())
}

#[test]
fn later_writes_of_a_set_have_seen_the_earlier_ones() -> Result<()> {
    let (mut a, mut b) = (open("a"), open("b"));
    a.patch(1_000, "person/1", &[(&["name"], "Ann".into()), (&["age"], 30.into())], None)?;
    a.increment(1_000, "person/1", &["visits"], 7)?;
    let context = a.get("person/1")?.unwrap().context;
    let document = Value::object([
        ("operation", Value::from("put")),
        ("key", Value::from("person/1")),
        ("path", Value::Array(vec!["name".into()])),
        ("value", "Anna".into()),
        ("context", Value::Bytes(context)),
    ]);
    let mut writes = vec![
        Value::from_json(r#"{"operation": "delete", "key": "person/1"}"#, &Limits::default())?,
        Value::from_json(
            r#"{"operation": "assign", "key": "person/1", "path": ["visits"], "value": 2}"#,
            &Limits::default(),
        )?,
        Value::from_json(
            r#"{"operation": "increment", "key": "person/1", "path": ["visits"], "amount": 1}"#,
            &Limits::default(),
        )?,
        document,
    ];
    a.transaction(1_001, &ChangeSet::from_document(&Value::Array(writes.clone()))?)?;
    assert_eq!(a.get("person/1")?.unwrap().value().to_json(), r#"{"name":"Anna","visits":3}"#);
    for batch in a.batches_for(1_002, "b", 1 << 20)? {
        b.apply(1_002, &batch)?;
    }
    assert_eq!(b.get("person/1")?.unwrap().value().to_json(), r#"{"name":"Anna","visits":3}"#);
    assert_eq!(a.digest(), b.digest());
    writes.truncate(0);
    assert_eq!(
        a.transaction(1_003, &ChangeSet::from_document(&Value::Array(writes))?).unwrap_err().code(),
        Code::ChangeSetRefused
    );
    Ok(())
}

#[test]
fn keys_of_several_partitions_are_refused() {
    let mut a = Region::open(deployment(64), "a", Options::default()).unwrap();
    let refused = a.transaction(1_000, &set(MOVE)).unwrap_err();
    assert_eq!(refused.code(), Code::ChangeSetRefused);
}

#[test]
fn a_batch_that_ends_within_a_set_is_refused() -> Result<()> {
    let (mut a, mut b) = (open("a"), open("b"));
    a.put(1_000, "x", &[], &1.into(), None)?;
    let mut batch = a.batches_for(1_000, "b", 1 << 20)?.remove(0);
    // The operation code of the one change, a put that creates: 0x10. With the flag for "goes on": 0x0110.
    let at = batch.len() - 4;
    assert_eq!(batch[at], 0x10);
    batch.splice(at..=at, [0x19, 0x01, 0x10]);
    let length = batch.len() - 11;
    assert_eq!(batch[length], 0x40 | 8, "the length of the changes");
    batch[length] += 2;
    let refused = b.apply(1_000, &batch).unwrap_err();
    assert_eq!(refused.code(), Code::BatchMalformed);
    assert!(b.get("x")?.is_none());
    Ok(())
}

#[test]
fn malformed_sets_say_which_write_and_why() {
    let read = |json: &str| ChangeSet::from_document(&Value::from_json(json, &Limits::default()).unwrap()).unwrap_err();
    for (json, why) in [
        (r#"{}"#, "is a list of writes"),
        (r#"[1]"#, "it is not an object"),
        (r#"[{"key": "x"}]"#, "needs `operation`"),
        (r#"[{"operation": "putt", "key": "x"}]"#, "there is no operation `putt`"),
        (r#"[{"operation": "put", "key": "x"}]"#, "`put` needs `value`"),
        (r#"[{"operation": "put", "value": 1}]"#, "needs `key`"),
        (r#"[{"operation": "delete", "key": "x", "value": 1}]"#, "`delete` takes no `value`"),
        (r#"[{"operation": "put", "key": "x", "value": 1, "path": "a"}]"#, "`path` is a list"),
        (r#"[{"operation": "increment", "key": "x", "amount": 1.5}]"#, "`amount` is an integer"),
    ] {
        let error = read(json);
        assert_eq!(error.code(), Code::InvalidArgument);
        assert!(error.message().contains(why), "{error} should say {why}");
    }
}
