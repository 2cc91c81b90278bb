//! Applying a stream from wire bytes, against the insert of the same stream into a bare map, and against `crdts` and
//! `yrs`.

use crate::{
    ALLOCATOR,
    stream::{self, KEYS, NOW, Recorded},
    table::Table,
};
use active_active::region::{Options, Region};
use crdts::{CmRDT, MVReg, Map as CrdtMap};
use stats_alloc::Region as Watch;
use std::hint::black_box;
use yrs::{Doc, Map, Transact, Update, updates::decoder::Decode};

/// Batches between two acknowledgements of the receiving region.
const ACKNOWLEDGE_EVERY: usize = 50;

type Bare = hashbrown::HashMap<String, String, foldhash::fast::FixedState>;
type Peer = CrdtMap<String, MVReg<String, u8>, u8>;

fn bare(recorded: &Recorded, map: &mut Bare) {
    for write in &recorded.writes {
        map.insert(write.key.clone(), write.value.clone());
    }
}

fn ours(recorded: &Recorded, region: &mut Region) {
    for (at, batch) in recorded.batches.iter().enumerate() {
        black_box(region.apply(NOW * 2, batch).expect("a recorded batch applies"));
        if at % ACKNOWLEDGE_EVERY == 0 {
            region.batches_for(NOW * 2, "a", 1 << 20).expect("the region can acknowledge");
        }
    }
}

fn open(recorded: &Recorded) -> Region {
    Region::open(recorded.deployment.clone(), "r", Options::default()).expect("region r is in the deployment")
}

/// Allocations a change and live bytes a key of a routine.
fn allocations<T>(changes: usize, routine: impl FnOnce() -> T) -> (f64, f64) {
    let watch = Watch::new(ALLOCATOR);
    let kept = routine();
    let change = watch.change();
    drop(kept);
    let live = change.bytes_allocated as f64 - change.bytes_deallocated as f64;
    ((change.allocations + change.reallocations) as f64 / changes as f64, live / KEYS as f64)
}

pub(crate) fn measure(table: &mut Table, changes: usize) {
    eprintln!("measure: recording {changes} writes");
    let recorded = stream::record(changes);
    let count = recorded.writes.len();
    let bytes: usize = recorded.batches.iter().map(Vec::len).sum();
    // A text of 100 bytes takes a head of 2.
    let content: usize = recorded.writes.iter().map(|write| write.key.len() + write.value.len() + 2).sum();
    table.budget("wire, beyond key and value", (bytes - content) as f64 / count as f64, "bytes/change", 10.0);

    let bare_ns = table.time_items("apply-bare", count, Bare::default, |map| bare(&recorded, map));
    let ours_ns = table.time_items("apply-ours", count, || open(&recorded), |region| ours(&recorded, region));
    table.figure("insert into a bare map", bare_ns, "ns/change");
    table.ratio("apply", ours_ns, "ns/change", (bare_ns, "a bare map"), Some(1.5));
    let without = || {
        let options = Options { metrics: false, ..Options::default() };
        Region::open(recorded.deployment.clone(), "r", options).expect("region r is in the deployment")
    };
    let without_ns = table.time_items("apply-without-metrics", count, without, |region| ours(&recorded, region));
    table.ratio("apply with metrics", ours_ns, "ns/change", (without_ns, "without"), Some(1.05));
    let (bare_allocations, bare_live) = allocations(count, || {
        let mut map = Bare::default();
        bare(&recorded, &mut map);
        map
    });
    let (allocations, live) = allocations(count, || {
        let mut region = open(&recorded);
        ours(&recorded, &mut region);
        region
    });
    table.figure("allocations of a bare map", bare_allocations, "per change");
    table.budget("allocations of apply", allocations, "per change", 0.25);
    table.figure("live bytes of a bare map", bare_live, "bytes/key");
    table.ratio("live bytes", live, "bytes/key", (bare_live, "a bare map"), Some(1.5));
    drop(recorded);
    peers(table, changes / 10);
}

fn peers(table: &mut Table, changes: usize) {
    eprintln!("measure: recording {changes} writes for the peers");
    let recorded = stream::record(changes);
    let count = recorded.writes.len();
    let ours_ns = table.time_items("apply-ours-short", count, || open(&recorded), |region| ours(&recorded, region));
    table.figure("apply, the stream of the peers", ours_ns, "ns/change");

    let mut source = Peer::new();
    let mut operations = Vec::with_capacity(count);
    for write in &recorded.writes {
        let context = source.read_ctx().derive_add_ctx(write.origin);
        let operation = source.update(write.key.clone(), context, |register, c| register.write(write.value.clone(), c));
        source.apply(operation.clone());
        operations.push(operation);
    }
    let crdts_ns = table.time_items(
        "apply-crdts",
        count,
        || (Peer::new(), operations.clone()),
        |(map, operations)| operations.drain(..).for_each(|operation| map.apply(operation)),
    );
    table.ratio("crdts Map of MVReg, decoded operations", crdts_ns, "ns/change", (ours_ns, "apply"), None);

    let docs: Vec<Doc> = (1..=3).map(Doc::with_client_id).collect();
    let maps: Vec<_> = docs.iter().map(|doc| doc.get_or_insert_map("map")).collect();
    let mut updates = Vec::new();
    for chunk in recorded.writes.chunk_by(|a, b| a.origin == b.origin) {
        let at = usize::from(chunk[0].origin);
        let mut transaction = docs[at].transact_mut();
        for write in chunk {
            maps[at].insert(&mut transaction, write.key.as_str(), write.value.as_str());
        }
        let update = transaction.encode_update_v1();
        drop(transaction);
        for (other, doc) in docs.iter().enumerate() {
            if other != at {
                doc.transact_mut().apply_update(Update::decode_v1(&update).expect("sound")).expect("applies");
            }
        }
        updates.push(update);
    }
    let yrs_ns = table.time_items(
        "apply-yrs",
        count,
        || Doc::with_client_id(9u64),
        |doc| {
            for update in &updates {
                let update = Update::decode_v1(update).expect("sound");
                doc.transact_mut().apply_update(update).expect("applies");
            }
        },
    );
    table.ratio("yrs Map, from bytes", yrs_ns, "ns/change", (ours_ns, "apply"), None);
}
