//! Laws of values, over generated ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    Code,
    value::{Limits, Value, check_canonical},
};
use minicbor::{Decoder, data::Type};
use proptest::{collection::vec, prelude::*};
use std::cmp::Ordering;

const LIMITS: Limits = Limits { depth: 32, size_bytes: 1 << 20 };

/// Numbers around every border of the encoding, and any others.
fn number() -> impl Strategy<Value = Value> {
    let border = (0..64_u32, -2..=2_i64, any::<bool>()).prop_map(|(bits, step, negative)| {
        let n = (1_i64 << bits.min(62)).wrapping_add(step);
        Value::Integer(if negative { n.wrapping_neg() } else { n })
    });
    let half = any::<u16>().prop_map(|bits| Value::Float(f64::from(bits) / 1024.0 - 32.0));
    let single = any::<f32>().prop_map(|x| Value::Float(x.into()));
    let finite = any::<u64>().prop_map(f64::from_bits).prop_map(Value::Float);
    let near = (50..70_i32, -2..=2_i64)
        .prop_map(|(power, ulps)| Value::Float(f64::from_bits((2_f64.powi(power).to_bits() as i64 + ulps) as u64)));
    prop_oneof![any::<i64>().prop_map(Value::Integer), border, half, single, finite, near].prop_map(|value| match value
    {
        Value::Float(x) if !x.is_finite() => Value::Float(0.5),
        other => other,
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]{0,3}", any::<String>(), "[a-zé-ü水😀\u{0}-\u{1f}]{0,40}", Just("$bytes".to_owned())]
}

/// Any value, as a program may build it: floats that are integers, members in any order.
fn built() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number(),
        text().prop_map(Value::Text),
        vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let members = prop::collection::btree_map(text(), inner.clone(), 0..6);
        prop_oneof![
            vec(inner, 0..6).prop_map(Value::Array),
            members.prop_map(|members| {
                // One that is reserved gets a second member, and all are put in another order.
                let mut members: Vec<_> = members.into_iter().rev().collect();
                if members.len() == 1 && members[0].0 == "$bytes" {
                    members.push(("".into(), Value::Null));
                }
                Value::Object(members)
            })
        ]
    })
}

fn canonical() -> impl Strategy<Value = Value> {
    built().prop_map(|value| value.normalize().unwrap())
}

/// Two values that are often nearly the same.
fn pair() -> impl Strategy<Value = (Value, Value)> {
    let small = || {
        let leaf = prop_oneof![
            (0..3_i64).prop_map(Value::Integer),
            prop::sample::select(vec![0.5, 1.5, 9_007_199_254_740_994.0, 1e18, 1e19]).prop_map(Value::Float),
            prop::sample::select(vec![1_000_000_000_000_000_000, 9_007_199_254_740_994_i64]).prop_map(Value::Integer),
            "[ab]{0,2}".prop_map(Value::Text),
            "[ab]{0,2}".prop_map(|text| Value::Bytes(text.into_bytes())),
            Just(Value::Null),
        ];
        leaf.prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..3).prop_map(Value::Array),
                prop::collection::btree_map("[ab]{0,2}", inner, 0..3).prop_map(Value::object)
            ]
        })
    };
    (small(), small())
}

/// Bytes that are nearly those of a value.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8);
    (canonical(), vec(change, 1..4)).prop_map(|(value, changes)| {
        let mut bytes = value.to_cbor();
        for (index, byte, kind) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = index.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes[at] ^= 1 << (byte % 8),
                2 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        bytes
    })
}

/// A second opinion: reads CBOR in any form by minicbor, and asks whether the value's own bytes are the same.
fn is_canonical_by_writing_it_again(bytes: &[u8]) -> bool {
    let mut decoder = Decoder::new(bytes);
    read_loosely(&mut decoder)
        .and_then(|value| value.normalize().ok())
        .is_some_and(|value| decoder.position() == bytes.len() && value.to_cbor() == bytes)
}

