//! UUID version 7: published figures, order, carrying, and what is not one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    Code,
    id::{UuidClock, causal, causal_time, format_uuid, parse_uuid, uuid_ms},
    time::{ClockOptions, HybridClock, Timestamp},
};
use proptest::prelude::*;

const MS_MAX: u64 = (1 << 48) - 1;

fn is_version_7(id: &[u8; 16]) -> bool {
    id[6] >> 4 == 7 && id[8] >> 6 == 0b10
}

#[test]
fn known_times_have_their_known_prefixes() {
    for (ms, prefix) in [
        (1_497_624_119_000, "015cb15a-86d8-7"),
        (1_645_557_742_000, "017f22e2-79b0-7"),
        (MS_MAX, "ffffffff-ffff-7"),
        (0, "00000000-0000-7"),
    ] {
        for random in [[0; 10], [0xff; 10]] {
            let id = UuidClock::new().next(ms, &random).unwrap();
            assert!(format_uuid(&id).starts_with(prefix), "{}", format_uuid(&id));
            assert!(is_version_7(&id));
            assert_eq!(uuid_ms(&id).unwrap(), ms);
        }
    }
    let max = uuid_ms(&parse_uuid("ffffffff-ffff-7fff-bfff-ffffffffffff").unwrap()).unwrap();
    assert_eq!((max / 1_000, max % 1_000), (281_474_976_710, 655));
}

#[test]
fn the_example_of_rfc_9562_is_read() {
    let id = parse_uuid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F").unwrap();
    assert_eq!(uuid_ms(&id).unwrap(), 1_645_557_742_000);
    assert_eq!(format_uuid(&id), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

#[test]
fn a_new_millisecond_takes_all_the_randomness_but_the_top_bit() {
    let id = UuidClock::new().next(1, &[0xff; 10]).unwrap();
    assert_eq!(format_uuid(&id), "00000000-0001-77ff-bfff-ffffffffffff");
    let id = UuidClock::new().next(1, &[0; 10]).unwrap();
    assert_eq!(format_uuid(&id), "00000000-0001-7000-8000-000000000000");
}

#[test]
fn within_a_millisecond_an_id_is_the_last_plus_some() {
    let mut ids = UuidClock::new();
    ids.next(1, &[0; 10]).unwrap();
    assert_eq!(format_uuid(&ids.next(1, &[0; 10]).unwrap()), "00000000-0001-7000-8000-000000000001");
    assert_eq!(format_uuid(&ids.next(1, &[0xff; 10]).unwrap()), "00000000-0001-7000-8000-000100000001");
    assert_eq!(format_uuid(&ids.next(0, &[0; 10]).unwrap()), "00000000-0001-7000-8000-000100000002");
}

#[test]
fn a_full_millisecond_carries_through_variant_and_version_into_the_next() {
    for (last, next) in [
        ("00000000-0001-7000-bfff-ffffffffffff", "00000000-0001-7001-8000-000000000000"),
        ("00000000-0001-7fff-bfff-ffffffffffff", "00000000-0002-7000-8000-000000000000"),
    ] {
        let mut ids = UuidClock::resume(&parse_uuid(last).unwrap()).unwrap();
        assert_eq!(format_uuid(&ids.next(1, &[0; 10]).unwrap()), next);
    }
}

#[test]
fn the_end_of_the_range_is_an_error_and_never_wraps() {
    let last = parse_uuid("ffffffff-ffff-7fff-bfff-fffffffffffe").unwrap();
    let mut ids = UuidClock::resume(&last).unwrap();
    assert_eq!(format_uuid(&ids.next(5, &[0; 10]).unwrap()), "ffffffff-ffff-7fff-bfff-ffffffffffff");
    for _ in 0..2 {
        assert_eq!(ids.next(5, &[0; 10]).unwrap_err().code(), Code::IdExhausted);
    }
    for now in [MS_MAX + 1, u64::MAX] {
        assert_eq!(UuidClock::new().next(now, &[0; 10]).unwrap_err().code(), Code::IdExhausted);
    }
}

#[test]
fn text_that_is_not_a_uuid_is_refused() {
    for text in [
        "",
        "017f22e279b07cc398c4dc0c0c07398f",
        "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e2_79b0_7cc3_98c4_dc0c0c07398f",
        "017f22e-279b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c0739\u{e9}",
    ] {
        assert_eq!(parse_uuid(text).expect_err(text).code(), Code::IdInvalid, "{text}");
    }
}

#[test]
fn an_id_of_another_version_has_no_time() {
    for text in ["c232ab00-9414-11ec-b3c8-9f6bdeced846", "017f22e2-79b0-7cc3-18c4-dc0c0c07398f"] {
        let id = parse_uuid(text).unwrap();
        assert_eq!(uuid_ms(&id).unwrap_err().code(), Code::IdInvalid);
        assert_eq!(causal_time(&id).unwrap_err().code(), Code::IdInvalid);
        assert_eq!(UuidClock::resume(&id).unwrap_err().code(), Code::IdInvalid);
    }
}

#[test]
fn causal_ids_follow_what_was_seen_across_regions_with_skewed_clocks() {
    let (fast, right) = (HybridClock::new(ClockOptions::new(1)), HybridClock::new(ClockOptions::new(2)));
    let mut last = causal(fast.tick(104_000).unwrap(), &[0xff; 8]);
    for turn in 0..10_000u64 {
        let (from, to, now) = if turn % 2 == 0 { (&fast, &right, 100_000) } else { (&right, &fast, 104_000) };
        to.observe(from.last(), now).unwrap();
        let id = causal(to.tick(now).unwrap(), &turn.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        assert!(id > last && is_version_7(&id));
        last = id;
    }
}

proptest! {
    #[test]
    fn ids_strictly_increase_under_any_time(calls in prop::collection::vec((0u64..4, any::<[u8; 10]>()), 1..50)) {
        let mut ids = UuidClock::new();
        let mut last = None;
        for (now, random) in calls {
            let id = ids.next(now, &random).unwrap();
            prop_assert!(Some(id) > last && is_version_7(&id));
            prop_assert!(uuid_ms(&id).unwrap() >= now);
            prop_assert!(format_uuid(&id) > last.map(|id| format_uuid(&id)).unwrap_or_default());
            prop_assert_eq!(parse_uuid(&format_uuid(&id)).unwrap(), id);
            last = Some(id);
        }
    }

    #[test]
    fn the_order_of_causal_ids_is_the_order_of_their_times(a: u64, b: u64, x: [u8; 8], y: [u8; 8]) {
        let (first, second) = (causal(Timestamp::from_packed(a, 1), &x), causal(Timestamp::from_packed(b, 2), &y));
        prop_assert_eq!(causal_time(&first).unwrap(), a);
        prop_assert!(is_version_7(&first));
        if a != b {
            prop_assert_eq!(first.cmp(&second), a.cmp(&b));
        }
    }

    #[test]
    fn any_text_is_answered_without_a_panic(text in ".{0,40}|[0-9a-fA-F-]{36}") {
        let _ = parse_uuid(&text);
    }
}
