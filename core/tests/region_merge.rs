//! Merge functions of the application inside a region.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    Code, Error, Result,
    conflict::{ConflictFilter, ConflictRecord, ConflictState, Settlement},
    deployment::Deployment,
    merge::{Law, MergeAnswer, MergeFunction, MergeInput},
    region::{Options, Region},
    value::{Limits, Value},
};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

const CUSTOM: &str = r#"{"by": "custom", "function": "f", "version": 1}"#;

fn deployment(version: u32, strategy: &str) -> Arc<Deployment> {
    let text = format!(
        r#"{{"version": {version}, "name": "merge",
            "regions": [{{"name": "eu", "number": 1}}, {{"name": "us", "number": 2}}, {{"name": "ap", "number": 3}}],
            "classes": [{{"name": "notes", "keys": "n/*", "labels": [], "type": "register", "strategy": {strategy}}},
                        {{"name": "cards", "keys": "c/*", "labels": [], "type": "map",
                          "fields": {{"address": {{"type": "register", "strategy": {strategy}}}}}}}]}}"#
    );
    Arc::new(Deployment::parse(&text).unwrap())
}

/// What three regions wrote apart, each of them with a text, all received by the first.
fn three(strategy: &str, options: Options, values: [Value; 3]) -> Region {
    let shop = deployment(1, strategy);
    let mut eu = Region::open(shop.clone(), "eu", options).unwrap();
    eu.put(1_000, "n/x", &[], &values[0], None).unwrap();
    for (name, at) in [("us", 1), ("ap", 2)] {
        let mut other = Region::open(shop.clone(), name, Options::default()).unwrap();
        other.put(1_000 + at as u64, "n/x", &[], &values[at], None).unwrap();
        for batch in other.batches_for(1_010, "eu", 1 << 20).unwrap() {
            eu.apply(1_010, &batch).unwrap();
        }
    }
    eu
}

fn texts() -> [Value; 3] {
    [Value::from("aaaa"), Value::from("bb"), Value::from("c")]
}

fn longest(input: &MergeInput<'_>) -> Result<Option<Value>> {
    Ok(input.versions.iter().filter_map(|v| v.value.as_str()).max_by_key(|text| (text.len(), *text)).map(Value::from))
}

fn joined(input: &MergeInput<'_>) -> Result<Option<Value>> {
    let mut parts: Vec<&str> = input.versions.iter().filter_map(|v| v.value.as_str()).collect();
    parts.sort_unstable();
    parts.dedup();
    Ok(Some(Value::from(parts.join("+"))))
}

fn shown(region: &Region) -> Value {
    region.get("n/x").unwrap().unwrap().value()
}

fn records(region: &Region) -> Vec<ConflictRecord> {
    region.conflicts(&ConflictFilter::default())
}

#[test]
fn a_function_sees_all_versions_in_canonical_order() {
    let mut eu = three(CUSTOM, Options::default(), texts());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = seen.clone();
    let listen = move |input: &MergeInput<'_>| {
        kept.lock().unwrap().push(input.to_document());
        longest(input)
    };
    eu.register_merge("f", 1, listen).unwrap();
    seen.lock().unwrap().clear();
    assert_eq!(shown(&eu), Value::from("aaaa"));
    let seen = seen.lock().unwrap();
    assert_eq!(
        seen[0].to_json(),
        concat!(
            r#"{"class_name":"notes","key":"n/x","kind":"insert_insert","path":[],"versions":["#,
            r#"{"dot":"1.1#1","region":"eu","timestamp":"0000000003e8-0000-0001000100000000","value":"aaaa"},"#,
            r#"{"dot":"2.1#1","region":"us","timestamp":"0000000003e9-0000-0002000100000000","value":"bb"},"#,
            r#"{"dot":"3.1#1","region":"ap","timestamp":"0000000003ea-0000-0003000100000000","value":"c"}]}"#
        )
    );
}

