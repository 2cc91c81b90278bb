//! Records that not every region may hold: what is sent where, and what a region that may hold them no more gives up.
#![cfg(feature = "simulate")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use active_active::{
    Code,
    deployment::Deployment,
    fault::{Fault, Faults},
    region::{Options, PurgeState, Region},
    value::Value,
};
use std::sync::Arc;

const REGIONS: usize = 4;
/// Stands in every key and value of the confined classes.
const CANARY: &str = "canary";
const INSIDE: [u16; 3] = [1, 2, 3];
const INSIDE_LATER: [u16; 2] = [1, 2];

/// How many histories; `PLACEMENT_RUNS` sets another number.
fn runs() -> u64 {
    std::env::var("PLACEMENT_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(150)
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

fn name(index: usize) -> String {
    format!("r{}", index + 1)
}

/// The countries of the regions.
const COUNTRIES: [&str; REGIONS] = ["DE", "FR", "GB", "US"];

fn deployment(version: u64, holders: &[u16]) -> Arc<Deployment> {
    let regions: Vec<String> = (0..REGIONS)
        .map(|at| format!(r#"{{"name": "{}", "number": {}, "country": "{}"}}"#, name(at), at + 1, COUNTRIES[at]))
        .collect();
    let inside: Vec<String> = holders.iter().map(|n| format!(r#""country:{}""#, COUNTRIES[*n as usize - 1])).collect();
    let inside = inside.join(", ");
    let document = format!(
        r#"{{"version": {version}, "name": "confined", "partitions": 2, "regions": [{}],
        "jurisdictions": {{"inside": [{inside}]}},
        "labels": [{{"name": "trail", "number": 1, "rules": [{{"only_in": "jurisdiction:inside"}}]}},
            {{"name": "personal", "number": 2, "rules": [{{"only_in": "jurisdiction:inside"}}]}}],
        "classes": [
            {{"name": "trails", "keys": "trail/*", "labels": ["trail"], "type": "log"}},
            {{"name": "people", "keys": "person/*", "labels": ["personal"], "type": "map", "fields": {{
                "name": {{"type": "register"}}, "visits": {{"type": "counter"}}, "tags": {{"type": "set"}}}}}},
            {{"name": "open", "keys": "**", "labels": [], "type": "register", "strategy": "keep-all"}}]}}"#,
        regions.join(", ")
    );
    Arc::new(Deployment::parse(&document).unwrap())
}

struct World {
    random: Random,
    regions: Vec<Region>,
    mail: Vec<(usize, Vec<u8>)>,
    now_ms: u64,
    /// What was appended to the trails, all of which has to be there at the end.
    appended: Vec<String>,
    newer: Arc<Deployment>,
    loaded: [bool; REGIONS],
}

impl World {
    fn new(seed: u64, faults: Faults) -> Self {
        let first = deployment(1, &INSIDE);
        let options = || Options { relay_after_ms: 0, faults, ..Options::default() };
        let regions = (0..REGIONS).map(|at| Region::open(first.clone(), &name(at), options()).unwrap()).collect();
        World {
            random: Random(seed),
            regions,
            mail: Vec::new(),
            now_ms: 1_000,
            appended: Vec::new(),
            newer: deployment(2, &INSIDE_LATER),
            loaded: [false; REGIONS],
        }
    }

    fn may_hold(&self, at: usize) -> bool {
        let holders: &[u16] = if self.loaded[at] { &INSIDE_LATER } else { &INSIDE };
        holders.contains(&(at as u16 + 1))
    }

    fn write(&mut self, at: usize) {
        let (n, now) = (self.random.below(4), self.now_ms);
        let text = format!("{CANARY}-{now}-{at}");
        let person = format!("person/{CANARY}-{n}");
        let region = &mut self.regions[at];
        let written = match self.random.below(6) {
            0 => region.append(now, &format!("trail/{CANARY}-{n}"), &[], &Value::from(text.as_str())).inspect(|_| {
                self.appended.push(text.clone());
            }),
            1 => region.put(now, &person, &["name"], &Value::from(text.as_str()), None),
            2 => region.increment(now, &person, &["visits"], 1),
            3 => region.add(now, &person, &["tags"], &Value::from(text.as_str())),
            4 => region.delete(now, &person, None),
            _ => {
                region.put(now, &format!("open/{n}"), &[], &Value::from(now as i64), None).unwrap();
                return;
            }
        };
        let code = written.err().map(|error| error.code());
        let allowed = [None, Some(Code::PlacementErased), Some(Code::ResidencyDenied)];
        assert!(allowed.contains(&code), "{code:?}");
        assert_eq!(code.is_none(), self.may_hold(at), "a write in {} is answered with {code:?}", name(at));
    }

    /// Sends what one region has for another; some is lost, some comes twice, some later.
    fn send(&mut self, from: usize, to: usize) {
        let knows_that_it_may = self.loaded[from];
        for batch in self.regions[from].batches_for(self.now_ms, &name(to), 1 << 16).unwrap() {
            let outside = to == 3 || to == 2 && knows_that_it_may;
            assert!(!outside || !contains(&batch, CANARY), "{} was sent labelled records by {}", name(to), name(from));
            match self.random.below(5) {
                0 => {}
                1 => self.mail.push((to, batch)),
                2 => {
                    self.mail.push((to, batch.clone()));
                    self.take(to, &batch);
                }
                _ => self.take(to, &batch),
            }
        }
        if self.random.below(2) == 0 {
            let told = self.regions[to].acknowledgement_for(&name(from)).unwrap();
            self.regions[from].acknowledge(&told).unwrap();
        }
    }

    fn take(&mut self, to: usize, batch: &[u8]) {
        if let Err(error) = self.regions[to].apply(self.now_ms, batch) {
            let refusals = [Code::ResidencyDenied, Code::PlacementErased];
            assert!(refusals.contains(&error.code()) && !self.may_hold(to), "{error}");
            assert!(!format!("{error:?}").contains(CANARY));
        }
    }

    fn load(&mut self, at: usize) {
        if !self.loaded[at] {
            self.regions[at].load_deployment(self.newer.clone()).unwrap();
            self.loaded[at] = true;
        }
    }

    fn step(&mut self) {
        self.now_ms += 1 + self.random.below(20);
        let (one, other) = (self.random.below(4) as usize, self.random.below(4) as usize);
        match self.random.below(12) {
            0..=4 => self.write(one),
            5..=8 if one != other => self.send(one, other),
            9 if !self.mail.is_empty() => {
                let at = self.random.below(self.mail.len() as u64) as usize;
                let (to, batch) = self.mail.swap_remove(at);
                self.take(to, &batch);
            }
            10 if self.random.below(8) == 0 => self.load(one),
            _ => {}
        }
        self.check_reads(one);
    }

    /// Where records may not be held nothing of them is shown, not even their keys.
    fn check_reads(&mut self, at: usize) {
        if self.may_hold(at) {
            return;
        }
        let region = &self.regions[at];
        let refused = region.get(&format!("person/{CANARY}-0")).unwrap_err();
        assert_eq!(refused.code(), Code::ResidencyDenied);
        let shown = [
            format!("{:?}", region.keys("", None, 100)),
            format!("{:?}", region.conflicts(&Default::default())),
            format!("{:?}", region.conflicts_since(0, 0)),
            region.status().to_json(),
            region.metrics(self.now_ms).unwrap().to_document().to_json(),
            region.open_metrics(self.now_ms).unwrap(),
            region.diagnose(self.now_ms, &Default::default()).unwrap().to_document().to_json(),
            format!("{:?}", region.held()),
            format!("{:?}", region.purges(self.now_ms)),
        ];
        assert!(shown.iter().all(|text| !text.contains(CANARY)), "{} shows a labelled record", name(at));
    }

    fn settle(&mut self) {
        (0..REGIONS).for_each(|at| self.load(at));
        for _ in 0..12 {
            for from in 0..REGIONS {
                for to in (0..REGIONS).filter(|to| *to != from) {
                    self.now_ms += 1;
                    for batch in self.regions[from].batches_for(self.now_ms, &name(to), 1 << 20).unwrap() {
                        self.take(to, &batch);
                    }
                    let told = self.regions[to].acknowledgement_for(&name(from)).unwrap();
                    self.regions[from].acknowledge(&told).unwrap();
                }
            }
        }
    }

    fn check_end(&mut self, seed: u64) {
        for one in 0..REGIONS {
            for other in (0..REGIONS).filter(|other| *other != one) {
                let of_one = self.regions[one].digest_for(&name(other)).unwrap();
                let of_other = self.regions[other].digest_for(&name(one)).unwrap();
                assert_eq!(of_one, of_other, "seed {seed}: {} and {} differ", name(one), name(other));
            }
        }
        assert_eq!(self.regions[0].digest(), self.regions[1].digest(), "seed {seed}");
        assert_eq!(self.regions[0].snapshot(), self.regions[1].snapshot(), "seed {seed}");
        let mut entries: Vec<String> = (0..4)
            .filter_map(|n| self.regions[0].get(&format!("trail/{CANARY}-{n}")).unwrap())
            .flat_map(|read| read.value().as_array().unwrap().to_vec())
            .map(|entry| entry.as_str().unwrap().to_owned())
            .collect();
        entries.sort();
        self.appended.sort();
        assert_eq!(entries, self.appended, "seed {seed}: an acknowledged write is lost");
        for outside in [2, 3] {
            assert!(!contains(&self.regions[outside].snapshot(), CANARY), "seed {seed}: {} kept some", name(outside));
            let all = self.regions[0].snapshot_for(&name(outside)).unwrap();
            assert!(!contains(&all, CANARY), "seed {seed}: a snapshot for {} has some", name(outside));
        }
        for at in 0..REGIONS {
            let purges = self.regions[at].purges(self.now_ms);
            let done = purges.iter().filter(|purge| purge.region == "r3" && purge.state == PurgeState::Erased);
            assert_eq!((done.count(), purges.len()), (2, 2), "seed {seed}: {} knows {purges:?}", name(at));
        }
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn labelled_records_go_nowhere_else_and_are_given_up_without_loss() {
    (0..runs()).for_each(|seed| run(seed, Faults::NONE));
}

fn run(seed: u64, faults: Faults) {
    let mut world = World::new(seed, faults);
    for _ in 0..200 {
        world.step();
    }
    world.settle();
    world.check_end(seed);
}
/// How many seeds are tried for a fault.
const TRIES: u64 = 150;

#[test]
fn each_deliberate_fault_is_caught() {
    std::panic::set_hook(Box::new(|_| {}));
    let fails = |seed: u64, faults: Faults| std::panic::catch_unwind(|| run(seed, faults)).is_err();
    let missed: Vec<Fault> = Fault::OF_PLACEMENTS
        .iter()
        .copied()
        .filter(|fault| match (0..TRIES).find(|seed| fails(*seed, Faults::one(*fault))) {
            Some(seed) => {
                println!("{fault:?}: seed {seed}");
                false
            }
            None => true,
        })
        .collect();
    drop(std::panic::take_hook());
    assert!(missed.is_empty(), "not caught: {missed:?}");
}
