"""What the engine answers: plain, frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

from active_active._native import Timestamp

__all__ = [
    "ApplyReport",
    "Causality",
    "Change",
    "Claim",
    "ClaimState",
    "ClockAhead",
    "ConflictKind",
    "ConflictFeed",
    "ConflictRate",
    "ConflictRecord",
    "ConflictState",
    "DeploymentStatus",
    "Diagnosis",
    "Feed",
    "Finding",
    "Held",
    "MergeConflict",
    "MergeFailure",
    "MergeInput",
    "MergeName",
    "MergeReport",
    "MergeVersion",
    "MergeViolation",
    "HotKey",
    "HotKeys",
    "KeyCount",
    "LogEntry",
    "MetricCount",
    "Metrics",
    "PeerProgress",
    "Read",
    "Resolution",
    "SnowflakeParts",
    "Status",
    "ThreeWay",
    "Value",
    "Version",
    "Written",
]

Value: TypeAlias = None | bool | int | float | str | bytes | list["Value"] | dict[str, "Value"]
"""A value as the library gives it."""

Causality: TypeAlias = Literal["equal", "before", "after", "concurrent"]
"""How two writes, or two states, relate."""

ConflictKind: TypeAlias = Literal[
    "insert_insert", "update_update", "delete_update", "delete_delete", "rule_violated", "unique_claim"
]
"""What two writes that had not seen one another did to one place, or that the merged value breaks a rule."""

ConflictState: TypeAlias = Literal["decided", "waiting", "superseded", "resolved", "undone"]
"""Where a conflict stands: a strategy picked a winner, both versions wait, or a later write replaced both."""

ClaimState: TypeAlias = Literal["free", "provisional", "confirmed"]
"""How far a claim has come: nobody claims, an earlier claim may still arrive, every member has acknowledged it."""

Law: TypeAlias = Literal["determinism", "idempotence", "commutativity", "associativity"]
"""What a merge function owes to regions that must end with the same answer."""


@dataclass(frozen=True, slots=True)
class Written:
    """A write that was accepted."""

    dot: str
    """The name of the write, such as `1.1#5`: origin and sequence."""
    timestamp: Timestamp
    """When it was written, by the region's hybrid clock."""


@dataclass(frozen=True, slots=True)
class Read:
    """A record as it reads now."""

    value: Value
    """The value; of several concurrent versions, what the class's strategy makes of them."""
    context: bytes
    """What this read saw, to be handed to a later write."""
    timestamp: Timestamp
    """The timestamp of the latest live write behind the value."""
    siblings: int
    """How many concurrent versions stand behind the value at its most contested place; 1 is uncontested."""
    violated: tuple[str, ...]
    """The names of rules of the class that the merged value did not keep. Those with a repair are repaired in `value`, for
    the others a conflict record waits."""


