//! Rules of a class, checked on what concurrent writes come to.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    conflict::{ConflictFilter, ConflictKind, ConflictState},
    deployment::Deployment,
    merge::MergeInput,
    region::{Options, Region},
    value::Value,
};
use proptest::prelude::*;
use std::sync::Arc;

fn deployment(rules: &str) -> Arc<Deployment> {
    let text = format!(
        r#"{{"version": 1, "name": "rules", "regions": [{{"name": "eu", "number": 1}}, {{"name": "us", "number": 2}}],
            "classes": [{{"name": "stays", "keys": "**", "labels": [], "type": "map", "rules": {rules},
                "fields": {{"start": {{"type": "register"}}, "end": {{"type": "register"}},
                    "note": {{"type": "register", "strategy": {{"by": "custom", "function": "f", "version": 1}}}}}}}}]}}"#
    );
    Arc::new(Deployment::parse(&text).unwrap())
}

fn pair(rules: &str) -> (Region, Region) {
    let deployment = deployment(rules);
    let open = |name| Region::open(deployment.clone(), name, Options::default()).unwrap();
    (open("eu"), open("us"))
}

fn exchange(eu: &mut Region, us: &mut Region, now_ms: u64) {
    for batch in eu.batches_for(now_ms, "us", 1 << 20).unwrap() {
        us.apply(now_ms, &batch).unwrap();
    }
    for batch in us.batches_for(now_ms, "eu", 1 << 20).unwrap() {
        eu.apply(now_ms, &batch).unwrap();
    }
}

fn waiting(region: &Region) -> Vec<(String, Option<String>)> {
    let filter = ConflictFilter { state: Some(ConflictState::Waiting), ..ConflictFilter::default() };
    let mut found: Vec<_> = region.conflicts(&filter).into_iter().map(|record| (record.key, record.rule)).collect();
    found.sort();
    found
}

const MANUAL: &str = r#"[{"name": "order", "require": {"path": ["end"], "at_least": {"path": ["start"]}}}]"#;
const REPAIRED: &str = r#"[{"name": "order", "require": {"path": ["end"], "at_least": {"path": ["start"]}},
    "repair": {"set": ["start"], "to": {"path": ["end"]}}}]"#;

#[test]
fn both_writes_are_named_and_a_batch_reports_the_record() {
    let (mut eu, mut us) = pair(MANUAL);
    eu.put(1_000, "x", &["start"], &Value::from(5), None).unwrap();
    us.put(1_001, "x", &["end"], &Value::from(3), None).unwrap();
    let batch = us.batches_for(1_002, "eu", 1 << 20).unwrap().remove(0);
    let report = eu.apply(1_002, &batch).unwrap();
    assert_eq!(report.conflicts.len(), 1);
    let record = eu.conflict(&report.conflicts[0]).unwrap();
    assert_eq!((record.kind, record.rule.as_deref()), (ConflictKind::RuleViolated, Some("order")));
    assert_eq!((record.a.region.as_str(), record.b.region.as_str()), ("eu", "us"));
    assert_eq!(record.to_document().get("b_value"), Some(&Value::from(3)));
    assert!(eu.apply(1_003, &batch).unwrap().conflicts.is_empty(), "a re-delivery is nothing new");
}

#[test]
fn what_waits_for_a_function_is_checked_when_it_comes() {
    let rules = r#"[{"name": "short", "require": {"path": ["note"], "at_most": {"value": "m"}}}]"#;
    let (mut eu, mut us) = pair(rules);
    eu.put(1_000, "x", &["note"], &Value::from("a"), None).unwrap();
    us.put(1_001, "x", &["note"], &Value::from("b"), None).unwrap();
    exchange(&mut eu, &mut us, 1_002);
    assert_eq!(waiting(&eu), [("x".to_string(), None)], "the conflict of the field, which waits for the function");
    eu.register_merge("f", 1, |_: &MergeInput<'_>| Ok(Some(Value::from("z")))).unwrap();
    assert_eq!(waiting(&eu), [("x".to_string(), Some("short".to_string()))]);
}

#[test]
fn rules_change_no_state() {
    let digest = |rules| {
        let (mut eu, mut us) = pair(rules);
        eu.put(1_000, "x", &["start"], &Value::from(5), None).unwrap();
        us.put(1_001, "x", &["end"], &Value::from(3), None).unwrap();
        exchange(&mut eu, &mut us, 1_002);
        assert_eq!(eu.digest(), us.digest());
        eu.digest()
    };
    assert_eq!(digest("[]"), digest(REPAIRED));
    assert_eq!(digest("[]"), digest(MANUAL));
}

proptest! {
    /// Whatever is written where, in which order: regions that hold the same show the same, a repaired rule holds in what
    /// is shown, and a record waits exactly where a rule that only a person can mend does not hold.
    #[test]
    fn regions_agree_on_what_breaks_a_rule(
        writes in prop::collection::vec((any::<bool>(), 0..3usize, any::<bool>(), prop::option::of(0..4i64)), 1..24),
    ) {
        for (rules, manual) in [(MANUAL, true), (REPAIRED, false)] {
            let (mut eu, mut us) = pair(rules);
            for (step, (at_eu, key, end, number)) in writes.iter().enumerate() {
                let now_ms = 1_000 + step as u64;
                let key = ["a", "b", "c"][*key];
                if *number == Some(3) {
                    exchange(&mut eu, &mut us, now_ms);
                    continue;
                }
                let region = if *at_eu { &mut eu } else { &mut us };
                let field: &[&str] = if *end { &["end"] } else { &["start"] };
                region.put(now_ms, key, field, &(*number).into(), None).unwrap();
            }
            exchange(&mut eu, &mut us, 9_000);
            exchange(&mut eu, &mut us, 9_001);
            prop_assert_eq!(eu.digest(), us.digest());
            let broken = |region: &Region| -> Vec<(String, Option<String>)> {
                let keys = region.keys("", None, 9).into_iter();
                keys.filter(|key| {
                    let value = region.get(key).unwrap().unwrap().value();
                    match (value.get("start").and_then(Value::as_i64), value.get("end").and_then(Value::as_i64)) {
                        (Some(start), Some(end)) => end < start,
                        _ => false,
                    }
                })
                .map(|key| (key, Some("order".to_string())))
                .collect()
            };
            for region in [&eu, &us] {
                let of_rules: Vec<_> = waiting(region).into_iter().filter(|(_, rule)| rule.is_some()).collect();
                prop_assert_eq!(&of_rules, &broken(region));
                prop_assert!(manual || of_rules.is_empty());
            }
            for key in eu.keys("", None, 9) {
                prop_assert_eq!(eu.get(&key).unwrap().unwrap().value(), us.get(&key).unwrap().unwrap().value());
            }
        }
    }
}
