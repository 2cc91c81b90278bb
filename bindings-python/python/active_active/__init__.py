"""Writes in several regions at once: clocks, conflicts, CRDTs and replication.

The library does no input or output of its own. A `Region` takes writes and answers reads; `batches_for` gives what
another region has not seen, as bytes, and `apply` takes such bytes. The program moves them.
"""

try:
    import active_active._native as _native  # noqa: F401
except ImportError as error:
    raise ImportError(
        f"the native module of active_active does not load ({error}); it is part of the wheel for CPython 3.11 or "
        "later on this platform: install it with `pip install --force-reinstall active-active` on this very machine, "
        "and do not copy an installed package from another one"
    ) from error

from active_active._native import (
    Deployment,
    HybridClock,
    RateMonitor,
    Region,
    Router,
    Snowflake,
    SpaceSaving,
    Timestamp,
    TokenKeys,
    Uuid7,
    VersionVector,
    check_merge,
    compare_failover,
    distance_km,
    data_sets,
    error_codes,
    find_place,
    from_canonical_cbor,
    from_json,
    join_dots,
    node,
    parse_uuid,
    places,
    resolve,
    three_way,
    to_canonical_cbor,
    to_json,
    version,
)
from active_active.errors import (
    ActiveActiveError,
    ClockError,
    DeploymentError,
    IdError,
    InvalidValueError,
    OperationError,
    ReplicaError,
    ResidencyError,
    RoutingError,
    UsageError,
    WireError,
)
from active_active.merging import ABSTAIN, Abstain
from active_active.reports.causality import Causality
from active_active.reports.claim import Claim, ClaimState
from active_active.reports.conflict import ConflictFeed, ConflictKind, ConflictRecord, ConflictState
from active_active.reports.diagnosis import Diagnosis, Finding
from active_active.reports.id import SnowflakeParts
from active_active.reports.merge import MergeConflict, MergeFailure, MergeName, MergeReport, MergeVersion, ThreeWay
from active_active.reports.merging import MergeInput, MergeViolation
from active_active.reports.metrics import ClockAhead, ConflictRate, HotKey, HotKeys, MetricCount, Metrics, PeerProgress
from active_active.reports.observe import Change, DeploymentStatus, Feed, Status
from active_active.reports.placement import Purge, PurgeState
from active_active.reports.read import LogEntry, Read, Version
from active_active.reports.replicate import ApplyReport, Held
from active_active.reports.resolve import Resolution
from active_active.reports.space_saving import KeyCount
from active_active.reports.value import Value
from active_active.reports.write import Written
from active_active.reports.routing import (
    FailoverComparison,
    FailoverPlan,
    FailoverTime,
    HealthState,
    Location,
    LocationTrace,
    NearRegion,
    RegionHealth,
    Route,
    RouteCandidate,
    RouteHome,
    SessionToken,
)
from active_active.reports.residency import (
    Action,
    CataloguePlace,
    Decision,
    DecisionCode,
    DecisionVersions,
    Exclusion,
    Obligation,
    ResidencyWarning,
    RuleResult,
    ShippedSet,
)

__version__ = version()

__all__ = [
    "ABSTAIN",
    "Abstain",
    "Action",
    "ActiveActiveError",
    "ApplyReport",
    "CataloguePlace",
    "Causality",
    "Change",
    "Claim",
    "ClaimState",
    "ClockAhead",
    "ClockError",
    "ConflictFeed",
    "ConflictKind",
    "ConflictRate",
    "ConflictRecord",
    "ConflictState",
    "Decision",
    "DecisionCode",
    "DecisionVersions",
    "Deployment",
    "DeploymentError",
    "DeploymentStatus",
    "Diagnosis",
    "FailoverComparison",
    "FailoverPlan",
    "FailoverTime",
    "Exclusion",
    "Feed",
    "Finding",
    "HealthState",
    "Held",
    "HotKey",
    "HotKeys",
    "HybridClock",
    "IdError",
    "InvalidValueError",
    "KeyCount",
    "Location",
    "LocationTrace",
    "LogEntry",
    "MergeConflict",
    "MergeFailure",
    "MergeInput",
    "MergeName",
    "MergeReport",
    "MergeVersion",
    "MergeViolation",
    "MetricCount",
    "Metrics",
    "NearRegion",
    "Obligation",
    "OperationError",
    "PeerProgress",
    "Purge",
    "PurgeState",
    "RateMonitor",
    "Read",
    "Region",
    "RegionHealth",
    "ReplicaError",
    "ResidencyError",
    "Resolution",
    "Route",
    "RouteCandidate",
    "RouteHome",
    "Router",
    "RoutingError",
    "SessionToken",
    "ResidencyWarning",
    "RuleResult",
    "ShippedSet",
    "Snowflake",
    "SnowflakeParts",
    "SpaceSaving",
    "Status",
    "ThreeWay",
    "Timestamp",
    "TokenKeys",
    "UsageError",
    "Uuid7",
    "Value",
    "Version",
    "VersionVector",
    "WireError",
    "Written",
    "check_merge",
    "compare_failover",
    "distance_km",
    "data_sets",
    "error_codes",
    "find_place",
    "from_canonical_cbor",
    "from_json",
    "join_dots",
    "node",
    "parse_uuid",
    "places",
    "resolve",
    "three_way",
    "to_canonical_cbor",
    "to_json",
    "version",
]
