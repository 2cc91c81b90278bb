//! The data of random histories: every type, every strategy, and maps that hold them all.

use serde_json::{Value as Json, json};

use crate::random::Random;

/// What stands at a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Register,
    Counter,
    Set,
    Flag,
    BoundedCounter,
    Log,
    Extreme,
    Claim,
}

/// A class: its name, which its keys start with, and what it says beyond that.
pub(crate) struct Class {
    pub(crate) name: &'static str,
    document: &'static str,
}

/// Every class; a history takes some of them. New types and strategies go here.
pub(crate) const CLASSES: [Class; 27] = [
    Class { name: "latest", document: r#"{"type": "register"}"# },
    Class {
        name: "first",
        document: r#"{"type": "register", "strategy": "first-write-wins", "existence": "delete-wins"}"#,
    },
    Class {
        name: "priority",
        document: r#"{"type": "register", "strategy": {"by": "region-priority", "regions": ["r2", "r1"]}}"#,
    },
    Class {
        name: "ranked",
        document: r#"{"type": "register", "strategy": {"by": "value-priority", "values": ["v1", 0, null]}}"#,
    },
    Class { name: "max", document: r#"{"type": "register", "strategy": "max", "existence": "update-wins"}"# },
    Class { name: "min", document: r#"{"type": "register", "strategy": "min"}"# },
    Class { name: "present", document: r#"{"type": "register", "strategy": ["prefer-present", "max"]}"# },
    Class {
        name: "turns",
        document: r#"{"type": "register", "strategy": [{"by": "value-priority", "values": [1]}, "first-write-wins"]}"#,
    },
    Class {
        name: "kinds",
        document: r#"{"type": "register", "strategy": {"insert_insert": "first-write-wins", "update_update": "min"}}"#,
    },
    Class { name: "all", document: r#"{"type": "register", "strategy": "keep-all"}"# },
    Class { name: "asked", document: r#"{"type": "register", "strategy": "manual", "existence": "create-wins"}"# },
    Class { name: "created", document: r#"{"type": "register", "existence": "create-wins"}"# },
    Class { name: "count", document: r#"{"type": "counter"}"# },
    Class { name: "adds", document: r#"{"type": "set"}"# },
    Class { name: "removes", document: r#"{"type": "set", "strategy": "remove-wins"}"# },
    Class { name: "on", document: r#"{"type": "flag"}"# },
    Class { name: "off", document: r#"{"type": "flag", "strategy": "disable-wins"}"# },
    Class { name: "stock", document: r#"{"type": "bounded-counter"}"# },
    Class {
        name: "goods",
        document: r#"{"type": "map", "fields": {"left": {"type": "bounded-counter"}, "title": {"type": "register"}}}"#,
    },
    Class { name: "lines", document: r#"{"type": "log"}"# },
    Class { name: "most", document: r#"{"type": "maximum"}"# },
    Class { name: "least", document: r#"{"type": "minimum"}"# },
    Class { name: "mails", document: r#"{"type": "claim"}"# },
    Class { name: "map", document: MAP },
    Class {
        name: "gone",
        document: r#"{"type": "map", "existence": "delete-wins", "fields": {"a": {"type": "register", "strategy": "max"},
            "count": {"type": "counter"}, "adds": {"type": "set"}}}"#,
    },
    Class {
        name: "stays",
        document: r#"{"type": "map", "existence": "update-wins", "fields": {"count": {"type": "counter"},
            "a": {"type": "register", "strategy": "first-write-wins"},
            "removes": {"type": "set", "strategy": "remove-wins"}}}"#,
    },
    Class {
        name: "inserts",
        document: r#"{"type": "map", "existence": "create-wins", "fields": {"a": {"type": "register"},
            "count": {"type": "counter"}, "adds": {"type": "set"}}}"#,
    },
];

const MAP: &str = r#"{"type": "map", "fields": {
    "a": {"type": "register"}, "b": {"type": "register", "strategy": "keep-all"}, "count": {"type": "counter"},
    "adds": {"type": "set"}, "removes": {"type": "set", "strategy": "remove-wins"},
    "lines": {"type": "log"}, "most": {"type": "maximum"},
    "on": {"type": "flag"}, "off": {"type": "flag", "strategy": "disable-wins"},
    "inner": {"type": "map", "fields": {"*": {"type": "register"}}},
    "deep": {"type": "map", "fields": {"count": {"type": "counter"}, "adds": {"type": "set"},
        "removes": {"type": "set", "strategy": "remove-wins"}, "off": {"type": "flag", "strategy": "disable-wins"}}}}}"#;

impl Class {
    fn document(&self) -> Json {
        serde_json::from_str(self.document).unwrap_or_default()
    }

    /// The paths below the root, and what stands there; the empty one where the record is no map.
    pub(crate) fn places(&self) -> Vec<(Vec<String>, Kind)> {
        let mut places = Vec::new();
        collect(&self.document(), &mut Vec::new(), &mut places);
        places
    }
}

fn collect(document: &Json, path: &mut Vec<String>, places: &mut Vec<(Vec<String>, Kind)>) {
    let kind = match document.get("type").and_then(Json::as_str) {
        Some("counter") => Kind::Counter,
        Some("bounded-counter") => Kind::BoundedCounter,
        Some("set") => Kind::Set,
        Some("log") => Kind::Log,
        Some("maximum" | "minimum") => Kind::Extreme,
        Some("claim") => Kind::Claim,
        Some("flag") => Kind::Flag,
        Some("map") => {
            for (name, field) in document.get("fields").and_then(Json::as_object).into_iter().flatten() {
                path.push(if name == "*" { "any".to_owned() } else { name.clone() });
                collect(field, path, places);
                path.pop();
            }
            return;
        }
        _ => Kind::Register,
    };
    places.push((path.clone(), kind));
}

/// The deployment of so many regions, `r1` and so on, with every class.
pub(crate) fn deployment(regions: usize) -> Json {
    let regions: Vec<Json> =
        (1..=regions).map(|number| json!({"name": format!("r{number}"), "number": number})).collect();
    let classes = CLASSES.iter().map(|class| {
        let mut document = class.document();
        if let Some(members) = document.as_object_mut() {
            members.insert("name".into(), class.name.into());
            members.insert("keys".into(), format!("{}/*", class.name).into());
            members.insert("labels".into(), json!([]));
        }
        document
    });
    json!({"version": 1, "name": "histories", "regions": regions, "classes": classes.collect::<Vec<_>>()})
}

/// A value: small, so that equal ones meet, and of every kind.
pub(crate) fn value(random: &mut Random) -> Json {
    match random.below(9) {
        0 => Json::Null,
        1 => json!({"b": random.below(3), "a": [1.5, true, null]}),
        2 => json!("ü"),
        3 => json!(-1.5e-7),
        4 => json!({"$integer": "9007199254740993"}),
        5 | 6 => json!(random.below(3)),
        _ => json!(format!("v{}", random.below(4))),
    }
}

/// Integers and floats that are seldom equal and often close.
pub(crate) fn number(random: &mut Random) -> Json {
    let number = random.below(12) as i64 - 4;
    if random.percent(40) { json!(number as f64 + 0.5) } else { json!(number) }
}