@dataclass(frozen=True, slots=True)
class Version:
    """One live version at one place."""

    dot: str
    """The write that made it."""
    origin: str
    """Who wrote it, such as `1.1`: region number and incarnation."""
    timestamp: Timestamp
    """When it was written."""
    value: Value
    """What was written."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**{**document, "timestamp": Timestamp.parse(document["timestamp"])})


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry of a log."""

    dot: str
    """The write that appended it."""
    timestamp: Timestamp
    """When it was appended; no two entries of a log have the same."""
    region: str
    """The region where it was appended."""
    value: Value
    """What was appended."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**{**document, "timestamp": Timestamp.parse(document["timestamp"])})


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds a value."""

    key: str
    """The key of the record. The value cannot be told from it."""
    holder: Value
    """Who holds the value; `None` if nobody does."""
    state: ClaimState
    """How far that has come."""
    claimants: tuple[Value, ...]
    """Everybody who claims the value: the holder, then those in line."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**{**document, "claimants": tuple(document["claimants"])})


@dataclass(frozen=True, slots=True)
class Held:
    """Changes of one stream that wait, and why."""

    stream: str
    """The stream that waits; others go on."""
    first: int
    """The first sequence that waits."""
    last: int
    """The last sequence that waits."""
    code: str
    """Why: `batch_gap`, `clock_drift` or `deployment_unknown`."""
    message: str
    """The same for people, with what will let it go on."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**document)


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """What became of a batch."""

    stream: str
    """The stream of the batch."""
    applied: int
    """Changes that were applied, those released from hold by this batch included."""
    duplicates: int
    """Changes that had been applied before."""
    released: int
    """Changes that were applied out of hold."""
    conflicts: tuple[str, ...]
    """The ids of the conflict records that this batch made or extended."""
    held: tuple[Held, ...]
    """Everything of this stream that still waits."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        held = tuple(map(Held.from_document, document["held"]))
        return cls(**{**document, "conflicts": tuple(document["conflicts"]), "held": held})


@dataclass(frozen=True, slots=True)
class MergeName:
    """The name of a merge function with its version."""

    name: str
    """The name by which deployments ask for it."""
    version: int
    """From 1."""


@dataclass(frozen=True, slots=True)
class MergeFailure:
    """Why a merge function gave no value."""

    code: str
    """`function_not_registered`, `function_failed` or `function_over_budget`."""
    message: str
    """The same for people."""


@dataclass(frozen=True, slots=True)
class ConflictRecord:
    """Two writes that had not seen one another, and what was decided. `a` is the side of the lower origin."""

    id: str
    """The name of this encounter, the same in every region."""
    key: str
    """The key."""
    path: tuple[str, ...]
    """The field path; empty at the root."""
    kind: ConflictKind
    """What met what."""
    region_a: str
    """The name of the region that wrote a."""
    region_b: str
    """The name of the region that wrote b."""
    a_value: Value
    """What a wrote; `None` for a delete, too, and for a change that wrote no register there."""
    b_value: Value
    """What b wrote; `None` for a delete, too, and for a change that wrote no register there."""
    a_deleted: bool
    """Whether a deleted the record."""
    b_deleted: bool
    """Whether b deleted the record."""
    a_dot: str
    """The write a."""
    b_dot: str
    """The write b."""
    a_timestamp: Timestamp
    """When a was written."""
    b_timestamp: Timestamp
    """When b was written."""
    a_context: dict[str, int]
    """What the writer of a had seen, stream by stream."""
    b_context: dict[str, int]
    """What the writer of b had seen, stream by stream."""
    winner: Literal["a", "b"] | None
    """Which side the strategy picked; `None` where both are kept."""
    resolved_value: Value
    """The value of the winner, or what a merge function made of both."""
    function: MergeName | None
    """The merge function that had the last word, where one had."""
    failure: MergeFailure | None
    """Why that function gave no value, so that the conflict waits."""
    rule: str | None
    """The rule of the class that does not hold, where that is what it is about."""
    strategy_used: str
    """The rule of the strategy that had the last word."""
    state: ConflictState
    """Where it stands."""
    resolved_at: Timestamp | None
    """When it was decided: by a strategy, the later of both timestamps; `None` while it waits."""
    settled_by: str | None
    """The write that settled it or took the decision back."""
    overruled: tuple[str, ...]
    """Decisions of others that the one that stands, which is later, had not seen."""
    encounters: int
    """How many pairs of writes met in this encounter so far in this region: it depends on the order in which they came."""
    labels: tuple[str, ...]
    """The labels of the record."""
    explanation: str
    """One or two sentences for people."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        resolved_at, function, failure = document["resolved_at"], document["function"], document["failure"]
        converted = {
            "function": None if function is None else MergeName(**function),
            "failure": None if failure is None else MergeFailure(**failure),
            "path": tuple(document["path"]),
            "labels": tuple(document["labels"]),
            "overruled": tuple(document["overruled"]),
            "a_timestamp": Timestamp.parse(document["a_timestamp"]),
            "b_timestamp": Timestamp.parse(document["b_timestamp"]),
            "resolved_at": None if resolved_at is None else Timestamp.parse(resolved_at),
        }
        return cls(**{**document, **converted})


