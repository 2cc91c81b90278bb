//! Unique claims: a value of a class is held by one claimant, the same in every region.
//!
//! Under the hood a claim is a member of an add-wins set: whoever claims adds himself, whoever releases takes away
//! what was seen of himself. Of the live claims the earliest holds, by the time of the claim, then by who wrote it; the
//! others stand in line. A claim is never changed: claiming again what one holds changes nothing, so nobody loses a
//! place in the line or gains one.
//!
//! Nobody can promise more without asking all the others first: a region that claims learns at once whether it sees
//! another claimant, and later, when every member has acknowledged the claim in its own stream, that none can come
//! any more that is earlier.

#[cfg(feature = "simulate")]
use super::ClaimSecret;
use super::{Region, Written, commit::internal, store::View, write_plan::Request};
use crate::{
    Code, Error, Result,
    deployment::{Class, Kind},
    record::{LocalDot, Place, Record, Set, Stamp},
    sorted::Order,
    value::Value,
    wire::{OperationKind, Path},
};
use alloc::{format, string::String, vec::Vec};

/// How far a claim has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimState {
    /// Nobody claims the value.
    Free,
    /// Somebody holds it here, but a claim that is earlier may still arrive.
    Provisional,
    /// Every member has acknowledged the claim: no earlier one can arrive.
    Confirmed,
}

impl ClaimState {
    /// The stable name, for example `"provisional"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            ClaimState::Free => "free",
            ClaimState::Provisional => "provisional",
            ClaimState::Confirmed => "confirmed",
        }
    }
}

/// Who holds a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The key of the record. The value cannot be told from it.
    pub key: String,
    /// Who holds the value.
    pub holder: Option<Value>,
    /// How far that has come.
    pub state: ClaimState,
    /// Everybody who claims the value: the holder, then those in line.
    pub claimants: Vec<Value>,
}

impl Claim {
    /// `{key, holder, state, claimants}`; nobody is null.
    pub fn to_document(&self) -> Value {
        Value::object([
            ("key", Value::from(self.key.as_str())),
            ("holder", self.holder.clone().unwrap_or(Value::Null)),
            ("state", Value::from(self.state.as_str())),
            ("claimants", Value::Array(self.claimants.clone())),
        ])
    }
}

/// A live claim: of several of one claimant, the earliest.
pub(super) struct LiveClaim<'a> {
    pub(super) claimant: &'a [u8],
    pub(super) time: u64,
    pub(super) dot: LocalDot,
}

impl Region {
    /// Claims a value for a claimant and answers who holds it now.
    ///
    /// `class` names a class of the type `claim`. Claiming again what one holds succeeds and changes nothing. Until
    /// the claim is `confirmed`, an earlier claim from another region may arrive and take its place; then a conflict
    /// record of the kind `unique_claim` tells so, and this claim stays in line until it is released.
    ///
    /// # Errors
    ///
    /// `claim_taken` where another claimant is seen to hold the value, with the details `holder` (as JSON) and `state`;
    /// `unknown_class`; `wrong_type` for a class of another type; and those of every write.
    ///
    /// ```
    /// use active_active::{Code, deployment::Deployment, region::{ClaimState, Options, Region}, value::Value};
    /// use std::sync::Arc;
    /// let shop = Arc::new(Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1}],
    ///     "classes": [{"name": "emails", "keys": "email/*", "labels": [], "type": "claim"}]}"#)?);
    /// let mut eu = Region::open(shop, "eu", Options::default())?;
    /// let (email, ann, ben) = (Value::from("ann@example.org"), Value::from("user-1"), Value::from("user-2"));
    /// let claim = eu.claim(1_000, "emails", &email, &ann)?;
    /// assert_eq!((claim.holder, claim.state), (Some(ann.clone()), ClaimState::Confirmed));
    /// assert!(!claim.key.contains("ann@"));
    /// assert_eq!(eu.claim(1_001, "emails", &email, &ben).unwrap_err().code(), Code::ClaimTaken);
    /// eu.release(1_002, "emails", &email, &ann)?;
    /// assert_eq!(eu.claim(1_003, "emails", &email, &ben)?.holder, Some(ben));
    /// # Ok::<(), active_active::Error>(())
    /// ```
    pub fn claim(&mut self, now_ms: u64, class: &str, value: &Value, claimant: &Value) -> Result<Claim> {
        self.write_claim(now_ms, class, value, claimant)?;
        self.claim_of(class, value)
    }

