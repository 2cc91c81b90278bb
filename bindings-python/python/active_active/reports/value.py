"""What can be stored."""

from typing import TypeAlias

Value: TypeAlias = None | bool | int | float | str | bytes | list["Value"] | dict[str, "Value"]
"""A value as the library gives it."""
