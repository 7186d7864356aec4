"""Words for violations."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {}
