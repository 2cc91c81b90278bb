//! JSON in and out: what is read as what, what is refused, and where the error points.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    Code, Detail, Error,
    value::{Limits, Value},
};

fn read(json: &str) -> Result<Value, Error> {
    Value::from_json(json, &Limits::default())
}

fn text(error: &Error, name: &str) -> String {
    match error.detail(name) {
        Some(Detail::Text(text)) => text.clone(),
        other => panic!("{name}: {other:?} in {error}"),
    }
}

fn number(error: &Error, name: &str) -> i128 {
    match error.detail(name) {
        Some(Detail::Number(n)) => *n,
        other => panic!("{name}: {other:?} in {error}"),
    }
}

#[test]
fn numbers() {
    let integers = [
        ("0", 0),
        ("-0", 0),
        ("-0.0", 0),
        ("1.0", 1),
        ("1e2", 100),
        ("1.5e1", 15),
        ("9007199254740992.0", 1 << 53),
        ("9007199254740993", (1 << 53) + 1),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
        ("1e-400", 0),
    ];
    for (json, n) in integers {
        assert_eq!(read(json).unwrap(), Value::Integer(n), "{json}");
    }
    let floats = [
        ("0.1", 0.1),
        ("1e16", 1e16),
        ("9007199254740994.0", 9_007_199_254_740_994.0),
        ("1e29", 1e29),
        ("9223372036854775808.0", 9_223_372_036_854_775_808.0),
        ("1.7976931348623157e308", f64::MAX),
        ("5e-324", 5e-324),
        // Read one step too low by a parser that does not round correctly.
        ("2.2250738585072014e-308", 2.2250738585072014e-308),
        ("1.2345678901234567e-307", 1.2345678901234567e-307),
        ("123456789012345680.5", 123_456_789_012_345_680.0),
    ];
    for (json, x) in floats {
        assert_eq!(read(json).unwrap(), Value::Float(x), "{json}");
        assert_eq!(read(&Value::Float(x).to_json()).unwrap(), Value::Float(x), "{json}");
    }
}

