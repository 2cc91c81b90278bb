"""Every operation that surface.json names in Python is there: prints `ok <name>` or `not ok <name>` for each."""

import json
import sys
from functools import reduce

import active_active


def is_there(name: str) -> bool:
    try:
        reduce(getattr, name.split("."), active_active)
    except AttributeError:
        return False
    return True


with open(sys.argv[1], encoding="utf-8") as file:
    operations = json.load(file)["operations"]

names = [name for operation in operations if isinstance(name := operation["python"], str)]
missing = [name for name in names if not is_there(name)]
for name in names:
    print("not ok" if name in missing else "ok", name)
sys.exit(bool(missing))
