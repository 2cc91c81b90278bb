//! Bounded counters, expiry and change sets under loss, delay, repetition and restarts.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use active_active::{
    Code,
    deployment::Deployment,
    region::{ChangeSet, Options, Region},
    value::{Limits, Value},
};
use std::sync::Arc;

const REGIONS: usize = 4;
/// How many histories of each kind; `TOGETHER_RUNS` sets another number.
fn runs() -> u64 {
    std::env::var("TOGETHER_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(100)
}

/// SplitMix64: a seed makes a history.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

fn deployment() -> Arc<Deployment> {
    let regions: Vec<String> =
        (1..=REGIONS).map(|number| format!(r#"{{"name": "r{number}", "number": {number}}}"#)).collect();
    let document = format!(
        r#"{{"version": 1, "name": "together", "regions": [{}], "classes": [
            {{"name": "stock", "keys": "stock/*", "labels": [], "type": "bounded-counter"}},
            {{"name": "balances", "keys": "balance/*", "labels": [], "type": "counter"}},
            {{"name": "maps", "keys": "map/*", "labels": [], "type": "map", "fields": {{
                "a": {{"type": "register"}}, "n": {{"type": "counter"}}, "s": {{"type": "set"}}}}}},
            {{"name": "all", "keys": "**", "labels": [], "type": "register", "strategy": "keep-all"}}]}}"#,
        regions.join(", ")
    );
    Arc::new(Deployment::parse(&document).unwrap())
}

/// Regions, what is on its way between them, and a clock.
struct World {
    random: Random,
    deployment: Arc<Deployment>,
    regions: Vec<Region>,
    mail: Vec<(usize, Vec<u8>)>,
    now_ms: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let deployment = deployment();
        let options = || Options { relay_after_ms: 0, ..Options::default() };
        let open = |number| Region::open(deployment.clone(), &format!("r{number}"), options()).unwrap();
        let regions = (1..=REGIONS).map(open).collect();
        World { random: Random(seed), deployment, regions, mail: Vec::new(), now_ms: 1_000 }
    }

    fn pick(&mut self) -> usize {
        self.random.below(REGIONS as u64) as usize
    }

    /// Sends from one region to another; some of it gets lost, some comes twice, all of it late.
    fn send(&mut self) {
        let (from, to) = (self.pick(), self.pick());
        if from == to {
            return;
        }
        let name = self.regions[to].name().to_owned();
        let bytes_max = [1, 64, 1 << 20][self.random.below(3) as usize];
        for batch in self.regions[from].batches_for(self.now_ms, &name, bytes_max).unwrap() {
            for _ in 0..self.random.below(3) {
                self.mail.push((to, batch.clone()));
            }
        }
        if self.random.below(2) == 0 {
            let told = self.regions[to].acknowledgement_for(self.regions[from].name()).unwrap();
            self.regions[from].acknowledge(&told).unwrap();
        }
    }

    fn deliver(&mut self) {
        if !self.mail.is_empty() {
            let at = self.random.below(self.mail.len() as u64) as usize;
            let (to, batch) = self.mail.swap_remove(at);
            // What a dead incarnation had sent may have ended.
            if let Err(error) = self.regions[to].apply(self.now_ms, &batch) {
                assert_eq!(error.code(), Code::StreamQuarantined, "{error}");
            }
        }
    }

    /// One step of everything that is not a write.
    fn step(&mut self) {
        self.now_ms += self.random.below(40);
        match self.random.below(5) {
            0 | 1 => self.send(),
            _ => self.deliver(),
        }
    }

    /// Everybody sends everything to everybody until nothing moves.
    fn settle(&mut self) {
        self.mail.clear();
        for _ in 0..8 {
            self.now_ms += 10;
            for from in 0..REGIONS {
                for to in (0..REGIONS).filter(|to| *to != from) {
                    let name = self.regions[to].name().to_owned();
                    for batch in self.regions[from].batches_for(self.now_ms, &name, 1 << 20).unwrap() {
                        let _ = self.regions[to].apply(self.now_ms, &batch);
                    }
                    let told = self.regions[to].acknowledgement_for(self.regions[from].name()).unwrap();
                    self.regions[from].acknowledge(&told).unwrap();
                }
            }
        }
        let digests: Vec<_> = self.regions.iter().map(Region::digest_text).collect();
        assert!(digests.iter().all(|digest| *digest == digests[0]), "{digests:?}");
    }

    /// A region loses nothing but its process: it goes on as a new incarnation from what it held.
    fn restart(&mut self) {
        let at = self.pick();
        let region = &mut self.regions[at];
        let options = Options { relay_after_ms: 0, incarnation: region.origin().incarnation + 1, ..Options::default() };
        let name = region.name().to_owned();
        self.regions[at] = Region::restore(self.deployment.clone(), &name, options, &region.snapshot()).unwrap();
    }

    fn shown(&self, at: usize, key: &str, now_ms: u64) -> Option<Value> {
        self.regions[at].get_at(key, || now_ms).unwrap().map(|read| read.value())
    }
}

