//! The one error of the library: a stable code, a sentence for people, and the figures behind it.

use alloc::{string::String, vec::Vec};
use core::fmt;

/// What an error is about. Each language has one error class per area, so a caller can catch by area and decide
/// by [`Code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// Clocks and timestamps: `ClockError`.
    Clock,
    /// Identifiers: `IdError`.
    Id,
    /// Values and keys that cannot be stored: `ValueError` (`InvalidValueError` where a language has its own).
    Value,
    /// The deployment document: `DeploymentError`.
    Deployment,
    /// A write or read that the engine refuses: `OperationError`.
    Operation,
    /// Where data may be: places, jurisdictions, labels and what they forbid: `ResidencyError`.
    Residency,
    /// Where a request may go: `RoutingError`.
    Routing,
    /// Bytes from a peer or a file: `WireError`.
    Wire,
    /// The replica as a whole: `ReplicaError`.
    Replica,
    /// The calling program: null pointers, disposed handles, a caught panic: `UsageError`.
    Usage,
}

impl Area {
    /// The name of the area, for example `"clock"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Area::Clock => "clock",
            Area::Id => "id",
            Area::Value => "value",
            Area::Deployment => "deployment",
            Area::Operation => "operation",
            Area::Residency => "residency",
            Area::Routing => "routing",
            Area::Wire => "wire",
            Area::Replica => "replica",
            Area::Usage => "usage",
        }
    }
}

