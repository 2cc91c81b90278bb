//! The check of merge functions finds what is wrong with them, and nothing where nothing is.
#![allow(clippy::unwrap_used)]

use active_active::{
    Code, Error, Result,
    merge::{CheckOptions, Law, MergeReport, MergeVersion, check_merge},
    value::{Limits, Value},
};

fn json(text: &str) -> Value {
    Value::from_json(text, &Limits::default()).unwrap()
}

/// Options whose values are numbers, texts, and so on, like these.
fn like(values: &str) -> CheckOptions {
    CheckOptions { values: json(values).as_array().unwrap().to_vec(), ..CheckOptions::default() }
}

fn only(law: Law, options: CheckOptions) -> CheckOptions {
    CheckOptions { laws: vec![law], ..options }
}

fn law(report: &MergeReport) -> Option<Law> {
    report.counterexample.as_ref().map(|found| found.law)
}

/// The values of the counterexample.
fn values(report: &MergeReport) -> String {
    let versions = report.counterexample.as_ref().map(|found| found.versions.clone()).unwrap_or_default();
    Value::Array(versions.iter().map(|version| version.get("value").cloned().unwrap()).collect()).to_json()
}

fn numbers(versions: &[MergeVersion<'_>]) -> Vec<f64> {
    versions.iter().filter_map(|version| version.value.as_f64()).collect()
}

fn greatest(versions: &[MergeVersion<'_>]) -> Result<Value> {
    Ok(versions.iter().map(|version| version.value).max_by(|a, b| a.cmp_canonical(b)).cloned().unwrap())
}

fn average(versions: &[MergeVersion<'_>]) -> Result<Value> {
    Ok(Value::Float(numbers(versions).iter().sum::<f64>() / versions.len() as f64))
}

fn concatenation(versions: &[MergeVersion<'_>]) -> Result<Value> {
    Ok(Value::Text(versions.iter().filter_map(|version| version.value.as_str()).collect()))
}

#[test]
fn the_greatest_value_keeps_every_law_on_any_values() {
    let report = check_merge(greatest, &CheckOptions { cases: 5_000, ..CheckOptions::default() });
    assert!(report.holds(), "{}", report.text());
    assert_eq!(report.cases, 5_000);
}

#[test]
fn the_latest_version_keeps_every_law() {
    let latest = |versions: &[MergeVersion<'_>]| {
        Ok(versions.iter().max_by_key(|version| (version.timestamp, version.dot)).unwrap().value.clone())
    };
    assert!(check_merge(latest, &CheckOptions::default()).holds());
}

#[test]
fn a_union_of_arrays_keeps_every_law_on_sets() {
    let union = |versions: &[MergeVersion<'_>]| {
        let mut items: Vec<Value> =
            versions.iter().flat_map(|version| version.value.as_array().unwrap_or_default()).cloned().collect();
        items.sort_by(Value::cmp_canonical);
        items.dedup();
        Ok(Value::Array(items))
    };
    // Arrays that are no sets come out as sets, so merging one with itself changes it.
    let laws = vec![Law::Determinism, Law::Commutativity, Law::Associativity];
    let options = CheckOptions { laws, ..like(r#"[["a", "b"]]"#) };
    assert!(check_merge(union, &options).holds());
    let report = check_merge(union, &like(r#"[["a", "b"]]"#));
    assert_eq!((law(&report), values(&report).as_str()), (Some(Law::Idempotence), r#"[["",""],["",""]]"#));
}

#[test]
fn an_average_depends_on_who_merges_first() {
    let report = check_merge(average, &like("[0]"));
    assert_eq!(law(&report), Some(Law::Associativity));
    // By hand: ((0+0)/2+1)/2 is 1/2, (0+(0+1)/2)/2 is 1/4.
    assert_eq!(values(&report), "[0,0,1]");
    let document = report.to_document();
    assert_eq!(document.get("left"), Some(&Value::Float(0.5)));
    assert_eq!(document.get("right"), Some(&Value::Float(0.25)));
    assert_eq!(document.get("holds"), Some(&Value::Bool(false)));
    let node = |n: u16| format!("00000000000{n}-0000-000{n}000100000000");
    let expected = format!(
        "the merge function is not associative: who merges first changes the answer (case {})\n  \
         x = 0 by \"first\" at \"{}\"\n  y = 0 by \"second\" at \"{}\"\n  z = 1 by \"third\" at \"{}\"\n  \
         merge(merge(x, y), z) = 0.5\n  merge(x, merge(y, z)) = 0.25",
        report.cases,
        node(1),
        node(2),
        node(3)
    );
    assert_eq!(report.text(), expected);
}

#[test]
fn a_concatenation_depends_on_the_order_and_on_repetition() {
    let report = check_merge(concatenation, &only(Law::Commutativity, like(r#"[""]"#)));
    assert_eq!((law(&report), values(&report).as_str()), (Some(Law::Commutativity), r#"["a","b"]"#));
    let report = check_merge(concatenation, &only(Law::Idempotence, like(r#"[""]"#)));
    assert_eq!((law(&report), values(&report).as_str()), (Some(Law::Idempotence), r#"["a","a"]"#));
}

#[test]
fn a_function_that_counts_its_calls_is_not_deterministic() {
    let mut calls = 0;
    let counting = |_: &[MergeVersion<'_>]| {
        calls += 1;
        Ok(Value::from(calls))
    };
    let report = check_merge(counting, &only(Law::Determinism, CheckOptions::default()));
    assert_eq!((law(&report), report.cases), (Some(Law::Determinism), 1));
}

#[test]
fn what_a_function_raises_is_a_finding_with_its_input() {
    let refusing = |versions: &[MergeVersion<'_>]| match versions.iter().any(|v| v.value.as_i64() == Some(2)) {
        true => Err(Error::new(Code::InvalidArgument, "two is too many")),
        false => greatest(versions),
    };
    let report = check_merge(refusing, &CheckOptions::default());
    assert_eq!((law(&report), values(&report).contains('2')), (Some(Law::Raises), true));
    assert!(report.text().ends_with("merge of these: two is too many"), "{}", report.text());
    assert_eq!(report.to_document().get("error"), Some(&Value::from("two is too many")));
    assert_eq!(report.to_document().get("left"), Some(&Value::Null));
}

#[test]
fn an_answer_that_is_no_value_is_a_finding() {
    let quotient = |versions: &[MergeVersion<'_>]| Ok(Value::Float(1.0 / numbers(versions).iter().sum::<f64>()));
    let report = check_merge(quotient, &like("[0]"));
    assert_eq!((law(&report), values(&report).as_str()), (Some(Law::NotEncodable), "[0,0]"));
}

#[test]
fn a_function_that_knows_two_versions_alone_is_told_of_three() {
    let of_two = |versions: &[MergeVersion<'_>]| {
        let pair = versions.get(..2).unwrap_or(versions);
        greatest(pair)
    };
    let report = check_merge(of_two, &only(Law::Associativity, like("[0]")));
    assert_eq!((law(&report), values(&report).as_str()), (Some(Law::Associativity), "[0,0,1]"));
}

#[test]
fn a_law_that_breaks_on_large_values_alone_is_found_and_made_small() {
    let odd = |versions: &[MergeVersion<'_>]| match numbers(versions).iter().all(|x| x.abs() >= 5.0) {
        true => average(versions),
        false => greatest(versions),
    };
    let report = check_merge(odd, &CheckOptions { cases: 3_000, ..like("[7, 9]") });
    assert_eq!(law(&report), Some(Law::Associativity), "{}", report.text());
    let largest =
        report.counterexample.unwrap().versions.iter().map(|v| v.get("value").unwrap().as_i64().unwrap()).max();
    assert!(largest.unwrap() <= 9, "{largest:?}");
}

#[test]
fn objects_keep_their_members_where_examples_have_them() {
    let total = |versions: &[MergeVersion<'_>]| {
        let mut sum = 0;
        for version in versions {
            sum += version
                .value
                .get("stock")
                .and_then(Value::as_i64)
                .ok_or_else(|| Error::new(Code::InvalidArgument, format!("{} has no stock", version.value)))?;
        }
        Ok(Value::object([("stock", Value::from(sum)), ("name", Value::from(""))]))
    };
    let report = check_merge(total, &like(r#"[{"stock": 5, "name": "tea"}]"#));
    assert_eq!(law(&report), Some(Law::Idempotence), "{}", report.text());
    assert_eq!(values(&report), r#"[{"name":"","stock":1},{"name":"","stock":1}]"#);
}

#[test]
fn one_seed_tries_the_same_cases() {
    let seen = |seed| {
        let mut seen = Vec::new();
        let noting = |versions: &[MergeVersion<'_>]| {
            seen.push(versions.iter().map(|version| version.value.to_json()).collect::<Vec<_>>());
            greatest(versions)
        };
        check_merge(noting, &CheckOptions { seed, cases: 200, ..CheckOptions::default() });
        seen
    };
    assert_eq!(seen(7), seen(7));
    assert_ne!(seen(7), seen(8));
}

#[test]
fn options_that_are_none_are_refused_with_their_place() {
    for (document, place) in [
        ("5", ""),
        (r#"{"case": 5}"#, "case"),
        (r#"{"cases": 0}"#, "cases"),
        (r#"{"seed": -1}"#, "seed"),
        (r#"{"values": 5}"#, "values"),
        (r#"{"laws": ["determinism", "associative"]}"#, "laws[1]"),
        (r#"{"laws": ["raises"]}"#, "laws[0]"),
    ] {
        let error = CheckOptions::from_document(&json(document)).unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument, "{document}");
        assert_eq!(error.detail("place"), Some(&place.into()), "{document}: {error}");
    }
    assert_eq!(CheckOptions::from_document(&Value::Null).unwrap(), CheckOptions::default());
}
