//! Logs: what an append costs, what a removal takes, and reading page by page.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use active_active::{
    Code,
    deployment::Deployment,
    region::{Options, Region},
    time::Timestamp,
    value::Value,
};
use std::{sync::Arc, time::Instant};

fn regions() -> (Region, Region) {
    let document = r#"{"version": 1, "name": "logs",
        "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
        "classes": [{"name": "logs", "keys": "log/*", "labels": [], "type": "log"},
            {"name": "maps", "keys": "map/*", "labels": [], "type": "map",
                "fields": {"history": {"type": "log"}, "name": {"type": "register"}}}]}"#;
    let deployment = Arc::new(Deployment::parse(document).unwrap());
    let open = |name| Region::open(deployment.clone(), name, Options::default()).unwrap();
    (open("eu"), open("us"))
}

fn send(from: &mut Region, to: &mut Region) {
    for batch in from.batches_for(2_000, to.name(), 1 << 20).unwrap() {
        to.apply(2_000, &batch).unwrap();
    }
}

fn shown(region: &Region, key: &str) -> String {
    region.get(key).unwrap().map_or("nothing".into(), |read| read.value().to_json())
}

#[test]
fn an_append_costs_the_same_however_long_the_log_is() {
    const LONG: u64 = 200_000;
    let (mut eu, _) = regions();
    let value = Value::from("an entry");
    let append = |region: &mut Region, count: u64| {
        let start = Instant::now();
        for _ in 0..count {
            region.append(1_000, "log/a", &[], &value).unwrap();
        }
        start.elapsed().as_secs_f64() / count as f64
    };
    // The best of several stretches: what else runs on the machine only ever adds.
    let best = |region: &mut Region| (0..5).map(|_| append(region, 2_000)).fold(f64::MAX, f64::min);
    let short = best(&mut eu);
    for _ in 0..LONG {
        eu.append(1_000, "log/a", &[], &value).unwrap();
    }
    let long = best(&mut eu);
    // Were it to grow with the length, it would be some twenty times as much.
    assert!(long < 4.0 * short, "{short:e} s an append to a short log, {long:e} s to one of {LONG} entries");
    assert_eq!(eu.log_entries("log/a", &[], None, 0).unwrap().len() as u64, LONG + 20_000);
}

#[test]
fn a_delete_takes_the_entries_it_saw_and_no_more() {
    let (mut eu, mut us) = regions();
    eu.append(1_000, "log/a", &[], &Value::Integer(1)).unwrap();
    send(&mut eu, &mut us);
    us.delete(1_001, "log/a", None).unwrap();
    us.append(1_002, "log/a", &[], &Value::Integer(2)).unwrap();
    eu.append(1_003, "log/a", &[], &Value::Integer(3)).unwrap();
    send(&mut eu, &mut us);
    send(&mut us, &mut eu);
    assert_eq!((shown(&eu, "log/a"), shown(&us, "log/a")), ("[2,3]".into(), "[2,3]".into()));
    assert_eq!(eu.digest(), us.digest());
    assert!(eu.conflicts(&Default::default()).iter().all(|conflict| conflict.kind.as_str() != "update_update"));
}

#[test]
fn unset_takes_what_was_seen_of_a_field() {
    let (mut eu, mut us) = regions();
    eu.append(1_000, "map/a", &["history"], &Value::Integer(1)).unwrap();
    let context = eu.get("map/a").unwrap().unwrap().context;
    eu.append(1_001, "map/a", &["history"], &Value::Integer(2)).unwrap();
    eu.unset(1_002, "map/a", &["history"], Some(&context)).unwrap();
    send(&mut eu, &mut us);
    assert_eq!((shown(&eu, "map/a"), shown(&us, "map/a")), (r#"{"history":[2]}"#.into(), r#"{"history":[2]}"#.into()));
    us.unset(1_003, "map/a", &["history"], None).unwrap();
    assert_eq!(shown(&us, "map/a"), "{}");
}

#[test]
fn pages_follow_one_another_across_regions() {
    let (mut eu, mut us) = regions();
    for number in 0..10 {
        eu.append(1_000 + 2 * number, "log/a", &[], &Value::Integer(2 * number as i64)).unwrap();
        us.append(1_001 + 2 * number, "log/a", &[], &Value::Integer(2 * number as i64 + 1)).unwrap();
    }
    send(&mut eu, &mut us);
    send(&mut us, &mut eu);
    for region in [&eu, &us] {
        let (mut after, mut all): (Option<Timestamp>, Vec<i64>) = (None, Vec::new());
        loop {
            let page = region.log_entries("log/a", &[], after, 3).unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.timestamp);
            all.extend(page.iter().map(|entry| entry.value().as_i64().unwrap()));
            assert!(
                page.iter()
                    .all(|entry| entry.region == if entry.value().as_i64().unwrap() % 2 == 0 { "eu" } else { "us" })
            );
        }
        assert_eq!(all, (0..20).collect::<Vec<i64>>());
    }
    assert_eq!(eu.log_entries("log/none", &[], None, 3).unwrap(), []);
    assert_eq!(eu.log_entries("map/a", &["name"], None, 3).unwrap_err().code(), Code::WrongType);
    assert_eq!(eu.clear(1_100, "log/a", &[], None).unwrap_err().code(), Code::WrongType);
}

#[test]
fn a_snapshot_brings_a_log_back() {
    let (mut eu, mut us) = regions();
    eu.append(1_000, "log/a", &[], &Value::from("x")).unwrap();
    us.append(1_000, "log/a", &[], &Value::from("y")).unwrap();
    send(&mut us, &mut eu);
    let snapshot = eu.snapshot();
    let options = Options { incarnation: 2, ..Options::default() };
    let mut again = Region::restore(eu.deployment().clone(), "eu", options, &snapshot).unwrap();
    assert_eq!(shown(&again, "log/a"), r#"["x","y"]"#);
    assert_eq!((again.digest(), again.snapshot()), (eu.digest(), snapshot));
}