@dataclass(frozen=True, slots=True)
class ConflictFeed:
    """Conflict records in the order of their last changes."""

    conflicts: tuple[ConflictRecord, ...]
    """The records, each as it is now."""
    cursor: int
    """Where to go on."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        records = tuple(ConflictRecord.from_document(record) for record in document["conflicts"])
        return cls(records, document["cursor"])


@dataclass(frozen=True, slots=True)
class Change:
    """One change as the feed shows it."""

    key: str
    """The key that was written."""
    dot: str
    """The write."""
    timestamp: Timestamp
    """When it was written, at its origin."""
    operation: str
    """What was done, for example `put`."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**{**document, "timestamp": Timestamp.parse(document["timestamp"])})


@dataclass(frozen=True, slots=True)
class Feed:
    """A stretch of the feed of what became visible here, in the order in which it did."""

    changes: tuple[Change, ...]
    """The changes after the cursor that was given."""
    cursor: int
    """The cursor to give next."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(tuple(map(Change.from_document, document["changes"])), document["cursor"])


@dataclass(frozen=True, slots=True)
class DeploymentStatus:
    """The deployment in force."""

    name: str
    """Its name."""
    version: int
    """Its version."""
    digest: str
    """Its digest, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Status:
    """How a replica stands."""

    region: str
    """The region's name."""
    origin: str
    """Region number and incarnation, such as `1.1`."""
    deployment: DeploymentStatus
    """The deployment in force."""
    writable: bool
    """Whether it takes writes; a restored replica does once it has caught up."""
    records: int
    """How many records it holds."""
    cursors: dict[str, int]
    """How far each stream was received."""
    stable: dict[str, int]
    """How far each stream is known to be received everywhere."""
    held: int
    """How many batches wait."""
    conflicts: int
    """How many conflict records there are."""
    conflicts_dropped: int
    """How many decided conflict records were dropped to stay within `conflicts_max`."""
    merge_functions: tuple[MergeName, ...]
    """The merge functions that are registered."""
    merge_violations: int
    """How many broken laws `merge_violations` lists."""
    feed_cursor: int
    """Where the feed of changes ends."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        converted = {
            "deployment": DeploymentStatus(**document["deployment"]),
            "merge_functions": tuple(MergeName(**name) for name in document["merge_functions"]),
        }
        return cls(**{**document, **converted})


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided between two versions, and why."""

    causality: Causality
    """How a relates to b."""
    conflict: bool
    """Whether neither had seen the other."""
    winner: Literal["a", "b"] | None
    """Which of the two is shown; `None` where both are kept."""
    value: Value
    """The value that is shown."""
    strategy: str
    """The rule of the strategy that had the last word."""
    why: str
    """One sentence for people."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**document)


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A place that both sides of a three-way merge changed, and differently."""

    path: tuple[str | int, ...]
    """Where: names of members, and keys of elements that are merged by key."""
    kind: Literal["insert_insert", "update_update", "delete_update"]
    """What met what."""
    base: Value
    """What was there; `None` also where nothing was."""
    a: Value
    """What a made of it; `None` also for a delete."""
    b: Value
    """What b made of it; `None` also for a delete."""
    base_absent: bool
    """Whether nothing was there."""
    a_absent: bool
    """Whether a has nothing there."""
    b_absent: bool
    """Whether b has nothing there."""
    picked: Literal["a", "b"] | None
    """Which side the rule picked; `None` where it does not decide, and a's side is shown."""
    rule: str
    """The strategy that was asked."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**{**document, "path": tuple(document["path"])})


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """What two documents that grew out of one make together."""

    value: Value
    """The merged document."""
    conflicts: tuple[MergeConflict, ...]
    """The places that both changed differently, in the order of their paths."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(document["value"], tuple(map(MergeConflict.from_document, document["conflicts"])))


