//! Damaged bytes of every kind: a typed error, or a result; never a panic, and on an error nothing has changed.
#![cfg(feature = "simulate")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod damage;

use active_active::{
    Code, Result,
    causality::VersionVector,
    deployment::Deployment,
    region::{Options, Region},
    simulate::schema::{CLASSES, Type, document},
    value::Value,
};
use damage::{Damage, damaged};
use std::sync::Arc;

const NOW: u64 = 1_000_000;

fn deployment() -> Arc<Deployment> {
    Arc::new(Deployment::parse(&document(3, 1)).unwrap())
}

fn open(name: &str) -> Region {
    Region::open(deployment(), name, Options { relay_after_ms: 0, ..Options::default() }).unwrap()
}

fn restore(name: &str, snapshot: &[u8]) -> Result<Region> {
    Region::restore(deployment(), name, Options { incarnation: 2, relay_after_ms: 0, ..Options::default() }, snapshot)
}

/// Every operation at every place, some with the context of an earlier read.
fn write_all(region: &mut Region, mut now: u64) {
    let mut context = None;
    for class in CLASSES {
        let key = format!("{}/k", class.prefix);
        for (path, kind) in class.places {
            now += 7;
            match kind {
                Type::LastWriteWins | Type::FirstWriteWins | Type::Max | Type::KeepAll => {
                    region.put(now, &key, path, &Value::from("some text"), None).unwrap();
                    region.put(now, &key, path, &Value::Integer(5), context.as_deref()).unwrap();
                }
                Type::Counter => {
                    region.increment(now, &key, path, 300).unwrap();
                    region.reset(now, &key, path, None).unwrap();
                    region.increment(now, &key, path, -2).unwrap();
                }
                Type::AddWins | Type::RemoveWins => {
                    region.add(now, &key, path, &Value::from("x")).unwrap();
                    region.remove(now, &key, path, &Value::Integer(1), context.as_deref()).unwrap();
                    region.clear(now, &key, path, None).unwrap();
                    region.add(now, &key, path, &Value::from("y")).unwrap();
                }
                Type::Log => {
                    region.append(now, &key, path, &Value::from("an entry")).unwrap();
                    region.append(now, &key, path, &Value::Null).unwrap();
                }
                Type::Maximum | Type::Minimum => {
                    region.offer(now, &key, path, &Value::Integer(300)).unwrap();
                    region.offer(now, &key, path, &Value::Float(1.5)).unwrap();
                    region.offer(now, &key, path, &Value::Integer(2)).unwrap();
                }
                Type::Claim => {
                    // The second region sees the claim of the first; there is always something to release.
                    let (value, claimant) = (Value::from(1), Value::from(region.name()));
                    let _ = region.claim(now, class.prefix, &value, &claimant);
                    let _ = region.release(now, class.prefix, &value, &Value::from("r1"));
                    region.claim(now, class.prefix, &value, &claimant).unwrap();
                }
                Type::EnableWins | Type::DisableWins => {
                    region.enable(now, &key, path).unwrap();
                    region.disable(now, &key, path).unwrap();
                }
            }
        }
        context = Some(region.context(&key).unwrap());
    }
    region.patch(now, "map/k", &[(&["a"], Value::Integer(1)), (&["inner", "a"], Value::Null)], None).unwrap();
    region.unset(now, "map/k", &["inner"], None).unwrap();
    region.delete(now, "count/k", context.as_deref()).unwrap();
    region.increment(now, "count/k", &[], 4).unwrap();
    region.delete(now, "all/k", None).unwrap();
}

fn send(from: &mut Region, to: &mut Region, bytes_max: usize) {
    let target = to.name().to_string();
    for batch in from.batches_for(NOW + 1_000, &target, bytes_max).unwrap() {
        to.apply(NOW + 1_000, &batch).unwrap();
    }
}

