"""Deciding between two versions without an engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from active_active.reports.causality import Causality
from active_active.reports.value import Value


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
