"""What a region holds, and what becomes visible in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from active_active._native import Timestamp
from active_active.reports.merge import MergeName


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
