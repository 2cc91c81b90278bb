//! The writes of this region: one method for each operation, all through one door.

use super::{
    Region, Written,
    context_token::ContextToken,
    typing::{check_offer, check_operation, is_bounded, remove_wins, wrong_type},
    write_plan::Request,
};
use crate::{
    Code, Error, Result,
    causality::Lane,
    deployment::{ExistenceStrategy, Kind},
    metrics::Refused,
    residency::Action,
    sorted::Order,
    value::{Value, check_canonical},
    wire::{ChangeEncoder, OperationKind, Path},
};
use alloc::{format, vec::Vec};

impl Region {
    /// Writes a register. Without a context it replaces all that this region holds there: a blind write.
    ///
    /// `path` names the field of a map record and is empty otherwise. `context` is what a read returned, or the bytes
    /// of a version vector; values that it had not seen are spared and stay as siblings.
    ///
    /// # Errors
    ///
    /// Those of every write: `invalid_key`, `key_too_large`, `unknown_class`, `unknown_path`, `wrong_type`,
    /// `not_caught_up`, and those of the clock. Here also `value_too_large`, `value_too_deep`, `invalid_context`, and
    /// `too_many_siblings` where the context lacks so many live values that one more would pass the limit.
    pub fn put(
        &mut self,
        now_ms: u64,
        key: &str,
        path: &[&str],
        value: &Value,
        context: Option<&[u8]>,
    ) -> Result<Written> {
        self.put_encoded(now_ms, key, path, &self.encode_value(value)?, context)
    }

    /// As [`put`](Self::put), with the value in canonical CBOR.
    pub fn put_encoded(
        &mut self,
        now_ms: u64,
        key: &str,
        path: &[&str],
        value: &[u8],
        context: Option<&[u8]>,
    ) -> Result<Written> {
        self.check_encoded(value)?;
        self.write(now_ms, Request { arguments: value, ..Request::new(OperationKind::Put, key, path, context)? })
    }

    /// Writes several register fields of a map record in one change.
    pub fn patch(
        &mut self,
        now_ms: u64,
        key: &str,
        fields: &[(&[&str], Value)],
        context: Option<&[u8]>,
    ) -> Result<Written> {
        let (arguments, fields) = self.encode_fields(fields.iter().map(|(path, value)| (Path::new(path), value)))?;
        let request = Request::new(OperationKind::Patch, key, &[], context)?;
        self.write(now_ms, Request { arguments: &arguments, fields: &fields, ..request })
    }

    /// Deletes a record. Its content stays, suppressed, until the delete is stable, so that another strategy or an
    /// undo can find it. With a context, the record survives where it was written to unseen.
    pub fn delete(&mut self, now_ms: u64, key: &str, context: Option<&[u8]>) -> Result<Written> {
        self.write(now_ms, Request::new(OperationKind::Delete, key, &[], context)?)
    }

    /// Removes a field of a map record with all below it, as far as it was seen: by the context, else by this region.
    pub fn unset(&mut self, now_ms: u64, key: &str, path: &[&str], context: Option<&[u8]>) -> Result<Written> {
        self.write(now_ms, Request::new(OperationKind::Unset, key, path, context)?)
    }

    /// Adds to a counter; a negative amount subtracts. Of a bounded counter, a positive amount grants rights to this
    /// region, and a negative one spends of them.
    ///
    /// # Errors
    ///
    /// Also `counter_overflow` where the region's own share would leave the 128-bit range, and of a bounded counter
    /// the 64-bit range; `insufficient_rights` where this region has not the rights to spend so much.
    pub fn increment(&mut self, now_ms: u64, key: &str, path: &[&str], amount: i64) -> Result<Written> {
        self.write(
            now_ms,
            Request { amount: i128::from(amount), ..Request::new(OperationKind::Increment, key, path, None)? },
        )
    }