/// Two regions that wrote apart, and a third that got some of it: contexts that wait, siblings, tombstones, baselines.
fn three() -> [Region; 3] {
    let [mut a, mut b, mut c] = ["r1", "r2", "r3"].map(open);
    write_all(&mut a, NOW);
    send(&mut a, &mut b, usize::MAX);
    write_all(&mut b, NOW + 300);
    b.put(NOW + 500, "all/k", &[], &Value::Integer(2), None).unwrap();
    b.delete(NOW + 600, "map/k", None).unwrap();
    c.put(NOW + 700, "all/k", &[], &Value::Integer(3), None).unwrap();
    // Of the second region alone: what it had seen of the first waits.
    let batches = b.batches_for(NOW + 1_000, "r3", usize::MAX).unwrap();
    c.apply(NOW + 1_000, batches.last().unwrap()).unwrap();
    [a, b, c]
}

/// Uses a replica in every way that reads what it holds.
fn exercise(region: &mut Region) {
    for class in CLASSES {
        let key = format!("{}/k", class.prefix);
        region.get(&key).unwrap();
        region.context(&key).unwrap();
        for (path, kind) in class.places {
            if *kind == Type::Log {
                region.log_entries(&key, path, None, 2).unwrap();
            }
            if *kind == Type::Counter {
                // Overflow is an error like any other.
                let _ = region.assign(NOW + 2_000, &key, path, i64::MAX);
                let _ = region.increment(NOW + 2_000, &key, path, i64::MIN);
            }
        }
    }
    region.claim_of("claim", &Value::from(1)).unwrap();
    region.keys("", None, 100);
    region.digest();
    region.held();
    region.status();
    let _ = region.changes_since(0, 1_000);
    region.conflicts(&Default::default()).iter().for_each(|conflict| {
        conflict.explanation();
    });
    let _ = region.batches_for(NOW + 9_000, "r1", 100);
    let snapshot = region.snapshot();
    let options = Options { incarnation: u16::MAX, ..Options::default() };
    if let Err(error) = Region::restore(deployment(), region.name(), options, &snapshot) {
        // A damaged name may be the last there is.
        assert_eq!(error.code(), Code::IncarnationUsed, "{error}");
    }
}

fn state(region: &mut Region) -> (Vec<u8>, [u8; 32]) {
    (region.snapshot(), region.digest())
}

#[test]
fn damaged_batches_are_refused_or_applied_and_change_nothing_when_refused() {
    let [mut a, mut b, mut c] = three();
    let backup = c.snapshot();
    let mut batches = a.batches_for(NOW + 1_000, "r3", 400).unwrap();
    batches.extend(b.batches_for(NOW + 1_000, "r1", 300).unwrap());
    let (mut refused, mut accepted) = (0, 0);
    for (at, batch) in batches.iter().enumerate().step_by(2) {
        let mut region = restore("r3", &backup).unwrap();
        let mut before = state(&mut region);
        for (damage, bytes) in damaged(batch, at as u64) {
            match region.apply(NOW + 1_000, &bytes) {
                Ok(_) => {
                    assert!(!matches!(damage, Damage::Truncated(_)), "a batch cut short was accepted: {damage:?}");
                    accepted += 1;
                    exercise(&mut region);
                    region = restore("r3", &backup).unwrap();
                    before = state(&mut region);
                }
                Err(error) => {
                    refused += 1;
                    assert_ne!(error.code(), Code::Internal, "{damage:?}: {error}");
                    if error.code() == Code::ReplicaForked {
                        region = restore("r3", &backup).unwrap();
                    }
                    assert!(state(&mut region) == before, "{damage:?} was refused with {error} and changed the state");
                }
            }
        }
    }
    assert!(refused > 1_000 && accepted > 10, "{refused} refused, {accepted} accepted");
}

