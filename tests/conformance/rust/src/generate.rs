//! Writes seeded random histories as vectors without expectations: three to seven regions, some of all classes, in any
//! order, with duplicates, relays and restarts.

use std::{fs, path::Path};

use serde_json::{Map, Value as Json, json};

use crate::{
    random::Random,
    schema::{self, CLASSES, Kind},
};

const ALIASES: [&str; 7] = ["A", "B", "C", "D", "E", "F", "G"];
const REGIONS_MIN: u64 = 3;
const STEPS: u64 = 160;
/// So many classes a history, for writes to meet; one history after the other takes them in turn.
const CLASSES_OF_ONE: usize = 6;
const KEYS_OF_CLASS: u64 = 2;
/// Some expire while the history goes on, some after it.
const EXPIRY_MS_MAX: u64 = 90_000;

/// Writes `count` histories to a folder, one file each.
pub(crate) fn write(count: u64, folder: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(told)?;
    for seed in 0..count {
        let text = History::new(seed).file().to_string();
        fs::write(folder.join(format!("{seed:05}.json")), text).map_err(told)?;
    }
    Ok(())
}

struct History {
    seed: u64,
    random: Random,
    now_ms: u64,
    steps: Vec<Json>,
    aliases: &'static [&'static str],
    /// Where regions reach their neighbours alone, so that everything else comes by relays.
    chain: bool,
    /// Names under which reads were saved, with their keys.
    reads: Vec<(String, String)>,
    /// Names under which batches were saved, with the alias that they are for.
    batches: Vec<(String, &'static str)>,
    incarnations: u64,
}

impl History {
    fn new(seed: u64) -> Self {
        let number = REGIONS_MIN + seed % (ALIASES.len() as u64 - REGIONS_MIN + 1);
        History {
            seed,
            random: Random::new(seed),
            now_ms: 1_700_000_000_000,
            steps: Vec::new(),
            aliases: ALIASES.get(..number as usize).unwrap_or(&ALIASES),
            chain: seed / 5 % 2 == 1,
            reads: Vec::new(),
            batches: Vec::new(),
            incarnations: 1,
        }
    }

    fn file(mut self) -> Json {
        for at in 0..self.aliases.len() {
            let step = json!({"do": "open", "as": self.alias(at), "region": region(at), "options": self.options(1)});
            self.steps.push(step);
        }
        for _ in 0..STEPS {
            self.now_ms += self.random.below(400);
            self.one();
        }
        // Thrice, so that what was acknowledged is known to be acknowledged, and what is stable is collected.
        for _ in 0..3 {
            self.now_ms += 5_000;
            self.steps.push(json!({"do": "sync_all", "now": self.now_ms}));
        }
        self.steps.push(json!({"do": "same", "on": self.aliases}));
        let (seed, deployment) = (self.seed, schema::deployment(self.aliases.len()));
        json!({"comment": "a seeded random history", "source": format!("seed {seed}"), "vectors": [{
            "name": format!("history {seed}"), "source": format!("seed {seed}"), "deployment": deployment,
            "steps": self.steps}]})
    }

    /// In a chain, what others wrote is passed on at once.
    fn options(&self, incarnation: u64) -> Json {
        let relay_after_ms = if self.chain { 0 } else { 1_000 };
        json!({"incarnation": incarnation, "relay_after_ms": relay_after_ms})
    }

