//! Why a value is what it is: who wrote what, when, having seen what, and the rule that decided.

use super::{Region, merging::Spot, read::shown_value};
use crate::{
    Result,
    causality::VersionVector,
    deployment::{Class, Kind},
    record::{
        BoundedCounter, Counter, Existence, Extreme, Flag, Life, LocalDot, Log, Place, Record, Register, Set, Stamp,
    },
    resolve::Resolution,
    sorted::Order,
    value::Value,
    wire::Path,
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

/// Members of an explanation, and the lines for people.
#[derive(Default)]
struct Telling {
    members: Vec<(&'static str, Value)>,
    lines: Vec<String>,
}

impl Region {
    /// Why a record, or one of its places, reads as it does.
    ///
    /// The answer is `{key, path, class, type, value, existence, versions, rule, why, text}`, and `expires_at` where an
    /// expiry was set: `value` is what is shown
    /// (null if nothing is), `existence` says by which writes and deletes the record exists or not, `versions` lists
    /// what lives at the place with `{dot, region, timestamp, context, value, shown}` (of a counter the share of each
    /// stream, of a set its members, of a flag its switches, of a log its entries, of a maximum or minimum the offers of
    /// the number shown, of a claim the claims in line), `rule` and `why` say what decided, and `text` says all of it in a
    /// few lines. Where a merge function had the last word there is also `function`, `{name, version}`, and, if it failed,
    /// `failure`, `{code, message}`. Where the record broke rules of its class there is `violated`, their names.
    ///
    /// # Errors
    ///
    /// `unknown_class`, `invalid_key`, `key_too_large`, `unknown_path`, `function_not_registered`.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, region::{Options, Region}, value::Value};
    /// use std::sync::Arc;
    /// let shop = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1}],
    ///     "classes": [{"name": "all", "keys": "**", "labels": [], "type": "register"}]}"#)?);
    /// let mut eu = Region::open(shop, "eu", Options::default())?;
    /// eu.put(1_000, "name", &[], &Value::from("Ann"), None)?;
    /// let why = eu.explain("name", &[])?;
    /// assert_eq!(why.get("why"), Some(&Value::from("there is one version")));
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn explain(&self, key: &str, path: &[&str]) -> Result<Value> {
        let class = self.readable_class(key)?;
        let Some(spec) = self.deployment.class(class) else { return Err(super::commit::internal()) };
        let kind = spec.kind_at(path)?;
        let whole = self.record(key).unwrap_or_default();
        let record = whole.as_of(self.known_ms());
        let mut telling = Telling::default();
        tell_expiry(&whole, &mut telling);
        let exists = self.tell_existence(spec, &record, &mut telling);
        let place = record.places.get(&Path::new(path)).filter(|_| exists);
        let value = match place {
            Some(place) => {
                let path = Path::new(path);
                self.tell_place(&Spot { class: &spec.name, key, path: &path.0 }, kind, place, &mut telling)?
            }
            None => None,
        };
        let read = if spec.rules.is_empty() { None } else { self.fold(key, spec, &record)? };
        let value = match read.filter(|read| !read.violated.is_empty()) {
            Some(read) => {
                let rules = read.violated.iter().cloned().map(Value::Text);
                telling.members.push(("violated", Value::Array(rules.collect())));
                let told = |rule: &String| format!("rule {rule} did not hold for the merged value");
                telling.lines.extend(read.violated.iter().map(told));
                let shown = read.value();
                value.and(path.iter().try_fold(&shown, |above, name| above.get(name)).cloned())
            }
            None => value,
        };
        if value.is_none() {
            let nothing = if exists { "nothing lives at this place" } else { "the record does not exist" };
            telling.members.push(("versions", Value::Array(Vec::new())));
            telling.members.push(("rule", Value::Null));
            telling.members.push(("why", Value::from(nothing)));
            telling.lines.push(nothing.into());
        }
        telling.members.extend([
            ("key", Value::from(key)),
            ("path", Value::Array(path.iter().map(|name| Value::from(*name)).collect())),
            ("class", Value::from(spec.name.as_str())),
            ("type", Value::from(kind.type_name())),
            ("value", value.unwrap_or(Value::Null)),
            ("text", Value::Text(telling.lines.join("\n"))),
        ]);
        Ok(Value::object(telling.members))
    }

    fn tell_existence(&self, spec: &Class, record: &Record, telling: &mut Telling) -> bool {
        let mut versions: Vec<&Existence> = record.existence.iter().collect();
        versions.order_by_key(|version| version.stamp.order());
        let exists = record.exists(spec.existence);
        let (writes, deletes): (Vec<&Existence>, Vec<&Existence>) =
            versions.iter().partition(|version| matches!(version.life, Life::Alive));
        let why = match (writes.len(), deletes.len()) {
            (0, 0) => "nobody has written it",
            (0, _) => "it was deleted",
            (_, 0) => "it was written and not deleted since",
            _ if exists => "a write and a delete had not seen one another, and the strategy keeps it",
            _ => "a write and a delete had not seen one another, and the strategy deletes it",
        };
        let told = versions.iter().map(|version| {
            let mut members = self.tell_stamp(&version.stamp);
            members.push(("deletes", Value::Bool(matches!(version.life, Life::Deleted(_)))));
            Value::object(members)
        });
        telling.members.push((
            "existence",
            Value::object([
                ("exists", Value::Bool(exists)),
                ("strategy", Value::from(spec.existence.as_str())),
                ("why", Value::from(why)),
                ("versions", Value::Array(told.collect())),
            ]),
        ));
        telling.lines.push(format!(
            "the record {}: {why} ({})",
            if exists { "exists" } else { "does not exist" },
            spec.existence
        ));
        for version in versions {
            let did = if matches!(version.life, Life::Alive) { "wrote" } else { "deleted" };
            telling.lines.push(format!(
                "  {} {did} it at {}",
                self.writer(version.stamp.dot),
                self.time_of(&version.stamp)
            ));
        }
        exists
    }

    /// Answers what is shown, nothing if nothing lives there.
    fn tell_place(&self, spot: &Spot<'_>, kind: &Kind, place: &Place, telling: &mut Telling) -> Result<Option<Value>> {
        match (kind, place) {
            (Kind::Register(strategy), Place::Register(register)) => {
                let (places, candidates) = self.candidates(register);
                let resolution = self.fold_versions(spot, strategy, register.kind(), &candidates);
                let shown = resolution.shown.and_then(|at| places.get(at)).copied();
                let value = shown_value(resolution.clone(), &candidates)?;
                if value.is_some() {
                    self.tell_register(register, shown, telling);
                    telling.resolve(&resolution);
                }
                return Ok(value);
            }
            (Kind::Counter, Place::Counter(counter)) => {
                self.tell_counter(counter, telling);
                telling.decide("sum", "the shares of all streams add up, less what resets had seen");
            }
            (Kind::BoundedCounter, Place::Bounded(counter)) => {
                self.tell_rows(counter, telling);
                telling.decide("rights", "what all streams granted, less what they spent; never below zero");
            }
            (Kind::Set(bias), Place::Set(set)) => {
                self.tell_set(set, telling);
                telling.decide(bias.as_str(), "a member is in it by an add that no removal had seen");
            }
            (Kind::Flag(bias), Place::Flag(flag)) => {
                self.tell_flag(flag, telling);
                telling.decide(bias.as_str(), "the switches that no other switch had seen decide");
            }
            (Kind::Maximum | Kind::Minimum, Place::Extreme(extreme)) => {
                self.tell_extreme(extreme, telling);
                telling.decide(kind.type_name(), "nothing better was offered that no removal had seen");
            }
            (Kind::Claim, Place::Set(set)) => {
                self.tell_claims(set, telling);
                telling.decide("first-claim", "the earliest claim that was not released holds");
            }
            (Kind::Log, Place::Log(log)) => {
                self.tell_log(log, telling);
                telling.decide("append", "every entry that no removal had seen is shown, in the order of timestamps");
            }
            _ => return Ok(None),
        }
        self.fold_place(spot, kind, Some(place), &mut 0)
    }

    fn tell_register(&self, register: &Register, shown: Option<usize>, telling: &mut Telling) {
        let standing: Vec<usize> = register.standing().map(|(place, _)| place).collect();
        let mut versions: Vec<_> = register.versions.iter().enumerate().collect();
        versions.order_by_key(|(_, version)| version.stamp.order());
        let told = versions.into_iter().map(|(place, version)| {
            let value = Value::from_cbor_output(&version.bytes);
            let mark = match () {
                () if Some(place) == shown => " (shown)",
                () if !standing.contains(&place) => " (overruled)",
                () => "",
            };
            telling.lines.push(format!(
                "{} wrote {} at {}{mark}",
                self.writer(version.stamp.dot),
                value.to_json(),
                self.time_of(&version.stamp)
            ));
            let mut members = self.tell_stamp(&version.stamp);
            members.extend([
                ("value", value),
                ("shown", Value::Bool(Some(place) == shown)),
                ("settles", version.settles.map_or(Value::Null, |conflict| Value::Text(conflict.to_string()))),
            ]);
            Value::object(members)
        });
        let told = Value::Array(told.collect());
        telling.members.push(("versions", told));
    }

    fn tell_counter(&self, counter: &Counter, telling: &mut Telling) {
        let mut entries: Vec<_> = counter.entries.iter().collect();
        entries.order_by_key(|entry| self.named_dot(entry.dot()));
        let told = entries.into_iter().map(|entry| {
            let (dot, share) = (self.named_dot(entry.dot()), Value::from(counter.contribution(entry)));
            telling.lines.push(format!("{} added {} up to {dot}", self.writer(entry.dot()), share.to_json()));
            Value::object([
                ("dot", Value::Text(dot.to_string())),
                ("region", Value::from(self.writer(entry.dot()))),
                ("value", share),
            ])
        });
        let told = Value::Array(told.collect());
        telling.members.push(("versions", told));
    }

    fn tell_rows(&self, counter: &BoundedCounter, telling: &mut Telling) {
        let mut rows: Vec<_> = counter.rows.iter().collect();
        rows.order_by_key(|row| self.named_dot(row.dot()));
        let told = rows.into_iter().map(|row| {
            let (dot, region) = (self.named_dot(row.dot()), self.writer(row.dot()));
            telling.lines.push(format!("{region} granted {} and spent {} up to {dot}", row.granted, row.spent));
            let given = row.given.iter().map(|(to, amount)| {
                let to = self.region_name(*to);
                telling.lines.push(format!("{region} gave {amount} to {to}"));
                (to, Value::from(i128::from(*amount)))
            });
            let given = Value::object(given);
            Value::object([
                ("dot", Value::Text(dot.to_string())),
                ("region", Value::from(region)),
                ("granted", Value::from(i128::from(row.granted))),
                ("spent", Value::from(i128::from(row.spent))),
                ("given", given),
            ])
        });
        let told = Value::Array(told.collect());
        telling.members.push(("versions", told));
    }

    fn tell_set(&self, set: &Set, telling: &mut Telling) {
        let mut told = Vec::new();
        for (member, dots) in set.sorted() {
            let value = Value::from_cbor_output(member);
            let mut dots: Vec<_> = dots.as_slice().iter().collect();
            dots.order_by_key(|dot| self.named_dot(dot.dot));
            for dot in dots {
                let did = if dot.removed { "removed" } else { "added" };
                let name = self.named_dot(dot.dot);
                telling.lines.push(format!("{} {did} {} with {name}", self.writer(dot.dot), value.to_json()));
                told.push(Value::object([
                    ("dot", Value::Text(name.to_string())),
                    ("region", Value::from(self.writer(dot.dot))),
                    ("value", value.clone()),
                    ("removed", Value::Bool(dot.removed)),
                ]));
            }
        }
        telling.members.push(("versions", Value::Array(told)));
    }

    fn tell_flag(&self, flag: &Flag, telling: &mut Telling) {
        let mut switches: Vec<_> = flag.versions.iter().collect();
        switches.order_by_key(|switch| switch.stamp.order());
        let told = switches.into_iter().map(|switch| {
            let turned = if switch.on { "on" } else { "off" };
            telling.lines.push(format!(
                "{} turned it {turned} at {}",
                self.writer(switch.stamp.dot),
                self.time_of(&switch.stamp)
            ));
            let mut members = self.tell_stamp(&switch.stamp);
            members.push(("value", Value::Bool(switch.on)));
            Value::object(members)
        });
        let told = Value::Array(told.collect());
        telling.members.push(("versions", told));
    }

    /// The best offers alone: the others may have been collected here and not elsewhere.
    fn tell_extreme(&self, extreme: &Extreme, telling: &mut Telling) {
        let mut best: Vec<_> = extreme.best().collect();
        best.order_by_key(|offer| offer.stamp.order());
        let told = best.into_iter().map(|offer| {
            let value = Value::from_cbor_output(&offer.bytes);
            telling.lines.push(format!(
                "{} offered {} at {}",
                self.writer(offer.stamp.dot),
                value.to_json(),
                self.time_of(&offer.stamp)
            ));
            let mut members = self.tell_stamp(&offer.stamp);
            members.push(("value", value));
            Value::object(members)
        });
        let told = Value::Array(told.collect());
        telling.members.push(("versions", told));
    }

    fn tell_claims(&self, set: &Set, telling: &mut Telling) {
        let told = self.claims_in(set).into_iter().enumerate().map(|(place, claim)| {
            let value = Value::from_cbor_output(claim.claimant);
            let stamp = self.claim_stamp(&claim);
            let mark = if place == 0 { " (holds)" } else { "" };
            telling.lines.push(format!(
                "{} claimed for {} at {}{mark}",
                self.writer(claim.dot),
                value.to_json(),
                self.time_of(&stamp)
            ));
            let mut members = self.tell_stamp(&stamp);
            members.extend([("value", value), ("shown", Value::Bool(place == 0))]);
            Value::object(members)
        });
        let told = Value::Array(told.collect());
        telling.members.push(("versions", told));
    }

    fn tell_log(&self, log: &Log, telling: &mut Telling) {
        let told = log.after(None).map(|entry| {
            let value = Value::from_cbor_output(&entry.bytes);
            telling.lines.push(format!(
                "{} appended {} at {}",
                self.writer(entry.stamp.dot),
                value.to_json(),
                self.time_of(&entry.stamp)
            ));
            let mut members = self.tell_stamp(&entry.stamp);
            members.push(("value", value));
            Value::object(members)
        });
        let told = Value::Array(told.collect());
        telling.members.push(("versions", told));
    }

    fn tell_stamp(&self, stamp: &Stamp) -> Vec<(&'static str, Value)> {
        let context: VersionVector =
            self.context_at(stamp.dot).iter().map(|(stream, head)| (self.streams.id(*stream), *head)).collect();
        Vec::from([
            ("dot", Value::Text(self.named_dot(stamp.dot).to_string())),
            ("region", Value::from(self.writer(stamp.dot))),
            ("timestamp", Value::Text(self.time_of(stamp))),
            ("context", context.to_document()),
        ])
    }

    fn writer(&self, dot: LocalDot) -> String {
        self.region_name(self.streams.id(dot.stream).origin.region)
    }

    fn time_of(&self, stamp: &Stamp) -> String {
        self.timestamp(stamp.time, stamp.node).to_string()
    }
}

fn tell_expiry(record: &Record, telling: &mut Telling) {
    let Some(expiry) = record.expiry() else { return };
    let until = expiry.until_ms.map_or(Value::Null, |ms| Value::Integer(ms as i64));
    telling.lines.push(match expiry.until_ms {
        Some(ms) => format!("what was written before {ms} ms is gone from then on: the longest of its expiries"),
        None => "it does not expire: of its expiries, one that persists beats any".into(),
    });
    telling.members.push(("expires_at", until));
}

impl Telling {
    fn resolve(&mut self, resolution: &Resolution) {
        self.decide(resolution.rule, resolution.why);
        if let Some(function) = &resolution.function {
            self.members.push(("function", function.to_document()));
            self.lines.push(format!("  by merge function {function}"));
        }
        if let Some(failure) = &resolution.failure {
            self.members.push(("failure", failure.to_document()));
            self.lines.push(format!("  {}", failure.message()));
        }
    }

    fn decide(&mut self, rule: &'static str, why: &'static str) {
        self.members.extend([("rule", Value::from(rule)), ("why", Value::from(why))]);
        self.lines.push(format!("{rule}: {why}"));
    }
}
