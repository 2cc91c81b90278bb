"""What routing answers: plain, frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

__all__ = [
    "FailoverComparison",
    "FailoverPlan",
    "FailoverTime",
    "HealthState",
    "Location",
    "LocationTrace",
    "NearRegion",
    "RegionHealth",
    "Route",
    "RouteCandidate",
    "RouteHome",
    "SessionToken",
]

HealthState: TypeAlias = Literal["healthy", "degraded", "down", "unknown"]
"""How a region is."""


@dataclass(frozen=True, slots=True)
class RouteHome:
    """The home of a subject."""

    region: str
    """The name of the region."""
    epoch: int
    """The number of its epoch; a first home has 1."""
    contested: bool
    """Whether it claimed the subject while it could not ask the holder of the title."""


@dataclass(frozen=True, slots=True)
class RouteCandidate:
    """A region, and what became of it."""

    region: str
    """The name of the region."""
    verdict: str
    """What became of it: `taken`, `left`, `not_allowed`, `retired`, `down`, `overloaded` and so on."""
    by: str | None
    """What it was left for another by: `nearness`, `weight` and so on."""
    rule: str | None
    """The rule that forbids it."""
    reason: str | None
    """Why labels forbid it, as the code of a decision."""
    health: HealthState
    """How it is."""
    tier: int
    """Its tier."""
    weight: int
    """Its weight."""
    rtt_ms: float | None
    """The round trip, where one is known."""
    distance_km: int | None
    """The distance, where that is what is known."""
    same_country: bool
    """Whether all that is known of where it is says that it is in the client's country."""


@dataclass(frozen=True, slots=True)
class LocationTrace:
    """What happened to one source of a location."""

    source: Literal["home_claim", "application", "ecs", "resolver"]
    """The source."""
    verdict: Literal["taken", "outranked", "empty", "untrusted"]
    """What happened to it."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a client is taken to be."""

    source: Literal["home_claim", "application", "ecs", "resolver", "unknown"]
    """Who said so."""
    quality: Literal["authenticated", "stated", "inferred", "untrusted", "unknown"]
    """How far it is to be believed."""
    country: str | None
    """Where the address is used."""
    registered_country: str | None
    """Where the address was registered."""
    represented_country: str | None
    """The country that its users represent."""
    country_field: Literal["country", "registered_country", "represented_country"]
    """Which of them counts."""
    countries_disagree: bool
    """Whether they are not all the same."""
    region: str | None
    """The region that the client is at, where that is known."""
    trace: tuple[LocationTrace, ...]
    """What happened to each source, the most reliable first."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**{**document, "trace": tuple(LocationTrace(**step) for step in document["trace"])})


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes, or why nowhere. It names regions and rules, never a subject, key or value."""

    outcome: Literal["routed", "refused"]
    """Whether it goes anywhere."""
    code: str
    """The stable code of the decision or refusal: `home`, `fallback`, `best`, `no_allowed_region` and so on."""
    message: str
    """The same for people."""
    region: str | None
    """Where it goes."""
    home: RouteHome | None
    """The subject's home, where one is known."""
    claim: bool
    """Whether the region has to claim the subject before it writes."""
    contested: bool
    """Whether what is read or written there belongs to a conflict window."""
    title: str | None
    """The region that holds the title and has to grant it, where a first home is assigned elsewhere."""
    panic: bool
    """Whether regions that are down were tried, too many of them being so."""
    location: Location | None
    """Where the client was taken to be."""
    candidates: tuple[RouteCandidate, ...]
    """What became of each region, the taken one first."""
    version: int
    """The version of the deployment."""

    @property
    def refused(self) -> bool:
        """Whether the request goes nowhere."""
        return self.outcome == "refused"

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        home, location = document["home"], document["location"]
        converted = {
            "home": home and RouteHome(**home),
            "location": location and Location.from_document(location),
            "candidates": tuple(RouteCandidate(**candidate) for candidate in document["candidates"]),
        }
        return cls(**{**document, **converted})


@dataclass(frozen=True, slots=True)
class FailoverPlan:
    """Which regions may take over from a home."""

    home: RouteHome | None
    """The subject's home, where one is known."""
    regions: tuple[str, ...]
    """Those that may, in the order in which they are asked."""
    excluded: tuple[RouteCandidate, ...]
    """What became of the others of the class's `fallback`."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        home = document["home"]
        excluded = tuple(RouteCandidate(**candidate) for candidate in document["excluded"])
        return cls(home and RouteHome(**home), tuple(document["regions"]), excluded)


@dataclass(frozen=True, slots=True)
class RegionHealth:
    """What is known of a region's health."""

    region: str
    """The name of the region."""
    state: HealthState
    """How it is."""
    since_ms: int
    """Since when, as far as observations told."""
    observers: int
    """How many observers have said something lately."""
    observers_down: int
    """How many of them call it down."""
    success_percent: int | None
    """The average of success over them."""
    latency_ms: float | None
    """The median of their average latencies."""
    overloaded: bool
    """Whether it is at capacity."""
    damped: bool
    """Whether it is held down because it went down too often."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**document)


@dataclass(frozen=True, slots=True)
class NearRegion:
    """A region with its distance."""

    region: str
    """The name of the region."""
    distance_km: int
    """The great-circle distance."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**document)


@dataclass(frozen=True, slots=True)
class SessionToken:
    """What a client has seen."""

    seen: dict[str, int]
    """How far it has seen each stream."""
    issuer: str | None
    """The region that issued the token."""
    epoch: int
    """The epoch of the home that it last spoke with; zero where there was none."""
    contested: bool
    """Whether that home was contested."""
    issued_ms: int
    """When the token was issued."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(**document)


@dataclass(frozen=True, slots=True)
class FailoverTime:
    """How long a failover takes by one method, and what is at risk."""

    name: str
    """What the caller calls it."""
    method: Literal["geo-dns", "anycast", "load-balancer", "in-library"]
    """The way clients are sent elsewhere."""
    min_ms: int
    """The shortest time."""
    mean_ms: int
    """The mean time."""
    p50_ms: int
    """Half of all failures last no longer."""
    p90_ms: int
    """Nine in ten last no longer."""
    p99_ms: int
    """99 in a hundred last no longer."""
    max_ms: int | None
    """The longest time; `None` where there is no bound."""
    rpo_ms: int
    """How much time's worth of acknowledged writes the other regions may lack."""
    writes_at_risk: int
    """How many writes that is."""


@dataclass(frozen=True, slots=True)
class FailoverComparison:
    """Several methods side by side."""

    methods: tuple[FailoverTime, ...]
    """In the order in which they were given."""
    table: str
    """The table that an architect wants, in seconds."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        return cls(tuple(FailoverTime(**method) for method in document["methods"]), document["table"])
