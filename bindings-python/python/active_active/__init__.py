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
    Region,
    Snowflake,
    Timestamp,
    Uuid7,
    VersionVector,
    check_merge,
    error_codes,
    from_canonical_cbor,
    from_json,
    join_dots,
    node,
    parse_uuid,
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
    UsageError,
    WireError,
)
from active_active.reports import (
    ApplyReport,
    Causality,
    Change,
    ConflictKind,
    ConflictFeed,
    ConflictRecord,
    ConflictState,
    DeploymentStatus,
    Feed,
    Held,
    MergeConflict,
    MergeReport,
    MergeVersion,
    Read,
    Resolution,
    SnowflakeParts,
    Status,
    ThreeWay,
    Value,
    Version,
    Written,
)

__version__ = version()

__all__ = [
    "ActiveActiveError",
    "ApplyReport",
    "Causality",
    "Change",
    "ClockError",
    "ConflictKind",
    "ConflictFeed",
    "ConflictRecord",
    "ConflictState",
    "Deployment",
    "DeploymentError",
    "DeploymentStatus",
    "Feed",
    "Held",
    "HybridClock",
    "IdError",
    "InvalidValueError",
    "MergeConflict",
    "MergeReport",
    "MergeVersion",
    "OperationError",
    "Read",
    "Region",
    "ReplicaError",
    "Resolution",
    "Snowflake",
    "SnowflakeParts",
    "Status",
    "ThreeWay",
    "Timestamp",
    "UsageError",
    "Uuid7",
    "Value",
    "Version",
    "VersionVector",
    "WireError",
    "Written",
    "check_merge",
    "error_codes",
    "from_canonical_cbor",
    "from_json",
    "join_dots",
    "node",
    "parse_uuid",
    "resolve",
    "three_way",
    "to_canonical_cbor",
    "to_json",
    "version",
]
