"""What the library raises. Each area has its class, so that a caller can catch by area and decide by code."""

from collections.abc import Mapping

__all__ = [
    "ActiveActiveError",
    "ClockError",
    "DeploymentError",
    "IdError",
    "InvalidValueError",
    "OperationError",
    "ReplicaError",
    "ResidencyError",
    "RoutingError",
    "UsageError",
    "WireError",
]


class ActiveActiveError(Exception):
    """The base of every error of the library. Nothing was changed by the call that raised it.

    >>> from active_active import Timestamp
    >>> try:
    ...     Timestamp.parse("today")
    ... except ActiveActiveError as error:
    ...     print(error.code)
    timestamp_invalid
    """

    code: str
    """The stable code, the same in every language, for example `clock_drift`."""
    message: str
    """The sentence for people, without the code."""
    details: Mapping[str, int | str]
    """The figures behind the error by name, for example `ahead_ms` and `limit_ms` of `clock_drift`."""

    def __init__(self, code: str, message: str, details: Mapping[str, int | str] | None = None) -> None:
        # As arguments of `Exception` they are what pickle hands to the class again.
        super().__init__(code, message, details or {})
        self.code, self.message, self.details = code, message, details or {}

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class ClockError(ActiveActiveError):
    """Clocks and timestamps."""


class IdError(ActiveActiveError):
    """Identifiers."""


class InvalidValueError(ActiveActiveError, ValueError):
    """Values and keys that cannot be stored."""


class DeploymentError(ActiveActiveError):
    """The deployment document; the detail `place` points into it."""


class OperationError(ActiveActiveError):
    """A write or a read that the engine refuses."""


class ResidencyError(ActiveActiveError):
    """Where data may be: places, jurisdictions, labels and what they forbid; `place` points into the deployment."""


class RoutingError(ActiveActiveError):
    """Where a request may go."""


class WireError(ActiveActiveError):
    """Bytes from a peer or a file that are not what they should be."""


class ReplicaError(ActiveActiveError):
    """The replica as a whole: forks, incarnations, holds."""


class UsageError(ActiveActiveError):
    """The calling program: an argument outside its range, or a fault inside the library that was caught."""


# The name to import them by is the package's, and so the name that a traceback and a pickle show.
for _name in __all__:
    globals()[_name].__module__ = "active_active"
del _name
