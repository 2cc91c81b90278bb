"""Merge functions that are registered with a region."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from active_active.reports.conflict import ConflictKind
from active_active.reports.merge import Law, MergeName, MergeVersion


@dataclass(frozen=True, slots=True)
class MergeInput:
    """What a merge function is given: concurrent versions of one register, and where they are."""

    class_name: str
    """The name of the record's class."""
    key: str
    """The key of the record."""
    path: tuple[str, ...]
    """The field; empty where the record itself is the register."""
    kind: ConflictKind
    """`insert_insert` where one of the versions created the record, else `update_update`."""
    versions: tuple[MergeVersion, ...]
    """The versions, by timestamp, then by dot, ascending; two at least, and not all of one value."""


@dataclass(frozen=True, slots=True)
class MergeViolation:
    """A law that a merge function was seen to break, on versions that had met in a region."""

    function: MergeName
    """The function."""
    class_name: str
    """The class of the record."""
    law: Law
    """The law that is broken."""
    times: int
    """How often it was seen to break it here."""
    versions: tuple[MergeVersion, ...]
    """The versions on which it did so first; the text calls them x, y and z. They are values of a record."""
    text: str
    """The law, the versions and both answers in a few lines for people."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        converted = {
            "function": MergeName(**document["function"]),
            "versions": tuple(map(MergeVersion.from_document, document["versions"])),
        }
        return cls(**{**document, **converted})