#[test]
fn integers_beyond_i64_are_refused_wherever_they_stand() {
    let long = "1".repeat(400);
    for json in [
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "123456789012345678901234567890",
        long.as_str(),
    ] {
        let error = read(json).unwrap_err();
        assert_eq!(error.code(), Code::IntegerOutOfRange, "{json}: {error}");
        assert_eq!(number(&error, "line"), 1);
    }
    // Digits in text and floats of the same size before it are no integers.
    let error = read("[1e29, \"99999999999999999999 \\\" 99999999999999999999\",\n 99999999999999999999]").unwrap_err();
    assert_eq!(error.code(), Code::IntegerOutOfRange, "{error}");
    assert_eq!((number(&error, "line"), number(&error, "column")), (2, 21));
    assert!(read("[1e29, \"99999999999999999999\"]").is_ok());
    let after_backslash = read(r#"["\\",99999999999999999999,"\\"]"#).unwrap_err();
    assert_eq!(after_backslash.code(), Code::IntegerOutOfRange);
    assert!(error.message().len() < 200 && read(&long).unwrap_err().message().len() < 200);
}

#[test]
fn numbers_beyond_the_floats_are_not_finite() {
    for json in ["1e400", "-1e400", "[0, 1e400]", "{\"a\":1.5e999}", "[\"1e400\",1E+400 ]", "1e99999999999999999999"] {
        let error = read(json).unwrap_err();
        assert_eq!(error.code(), Code::NotFinite, "{json}: {error}");
        assert_eq!(number(&error, "line"), 1);
    }
    assert_eq!(read("0e400").unwrap(), Value::Integer(0));
    assert_eq!(read("[1 1e400]").unwrap_err().code(), Code::InvalidJson, "it is in the wrong place, whatever its size");
}

#[test]
fn a_key_twice_is_named_with_its_place() {
    let cases = [
        (r#"{"a":1,"a":1}"#, "a"),
        (r#"{"users":[{},{"name":{"x":1,"y":2,"x":3}}]}"#, "users[1].name.x"),
        (r#"{"two words":{"":1,"":2}}"#, r#"["two words"][""]"#),
        (r#"{"\u0061":1,"a":2}"#, "a"),
    ];
    for (json, path) in cases {
        let error = read(json).unwrap_err();
        assert_eq!(error.code(), Code::DuplicateKey, "{json}");
        assert_eq!(text(&error, "path"), path);
        assert!(error.message().contains(path), "{error}");
    }
    let error = read("{\n  \"a\": 1,\n  \"a\": 2\n}").unwrap_err();
    assert_eq!(number(&error, "line"), 3);
    assert_eq!(error.message(), "an object has a key twice at `a`, at line 3 column 5");
}

#[test]
fn depth_and_size() {
    let limits = Limits { depth: 2, size_bytes: 10 };
    assert!(Value::from_json("[[1]]", &limits).is_ok());
    let error = Value::from_json(r#"{"a":[{}]}"#, &limits).unwrap_err();
    assert_eq!(error.code(), Code::ValueTooDeep);
    assert_eq!(text(&error, "path"), "a[0]");
    assert!(Value::from_json(r#""123456789""#, &limits).is_ok());
    assert!(Value::from_json(r#"   "123456789"       "#, &limits).is_ok());
    assert_eq!(Value::from_json(r#""1234567890""#, &limits).unwrap_err().code(), Code::ValueTooLarge);
    let long = format!("[{}1]", "1,".repeat(10_000));
    let error = Value::from_json(&long, &limits).unwrap_err();
    assert_eq!(error.code(), Code::ValueTooLarge);
    assert!(number(&error, "column") < 500, "it is not read to its end: {error}");

    // Bytes look like an object and have no depth.
    let flat = Limits { depth: 0, ..Limits::default() };
    assert!(Value::from_json(r#"{"$bytes":"AA"}"#, &flat).is_ok());
    for json in ["{}", r#"{"a":1}"#, r#"{"$bytes":"AA","a":1}"#, r#"{"$bytes":[]}"#, r#"{"$bytes":{"$bytes":""}}"#] {
        assert_eq!(Value::from_json(json, &flat).map_err(|error| error.code()), Err(Code::ValueTooDeep), "{json}");
    }

    let deep = Limits { depth: usize::MAX, ..Limits::default() };
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Value::from_json(&nested(Limits::DEPTH_MAX), &deep).is_ok());
    assert_eq!(Value::from_json(&nested(100_000), &deep).unwrap_err().code(), Code::ValueTooDeep);
}

#[test]
fn bytes() {
    assert_eq!(read(r#"{"$bytes":"_-8"}"#).unwrap(), Value::Bytes(vec![0xff, 0xef]));
    assert_eq!(Value::Bytes(vec![0xff, 0xef]).to_json(), r#"{"$bytes":"_-8"}"#);
    for json in [
        r#"{"$bytes":"_-8="}"#,
        r#"{"$bytes":"/+8"}"#,
        r#"{"$bytes":"_-9"}"#, // bits that no byte needs
        r#"{"$bytes":"a"}"#,
        r#"{"$bytes":1}"#,
        r#"{"$bytes":{"$bytes":""}}"#,
    ] {
        let error = read(json).unwrap_err();
        assert_eq!(error.code(), Code::UnsupportedValue, "{json}");
        assert_eq!(text(&error, "path"), "$bytes");
    }
    assert_eq!(read(r#"{"$bytes":1,"a":2}"#).unwrap().get("$bytes"), Some(&Value::Integer(1)));
    let alone = Value::object([("$bytes", Value::from("AA"))]);
    assert_eq!(Value::Array(vec![alone]).normalize().unwrap_err().code(), Code::UnsupportedValue);
}

#[test]
fn what_is_not_json() {
    for json in [
        "",
        " ",
        "tru",
        "01",
        "1.",
        ".5",
        "+1",
        "[1,]",
        "{\"a\"}",
        "{a:1}",
        "'a'",
        "\"\\ud800\"",
        "\"a\nb\"",
        "NaN",
        "Infinity",
        "1 2",
        "[",
        "\u{feff}1",
        "// a\n1",
    ] {
        let error = read(json).unwrap_err();
        assert_eq!(error.code(), Code::InvalidJson, "{json:?}: {error}");
        assert!(error.message().starts_with("the text is not json: "));
        let _ = (number(&error, "line"), number(&error, "column"));
    }
    let error = read("{\n \"a\": tru }").unwrap_err();
    assert_eq!(number(&error, "line"), 2);
}

#[test]
fn the_text_is_canonical() {
    let value = read(" { \"b\" : [ 1.0 , 0.5 , \"\\u0041\\u001f\\n\\/\" ] , \"B\" : null , \"é\" : 1e20 } ").unwrap();
    assert_eq!(value.to_json(), r#"{"B":null,"b":[1,0.5,"A\u001f\n/"],"é":1e+20}"#);
    assert_eq!(value.to_string(), value.to_json());
    assert_eq!(Value::from(i128::MAX).to_json(), "170141183460469231731687303715884105727");
}

#[test]
fn floats_are_never_written_as_integers() {
    for x in [1e16, 9_007_199_254_740_994.0, -1e18, 1e300, 18_014_398_509_481_984.0] {
        assert_eq!(read(&Value::Float(x).to_json()).unwrap(), Value::Float(x));
    }
}

#[test]
fn normalizing() {
    assert_eq!(Value::Float(-0.0).normalize().unwrap(), Value::Integer(0));
    assert_eq!(Value::Float(9_007_199_254_740_992.0).normalize().unwrap(), Value::Integer(1 << 53));
    let unsorted = Value::Object(vec![("b".into(), Value::Float(2.0)), ("a".into(), Value::Null)]);
    assert_eq!(unsorted.normalize().unwrap(), Value::object([("a", Value::Null), ("b", Value::Integer(2))]));
    let twice = Value::Array(vec![Value::Object(vec![("a".into(), Value::Null), ("a".into(), Value::Null)])]);
    let error = twice.normalize().unwrap_err();
    assert_eq!((error.code(), text(&error, "path").as_str()), (Code::DuplicateKey, "[0].a"));
    let nan = Value::object([("x", Value::Array(vec![Value::Null, Value::Float(f64::NAN)]))]);
    let error = nan.normalize().unwrap_err();
    assert_eq!((error.code(), text(&error, "path").as_str()), (Code::NotFinite, "x[1]"));
    let mut deep = Value::Null;
    for _ in 0..=Limits::DEPTH_MAX {
        deep = Value::Array(vec![deep]);
    }
    assert_eq!(deep.normalize().unwrap_err().code(), Code::ValueTooDeep);
}
