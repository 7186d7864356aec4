"""Words for reasons."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {}
