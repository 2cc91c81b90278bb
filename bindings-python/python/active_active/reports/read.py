"""Reads of records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from active_active._native import Timestamp
from active_active.reports.value import Value


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
