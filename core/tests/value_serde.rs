//! Values in serde's formats.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::value::{Limits, Value};
use serde::{
    Deserialize,
    de::value::{BytesDeserializer, Error, F64Deserializer, I128Deserializer, MapDeserializer, U64Deserializer},
};

#[test]
fn json_is_the_same_as_our_own() {
    let json = r#"{"a":[1,0.5,null,true,"x"],"b":{"$bytes":"_-8"}}"#;
    let value: Value = serde_json::from_str(json).unwrap();
    assert_eq!(value, Value::from_json(json, &Limits::default()).unwrap());
    assert_eq!(serde_json::to_string(&value).unwrap(), json);
    let inside: Vec<Option<Value>> = serde_json::from_str("[null, 1.0]").unwrap();
    assert_eq!(inside, [None, Some(Value::Integer(1))]);
}

#[test]
fn what_is_read_is_checked_and_normalized() {
    for json in [r#"{"a":1,"a":2}"#, "9223372036854775808", "1e400", r#"{"$bytes":1}"#, &"[".repeat(40)] {
        assert!(serde_json::from_str::<Value>(json).is_err(), "{json}");
    }
    let large = format!("{:?}", "x".repeat(1 << 20));
    assert!(serde_json::from_str::<Value>(&large).is_err());
    assert_eq!(Value::deserialize(F64Deserializer::<Error>::new(-0.0)).unwrap(), Value::Integer(0));
    assert!(Value::deserialize(F64Deserializer::<Error>::new(f64::NAN)).is_err());
    assert!(Value::deserialize(U64Deserializer::<Error>::new(u64::MAX)).is_err());
    assert_eq!(Value::deserialize(I128Deserializer::<Error>::new(-5)).unwrap(), Value::Integer(-5));
    assert_eq!(Value::deserialize(BytesDeserializer::<Error>::new(&[7])).unwrap(), Value::Bytes(vec![7]));
    let twice = MapDeserializer::<_, Error>::new([("a", 1), ("a", 2)].into_iter());
    assert!(Value::deserialize(twice).is_err());
}
