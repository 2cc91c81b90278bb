"""Writes in several regions at once: clocks, conflicts, CRDTs and replication."""

from active_active._native import version

__all__ = ["version"]
