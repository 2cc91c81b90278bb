//! Writes seeded random histories as vectors without expectations.

use std::{fs, path::Path};

use serde_json::{Value as Json, json};

use crate::random::Random;

const ALIASES: [&str; 3] = ["A", "B", "C"];
const REGIONS: [&str; 3] = ["eu", "us", "ap"];
const STEPS: u64 = 120;

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

fn deployment() -> Json {
    let class = |name: &str, keys: &str, kind: Json| {
        let mut class = json!({"name": name, "keys": keys, "labels": []});
        if let (Some(class), Some(kind)) = (class.as_object_mut(), kind.as_object()) {
            class.extend(kind.clone());
        }
        class
    };
    let fields = json!({
        "name": {"type": "register"}, "note": {"type": "register", "strategy": "keep-all"}, "likes": {"type": "counter"},
        "tags": {"type": "set"}, "blocked": {"type": "set", "strategy": "remove-wins"}, "on": {"type": "flag"},
        "deep": {"type": "map", "fields": {"*": {"type": "register"}}}
    });
    json!({"version": 1, "name": "histories",
    "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}, {"name": "ap", "number": 3}],
    "classes": [
        class("registers", "r/*", json!({"type": "register"})),
        class("siblings", "k/*", json!({"type": "register", "strategy": "keep-all"})),
        class("counters", "c/*", json!({"type": "counter"})),
        class("sets", "s/*", json!({"type": "set"})),
        class("strict-sets", "w/*", json!({"type": "set", "strategy": "remove-wins"})),
        class("flags", "f/*", json!({"type": "flag"})),
        class("maps", "m/*", json!({"type": "map", "fields": fields})),
    ]})
}

struct History {
    seed: u64,
    random: Random,
    now_ms: u64,
    steps: Vec<Json>,
    /// Names under which reads were saved, with their keys.
    reads: Vec<(String, String)>,
    /// Names under which batches were saved, with the alias that they are for.
    batches: Vec<(String, &'static str)>,
    incarnations: u64,
}

impl History {
    fn new(seed: u64) -> Self {
        History {
            seed,
            random: Random::new(seed),
            now_ms: 1_700_000_000_000,
            steps: Vec::new(),
            reads: Vec::new(),
            batches: Vec::new(),
            incarnations: 1,
        }
    }

    fn file(mut self) -> Json {
        for _ in 0..STEPS {
            self.now_ms += self.random.below(400);
            self.one();
        }
        // Thrice, so that what was acknowledged is known to be acknowledged, and what is stable is collected.
        for _ in 0..3 {
            self.now_ms += 5_000;
            self.steps.push(json!({"do": "sync_all", "now": self.now_ms}));
        }
        self.steps.push(json!({"do": "same", "on": ALIASES}));
        let seed = self.seed;
        json!({"comment": "a seeded random history", "source": format!("seed {seed}"), "vectors": [{
            "name": format!("history {seed}"), "source": format!("seed {seed}"), "deployment": deployment(),
            "open": {"A": "eu", "B": "us", "C": "ap"}, "steps": self.steps}]})
    }

    fn alias(&mut self) -> &'static str {
        self.random.pick(&ALIASES)
    }

    fn one(&mut self) {
        match self.random.below(100) {
            0..=59 => self.write(),
            60..=67 => self.read(),
            68..=81 => self.sync(),
            82..=89 => self.save_batches(),
            90..=97 => self.deliver(),
            _ => self.restart(),
        }
    }

    /// The time at a region: clocks differ by up to two seconds.
    fn local_ms(&mut self) -> u64 {
        self.now_ms + self.random.below(2_000)
    }

    fn push(&mut self, mut step: Json, members: Json) {
        if let (Some(step), Some(members)) = (step.as_object_mut(), members.as_object()) {
            step.extend(members.clone());
        }
        self.steps.push(step);
    }

    fn write(&mut self) {
        let (on, now) = (self.alias(), self.local_ms());
        let base = json!({"on": on, "now": now, "may_fail": true});
        let number = self.random.below(20);
        let member = json!(self.random.below(4));
        let read = if self.random.percent(40) {
            self.reads.get(self.random.below(self.reads.len() as u64) as usize)
        } else {
            None
        };
        let read = read.cloned();
        let (class, step) = match self.random.below(12) {
            0 => ("r", json!({"do": "put", "value": self.value()})),
            1 => ("k", json!({"do": "put", "value": self.value()})),
            2 => ("c", json!({"do": "increment", "amount": number as i64 - 5})),
            3 => ("s", json!({"do": "add", "member": member})),
            4 => (self.random.pick(&["s", "w"]), json!({"do": "remove", "member": member})),
            5 => ("w", json!({"do": "add", "member": member})),
            6 => ("f", json!({"do": self.random.pick(&["enable", "disable"])})),
            7 => ("c", json!({"do": "reset"})),
            8 => (self.random.pick(&["s", "w"]), json!({"do": "clear"})),
            9 => (self.random.pick(&["r", "k", "c", "s", "w", "f", "m"]), json!({"do": "delete"})),
            _ => ("m", self.field(number, member)),
        };
        let mut key = format!("{class}/{}", self.random.below(3));
        let mut step = step;
        let takes_context = matches!(
            step.get("do").and_then(Json::as_str),
            Some("put" | "patch" | "delete" | "unset" | "reset" | "remove" | "clear")
        );
        if let (true, Some((name, of)), Some(members)) = (takes_context, read, step.as_object_mut())
            && of.starts_with(class)
        {
            key = of;
            members.insert("context".into(), json!(format!("${name}")));
        }
        if let Some(members) = step.as_object_mut() {
            members.insert("key".into(), json!(key));
        }
        self.push(step, base);
    }

