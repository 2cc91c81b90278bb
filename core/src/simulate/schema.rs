//! The data of simulated deployments: one class for each type, and maps two deep that hold them all.

use crate::{deployment::Deployment, region::key_of_claim, value::Value};
use alloc::{format, string::String, vec::Vec};

/// A path of field names; empty at the root.
pub type Path = &'static [&'static str];

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A register that shows its latest version.
    LastWriteWins,
    /// A register that shows its first version.
    FirstWriteWins,
    /// A register that shows its greatest value, of equal ones the latest.
    Max,
    /// A register that keeps siblings.
    KeepAll,
    /// A counter.
    Counter,
    /// A set where adds win.
    AddWins,
    /// A set where removals win.
    RemoveWins,
    /// A flag that is on when in doubt.
    EnableWins,
    /// A flag that is off when in doubt.
    DisableWins,
    /// A log.
    Log,
    /// The greatest number that was offered.
    Maximum,
    /// The least number that was offered.
    Minimum,
    /// Who claims a value first.
    Claim,
}

impl Type {
    /// Whether it is a register.
    pub const fn is_register(self) -> bool {
        matches!(self, Type::LastWriteWins | Type::FirstWriteWins | Type::Max | Type::KeepAll)
    }
}

/// What becomes of a record that was written and deleted concurrently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existence {
    /// The latest counts.
    LastWriteWins,
    /// It is gone.
    DeleteWins,
    /// It stays.
    UpdateWins,
    /// It stays where the delete had not seen what created it.
    CreateWins,
}

/// A kind of record.
#[derive(Debug)]
pub struct Class {
    /// What its keys start with.
    pub prefix: &'static str,
    /// Whether its records exist that were written and deleted concurrently.
    pub existence: Existence,
    /// Its places and what stands there.
    pub places: &'static [(Path, Type)],
}

const ROOT: Path = &[];

/// The class whose records are claims.
pub const CLAIM: &str = "claim";

/// Every class of simulated deployments.
pub const CLASSES: &[Class] = &[
    Class { prefix: "latest", existence: Existence::LastWriteWins, places: &[(ROOT, Type::LastWriteWins)] },
    Class { prefix: "first", existence: Existence::DeleteWins, places: &[(ROOT, Type::FirstWriteWins)] },
    Class { prefix: "max", existence: Existence::UpdateWins, places: &[(ROOT, Type::Max)] },
    Class {
        prefix: "gone",
        existence: Existence::DeleteWins,
        places: &[(&["a"], Type::Max), (&["count"], Type::Counter), (&["adds"], Type::AddWins)],
    },
    Class {
        prefix: "stays",
        existence: Existence::UpdateWins,
        places: &[(&["a"], Type::FirstWriteWins), (&["count"], Type::Counter), (&["removes"], Type::RemoveWins)],
    },
    Class { prefix: "created", existence: Existence::CreateWins, places: &[(ROOT, Type::LastWriteWins)] },
    Class {
        prefix: "inserts",
        existence: Existence::CreateWins,
        places: &[(&["a"], Type::LastWriteWins), (&["count"], Type::Counter), (&["adds"], Type::AddWins)],
    },
    Class { prefix: "all", existence: Existence::LastWriteWins, places: &[(ROOT, Type::KeepAll)] },
    Class { prefix: "count", existence: Existence::LastWriteWins, places: &[(ROOT, Type::Counter)] },
    Class { prefix: "adds", existence: Existence::LastWriteWins, places: &[(ROOT, Type::AddWins)] },
    Class { prefix: "removes", existence: Existence::LastWriteWins, places: &[(ROOT, Type::RemoveWins)] },
    Class { prefix: "on", existence: Existence::LastWriteWins, places: &[(ROOT, Type::EnableWins)] },
    Class { prefix: "log", existence: Existence::LastWriteWins, places: &[(ROOT, Type::Log)] },
    Class { prefix: "most", existence: Existence::LastWriteWins, places: &[(ROOT, Type::Maximum)] },
    Class {
        prefix: "least",
        existence: Existence::CreateWins,
        places: &[(&["a"], Type::Minimum), (&["inner", "a"], Type::Maximum)],
    },
    Class { prefix: CLAIM, existence: Existence::LastWriteWins, places: &[(ROOT, Type::Claim)] },
    Class { prefix: "off", existence: Existence::LastWriteWins, places: &[(ROOT, Type::DisableWins)] },
    Class {
        prefix: "map",
        existence: Existence::LastWriteWins,
        places: &[
            (&["a"], Type::LastWriteWins),
            (&["b"], Type::KeepAll),
            (&["count"], Type::Counter),
            (&["adds"], Type::AddWins),
            (&["removes"], Type::RemoveWins),
            (&["on"], Type::EnableWins),
            (&["off"], Type::DisableWins),
            (&["log"], Type::Log),
            (&["most"], Type::Maximum),
            (&["inner", "least"], Type::Minimum),
            (&["inner", "a"], Type::LastWriteWins),
            (&["inner", "count"], Type::Counter),
            (&["inner", "adds"], Type::AddWins),
            (&["inner", "removes"], Type::RemoveWins),
            (&["inner", "off"], Type::DisableWins),
        ],
    },
];

