//! What a replica counts while regions write and exchange, and what that is judged to be.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::unreachable)]

use active_active::{
    Code,
    deployment::Deployment,
    metrics::{DiagnoseOptions, Finding, FindingKind, MetricCount, RateState},
    region::{Options, Region},
};
use std::sync::Arc;

const NOW: u64 = 1_700_000_000_000;

fn deployment(version: u64, classes: &str) -> Arc<Deployment> {
    let text = format!(
        r#"{{"version": {version}, "name": "shop", "regions": [{{"name": "eu", "number": 1}},
            {{"name": "us", "number": 2}}, {{"name": "ap", "number": 3}}], "classes": [{classes}
            {{"name": "rest", "keys": "**", "labels": [], "type": "register"}}]}}"#
    );
    Arc::new(Deployment::parse(&text).unwrap())
}

fn open(name: &str) -> Region {
    Region::open(deployment(1, ""), name, Options::default()).unwrap()
}

/// Each gets what the other has.
fn exchange(a: &mut Region, b: &mut Region, now_ms: u64) {
    let (of_a, of_b) = (a.batches_for(now_ms, b.name(), 1 << 20), b.batches_for(now_ms, a.name(), 1 << 20));
    of_a.unwrap().iter().for_each(|batch| drop(b.apply(now_ms, batch).unwrap()));
    of_b.unwrap().iter().for_each(|batch| drop(a.apply(now_ms, batch).unwrap()));
    a.acknowledge(&b.acknowledgement_for(a.name()).unwrap()).unwrap();
    b.acknowledge(&a.acknowledgement_for(b.name()).unwrap()).unwrap();
}

/// Both write each of the keys once, unseen, and exchange.
fn clash(a: &mut Region, b: &mut Region, keys: std::ops::Range<u32>, now_ms: u64) {
    for key in keys {
        a.put(now_ms, &format!("key/{key}"), &[], &1.into(), None).unwrap();
        b.put(now_ms, &format!("key/{key}"), &[], &2.into(), None).unwrap();
    }
    exchange(a, b, now_ms);
}

fn shown(counts: &[MetricCount]) -> Vec<(String, u64, u64)> {
    let labels = |count: &MetricCount| count.labels.iter().map(|label| label.1.as_str()).collect::<Vec<_>>().join(" ");
    counts.iter().map(|count| (labels(count), count.total, count.in_window)).collect()
}

fn kinds(region: &Region, now_ms: u64, options: &DiagnoseOptions) -> Vec<FindingKind> {
    region.diagnose(now_ms, options).unwrap().findings.iter().map(Finding::kind).collect()
}

#[test]
fn a_window_slides_over_what_is_counted() {
    let mut eu = open("eu");
    eu.put(NOW, "a", &[], &1.into(), None).unwrap();
    eu.put(NOW + 30_000, "a", &[], &2.into(), None).unwrap();
    let at = |region: &Region, ms| shown(&region.metrics(ms).unwrap().writes);
    let rest = |total, in_window| vec![("rest".to_owned(), total, in_window)];
    assert_eq!(at(&eu, NOW + 59_999), rest(2, 2));
    assert_eq!(at(&eu, NOW + 60_000), rest(2, 1));
    assert_eq!(at(&eu, NOW + 90_000), rest(2, 0));
    // Time that goes back: asked for earlier, told for the latest that was given; written earlier, counted there.
    assert_eq!(at(&eu, 5), rest(2, 2));
    eu.put(NOW - 500_000, "a", &[], &3.into(), None).unwrap();
    assert_eq!(at(&eu, NOW + 89_999), rest(3, 2));
    assert_eq!(at(&eu, NOW + 90_000), rest(3, 0));
}

#[test]
fn many_steps_of_time_keep_the_window_exact() {
    for window_ms in [1_000, 1_007, 60_000, 3_600_000] {
        let options = Options { metrics_window_ms: window_ms, ..Options::default() };
        let mut eu = Region::open(deployment(1, ""), "eu", options).unwrap();
        let step_ms = window_ms.div_ceil(60);
        let written: Vec<u64> = (0..400).map(|n| NOW + n * (step_ms / 2 + 3) + n % 7).collect();
        for (n, now_ms) in written.iter().enumerate() {
            eu.put(*now_ms, "a", &[], &1.into(), None).unwrap();
            let start = |ms: u64| ms - ms % step_ms;
            let within = written.iter().take(n + 1).filter(|ms| start(**ms) + window_ms > *now_ms).count() as u64;
            assert_eq!(eu.metrics(*now_ms).unwrap().writes[0].in_window, within, "{window_ms} ms, write {n}");
        }
    }
}

