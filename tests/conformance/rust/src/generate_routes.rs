//! Writes seeded deployments with random requests to their routers, as vectors without expectations: every runtime must
//! give the same answers, explanations included.
#![allow(clippy::indexing_slicing, reason = "what is picked from is as long as it was made here")]

use std::{fs, path::Path};

use serde_json::{Value as Json, json};

use crate::random::Random;

const FILES: u64 = 100;
const REQUESTS: u64 = 1_000;
const COUNTRIES: [&str; 6] = ["DE", "ES", "GB", "US", "BR", "JP"];
/// Some that tell nothing, and one that is none.
const CLAIMED: [&str; 9] = ["DE", "ES", "US", "JP", "A1", "T1", "XX", "", "QQ"];

/// Writes the files to a folder.
pub(crate) fn write(folder: &Path) -> Result<(), String> {
    for seed in 0..FILES {
        let text = Routes::new(seed).file(seed).to_string();
        let told = |error: std::io::Error| format!("{}: {error}", folder.display());
        fs::write(folder.join(format!("routes-{seed:03}.json")), text).map_err(told)?;
    }
    Ok(())
}

struct Routes {
    random: Random,
    regions: Vec<String>,
    now_ms: u64,
}

impl Routes {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x726f_7574_6573);
        let count = 2 + random.below(11);
        Routes { random, regions: (1..=count).map(|number| format!("r{number}")).collect(), now_ms: 1_700_000_000_000 }
    }

    fn region(&mut self) -> String {
        // One in forty is none of the deployment's.
        if self.random.below(40) == 0 {
            return "nowhere".into();
        }
        let at = self.random.below(self.regions.len() as u64) as usize;
        self.regions.get(at).cloned().unwrap_or_default()
    }

    fn some_regions(&mut self) -> Vec<String> {
        let names = self.regions.clone();
        let mut some: Vec<String> = names.into_iter().filter(|_| self.random.percent(60)).collect();
        if some.is_empty() {
            some.extend(self.regions.first().cloned());
        }
        some
    }

    fn degrees(&mut self, most: u64) -> f64 {
        self.random.below(2 * most * 100) as f64 / 100.0 - most as f64
    }

    fn deployment(&mut self) -> Json {
        let mut regions = Vec::new();
        for (index, name) in self.regions.clone().into_iter().enumerate() {
            // One region is where every label allows it, or the deployment would be refused.
            let country = if index == 0 { "DE" } else { self.random.pick(&COUNTRIES) };
            let mut region = json!({
                "name": name, "number": index + 1, "country": country,
                "tier": self.random.below(8) / 6, "weight": self.random.below(4) * 50,
            });
            if self.random.percent(80) {
                let (latitude, longitude) = (self.degrees(90), self.degrees(180));
                region["latitude"] = json!(latitude);
                region["longitude"] = json!(longitude);
            }
            if index > 0 && self.random.percent(15) {
                region["status"] = json!(self.random.pick(&["draining", "retired"]));
            }
            regions.push(region);
        }
        let by = self.random.pick(&["directory", "rendezvous", "nearest"]);
        let home = json!({
            "by": by, "regions": self.some_regions(), "fallback": self.some_regions(),
            "reads": self.random.pick(&["home", "nearest"]),
        });
        let mut latencies = json!({});
        for from in self.regions.clone() {
            for to in self.regions.clone() {
                if self.random.percent(30) && from != to {
                    latencies[&from][&to] = json!(self.random.below(300_000) as f64 / 1000.0);
                }
            }
        }
        let mut routing = json!({
            "hysteresis_percent": self.random.below(20), "rtt_bucket_ms": 1 + self.random.below(10),
            "panic_percent": self.random.below(2) * 50, "latencies": latencies,
            "health": {"half_life_ms": 1 + self.random.below(20_000), "observers_min": 1 + self.random.below(2)},
        });
        if self.random.percent(50) {
            routing["latency_sensitivity_ms"] = json!(self.random.below(60));
        }
        let set = |random: &mut Random| -> Vec<String> {
            let mut set: Vec<String> =
                COUNTRIES.iter().filter(|_| random.percent(60)).map(|country| format!("country:{country}")).collect();
            set.extend(COUNTRIES.first().map(|country| format!("country:{country}")));
            set
        };
        let (first, second) = (set(&mut self.random), set(&mut self.random));
        let (open, labelled) =
            (json!({"name": "open", "keys": "o/*", "labels": [], "type": "register"}), json!(["eu"]));
        json!({
            "version": 1, "name": "routes", "regions": regions, "routing": routing,
            "labels": [{"name": "eu", "number": 1, "rules": [{"only_in": first}]},
                {"name": "far", "number": 2, "rules": [{"only_in": second, "actions": ["read", "store"]}]}],
            "classes": [open, {"name": "homed", "keys": "h/*", "labels": [], "type": "register", "home": home},
                {"name": "kept", "keys": "k/*", "labels": labelled, "type": "register"},
                {"name": "both", "keys": "b/*", "labels": labelled, "type": "register", "home": home}],
        })
    }

    fn request(&mut self) -> Json {
        let mut request = json!({
            "operation": self.random.pick(&["read", "read", "write"]),
            "class": self.random.pick(&["open", "homed", "kept", "both"]),
        });
        if self.random.percent(80) {
            request["subject"] = json!(format!("s{}", self.random.below(50)));
        }
        if request["operation"] == "read" {
            match self.random.below(6) {
                0 => request["level"] = json!("strong"),
                1 => {
                    request["level"] = json!("bounded");
                    request["max_staleness_ms"] = json!(self.random.below(60_000));
                }
                _ => {}
            }
        }
        if self.random.percent(60) {
            request["location"] = self.location();
        }
        if self.random.percent(30) {
            let mut latencies = json!({});
            for name in self.some_regions() {
                latencies[name] = json!(self.random.below(4_000_000) as f64 / 10_000.0);
            }
            request["latencies"] = latencies;
        }
        if self.random.percent(30) {
            request["observer"] = json!(self.random.pick(&["o1", "o2", "o3"]));
        }
        if self.random.percent(30) {
            request["previous"] = json!(self.region());
        }
        if self.random.percent(10) {
            request["epoch"] = json!(1 + self.random.below(4));
        }
        if self.random.percent(15) {
            request["labels"] = json!(["far"]);
        }
        request
    }

    fn location(&mut self) -> Json {
        let mut sources = json!({});
        for source in ["application", "ecs", "resolver"] {
            if self.random.percent(60) {
                let mut place = json!({"country": self.random.pick(&CLAIMED)});
                if self.random.percent(60) {
                    let (latitude, longitude) = (self.degrees(90), self.degrees(180));
                    place["latitude"] = json!(latitude);
                    place["longitude"] = json!(longitude);
                }
                if self.random.percent(20) {
                    place["region"] = json!(self.region());
                }
                sources[source] = place;
            }
        }
        if self.random.percent(10) {
            sources["home_claim"] = json!(self.region());
        }
        sources
    }

    fn call(&mut self) -> (&'static str, Json) {
        match self.random.below(100) {
            0..=11 => {
                let outcome = self.random.pick(&["success", "failure", "failure", "overloaded"]);
                let mut seen = json!({"region": self.region(), "outcome": outcome,
                    "observer": self.random.pick(&["o1", "o2", "o3"]), "at_ms": self.now_ms + self.random.below(6_000)});
                if self.random.percent(60) {
                    seen["latency_ms"] = json!(self.random.below(3_000_000) as f64 / 10_000.0);
                }
                ("observe", seen)
            }
            12..=13 => {
                let subject = format!("s{}", self.random.below(50));
                let home = json!({"class": self.random.pick(&["homed", "both"]), "subject": subject,
                    "region": self.region(), "epoch": 1 + self.random.below(4), "contested": self.random.percent(50)});
                ("set_home", home)
            }
            14..=15 => {
                let until_ms = self.now_ms - self.random.below(60_000);
                ("set_progress", json!({"region": self.region(), "complete_until_ms": until_ms}))
            }
            16 => ("set_draining", json!({"region": self.region(), "draining": self.random.percent(40)})),
            17 => ("health", json!({})),
            18 => ("failover_plan", json!({"class": "both", "subject": format!("s{}", self.random.below(50))})),
            19 => ("locate", self.location()),
            _ => ("route", self.request()),
        }
    }

    fn file(mut self, seed: u64) -> Json {
        let deployment = self.deployment();
        let mut steps = vec![json!({"do": "router", "as": "r", "deployment": deployment})];
        for _ in 0..REQUESTS * 5 / 4 {
            self.now_ms += self.random.below(2_000);
            let (call, with) = self.call();
            steps.push(
                json!({"do": "router_call", "on": "r", "call": call, "with": with, "now": self.now_ms, "may_fail": true}),
            );
        }
        let name = format!("seed {seed}");
        json!({"comment": "random requests", "source": "a seed", "vectors": [{"name": name, "source": "a seed", "steps": steps}]})
    }
}
