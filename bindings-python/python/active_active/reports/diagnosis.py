"""What is wrong with a deployment, as one region sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from active_active.reports.metrics import ConflictRate


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