    fn alias(&self, at: usize) -> &'static str {
        self.aliases.get(at).copied().unwrap_or_default()
    }

    fn any_region(&mut self) -> usize {
        self.random.below(self.aliases.len() as u64) as usize
    }

    fn one(&mut self) {
        match self.random.below(100) {
            0..=59 => self.write(),
            60..=65 => self.read(),
            66..=79 => self.sync(),
            80..=88 => self.save_batches(),
            89..=98 => self.deliver(),
            _ => self.restart(),
        }
    }

    /// The time at a region: clocks differ by up to two seconds.
    fn local_ms(&mut self) -> u64 {
        self.now_ms + self.random.below(2_000)
    }

    /// A place of a class of this history, and a key of it.
    fn place(&mut self) -> (String, Vec<String>, Kind) {
        let first = self.seed as usize * CLASSES_OF_ONE;
        let chosen = first + self.random.below(CLASSES_OF_ONE as u64) as usize;
        let key = self.random.below(KEYS_OF_CLASS);
        let class = CLASSES.iter().cycle().nth(chosen % CLASSES.len());
        let places = class.map(|class| class.places()).unwrap_or_default();
        let place = places.get(self.random.below(places.len() as u64) as usize).cloned();
        let (path, kind) = place.unwrap_or((Vec::new(), Kind::Register));
        (format!("{}/{key}", class.map_or("latest", |class| class.name)), path, kind)
    }

    fn write(&mut self) {
        let (mut key, path, kind) = self.place();
        let (on, now) = (self.any_region(), self.local_ms());
        let chance = self.random.below(40);
        let mut step = match chance {
            0 | 1 => json!({"do": "delete"}),
            2 => json!({"do": "expire", "at": now + 1 + self.random.below(EXPIRY_MS_MAX)}),
            3 => json!({"do": "persist"}),
            4 | 5 => json!({"do": "transaction", "writes": self.writes()}),
            6 | 7 if !path.is_empty() => json!({"do": "unset", "path": path}),
            8 | 9 if !path.is_empty() && kind == Kind::Register => {
                json!({"do": "patch", "fields": [[path, schema::value(&mut self.random)]]})
            }
            _ => self.operation(kind, &path),
        };
        let name = step.get("do").and_then(Json::as_str).unwrap_or_default().to_owned();
        let takes_context =
            matches!(name.as_str(), "put" | "patch" | "delete" | "unset" | "reset" | "remove" | "clear");
        let Some(members) = step.as_object_mut() else { return };
        if takes_context && self.random.percent(40) {
            self.add_context(&mut key, members);
        }
        if !matches!(name.as_str(), "transaction" | "claim" | "release") {
            members.insert("key".into(), json!(key));
        }
        members.insert("on".into(), json!(self.alias(on)));
        members.insert("now".into(), json!(now));
        members.insert("may_fail".into(), json!(true));
        self.steps.push(step);
    }

    /// The writes of a change set.
    fn writes(&mut self) -> Vec<Json> {
        let count = 2 + self.random.below(3);
        (0..count).filter_map(|_| self.one_of_several()).collect()
    }

    /// One operation, in the words of a change set.
    fn one_of_several(&mut self) -> Option<Json> {
        let (key, path, kind) = self.place();
        if kind == Kind::Claim {
            return None;
        }
        let mut write = if self.random.percent(10) { json!({"do": "delete"}) } else { self.operation(kind, &path) };
        let members = write.as_object_mut()?;
        for (step, set) in [("do", "operation"), ("member", "value")] {
            if let Some(value) = members.remove(step) {
                members.insert(set.into(), value);
            }
        }
        members.insert("key".into(), json!(key));
        Some(write)
    }

    /// A context that an earlier read of the same class returned, for that read's key.
    fn add_context(&mut self, key: &mut String, members: &mut Map<String, Json>) {
        let class = |key: &str| key.split('/').next().map(str::to_owned);
        let fitting: Vec<_> = self.reads.iter().filter(|(_, of)| class(of) == class(key)).collect();
        if let Some((name, of)) = fitting.get(self.random.below(fitting.len() as u64) as usize) {
            key.clone_from(of);
            members.insert("context".into(), json!(format!("${name}")));
        }
    }

    /// What is done at a place of a record.
    fn operation(&mut self, kind: Kind, path: &[String]) -> Json {
        let member = json!(self.random.below(4));
        let chance = self.random.below(10);
        let mut operation = match kind {
            Kind::Register => json!({"do": "put", "value": schema::value(&mut self.random)}),
            Kind::Counter if chance == 0 => json!({"do": "reset"}),
            Kind::Counter if chance == 1 => json!({"do": "assign", "value": self.random.below(20)}),
            Kind::BoundedCounter if chance < 2 => {
                let to = region(self.any_region());
                json!({"do": "transfer", "to": to, "amount": 1 + self.random.below(5)})
            }
            Kind::Counter | Kind::BoundedCounter => {
                json!({"do": "increment", "amount": self.random.below(20) as i64 - 5})
            }
            Kind::Set if chance == 0 => json!({"do": "clear"}),
            Kind::Set if chance < 5 => json!({"do": "remove", "member": member}),
            Kind::Set => json!({"do": "add", "member": member}),
            Kind::Flag => json!({"do": self.random.pick(&["enable", "disable"])}),
            Kind::Log => json!({"do": "append", "value": schema::value(&mut self.random)}),
            Kind::Extreme => json!({"do": "offer", "value": schema::number(&mut self.random)}),
            Kind::Claim => {
                let verb = self.random.pick(&["claim", "claim", "release"]);
                json!({"do": verb, "class_name": "mails", "value": self.random.below(3), "claimant": member})
            }
        };
        if let (Some(members), false) = (operation.as_object_mut(), path.is_empty()) {
            members.insert("path".into(), json!(path));
        }
        operation
    }

    /// Reads a key that exists; a read of one that does not saves no context.
    fn read(&mut self) {
        let (key, path, kind) = self.place();
        let (on, now) = (self.any_region(), self.local_ms());
        let alias = self.alias(on);
        // Made to exist first, by a write that every history may do.
        let mut write = match kind {
            Kind::Register => json!({"do": "put", "value": "read"}),
            Kind::Counter | Kind::BoundedCounter => json!({"do": "increment", "amount": 1}),
            Kind::Set => json!({"do": "add", "member": 9}),
            Kind::Flag => json!({"do": "enable"}),
            Kind::Log => json!({"do": "append", "value": 1}),
            Kind::Extreme => json!({"do": "offer", "value": 1}),
            Kind::Claim => return,
        };
        if let Some(members) = write.as_object_mut() {
            members.insert("key".into(), json!(key));
            members.insert("path".into(), json!(path));
            members.insert("on".into(), json!(alias));
            members.insert("now".into(), json!(now));
            members.insert("may_fail".into(), json!(true));
        }
        self.steps.push(write);
        let name = format!("r{}", self.reads.len());
        self.steps.push(json!({"do": "get", "on": alias, "key": key, "now": now, "save": name}));
        self.reads.push((name, key));
    }

    /// Two regions, neighbours in a chain.
    fn pair(&mut self) -> (usize, usize) {
        let (count, from) = (self.aliases.len(), self.any_region());
        let to = if self.chain {
            if from + 1 == count || from > 0 && self.random.percent(50) { from - 1 } else { from + 1 }
        } else {
            (from + 1 + self.random.below(count as u64 - 1) as usize) % count
        };
        (from, to)
    }

    fn sync(&mut self) {
        let (from, to) = self.pair();
        let now = self.now_ms + 2_000;
        let (from, to) = (self.alias(from), self.alias(to));
        self.steps.push(json!({"do": "sync", "from": from, "to": to, "now": now, "may_fail": true}));
    }

    /// Batches that are delivered later, perhaps twice, perhaps never.
    fn save_batches(&mut self) {
        let (from, to) = self.pair();
        let name = format!("b{}", self.batches.len());
        let bytes_max = if self.random.percent(50) { 1 } else { 1 << 20 };
        let now = self.now_ms + 2_000;
        let from = self.alias(from);
        self.steps.push(json!({"do": "batches_for", "on": from, "target": region(to), "bytes_max": bytes_max, "now": now, "save": name}));
        self.batches.push((name, self.alias(to)));
    }

    fn deliver(&mut self) {
        let chosen = self.random.below(self.batches.len() as u64) as usize;
        let Some((name, to)) = self.batches.get(chosen).cloned() else { return };
        let now = self.now_ms + 2_000;
        for _ in 0..1 + self.random.below(2) {
            let batches = format!("${name}");
            self.steps.push(json!({"do": "apply", "on": to, "batches": batches, "now": now, "may_fail": true}));
        }
    }

    /// A replica comes back from its own snapshot as a new incarnation.
    fn restart(&mut self) {
        let which = self.any_region();
        let alias = self.alias(which);
        self.incarnations += 1;
        let name = format!("s{}", self.incarnations);
        let options = self.options(self.incarnations);
        self.steps.push(json!({"do": "snapshot", "on": alias, "save": name}));
        self.steps.push(json!({"do": "close", "on": alias}));
        let snapshot = format!("${name}");
        self.steps.push(
            json!({"do": "restore", "as": alias, "region": region(which), "options": options, "snapshot": snapshot}),
        );
        let now = self.now_ms + 2_000;
        self.steps.push(json!({"do": "sync_all", "now": now}));
    }
}

fn region(at: usize) -> String {
    format!("r{}", at + 1)
}
