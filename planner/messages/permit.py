"""Words for permit."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {}
