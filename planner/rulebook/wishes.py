"""What an engineer wishes of one plan beyond the county's rules: who digs together or apart, and days kept free.

Wishes are stated in the main document of a rulebook, so that a plan's folder holds them and its verifier asks for them.
Pydantic reads these annotations at run time, so nothing here is behind ``TYPE_CHECKING``.
"""

from dataclasses import dataclass
from datetime import date

__all__ = ["SOURCE", "FreeDays", "Pair", "Wishes"]

SOURCE = "wishes"
"""The key in ``Rulebook.sources`` of whatever follows from a wish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two projects, by their keys, and why they are to dig together or apart."""

    a: str
    b: str
    why: str

    @property
    def keys(self) -> frozenset[str]:
        """Both keys."""
        return frozenset({self.a, self.b})


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeDays:
    """Days, first and last among them, on which no road of these names stands open; without names no road at all."""

    first: date
    last: date
    why: str
    roads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Everything wished of one plan; a pair wished together joins one work with whoever digs with either already."""

    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    free_days: tuple[FreeDays, ...] = ()

    def keeps_apart(self, one: str, other: str) -> bool:
        """Tell whether two projects may not be in one work."""
        return bool(self.apart) and any(pair.keys == {one, other} for pair in self.apart)
