"""Writes of records."""

from dataclasses import dataclass

from active_active._native import Timestamp


@dataclass(frozen=True, slots=True)
class Written:
    """A write that was accepted."""

    dot: str
    """The name of the write, such as `1.1#5`: origin and sequence."""
    timestamp: Timestamp
    """When it was written, by the region's hybrid clock."""
