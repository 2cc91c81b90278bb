__all__ = ["version"]

def version() -> str:
    """The version of the library."""
