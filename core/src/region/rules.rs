//! The rules of a class, checked on what its records read as.
//!
//! A rule is a fold like a strategy: it writes nothing, and what it repairs is shown and not stored. What a person has to
//! mend is a conflict record of the kind `rule_violated`, one for each key and rule, which waits until a write makes the
//! rule hold.

use super::Region;
use crate::{
    Result,
    conflict::{Arena, ConflictId, ConflictKind, ConflictState, KeptConflict, KeptSide},
    deployment::{Class, Kind},
    record::{Births, Life, LocalDot, Place, Record, Stamp},
    resolve::{Invariant, settle},
    value::Value,
    wire::{Birth, Path},
};
use alloc::{boxed::Box, string::String, vec::Vec};

/// What is kept in a conflict record in place of a strategy's name.
const RULES: &str = "rules";

impl Region {
    /// Checks the rules on a record whose value was just changed.
    #[cold]
    pub(super) fn check_rules(&mut self, class: u16, key: &str, conflicts: &mut Vec<ConflictId>) {
        let deployment = self.deployment.clone();
        let Some(spec) = deployment.class(class) else { return };
        let whole = self.record(key).unwrap_or_default();
        let record = whole.as_of(self.horizon_ms(deployment.placement_of(class)));
        // What waits for a merge function is checked when that comes.
        let Ok(open) = self.open_rules(spec, key, &record) else { return };
        if open.is_empty() && self.conflicts.len() == 0 {
            return;
        }
        for (index, rule) in spec.rules.iter().enumerate() {
            let id = ConflictId::of_rule(deployment.name(), key, &rule.name);
            if !open.contains(&index) {
                self.conflicts.close_rule(&id);
                continue;
            }
            let conflict = self.broken_rule(spec, rule, key, &record);
            if self.conflicts.file_rule(id, conflict, self.options.conflicts_max) {
                if let Some(metrics) = &mut self.metrics {
                    metrics.rule_violated(&spec.name);
                }
                if !conflicts.contains(&id) {
                    conflicts.push(id);
                }
            }
        }
    }

    /// Checks every record of a class with rules, and closes what broke rules that are no more: after a deployment came
    /// into force, or a snapshot was read.
    pub(super) fn check_all_rules(&mut self) {
        let deployment = self.deployment.clone();
        self.conflicts.close_rules_unless(|conflict| {
            let class = deployment.class_of(&conflict.key).ok().and_then(|class| deployment.class(class));
            class.is_some_and(|spec| spec.rules.iter().any(|rule| conflict.rule.as_deref() == Some(&rule.name)))
        });
        if deployment.classes().iter().all(|class| class.rules.is_empty()) {
            return;
        }
        let keys: Vec<Box<str>> = self.store.sorted().into_iter().map(|slot| slot.key().into()).collect();
        for key in keys {
            self.check_rules_of(&key);
        }
    }

    /// Checks the rules on a record, if its class has any.
    pub(super) fn check_rules_of(&mut self, key: &str) {
        if let Ok(class) = self.deployment.class_of(key)
            && self.deployment.class(class).is_some_and(|spec| !spec.rules.is_empty())
        {
            self.check_rules(class, key, &mut Vec::new());
        }
    }

    /// The places of rules that do not hold even once all that can be repaired is.
    fn open_rules(&self, spec: &Class, key: &str, record: &Record) -> Result<Vec<usize>> {
        let folded = self.fold_value(spec, key, record, &mut 1)?;
        Ok(folded.map(|mut value| settle(&spec.rules, &mut value).open).unwrap_or_default())
    }

    fn broken_rule(&self, spec: &Class, rule: &Invariant, key: &str, record: &Record) -> KeptConflict {
        let first = self.rule_side(spec, record, &rule.path);
        let second = self.rule_side(spec, record, rule.requires.other_path().unwrap_or(&rule.path));
        let name = |side: &KeptSide| self.named_dot(side.stamp.dot);
        let (a, b) = if name(&first) <= name(&second) { (first, second) } else { (second, first) };
        KeptConflict {
            key: key.into(),
            path: field_of(spec, &rule.path),
            arena: Arena::Value,
            kind: ConflictKind::RuleViolated,
            a,
            b,
            winner: None,
            strategy_used: RULES,
            state: ConflictState::Waiting,
            merge: None,
            rule: Some(rule.name.as_str().into()),
            encounters: 1,
            verdicts: Vec::new(),
            position: 0,
        }
    }

    /// The write that stands at a place: the latest of its register, else the one that holds the record alive.
    fn rule_side(&self, spec: &Class, record: &Record, path: &[String]) -> KeptSide {
        let field = field_of(spec, path);
        let standing = match record.places.get(&field) {
            Some(Place::Register(register)) => register.standing().max_by_key(|(_, version)| version.stamp.order()),
            _ => None,
        };
        let (stamp, bytes) = match standing {
            Some((_, version)) => {
                let written = Value::from_cbor_output(&version.bytes);
                let rest = path.get(field.0.len()..).unwrap_or_default();
                let value = rest.iter().try_fold(&written, |above, name| above.get(name));
                (version.stamp, value.map(|value| value.to_cbor().into_boxed_slice()))
            }
            None => {
                let alive = record.existence.iter().filter(|version| matches!(version.life, Life::Alive));
                let latest = alive.max_by_key(|version| version.stamp.order()).map(|version| version.stamp);
                let nobody = Stamp { dot: LocalDot { stream: 0, sequence: 0 }, time: 0, node: 0 };
                (latest.unwrap_or(nobody), None)
            }
        };
        KeptSide {
            stamp,
            context: self.context_at(stamp.dot),
            window: None,
            birth: Birth::Update,
            puts: false,
            births: Births::Of(Box::default()),
            deleted: false,
            bytes,
        }
    }

    /// The value of a packed record with what its class's rules make of it.
    pub(super) fn settle_packed(&self, spec: &Class, value: &[u8]) -> (Vec<u8>, Vec<String>) {
        let mut value = Value::from_cbor_output(value);
        let violated = settled_names(spec, &mut value);
        (value.to_cbor(), violated)
    }
}

/// Repairs what can be, and names the rules that did not hold.
pub(super) fn settled_names(spec: &Class, value: &mut Value) -> Vec<String> {
    let violated = settle(&spec.rules, value).violated;
    violated.into_iter().filter_map(|index| spec.rules.get(index)).map(|rule| rule.name.clone()).collect()
}

/// The part of a path that leads to a field of the record; the rest leads on into its value.
fn field_of(spec: &Class, path: &[String]) -> Path {
    let (mut kind, mut steps) = (&spec.kind, 0);
    for name in path {
        let Kind::Map(map) = kind else { break };
        let Some(field) = map.field(name) else { break };
        (kind, steps) = (field, steps + 1);
    }
    Path(path.iter().take(steps).cloned().collect())
}