#[test]
fn metrics_are_in_no_snapshot_and_may_be_switched_off() {
    let (mut on, mut us) = (open("eu"), open("us"));
    let mut off = Region::open(deployment(1, ""), "eu", Options { metrics: false, ..Options::default() }).unwrap();
    us.put(NOW, "a", &[], &1.into(), None).unwrap();
    for batch in us.batches_for(NOW, "eu", 1 << 20).unwrap() {
        assert_eq!(on.apply(NOW, &batch), off.apply(NOW, &batch));
    }
    on.put(NOW, "a", &[], &2.into(), None).unwrap();
    off.put(NOW, "a", &[], &2.into(), None).unwrap();
    assert_eq!((on.snapshot(), on.status()), (off.snapshot(), off.status()));
    for refused in
        [off.metrics(NOW).err(), off.open_metrics(NOW).err(), off.diagnose(NOW, &DiagnoseOptions::default()).err()]
    {
        assert_eq!(refused.unwrap().code(), Code::InvalidArgument);
    }
}

#[test]
fn settings_out_of_range_are_refused() {
    let with = |window_ms, threshold| Options {
        metrics_window_ms: window_ms,
        conflict_rate_threshold: threshold,
        ..Options::default()
    };
    for options in [with(999, 1), with(3_600_001, 1), with(60_000, 0)] {
        let refused = Region::open(deployment(1, ""), "eu", options).err().unwrap();
        assert_eq!(refused.code(), Code::InvalidArgument);
    }
    let eu = open("eu");
    let options = DiagnoseOptions::default();
    for wrong in [
        DiagnoseOptions { hotspot_keys: 0, ..options.clone() },
        DiagnoseOptions { hotspot_keys: 65, ..options.clone() },
        DiagnoseOptions { hotspot_percent: 0, ..options.clone() },
        DiagnoseOptions { misrouting_percent: 101, ..options },
    ] {
        assert_eq!(eu.diagnose(NOW, &wrong).unwrap_err().code(), Code::InvalidArgument);
    }
}

#[test]
fn counters_keep_the_names_of_their_classes_when_a_deployment_changes() {
    let mut eu = open("eu");
    eu.put(NOW, "price/tea", &[], &1.into(), None).unwrap();
    let prices = r#"{"name": "prices", "keys": "price/*", "labels": [], "type": "register"},"#;
    eu.load_deployment(deployment(2, prices)).unwrap();
    eu.put(NOW, "price/tea", &[], &2.into(), None).unwrap();
    eu.put(NOW, "other", &[], &2.into(), None).unwrap();
    let writes = shown(&eu.metrics(NOW).unwrap().writes);
    assert_eq!(writes, [("rest".to_owned(), 2, 2), ("prices".to_owned(), 1, 1)]);
}

#[test]
fn a_few_keys_with_most_conflicts_are_a_hotspot() {
    let (mut eu, mut us) = (open("eu"), open("us"));
    for round in 0..12 {
        clash(&mut eu, &mut us, 0..1, NOW + round);
    }
    // That ap is silent is another test's.
    let options = DiagnoseOptions { allow_keys: true, silent_ms: u64::MAX, ..DiagnoseOptions::default() };
    let told = eu.diagnose(NOW + 100, &options).unwrap();
    let [Finding::Hotspot { conflicts: 12, share_percent: 100, keys }] = told.findings.as_slice() else {
        unreachable!("{told:?}")
    };
    assert_eq!(keys[0].key.as_deref(), Some("key/0"));
    // SHA-256 by Python's hashlib over the three parts with their lengths.
    assert_eq!(keys[0].key_hash, "246287e3689427ed");
    let secret = eu.diagnose(NOW + 100, &DiagnoseOptions::default()).unwrap().to_document().to_json();
    assert!(!secret.contains("key/0"), "{secret}");
    assert!(!eu.metrics(NOW).unwrap().to_document().to_json().contains("key/0"));
    assert!(!eu.open_metrics(NOW).unwrap().contains("key/0"));
    // Two windows later it is history.
    assert_eq!(kinds(&eu, NOW + 119_999, &options), [FindingKind::Hotspot]);
    assert_eq!(kinds(&eu, NOW + 120_000, &options), []);
}

#[test]
fn many_keys_written_again_and_again_by_two_regions_are_misrouting() {
    let (mut eu, mut us) = (open("eu"), open("us"));
    let options = DiagnoseOptions::default();
    // Each key once: bad luck.
    clash(&mut eu, &mut us, 0..40, NOW);
    assert_eq!(kinds(&eu, NOW + 50, &options), []);
    for round in 1..4 {
        clash(&mut eu, &mut us, 0..40, NOW + round);
    }
    let told = us.diagnose(NOW + 100, &options).unwrap();
    // 120 of 160 are repeated, and at most 3 x 4 of those are of the three hottest keys.
    let [Finding::Misrouting { conflicts: 160, repeated: 108, share_percent: 67, regions }] = told.findings.as_slice()
    else {
        unreachable!("{told:?}")
    };
    assert_eq!(regions, &["eu", "us"]);
    assert_eq!(told.conflict_rate.state, RateState::Breached);
}

