"""Holds Python against surface.json: prints `ok <name>` or `not ok <name>` for each operation.

What surface.json names is there; what is there, but for exceptions and the data classes of reports, it names.
"""

import dataclasses
import enum
import inspect
import json
import sys
from collections.abc import Iterator
from functools import reduce

import active_active

VALUES = (BaseException, enum.Enum)


def is_there(name: str) -> bool:
    try:
        reduce(getattr, name.split("."), active_active)
    except AttributeError:
        return False
    return True


def public() -> Iterator[str]:
    for name in active_active.__all__:
        item = getattr(active_active, name)
        if inspect.isclass(item):
            if not issubclass(item, VALUES) and not dataclasses.is_dataclass(item):
                members = (member for member, found in vars(item).items() if not isinstance(found, item))
                yield from (f"{name}.{member}" for member in members if not member.startswith("_"))
        elif inspect.isroutine(item):
            yield name


with open(sys.argv[1], encoding="utf-8") as file:
    operations = json.load(file)["operations"]

names = [name for operation in operations if isinstance(name := operation["python"], str)]
missing = [name for name in names if not is_there(name)]
unlisted = [name for name in public() if name not in names]
for name in names:
    print("not ok" if name in missing else "ok", name)
for name in unlisted:
    print("not ok", name, "is not in surface.json")
sys.exit(bool(missing or unlisted))
