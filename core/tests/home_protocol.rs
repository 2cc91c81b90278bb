//! Homes, by hand: epochs and their text, entries and their bytes, and one failover with its ledger. Every order of
//! events is the business of `tests/homes`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use active_active::{
    Code,
    causality::Origin,
    fault::Faults,
    home::{Entry, Epoch, Refusal, Run, Seen, Standing, SubjectHome},
};

const EU: u16 = 1;
const US: u16 = 2;

fn origin(region: u16) -> Origin {
    Origin::new(region, 1)
}

fn seen(eu: u64, us: u64) -> impl FnOnce() -> Seen {
    move || vec![(origin(EU), eu), (origin(US), us)]
}

#[test]
fn epochs_go_by_number_then_title_then_region() {
    let ascending = ["1.U.9", "2.C.1", "2.C.3", "2.U.1", "3.C.2"];
    let epochs: Vec<Epoch> = ascending.iter().map(|text| text.parse().unwrap()).collect();
    assert!(epochs.is_sorted_by(|a, b| a < b));
    assert_eq!(epochs.iter().map(Epoch::to_string).collect::<Vec<_>>(), ascending);
    for text in
        ["", "1", "1.U", "1.u.2", "0.U.1", "01.U.1", "+1.U.1", "1.U.0", "1.U.65536", "1.X.1", "1.U.1.1", "1.U.1 "]
    {
        assert_eq!(text.parse::<Epoch>().unwrap_err().code(), Code::PartMalformed, "{text:?}");
    }
}

#[test]
fn entries_have_one_encoding() {
    // By hand: [0, 2, 3]; [1, 300]; [2, 300]; [3, [300, 2], [1, 1, 5, 0, 2, 1, 1, 2]].
    let bytes: [&[u8]; 4] = [
        &[0x83, 0, 2, 3],
        &[0x82, 1, 0x19, 1, 44],
        &[0x82, 2, 0x19, 1, 44],
        &[0x83, 3, 0x82, 0x19, 1, 44, 2, 0x88, 1, 1, 5, 0, 2, 1, 1, 2],
    ];
    let ledger = [(origin(EU), 5), (origin(US), 1), (origin(US), 2), (origin(US), 3)].into_iter().collect();
    let entries = [
        Entry::Grant { number: 2, to: 3 },
        Entry::Claim { number: 300 },
        Entry::Yield { number: 300 },
        Entry::Close { claims: vec![Epoch::claimed(300, US)], ledger },
    ];
    for (bytes, entry) in bytes.iter().zip(&entries) {
        assert_eq!(entry.to_cbor(), *bytes);
        assert_eq!(Entry::from_cbor(bytes).unwrap(), *entry);
        for length in 0..bytes.len() {
            assert_eq!(Entry::from_cbor(&bytes[..length]).unwrap_err().code(), Code::BatchMalformed);
        }
        assert!(Entry::from_cbor(&[bytes, &[0][..]].concat()).is_err());
    }
    let refused: [&[u8]; 7] = [
        &[0x83, 0, 1, 3],                                     // the first home's number
        &[0x83, 0, 2, 0],                                     // no region
        &[0x83, 0, 0x18, 2, 3],                               // not the shortest form
        &[0x82, 9, 2],                                        // no such entry
        &[0x83, 3, 0x80, 0x80],                               // no claim
        &[0x83, 3, 0x82, 2, 2, 0x84, 1, 1, 0, 1],             // a write zero
        &[0x83, 3, 0x82, 2, 2, 0x88, 1, 1, 5, 0, 1, 1, 5, 0], // a write twice
    ];
    for bytes in refused {
        assert_eq!(Entry::from_cbor(bytes).unwrap_err().code(), Code::BatchMalformed, "{bytes:?}");
    }
}

