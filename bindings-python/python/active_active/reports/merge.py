"""Three-way merges, and what merge functions are known by, given and checked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

from active_active._native import Timestamp
from active_active.reports.value import Value

Law: TypeAlias = Literal["determinism", "idempotence", "commutativity", "associativity"]
"""What a merge function owes to regions that must end with the same answer."""


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
