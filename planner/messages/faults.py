"""Words for faults."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {}
