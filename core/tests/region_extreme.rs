//! Maxima and minima: they hold across sequential writes, removals take what they saw, and what is dominated is
//! forgotten without making a difference.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use active_active::{
    Code,
    deployment::Deployment,
    region::{Options, Region},
    value::Value,
};
use std::sync::Arc;

fn regions() -> [Region; 3] {
    let document = r#"{"version": 1, "name": "extremes",
        "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}, {"name": "ap", "number": 3}],
        "classes": [{"name": "bids", "keys": "bid/*", "labels": [], "type": "maximum"},
            {"name": "maps", "keys": "map/*", "labels": [], "type": "map",
                "fields": {"most": {"type": "maximum"}, "least": {"type": "minimum"}, "name": {"type": "register"}}}]}"#;
    let deployment = Arc::new(Deployment::parse(document).unwrap());
    ["eu", "us", "ap"].map(|name| Region::open(deployment.clone(), name, Options::default()).unwrap())
}

fn send(from: &mut Region, to: &mut Region) {
    for batch in from.batches_for(2_000, to.name(), 1 << 20).unwrap() {
        to.apply(2_000, &batch).unwrap();
    }
    let acknowledgement = to.acknowledgement_for(from.name()).unwrap();
    from.acknowledge(&acknowledgement).unwrap();
}

fn shown(region: &Region, key: &str) -> String {
    region.get(key).unwrap().map_or("nothing".into(), |read| read.value().to_json())
}