fn read_loosely(from: &mut Decoder<'_>) -> Option<Value> {
    Some(match from.datatype().ok()? {
        Type::Null => {
            from.null().ok()?;
            Value::Null
        }
        Type::Bool => Value::Bool(from.bool().ok()?),
        Type::F16 => {
            let at = from.position();
            let bits = u16::from_be_bytes(from.input().get(at + 1..at + 3)?.try_into().ok()?);
            from.set_position(at + 3);
            Value::Float(half_by_arithmetic(bits))
        }
        Type::F32 => Value::Float(from.f32().ok()?.into()),
        Type::F64 => Value::Float(from.f64().ok()?),
        Type::String => Value::Text(from.str().ok()?.to_owned()),
        Type::Bytes => Value::Bytes(from.bytes().ok()?.to_vec()),
        Type::Array => {
            let length = from.array().ok()??;
            Value::Array((0..length).map(|_| read_loosely(from)).collect::<Option<_>>()?)
        }
        Type::Map => {
            let length = from.map().ok()??;
            let member = |_| Some((from.str().ok()?.to_owned(), read_loosely(from)?));
            Value::Object((0..length).map(member).collect::<Option<_>>()?)
        }
        Type::Tag => return None,
        _ => Value::Integer(from.i64().ok()?),
    })
}

/// RFC 8949, appendix D.
fn half_by_arithmetic(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    let magnitude = match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2_f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { magnitude } else { -magnitude }
}

fn check_agrees(bytes: &[u8]) {
    let read = Value::from_cbor(bytes, &LIMITS);
    let checked = check_canonical(bytes, &LIMITS);
    assert_eq!(read.is_ok(), checked.as_ref().is_ok_and(|length| *length == bytes.len()), "{bytes:02x?}");
    assert_eq!(read.is_ok(), is_canonical_by_writing_it_again(bytes), "{bytes:02x?}: {read:?}");
    if let Ok(value) = read {
        assert_eq!(value.to_cbor(), bytes);
        assert_eq!(value.clone().normalize().unwrap(), value);
    }
    if let Ok(length) = checked {
        assert!(is_canonical_by_writing_it_again(&bytes[..length]), "{bytes:02x?}");
    }
}

#[test]
fn every_string_of_up_to_two_bytes_is_judged_alike() {
    check_agrees(&[]);
    for a in 0..=255 {
        check_agrees(&[a]);
        for b in 0..=255 {
            check_agrees(&[a, b]);
        }
    }
}

#[test]
fn every_half_is_judged_alike() {
    for bits in 0..=u16::MAX {
        let [high, low] = bits.to_be_bytes();
        check_agrees(&[0xf9, high, low]);
    }
}

