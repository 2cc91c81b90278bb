//! Snowflake ids: layout, physical time that steps back, and the ends of each part.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use active_active::{
    Code, Detail,
    id::{Snowflake, SnowflakeParts},
};
use proptest::prelude::*;

const TWITTER_EPOCH_MS: u64 = 1_288_834_974_657;

#[test]
fn a_known_id_has_its_known_parts() {
    // Its time is 2022-06-28T16:07:40.105Z.
    let ids = Snowflake::new(0, TWITTER_EPOCH_MS).unwrap();
    let parts = ids.decode(1_541_815_603_606_036_480).unwrap();
    assert_eq!(parts, SnowflakeParts { ms: 1_656_432_460_105, worker: 378, sequence: 0 });
}

#[test]
fn physical_time_that_steps_back_and_returns_repeats_no_id() {
    let mut ids = Snowflake::new(1, 0).unwrap();
    let mut issued: Vec<_> = (0..3).map(|_| ids.next(10).unwrap()).collect();
    let error = ids.next(9).unwrap_err();
    assert_eq!(error.code(), Code::ClockBackwards);
    assert_eq!(error.detail("wait_ms"), Some(&Detail::Number(1)));
    issued.push(ids.next(10).unwrap());
    let parts = issued.iter().map(|&id| ids.decode(id).unwrap()).map(|p| (p.ms, p.sequence)).collect::<Vec<_>>();
    assert_eq!(parts, [(10, 0), (10, 1), (10, 2), (10, 3)]);
}

#[test]
fn a_millisecond_has_4096_ids_and_then_asks_to_wait() {
    let mut ids = Snowflake::new(1_023, 0).unwrap();
    let first = ids.next(10).unwrap();
    let last = (1..4_096).map(|_| ids.next(10).unwrap()).last().unwrap();
    assert_eq!(last - first, 4_095);
    for _ in 0..2 {
        let error = ids.next(10).unwrap_err();
        assert_eq!(error.code(), Code::ClockBackwards);
        assert_eq!(error.detail("wait_ms"), Some(&Detail::Number(1)));
    }
    assert_eq!(
        ids.decode(ids.clone().next(11).unwrap()).unwrap(),
        SnowflakeParts { ms: 11, worker: 1_023, sequence: 0 }
    );
    assert!(ids.next(11).unwrap() > last);
}

#[test]
fn each_part_has_its_end() {
    assert_eq!(Snowflake::new(1_024, 0).unwrap_err().code(), Code::WorkerOutOfRange);
    let mut ids = Snowflake::new(1_023, 1_000).unwrap();
    assert_eq!(ids.next(999).unwrap_err().code(), Code::InvalidArgument);
    let end = 1_000 + (1 << 41);
    for now in [end, u64::MAX] {
        assert_eq!(ids.next(now).unwrap_err().code(), Code::IdExhausted);
    }
    let last = ids.next(end - 1).unwrap();
    assert!(last < 1 << 63);
    assert_eq!(ids.decode(last).unwrap().ms, end - 1);
    assert_eq!(ids.decode(1 << 63).unwrap_err().code(), Code::IdInvalid);
}

#[test]
fn a_resumed_generator_goes_on_after_its_last_id_and_no_other_worker_s() {
    let mut ids = Snowflake::new(3, 500).unwrap();
    ids.next(2_000).unwrap();
    let last = ids.next(2_000).unwrap();
    let mut resumed = Snowflake::resume(3, 500, last).unwrap();
    assert_eq!(resumed.next(1_999).unwrap_err().code(), Code::ClockBackwards);
    assert_eq!(resumed.next(2_000).unwrap(), last + 1);
    assert_eq!(Snowflake::resume(4, 500, last).unwrap_err().code(), Code::IdInvalid);
    assert_eq!(Snowflake::resume(3, 500, u64::MAX).unwrap_err().code(), Code::IdInvalid);
}

proptest! {
    #[test]
    fn ids_strictly_increase_or_are_refused(worker in 0u16..1_024, nows in prop::collection::vec(100u64..110, 1..100)) {
        let mut ids = Snowflake::new(worker, 50).unwrap();
        let (mut last, mut last_ms) = (None, 0);
        for now in nows {
            match ids.next(now) {
                Ok(id) => {
                    prop_assert!(Some(id) > last);
                    let parts = ids.decode(id).unwrap();
                    prop_assert_eq!((parts.ms, parts.worker), (now, worker));
                    (last, last_ms) = (Some(id), now);
                }
                Err(e) => {
                    prop_assert_eq!(e.code(), Code::ClockBackwards);
                    prop_assert!(now < last_ms);
                }
            }
        }
    }
}