    /// Sets a counter by the increment that leads from what this region sees to `value`. Two regions that assign
    /// apart both count: 10, assigned 15 twice concurrently, is 20.
    pub fn assign(&mut self, now_ms: u64, key: &str, path: &[&str], value: i64) -> Result<Written> {
        let request = Request::new(OperationKind::Increment, key, path, None)?;
        self.write(now_ms, Request { amount: i128::from(value), assigns: true, ..request })
    }

    /// Sets a counter to zero as far as it was seen; increments that were not seen still count.
    pub fn reset(&mut self, now_ms: u64, key: &str, path: &[&str], context: Option<&[u8]>) -> Result<Written> {
        self.write(now_ms, Request::new(OperationKind::Reset, key, path, context)?)
    }

    /// Adds a member to a set.
    pub fn add(&mut self, now_ms: u64, key: &str, path: &[&str], member: &Value) -> Result<Written> {
        let member = self.encode_value(member)?;
        self.write(now_ms, Request { arguments: &member, ..Request::new(OperationKind::Add, key, path, None)? })
    }

    /// Removes a member from a set, as far as it was seen. In a remove-wins set it also beats concurrent adds.
    pub fn remove(
        &mut self,
        now_ms: u64,
        key: &str,
        path: &[&str],
        member: &Value,
        context: Option<&[u8]>,
    ) -> Result<Written> {
        let member = self.encode_value(member)?;
        self.write(now_ms, Request { arguments: &member, ..Request::new(OperationKind::Remove, key, path, context)? })
    }

    /// Removes all members of a set that were seen. It leaves no dot even in a remove-wins set: an add that it had
    /// not seen, or that a removal it saw had beaten, appears.
    pub fn clear(&mut self, now_ms: u64, key: &str, path: &[&str], context: Option<&[u8]>) -> Result<Written> {
        self.write(now_ms, Request::new(OperationKind::Clear, key, path, context)?)
    }

    /// Turns a flag on.
    pub fn enable(&mut self, now_ms: u64, key: &str, path: &[&str]) -> Result<Written> {
        self.write(now_ms, Request::new(OperationKind::Enable, key, path, None)?)
    }

    /// Turns a flag off.
    pub fn disable(&mut self, now_ms: u64, key: &str, path: &[&str]) -> Result<Written> {
        self.write(now_ms, Request::new(OperationKind::Disable, key, path, None)?)
    }

    /// The arguments of a patch, and the paths that it names.
    pub(super) fn encode_fields<'v>(
        &self,
        fields: impl Iterator<Item = (Path, &'v Value)>,
    ) -> Result<(Vec<u8>, Vec<Path>)> {
        let mut encoded: Vec<(Path, Vec<u8>)> = Vec::new();
        for (path, value) in fields {
            if encoded.iter().any(|(other, _)| *other == path) {
                return Err(Error::new(Code::InvalidArgument, format!("the patch names `{}` twice", path.0.join("."))));
            }
            encoded.push((path, self.encode_value(value)?));
        }
        if encoded.is_empty() {
            return Err(Error::new(Code::InvalidArgument, "a patch needs at least one field"));
        }
        encoded.order();
        let arguments = ChangeEncoder::patch_arguments(&encoded);
        Ok((arguments, encoded.into_iter().map(|(path, _)| path).collect()))
    }

    /// Adds an entry to a log. Entries are never changed: they go with the record, or with the field that is unset.
    pub fn append(&mut self, now_ms: u64, key: &str, path: &[&str], value: &Value) -> Result<Written> {
        let value = self.encode_value(value)?;
        self.write(now_ms, Request { arguments: &value, ..Request::new(OperationKind::Append, key, path, None)? })
    }