#[test]
fn what_was_granted_is_never_overspent() {
    for seed in 0..runs() {
        let mut world = World::new(seed);
        let (mut left, mut refused) = (0i64, 0);
        for _ in 0..160 {
            world.step();
            if world.random.below(40) == 0 {
                world.restart();
            }
            let (at, to) = (world.pick(), world.pick());
            let amount = world.random.below(6) as i64 + 1;
            let region = &mut world.regions[at];
            let written = match world.random.below(6) {
                0 => region.increment(world.now_ms, "stock/1", &[], amount).map(|_| amount),
                1 | 2 => region.transfer(world.now_ms, "stock/1", &[], &format!("r{}", to + 1), amount).map(|_| 0),
                _ => region.increment(world.now_ms, "stock/1", &[], -amount).map(|_| -amount),
            };
            match written {
                Ok(change) => left += change,
                Err(error) => {
                    refused += 1;
                    let expected = [Code::InsufficientRights, Code::InvalidArgument, Code::NotCaughtUp];
                    assert!(expected.contains(&error.code()), "{error}");
                }
            }
            assert!(left >= 0, "seed {seed}: more was spent than was granted");
        }
        world.settle();
        assert!(refused > 0);
        let mut available = 0;
        for region in &world.regions {
            let rights = region.rights("stock/1", &[]).unwrap();
            let number = |name| rights.get(name).unwrap().as_i64().unwrap();
            assert_eq!((number("total"), rights.get("incomplete")), (left, Some(&Value::Bool(false))), "seed {seed}");
            available += number("available");
        }
        assert_eq!(available, left, "seed {seed}: rights are neither lost nor made");
    }
}

#[test]
fn a_change_set_is_seen_whole_or_not_at_all() {
    for seed in 0..runs() {
        let mut world = World::new(seed);
        for _ in 0..160 {
            world.step();
            if world.random.below(60) == 0 {
                world.restart();
            }
            let (at, amount) = (world.pick(), world.random.below(9) as i64);
            let set = format!(
                r#"[{{"operation": "increment", "key": "balance/a", "amount": {amount}}},
                    {{"operation": "put", "key": "x", "value": {amount}}},
                    {{"operation": "increment", "key": "balance/b", "amount": {}}},
                    {{"operation": "increment", "key": "balance/a", "amount": 1}},
                    {{"operation": "increment", "key": "balance/b", "amount": -1}}]"#,
                -amount
            );
            let set = ChangeSet::from_document(&Value::from_json(&set, &Limits::default()).unwrap()).unwrap();
            let _ = world.regions[at].transaction(world.now_ms, &set);
            for at in 0..REGIONS {
                let of = |key| world.shown(at, key, 0).map_or(0, |value| value.as_i64().unwrap());
                assert_eq!(of("balance/a") + of("balance/b"), 0, "seed {seed}");
            }
        }
        world.settle();
    }
}

#[test]
fn regions_agree_on_what_has_expired_and_forget_it() {
    for seed in 0..2 * runs() {
        let mut world = World::new(seed);
        // A write and a delete that had not seen one another both stay, whatever expires.
        let deletes = seed % 2 == 0;
        for _ in 0..120 {
            world.step();
            if world.random.below(80) == 0 {
                world.restart();
            }
            let (at, key) = (world.pick(), ["map/1", "map/2", "x"][world.random.below(3) as usize]);
            let (now_ms, until_ms) = (world.now_ms, world.now_ms + 20 + world.random.below(1_500));
            let value = Value::from(world.random.below(100));
            let member = Value::from(world.random.below(3));
            let place: &[&str] = if key == "x" { &[] } else { &["a"] };
            let context = world.regions[at].context(key).unwrap();
            let region = &mut world.regions[at];
            let _ = match world.random.below(9) {
                0 | 1 => region.expire(now_ms, key, until_ms),
                2 => region.persist(now_ms, key),
                3 if deletes => region.delete(now_ms, key, None),
                4 if key != "x" => region.increment(now_ms, key, &["n"], 1),
                5 if key != "x" => region.add(now_ms, key, &["s"], &member),
                6 if key != "x" => region.remove(now_ms, key, &["s"], &member, None),
                7 => region.put(now_ms, key, place, &value, Some(&context)),
                _ => region.put(now_ms, key, place, &value, None),
            };
        }
        world.settle();
        let late_ms = world.now_ms + 10_000;
        for now_ms in [world.now_ms, world.now_ms + 300, late_ms] {
            for key in ["map/1", "map/2", "x"] {
                let shown: Vec<_> = (0..REGIONS).map(|at| world.shown(at, key, now_ms)).collect();
                assert!(shown.iter().all(|one| *one == shown[0]), "seed {seed}: {key} at {now_ms}: {shown:?}");
            }
        }
        // Everybody writes something past every expiry, and hears that everybody did.
        world.now_ms = late_ms;
        let kept = ["map/1", "map/2", "x"].iter().filter(|key| world.shown(0, key, late_ms).is_some()).count();
        for region in &mut world.regions {
            let key = format!("late/{}", region.name());
            region.put(late_ms, &key, &[], &Value::Null, None).unwrap();
        }
        world.settle();
        world.settle();
        let records = |region: &Region| region.status().get("records").and_then(Value::as_i64).unwrap();
        for region in &world.regions {
            let has = records(region);
            assert!(
                deletes || has == (kept + REGIONS) as i64,
                "seed {seed}: what has expired is forgotten, {has} {kept}"
            );
        }
        let snapshots: Vec<_> = world.regions.iter_mut().map(Region::snapshot).collect();
        assert!(snapshots.iter().all(|one| *one == snapshots[0]), "seed {seed}: snapshots differ");
    }
}
