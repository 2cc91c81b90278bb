"""Values that one alone may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

from active_active.reports.value import Value

ClaimState: TypeAlias = Literal["free", "provisional", "confirmed"]
"""How far a claim has come: nobody claims, an earlier claim may still arrive, every member has acknowledged it."""


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
