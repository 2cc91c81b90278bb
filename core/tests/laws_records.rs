//! Conflict records: regions that received the same changes hold the same record under the same id, whatever the
//! order, the repetition and the grouping in which those came, and the records of all that stands against one another.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use active_active::{
    conflict::{ConflictFilter, ConflictRecord, ConflictState, Settlement},
    deployment::Deployment,
    region::{Options, Region},
    value::Value,
};
use std::{collections::BTreeMap, sync::Arc};

/// How many histories; `RECORDS_RUNS` sets another number.
fn runs() -> u64 {
    std::env::var("RECORDS_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(400)
}

/// SplitMix64: a seed makes a history.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}

const KEYS: &[&str] = &["latest/x", "first/x", "kept/x", "created/x", "kinds/x", "merged/x", "map/x"];

fn deployment(regions: usize) -> Arc<Deployment> {
    let regions: Vec<String> =
        (1..=regions).map(|number| format!(r#"{{"name": "r{number}", "number": {number}}}"#)).collect();
    let document = format!(
        r#"{{"version": 1, "name": "records", "regions": [{}], "classes": [
            {{"name": "latest", "keys": "latest/*", "labels": [], "type": "register", "existence": "delete-wins"}},
            {{"name": "first", "keys": "first/*", "labels": [], "type": "register",
                "strategy": "first-write-wins", "existence": "update-wins"}},
            {{"name": "kept", "keys": "kept/*", "labels": [], "type": "register", "strategy": "keep-all"}},
            {{"name": "created", "keys": "created/*", "labels": [], "type": "register", "existence": "create-wins"}},
            {{"name": "kinds", "keys": "kinds/*", "labels": [], "type": "register",
                "strategy": {{"insert_insert": "first-write-wins", "update_update": "manual"}}}},
            {{"name": "merged", "keys": "merged/*", "labels": [], "type": "register",
                "strategy": {{"by": "custom", "function": "sum", "version": 1}}}},
            {{"name": "map", "keys": "map/*", "labels": [], "type": "map", "existence": "create-wins", "fields": {{
                "a": {{"type": "register"}}, "b": {{"type": "register", "strategy": "keep-all"}},
                "n": {{"type": "counter"}}}}}},
            {{"name": "ruled", "keys": "ruled/*", "labels": [], "type": "map", "fields": {{
                "a": {{"type": "register"}}, "b": {{"type": "register"}}}},
                "rules": [{{"name": "a-first", "require": {{"path": ["a"], "at_most": {{"path": ["b"]}}}}}}]}}]}}"#,
        regions.join(", ")
    );
    Arc::new(Deployment::parse(&document).unwrap())
}