@dataclass(frozen=True, slots=True)
class MergeVersion:
    """One of the concurrent versions that a merge function is given."""

    value: Any
    """What was written."""
    region: str
    """The name of the region that wrote it."""
    timestamp: Timestamp
    """When it was written."""
    dot: str
    """The write."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**{**document, "timestamp": Timestamp.parse(document["timestamp"])})


@dataclass(frozen=True, slots=True)
class MergeInput:
    """What a merge function is given: concurrent versions of one register, and where they are."""

    class_name: str
    """The name of the record's class."""
    key: str
    """The key of the record."""
    path: tuple[str, ...]
    """The field; empty where the record itself is the register."""
    kind: ConflictKind
    """`insert_insert` where one of the versions created the record, else `update_update`."""
    versions: tuple[MergeVersion, ...]
    """The versions, by timestamp, then by dot, ascending; two at least, and not all of one value."""


@dataclass(frozen=True, slots=True)
class MergeViolation:
    """A law that a merge function was seen to break, on versions that had met in a region."""

    function: MergeName
    """The function."""
    class_name: str
    """The class of the record."""
    law: Law
    """The law that is broken."""
    times: int
    """How often it was seen to break it here."""
    versions: tuple[MergeVersion, ...]
    """The versions on which it did so first; the text calls them x, y and z. They are values of a record."""
    text: str
    """The law, the versions and both answers in a few lines for people."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        converted = {
            "function": MergeName(**document["function"]),
            "versions": tuple(map(MergeVersion.from_document, document["versions"])),
        }
        return cls(**{**document, **converted})


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What the check of a merge function found."""

    holds: bool
    """Whether no counterexample was found."""
    cases: int
    """How many cases were tried, the broken one included."""
    law: Law | Literal["raises", "not_encodable"] | None
    """The law that is broken."""
    versions: tuple[MergeVersion, ...]
    """The smallest input found that breaks it; the text calls the versions x, y and z."""
    left: Value
    """One answer; `None` also where the function gave none."""
    right: Value
    """The other answer."""
    error: str | None
    """What the function raised, or why its answer is no value."""
    text: str
    """The same in a few lines for people."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**{**document, "versions": tuple(map(MergeVersion.from_document, document["versions"]))})

    def raise_if_broken(self) -> None:
        """Raises an `AssertionError` with the text unless the laws hold, so that a test fails with it."""
        if not self.holds:
            raise AssertionError(self.text)


@dataclass(frozen=True, slots=True)
class SnowflakeParts:
    """What a Snowflake id is made of."""

    ms: int
    """Unix milliseconds."""
    worker: int
    """The worker that made it."""
    sequence: int
    """The sequence within the millisecond."""


@dataclass(frozen=True, slots=True)
class KeyCount:
    """A key with what a sketch knows of how often it came."""

    key: str
    """The key."""
    count: int
    """How often it came at most."""
    error: int
    """How much of the count may be other keys'."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**document)


@dataclass(frozen=True, slots=True)
class MetricCount:
    """A counter with its labels."""

    labels: dict[str, str]
    """What is counted: names of classes and regions, kinds and codes. Never a key."""
    total: int
    """How many since the replica was opened."""
    in_window: int
    """How many of them within the window."""
    per_second: float
    """The same in a second."""


@dataclass(frozen=True, slots=True)
class ConflictRate:
    """How conflicts come. Those of two deletes are left out."""

    state: Literal["normal", "breached"]
    """Whether they come too fast."""
    count: int
    """How many came in the window so far."""
    threshold: int
    """How many are too many."""
    window_ms: int
    """The length of the window."""


@dataclass(frozen=True, slots=True)
class ClockAhead:
    """How far another origin's clock was ahead."""

    origin: str
    """Region number and incarnation, such as `2.1`."""
    origin_region: str
    """The name of its region."""
    ahead_ms_max: int
    """The most that a timestamp of it was ahead of the time at which it came."""


@dataclass(frozen=True, slots=True)
class PeerProgress:
    """How far another region has come with what this one wrote."""

    peer: str
    """The name of the other region."""
    unacknowledged: int
    """How many changes of this region it has not acknowledged."""
    silent_ms: int
    """For how long none of its own changes has come."""
    waiting_ms: int
    """For how long the first change that it has not acknowledged has waited; 0 if there is none."""


