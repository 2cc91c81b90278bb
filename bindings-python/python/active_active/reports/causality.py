"""How writes and states relate."""

from typing import Literal, TypeAlias

Causality: TypeAlias = Literal["equal", "before", "after", "concurrent"]
"""How two writes, or two states, relate."""
