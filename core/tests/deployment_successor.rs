//! Which deployment can follow which.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{Code, Detail, Error, deployment::Deployment};
use proptest::prelude::*;

fn deployment(version: u32, regions: &str, classes: &[(&str, &str)]) -> Deployment {
    let classes: Vec<String> = classes
        .iter()
        .enumerate()
        .map(|(index, (keys, kind))| {
            let kind =
                if kind.starts_with('{') { kind[1..kind.len() - 1].to_owned() } else { format!(r#""type":"{kind}""#) };
            format!(r#"{{"name":"c{index}","keys":"{keys}","labels":[],{kind}}}"#)
        })
        .collect();
    let classes = classes.join(",");
    Deployment::parse(&format!(r#"{{"version":{version},"name":"x","regions":[{regions}],"classes":[{classes}]}}"#))
        .unwrap_or_else(|error| panic!("{error}"))
}

const EU: &str = r#"{"name":"eu","number":1}"#;

fn check(before: &[(&str, &str)], after: &[(&str, &str)]) -> Result<(), Error> {
    deployment(1, EU, before).check_successor(&deployment(2, EU, after))
}

fn refused(before: &[(&str, &str)], after: &[(&str, &str)]) -> Error {
    let error = check(before, after).unwrap_err();
    assert_eq!(error.code(), Code::DeploymentIncompatible, "{error}");
    error
}

fn place(error: &Error) -> &str {
    match error.detail("place") {
        Some(Detail::Text(place)) => place,
        other => panic!("{other:?} in {error}"),
    }
}

#[test]
fn versions_rise_and_do_not_fork() {
    let first = deployment(5, EU, &[("**", "counter")]);
    assert!(first.check_successor(&first.clone()).is_ok());
    let fork = first.check_successor(&deployment(5, EU, &[("**", "register")])).unwrap_err();
    assert_eq!(fork.code(), Code::DeploymentForked);
    assert_eq!(fork.detail("digest"), Some(&Detail::Text(first.digest_text())));
    let older = first.check_successor(&deployment(4, EU, &[("**", "counter")])).unwrap_err();
    assert_eq!((older.code(), place(&older)), (Code::DeploymentIncompatible, "version"));
    assert!(first.check_successor(&deployment(9, EU, &[("**", "counter")])).is_ok());
}

#[test]
fn regions_are_added_and_retired_and_never_renumbered() {
    let of = |version, regions: &str| deployment(version, regions, &[]);
    let two = r#"{"name":"eu","number":1},{"name":"us","number":2}"#;
    let retired = r#"{"name":"eu","number":1},{"name":"us","number":2,"status":"retired"}"#;
    assert!(of(1, EU).check_successor(&of(2, two)).is_ok());
    assert!(of(1, two).check_successor(&of(2, retired)).is_ok());
    let cases = [
        (two, EU, "region `us` (number 2) is gone; keep it with `\"status\": \"retired\"`"),
        (retired, two, "region `us` has retired and cannot come back; add one with a new number"),
        (EU, r#"{"name":"us","number":1}"#, "number 1 belongs to region `eu` and cannot be given to `us`"),
    ];
    for (before, after, message) in cases {
        let error = of(1, before).check_successor(&of(2, after)).unwrap_err();
        assert_eq!((error.code(), error.message()), (Code::DeploymentIncompatible, message));
    }
}

#[test]
fn strategies_change_freely() {
    let keep = r#"{"type":"register","strategy":"keep-all"}"#;
    let removes = r#"{"type":"set","strategy":"remove-wins"}"#;
    assert!(check(&[("a/*", "register"), ("**", "set")], &[("a/*", keep), ("**", removes)]).is_ok());
}

#[test]
fn types_do_not_change_under_data() {
    let error = refused(&[("a/*", "counter")], &[("a/*", "register")]);
    assert_eq!(place(&error), "classes[0]");
    assert_eq!(
        error.message(),
        "at `classes[0]`: keys such as `a/a` are of class `c0`, where this is a counter, and would be of class `c0`, \
         where it is a register; a type cannot change under data, so use another class or field"
    );
}

#[test]
fn fields_may_come_and_not_go() {
    let map = |fields: &str| format!(r#"{{"type":"map","fields":{{{fields}}}}}"#);
    let field = |name: &str, kind: &str| format!(r#""{name}":{{"type":"{kind}"}}"#);
    let ok = |before: &str, after: &str| check(&[("**", &map(before))], &[("**", &map(after))]);
    let (x, y, rest) = (field("x", "counter"), field("y", "set"), field("*", "counter"));
    assert!(ok(&x, &format!("{x},{y}")).is_ok());
    assert!(ok(&x, &rest).is_ok(), "the rest takes it, with the same type");
    assert!(ok(&x, &format!("{x},{rest}")).is_ok());
    assert!(ok(&format!("{x},{y}"), &x).is_err());
    assert!(ok(&format!("{x},{y}"), &format!("{x},{rest}")).is_err());
    assert!(ok(&rest, &x).is_err());
    assert!(ok(&rest, &format!("{rest},{y}")).is_err(), "y was a counter until now");
    assert!(ok(&rest, &format!("{rest},{x}")).is_ok());
    let inner = |kind: &str| format!(r#""a":{{"type":"map","fields":{{"b":{{"type":"{kind}"}}}}}}"#);
    let error = ok(&inner("flag"), &inner("set")).unwrap_err();
    assert_eq!(place(&error), "classes[0].fields.a.fields.b");
}

#[test]
fn classes_move_as_long_as_no_key_changes_its_type() {
    let counter = |keys| (keys, "counter");
    let register = |keys| (keys, "register");
    // Added at the end, or anywhere if no key notices.
    assert!(check(&[counter("a/*")], &[counter("a/*"), register("**")]).is_ok());
    assert!(check(&[counter("a/*")], &[register("b/*"), counter("a/*")]).is_ok());
    assert!(check(&[counter("a/*")], &[register("a/*/x"), counter("a/*")]).is_ok());
    assert!(check(&[counter("**")], &[counter("a/*"), counter("**")]).is_ok());
    assert!(check(&[counter("a/*"), register("**")], &[counter("a/*"), register("b"), register("**")]).is_ok());
    // Split and joined.
    assert!(check(&[counter("a/*")], &[counter("a/x*"), counter("a/*")]).is_ok());
    assert!(check(&[counter("a/x*"), counter("a/*")], &[counter("a/*")]).is_ok());
    // In front of keys that have another type.
    let error = refused(&[counter("**")], &[register("a/*"), counter("**")]);
    assert!(error.message().contains("keys such as `a/a` are of class `c0`"), "{error}");
    // Out of the way of keys that then fall to another class, or to none.
    refused(&[counter("a/*"), register("**")], &[register("**")]);
    refused(&[counter("a/*"), register("**")], &[register("**"), counter("a/*")]);
    let error = refused(&[counter("a/**")], &[counter("a/*")]);
    assert_eq!(error.message(), "keys such as `a/` are of class `c0` and would be of none; keep a class for them");
}

#[test]
fn patterns_too_entangled_to_compare_are_refused_and_not_guessed() {
    let tangled: Vec<String> = (0..12).map(|n| format!("**{}**", "ab".repeat(n + 1) + &"ba".repeat(12 - n))).collect();
    let before: Vec<(&str, &str)> = tangled.iter().map(|keys| (keys.as_str(), "counter")).collect();
    let mut after = before.clone();
    assert!(check(&before, &after).is_ok());
    after.reverse();
    let started = std::time::Instant::now();
    assert!(refused(&before, &after).message().contains("too entangled"));
    assert!(started.elapsed().as_secs() < 20);
}

/// Asks every short key.
fn moves_plainly(before: &Deployment, after: &Deployment) -> bool {
    let kind = |deployment: &Deployment, key: &str| {
        deployment.class_of(key).ok().and_then(|index| deployment.class(index)).map(|class| class.kind.type_name())
    };
    let mut keys = vec![String::new()];
    let mut at = 0;
    while at < keys.len() {
        let key = keys[at].clone();
        at += 1;
        if !key.is_empty() && kind(before, &key).is_some_and(|was| kind(after, &key) != Some(was)) {
            return true;
        }
        if key.len() < 6 {
            keys.extend(["a", "b", "/", "x"].map(|letter| key.clone() + letter));
        }
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_move_is_found_exactly_when_there_is_one(
        before in prop::collection::vec(("(a|b|/|\\*|a\\*|\\*\\*/|\\*\\*){1,2}", any::<bool>()), 1..3),
        after in prop::collection::vec(("(a|b|/|\\*|a\\*|\\*\\*/|\\*\\*){1,2}", any::<bool>()), 1..3),
    ) {
        let classes = |classes: &[(String, bool)]| -> Vec<(String, &'static str)> {
            let usable = classes.iter().filter(|(keys, _)| !keys.contains("***"));
            usable.map(|(keys, counter)| (keys.clone(), if *counter { "counter" } else { "set" })).collect()
        };
        let of = |version, list: &[(String, &'static str)]| {
            deployment(version, EU, &list.iter().map(|(keys, kind)| (keys.as_str(), *kind)).collect::<Vec<_>>())
        };
        let (before, after) = (of(1, &classes(&before)), of(2, &classes(&after)));
        let found = before.check_successor(&after);
        prop_assert_eq!(found.is_err(), moves_plainly(&before, &after), "{:?}", found);
    }
}
