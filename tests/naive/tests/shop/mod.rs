//! Regions of the library, by number, with batches that a test may lose, repeat or reorder.

use std::sync::Arc;

use active_active::{
    deployment::Deployment,
    region::{Options, Region},
    value::Value,
};

const NAMES: [&str; 3] = ["eu", "us", "ap"];
const BYTES_MAX: usize = 1 << 20;

pub(crate) struct Shop {
    deployment: Arc<Deployment>,
    pub(crate) regions: Vec<Region>,
    now_ms: u64,
}

impl Shop {
    pub(crate) fn open(count: usize) -> Self {
        let deployment = Deployment::parse(
            r#"{"version": 1, "name": "shop",
                "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}, {"name": "ap", "number": 3}],
                "classes": [{"name": "tags", "keys": "tags/*", "labels": [], "type": "set"},
                            {"name": "all", "keys": "**", "labels": [], "type": "register"}]}"#,
        );
        let deployment = Arc::new(deployment.unwrap());
        let open = |name| Region::open(deployment.clone(), name, Options::default()).unwrap();
        Shop { regions: NAMES[..count].iter().map(|name| open(name)).collect(), deployment, now_ms: 10_000 }
    }

    pub(crate) fn put_at(&mut self, now_ms: u64, on: usize, key: &str, value: impl Into<Value>) {
        self.regions[on].put(now_ms, key, &[], &value.into(), None).unwrap();
    }

    pub(crate) fn delete_at(&mut self, now_ms: u64, on: usize, key: &str) {
        self.regions[on].delete(now_ms, key, None).unwrap();
    }

    pub(crate) fn add(&mut self, on: usize, key: &str, member: Value) {
        self.regions[on].add(self.now_ms, key, &[], &member).unwrap();
    }

    pub(crate) fn remove(&mut self, on: usize, key: &str, member: &str) {
        self.regions[on].remove(self.now_ms, key, &[], &member.into(), None).unwrap();
    }

    pub(crate) fn batches(&mut self, from: usize, to: usize) -> Vec<Vec<u8>> {
        self.regions[from].batches_for(self.now_ms, NAMES[to], BYTES_MAX).unwrap()
    }

    /// A batch for each change.
    pub(crate) fn small_batches(&mut self, from: usize, to: usize) -> Vec<Vec<u8>> {
        self.regions[from].batches_for(self.now_ms, NAMES[to], 1).unwrap()
    }

    pub(crate) fn apply(&mut self, on: usize, batch: &[u8]) {
        self.regions[on].apply(self.now_ms, batch).unwrap();
    }

    pub(crate) fn send_at(&mut self, now_ms: u64, from: usize, to: usize) {
        for batch in self.regions[from].batches_for(now_ms, NAMES[to], BYTES_MAX).unwrap() {
            self.regions[to].apply(now_ms, &batch).unwrap();
        }
        let told = self.regions[to].acknowledgement_for(self.regions[from].name()).unwrap();
        self.regions[from].acknowledge(&told).unwrap();
    }

    pub(crate) fn sync_all(&mut self) {
        for _ in 0..3 {
            for (from, to) in [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)] {
                if from.max(to) < self.regions.len() {
                    self.now_ms += 10;
                    self.send_at(self.now_ms, from, to);
                }
            }
        }
    }

    /// The process ends; its snapshot is what is left.
    pub(crate) fn restart(&mut self, on: usize) {
        let snapshot = self.regions[on].snapshot();
        let options = Options { incarnation: 2, ..Options::default() };
        self.regions[on] = Region::restore(self.deployment.clone(), NAMES[on], options, &snapshot).unwrap();
    }

    pub(crate) fn value(&self, on: usize, key: &str) -> Option<Value> {
        self.regions[on].get(key).unwrap().map(|read| read.value())
    }

    pub(crate) fn values(&self, key: &str) -> Vec<Option<Value>> {
        (0..self.regions.len()).map(|on| self.value(on, key)).collect()
    }
}