struct World {
    random: Random,
    regions: Vec<Region>,
    mail: Vec<(usize, Vec<u8>)>,
    contexts: Vec<(&'static str, Vec<u8>)>,
    now_ms: u64,
    told: Vec<String>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let count = 2 + random.below(3);
        let deployment = deployment(count);
        let open = |number| {
            let options = Options { relay_after_ms: 0, ..Options::default() };
            let mut region = Region::open(deployment.clone(), &format!("r{number}"), options).unwrap();
            region
                .register_merge("sum", 1, |input: &active_active::merge::MergeInput<'_>| {
                    let sum: i64 = input.versions.iter().filter_map(|version| version.value.as_i64()).sum();
                    // Says nothing of some, and fails on others.
                    match sum % 5 {
                        0 => Ok(None),
                        1 if input.versions.len() > 2 => {
                            Err(active_active::Error::new(active_active::Code::FunctionFailed, "too many"))
                        }
                        _ => Ok(Some(Value::Integer(sum))),
                    }
                })
                .unwrap();
            region
        };
        let regions = (1..=count).map(open).collect();
        World { random, regions, mail: Vec::new(), contexts: Vec::new(), now_ms: 1_000, told: Vec::new() }
    }

    fn pick(&mut self) -> usize {
        self.random.below(self.regions.len())
    }

    fn write(&mut self, keys: &[&'static str]) {
        let (at, key) = (self.pick(), keys[self.random.below(keys.len())]);
        let value = Value::Integer(self.random.below(3) as i64);
        let context = match self.random.below(3) {
            0 => {
                let of_key: Vec<_> = self.contexts.iter().filter(|(of, _)| *of == key).collect();
                of_key.get(self.random.below(of_key.len().max(1))).map(|(_, context)| context.clone())
            }
            _ => None,
        };
        let now = self.now_ms;
        let is_map = key.starts_with("map") || key.starts_with("ruled");
        let choice = self.random.below(12);
        let field = ["a", "b"][self.random.below(2)];
        let region = &mut self.regions[at];
        let context = context.as_deref();
        let told = format!("r{} {key}.{field} {choice} {} {:?}", at + 1, value.to_json(), context.is_some());
        let written = match choice {
            0 | 1 => region.delete(now, key, context),
            2 if is_map => region.unset(now, key, &[field], context),
            3 if key == "map/x" => region.increment(now, key, &["n"], 1),
            4 if is_map => region.patch(now, key, &[(&["a"][..], value.clone()), (&["b"][..], value)], context),
            5 if region.get(key).is_ok_and(|read| read.is_some()) => region.expire(now, key, now + 100_000),
            _ if is_map => region.put(now, key, &[field], &value, context),
            _ => region.put(now, key, &[], &value, context),
        };
        match written {
            Ok(written) => self.told.push(format!("{told} -> {}", written.dot)),
            Err(error) => self.told.push(format!("{told} refused: {error}")),
        }
    }

    fn judge(&mut self) {
        let at = self.pick();
        let records = self.regions[at].conflicts(&ConflictFilter::default());
        let Some(record) = records.get(self.random.below(records.len().max(1))) else { return };
        let pick = ['a', 'b'][self.random.below(2)];
        let (now, id) = (self.now_ms, record.id);
        let own = self.random.below(3) == 0;
        let region = &mut self.regions[at];
        let written = match record.state {
            ConflictState::Waiting if own => region.resolve_conflict(now, &id, Settlement::Value(Value::Integer(7))),
            ConflictState::Waiting => region.resolve_conflict(now, &id, Settlement::Pick(pick)),
            _ => region.undo_conflict(now, &id),
        };
        if let Ok(written) = written {
            self.told.push(format!("r{} judges {id} -> {}", at + 1, written.dot));
        }
    }

    fn send(&mut self) {
        let (from, to) = (self.pick(), self.pick());
        if from == to {
            return;
        }
        let name = self.regions[to].name().to_owned();
        let bytes_max = [1, 64, 1 << 20][self.random.below(3)];
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
            let at = self.random.below(self.mail.len());
            let (to, batch) = self.mail.swap_remove(at);
            let before = self.regions[to].cursors();
            self.regions[to].apply(self.now_ms, &batch).unwrap();
            let after = self.regions[to].cursors();
            if before != after {
                self.told.push(format!("  r{} has {}", to + 1, after.to_document().to_json()));
            }
        }
    }

    fn step(&mut self, keys: &[&'static str]) {
        self.now_ms += self.random.below(40) as u64;
        match self.random.below(12) {
            0..=3 => self.write(keys),
            4 => self.judge(),
            5 => {
                let (at, key) = (self.pick(), keys[self.random.below(keys.len())]);
                let context = self.regions[at].context(key).unwrap();
                self.contexts.push((key, context));
            }
            6 | 7 => self.send(),
            _ => self.deliver(),
        }
    }

    fn settle(&mut self) {
        self.mail.clear();
        for _ in 0..6 {
            self.now_ms += 10;
            for from in 0..self.regions.len() {
                for to in (0..self.regions.len()).filter(|to| *to != from) {
                    let name = self.regions[to].name().to_owned();
                    let before = self.regions[to].cursors();
                    for batch in self.regions[from].batches_for(self.now_ms, &name, 1 << 20).unwrap() {
                        self.regions[to].apply(self.now_ms, &batch).unwrap();
                    }
                    let after = self.regions[to].cursors();
                    if before != after {
                        self.told.push(format!("  r{} has {}", to + 1, after.to_document().to_json()));
                    }
                    let told = self.regions[to].acknowledgement_for(self.regions[from].name()).unwrap();
                    self.regions[from].acknowledge(&told).unwrap();
                }
            }
        }
        let digests: Vec<_> = self.regions.iter().map(Region::digest_text).collect();
        assert!(digests.iter().all(|digest| *digest == digests[0]), "{digests:?}");
    }

    /// The records of a region by id, each member by its name. How many pairs met depends on the order of arrival.
    fn records(&self, at: usize) -> BTreeMap<String, BTreeMap<String, String>> {
        let records = self.regions[at].conflicts(&ConflictFilter::default());
        let told = |record: &ConflictRecord| {
            let document = record.to_document();
            let members = document.as_object().unwrap().iter();
            members
                .filter(|(name, _)| name.as_str() != "encounters")
                .map(|(name, value)| (name.to_string(), value.to_json()))
                .collect()
        };
        records.iter().map(|record| (record.id.to_string(), told(record))).collect()
    }
}

fn stands(record: &BTreeMap<String, String>) -> bool {
    matches!(record["state"].as_str(), "\"decided\"" | "\"waiting\"")
}

#[test]
fn one_id_is_one_record() {
    let mut compared = 0;
    for seed in 0..runs() {
        let mut world = World::new(seed);
        let from = world.random.below(KEYS.len());
        let keys = &KEYS[from..=from];
        for _ in 0..8 + world.random.below(60) {
            world.step(keys);
        }
        world.settle();
        let first = world.records(0);
        for at in 1..world.regions.len() {
            let (other, told) =
                (world.records(at), format!("seed {seed}: r1 and r{}\n{}", at + 1, world.told.join("\n")));
            let standing = |records: &BTreeMap<String, _>| -> Vec<String> {
                records.iter().filter(|(_, record)| stands(record)).map(|(id, _)| id.clone()).collect()
            };
            assert_eq!(standing(&first), standing(&other), "what stands, {told}");
            for (id, record) in first.iter().filter(|(id, _)| other.contains_key(*id)) {
                assert_eq!(record, &other[id], "{told}");
                compared += 1;
            }
        }
    }
    assert!(compared > runs(), "{compared} records were in two regions");
}
