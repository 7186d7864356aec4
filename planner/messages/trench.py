"""Words for trench."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {}
