//! Routing by homes, health, latency, weight and session.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use active_active::{
    Code,
    deployment::Deployment,
    routing::{
        Home, Observation, Outcome, Route, RouteCode, Router, RouterOptions, SubjectHasher, TokenKeys, rendezvous,
    },
    value::{Limits, Value},
};

fn json(text: &str) -> Value {
    Value::from_json(text, &Limits::default()).unwrap()
}

fn router(routing: &str, class: &str) -> Router {
    let document = format!(
        r#"{{"version": 1, "name": "shop", "routing": {routing},
            "regions": [{{"name": "a", "number": 1}}, {{"name": "b", "number": 2}}, {{"name": "c", "number": 3}}],
            "classes": [{{"name": "all", "keys": "**", "labels": [], "type": "register"{class}}}]}}"#
    );
    let keys = TokenKeys::new(vec![(1, vec![7; 16])]).unwrap();
    let options = RouterOptions { token_keys: Some(keys), ..RouterOptions::default() };
    Router::new(Deployment::parse(&document).unwrap().into(), options)
}

fn route(router: &Router, request: &str, now_ms: u64) -> Route {
    router.route(&router.request(&json(request), now_ms).unwrap()).unwrap()
}

fn name(router: &Router, route: &Route) -> String {
    route.region.map(|n| router.deployment().region_by_number(n).unwrap().name.clone()).unwrap_or_default()
}

fn observe(router: &mut Router, region: u16, observer: &str, outcome: Outcome, at_ms: u64) {
    let observation = Observation { region, observer: observer.into(), outcome, latency_us: None, at_ms };
    router.observe(&observation, at_ms).unwrap();
}

fn down(router: &mut Router, region: u16, at_ms: u64) {
    for step in 0..3 {
        observe(router, region, "probe", Outcome::Failure, at_ms + step);
    }
}

const HOMED: &str = r#", "home": {"by": "rendezvous", "regions": ["a", "b", "c"], "fallback": ["b", "c", "a"]}"#;