#[test]
fn damaged_acknowledgements_are_refused_or_taken() {
    let [mut a, b, _] = three();
    let told = b.acknowledgement_for(a.name()).unwrap();
    let before = state(&mut a);
    for (damage, bytes) in damaged(&told, 1) {
        match a.acknowledge(&bytes) {
            Ok(_) => assert!(!matches!(damage, Damage::Truncated(_)), "{damage:?}"),
            Err(error) => {
                assert!(
                    matches!(error.code(), Code::AcknowledgementMalformed | Code::UnknownRegion),
                    "{damage:?}: {error}"
                );
            }
        }
        a.batches_for(NOW + 1_000, "r2", 1 << 20).unwrap();
    }
    // What others are known to hold is no part of the state.
    assert!(state(&mut a).1 == before.1);
}

#[test]
fn damaged_contexts_are_refused_or_used() {
    let [mut a, _, _] = three();
    for (key, seed) in [("map/k", 2), ("count/k", 3), ("all/k", 4)] {
        let context = a.context(key).unwrap();
        let mut before = state(&mut a);
        for (damage, bytes) in damaged(&context, seed) {
            let written = match key {
                "map/k" => a.unset(NOW + 2_000, key, &["inner"], Some(&bytes)),
                "count/k" => a.reset(NOW + 2_000, key, &[], Some(&bytes)),
                _ => a.put(NOW + 2_000, key, &[], &Value::Integer(1), Some(&bytes)),
            };
            match written {
                Ok(_) => {
                    assert!(!matches!(damage, Damage::Truncated(_)), "{damage:?}");
                    exercise(&mut a);
                    before = state(&mut a);
                }
                Err(error) => {
                    assert!(
                        matches!(error.code(), Code::InvalidContext | Code::TooManySiblings | Code::CounterOverflow),
                        "{damage:?}: {error}"
                    );
                    assert!(state(&mut a) == before, "{damage:?} was refused with {error} and changed the state");
                }
            }
        }
    }
}

#[test]
fn damaged_snapshots_are_refused_or_restored() {
    for (at, mut region) in three().into_iter().enumerate() {
        let snapshot = region.snapshot();
        let mut restored = 0;
        for (damage, bytes) in damaged(&snapshot, at as u64) {
            match restore("r3", &bytes) {
                Ok(mut region) => {
                    assert!(!matches!(damage, Damage::Truncated(_)), "{damage:?}");
                    restored += 1;
                    exercise(&mut region);
                }
                Err(error) => assert_ne!(error.code(), Code::Internal, "{damage:?}: {error}"),
            }
        }
        assert!(restored > 0);
    }
}

#[test]
fn damaged_version_vectors_are_refused_or_read() {
    let [_, b, _] = three();
    let bytes = b.cursors().to_bytes();
    assert_eq!(VersionVector::from_bytes(&bytes).unwrap(), b.cursors());
    for (damage, bytes) in damaged(&bytes, 5) {
        match VersionVector::from_bytes(&bytes) {
            Ok(vector) => {
                assert!(!matches!(damage, Damage::Truncated(_)), "{damage:?}");
                assert_eq!(VersionVector::from_bytes(&vector.to_bytes()).unwrap(), vector, "{damage:?}");
            }
            Err(error) => assert_eq!(error.code(), Code::PartMalformed, "{damage:?}"),
        }
    }
}

#[test]
fn random_bytes_are_refused() {
    let mut region = open("r1");
    let before = state(&mut region);
    for bytes in damage::random(20_000) {
        assert!(region.apply(NOW, &bytes).is_err());
        assert!(region.acknowledge(&bytes).is_err());
        let error = region.put(NOW, "all/k", &[], &Value::Null, Some(&bytes)).map(|_| ());
        // An empty vector is one byte, and a context that has seen nothing.
        assert!(error.is_err() || bytes == [0x80], "{bytes:?}");
        if error.is_ok() {
            region = open("r1");
        }
        assert!(restore("r1", &bytes).is_err());
        let _ = VersionVector::from_bytes(&bytes);
    }
    assert!(state(&mut region) == before);
}
