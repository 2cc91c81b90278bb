//! Laws of the three-way merge, on documents of every shape. What it does in single cases is in
//! `tests/vectors/three-way.json`.
#![allow(clippy::unwrap_used)]

use active_active::{
    Code,
    merge::three_way,
    value::{Limits, Value},
};
use proptest::prelude::*;

fn json(text: &str) -> Value {
    Value::from_json(text, &Limits::default()).unwrap()
}

fn merged(base: &Value, a: &Value, b: &Value, rules: &Value) -> Value {
    three_way(Some(base), a, b, rules).unwrap()
}

fn part<'v>(answer: &'v Value, name: &str) -> &'v Value {
    answer.get(name).unwrap()
}

/// Small documents from few parts, so that sides often agree.
fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (0..3i64).prop_map(Value::Integer),
        "[ab]{0,1}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map("[abc]", inner, 0..4).prop_map(Value::object),
        ]
    })
}

/// An array of objects, each with a key of its own.
fn keyed() -> impl Strategy<Value = Value> {
    let element = |(id, n, m): (i64, i64, Option<i64>)| {
        let members = [("id", Value::from(id)), ("n", Value::from(n))];
        Value::object(members.into_iter().chain(m.map(|m| ("m", Value::from(m)))))
    };
    let fields = prop::collection::vec((0..3i64, prop::option::of(0..3i64)), 4);
    (prop::sample::subsequence(vec![0, 1, 2, 3], 0..=4).prop_shuffle(), fields).prop_map(move |(ids, fields)| {
        Value::Array(ids.into_iter().zip(fields).map(|(id, (n, m))| element((id, n, m))).collect())
    })
}

/// The same as an object.
fn by_id(array: &Value) -> Value {
    let member = |element: &Value| (element.get("id").unwrap().to_json(), element.clone());
    Value::object(array.as_array().unwrap().iter().map(member))
}

