//! A total order of values, the same in every language.

use core::cmp::Ordering;

use super::Value;

impl Value {
    /// Compares two values in the canonical order: null, booleans, numbers, text, bytes, arrays, objects.
    ///
    /// Numbers compare by their exact value, across integers and floats; where an integer and a float beyond 2^53
    /// are the same number, the integer comes first. Text and keys compare by UTF-8 bytes, never by a language's own
    /// string order. Arrays compare element by element, objects member by member (key, then value), a prefix first.
    /// Two canonical values are equal in this order exactly when they are the same value.
    ///
    /// `Value` has no `Ord`: this order is for ties and for folds, and says little to people.
    ///
    /// ```
    /// use active_active::value::Value;
    /// use core::cmp::Ordering;
    ///
    /// assert_eq!(Value::from(2).cmp_canonical(&Value::Float(2.5)), Ordering::Less);
    /// assert_eq!(Value::from("10").cmp_canonical(&Value::from("9")), Ordering::Less);
    /// ```
    pub fn cmp_canonical(&self, other: &Value) -> Ordering {
        use Value::*;
        match (self, other) {
            (Bool(a), Bool(b)) => a.cmp(b),
            (Text(a), Text(b)) => a.as_bytes().cmp(b.as_bytes()),
            (Bytes(a), Bytes(b)) => a.cmp(b),
            (Array(a), Array(b)) => lexicographic(a, b, Value::cmp_canonical),
            (Object(a), Object(b)) => lexicographic(a, b, |(key_a, value_a), (key_b, value_b)| {
                key_a.as_bytes().cmp(key_b.as_bytes()).then_with(|| value_a.cmp_canonical(value_b))
            }),
            _ => kind_rank(self).cmp(&kind_rank(other)).then_with(|| compare_numbers(self, other)),
        }
    }
}

fn lexicographic<T>(a: &[T], b: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Ordering {
    a.iter().zip(b).map(|(x, y)| compare(x, y)).find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
}

fn kind_rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Integer(_) | Value::Float(_) | Value::BigInteger(_) => 2,
        Value::Text(_) => 3,
        Value::Bytes(_) => 4,
        Value::Array(_) => 5,
        Value::Object(_) => 6,
    }
}

fn compare_numbers(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Float(x), Value::Float(y)) => x.total_cmp(y),
        (Value::Float(x), _) => b.as_i128().map_or(Ordering::Equal, |n| compare_mixed(n, *x).reverse()),
        (_, Value::Float(y)) => a.as_i128().map_or(Ordering::Equal, |n| compare_mixed(n, *y)),
        _ => a.as_i128().cmp(&b.as_i128()),
    }
}

/// An integer against a float, exactly: both are split at the whole part, which fits i128 or settles the matter.
fn compare_mixed(n: i128, x: f64) -> Ordering {
    // 2^127 and -2^127 are floats, so these comparisons are exact. NaN has no place; it goes where `total_cmp` puts it.
    const EDGE: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
    if x.is_nan() {
        return if x.is_sign_negative() { Ordering::Greater } else { Ordering::Less };
    }
    if x >= EDGE {
        return Ordering::Less;
    }
    if x < -EDGE {
        return Ordering::Greater;
    }
    let whole = x as i128;
    let fraction = x - whole as f64;
    n.cmp(&whole).then_with(|| if fraction < 0.0 { Ordering::Greater } else { Ordering::Less })
}
