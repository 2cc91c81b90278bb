//! The canonical encoding, byte by byte.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    Code, Detail,
    value::{Limits, Value, check_canonical},
};

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn refused(hex: &str, code: Code) {
    let bytes = bytes(hex);
    let error = check_canonical(&bytes, &Limits::default()).unwrap_err();
    assert_eq!(error.code(), code, "{hex}: {error}");
    assert_eq!(Value::from_cbor(&bytes, &Limits::default()).unwrap_err().code(), code, "{hex}");
}

/// RFC 8949, appendix A: the examples that are in our subset, as the JSON that they stand for.
const RFC_8949_ACCEPTED: &[(&str, &str)] = &[
    ("0", "00"),
    ("1", "01"),
    ("10", "0a"),
    ("23", "17"),
    ("24", "1818"),
    ("25", "1819"),
    ("100", "1864"),
    ("1000", "1903e8"),
    ("1000000", "1a000f4240"),
    ("1000000000000", "1b000000e8d4a51000"),
    ("-1", "20"),
    ("-10", "29"),
    ("-100", "3863"),
    ("-1000", "3903e7"),
    ("1.1", "fb3ff199999999999a"),
    ("1.5", "f93e00"),
    ("3.4028234663852886e+38", "fa7f7fffff"),
    ("1.0e+300", "fb7e37e43c8800759c"),
    ("5.960464477539063e-8", "f90001"),
    ("0.00006103515625", "f90400"),
    ("-4.1", "fbc010666666666666"),
    ("false", "f4"),
    ("true", "f5"),
    ("null", "f6"),
    (r#"{"$bytes":""}"#, "40"),
    (r#"{"$bytes":"AQIDBA"}"#, "4401020304"),
    (r#""""#, "60"),
    (r#""a""#, "6161"),
    (r#""IETF""#, "6449455446"),
    (r#""\"\\""#, "62225c"),
    (r#""\u00fc""#, "62c3bc"),
    (r#""\u6c34""#, "63e6b0b4"),
    (r#""\ud800\udd51""#, "64f0908591"),
    ("[]", "80"),
    ("[1,2,3]", "83010203"),
    ("[1,[2,3],[4,5]]", "8301820203820405"),
    (
        "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25]",
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
    ),
    ("{}", "a0"),
    (r#"{"a":1,"b":[2,3]}"#, "a26161016162820203"),
    (r#"["a",{"b":"c"}]"#, "826161a161626163"),
    (r#"{"a":"A","b":"B","c":"C","d":"D","e":"E"}"#, "a56161614161626142616361436164614461656145"),
];

/// RFC 8949, appendix A: the others, and why a value is none of them.
const RFC_8949_REFUSED: &[(&str, Code)] = &[
    ("1bffffffffffffffff", Code::IntegerOutOfRange),
    ("3bffffffffffffffff", Code::IntegerOutOfRange),
    ("c249010000000000000000", Code::NotCanonical),
    ("c349010000000000000000", Code::NotCanonical),
    // 0.0, -0.0, 1.0, 65504.0, 100000.0 and -4.0 are integers here.
    ("f90000", Code::NotCanonical),
    ("f98000", Code::NotCanonical),
    ("f93c00", Code::NotCanonical),
    ("f97bff", Code::NotCanonical),
    ("fa47c35000", Code::NotCanonical),
    ("f9c400", Code::NotCanonical),
    ("f97c00", Code::NotFinite),
    ("f97e00", Code::NotFinite),
    ("f9fc00", Code::NotFinite),
    ("fa7f800000", Code::NotFinite),
    ("fa7fc00000", Code::NotFinite),
    ("faff800000", Code::NotFinite),
    ("fb7ff0000000000000", Code::NotFinite),
    ("fb7ff8000000000000", Code::NotFinite),
    ("fbfff0000000000000", Code::NotFinite),
    ("f7", Code::NotCanonical),
    ("f0", Code::NotCanonical),
    ("f8ff", Code::NotCanonical),
    ("c074323031332d30332d32315432303a30343a30305a", Code::NotCanonical),
    ("c11a514b67b0", Code::NotCanonical),
    ("c1fb41d452d9e2000000", Code::NotCanonical),
    ("d74401020304", Code::NotCanonical),
    ("d818456449455446", Code::NotCanonical),
    ("d82076687474703a2f2f7777772e6578616d706c652e636f6d", Code::NotCanonical),
    ("a201020304", Code::NotCanonical),
    ("5f42010243030405ff", Code::NotCanonical),
    ("7f657374726561646d696e67ff", Code::NotCanonical),
    ("9fff", Code::NotCanonical),
    ("9f018202039f0405ffff", Code::NotCanonical),
    ("9f01820203820405ff", Code::NotCanonical),
    ("83018202039f0405ff", Code::NotCanonical),
    ("83019f0203ff820405", Code::NotCanonical),
    ("9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", Code::NotCanonical),
    ("bf61610161629f0203ffff", Code::NotCanonical),
    ("826161bf61626163ff", Code::NotCanonical),
    ("bf6346756ef563416d7421ff", Code::NotCanonical),
];

#[test]
fn examples_of_the_rfc_in_our_subset() {
    for (json, hex) in RFC_8949_ACCEPTED {
        let value = Value::from_json(json, &Limits::default()).unwrap();
        assert_eq!(value.to_cbor(), bytes(hex), "{json}");
        assert_eq!(value.cbor_len(), hex.len() / 2, "{json}");
        assert_eq!(check_canonical(&bytes(hex), &Limits::default()).unwrap(), hex.len() / 2, "{json}");
        assert_eq!(Value::from_cbor(&bytes(hex), &Limits::default()).unwrap(), value, "{json}");
    }
}

#[test]
fn examples_of_the_rfc_outside_it() {
    for (hex, code) in RFC_8949_REFUSED {
        refused(hex, *code);
    }
}

#[test]
fn integers_have_one_form() {
    for hex in ["1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817", "3900ff", "3b00000000ffffffff"] {
        refused(hex, Code::NotCanonical);
    }
    for (n, hex) in [(i64::MAX, "1b7fffffffffffffff"), (i64::MIN, "3b7fffffffffffffff")] {
        assert_eq!(Value::Integer(n).to_cbor(), bytes(hex));
        assert_eq!(Value::from_cbor(&bytes(hex), &Limits::default()).unwrap(), Value::Integer(n));
    }
    refused("1b8000000000000000", Code::IntegerOutOfRange);
    refused("3b8000000000000000", Code::IntegerOutOfRange);
}

#[test]
fn lengths_have_one_form() {
    refused(&format!("7817{}", "61".repeat(23)), Code::NotCanonical);
    refused(&format!("5817{}", "61".repeat(23)), Code::NotCanonical);
    refused("980101", Code::NotCanonical);
    refused("b801616101", Code::NotCanonical);
    for reserved in ["1c", "1d", "1e", "7c", "9d", "be", "fc", "fd", "fe"] {
        refused(reserved, Code::NotCanonical);
    }
}

#[test]
fn floats_have_one_form() {
    refused("fa3fc00000", Code::NotCanonical); // 1.5 is a half
    refused("fb3ff8000000000000", Code::NotCanonical); // 1.5 is a half
    refused("fb3fb99999a0000000", Code::NotCanonical); // the single nearest to 0.1
    refused("fb4340000000000000", Code::NotCanonical); // 2^53 is an integer
    let above = Value::from_json("9007199254740994.0", &Limits::default()).unwrap();
    assert_eq!(above, Value::Float(9_007_199_254_740_994.0));
    assert_eq!(above.to_cbor(), bytes("fb4340000000000001"));
    assert_eq!(Value::Float(18_014_398_509_481_984.0).to_cbor(), bytes("fa5a800000"));
}

#[test]
fn keys_ascend_by_their_bytes_and_not_by_their_length() {
    let value = Value::from_json(r#"{"b":1,"aa":2,"é":3,"":4}"#, &Limits::default()).unwrap();
    assert_eq!(value.to_cbor(), bytes("a46004626161026162 0162c3a903".replace(' ', "").as_str()));
    refused("a2616201616102", Code::NotCanonical);
    refused("a2616101616102", Code::DuplicateKey);
    refused("a2616201 62616102".replace(' ', "").as_str(), Code::NotCanonical);
    refused("a10102", Code::NotCanonical);
    refused("a1416102", Code::NotCanonical);
}

#[test]
fn an_object_of_bytes_alone_is_reserved() {
    refused("a1662462797465736161", Code::NotCanonical);
    let two = Value::object([("$bytes", Value::from("a")), ("b", Value::Null)]);
    assert_eq!(Value::from_cbor(&two.to_cbor(), &Limits::default()).unwrap(), two);
    assert_eq!(Value::from_json(&two.to_json(), &Limits::default()).unwrap(), two);
}

#[test]
fn text_is_utf8() {
    for hex in ["61ff", "62c080", "63eda080", "64f4908080", "61c3", "a161ff01"] {
        refused(hex, Code::InvalidUtf8);
    }
    // A fault in the last byte, behind whole words of ASCII, for each length around those words.
    for length in 1..40_usize {
        let mut bytes = Value::from("a".repeat(length)).to_cbor();
        *bytes.last_mut().unwrap() = 0xff;
        assert_eq!(check_canonical(&bytes, &Limits::default()).unwrap_err().code(), Code::InvalidUtf8, "{length}");
        let first = bytes.len() - length;
        *bytes.last_mut().unwrap() = b'a';
        bytes[first] = 0x80;
        assert_eq!(check_canonical(&bytes, &Limits::default()).unwrap_err().code(), Code::InvalidUtf8, "{length}");
    }
}

#[test]
fn what_ends_early_and_what_follows() {
    for hex in ["", "18", "19ff", "1a000000", "61", "7818", "4201", "81", "a1", "a16161", "f9", "fa0000", "fb00"] {
        refused(hex, Code::NotCanonical);
    }
    for hex in ["5bffffffffffffffff", "7b7fffffffffffffff00", "9bffffffffffffffff", "bbffffffffffffffff"] {
        refused(hex, Code::NotCanonical);
    }
    assert_eq!(check_canonical(&bytes("0001"), &Limits::default()).unwrap(), 1);
    assert_eq!(Value::from_cbor(&bytes("0001"), &Limits::default()).unwrap_err().code(), Code::NotCanonical);
}

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| [vec![0x81; depth], vec![0x00]].concat();
    let limits = |depth| Limits { depth, ..Limits::default() };
    assert!(check_canonical(&nested(3), &limits(3)).is_ok());
    let error = check_canonical(&nested(4), &limits(3)).unwrap_err();
    assert_eq!(error.code(), Code::ValueTooDeep);
    assert_eq!(error.detail("position"), Some(&Detail::Number(3)));
    assert!(check_canonical(&[0], &limits(0)).is_ok());
    assert!(check_canonical(&[0x80], &limits(0)).is_err());
    // No limit reaches the stack's.
    assert!(check_canonical(&nested(Limits::DEPTH_MAX), &limits(usize::MAX)).is_ok());
    assert!(check_canonical(&nested(Limits::DEPTH_MAX + 1), &limits(usize::MAX)).is_err());
    assert!(check_canonical(&vec![0x81; 1 << 20], &limits(usize::MAX)).is_err());
    assert!(check_canonical(&b"\xa1\x61a".repeat(1 << 18), &limits(usize::MAX)).is_err());
}

#[test]
fn size_is_limited_for_the_item_and_not_for_what_follows() {
    let limits = |size_bytes| Limits { size_bytes, ..Limits::default() };
    let text = Value::from("a".repeat(30)).to_cbor();
    assert_eq!(check_canonical(&text, &limits(32)).unwrap(), 32);
    assert_eq!(check_canonical(&text, &limits(31)).unwrap_err().code(), Code::ValueTooLarge);
    assert_eq!(check_canonical(&text, &limits(0)).unwrap_err().code(), Code::ValueTooLarge);
    let followed = [text.clone(), text].concat();
    assert_eq!(check_canonical(&followed, &limits(32)).unwrap(), 32);
}

#[test]
fn big_integers_are_written_and_never_read() {
    let cases: [(i128, &str); 5] = [
        (1 << 63, "1b8000000000000000"),
        (-(1 << 64), "3bffffffffffffffff"),
        (1 << 64, "c249010000000000000000"),
        (-(1 << 64) - 1, "c349010000000000000000"),
        (i128::MAX, "c2507fffffffffffffffffffffffffffffff"),
    ];
    for (n, hex) in cases {
        let value = Value::from(n);
        assert_eq!(value, Value::BigInteger(n));
        assert_eq!(value.to_cbor(), bytes(hex), "{n}");
        assert_eq!(value.cbor_len(), hex.len() / 2, "{n}");
        assert!(check_canonical(&value.to_cbor(), &Limits::default()).is_err());
        assert_eq!(value.normalize().unwrap_err().code(), Code::IntegerOutOfRange);
    }
    assert_eq!(Value::from(7_i128), Value::Integer(7));
    assert_eq!(Value::BigInteger(7).normalize().unwrap(), Value::Integer(7));
}