/// eu is the home and writes 1.1#1, which us has; then they are cut off, and eu writes 1.1#2. us claims (2.1#1) and
/// writes 2.1#2 and 2.1#3.
#[test]
fn a_failover_is_accounted_for() {
    let (mut eu, mut us) = (SubjectHome::new(EU), SubjectHome::new(EU));
    assert_eq!(eu.may_write(EU, false, None), Ok(Epoch::first(EU)));
    assert_eq!(us.may_write(US, false, None), Err(Refusal::StaleEpoch));
    assert_eq!(eu.claim(EU, true, false, Faults::NONE), Err(Refusal::AlreadyHome));
    assert_eq!(us.claim(US, false, false, Faults::NONE), Err(Refusal::NoFallback));
    assert_eq!(us.claim(US, true, true, Faults::NONE), Err(Refusal::Promised));
    eu.note_write(origin(EU), 1, None);
    us.note_write(origin(EU), 1, None);
    eu.note_write(origin(EU), 2, None);

    let claim = us.claim(US, true, false, Faults::NONE).unwrap();
    assert_eq!(claim, Entry::Claim { number: 2 });
    us.apply(&claim, origin(US), 1, seen(1, 1));
    let contested = Epoch::claimed(2, US);
    assert_eq!((us.standing(US), us.may_write(US, false, Some(contested))), (Standing::Contested, Ok(contested)));
    assert_eq!(us.grant(US, EU, true, true, Faults::NONE), Err(Refusal::NoTitle));
    assert_eq!(us.epoch_to_carry(origin(US), 2), None);
    for sequence in [2, 3] {
        us.note_write(origin(US), sequence, None);
    }

    // They hear of one another: eu is fenced until it has decided.
    eu.apply(&claim, origin(US), 1, seen(1, 1));
    for sequence in [2, 3] {
        eu.note_write(origin(US), sequence, None);
    }
    us.note_write(origin(EU), 2, None);
    assert_eq!((eu.standing(EU), eu.may_write(EU, false, None)), (Standing::Fenced, Err(Refusal::StaleEpoch)));
    assert_eq!(eu.may_write(EU, false, Some(Epoch::claimed(3, US))), Err(Refusal::EpochUnknown));
    assert_eq!(eu.promise(EU), Err(Refusal::Contested));
    assert_eq!(eu.resolve(EU, US, false, Faults::NONE), Err(Refusal::TargetBehind));
    let decided = eu.resolve(EU, EU, false, Faults::NONE).unwrap();
    assert_eq!(decided, Entry::Grant { number: 3, to: EU });
    eu.apply(&decided, origin(EU), 3, seen(3, 3));
    assert_eq!((eu.standing(EU), eu.due_close(EU, Faults::NONE)), (Standing::Active, None));
    assert_eq!(eu.epoch_to_carry(origin(EU), 4), Some(Epoch::granted(3, EU)));
    assert_eq!(us.promise(US), Err(Refusal::Contested));

    us.apply(&decided, origin(EU), 3, seen(3, 3));
    assert_eq!(us.promise(US), Ok(Epoch::granted(3, EU)));
    let ends = us.due_yield(US).unwrap();
    us.apply(&ends, origin(US), 4, seen(3, 4));
    assert_eq!(us.due_yield(US), None);
    eu.apply(&ends, origin(US), 4, seen(3, 4));

    // 1.1#1 had been seen; 1.1#2 had not, and 2.1#2 and 2.1#3 were written under the claim.
    let closing = eu.due_close(EU, Faults::NONE).unwrap();
    let Entry::Close { claims, ledger } = &closing else { panic!("{closing:?}") };
    assert_eq!(claims, &[contested]);
    let runs = [Run { origin: origin(EU), first: 2, last: 2 }, Run { origin: origin(US), first: 2, last: 3 }];
    assert_eq!((ledger.runs(), ledger.len()), (&runs[..], 3));
    assert!(ledger.contains(origin(US), 3) && !ledger.contains(origin(EU), 1));
    eu.apply(&closing, origin(EU), 4, seen(4, 4));
    us.apply(&closing, origin(EU), 4, seen(4, 4));
    assert_eq!((eu.open_claims().count(), eu.due_close(EU, Faults::NONE)), (0, None));
    assert_eq!(eu, us);

    // Hand over: only once the other has all, and the home takes no writes meanwhile.
    assert_eq!(eu.grant(EU, US, false, true, Faults::NONE), Err(Refusal::Draining));
    assert_eq!(eu.may_write(EU, true, None), Err(Refusal::Draining));
    assert_eq!(eu.grant(EU, US, true, false, Faults::NONE), Err(Refusal::TargetBehind));
    assert_eq!(eu.grant(EU, US, true, true, Faults::NONE), Ok(Entry::Grant { number: 4, to: US }));
    assert_eq!(eu.resolve(EU, US, true, Faults::NONE), Err(Refusal::NotContested));
}

/// What is known does not depend on the order in which streams came, and a ledger may come before what it lists.
#[test]
fn a_ledger_may_come_first() {
    let closing = Entry::Close { claims: vec![Epoch::claimed(2, US)], ledger: [(origin(US), 2)].into_iter().collect() };
    let grant = Entry::Grant { number: 3, to: EU };
    let of_eu = |home: &mut SubjectHome| {
        home.apply(&grant, origin(EU), 1, seen(1, 3));
        home.apply(&closing, origin(EU), 2, seen(2, 3));
        home.note_write(origin(EU), 3, Some(Epoch::granted(3, EU)));
    };
    let of_us = |home: &mut SubjectHome| {
        home.apply(&Entry::Claim { number: 2 }, origin(US), 1, seen(0, 1));
        home.note_write(origin(US), 2, None);
        home.apply(&Entry::Yield { number: 2 }, origin(US), 3, seen(1, 3));
    };
    let (mut one, mut other) = (SubjectHome::new(EU), SubjectHome::new(EU));
    of_eu(&mut one);
    of_us(&mut one);
    of_us(&mut other);
    of_eu(&mut other);
    assert_eq!(one, other);
    assert_eq!(one.epoch_of(origin(US), 2), Epoch::claimed(2, US));
    one.settle(origin(EU), 3);
    assert!(!one.is_plain() && one != other);

    // A home that is known from a write alone fences as its grant does.
    let mut late = SubjectHome::new(EU);
    late.note_write(origin(US), 1, Some(Epoch::granted(2, US)));
    assert_eq!((late.standing(EU), late.home()), (Standing::Follower, Epoch::granted(2, US)));
}