@dataclass(frozen=True, slots=True)
class HotKey:
    """A key that comes often."""

    key_hash: str
    """The key as a hash that is the same in every region of the deployment."""
    key: str | None
    """The key itself, where the caller allowed that."""
    count: int
    """How often it came at most."""
    error: int
    """How much of the count may be other keys'."""


@dataclass(frozen=True, slots=True)
class HotKeys:
    """The keys that come most often: of the running window, or of the one before where that saw more."""

    conflicts: tuple[HotKey, ...]
    """By conflicts."""
    writes: tuple[HotKey, ...]
    """By writes, own and applied, one in `sampled_every` of which is counted."""
    sampled_every: int
    """One write in so many is counted."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """All that a replica counts. Everything is since the replica was opened but what says otherwise."""

    region: str
    """The name of the region."""
    window_ms: int
    """How far back rates look."""
    writes: tuple[MetricCount, ...]
    """Writes of this region, by `class`."""
    applied: tuple[MetricCount, ...]
    """Changes of other origins that were applied, by `class` and `origin_region`."""
    duplicates: tuple[MetricCount, ...]
    """Changes that came again, by `origin_region`."""
    held: tuple[MetricCount, ...]
    """Batches that had to wait, by the `code` of the reason."""
    refused: tuple[MetricCount, ...]
    """What was refused, by `what` (a `write` or a `batch`) and the error's `code`."""
    conflicts: tuple[MetricCount, ...]
    """Pairs of writes that met unseen, by `class` and `kind`."""
    conflict_pairs: tuple[MetricCount, ...]
    """The same by their regions, `region_a` and `region_b`."""
    merge_failures: tuple[MetricCount, ...]
    """Conflicts for which a merge function gave no value, by `class` and `code`."""
    merge_violations: tuple[MetricCount, ...]
    """Sampled conflicts on whose versions a merge function broke a law, by `class` and `law`."""
    conflict_rate: ConflictRate
    """Whether conflicts come too fast."""
    clocks: tuple[ClockAhead, ...]
    """The clocks of other origins."""
    peers: tuple[PeerProgress, ...]
    """The other regions that take part."""
    hot_keys: HotKeys
    """The keys that come most often."""
    records: int
    """How many records there are now."""
    batches_waiting: int
    """How many batches wait now."""
    conflict_records: int
    """How many conflict records there are now."""
    conflict_records_dropped: int
    """How many decided conflict records were dropped to stay within `conflicts_max`."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        families = (
            *("writes", "applied", "duplicates", "held", "refused", "conflicts", "conflict_pairs"),
            *("merge_failures", "merge_violations"),
        )
        hot_keys = document["hot_keys"]
        converted = {
            **{family: tuple(MetricCount(**count) for count in document[family]) for family in families},
            "conflict_rate": ConflictRate(**document["conflict_rate"]),
            "clocks": tuple(ClockAhead(**clock) for clock in document["clocks"]),
            "peers": tuple(PeerProgress(**peer) for peer in document["peers"]),
            "hot_keys": HotKeys(
                tuple(HotKey(**hot) for hot in hot_keys["conflicts"]),
                tuple(HotKey(**hot) for hot in hot_keys["writes"]),
                hot_keys["sampled_every"],
            ),
        }
        return cls(**{**document, **converted})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong."""

    kind: Literal["misrouting", "hotspot", "clock_skew", "failover"]
    """What it is about."""
    evidence: dict[str, Any]
    """The figures that say so, such as `origin` and `ahead_ms` of a clock, or the `keys` of a hotspot."""
    next_step: str
    """What to do next, for people."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong, if anything."""

    state: Literal["healthy", "misrouting", "hotspot", "clock_skew", "failover"]
    """What matters most of what was found."""
    findings: tuple[Finding, ...]
    """What is wrong, what matters most first; empty where nothing is."""
    conflict_rate: ConflictRate
    """Whether conflicts come too fast."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        findings = tuple(Finding(**finding) for finding in document["findings"])
        return cls(document["state"], findings, ConflictRate(**document["conflict_rate"]))