fn rules_without_sides() -> impl Strategy<Value = Value> {
    let strategy = prop::sample::select(vec!["max", "min"]);
    (strategy.clone(), strategy).prop_map(|(default, below)| {
        json(&format!(r#"{{"default": "{default}", "paths": [{{"path": ["a"], "strategy": "{below}"}}]}}"#))
    })
}

fn any_rules() -> impl Strategy<Value = Value> {
    let strategies = vec!["conflict", "a", "b", "max", "min", "delete-wins", "update-wins"];
    let arrays = prop::sample::select(vec!["replace", "append"]);
    (prop::sample::select(strategies), arrays)
        .prop_map(|(default, arrays)| json(&format!(r#"{{"default": "{default}", "arrays": "{arrays}"}}"#)))
}

/// A conflict with the roles of a and b swapped.
fn turned(conflict: &Value) -> Value {
    let members = conflict.as_object().unwrap().iter().map(|(name, member)| {
        let swapped = match name.as_str() {
            "a" => "b",
            "b" => "a",
            "a_absent" => "b_absent",
            "b_absent" => "a_absent",
            other => other,
        };
        let member = match (name.as_str(), member.as_str()) {
            ("picked", Some("a")) => Value::from("b"),
            ("picked", Some("b")) => Value::from("a"),
            _ => member.clone(),
        };
        (swapped.to_string(), member)
    });
    Value::object(members)
}

fn turned_conflicts(answer: &Value) -> Value {
    Value::Array(part(answer, "conflicts").as_array().unwrap().iter().map(turned).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_both_did_alike_is_no_conflict(base in document(), a in document(), rules in any_rules()) {
        let answer = merged(&base, &a, &a, &rules);
        prop_assert_eq!(part(&answer, "value"), &a);
        prop_assert_eq!(part(&answer, "conflicts"), &Value::Array(vec![]));
    }

    #[test]
    fn what_one_side_did_is_taken(base in document(), other in document(), rules in any_rules()) {
        // A base of null is no base: then both sides were inserted.
        prop_assume!(!base.is_null());
        for answer in [merged(&base, &base, &other, &rules), merged(&base, &other, &base, &rules)] {
            prop_assert_eq!(part(&answer, "value"), &other);
            prop_assert_eq!(part(&answer, "conflicts"), &Value::Array(vec![]));
        }
    }

    #[test]
    fn a_rule_that_names_no_side_treats_both_alike(
        base in document(), a in document(), b in document(), rules in rules_without_sides()
    ) {
        let (answer, other) = (merged(&base, &a, &b, &rules), merged(&base, &b, &a, &rules));
        prop_assert_eq!(part(&answer, "value"), part(&other, "value"));
        prop_assert_eq!(part(&answer, "conflicts"), &turned_conflicts(&other));
    }

    #[test]
    fn a_rule_for_one_side_is_the_other_rule_with_the_sides_swapped(
        base in document(), a in document(), b in document()
    ) {
        let rules = |side: &str| json(&format!(r#"{{"default": "{side}"}}"#));
        let (for_a, for_b) = (merged(&base, &a, &b, &rules("a")), merged(&base, &b, &a, &rules("b")));
        prop_assert_eq!(part(&for_a, "value"), part(&for_b, "value"));
        // What is shown where nothing is decided is a's side.
        let open = merged(&base, &a, &b, &Value::Null);
        prop_assert_eq!(part(&open, "value"), part(&for_a, "value"));
        let picks = part(&open, "conflicts").as_array().unwrap().iter().map(|conflict| part(conflict, "picked"));
        prop_assert!(picks.into_iter().all(Value::is_null));
    }

    #[test]
    fn deletes_and_updates_decide_alike_for_both_sides(base in document(), a in document(), b in document()) {
        for strategy in ["delete-wins", "update-wins"] {
            let rules = json(&format!(r#"{{"default": "{strategy}"}}"#));
            let (answer, other) = (merged(&base, &a, &b, &rules), merged(&base, &b, &a, &rules));
            prop_assert_eq!(part(&answer, "conflicts"), &turned_conflicts(&other));
            for conflict in part(&answer, "conflicts").as_array().unwrap() {
                let is_delete = part(conflict, "a_absent") == &Value::Bool(true)
                    || part(conflict, "b_absent") == &Value::Bool(true);
                prop_assert_eq!(is_delete, !part(conflict, "picked").is_null());
            }
        }
    }

    #[test]
    fn elements_with_keys_merge_as_members_do(base in keyed(), a in keyed(), b in keyed()) {
        // An array of objects with a key says the same as an object of objects, but for the order.
        let rules = json(r#"{"default": "max", "arrays": {"key": "id"}}"#);
        let (answer, other) = (merged(&base, &a, &b, &rules), merged(&base, &b, &a, &rules));
        let members = merged(&by_id(&base), &by_id(&a), &by_id(&b), &json(r#"{"default": "max"}"#));
        prop_assert_eq!(&by_id(part(&answer, "value")), part(&members, "value"));
        prop_assert_eq!(&by_id(part(&other, "value")), part(&members, "value"));
        prop_assert_eq!(part(&answer, "conflicts"), &turned_conflicts(&other));
        let count = |answer: &Value| part(answer, "conflicts").as_array().unwrap().len();
        prop_assert_eq!(count(&answer), count(&members));
    }

    #[test]
    fn conflicts_are_sorted_and_have_different_sides(
        base in document(), a in document(), b in document(), rules in any_rules()
    ) {
        let answer = merged(&base, &a, &b, &rules);
        let conflicts = part(&answer, "conflicts").as_array().unwrap();
        prop_assert!(conflicts.is_sorted_by(|a, b| part(a, "path").cmp_canonical(part(b, "path")).is_lt()));
        for conflict in conflicts {
            let side = |name: &str| (part(conflict, name), part(conflict, &format!("{name}_absent")));
            prop_assert!(side("a") != side("b") && side("base") != side("a") && side("base") != side("b"));
        }
    }
}

#[test]
fn rules_that_are_none_are_refused_with_their_place() {
    for (rules, place) in [
        ("[]", ""),
        (r#"{"defaults": "a"}"#, "defaults"),
        (r#"{"default": "newest"}"#, "default"),
        (r#"{"default": 5}"#, "default"),
        (r#"{"arrays": "concat"}"#, "arrays"),
        (r#"{"arrays": 5}"#, "arrays"),
        (r#"{"arrays": {}}"#, "arrays.key"),
        (r#"{"arrays": {"key": 1}}"#, "arrays.key"),
        (r#"{"arrays": {"key": "id", "by": 1}}"#, "arrays.by"),
        (r#"{"paths": {}}"#, "paths"),
        (r#"{"paths": [null]}"#, "paths[0]"),
        (r#"{"paths": [{"strategy": "a"}]}"#, "paths[0].path"),
        (r#"{"paths": [{"path": "tags"}]}"#, "paths[0].path"),
        (r#"{"paths": [{"path": []}, {"path": ["a", 1]}]}"#, "paths[1].path[1]"),
        (r#"{"paths": [{"path": ["a"], "strategy": "mx"}]}"#, "paths[0].strategy"),
    ] {
        let error = three_way(None, &Value::Null, &Value::Null, &json(rules)).unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument, "{rules}");
        assert_eq!(error.detail("place"), Some(&place.into()), "{rules}: {error}");
    }
    let error = three_way(None, &Value::Null, &Value::Null, &json(r#"{"default": "max_"}"#)).unwrap_err();
    assert_eq!(error.detail("suggestion"), Some(&"max".into()), "{error}");
    assert!(
        error.message().starts_with("`default` is `max_`, which is no strategy; expected `conflict`, `a`"),
        "{error}"
    );
}