#[test]
fn one_write_in_so_many_is_looked_at_for_hot_keys() {
    let (mut eu, mut us) = (open("eu"), open("us"));
    for write in 0..1_280 {
        let key = if write % 2 == 1 { "hot".into() } else { format!("cold/{write}") };
        us.put(NOW, &key, &[], &write.into(), None).unwrap();
    }
    exchange(&mut eu, &mut us, NOW + 1);
    for region in [&eu, &us] {
        // Every 128th write has an odd number.
        let hot = region.metrics(NOW + 1).unwrap().hot_keys.writes;
        assert_eq!((hot.len(), hot[0].count, hot[0].error), (1, 10, 0));
    }
    assert_eq!(shown(&eu.metrics(NOW + 1).unwrap().applied), [("rest us".to_owned(), 1_280, 1_280)]);
}

#[test]
fn two_deletes_are_counted_and_harm_nothing() {
    let (mut eu, mut us) = (open("eu"), open("us"));
    for key in 0..20 {
        eu.put(NOW, &format!("key/{key}"), &[], &1.into(), None).unwrap();
    }
    exchange(&mut eu, &mut us, NOW + 1);
    for key in 0..20 {
        eu.delete(NOW + 2, &format!("key/{key}"), None).unwrap();
        us.delete(NOW + 2, &format!("key/{key}"), None).unwrap();
    }
    exchange(&mut eu, &mut us, NOW + 3);
    let metrics = us.metrics(NOW + 4).unwrap();
    assert_eq!(shown(&metrics.conflicts), [("rest delete_delete".to_owned(), 20, 20)]);
    assert_eq!((metrics.conflict_rate.count, metrics.hot_keys.conflicts.len()), (0, 0));
    assert_eq!(kinds(&us, NOW + 4, &DiagnoseOptions::default()), []);
}

#[test]
fn a_clock_ahead_is_named_whether_its_changes_are_held_or_not() {
    let (mut eu, mut us, mut ap) = (open("eu"), open("us"), open("ap"));
    us.put(NOW + 2_000, "a", &[], &1.into(), None).unwrap();
    ap.put(NOW + 9_000, "b", &[], &1.into(), None).unwrap();
    for region in [&mut us, &mut ap] {
        for batch in region.batches_for(NOW, "eu", 1 << 20).unwrap() {
            eu.apply(NOW, &batch).unwrap();
        }
    }
    let told = eu.diagnose(NOW, &DiagnoseOptions::default()).unwrap();
    let skew = |origin: &str, region: &str, ahead_ms| Finding::ClockSkew {
        origin: origin.into(),
        origin_region: region.into(),
        ahead_ms,
    };
    assert_eq!(told.findings, [skew("3.1", "ap", 9_000), skew("2.1", "us", 2_000)]);
    assert_eq!(shown(&eu.metrics(NOW).unwrap().held), [("clock_drift".to_owned(), 1, 1)]);
    let lenient = DiagnoseOptions { clock_skew_ms: 9_001, ..DiagnoseOptions::default() };
    assert_eq!(kinds(&eu, NOW, &lenient), []);
    assert_eq!(kinds(&eu, NOW + 120_000, &DiagnoseOptions::default()), []);
}

#[test]
fn a_region_that_is_silent_while_changes_wait_is_named() {
    let (mut eu, mut us) = (open("eu"), open("us"));
    let options = DiagnoseOptions { silent_ms: 30_000, ..DiagnoseOptions::default() };
    eu.put(NOW, "a", &[], &1.into(), None).unwrap();
    exchange(&mut eu, &mut us, NOW + 10);
    // Nothing waits for us; for ap a change does, but not for long enough.
    assert_eq!(kinds(&eu, NOW + 29_999, &options), []);
    let told = eu.diagnose(NOW + 30_000, &options).unwrap();
    let ap = Finding::Failover { peer: "ap".into(), silent_ms: 30_000, waiting_ms: 30_000, unacknowledged: 1 };
    assert_eq!(told.findings, [ap]);
    // An hour without anything to send is no silence: what counts is how long the change has waited.
    eu.put(NOW + 3_600_000, "a", &[], &2.into(), None).unwrap();
    let silent = |region: &Region, ms: u64| {
        let findings = region.diagnose(NOW + ms, &options).unwrap().findings;
        findings.iter().any(|finding| matches!(finding, Finding::Failover { peer, .. } if peer == "us"))
    };
    assert!(!silent(&eu, 3_600_001));
    assert!(silent(&eu, 3_630_000));
}
