"""What regions have to erase."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

PurgeState: TypeAlias = Literal["pending", "overdue", "erased"]
"""Still to be handed over and erased; not erased by the deadline, which is a breach to be reported; erased."""


@dataclass(frozen=True, slots=True)
class Purge:
    """What one region has to erase, because what is in force does not let it hold it any more."""

    region: str
    """The region that has to erase it."""
    labels: tuple[str, ...]
    """The labels of the records."""
    deployment_version: int
    """The deployment version that forbids it."""
    since_ms: int
    """Since when that is known here, in Unix milliseconds."""
    deadline_ms: int
    """Until when it has to be erased, in Unix milliseconds."""
    state: PurgeState
    """Where it stands."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**{**document, "labels": tuple(document["labels"])})
