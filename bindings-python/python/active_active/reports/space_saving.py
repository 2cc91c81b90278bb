"""The keys that come most often, in bounded memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


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