#[test]
fn it_only_rises_or_falls_also_across_sequential_writes() {
    let [mut eu, ..] = regions();
    assert_eq!(shown(&eu, "bid/a"), "nothing");
    for (offered, most, least) in [(5.5, "5.5", "5.5"), (4.0, "5.5", "4"), (7.0, "7", "4"), (6.0, "7", "4")] {
        eu.offer(1_000, "map/a", &["most"], &Value::Float(offered)).unwrap();
        eu.offer(1_000, "map/a", &["least"], &Value::Float(offered)).unwrap();
        assert_eq!(shown(&eu, "map/a"), format!(r#"{{"least":{least},"most":{most}}}"#));
    }
}

#[test]
fn integers_and_floats_are_compared_exactly() {
    let [mut eu, ..] = regions();
    eu.offer(1_000, "bid/a", &[], &Value::Integer(i64::MAX - 1)).unwrap();
    eu.offer(1_000, "bid/a", &[], &Value::Float(9_223_372_036_854_775_808.0)).unwrap();
    eu.offer(1_000, "bid/a", &[], &Value::Integer(i64::MAX)).unwrap();
    assert_eq!(eu.get("bid/a").unwrap().unwrap().value(), Value::Float(9_223_372_036_854_775_808.0));
}

#[test]
fn what_is_no_number_is_refused() {
    let [mut eu, ..] = regions();
    for value in [Value::Null, Value::Bool(true), Value::from("9"), Value::Array(Vec::new())] {
        let error = eu.offer(1_000, "bid/a", &[], &value).unwrap_err();
        assert_eq!(error.code(), Code::WrongType);
        assert!(error.message().contains("takes numbers"), "{error}");
    }
    let error = eu.offer(1_000, "map/a", &["name"], &Value::Integer(1)).unwrap_err();
    assert_eq!(error.message(), "`offer` does not fit a register at `name` of class `maps`");
    assert_eq!(eu.put(1_000, "bid/a", &[], &Value::Integer(1), None).unwrap_err().code(), Code::WrongType);
    assert_eq!(shown(&eu, "bid/a"), "nothing");
}

#[test]
fn a_removal_that_saw_only_the_better_one_leaves_the_worse_one() {
    let [mut eu, mut us, mut ap] = regions();
    eu.offer(1_000, "map/a", &["most"], &Value::Integer(9)).unwrap();
    send(&mut eu, &mut us);
    us.offer(1_001, "map/a", &["most"], &Value::Integer(4)).unwrap();
    eu.unset(1_002, "map/a", &["most"], None).unwrap();
    send(&mut us, &mut ap);
    send(&mut eu, &mut ap);
    send(&mut eu, &mut us);
    send(&mut us, &mut eu);
    for region in [&eu, &us, &ap] {
        assert_eq!(shown(region, "map/a"), r#"{"most":4}"#);
        assert_eq!(region.digest(), eu.digest());
    }
}

/// A region that has forgotten the dominated offer, one that has not, and a removal whose context had seen the better
/// one alone: were the other one spared where it is still known, the regions would differ for ever.
#[test]
fn what_was_collected_makes_no_difference_to_a_removal_with_a_context() {
    let [mut eu, mut us, mut ap] = regions();
    eu.offer(1_000, "map/a", &["most"], &Value::Integer(9)).unwrap();
    let context = eu.get("map/a").unwrap().unwrap().context;
    us.offer(1_000, "map/a", &["most"], &Value::Integer(4)).unwrap();
    // Everybody has both, and ap has heard so from everybody: it forgets the 4.
    send(&mut us, &mut eu);
    send(&mut eu, &mut us);
    send(&mut us, &mut ap);
    send(&mut eu, &mut ap);
    send(&mut us, &mut ap);
    let before = ap.digest();
    assert_eq!(eu.digest(), before);
    eu.unset(1_003, "map/a", &["most"], Some(&context)).unwrap();
    send(&mut eu, &mut ap);
    send(&mut eu, &mut us);
    send(&mut ap, &mut us);
    send(&mut us, &mut eu);
    for region in [&eu, &us, &ap] {
        assert_eq!(shown(region, "map/a"), "{}");
        assert_eq!(region.digest(), eu.digest());
    }
}

/// Offers that rise leave one version; and what is dominated goes once it is stable.
#[test]
fn what_is_dominated_does_not_pile_up() {
    let [mut eu, mut us, mut ap] = regions();
    for number in 0..50 {
        eu.offer(1_000, "bid/a", &[], &Value::Integer(100 + number)).unwrap();
        us.offer(1_000, "bid/a", &[], &Value::Integer(50 - number)).unwrap();
    }
    let before = eu.snapshot().len();
    for _ in 0..3 {
        send(&mut eu, &mut us);
        send(&mut us, &mut ap);
        send(&mut ap, &mut eu);
        send(&mut us, &mut eu);
        send(&mut eu, &mut ap);
        send(&mut ap, &mut us);
    }
    let explained = eu.explain("bid/a", &[]).unwrap();
    assert_eq!(explained.get("versions").unwrap().as_array().unwrap().len(), 1);
    assert_eq!(explained.get("rule"), Some(&Value::from("maximum")));
    let snapshots = [&mut eu, &mut us, &mut ap].map(|region| region.snapshot());
    assert!(snapshots[0] == snapshots[1] && snapshots[1] == snapshots[2]);
    assert!(snapshots[0].len() < before, "{} bytes, {before} before", snapshots[0].len());
}

/// An expiry hides what was written before it, the better offer here; the worse one was made after it by a region that
/// had not heard of it. So it must not be forgotten for the better one's sake.
#[test]
fn what_outlives_the_better_one_is_kept() {
    let [mut eu, mut us, mut ap] = regions();
    eu.offer(1_000, "bid/a", &[], &Value::Integer(9)).unwrap();
    send(&mut eu, &mut us);
    eu.expire(1_001, "bid/a", 1_500).unwrap();
    us.offer(1_800, "bid/a", &[], &Value::Integer(4)).unwrap();
    for _ in 0..3 {
        send(&mut us, &mut eu);
        send(&mut eu, &mut ap);
        send(&mut ap, &mut us);
        send(&mut us, &mut ap);
        send(&mut ap, &mut eu);
        send(&mut eu, &mut us);
    }
    for region in [&mut eu, &mut us, &mut ap] {
        region.snapshot();
        assert_eq!(region.get_at("bid/a", || 1_400).unwrap().unwrap().value(), Value::Integer(9));
        assert_eq!(region.get_at("bid/a", || 1_600).unwrap().unwrap().value(), Value::Integer(4));
    }
    assert_eq!((eu.digest(), us.digest()), (us.digest(), ap.digest()));
}

/// A context may name more than the region had received to which it is handed. So it is not enough that everybody has
/// the dominated offer: everybody must have the better one, too.
#[test]
fn what_is_dominated_stays_until_everybody_has_the_better_one() {
    let [mut eu, mut us, mut ap] = regions();
    us.offer(1_000, "map/a", &["most"], &Value::Integer(9)).unwrap();
    let context = us.get("map/a").unwrap().unwrap().context;
    eu.offer(1_001, "map/a", &["most"], &Value::Integer(4)).unwrap();
    send(&mut eu, &mut us);
    send(&mut eu, &mut ap);
    send(&mut us, &mut eu);
    send(&mut ap, &mut eu);
    assert_eq!(shown(&eu, "map/a"), r#"{"most":9}"#);
    // Here the 4 is all there is, and the context had not seen it.
    ap.unset(1_003, "map/a", &["most"], Some(&context)).unwrap();
    send(&mut ap, &mut eu);
    send(&mut us, &mut ap);
    send(&mut ap, &mut us);
    for region in [&eu, &us, &ap] {
        assert_eq!(shown(region, "map/a"), r#"{"most":4}"#);
        assert_eq!(region.digest(), eu.digest());
    }
}
