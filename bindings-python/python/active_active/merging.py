"""How a merge function is called, and how it abstains."""

import sys
import time
from collections.abc import Callable
from enum import Enum
from types import FrameType
from typing import Any, Final

__all__ = ["ABSTAIN", "Abstain"]


class Abstain(Enum):
    """The type of `ABSTAIN`."""

    ABSTAIN = "abstain"


ABSTAIN: Final = Abstain.ABSTAIN
"""What a merge function returns to leave the decision to the next rule. It is no value, and not `None`, which is one."""


class MergeOverBudget(BaseException):
    """Raised within a merge function at the end of its budget; no `except Exception` of the function catches it."""


def call(function: Callable[[Any], Any], given: Any, budget_ms: int) -> Any:
    """Calls a merge function, and ends it where it runs past its budget; the native module calls this.

    Another tracer of this thread is left alone: then a function that does not end is not interrupted.
    """
    if budget_ms == 0 or sys.gettrace() is not None:
        return function(given)
    deadline = time.monotonic() + budget_ms / 1_000

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if time.monotonic() > deadline:
            raise MergeOverBudget(f"interrupted after {budget_ms} ms")
        return trace

    sys.settrace(trace)
    try:
        return function(given)
    finally:
        sys.settrace(None)
