//! The short histories that showed each rule of the join to be needed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use active_active::{
    deployment::Deployment,
    region::{Options, Region},
    value::Value,
};
use std::sync::Arc;

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

struct World {
    deployment: Arc<Deployment>,
    regions: Vec<Region>,
    now: u64,
}

impl World {
    fn new(count: usize, class: &str) -> Self {
        Self::relaying_after(count, class, 0)
    }

    fn relaying_after(count: usize, class: &str, relay_after_ms: u64) -> Self {
        let regions: Vec<String> =
            (0..count).map(|i| format!(r#"{{"name": "{}", "number": {}}}"#, NAMES[i], i + 1)).collect();
        let document = format!(
            r#"{{"version": 1, "name": "test", "regions": [{}], "classes": [{{"name": "all", "keys": "**", "labels": [], {class}}}]}}"#,
            regions.join(",")
        );
        let deployment = Arc::new(Deployment::parse(&document).unwrap());
        let options = Options { relay_after_ms, ..Options::default() };
        let regions =
            (0..count).map(|i| Region::open(deployment.clone(), NAMES[i], options.clone()).unwrap()).collect();
        World { deployment, regions, now: 1_000_000 }
    }

    fn tick(&mut self) -> u64 {
        self.now += 10;
        self.now
    }

    /// Sends all that `from` has to `to`, and the acknowledgement back.
    fn sync(&mut self, from: usize, to: usize) {
        let now = self.tick();
        for batch in self.regions[from].batches_for(now, NAMES[to], 1 << 20).unwrap() {
            self.regions[to].apply(now, &batch).unwrap();
        }
        let told = self.regions[to].acknowledgement_for(self.regions[from].name()).unwrap();
        self.regions[from].acknowledge(&told).unwrap();
    }

    fn sync_all(&mut self) {
        for _ in 0..4 {
            for from in 0..self.regions.len() {
                for to in 0..self.regions.len() {
                    if from != to {
                        self.sync(from, to);
                    }
                }
            }
        }
    }

    fn put(&mut self, at: usize, key: &str, value: i64) {
        let now = self.tick();
        self.regions[at].put(now, key, &[], &Value::Integer(value), None).unwrap();
    }

    fn shows(&self, key: &str) -> Option<Value> {
        let all: Vec<_> = self.regions.iter().map(|r| r.get(key).unwrap().map(|read| read.value())).collect();
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "regions differ: {all:?}");
        let digests: Vec<_> = self.regions.iter().map(|r| r.digest_text()).collect();
        assert!(digests.windows(2).all(|pair| pair[0] == pair[1]), "digests differ");
        all[0].clone()
    }
}

#[test]
fn a_write_over_a_collected_delete_stands() {
    let mut world = World::new(2, r#""type": "register""#);
    world.put(0, "k", 1);
    world.sync_all();
    let now = world.tick();
    world.regions[0].delete(now, "k", None).unwrap();
    world.sync_all();
    assert_eq!(world.regions[1].status().get("records"), Some(&Value::Integer(0)), "collected");
    world.put(1, "k", 3);
    world.sync_all();
    assert_eq!(world.shows("k"), Some(Value::Integer(3)));
}

#[test]
fn what_a_delete_saw_is_replaced_by_a_write_over_it_although_it_never_came() {
    let mut world = World::relaying_after(3, r#""type": "register", "strategy": "keep-all""#, 1_000);
    world.put(0, "k", 1);
    world.sync(0, 1);
    let now = world.tick();
    world.regions[1].delete(now, "k", None).unwrap();
    world.sync(1, 2);
    assert_eq!(world.regions[2].cursors().iter().len(), 1, "only what B wrote has come to C");
    world.put(2, "k", 9);
    for _ in 0..4 {
        world.now += 2_000;
        world.sync_all();
    }
    assert_eq!(world.shows("k"), Some(Value::Integer(9)));
    for region in &world.regions {
        assert_eq!(region.versions("k", &[]).unwrap().len(), 1);
    }
}

#[test]
fn a_counter_removed_and_collected_starts_anew() {
    let mut world = World::new(2, r#""type": "counter""#);
    let now = world.tick();
    world.regions[1].increment(now, "k", &[], 1).unwrap();
    world.sync_all();
    let now = world.tick();
    world.regions[1].delete(now, "k", None).unwrap();
    world.sync_all();
    let now = world.tick();
    world.regions[1].increment(now, "k", &[], 5).unwrap();
    world.sync_all();
    assert_eq!(world.shows("k"), Some(Value::Integer(5)));
}

#[test]
fn a_reset_cancels_exactly_what_it_read() {
    let mut world = World::new(2, r#""type": "counter""#);
    let now = world.tick();
    world.regions[0].increment(now, "k", &[], 1).unwrap();
    let context = world.regions[0].get("k").unwrap().unwrap().context;
    let now = world.tick();
    world.regions[0].increment(now, "k", &[], 7).unwrap();
    world.sync_all();
    let now = world.tick();
    world.regions[0].reset(now, "k", &[], Some(&context)).unwrap();
    let now = world.tick();
    world.regions[0].increment(now, "k", &[], 4).unwrap();
    let now = world.tick();
    world.regions[1].reset(now, "k", &[], None).unwrap();
    world.sync_all();
    assert_eq!(world.shows("k"), Some(Value::Integer(4)));
}

#[test]
fn concurrent_deletes_are_collected_once_stable() {
    let mut world = World::new(2, r#""type": "register""#);
    world.put(0, "k", 1);
    world.sync_all();
    for at in 0..2 {
        let now = world.tick();
        world.regions[at].delete(now, "k", None).unwrap();
    }
    world.sync_all();
    assert_eq!(world.shows("k"), None);
    for region in &world.regions {
        assert_eq!(region.status().get("records"), Some(&Value::Integer(0)));
    }
    let snapshots: Vec<_> = world.regions.iter_mut().map(Region::snapshot).collect();
    assert_eq!(snapshots[0], snapshots[1]);
}

#[test]
fn concurrent_writes_make_one_record_of_one_encounter() {
    let mut world = World::new(3, r#""type": "register""#);
    world.put(0, "k", 0);
    world.sync_all();
    for round in 1..=5 {
        world.put(0, "k", round);
        world.put(1, "k", 10 + round);
    }
    world.sync_all();
    assert_eq!(world.shows("k"), Some(Value::Integer(15)));
    let all: Vec<_> = world.regions.iter().map(|r| r.conflicts(&Default::default())).collect();
    assert_eq!(all[0].len(), 1, "{all:#?}");
    for conflicts in &all {
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0].id, all[0][0].id);
        assert_eq!(conflicts[0].winner, Some('b'));
    }
}

#[test]
fn a_restored_replica_waits_until_it_has_caught_up() {
    let mut world = World::new(2, r#""type": "register""#);
    world.put(0, "k", 1);
    world.sync_all();
    let backup = world.regions[0].snapshot();
    world.put(0, "k", 2);
    world.put(0, "l", 2);
    world.sync_all();
    let options = Options { incarnation: 2, relay_after_ms: 0, ..Options::default() };
    world.regions[0] = Region::restore(world.deployment.clone(), "a", options, &backup).unwrap();
    let now = world.tick();
    let refused = world.regions[0].put(now, "k", &[], &Value::Integer(9), None).unwrap_err();
    assert_eq!(refused.code().as_str(), "not_caught_up");
    let told = world.regions[0].acknowledgement_for(NAMES[1]).unwrap();
    world.regions[1].acknowledge(&told).unwrap();
    let told = world.regions[1].acknowledgement_for(NAMES[0]).unwrap();
    world.regions[0].acknowledge(&told).unwrap();
    world.sync(1, 0);
    world.put(0, "k", 9);
    world.sync_all();
    assert_eq!(world.shows("k"), Some(Value::Integer(9)));
    assert_eq!(world.shows("l"), Some(Value::Integer(2)));
}
