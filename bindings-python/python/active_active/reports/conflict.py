"""Conflicts: what met, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

from active_active._native import Timestamp
from active_active.reports.merge import MergeFailure, MergeName
from active_active.reports.value import Value

ConflictKind: TypeAlias = Literal[
    "insert_insert", "update_update", "delete_update", "delete_delete", "rule_violated", "unique_claim"
]
"""What two writes that had not seen one another did to one place, or that the merged value breaks a rule."""

ConflictState: TypeAlias = Literal["decided", "waiting", "superseded", "resolved", "undone"]
"""Where a conflict stands: a strategy picked a winner, both versions wait, or a later write replaced both."""


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