    /// Offers a number to a maximum, which shows the greatest that was offered, or to a minimum, which shows the least.
    /// It holds across later writes, too: only with the record, or with the field that is unset, does it go, and then
    /// as far as it was seen. Before the first offer there is no value.
    ///
    /// # Errors
    ///
    /// Also `wrong_type` for what is no number.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, region::{Options, Region}, value::Value};
    /// use std::sync::Arc;
    /// let shop = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1}],
    ///     "classes": [{"name": "bids", "keys": "bid/*", "labels": [], "type": "maximum"}]}"#)?);
    /// let mut eu = Region::open(shop, "eu", Options::default())?;
    /// eu.offer(1_000, "bid/7", &[], &Value::from(120))?;
    /// eu.offer(1_001, "bid/7", &[], &Value::from(90))?;
    /// assert_eq!(eu.get("bid/7")?.map(|read| read.value()), Some(Value::from(120)));
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn offer(&mut self, now_ms: u64, key: &str, path: &[&str], value: &Value) -> Result<Written> {
        let value = self.encode_value(value)?;
        self.write(now_ms, Request { arguments: &value, ..Request::new(OperationKind::Offer, key, path, None)? })
    }

    pub(super) fn encode_value(&self, value: &Value) -> Result<Vec<u8>> {
        let bytes = value.clone().normalize()?.to_cbor();
        self.check_encoded(&bytes)?;
        Ok(bytes)
    }

    pub(super) fn check_encoded(&self, bytes: &[u8]) -> Result<()> {
        let length = check_canonical(bytes, &self.deployment.value_limits())?;
        if length == bytes.len() {
            return Ok(());
        }
        Err(Error::new(Code::NotCanonical, "there are bytes after the value; give one canonical CBOR item"))
    }

    /// The one door: checks, plans, encodes and joins a write of this region.
    pub(super) fn write(&mut self, now_ms: u64, request: Request<'_>) -> Result<Written> {
        let written = self.try_write(now_ms, request);
        self.count_refusal(Refused::Write, written)
    }

    fn try_write(&mut self, now_ms: u64, mut request: Request<'_>) -> Result<Written> {
        let class = self.admit(&mut request, now_ms)?;
        self.check_writable()?;
        // Only where something expires does a write depend on its own time.
        let early = if self.may_expire(&request) { Some(self.clock.tick(now_ms)?) } else { None };
        let plan = self.plan(&request, None, 0, early.map_or(0, |timestamp| timestamp.ms()))?;
        let timestamp = match early {
            Some(timestamp) => timestamp,
            None => self.clock.tick(now_ms)?,
        };
        self.advance_to(now_ms);
        let written = self.commit_own(class, &request, &plan, timestamp, false)?;
        if let Some(metrics) = &mut self.metrics {
            metrics.written(class, request.key);
        }
        Ok(written)
    }

    /// Checks a request against the classes and fits it to its own. Answers the number of that.
    pub(super) fn admit(&self, request: &mut Request<'_>, now_ms: u64) -> Result<u16> {
        self.deployment.check_key(request.key)?;
        let class = self.deployment.class_of(request.key)?;
        request.lane = self.deployment.lane_of(class, request.key);
        self.check_action(request.lane.placement, Action::Collect, now_ms)?;
        if let Some(spec) = self.deployment.class(class) {
            request.existence = spec.existence;
            if request.kind == OperationKind::Remove && remove_wins(spec, &request.path) {
                request.kind = OperationKind::RemoveForGood;
            }
            if request.kind == OperationKind::Increment && !request.assigns && is_bounded(spec, &request.path) {
                request.kind = OperationKind::Entitle;
            }
            check_operation(spec, request.kind, &request.path)?;
            if spec.kind == Kind::Claim && !request.claims {
                return Err(wrong_type(spec, &spec.kind, &request.path.0, request.kind));
            }
            check_offer(spec, request.kind, &request.path, request.arguments)?;
            for field in request.fields {
                check_operation(spec, OperationKind::Put, field)?;
            }
        }
        Ok(class)
    }
}

impl<'a> Request<'a> {
    pub(super) fn new(kind: OperationKind, key: &'a str, path: &[&str], context: Option<&[u8]>) -> Result<Self> {
        Ok(Request {
            kind,
            key,
            path: Path::new(path),
            arguments: &[],
            fields: &[],
            amount: 0,
            target: 0,
            assigns: false,
            until_ms: None,
            context: context.map(ContextToken::decode).transpose()?,
            verdict: None,
            existence: ExistenceStrategy::default(),
            claims: false,
            lane: Lane::default(),
        })
    }
}