    fn value(&mut self) -> Json {
        match self.random.below(5) {
            0 => json!(self.random.below(3)),
            1 => json!({"b": self.random.below(3), "a": [1.5, true, null]}),
            2 => json!("ü"),
            _ => json!(format!("v{}", self.random.below(100))),
        }
    }

    fn field(&mut self, number: u64, member: Json) -> Json {
        match self.random.below(9) {
            0 => json!({"do": "put", "path": ["name"], "value": self.value()}),
            1 => json!({"do": "put", "path": ["note"], "value": self.value()}),
            2 => json!({"do": "put", "path": ["deep", self.random.pick(&["x", "y"])], "value": self.value()}),
            3 => json!({"do": "increment", "path": ["likes"], "amount": number as i64 - 5}),
            4 => {
                json!({"do": self.random.pick(&["add", "remove"]), "path": [self.random.pick(&["tags", "blocked"])], "member": member})
            }
            5 => json!({"do": self.random.pick(&["enable", "disable"]), "path": ["on"]}),
            6 => json!({"do": "patch", "fields": [[["name"], self.value()], [["deep", "x"], self.value()]]}),
            7 => json!({"do": "reset", "path": ["likes"]}),
            _ => {
                json!({"do": "unset", "path": [self.random.pick(&["name", "note", "likes", "tags", "blocked", "on", "deep"])]})
            }
        }
    }

    /// Reads a key that exists; a read of one that does not saves no context.
    fn read(&mut self) {
        let Some(on) = Some(self.alias()) else { return };
        let key = format!("{}/{}", self.random.pick(&["r", "k", "c", "s", "w", "m"]), self.random.below(3));
        let name = format!("r{}", self.reads.len());
        // Made to exist first, by a write that every history may do.
        let write = match key.as_bytes().first() {
            Some(b'c') => json!({"do": "increment", "amount": 1}),
            Some(b's' | b'w') => json!({"do": "add", "member": 9}),
            Some(b'm') => json!({"do": "put", "path": ["name"], "value": "read"}),
            _ => json!({"do": "put", "value": "read"}),
        };
        let now = self.local_ms();
        self.push(write, json!({"on": on, "key": key, "now": now, "may_fail": true}));
        self.steps.push(json!({"do": "get", "on": on, "key": key, "save": name}));
        self.reads.push((name, key));
    }

    fn pair(&mut self) -> (&'static str, usize) {
        let from = self.random.below(3) as usize;
        let to = (from + 1 + self.random.below(2) as usize) % 3;
        (ALIASES.get(from).copied().unwrap_or_default(), to)
    }

    fn sync(&mut self) {
        let (from, to) = self.pair();
        let now = self.now_ms + 2_000;
        let to = ALIASES.get(to).copied().unwrap_or_default();
        self.steps.push(json!({"do": "sync", "from": from, "to": to, "now": now, "may_fail": true}));
    }

    /// Batches that are delivered later, perhaps twice, perhaps never.
    fn save_batches(&mut self) {
        let (from, to) = self.pair();
        let name = format!("b{}", self.batches.len());
        let (alias, region) =
            (ALIASES.get(to).copied().unwrap_or_default(), REGIONS.get(to).copied().unwrap_or_default());
        let bytes_max = if self.random.percent(50) { 1 } else { 1 << 20 };
        let now = self.now_ms + 2_000;
        self.steps.push(json!({"do": "batches_for", "on": from, "target": region, "bytes_max": bytes_max, "now": now, "save": name}));
        self.batches.push((name, alias));
    }

    fn deliver(&mut self) {
        let chosen = self.random.below(self.batches.len() as u64) as usize;
        let Some((name, to)) = self.batches.get(chosen).cloned() else { return };
        let now = self.now_ms + 2_000;
        self.steps.push(json!({"do": "apply", "on": to, "batches": format!("${name}"), "now": now, "may_fail": true}));
    }

    /// A replica comes back from its own snapshot as a new incarnation.
    fn restart(&mut self) {
        let which = self.random.below(3) as usize;
        let (alias, region) =
            (ALIASES.get(which).copied().unwrap_or_default(), REGIONS.get(which).copied().unwrap_or_default());
        self.incarnations += 1;
        let name = format!("s{}", self.incarnations);
        self.steps.push(json!({"do": "snapshot", "on": alias, "save": name}));
        self.steps.push(json!({"do": "close", "on": alias}));
        self.steps.push(json!({"do": "restore", "as": alias, "region": region, "options": {"incarnation": self.incarnations}, "snapshot": format!("${name}")}));
        let now = self.now_ms + 2_000;
        self.steps.push(json!({"do": "sync_all", "now": now}));
    }
}
