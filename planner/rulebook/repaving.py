"""Which resurfacings a piece of road is due for, and until when it stays closed to digging afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.rulebook.moratoria import protected_until
from planner.rulebook.places import Places

if TYPE_CHECKING:
    from datetime import date

    from planner.model import Network
    from planner.rulebook.model import Resurfacing, Rulebook

__all__ = ["Repaving"]


class Repaving:
    """The resurfacings of a rulebook on one network."""

    def __init__(self, network: Network, rulebook: Rulebook) -> None:
        """Reckon once until when each resurfacing closes its roads."""
        self._places = Places(network, rulebook.areas)
        self._due = [(due, protected_until(due.last, due.kind.value, rulebook)) for due in rulebook.resurfacing]

    def __bool__(self) -> bool:
        """Tell whether any road is due at all."""
        return bool(self._due)

    def on(self, section: int, from_m: float, to_m: float) -> tuple[tuple[Resurfacing, date], ...]:
        """Return the resurfacings of an interval of a section, each with the first day it may be dug again."""
        return tuple(each for each in self._due if self._places.holds(each[0], section, from_m, to_m))
