"""What a region counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self


@dataclass(frozen=True, slots=True)
class MetricCount:
    """A counter with its labels."""

    labels: dict[str, str]
    """What is counted: names of classes and regions, kinds and codes. Never a key."""
    total: int
    """How many since the replica was opened."""
    in_window: int
    """How many of them within the window."""
    per_second: float
    """The same in a second."""


@dataclass(frozen=True, slots=True)
class ConflictRate:
    """How conflicts come. Those of two deletes are left out."""

    state: Literal["normal", "breached"]
    """Whether they come too fast."""
    count: int
    """How many came in the window so far."""
    threshold: int
    """How many are too many."""
    window_ms: int
    """The length of the window."""


@dataclass(frozen=True, slots=True)
class ClockAhead:
    """How far another origin's clock was ahead."""

    origin: str
    """Region number and incarnation, such as `2.1`."""
    origin_region: str
    """The name of its region."""
    ahead_ms_max: int
    """The most that a timestamp of it was ahead of the time at which it came."""


@dataclass(frozen=True, slots=True)
class PeerProgress:
    """How far another region has come with what this one wrote."""

    peer: str
    """The name of the other region."""
    unacknowledged: int
    """How many changes of this region it has not acknowledged."""
    silent_ms: int
    """For how long none of its own changes has come."""
    waiting_ms: int
    """For how long the first change that it has not acknowledged has waited; 0 if there is none."""


@dataclass(frozen=True, slots=True)
class HotKey:
    """A key that comes often."""

    key_hash: str
    """The key as a hash that is the same in every region of the deployment."""
    key: str | None
    """The key itself, where the caller allowed that."""
    count: int
    """How often it came at most."""
    error: int
    """How much of the count may be other keys'."""


@dataclass(frozen=True, slots=True)
class HotKeys:
    """The keys that come most often: of the running window, or of the one before where that saw more."""

    conflicts: tuple[HotKey, ...]
    """By conflicts."""
    writes: tuple[HotKey, ...]
    """By writes, own and applied, one in `sampled_every` of which is counted."""
    sampled_every: int
    """One write in so many is counted."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """All that a replica counts. Everything is since the replica was opened but what says otherwise."""

    region: str
    """The name of the region."""
    window_ms: int
    """How far back rates look."""
    writes: tuple[MetricCount, ...]
    """Writes of this region, by `class`."""
    applied: tuple[MetricCount, ...]
    """Changes of other origins that were applied, by `class` and `origin_region`."""
    duplicates: tuple[MetricCount, ...]
    """Changes that came again, by `origin_region`."""
    held: tuple[MetricCount, ...]
    """Batches that had to wait, by the `code` of the reason."""
    refused: tuple[MetricCount, ...]
    """What was refused, by `what` (a `write` or a `batch`) and the error's `code`."""
    conflicts: tuple[MetricCount, ...]
    """Pairs of writes that met unseen, by `class` and `kind`."""
    conflict_pairs: tuple[MetricCount, ...]
    """The same by their regions, `region_a` and `region_b`."""
    merge_failures: tuple[MetricCount, ...]
    """Conflicts for which a merge function gave no value, by `class` and `code`."""
    merge_violations: tuple[MetricCount, ...]
    """Sampled conflicts on whose versions a merge function broke a law, by `class` and `law`."""
    conflict_rate: ConflictRate
    """Whether conflicts come too fast."""
    clocks: tuple[ClockAhead, ...]
    """The clocks of other origins."""
    peers: tuple[PeerProgress, ...]
    """The other regions that take part."""
    hot_keys: HotKeys
    """The keys that come most often."""
    records: int
    """How many records there are now."""
    batches_waiting: int
    """How many batches wait now."""
    conflict_records: int
    """How many conflict records there are now."""
    conflict_records_dropped: int
    """How many decided conflict records were dropped to stay within `conflicts_max`."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        families = (
            *("writes", "applied", "duplicates", "held", "refused", "conflicts", "conflict_pairs"),
            *("merge_failures", "merge_violations"),
        )
        hot_keys = document["hot_keys"]
        converted = {
            **{family: tuple(MetricCount(**count) for count in document[family]) for family in families},
            "conflict_rate": ConflictRate(**document["conflict_rate"]),
            "clocks": tuple(ClockAhead(**clock) for clock in document["clocks"]),
            "peers": tuple(PeerProgress(**peer) for peer in document["peers"]),
            "hot_keys": HotKeys(
                tuple(HotKey(**hot) for hot in hot_keys["conflicts"]),
                tuple(HotKey(**hot) for hot in hot_keys["writes"]),
                hot_keys["sampled_every"],
            ),
        }
        return cls(**{**document, **converted})