#[test]
fn the_canonical_order_is_by_time_first() {
    let shop = deployment(1, CUSTOM);
    let open = |name| Region::open(shop.clone(), name, Options::default()).unwrap();
    let (mut eu, mut us) = (open("eu"), open("us"));
    let listed = |input: &MergeInput<'_>| {
        let parts: Vec<&str> = input.versions.iter().filter_map(|v| v.value.as_str()).collect();
        Ok(Some(Value::from(parts.concat())))
    };
    eu.register_merge("f", 1, listed).unwrap();
    // The higher region wrote first.
    us.put(1_000, "n/x", &[], &Value::from("b"), None).unwrap();
    eu.put(1_005, "n/x", &[], &Value::from("a"), None).unwrap();
    for batch in us.batches_for(1_010, "eu", 1 << 20).unwrap() {
        eu.apply(1_010, &batch).unwrap();
    }
    assert_eq!(shown(&eu), Value::from("ba"));
    assert_eq!(records(&eu)[0].merged.as_deref(), Some(&Value::from("ba").to_cbor()[..]));
}

#[test]
fn a_read_without_the_function_is_refused_and_nothing_else_is() {
    let mut eu = three(CUSTOM, Options::default(), texts());
    let refused = eu.get("n/x").unwrap_err();
    assert_eq!(refused.code(), Code::FunctionNotRegistered);
    assert!(refused.message().contains("`f` version 1"), "{refused}");
    assert_eq!(eu.explain("n/x", &[]).unwrap_err().code(), Code::FunctionNotRegistered);
    assert_eq!(eu.replay(&deployment(2, CUSTOM)).unwrap_err().code(), Code::FunctionNotRegistered);
    assert_eq!(eu.versions("n/x", &[]).unwrap().len(), 3);
    let waiting = records(&eu);
    assert!(waiting.iter().all(|record| record.state == ConflictState::Waiting && record.strategy_used == "custom"));
    assert!(waiting.iter().all(|record| record.failure.as_ref().unwrap().code() == Code::FunctionNotRegistered));

    // Another version is another function.
    eu.register_merge("f", 2, longest).unwrap();
    assert!(eu.get("n/x").is_err());
    let digest = eu.digest();
    eu.register_merge("f", 1, joined).unwrap();
    assert_eq!(shown(&eu), Value::from("aaaa+bb+c"));
    assert_eq!(eu.digest(), digest);
    let decided = records(&eu);
    assert!(decided.iter().all(|record| record.state == ConflictState::Decided && record.failure.is_none()));
    let first = &decided[0].to_document();
    assert_eq!(first.get("resolved_value"), Some(&Value::from("aaaa+bb")));
    assert_eq!(first.get("winner"), Some(&Value::Null));
    assert!(first.get("resolved_at").unwrap().as_str().is_some());
    assert_eq!(first.get("function").unwrap().to_json(), r#"{"name":"f","version":1}"#);
    assert!(decided[0].explanation().ends_with("custom merged them to \"aaaa+bb\""), "{}", decided[0].explanation());
}

#[test]
fn a_function_that_was_registered_is_replaced_and_stays_through_deployments() {
    let mut eu = three(CUSTOM, Options::default(), texts());
    eu.register_merge("f", 1, joined).unwrap();
    eu.register_merge("f", 1, longest).unwrap();
    assert_eq!(shown(&eu), Value::from("aaaa"));
    eu.load_deployment(deployment(2, r#"["prefer-present", {"by": "custom", "function": "f", "version": 1}]"#))
        .unwrap();
    assert_eq!(shown(&eu), Value::from("aaaa"));
    let status = eu.status();
    assert_eq!(status.get("merge_functions").unwrap().to_json(), r#"[{"name":"f","version":1}]"#);
}

#[test]
fn what_fails_waits_for_a_person_and_loses_nothing() {
    type Function = fn(&MergeInput<'_>) -> Result<Option<Value>>;
    let fail: Function = |_| Err(Error::new(Code::InvalidArgument, "no merge for this"));
    let not_a_number: Function = |_| Ok(Some(Value::Float(f64::NAN)));
    let too_deep: Function = |_| Ok(Some((0..200).fold(Value::Null, |inner, _| Value::Array(vec![inner]))));
    let too_large: Function = |_| Ok(Some(Value::from("x".repeat(2 << 20))));
    let panics: Function = |_| panic!("half-way");
    for (function, said) in [
        (fail, "no merge for this"),
        (not_a_number, "NaN"),
        (too_deep, "nested deeper"),
        (too_large, "bytes"),
        (panics, "it panicked"),
    ] {
        let mut eu = three(CUSTOM, Options::default(), texts());
        eu.register_merge("f", 1, function).unwrap();
        let read = eu.get("n/x").unwrap().unwrap();
        assert_eq!((read.value(), read.siblings), (Value::from("c"), 3), "the greatest timestamp is shown");
        let waiting = records(&eu);
        assert_eq!(waiting.len(), 3, "each pair");
        for record in &waiting {
            let failure = record.failure.as_ref().unwrap();
            assert_eq!((record.state, failure.code()), (ConflictState::Waiting, Code::FunctionFailed));
            assert!(failure.message().contains(said), "{failure}");
        }
        let why = eu.explain("n/x", &[]).unwrap();
        assert_eq!(why.get("rule"), Some(&Value::from("custom")));
        assert_eq!(why.get("failure").unwrap().get("code"), Some(&Value::from("function_failed")));
        assert_eq!(why.get("value"), Some(&Value::from("c")));
        // A later function of the same name decides what waited for it.
        eu.register_merge("f", 1, longest).unwrap();
        assert!(records(&eu).iter().all(|record| record.state == ConflictState::Decided));
        assert_eq!(shown(&eu), Value::from("aaaa"));
    }
}

#[test]
fn a_function_that_fails_on_all_but_no_two_makes_a_record_wait() {
    let pairs = |input: &MergeInput<'_>| match input.versions.len() {
        2 => longest(input),
        _ => Err(Error::new(Code::InvalidArgument, "too many")),
    };
    let shop = deployment(1, CUSTOM);
    let mut eu = Region::open(shop.clone(), "eu", Options::default()).unwrap();
    eu.register_merge("f", 1, pairs).unwrap();
    eu.put(1_000, "n/x", &[], &Value::from("a"), None).unwrap();
    for (name, states) in [("us", vec!["decided"]), ("ap", vec!["waiting"; 3])] {
        let mut other = Region::open(shop.clone(), name, Options::default()).unwrap();
        other.put(1_001, "n/x", &[], &Value::from(name), None).unwrap();
        for batch in other.batches_for(1_010, "eu", 1 << 20).unwrap() {
            eu.apply(1_010, &batch).unwrap();
        }
        let found: Vec<&str> = records(&eu).iter().map(|record| record.state.as_str()).collect();
        assert_eq!(found, states);
    }
}

struct Slow(u64);

impl MergeFunction for Slow {
    fn merge(&self, input: &MergeInput<'_>) -> MergeAnswer {
        MergeAnswer { merged: longest(input), elapsed_ms: self.0 }
    }
}

#[test]
fn a_function_over_its_budget_has_failed() {
    let options = Options { merge_budget_ms: 20, ..Options::default() };
    let mut eu = three(CUSTOM, options, texts());
    eu.register_merge("f", 1, Slow(20)).unwrap();
    assert_eq!(shown(&eu), Value::from("aaaa"));
    eu.register_merge("f", 1, Slow(21)).unwrap();
    assert_eq!(shown(&eu), Value::from("c"));
    // What was decided stays decided; what comes now waits.
    let mut eu = three(CUSTOM, Options { merge_budget_ms: 20, ..Options::default() }, texts());
    eu.register_merge("f", 1, Slow(21)).unwrap();
    let failure = records(&eu)[0].failure.clone().unwrap();
    assert_eq!(failure.code(), Code::FunctionOverBudget);
    let metrics = three(CUSTOM, Options::default(), texts()).metrics(2_000).unwrap();
    assert_eq!(metrics.merge_failures[0].labels[1], ("code", "function_not_registered".to_string()));
    let mut eu = three(CUSTOM, Options { merge_budget_ms: 0, ..Options::default() }, texts());
    eu.register_merge("f", 1, Slow(u64::MAX)).unwrap();
    assert_eq!(shown(&eu), Value::from("aaaa"), "zero is no limit");
}

#[test]
fn abstaining_is_no_null_and_leaves_it_to_the_next_rule() {
    let chain = |next: &str| format!(r#"[{CUSTOM}, "{next}"]"#);
    let abstains = |_: &MergeInput<'_>| Ok(None);
    let null = |_: &MergeInput<'_>| Ok(Some(Value::Null));
    let mut eu = three(&chain("max"), Options::default(), texts());
    eu.register_merge("f", 1, abstains).unwrap();
    assert_eq!(shown(&eu), Value::from("c"), "the greatest");
    let mut eu = three(&chain("manual"), Options::default(), texts());
    eu.register_merge("f", 1, abstains).unwrap();
    assert_eq!(records(&eu)[0].strategy_used, "manual");
    let mut eu = three(&chain("max"), Options::default(), texts());
    eu.register_merge("f", 1, null).unwrap();
    assert_eq!(shown(&eu), Value::Null);
    let mut eu = three(CUSTOM, Options::default(), texts());
    eu.register_merge("f", 1, abstains).unwrap();
    assert_eq!(eu.explain("n/x", &[]).unwrap().get("rule"), Some(&Value::from("last-write-wins")));
}

#[test]
fn versions_of_one_value_ask_nobody() {
    let eu = three(CUSTOM, Options::default(), [Value::from(1), Value::from(1), Value::from(1)]);
    assert_eq!(shown(&eu), Value::from(1));
}

#[test]
fn decisions_of_a_function_are_settled_and_taken_back_like_others() {
    let shop = deployment(1, CUSTOM);
    let open = |name| Region::open(shop.clone(), name, Options::default()).unwrap();
    let (mut eu, mut us) = (open("eu"), open("us"));
    eu.put(1_000, "c/1", &["address"], &Value::from("aaaa"), None).unwrap();
    us.put(1_001, "c/1", &["address"], &Value::from("bb"), None).unwrap();
    for batch in us.batches_for(1_002, "eu", 1 << 20).unwrap() {
        eu.apply(1_002, &batch).unwrap();
    }
    let address = |region: &Region| region.get("c/1").unwrap().unwrap().value().get("address").cloned();
    let id = records(&eu)[0].id;
    assert_eq!(records(&eu)[0].path, ["address"]);
    // Of two texts made one the later side stands again.
    eu.register_merge("f", 1, joined).unwrap();
    assert_eq!(address(&eu), Some(Value::from("aaaa+bb")));
    eu.undo_conflict(1_003, &id).unwrap();
    assert_eq!(address(&eu), Some(Value::from("bb")));
    assert_eq!(eu.conflict(&id).unwrap().state, ConflictState::Undone);

    // What waits is resolved by a person, also where the function is missing.
    let mut eu = three(CUSTOM, Options::default(), texts());
    let id = records(&eu)[0].id;
    eu.resolve_conflict(1_020, &id, Settlement::Value(Value::from("by hand"))).unwrap();
    assert_eq!(shown(&eu), Value::from("by hand"));
}

#[test]
fn replay_counts_what_a_function_would_change() {
    let mut eu = three(r#""last-write-wins""#, Options::default(), texts());
    eu.register_merge("f", 1, joined).unwrap();
    let replay = eu.replay(&deployment(2, CUSTOM)).unwrap();
    assert_eq!(replay.get("examples").unwrap().to_json(), r#"[{"key":"n/x","new":"aaaa+bb+c","old":"c"}]"#);
}

#[test]
fn a_snapshot_holds_no_function() {
    let mut eu = three(CUSTOM, Options::default(), texts());
    eu.register_merge("f", 1, longest).unwrap();
    let options = Options { incarnation: 2, ..Options::default() };
    let restored = Region::restore(deployment(1, CUSTOM), "eu", options, &eu.snapshot()).unwrap();
    assert_eq!(restored.get("n/x").unwrap_err().code(), Code::FunctionNotRegistered);
    assert_eq!(restored.digest(), eu.digest());
}

/// Laws of a function that concatenates in the order of the list.
#[test]
fn samples_report_a_broken_law_with_the_versions() {
    let appended = |input: &MergeInput<'_>| {
        let parts: Vec<&str> = input.versions.iter().filter_map(|v| v.value.as_str()).collect();
        Ok(Some(Value::from(parts.concat())))
    };
    let shop = deployment(1, CUSTOM);
    let with = |sample_merges| {
        let options = Options { sample_merges, ..Options::default() };
        let mut eu = Region::open(shop.clone(), "eu", options).unwrap();
        eu.register_merge("f", 1, appended).unwrap();
        for (at, key) in ["n/1", "n/2", "n/3", "n/4"].into_iter().enumerate() {
            eu.put(1_000, key, &[], &Value::from("a"), None).unwrap();
            let mut us =
                Region::open(shop.clone(), "us", Options { incarnation: at as u16 + 1, ..Options::default() }).unwrap();
            us.put(1_001, key, &[], &Value::from("b"), None).unwrap();
            for batch in us.batches_for(1_002, "eu", 1 << 20).unwrap() {
                eu.apply(1_002, &batch).unwrap();
            }
        }
        eu
    };
    assert!(with(0).merge_violations().is_empty());
    let eu = with(2);
    let found = eu.merge_violations();
    assert_eq!((found.len(), found[0].times, found[0].counterexample.law), (1, 2, Law::Idempotence));
    assert!(found[0].text().starts_with("merge function f 1 is not idempotent"), "{}", found[0].text());
    assert!(found[0].text().contains("x = \"b\" by \"us\""), "{}", found[0].text());
    assert_eq!(eu.status().get("merge_violations"), Some(&Value::from(1)));
    assert_eq!(eu.metrics(2_000).unwrap().merge_violations[0].total, 2);
}

#[test]
fn a_sample_finds_each_law() {
    let calls = AtomicU64::new(0);
    let drifting = move |_: &MergeInput<'_>| Ok(Some(Value::from(calls.fetch_add(1, Ordering::Relaxed))));
    let listed_last = |input: &MergeInput<'_>| Ok(input.versions.last().map(|v| v.value.clone()));
    let mean = |input: &MergeInput<'_>| {
        let sum: f64 = input.versions.iter().filter_map(|v| v.value.as_f64()).sum();
        Ok(Some(Value::Float(sum / input.versions.len() as f64)))
    };
    fn law(function: impl MergeFunction + 'static) -> Option<Law> {
        let options = Options { sample_merges: 1, ..Options::default() };
        let shop = deployment(1, CUSTOM);
        let mut eu = Region::open(shop.clone(), "eu", options).unwrap();
        eu.register_merge("f", 1, function).unwrap();
        eu.put(1_000, "n/x", &[], &Value::from(0), None).unwrap();
        for (name, number) in [("us", 0), ("ap", 9)] {
            let mut other = Region::open(shop.clone(), name, Options::default()).unwrap();
            other.put(1_001, "n/x", &[], &Value::from(number), None).unwrap();
            for batch in other.batches_for(1_010, "eu", 1 << 20).unwrap() {
                eu.apply(1_010, &batch).unwrap();
            }
        }
        eu.merge_violations().last().map(|found| found.counterexample.law)
    }
    // Two equal values give a third, and that is looked at first.
    assert_eq!(law(drifting), Some(Law::Idempotence));
    assert_eq!(law(listed_last), Some(Law::Commutativity));
    assert_eq!(law(mean), Some(Law::Associativity));
    assert_eq!(
        law(|input: &MergeInput<'_>| Ok(input.versions.iter().map(|v| v.value.clone()).max_by(Value::cmp_canonical))),
        None
    );
}

#[test]
fn a_deployment_says_which_function_it_asks() {
    let shop = deployment(1, CUSTOM);
    let strategy = shop.to_value().get("classes").unwrap().as_array().unwrap()[0].get("strategy").cloned().unwrap();
    assert_eq!(strategy.to_json(), r#"{"by":"custom","function":"f","version":1}"#);
    let changes = shop.diff(&deployment(2, r#"{"by": "custom", "function": "f", "version": 2}"#));
    let place = changes.get("changes").unwrap().as_array().unwrap()[1].get("place").cloned();
    assert_eq!(place, Some(Value::from("classes.notes.strategy.version")));
    for (strategy, place) in [
        (r#""custom""#, "classes[0].strategy"),
        (r#"{"by": "custom"}"#, "classes[0].strategy.function"),
        (r#"{"by": "custom", "function": "F", "version": 1}"#, "classes[0].strategy.function"),
        (r#"{"by": "custom", "function": "f", "version": 0}"#, "classes[0].strategy.version"),
        (r#"{"by": "custom", "function": "f", "version": 1, "x": 1}"#, "classes[0].strategy.x"),
    ] {
        let text = shop.to_value().to_json().replace(r#"{"by":"custom","function":"f","version":1}"#, strategy);
        let refused = Deployment::parse(&text).unwrap_err();
        assert_eq!(refused.detail("place"), Some(&active_active::Detail::Text(place.into())), "{strategy}: {refused}");
    }
    let version = |json| Value::from_json(json, &Limits::default()).unwrap();
    let a = version(r#"{"value": 1, "dot": "1.1#1", "timestamp": "017f22e279b0-0000-0001000100000000"}"#);
    let b = version(r#"{"value": 2, "dot": "2.1#1", "timestamp": "017f22e279b0-0000-0002000100000000"}"#);
    let strategy = version(CUSTOM);
    let refused = active_active::resolve::resolve_documents(&strategy, &a, &b).unwrap_err();
    assert_eq!(refused.code(), Code::FunctionNotRegistered);
}
