//! ULID: the figures of its specification.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{Code, id::ulid};
use proptest::prelude::*;

#[test]
fn within_a_millisecond_the_random_part_is_incremented_until_it_is_full() {
    let id = ulid::parse("01BX5ZZKBKACTAV9WEVGEMMVRZ").unwrap();
    assert_eq!(ulid::format(&ulid::increment(&id).unwrap()), "01BX5ZZKBKACTAV9WEVGEMMVS0");
    let full = ulid::parse("01BX5ZZKBKZZZZZZZZZZZZZZZZ").unwrap();
    assert_eq!(ulid::increment(&full).unwrap_err().code(), Code::IdExhausted);
}

#[test]
fn the_greatest_has_the_greatest_time() {
    let max = ulid::parse("7ZZZZZZZZZZZZZZZZZZZZZZZZZ").unwrap();
    assert_eq!(ulid::ulid(281_474_976_710_655, &[255; 10]).unwrap(), max);
    assert_eq!(ulid::ulid(281_474_976_710_656, &[0; 10]).unwrap_err().code(), Code::IdExhausted);
    for text in ["8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "ZZZZZZZZZZZZZZZZZZZZZZZZZZ", "7ZZZ", "", "7ZZZZZZZZZZZZZZZZZZZZZZZZU"] {
        assert_eq!(ulid::parse(text).expect_err(text).code(), Code::IdInvalid);
    }
}

proptest! {
    #[test]
    fn text_comes_back_in_either_case_and_keeps_the_order(a: [u8; 16], b: [u8; 16]) {
        prop_assert_eq!(ulid::parse(&ulid::format(&a)).unwrap(), a);
        prop_assert_eq!(ulid::parse(&ulid::format(&a).to_lowercase()).unwrap(), a);
        prop_assert_eq!(ulid::format(&a).cmp(&ulid::format(&b)), a.cmp(&b));
    }
}