macro_rules! codes {
    ($( $(#[$doc:meta])* $variant:ident = $number:literal, $area:ident, $text:literal; )*) => {
        /// A stable error code. The text and the number never change their meaning and are the same in every
        /// language; new codes may be added.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $( $(#[$doc])* $variant, )* }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The code as text, for example `"clock_drift"`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// The code as a number, used as the status of C functions. Zero is never a code: it means success.
            pub const fn number(self) -> u32 {
                match self { $(Code::$variant => $number,)* }
            }

            /// The area that the code belongs to.
            pub const fn area(self) -> Area {
                match self { $(Code::$variant => Area::$area,)* }
            }
        }
    };
}

codes! {
    /// A remote timestamp is further ahead of local time than `max_drift_ms` allows.
    ClockDrift = 100, Clock, "clock_drift";
    /// Local time jumped forwards by more than the limit and was not confirmed.
    ClockJump = 101, Clock, "clock_jump";
    /// The clock would run further ahead of physical time than `max_ahead_ms` allows.
    ClockAhead = 102, Clock, "clock_ahead";
    /// The next timestamp would cross the upper bound that was reserved; reserve a higher one first.
    ClockBound = 103, Clock, "clock_bound";
    /// No timestamp is left after the greatest one.
    ClockExhausted = 104, Clock, "clock_exhausted";
    /// Text or bytes that are not a timestamp.
    TimestampInvalid = 105, Clock, "timestamp_invalid";
    /// A timestamp that does not fit the target representation.
    TimestampOutOfRange = 106, Clock, "timestamp_out_of_range";

    /// Text or bytes that are not an identifier of the kind asked for.
    IdInvalid = 150, Id, "id_invalid";
    /// A Snowflake worker number above 1023.
    WorkerOutOfRange = 151, Id, "worker_out_of_range";
    /// Physical time is behind the last Snowflake issued, or all of its millisecond are issued; wait `wait_ms`.
    ClockBackwards = 152, Id, "clock_backwards";
    /// No identifier is left in the representable range.
    IdExhausted = 153, Id, "id_exhausted";

    /// Text that is not JSON.
    InvalidJson = 200, Value, "invalid_json";
    /// NaN or an infinity.
    NotFinite = 201, Value, "not_finite";
    /// An integer outside -2^63 ..= 2^63-1.
    IntegerOutOfRange = 202, Value, "integer_out_of_range";
    /// An object with the same key twice.
    DuplicateKey = 203, Value, "duplicate_key";
    /// A value nested deeper than the limit.
    ValueTooDeep = 204, Value, "value_too_deep";
    /// A value larger than the limit.
    ValueTooLarge = 205, Value, "value_too_large";
    /// Text that is not UTF-8.
    InvalidUtf8 = 206, Value, "invalid_utf8";
    /// CBOR that is well formed but not in the one canonical form, or not CBOR at all.
    NotCanonical = 207, Value, "not_canonical";
    /// A host object that has no place in the value model.
    UnsupportedValue = 208, Value, "unsupported_value";
    /// An empty key, or one with a control character.
    InvalidKey = 209, Value, "invalid_key";
    /// A key longer than the limit.
    KeyTooLarge = 210, Value, "key_too_large";

    /// A deployment document that breaks a rule; `place` points at it.
    DeploymentInvalid = 250, Deployment, "deployment_invalid";
    /// A region that the deployment does not name.
    UnknownRegion = 251, Deployment, "unknown_region";
    /// A key that no class of the deployment matches.
    UnknownClass = 252, Deployment, "unknown_class";
    /// Two deployment documents carry one version number.
    DeploymentForked = 253, Deployment, "deployment_forked";
    /// A deployment that cannot follow the one in force, with the reason.
    DeploymentIncompatible = 254, Deployment, "deployment_incompatible";
    /// A deployment version that this region has not loaded; what needs it is held.
    DeploymentUnknown = 255, Deployment, "deployment_unknown";

    /// The class or field at this place has another type.
    WrongType = 300, Operation, "wrong_type";
    /// A path that the class does not declare.
    UnknownPath = 301, Operation, "unknown_path";
    /// More concurrent versions than `max_siblings`.
    TooManySiblings = 302, Operation, "too_many_siblings";
    /// A counter that would leave the 128-bit range.
    CounterOverflow = 303, Operation, "counter_overflow";
    /// A read context that is malformed or of another deployment.
    InvalidContext = 304, Operation, "invalid_context";
    /// A restored region that has not yet reached what it had acknowledged.
    NotCaughtUp = 305, Operation, "not_caught_up";
    /// A feed cursor behind what is retained; scan, then follow from the new cursor.
    FeedTrimmed = 306, Operation, "feed_trimmed";
    /// A conflict identifier that names no record.
    UnknownConflict = 307, Operation, "unknown_conflict";
    /// A conflict that waits for nobody: a strategy or somebody has decided it.
    ConflictDecided = 308, Operation, "conflict_decided";
    /// A conflict whose versions a later write has replaced; there is nothing left to settle or to take back.
    ConflictSuperseded = 309, Operation, "conflict_superseded";
    /// A merge function that the deployment names and that is not registered with this region.
    FunctionNotRegistered = 310, Operation, "function_not_registered";
    /// A merge function that raised, used a region, or gave what is no value; the conflict waits.
    FunctionFailed = 311, Operation, "function_failed";
    /// A merge function that took longer than `merge_budget_ms`; the conflict waits.
    FunctionOverBudget = 312, Operation, "function_over_budget";
    /// A value that another claimant is seen to hold, with `holder` and `state`.
    ClaimTaken = 320, Operation, "claim_taken";
    /// A claim that its claimant does not have.
    ClaimNotHeld = 321, Operation, "claim_not_held";
    /// A region may not spend or give so much of a bounded counter; `elsewhere` says how much others hold.
    InsufficientRights = 330, Operation, "insufficient_rights";
    /// A change set whose keys are in several partitions, or that is empty or too large.
    ChangeSetRefused = 331, Operation, "change_set_refused";

    /// Bytes that are not a batch, or a batch that contradicts itself.
    BatchMalformed = 350, Wire, "batch_malformed";
    /// A batch larger than the limit.
    BatchTooLarge = 351, Wire, "batch_too_large";
    /// A wire format version that this library does not read.
    UnsupportedVersion = 352, Wire, "unsupported_version";
    /// A batch that starts after the next change of its stream; it is held until the gap is filled.
    BatchGap = 353, Wire, "batch_gap";
    /// Bytes that are not a snapshot, or a damaged one.
    SnapshotMalformed = 354, Wire, "snapshot_malformed";
    /// Bytes that are not an acknowledgement.
    AcknowledgementMalformed = 355, Wire, "acknowledgement_malformed";
    /// Bytes that are not a version vector, a context or another part.
    PartMalformed = 356, Wire, "part_malformed";

    /// Two histories of one stream: a replica was cloned or restored without a new incarnation.
    ReplicaForked = 400, Replica, "replica_forked";
    /// A stream that was set aside after a fork.
    StreamQuarantined = 401, Replica, "stream_quarantined";
    /// An incarnation that was used before, or that is not above the one in the snapshot.
    IncarnationUsed = 402, Replica, "incarnation_used";
    /// Held batches exceed the limit; the sender still has them.
    HoldFull = 403, Replica, "hold_full";

    /// A null pointer where a value is needed.
    NullPointer = 450, Usage, "null_pointer";
    /// An argument outside its documented range.
    InvalidArgument = 451, Usage, "invalid_argument";
    /// A handle that was freed.
    Disposed = 452, Usage, "disposed";
    /// A fault inside the library that was caught at the language border; please report it.
    Internal = 453, Usage, "internal";

    /// A place that the provider does not have.
    UnknownPlace = 500, Residency, "unknown_place";
    /// The code of a place without its provider.
    AmbiguousPlace = 501, Residency, "ambiguous_place";
    /// A code that is no country or part of one.
    UnknownCountry = 502, Residency, "unknown_country";
    /// A label that the deployment does not declare.
    UnknownLabel = 503, Residency, "unknown_label";
    /// A jurisdiction that neither the deployment declares nor the library ships.
    UnknownJurisdiction = 504, Residency, "unknown_jurisdiction";
    /// A jurisdiction that refers to itself.
    JurisdictionCyclic = 505, Residency, "jurisdiction_cyclic";
    /// A jurisdiction that no region is in.
    JurisdictionEmpty = 506, Residency, "jurisdiction_empty";
    /// Labels that leave no region where the data may be.
    Unplaceable = 507, Residency, "unplaceable";
    /// A word that is no action.
    UnknownAction = 508, Residency, "unknown_action";
    /// A rule that cannot be used: no date, a name that is taken, a rule that is superseded and not there.
    RuleInvalid = 509, Residency, "rule_invalid";
    /// A request for a decision that is no such request.
    RequestInvalid = 510, Residency, "request_invalid";
    /// A rule forbids it; `reason`, `rule` and `label` say which.
    ResidencyDenied = 511, Residency, "residency_denied";
    /// Records that this replica has erased because a deployment forbade it to hold them.
    PlacementErased = 540, Residency, "placement_erased";
    /// A request, observation, location or failover method that breaks a rule of its form; `place` points at it.
    RoutingInvalid = 550, Routing, "routing_invalid";
    /// Coordinates out of range, or not both.
    PositionInvalid = 551, Routing, "position_invalid";
    /// An observation from further in the future than the limit; `ahead_ms`, `limit_ms`.
    ObservationAhead = 553, Routing, "observation_ahead";
    /// A home at a region that has retired.
    RegionRetired = 554, Routing, "region_retired";
    /// Too few regions would be left for a class; `class`, `regions_min`.
    SafetyRule = 555, Routing, "safety_rule";
    /// A session token that is malformed, or that no key given here has signed.
    TokenInvalid = 556, Routing, "token_invalid";
    /// A session token of another deployment.
    TokenForeign = 557, Routing, "token_foreign";
    /// A session token that names writes which are lost or not known here.
    TokenUnsatisfiable = 558, Routing, "token_unsatisfiable";
    /// No region takes the request; `reason` is the code of the route.
    RouteRefused = 559, Routing, "route_refused";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A figure or a name behind an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// A number, with its unit in the detail's name.
    Number(i128),
    /// A name, a place or another short text.
    Text(String),
}

impl From<u64> for Detail {
    fn from(n: u64) -> Self {
        Detail::Number(n.into())
    }
}
impl From<i128> for Detail {
    fn from(number: i128) -> Self {
        Detail::Number(number)
    }
}

impl From<i64> for Detail {
    fn from(n: i64) -> Self {
        Detail::Number(n.into())
    }
}
impl From<usize> for Detail {
    fn from(n: usize) -> Self {
        Detail::Number(n as i128)
    }
}
impl From<&str> for Detail {
    fn from(s: &str) -> Self {
        Detail::Text(s.into())
    }
}
impl From<String> for Detail {
    fn from(s: String) -> Self {
        Detail::Text(s)
    }
}

/// Why something was refused. Nothing was changed when a function returns one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    inner: alloc::boxed::Box<Inner>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    code: Code,
    message: String,
    details: Vec<(&'static str, Detail)>,
}

impl Error {
    /// An error with a code and a sentence that says what was given, what was expected and what to do.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Error { inner: alloc::boxed::Box::new(Inner { code, message: message.into(), details: Vec::new() }) }
    }

    /// The same error with one more figure.
    #[must_use]
    pub fn with(mut self, name: &'static str, detail: impl Into<Detail>) -> Self {
        self.inner.details.push((name, detail.into()));
        self
    }

    pub(crate) fn with_detail(mut self, name: &'static str, detail: Detail) -> Self {
        self.inner.details.push((name, detail));
        self
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.inner.code
    }

    /// The sentence for people, without the code.
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    /// The figures behind the error, by name, for example `ahead_ms` and `limit_ms` of `clock_drift`.
    pub fn details(&self) -> &[(&'static str, Detail)] {
        &self.inner.details
    }

    /// `{code, message}`.
    pub(crate) fn to_document(&self) -> crate::value::Value {
        use crate::value::Value;
        Value::object([("code", Value::from(self.code().as_str())), ("message", Value::from(self.message()))])
    }

    /// One figure by its name.
    pub fn detail(&self, name: &str) -> Option<&Detail> {
        self.inner.details.iter().find(|(n, _)| *n == name).map(|(_, d)| d)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.inner.code, self.inner.message)
    }
}

impl core::error::Error for Error {}

/// The result of everything that can be refused.
pub type Result<T, E = Error> = core::result::Result<T, E>;