    /// Gives up a claim as far as it was seen, and answers who holds the value now: the next in line, if anybody.
    ///
    /// # Errors
    ///
    /// `claim_not_held` where the claimant has no live claim here; and those of [`claim`](Self::claim).
    pub fn release(&mut self, now_ms: u64, class: &str, value: &Value, claimant: &Value) -> Result<Claim> {
        self.write_release(now_ms, class, value, claimant)?;
        self.claim_of(class, value)
    }

    /// Who holds a value, as far as is known here.
    ///
    /// # Errors
    ///
    /// `unknown_class`; `wrong_type` for a class that is not of the type `claim`; the faults of values and keys.
    pub fn claim_of(&self, class: &str, value: &Value) -> Result<Claim> {
        let key = self.claim_key(class, value)?;
        let claims = self.live_claims(&key);
        let state = match claims.first() {
            None => ClaimState::Free,
            Some(first) if self.is_stable(first.dot) => ClaimState::Confirmed,
            Some(_) => ClaimState::Provisional,
        };
        let claimants: Vec<Value> = claims.iter().map(|claim| Value::from_cbor_output(claim.claimant)).collect();
        Ok(Claim { holder: claimants.first().cloned(), state, claimants, key })
    }

    /// Claims, and answers the write unless there was nothing to do.
    pub(crate) fn write_claim(
        &mut self,
        now_ms: u64,
        class: &str,
        value: &Value,
        claimant: &Value,
    ) -> Result<Option<Written>> {
        let key = self.claim_key(class, value)?;
        let claimant = self.encode_value(claimant)?;
        if let Some(first) = self.live_claims(&key).first() {
            return if *first.claimant == *claimant {
                Ok(None)
            } else {
                Err(taken(class, &self.claim_of(class, value)?))
            };
        }
        self.write_member(now_ms, OperationKind::Add, &key, &claimant).map(Some)
    }

    /// Releases, and answers the write.
    pub(crate) fn write_release(
        &mut self,
        now_ms: u64,
        class: &str,
        value: &Value,
        claimant: &Value,
    ) -> Result<Written> {
        let key = self.claim_key(class, value)?;
        let claimant = self.encode_value(claimant)?;
        if !self.live_claims(&key).iter().any(|claim| *claim.claimant == *claimant) {
            return Err(not_held(class));
        }
        self.write_member(now_ms, OperationKind::Remove, &key, &claimant)
    }

    fn write_member(&mut self, now_ms: u64, kind: OperationKind, key: &str, claimant: &[u8]) -> Result<Written> {
        let request = Request::new(kind, key, &[], None)?;
        let written = self.write(now_ms, Request { arguments: claimant, claims: true, ..request })?;
        // Where nobody else takes part, nobody else has to acknowledge.
        self.advance_stability(written.dot.stream.lane());
        Ok(written)
    }

    /// The key under which a value of a class is claimed.
    fn claim_key(&self, class: &str, value: &Value) -> Result<String> {
        let Some(spec) = self.deployment.class_by_name(class) else {
            let message = format!("deployment `{}` has no class `{class}`", self.deployment.name());
            return Err(Error::new(Code::UnknownClass, message).with("class", class));
        };
        let (Kind::Claim, Some(prefix)) = (&spec.kind, spec.pattern.prefix()) else {
            let message = format!("class `{class}` is a {}; only a claim can be claimed", spec.kind.type_name());
            return Err(Error::new(Code::WrongType, message)
                .with("class", class)
                .with("type", spec.kind.type_name())
                .with("operation", "claim"));
        };
        let value = value.clone().normalize()?;
        self.encode_value(&value)?;
        let key = self.options.claim_secret.key(&self.deployment, class, prefix, &value);
        let owner = self.deployment.class(self.readable_class(&key)?).ok_or_else(internal)?;
        if owner.name != class {
            let message = format!("the keys of class `{class}` go to class `{}`, which is named first", owner.name);
            return Err(Error::new(Code::WrongType, message).with("class", class));
        }
        Ok(key)
    }