const CLASS_DOCUMENTS: &str = r#"
  {"name": "latest", "keys": "latest/*", "labels": [], "type": "register"},
  {"name": "first", "keys": "first/*", "labels": [], "type": "register", "strategy": "first-write-wins",
    "existence": "delete-wins"},
  {"name": "max", "keys": "max/*", "labels": [], "type": "register", "strategy": ["prefer-present", "max"],
    "existence": "update-wins"},
  {"name": "gone", "keys": "gone/*", "labels": [], "type": "map", "existence": "delete-wins", "fields": {
    "a": {"type": "register", "strategy": "max"}, "count": {"type": "counter"}, "adds": {"type": "set"}}},
  {"name": "stays", "keys": "stays/*", "labels": [], "type": "map", "existence": "update-wins", "fields": {
    "a": {"type": "register", "strategy": "first-write-wins"}, "count": {"type": "counter"},
    "removes": {"type": "set", "strategy": "remove-wins"}}},
  {"name": "created", "keys": "created/*", "labels": [], "type": "register", "existence": "create-wins"},
  {"name": "inserts", "keys": "inserts/*", "labels": [], "type": "map", "existence": "create-wins", "fields": {
    "a": {"type": "register"}, "count": {"type": "counter"}, "adds": {"type": "set"}}},
  {"name": "all", "keys": "all/*", "labels": [], "type": "register", "strategy": "keep-all"},
  {"name": "count", "keys": "count/*", "labels": [], "type": "counter"},
  {"name": "adds", "keys": "adds/*", "labels": [], "type": "set"},
  {"name": "removes", "keys": "removes/*", "labels": [], "type": "set", "strategy": "remove-wins"},
  {"name": "on", "keys": "on/*", "labels": [], "type": "flag"},
  {"name": "log", "keys": "log/*", "labels": [], "type": "log"},
  {"name": "most", "keys": "most/*", "labels": [], "type": "maximum"},
  {"name": "least", "keys": "least/*", "labels": [], "type": "map", "existence": "create-wins", "fields": {
    "a": {"type": "minimum"}, "inner": {"type": "map", "fields": {"a": {"type": "maximum"}}}}},
  {"name": "claim", "keys": "claim/*", "labels": [], "type": "claim"},
  {"name": "off", "keys": "off/*", "labels": [], "type": "flag", "strategy": "disable-wins"},
  {"name": "map", "keys": "map/*", "labels": [], "type": "map", "fields": {
    "a": {"type": "register"},
    "b": {"type": "register", "strategy": "keep-all"},
    "count": {"type": "counter"},
    "adds": {"type": "set"},
    "removes": {"type": "set", "strategy": "remove-wins"},
    "on": {"type": "flag"},
    "off": {"type": "flag", "strategy": "disable-wins"},
    "log": {"type": "log"},
    "most": {"type": "maximum"},
    "inner": {"type": "map", "fields": {
      "a": {"type": "register"},
      "least": {"type": "minimum"},
      "count": {"type": "counter"},
      "adds": {"type": "set"},
      "removes": {"type": "set", "strategy": "remove-wins"},
      "off": {"type": "flag", "strategy": "disable-wins"}}}}}"#;

/// The key of the record that says who claims a number: nobody can choose it.
pub fn claim_key(number: u64) -> String {
    let deployment = Deployment::parse(&document(1, 1)).expect("a sound document");
    key_of_claim(&deployment, CLAIM, &Value::from(number as i64)).expect("a class of claims")
}

/// The class of a key.
pub fn class_of(key: &str) -> &'static Class {
    let prefix = key.split('/').next().unwrap_or_default();
    CLASSES.iter().find(|class| class.prefix == prefix).unwrap_or(&CLASSES[0])
}

/// What stands at a place of a record.
pub fn type_at(key: &str, path: &[&str]) -> Option<Type> {
    class_of(key).places.iter().find(|(place, _)| *place == path).map(|(_, kind)| *kind)
}

/// The name of a simulated region.
pub fn region_name(region: usize) -> String {
    format!("r{}", region + 1)
}

/// The deployment document of so many regions and partitions.
pub fn document(regions: usize, partitions: u16) -> String {
    let regions: Vec<String> = (0..regions)
        .map(|region| format!(r#"{{"name": "{}", "number": {}}}"#, region_name(region), region + 1))
        .collect();
    format!(
        r#"{{"version": 1, "name": "simulated", "partitions": {partitions}, "regions": [{}], "classes": [{CLASS_DOCUMENTS}]}}"#,
        regions.join(", ")
    )
}
