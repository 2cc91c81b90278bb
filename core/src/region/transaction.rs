//! Making the writes of a change set: all of them, or none.

use super::{
    ChangeSet, Region, Written,
    change_set::{SetWrite, WRITES_MAX},
    commit::{Sighted, internal},
    write_plan::{Plan, Request},
};
use crate::{
    Code, Error, Result,
    metrics::Refused,
    record::{LocalDot, Outcome, Record, Seen},
    sorted::SortedMap,
    time::Timestamp,
    value::Limits,
    wire::{Base, ChangeEncoder, OperationKind, Path, StreamReader},
};
use alloc::{format, vec::Vec};

/// The most bytes of arguments in one change set: it has to fit into a batch that every region takes.
const BYTES_MAX: usize = 4 << 20;

/// A write with its arguments encoded.
struct Encoded<'s> {
    write: &'s SetWrite,
    arguments: Vec<u8>,
    fields: Vec<Path>,
}

impl Region {
    /// Makes several writes as one: every region sees all of them or none, at once, and the feed hands them out
    /// together. A later write of the set has seen the earlier ones. Where they meet concurrent writes, each key is
    /// resolved by itself.
    ///
    /// # Errors
    ///
    /// Those of each write; the set is then as if it had not been asked for, and the error's detail `write` says which
    /// of them it was. `change_set_refused` where the set is empty, has more than 1,000 writes or 4 MiB, or where its
    /// keys lie in different partitions: what is seen together has to travel in one stream.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, region::{ChangeSet, Options, Region}, value::{Limits, Value}};
    /// use std::sync::Arc;
    /// let shop = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1}],
    ///     "classes": [{"name": "orders", "keys": "order/*", "labels": [], "type": "register"},
    ///                 {"name": "stock", "keys": "stock/*", "labels": [], "type": "counter"}]}"#)?);
    /// let mut eu = Region::open(shop, "eu", Options::default())?;
    /// let order = Value::from_json(r#"[
    ///     {"operation": "put", "key": "order/1", "value": {"item": "tea"}},
    ///     {"operation": "increment", "key": "stock/tea", "amount": -1}
    /// ]"#, &Limits::default())?;
    /// let written = eu.transaction(1_000, &ChangeSet::from_document(&order)?)?;
    /// assert_eq!(written.len(), 2);
    /// assert_eq!(eu.get("stock/tea")?.unwrap().value(), Value::from(-1));
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn transaction(&mut self, now_ms: u64, set: &ChangeSet) -> Result<Vec<Written>> {
        let written = self.try_transaction(now_ms, set);
        self.count_refusal(Refused::Write, written)
    }