#[test]
fn integers_and_floats_are_ordered_between_each_other() {
    let beyond = 9_007_199_254_740_994_i64;
    let ascending = [
        Value::Float(f64::MIN),
        Value::Float(-(2_f64.powi(63))),
        Value::Integer(i64::MIN + 1),
        Value::Float(-3.5),
        Value::Integer(-3),
        Value::Float(-0.5),
        Value::Integer(0),
        Value::Float(5e-324),
        Value::Integer(3),
        Value::Float(3.5),
        Value::Integer(beyond - 1),
        Value::Integer(beyond),
        Value::Float(beyond as f64),
        Value::Integer(beyond + 1),
        Value::Integer(i64::MAX),
        Value::Float(2_f64.powi(63)),
        Value::BigInteger((1 << 63) + 1),
        Value::BigInteger(i128::MAX),
        Value::Float(2_f64.powi(127)),
        Value::Float(f64::MAX),
    ];
    for (index, low) in ascending.iter().enumerate() {
        for (other, high) in ascending.iter().enumerate() {
            assert_eq!(low.cmp_canonical(high), index.cmp(&other), "{low:?} {high:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_value_survives_json_and_cbor(value in canonical()) {
        let cbor = value.to_cbor();
        prop_assert_eq!(check_canonical(&cbor, &LIMITS).unwrap(), cbor.len());
        prop_assert_eq!(value.cbor_len(), cbor.len());
        let from_cbor = Value::from_cbor(&cbor, &LIMITS).unwrap();
        prop_assert_eq!(&from_cbor, &value);
        let json = from_cbor.to_json();
        let from_json = Value::from_json(&json, &LIMITS).unwrap();
        prop_assert_eq!(&from_json, &value);
        prop_assert_eq!(from_json.to_json(), json);
        prop_assert_eq!(value.clone().normalize().unwrap(), value);
    }

    #[test]
    fn only_canonical_bytes_are_accepted(bytes in mutated()) {
        check_agrees(&bytes);
    }

    #[test]
    fn any_bytes_are_judged_without_a_panic(bytes in vec(any::<u8>(), 0..64)) {
        check_agrees(&bytes);
    }

    #[test]
    fn canonical_bytes_are_found_at_the_start_of_others(value in canonical(), tail in vec(any::<u8>(), 0..8)) {
        let cbor = value.to_cbor();
        prop_assert_eq!(check_canonical(&[cbor.clone(), tail].concat(), &LIMITS).unwrap(), cbor.len());
        for end in 0..cbor.len() {
            prop_assert!(check_canonical(&cbor[..end], &LIMITS).is_err());
        }
    }

    #[test]
    fn values_are_one_exactly_when_their_encodings_are((a, b) in pair()) {
        let same = a == b;
        prop_assert_eq!(a.to_cbor() == b.to_cbor(), same);
        prop_assert_eq!(a.to_json() == b.to_json(), same);
        prop_assert_eq!(a.cmp_canonical(&b) == Ordering::Equal, same);
        prop_assert_eq!(a.cmp_canonical(&b), b.cmp_canonical(&a).reverse());
    }

    #[test]
    fn the_order_is_transitive((a, b) in pair(), (c, d) in pair(), numbers in vec(number(), 4)) {
        for mut values in [vec![a, b, c, d], numbers] {
            values.sort_by(Value::cmp_canonical);
            for (index, low) in values.iter().enumerate() {
                for high in &values[index..] {
                    prop_assert_ne!(low.cmp_canonical(high), Ordering::Greater, "{:?} {:?}", low, high);
                }
            }
        }
    }

    #[test]
    fn numbers_are_ordered_by_what_they_are(a in any::<i64>(), b in number()) {
        let b = b.normalize().unwrap();
        if let (Value::Float(x), order) = (&b, Value::Integer(a).cmp_canonical(&b)) {
            let exact = (a as f64).partial_cmp(x).unwrap();
            prop_assert!(exact.is_eq() || exact == order);
        }
    }

    #[test]
    fn sizes_and_depths_are_limited_alike(value in canonical(), depth in 0..6_usize, size_bytes in 0..60_usize) {
        let limits = Limits { depth, size_bytes };
        let from_cbor = Value::from_cbor(&value.to_cbor(), &limits).map_err(|e| e.code());
        let from_json = Value::from_json(&value.to_json(), &limits).map_err(|e| e.code());
        prop_assert_eq!(from_cbor.is_ok(), from_json.is_ok());
        if let Err(code) = from_cbor {
            prop_assert!(matches!(code, Code::ValueTooDeep | Code::ValueTooLarge), "{:?}", code);
        }
        prop_assert!(from_json.is_ok() || value.cbor_len() > size_bytes || !matches!(from_json, Err(Code::ValueTooLarge)));
    }

    #[test]
    fn json_is_json_to_others_too(
        value in canonical(),
        at in any::<prop::sample::Index>(),
        with in "[\\[\\]{}:,\"0-9eE.+\\- tn\\\\]{0,3}",
    ) {
        let json = value.to_json();
        let mut cut = at.index(json.len() + 1);
        while !json.is_char_boundary(cut) {
            cut -= 1;
        }
        let changed = format!("{}{with}{}", &json[..cut], json[cut..].chars().skip(1).collect::<String>());
        let others = serde_json::from_str::<serde_json::Value>(&changed);
        match Value::from_json(&changed, &LIMITS) {
            Ok(ours) => {
                prop_assert!(others.is_ok(), "{}", changed);
                prop_assert_eq!(Value::from_json(&ours.to_json(), &LIMITS).unwrap(), ours);
            }
            Err(error) if error.code() == Code::InvalidJson => prop_assert!(others.is_err(), "{}", changed),
            // serde_json has no number for 1e400 and takes everything else that we refuse, unless more is wrong.
            Err(_) => {}
        }
    }
}