#[test]
fn a_write_goes_home_and_falls_back_when_the_home_is_down() {
    let mut router = router("{}", HOMED);
    let request = r#"{"operation": "write", "class": "all", "subject": "u"}"#;
    let first = route(&router, request, 1_000);
    assert_eq!(first.code, RouteCode::Home);
    let home = first.home.unwrap();
    assert_eq!((home.epoch, home.contested), (1, false));

    down(&mut router, home.region, 10_000);
    let second = route(&router, request, 10_010);
    assert_eq!(second.code, RouteCode::Fallback);
    assert!(second.claim && second.contested);
    assert_ne!(second.region, Some(home.region));

    let subject = router.subject_hash("u");
    let claimed = Home { region: second.region.unwrap(), epoch: 2, contested: true };
    assert!(router.set_home(0, subject, claimed).unwrap());
    assert!(!router.set_home(0, subject, home).unwrap(), "an older epoch is no news");
    let third = route(&router, request, 10_020);
    assert_eq!((third.code, third.contested, third.claim), (RouteCode::Home, true, false));
    let stale = route(&router, r#"{"operation": "write", "class": "all", "subject": "u", "epoch": 1}"#, 10_030);
    assert_eq!((stale.code, stale.home), (RouteCode::StaleEpoch, Some(claimed)));
    let ahead = route(&router, r#"{"operation": "write", "class": "all", "subject": "u", "epoch": 3}"#, 10_030);
    assert_eq!(ahead.code, RouteCode::EpochUnknown);
}

#[test]
fn a_home_without_a_fallback_is_unavailable_while_down() {
    let mut router = router("{}", r#", "home": {"by": "rendezvous", "regions": ["a"]}"#);
    down(&mut router, 1, 10_000);
    for request in [
        r#"{"operation": "write", "class": "all", "subject": "u"}"#,
        r#"{"operation": "read", "level": "strong", "class": "all", "subject": "u"}"#,
    ] {
        assert_eq!(route(&router, request, 10_010).code, RouteCode::HomeUnavailable);
    }
    let read = route(&router, r#"{"operation": "read", "class": "all", "subject": "u"}"#, 10_010);
    assert_eq!((read.code, read.region), (RouteCode::Best, Some(2)));
}

#[test]
fn overload_sheds_and_goes_nowhere_else() {
    let mut router = router("{}", HOMED);
    for region in 1..=3 {
        observe(&mut router, region, "probe", Outcome::Overloaded, 10_000);
    }
    for operation in ["read", "write"] {
        let request = format!(r#"{{"operation": "{operation}", "class": "all", "subject": "u"}}"#);
        assert_eq!(route(&router, &request, 10_001).code, RouteCode::Overloaded);
        assert!(!route(&router, &request, 20_000).is_refusal(), "it wears off");
    }
}

#[test]
fn a_sticky_client_stays_within_the_margin() {
    let router = router(r#"{"hysteresis_percent": 5}"#, "");
    let from = |previous: &str, a: f64, b: f64| {
        let request = format!(
            r#"{{"operation": "read", "class": "all", "latencies": {{"a": {a}, "b": {b}, "c": 900}}{previous}}}"#
        );
        name(&router, &route(&router, &request, 1))
    };
    assert_eq!(from("", 100.0, 99.0), "b");
    assert_eq!(from(r#", "previous": "a""#, 100.0, 99.0), "a");
    assert_eq!(from(r#", "previous": "a""#, 100.0, 95.0), "a");
    assert_eq!(from(r#", "previous": "a""#, 100.0, 94.0), "b");
}

#[test]
fn a_session_is_served_where_it_is_covered() {
    let mut router = router("{}", "");
    let shop = router.deployment().clone();
    let mut a = active_active::region::Region::open(shop.clone(), "a", Default::default()).unwrap();
    let mut b = active_active::region::Region::open(shop.clone(), "b", Default::default()).unwrap();
    a.put(1_000, "k", &[], &1.into(), None).unwrap();
    let keys = router.token_keys().unwrap().clone();
    let token = a.token(1_001, &keys, None, None);
    let request = format!(
        r#"{{"operation": "read", "level": "session", "token": "{token}", "class": "all", "latencies": {{"a": 90, "b": 10, "c": 20}}}}"#
    );
    assert_eq!(name(&router, &route(&router, &request, 1_002)), "a");
    for batch in a.batches_for(1_002, "b", 1 << 20).unwrap() {
        b.apply(1_003, &batch).unwrap();
    }
    router.set_progress(2, &b.cursors(), 1_003).unwrap();
    assert_eq!(name(&router, &route(&router, &request, 1_004)), "b");
    assert!(b.covers(&keys.read(&token, &shop).unwrap()).unwrap());

    let mut forged = token.clone().into_bytes();
    let last = forged.len() - 1;
    forged[last] = if forged[last] == b'A' { b'Q' } else { b'A' };
    let error = keys.read(core::str::from_utf8(&forged).unwrap(), &shop).unwrap_err();
    assert_eq!(error.code(), Code::TokenInvalid);
}

#[test]
fn weights_spread_subjects_within_the_sensitivity() {
    // A15 B30 D60: A and B are within 30 ms of the best; weights are the regions' own.
    let router = router(r#"{"latency_sensitivity_ms": 30}"#, "");
    let mut counts = [0; 3];
    for n in 0..3000 {
        let request = format!(
            r#"{{"operation": "read", "class": "all", "subject": "s{n}", "latencies": {{"a": 15, "b": 30, "c": 60}}}}"#
        );
        counts[usize::from(route(&router, &request, 1).region.unwrap()) - 1] += 1;
    }
    assert_eq!(counts[2], 0);
    assert!((1400..1600).contains(&counts[0]), "{counts:?}");
}

#[test]
fn bad_input_is_a_typed_error_and_changes_nothing() {
    let mut router = router("{}", HOMED);
    for (request, code) in [
        (r#"{"operation": "write", "class": "none"}"#, Code::UnknownClass),
        (r#"{"operation": "erase", "class": "all"}"#, Code::RoutingInvalid),
        (r#"{"operation": "read", "class": "all", "previous": "x"}"#, Code::UnknownRegion),
        (r#"{"operation": "read", "class": "all", "location": {"ecs": {"country": "QQ"}}}"#, Code::UnknownCountry),
        (
            r#"{"operation": "read", "class": "all", "location": {"ecs": {"latitude": 91, "longitude": 0}}}"#,
            Code::PositionInvalid,
        ),
        (r#"{"operation": "read", "class": "all", "level": "session", "token": "AAAA"}"#, Code::TokenInvalid),
        (r#"{"operation": "write", "class": "all", "level": "strong"}"#, Code::RoutingInvalid),
    ] {
        let error = router.request(&json(request), 1).unwrap_err();
        assert_eq!(error.code(), code, "{request}: {error}");
        assert!(error.detail("place").is_some(), "{error}");
    }
    let ahead =
        Observation { region: 1, observer: "p".into(), outcome: Outcome::Failure, latency_us: None, at_ms: 100_000 };
    assert_eq!(router.observe(&ahead, 1_000).unwrap_err().code(), Code::ObservationAhead);
    assert_eq!(router.health(1_000)[0].observers, 0);
}

#[test]
fn the_last_regions_are_not_drained_without_a_reason() {
    let mut router = router(r#"{"regions_min": 2}"#, "");
    router.set_draining(1, true, None, 1).unwrap();
    let error = router.set_draining(2, true, None, 1).unwrap_err();
    assert_eq!(error.code(), Code::SafetyRule);
    assert!(!router.is_draining(2));
    router.set_draining(2, true, Some("the building is on fire"), 1).unwrap();
    assert!(router.is_draining(2));
    let read = route(&router, r#"{"operation": "read", "class": "all"}"#, 1);
    assert_eq!(read.region, Some(3));
}

#[test]
fn only_those_move_whose_region_went_and_shares_are_as_weights() {
    let hasher = SubjectHasher::new("shop", b"");
    let weights: [(u16, u16); 5] = [(1, 100), (2, 50), (3, 200), (4, 100), (5, 50)];
    let mut counts = [0u32; 5];
    for n in 0..20_000 {
        let subject = hasher.hash(&format!("user-{n}"));
        let home = rendezvous(&subject, weights).unwrap();
        counts[usize::from(home) - 1] += 1;
        for gone in 1..=5 {
            let left = weights.into_iter().filter(|(region, _)| *region != gone);
            let after = rendezvous(&subject, left).unwrap();
            assert!(home == gone || after == home, "user-{n} moved from {home} to {after} when {gone} went");
        }
    }
    for ((_, weight), count) in weights.into_iter().zip(counts) {
        let expected = 20_000 * u32::from(weight) / 500;
        assert!(count.abs_diff(expected) < expected / 10, "{counts:?}");
    }
}
