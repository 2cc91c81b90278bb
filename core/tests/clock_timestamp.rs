//! The forms of a timestamp: published figures, ends of the range, and what is not a timestamp.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    Code, Detail,
    time::{Timestamp, node},
};

fn known() -> Timestamp {
    Timestamp::new(1_645_557_742_000, 5, 0xdead_beef).unwrap()
}

#[test]
fn the_known_timestamp_has_its_known_forms() {
    let t = known();
    assert_eq!(t.packed(), 107_843_272_179_712_005);
    assert_eq!(t.to_i64().unwrap(), 107_843_272_179_712_005);
    assert_eq!(t.to_string(), "017f22e279b0-0005-00000000deadbeef");
    assert_eq!(format!("{t:?}"), t.to_string());
    assert_eq!(t.to_base32(), "01FWHE4YDG002G000003FAVFQF");
    assert_eq!(t.to_bytes(), [0x01, 0x7f, 0x22, 0xe2, 0x79, 0xb0, 0, 5, 0, 0, 0, 0, 0xde, 0xad, 0xbe, 0xef]);
}

#[test]
fn the_ends_of_the_range_have_their_forms_and_come_back() {
    for (t, text, base32) in [
        (Timestamp::MAX, "ffffffffffff-ffff-ffffffffffffffff", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"),
        (Timestamp::ZERO, "000000000000-0000-0000000000000000", "00000000000000000000000000"),
    ] {
        assert_eq!((t.to_string().as_str(), t.to_base32().as_str()), (text, base32));
        assert_eq!(Timestamp::parse(text).unwrap(), t);
        assert_eq!(Timestamp::from_base32(base32).unwrap(), t);
        assert_eq!(Timestamp::from_bytes(&t.to_bytes()).unwrap(), t);
    }
}

#[test]
fn a_signed_integer_ends_at_two_to_the_47() {
    let last = Timestamp::new((1 << 47) - 1, 0, 0).unwrap();
    assert_eq!(last.packed(), 9_223_372_036_854_710_272);
    assert_eq!(last.to_i64().unwrap(), 9_223_372_036_854_710_272);
    let error = Timestamp::new(1 << 47, 0, 0).unwrap().to_i64().unwrap_err();
    assert_eq!(error.code(), Code::TimestampOutOfRange);
}

#[test]
fn milliseconds_beyond_48_bits_are_out_of_range() {
    assert_eq!(Timestamp::new((1 << 48) - 1, 0, 0).unwrap().ms(), 281_474_976_710_655);
    for ms in [1 << 48, u64::MAX] {
        assert_eq!(Timestamp::new(ms, 0, 0).unwrap_err().code(), Code::TimestampOutOfRange);
    }
}

#[test]
fn text_that_is_not_exactly_a_timestamp_is_refused() {
    for text in [
        "",
        "017F22E279B0-0005-00000000DEADBEEF",  // upper case
        "017f22e279b0-0005-00000000deadbeeF",  // mixed case
        "017f22e279b0-0005-00000000deadbee",   // short
        "017f22e279b0-0005-00000000deadbeef0", // a node of 17 characters
        "017f22e279b0-10000-0000000deadbeef",  // a counter of five
        "-17f22e279b0-0005-00000000deadbeef",  // 1969
        "+17f22e279b0-0005-00000000deadbeef",
        "017f22e279b0_0005_00000000deadbeef",
        "017f22e279b0-0005-00000000dead_eef",
        "017f22e279b0-00050-0000000deadbeef",
        "017f22e279b000005000000000deadbeef",
        " 17f22e279b0-0005-00000000deadbeef",
        "017f22e279b0-0005-00000000deadbe\u{e9}",
        "017f22e279b0-0005-00000000deadb\u{1F600}",
        "2016-12-31T23:59:60Z", // a leap second
        "1969-12-31T23:59:59.999Z-0000-0000000000000000",
        "10000-01-01T00:00:00.000Z-0000-0000000000000000",
    ] {
        let error = Timestamp::parse(text).expect_err(text);
        assert_eq!(error.code(), Code::TimestampInvalid, "{text}");
        assert_eq!(text.parse::<Timestamp>(), Err(error));
    }
    let error = Timestamp::parse("017f22e279b0-0005-00000000dead_eef").unwrap_err();
    assert_eq!(error.detail("position"), Some(&Detail::Number(30)));
}

#[test]
fn base_32_that_is_not_exactly_a_timestamp_is_refused() {
    for text in [
        "",
        "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", // 130 bits
        "01FWHE4YDG002G000003FAVFQ",
        "01FWHE4YDG002G000003FAVFQF0",
        "01fwhe4ydg002g000003favfqf",
        "01FWHE4YDG002G000003FAVF_F",
        "0IFWHE4YDG002G000003FAVFQF", // I, L, O and U are not of the alphabet
        "0LFWHE4YDG002G000003FAVFQF",
        "0OFWHE4YDG002G000003FAVFQF",
        "0UFWHE4YDG002G000003FAVFQF",
    ] {
        assert_eq!(Timestamp::from_base32(text).expect_err(text).code(), Code::TimestampInvalid, "{text}");
    }
}

#[test]
fn bytes_of_another_length_are_refused() {
    for length in [0, 15, 17] {
        assert_eq!(Timestamp::from_bytes(&vec![0; length]).unwrap_err().code(), Code::TimestampInvalid);
    }
}

#[test]
fn next_and_prev_carry_and_stop_at_the_ends() {
    let t = |ms, counter| Timestamp::new(ms, counter, 7).unwrap();
    assert_eq!(t(1, 0xffff).next().unwrap(), t(2, 0));
    assert_eq!(t(2, 0).prev().unwrap(), t(1, 0xffff));
    assert_eq!(t(1, 5).next().unwrap(), t(1, 6));
    assert_eq!(Timestamp::MAX.next().unwrap_err().code(), Code::ClockExhausted);
    assert_eq!(Timestamp::ZERO.prev().unwrap_err().code(), Code::TimestampOutOfRange);
}

#[test]
fn sorting_is_by_number_in_every_form() {
    let mut times = [10, 9, 100].map(|n| Timestamp::from_packed(n, 0));
    times.sort();
    assert_eq!(times.map(Timestamp::packed), [9, 10, 100]);
    let mut texts = times.map(|t| t.to_string());
    texts.reverse();
    texts.sort();
    assert_eq!(texts, times.map(|t| t.to_string()));
}

#[test]
fn at_equal_time_the_greater_node_number_is_later_in_every_form() {
    let (low, high) = (Timestamp::from_packed(5, 0x02), Timestamp::from_packed(5, 0x0100));
    assert!(low < high);
    assert!(low.to_bytes() < high.to_bytes());
    assert!(low.to_string() < high.to_string());
    assert!(low.to_base32() < high.to_base32());
}

#[test]
fn a_node_is_region_incarnation_process() {
    assert_eq!(node(1, 0, 0), 0x0001_0000_0000_0000);
    assert_eq!(node(0xffff, 0xffff, 0xffff_ffff), u64::MAX);
    assert!(node(1, 2, 0) > node(1, 1, u32::MAX));
}
