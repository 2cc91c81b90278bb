//! Rights to bounded counters: what this region may spend, and what it gives to others.

use super::{Region, Written, typing::is_bounded, write_plan::Request};
use crate::{
    Code, Error, Result,
    record::{BoundedCounter, Place, Record, Row},
    value::Value,
    wire::{OperationKind, Path, Rights},
};
use alloc::{format, vec::Vec};
use minicbor::Encoder;

impl Region {
    /// Gives rights of this region to another one, which can spend them once it has received the transfer.
    ///
    /// # Errors
    ///
    /// `unknown_region`, `invalid_argument` for an amount below 1 and for this region itself, `insufficient_rights`,
    /// `counter_overflow`, and those of every write.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, region::{Options, Region}};
    /// use std::sync::Arc;
    /// let shop = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
    ///     "classes": [{"name": "stock", "keys": "stock/*", "labels": [], "type": "bounded-counter"}]}"#)?);
    /// let mut eu = Region::open(shop, "eu", Options::default())?;
    /// eu.increment(1_000, "stock/tea", &[], 10)?;
    /// eu.transfer(1_000, "stock/tea", &[], "us", 4)?;
    /// eu.increment(1_000, "stock/tea", &[], -6)?;
    /// let refused = eu.increment(1_000, "stock/tea", &[], -1).unwrap_err();
    /// assert_eq!(refused.code().as_str(), "insufficient_rights");
    /// assert_eq!(eu.rights("stock/tea", &[])?.get("elsewhere").unwrap().to_json(), "4");
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn transfer(&mut self, now_ms: u64, key: &str, path: &[&str], to: &str, amount: i64) -> Result<Written> {
        let target = self.transfer_target(to, amount)?;
        let request = Request::new(OperationKind::Transfer, key, path, None)?;
        self.write(now_ms, Request { amount: amount.into(), target, ..request })
    }

    /// What is left of a bounded counter, and who may spend it: `{total, available, elsewhere, incomplete, regions}`.
    /// `available` is what this region may spend now, `elsewhere` what only others may, `regions` the rights of each by
    /// name. `incomplete` says that spends have come whose grants have not: what is below zero by that is shown as zero.
    ///
    /// A new incarnation has only what it granted itself, until every other region has told what it holds of the
    /// streams of the incarnations before it and all of that has come: what those had spent must not be spent again.
    /// What a region holds when it retires is locked; give it away before.
    ///
    /// # Errors
    ///
    /// `unknown_class`, `invalid_key`, `key_too_large`, `unknown_path`, `wrong_type`.
    pub fn rights(&self, key: &str, path: &[&str]) -> Result<Value> {
        let spec = self.deployment.class(self.readable_class(key)?);
        let place = Path::new(path);
        if let Some(spec) = spec {
            let kind = spec.kind_at(path)?;
            if !is_bounded(spec, &place) {
                return Err(Error::new(
                    Code::WrongType,
                    format!("rights are of bounded counters, and this is a {}", kind.type_name()),
                ));
            }
        }
        let record = self.record(key).unwrap_or_default();
        let none = BoundedCounter::default();
        let counter = bounded(Some(&record), &place).unwrap_or(&none);
        let total = counter.total();
        let available = self.available(counter);
        let regions = self.deployment.regions().iter().map(|spec| (spec, self.rights_of(counter, spec.number)));
        let regions: Vec<_> = regions.collect();
        let incomplete = total < 0 || regions.iter().any(|(_, rights)| *rights < 0);
        let regions = regions.into_iter().map(|(spec, rights)| (spec.name.as_str(), Value::from(rights.max(0))));
        Ok(Value::object([
            ("total", Value::from(total.max(0))),
            ("available", Value::from(available)),
            ("elsewhere", Value::from((total.max(0) - available).max(0))),
            ("incomplete", Value::Bool(incomplete)),
            ("regions", Value::object(regions)),
        ]))
    }

    /// The number of the region that is given so much.
    pub(super) fn transfer_target(&self, to: &str, amount: i64) -> Result<u16> {
        if amount < 1 {
            return Err(Error::new(Code::InvalidArgument, format!("a transfer takes at least 1, {amount} was given")));
        }
        self.other_region(to)
    }

    fn rights_of(&self, counter: &BoundedCounter, region: u16) -> i128 {
        counter.rights_of(region, |stream| self.streams.id(stream).origin.region)
    }

    /// What this region may spend.
    pub(super) fn available(&self, counter: &BoundedCounter) -> i128 {
        let own = |row: &&Row| self.streams.id(row.stream).origin == self.origin;
        let rights = if self.recovery.is_some() {
            // What the incarnations before this one had spent may not be known here yet.
            counter.rows.iter().filter(own).map(Row::left).sum()
        } else {
            self.rights_of(counter, self.origin.region)
        };
        rights.max(0)
    }

    /// The row that this region's stream has after a grant, a spend or a transfer.
    pub(super) fn plan_rights(&self, request: &Request<'_>, record: Option<&Record>) -> Result<Vec<u8>> {
        let none = BoundedCounter::default();
        let counter = bounded(record, &request.path).unwrap_or(&none);
        let stream = self.streams.number(self.own_stream(request.lane));
        let mut row = stream.and_then(|stream| counter.row(stream)).cloned().unwrap_or_default();
        let gives = request.kind == OperationKind::Transfer;
        let amount = u64::try_from(request.amount.unsigned_abs()).map_err(|_| overflow())?;
        if gives || request.amount < 0 {
            self.check_rights(counter, amount)?;
        }
        match (gives, request.amount < 0) {
            (true, _) => row.give(request.target, amount).ok_or_else(overflow)?,
            (_, true) => row.spent = row.spent.checked_add(amount).ok_or_else(overflow)?,
            (_, false) => row.granted = row.granted.checked_add(amount).ok_or_else(overflow)?,
        }
        let mut bytes = Vec::new();
        let Row { granted, spent, given, .. } = row;
        Rights { granted, spent, given }.encode(&mut Encoder::new(&mut bytes));
        Ok(bytes)
    }

    fn check_rights(&self, counter: &BoundedCounter, amount: u64) -> Result<()> {
        let available = self.available(counter);
        if i128::from(amount) <= available {
            return Ok(());
        }
        let elsewhere = (counter.total().max(0) - available).max(0);
        Err(Error::new(
            Code::InsufficientRights,
            format!(
                "this region may spend {available} and {amount} were asked for; other regions hold {elsewhere}: ask one of them for a transfer"
            ),
        )
        .with("amount", amount)
        .with("available", available)
        .with("elsewhere", elsewhere))
    }
}

fn bounded<'r>(record: Option<&'r Record>, path: &Path) -> Option<&'r BoundedCounter> {
    match record?.places.get(path) {
        Some(Place::Bounded(counter)) => Some(counter),
        _ => None,
    }
}

#[cold]
fn overflow() -> Error {
    Error::new(
        Code::CounterOverflow,
        "what this region granted, spent or gave of the counter would leave the 64-bit range",
    )
}