    /// The live claims under a key, the earliest first.
    fn live_claims(&self, key: &str) -> Vec<LiveClaim<'_>> {
        match self.store.view(key) {
            Some(View::Full(record)) if record.exists(self.existence_of(key)) => {
                match record.places.get(&Path::default()) {
                    Some(Place::Set(set)) => self.claims_in(set),
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// The order is the same everywhere: times, and the names of writes, never local numbers.
    pub(super) fn claims_in<'a>(&self, set: &'a Set) -> Vec<LiveClaim<'a>> {
        let order = |time: u64, dot: LocalDot| (time, self.named_dot(dot));
        let earliest = set.members.iter().filter_map(|(claimant, dots)| {
            let first = dots.as_slice().iter().min_by_key(|dot| order(dot.time, dot.dot))?;
            Some(LiveClaim { claimant, time: first.time, dot: first.dot })
        });
        let mut claims: Vec<LiveClaim<'a>> = earliest.collect();
        claims.order_by_key(|claim| order(claim.time, claim.dot));
        claims
    }

    /// When and by whom a claim was made, as all regions know it: which process of the region it was, a member does
    /// not keep.
    pub(super) fn claim_stamp(&self, claim: &LiveClaim<'_>) -> Stamp {
        Stamp { dot: claim.dot, time: claim.time, node: Self::node_of(&self.streams, claim.dot.stream, 0) }
    }

    /// What a claim's record shows: `{holder, claimants}`. Its state is no part of that, since it is not the same
    /// everywhere at the same time.
    pub(super) fn fold_claims(&self, set: Option<&Set>) -> Value {
        let claims = set.map(|set| self.claims_in(set)).unwrap_or_default();
        let claimants: Vec<Value> = claims.iter().map(|claim| Value::from_cbor_output(claim.claimant)).collect();
        Value::object([
            ("holder", claimants.first().cloned().unwrap_or(Value::Null)),
            ("claimants", Value::Array(claimants)),
        ])
    }
}

/// The claimant of a live claim.
pub(super) fn claimant_of(record: &Record, dot: LocalDot) -> Option<&[u8]> {
    let Some(Place::Set(set)) = record.places.get(&Path::default()) else { return None };
    let has = |(_, dots): &(_, &crate::record::MemberDots)| dots.as_slice().iter().any(|member| member.dot == dot);
    set.members.iter().find(has).map(|(member, _)| &**member)
}

/// Whether the records of a class are claims.
pub(super) fn is_claim(class: Option<&Class>) -> bool {
    class.is_some_and(|class| class.kind == Kind::Claim)
}

#[cold]
fn taken(class: &str, claim: &Claim) -> Error {
    let state = claim.state.as_str();
    let message = format!(
        "the value is claimed by somebody else in class `{class}` ({state}); ask `claim_of`, or claim it once it is released"
    );
    let holder = claim.holder.as_ref().map_or_else(String::new, Value::to_json);
    Error::new(Code::ClaimTaken, message).with("class", class).with("holder", holder).with("state", state)
}

#[cold]
fn not_held(class: &str) -> Error {
    let message =
        format!("the claimant has no claim to this value of class `{class}` here; there is nothing to release");
    Error::new(Code::ClaimNotHeld, message).with("class", class)
}

/// The key under which a simulated value is claimed.
#[cfg(feature = "simulate")]
pub(crate) fn key_of_claim(deployment: &crate::deployment::Deployment, class: &str, value: &Value) -> Option<String> {
    let prefix = deployment.class_by_name(class)?.pattern.prefix()?;
    Some(ClaimSecret::default().key(deployment, class, prefix, value))
}
