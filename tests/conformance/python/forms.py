"""What the vectors write in JSON, as Python values: `{"$hex": "00ff"}` is bytes, and so on."""

import re
from typing import Any

SPECIAL = {"nan": float("nan"), "infinity": float("inf"), "-infinity": float("-inf")}


def given(written: Any) -> Any:
    """An argument of a step as the value that is handed to the library."""
    match written:
        case {"$integer": str(digits)}:
            return int(digits)
        case {"$hex": str(digits)}:
            return bytes.fromhex(digits)
        case {"$special": str(name)}:
            return SPECIAL[name]
        case {"$repeat": [str(text), int(times)]}:
            return text * times
        case dict():
            return {key: given(member) for key, member in written.items()}
        case list():
            return [given(item) for item in written]
        case _:
            return written


def variable(reference: str, saved: dict[str, Any]) -> Any:
    """`$b`, `$b[-1]` or `$c[0].id` among the results that steps saved."""
    name, *steps = re.findall(r"^\$\w+|\[-?\d+\]|\.\w+", reference)
    result = saved[name[1:]]
    for step in steps:
        if step.startswith("["):
            result = result[int(step[1:-1])]
        else:
            result = result[step[1:]] if isinstance(result, dict) else getattr(result, step[1:])
    return result


def handed(argument: Any, saved: dict[str, Any]) -> Any:
    """An argument that may be a result saved before."""
    return variable(argument, saved) if isinstance(argument, str) and argument.startswith("$") else given(argument)
