"""Whether an answer is the one that a vector expects."""

import dataclasses
from typing import Any

from active_active import ActiveActiveError, Timestamp

from forms import given

# Within these members of a report an object may have no member that is not expected.
EXACT = {"value", "a_value", "b_value", "resolved_value", "old", "new"}


class Unexpected(Exception):
    """An answer that is not the expected one."""

    def __init__(self, expected: Any, got: Any) -> None:
        super().__init__(f"expected {shown(expected)}, got {shown(got)}")


def shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 600 else f"{text[:600]}…"


def document(answer: Any) -> Any:
    """An answer of the library with the reports in it as dicts and timestamps as text."""
    if isinstance(answer, Timestamp):
        return str(answer)
    if dataclasses.is_dataclass(answer) and not isinstance(answer, type):
        return {field.name: document(getattr(answer, field.name)) for field in dataclasses.fields(answer)}
    if isinstance(answer, dict):
        return {name: document(member) for name, member in answer.items()}
    if isinstance(answer, list | tuple):
        return [document(item) for item in answer]
    return answer


def check(expected: Any, got: Any, saved: dict[str, Any], exact: bool) -> None:
    """Raises `Unexpected` unless the answer matches."""
    if not matches(expected, document(got), saved, exact):
        raise Unexpected(expected, document(got))


def matches(expected: Any, got: Any, saved: dict[str, Any], exact: bool) -> bool:
    match expected:
        case {"$count": count}:
            return isinstance(got, list) and len(got) == count
        case {"$any": True}:
            return got is not None
        case {"$absent": True}:
            return got is None
        case {"$error": code}:
            return isinstance(got, ActiveActiveError) and got.code == code
        case {"$has": text}:
            return isinstance(got, str) and text in got
        case {"$saved": name}:
            return same(document(saved[name]), got)
        case {"$integer": _} | {"$hex": _} | {"$repeat": _}:
            return same(given(expected), got)
        case dict():
            return isinstance(got, dict) and members_match(expected, got, saved, exact)
        case list():
            long_enough = isinstance(got, list) and len(got) == len(expected)
            return long_enough and all(matches(e, g, saved, exact) for e, g in zip(expected, got, strict=True))
        case _:
            return same(expected, got)


def members_match(expected: dict[str, Any], got: dict[str, Any], saved: dict[str, Any], exact: bool) -> bool:
    if exact and not expected.keys() >= got.keys():
        return False
    return all(matches(e, got.get(name), saved, exact or name in EXACT) for name, e in expected.items())


def same(expected: Any, got: Any) -> bool:
    """Equality that keeps booleans apart from numbers, at any depth."""
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(same(expected[key], got[key]) for key in expected)
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(same, expected, got))
    return bool(expected == got)
