//! What a region that received these writes has to show.

use super::{Oracle, Time, WriteId, Writes};
use crate::simulate::schema::{Path, Type, class_of};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

/// A record as it must read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The value.
    pub value: ShownValue,
    /// The time of the latest write that holds the record alive.
    pub time: Time,
    /// The most versions that any register has, at least one.
    pub siblings: usize,
}

/// A value as the model has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownValue {
    /// Nothing was written at the root.
    Null,
    /// A number.
    Integer(i128),
    /// A switch.
    Bool(bool),
    /// The entries of a log, in order.
    Entries(Vec<i64>),
    /// Who claims a value, the holder first.
    Claimants(Vec<u8>),
    /// The members of a set, in order.
    Members(BTreeSet<u8>),
    /// The fields of a map.
    Map(BTreeMap<&'static str, ShownValue>),
}

impl ShownValue {
    /// The value as JSON without spaces.
    pub fn to_json(&self) -> String {
        match self {
            ShownValue::Null => "null".into(),
            ShownValue::Integer(number) => format!("{number}"),
            ShownValue::Bool(on) => format!("{on}"),
            ShownValue::Members(members) => {
                let members: Vec<String> = members.iter().map(|member| format!("{member}")).collect();
                format!("[{}]", members.join(","))
            }
            ShownValue::Entries(entries) => {
                let entries: Vec<String> = entries.iter().map(|entry| format!("{entry}")).collect();
                format!("[{}]", entries.join(","))
            }
            ShownValue::Claimants(claimants) => {
                let holder = claimants.first().map_or("null".into(), |holder| format!("{holder}"));
                let claimants: Vec<String> = claimants.iter().map(|claimant| format!("{claimant}")).collect();
                format!("{{\"claimants\":[{}],\"holder\":{holder}}}", claimants.join(","))
            }
            ShownValue::Map(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, value)| format!("\"{name}\":{}", value.to_json())).collect();
                format!("{{{}}}", fields.join(","))
            }
        }
    }
}

impl Oracle {
    /// How a record reads where these writes were received; nothing if it does not exist there.
    pub fn show(&self, key: &str, received: &Writes) -> Option<Shown> {
        let received = &self.of_key(key, received);
        let time = self.existing(received).map(|id| self.write(id).time)?;
        let places = class_of(key).places;
        let siblings = places.iter().map(|(path, _)| self.standing(path, received).len()).max().unwrap_or(0);
        let value = match places {
            [([], kind)] => self.show_place(*kind, &[], received).unwrap_or(match kind {
                Type::Counter => ShownValue::Integer(0),
                Type::AddWins | Type::RemoveWins => ShownValue::Members(BTreeSet::new()),
                Type::Log => ShownValue::Entries(Vec::new()),
                Type::Claim => ShownValue::Claimants(Vec::new()),
                _ => ShownValue::Null,
            }),
            _ => self.show_map(places, received),
        };
        Some(Shown { value, time, siblings: siblings.max(1) })
    }

    /// The live versions of a register with their values, the latest last.
    pub fn show_versions(&self, key: &str, path: Path, received: &Writes) -> Vec<(WriteId, i64)> {
        let received = &self.of_key(key, received);
        if !self.exists(received) {
            return Vec::new();
        }
        let mut versions: Vec<WriteId> = self.standing(path, received).into_iter().collect();
        versions.sort_by_key(|id| self.write(*id).time);
        versions.into_iter().filter_map(|id| Some((id, self.value_at(id, path)?))).collect()
    }

    fn show_map(&self, places: &[(Path, Type)], received: &Writes) -> ShownValue {
        let mut fields = BTreeMap::new();
        for (path, kind) in places {
            let Some(value) = self.show_place(*kind, path, received) else { continue };
            match path {
                [name] => {
                    fields.insert(*name, value);
                }
                [outer, name] => {
                    let inner = fields.entry(*outer).or_insert_with(|| ShownValue::Map(BTreeMap::new()));
                    if let ShownValue::Map(inner) = inner {
                        inner.insert(*name, value);
                    }
                }
                _ => {}
            }
        }
        ShownValue::Map(fields)
    }

    fn shown(&self, path: Path, id: Option<WriteId>) -> Option<ShownValue> {
        self.value_at(id?, path).map(|value| ShownValue::Integer(value.into()))
    }

    /// The value of a place, if there is anything: a counter with an increment that counts, a set with a member.
    fn show_place(&self, kind: Type, path: Path, received: &Writes) -> Option<ShownValue> {
        match kind {
            Type::LastWriteWins | Type::KeepAll => {
                self.shown(path, self.standing(path, received).into_iter().max_by_key(|id| self.write(*id).time))
            }
            Type::FirstWriteWins => {
                self.shown(path, self.standing(path, received).into_iter().min_by_key(|id| self.write(*id).time))
            }
            Type::Max => {
                let versions = self.standing(path, received).into_iter();
                self.shown(path, versions.max_by_key(|id| (self.value_at(*id, path), self.write(*id).time)))
            }
            Type::Counter => {
                let counts = !self.live_increments(path, received).is_empty();
                counts.then(|| ShownValue::Integer(self.counter(path, received)))
            }
            Type::AddWins | Type::RemoveWins => {
                let mut members: BTreeSet<u8> =
                    self.live_adds(path, received).into_iter().map(|(_, member)| member).collect();
                for (_, member) in self.live_removals(path, received) {
                    members.remove(&member);
                }
                (!members.is_empty()).then_some(ShownValue::Members(members))
            }
            Type::Maximum | Type::Minimum => {
                let best = self.best_offers(path, received);
                best.first().map(|(_, value)| ShownValue::Integer((*value).into()))
            }
            Type::Claim => {
                let mut claimants = Vec::new();
                for (_, claimant) in self.live_claims(received) {
                    if !claimants.contains(&claimant) {
                        claimants.push(claimant);
                    }
                }
                (!claimants.is_empty()).then_some(ShownValue::Claimants(claimants))
            }
            Type::Log => {
                let entries: Vec<i64> = self.live_entries(path, received).into_iter().map(|(_, value)| value).collect();
                (!entries.is_empty()).then_some(ShownValue::Entries(entries))
            }
            Type::EnableWins | Type::DisableWins => {
                let switches = self.live_switches(path, received);
                let on = switches.iter().any(|(_, on)| *on);
                let off = switches.iter().any(|(_, on)| !*on);
                match (on, off) {
                    (false, false) => None,
                    (true, true) => Some(ShownValue::Bool(kind == Type::EnableWins)),
                    (on, _) => Some(ShownValue::Bool(on)),
                }
            }
        }
    }
}
