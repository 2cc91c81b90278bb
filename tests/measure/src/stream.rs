//! The stream that engines apply: three origins, zipf over the keys, some writes made apart, 100-byte values.

use active_active::{
    deployment::Deployment,
    region::{Options, Region},
    value::Value,
};
use std::sync::Arc;

pub(crate) const KEYS: usize = 100_000;
pub(crate) const NOW: u64 = 1_700_000_000_000;
const ORIGINS: [&str; 3] = ["a", "b", "c"];
/// Writes of one region between two exchanges.
const ROUND: usize = 1_000;

/// One write, as an application would hand it over.
pub(crate) struct Write {
    pub(crate) origin: u8,
    pub(crate) key: String,
    pub(crate) value: String,
}

/// A stream as every engine gets it.
pub(crate) struct Recorded {
    pub(crate) deployment: Arc<Deployment>,
    pub(crate) writes: Vec<Write>,
    /// The same writes as batches, in an order in which they may arrive.
    pub(crate) batches: Vec<Vec<u8>>,
}

/// A small seeded generator (xorshift), so that every run has the same stream.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A key's number, by the inverse of the zipf distribution with exponent 0.99.
    fn zipf(&mut self) -> usize {
        let (s, n) = (0.99f64, KEYS as f64);
        let uniform = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let rank = ((n.powf(1.0 - s) - 1.0) * uniform + 1.0).powf(1.0 / (1.0 - s));
        (rank as usize).clamp(1, KEYS) - 1
    }
}

pub(crate) fn deployment(class: &str) -> Arc<Deployment> {
    let regions = ["a", "b", "c", "r"].iter().enumerate();
    let regions: Vec<String> = regions.map(|(i, n)| format!(r#"{{"name": "{n}", "number": {}}}"#, i + 1)).collect();
    let document = format!(
        r#"{{"version": 1, "name": "bench", "regions": [{}], "classes": [{{"name": "all", "keys": "**", "labels": [], {class}}}]}}"#,
        regions.join(",")
    );
    Arc::new(Deployment::parse(&document).expect("the deployment is sound"))
}

/// Records a stream of about `count` writes; in every tenth round a second region writes 100 keys apart, so one
/// write in a hundred is concurrent with those of a round.
pub(crate) fn record(count: usize) -> Recorded {
    let deployment = deployment(r#""type": "register""#);
    let mut regions: Vec<Region> =
        ORIGINS.iter().map(|name| Region::open(deployment.clone(), name, Options::default()).unwrap()).collect();
    let mut random = Random(88_172_645_463_325_252);
    let (mut writes, mut batches, mut now) = (Vec::with_capacity(count + ROUND), Vec::new(), NOW);
    for round in 0.. {
        if writes.len() >= count {
            break;
        }
        let main = round % 3;
        let apart = if round % 10 == 9 { 100 } else { 0 };
        for at in 0..ROUND + apart {
            now += u64::from(at % 4 == 0);
            let origin = if at < ROUND { main } else { (main + 1) % 3 };
            let key = format!("user/profile/{:06}", random.zipf().wrapping_mul(7_919) % KEYS);
            let value: String =
                (0..100).map(|i| if i < 16 { (b'a' + (random.next() % 26) as u8) as char } else { 'x' }).collect();
            regions[origin].put(now, &key, &[], &Value::from(value.as_str()), None).unwrap();
            writes.push(Write { origin: origin as u8, key, value });
        }
        exchange(&mut regions, now, &mut batches);
    }
    Recorded { deployment, writes, batches }
}

/// Everybody sends to everybody; each batch is recorded once.
fn exchange(regions: &mut [Region], now: u64, batches: &mut Vec<Vec<u8>>) {
    for from in 0..regions.len() {
        for to in (0..regions.len()).filter(|to| *to != from) {
            let sent = regions[from].batches_for(now, ORIGINS[to], 1 << 30).unwrap();
            for batch in &sent {
                regions[to].apply(now, batch).unwrap();
            }
            let told = regions[to].acknowledgement_for(ORIGINS[from]).unwrap();
            regions[from].acknowledge(&told).unwrap();
            if to == (from + 1) % regions.len() {
                batches.extend(sent);
            }
        }
    }
}
