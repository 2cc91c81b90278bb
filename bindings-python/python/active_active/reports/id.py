"""Identifiers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SnowflakeParts:
    """What a Snowflake id is made of."""

    ms: int
    """Unix milliseconds."""
    worker: int
    """The worker that made it."""
    sequence: int
    """The sequence within the millisecond."""