    fn try_transaction(&mut self, now_ms: u64, set: &ChangeSet) -> Result<Vec<Written>> {
        if set.is_empty() || set.len() > WRITES_MAX {
            return Err(refused(format!("a change set has 1 to {WRITES_MAX} writes, {} were given", set.len())));
        }
        let encoded =
            set.writes.iter().enumerate().map(|(at, write)| self.encode(write).map_err(|why| why.with("write", at)));
        let encoded: Vec<Encoded<'_>> = encoded.collect::<Result<_>>()?;
        let bytes: usize = encoded.iter().map(|encoded| encoded.arguments.len()).sum();
        if bytes > BYTES_MAX {
            return Err(refused(format!(
                "a change set has at most {BYTES_MAX} bytes, {bytes} were given; make it smaller"
            )));
        }
        let requests = encoded
            .iter()
            .enumerate()
            .map(|(at, encoded)| self.request(encoded, now_ms).map_err(|why| why.with("write", at)));
        let requests: Vec<(u16, Request<'_>)> = requests.collect::<Result<_>>()?;
        self.check_one_partition(&requests)?;
        self.check_writable()?;
        let expires = requests.iter().any(|(_, request)| self.may_expire(request));
        let early = if expires { self.ticks(now_ms, requests.len())? } else { Vec::new() };
        let plans = self.plan_set(&requests, &early)?;
        let timestamps = if expires { early } else { self.ticks(now_ms, requests.len())? };
        self.advance_to(now_ms);
        let mut left = requests.len();
        let mut written = Vec::with_capacity(left);
        for (((class, request), plan), timestamp) in requests.iter().zip(&plans).zip(timestamps) {
            left -= 1;
            written.push(self.commit_own(*class, request, plan, timestamp, left > 0)?);
            if let Some(metrics) = &mut self.metrics {
                metrics.written(*class, request.key);
            }
        }
        Ok(written)
    }

    fn ticks(&self, now_ms: u64, count: usize) -> Result<Vec<Timestamp>> {
        (0..count).map(|_| self.clock.tick(now_ms)).collect()
    }

    fn encode<'s>(&self, write: &'s SetWrite) -> Result<Encoded<'s>> {
        let (arguments, fields) = match (&write.value, write.kind) {
            (_, OperationKind::Patch) => {
                self.encode_fields(write.fields.iter().map(|(path, value)| (path.clone(), value)))?
            }
            (Some(value), _) => (self.encode_value(value)?, Vec::new()),
            (None, _) => Default::default(),
        };
        Ok(Encoded { write, arguments, fields })
    }

    fn request<'e>(&self, encoded: &'e Encoded<'_>, now_ms: u64) -> Result<(u16, Request<'e>)> {
        let write = encoded.write;
        let mut request = Request {
            path: write.path.clone(),
            arguments: &encoded.arguments,
            fields: &encoded.fields,
            amount: write.amount.into(),
            assigns: write.assigns,
            until_ms: write.until_ms,
            target: match &write.to {
                Some(to) => self.transfer_target(to, write.amount)?,
                None => 0,
            },
            ..Request::new(write.kind, &write.key, &[], write.context.as_deref())?
        };
        let class = self.admit(&mut request, now_ms)?;
        Ok((class, request))
    }

    fn check_one_partition(&self, requests: &[(u16, Request<'_>)]) -> Result<()> {
        let mut lanes = requests.iter().map(|(_, request)| request.lane);
        let first = lanes.next();
        if lanes.all(|lane| Some(lane) == first) {
            return Ok(());
        }
        Err(refused(format!(
            "its keys lie in several placements or in different ones of the {} partitions; only keys that travel in one stream can be written as one",
            self.deployment.partitions()
        )))
    }

    /// Plans every write as if those before it had been made.
    fn plan_set(&mut self, requests: &[(u16, Request<'_>)], times: &[Timestamp]) -> Result<Vec<Plan>> {
        let mut still: SortedMap<&str, usize> = SortedMap::new();
        requests.iter().for_each(|(_, request)| *still.entry(request.key).or_default() += 1);
        let mut staged: SortedMap<&str, Record> = SortedMap::new();
        let mut plans = Vec::with_capacity(requests.len());
        for (at, (_, request)) in requests.iter().enumerate() {
            let at_ms = times.get(at).map_or(0, |timestamp| timestamp.ms());
            let plan = self.plan(request, staged.get(&request.key), at as u64, at_ms);
            let plan = plan.map_err(|why| why.with("write", at))?;
            let later = still.entry(request.key).or_default();
            *later -= 1;
            if *later > 0 {
                let mut record = match staged.remove(&request.key) {
                    Some(record) => record,
                    None => self.record(request.key).unwrap_or_default(),
                };
                self.stage(&mut record, request, &plan, at as u64)?;
                staged.insert(request.key, record);
            }
            plans.push(plan);
        }
        Ok(plans)
    }

    /// Makes a write on a copy of its record.
    fn stage(&mut self, record: &mut Record, request: &Request<'_>, plan: &Plan, ahead: u64) -> Result<()> {
        let number = self.streams.intern(self.own_stream(request.lane));
        let change = ChangeEncoder {
            kind: request.kind,
            birth: plan.birth,
            key: request.key,
            path: &request.path,
            arguments: plan.arguments.as_deref().unwrap_or(request.arguments),
            extras: &plan.extras,
            continues: false,
            steps: &[],
        };
        // Only the order of times counts here: after all that the region has seen, one after the other.
        let time = (u64::MAX >> 17 << 16) + ahead;
        let (mut bytes, base) = (Vec::new(), Base { time: time - 1, ..Base::default() });
        change.encode(&mut bytes, (base.time, 0), time, 0);
        let limits = Limits { depth: Limits::DEPTH_MAX, size_bytes: usize::MAX };
        let change = StreamReader::new(&bytes, &base, &limits).next_change()?;
        let dot = LocalDot { stream: number, sequence: self.streams.cursor(number) + 1 + ahead };
        let deployment = self.deployment.clone();
        let class = deployment.class(deployment.class_of(change.key)?).ok_or_else(internal)?;
        let Sighted { effect, extra, extra_at_root, spared, spared_at_root } = self.sighted(&change, dot, class);
        let heads: Vec<u64> = self.streams.all.iter().map(|stream| stream.cursor).collect();
        let seen = Seen { heads: &heads, own: dot, extra: &extra, spared: &spared };
        let seen_at_root = Seen { extra: &extra_at_root, spared: &spared_at_root, ..seen };
        let cursor = |stream: u32| if stream == number { dot.sequence } else { self.streams.cursor(stream) };
        record.apply(&effect, &seen, &seen_at_root, cursor, self.options.faults, &mut Outcome::default());
        record.pending.retain_mut(|pending| pending.prune(cursor));
        Ok(())
    }
}

#[cold]
fn refused(why: alloc::string::String) -> Error {
    Error::new(Code::ChangeSetRefused, why)
}
