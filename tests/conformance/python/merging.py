"""Merge functions: the fixed set that every interpreter has."""

import time
from collections.abc import Callable
from typing import Any

from active_active import ABSTAIN, MergeInput


def texts(given: MergeInput) -> list[str]:
    return [version.value for version in given.versions if isinstance(version.value, str)]


def longest_text(given: MergeInput) -> Any:
    """The longest text, of equally long ones the greatest."""
    return max(texts(given), key=lambda text: (len(text), text))


def union_object(given: MergeInput) -> Any:
    """All members of all objects; of one that several have, that of the last version."""
    return {name: member for version in given.versions for name, member in version.value.items()}


def failing(given: MergeInput) -> Any:
    raise ValueError("no merge for this")


def slow(given: MergeInput) -> Any:
    """The longest text, after 20 ms."""
    time.sleep(0.02)
    return longest_text(given)


FUNCTIONS: dict[str, Callable[[MergeInput], Any]] = {
    "longest-text": longest_text,
    "union-object": union_object,
    "appending": lambda given: "".join(texts(given)),
    "null": lambda given: None,
    "abstaining": lambda given: ABSTAIN,
    "failing": failing,
    "not-a-number": lambda given: float("nan"),
    "slow": slow,
}
