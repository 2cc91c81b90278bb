"""What regions send one another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


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
