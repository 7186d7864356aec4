"""Everything that can go wrong, as one tree. Errors carry data; ``planner.messages`` words them.

CotrenchError
    InputError          nothing could be planned from the input; holds every fault
    RulebookError       a rulebook was refused; holds every fault
    CrsError            coordinates are in no CRS the planner can measure in
    PlanRejectedError   the verifier found violations; nothing is written
    SolverError         a solver ended without a usable answer
    FrozenWorkError     committed works do not fit the ground they are to stay on
    BundleError         a permit bundle could not be made or read
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.model import Fault, Reason

__all__ = [
    "BundleError",
    "CotrenchError",
    "CrsError",
    "FrozenWorkError",
    "InputError",
    "PlanRejectedError",
    "RulebookError",
    "SolverError",
    "WishError",
]


class CotrenchError(Exception):
    """Base of every error the planner raises on purpose."""


class InputError(CotrenchError):
    """Nothing could be planned: every fault of every file is in ``faults``."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults in the order they were found."""
        super().__init__(f"{len(faults)} input faults")
        self.faults = tuple(faults)


class RulebookError(CotrenchError):
    """A rulebook was refused: each fault's ``field`` is the path of the wrong value."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults in the order they were found."""
        super().__init__(f"{len(faults)} rulebook faults")
        self.faults = tuple(faults)


class CrsError(CotrenchError):
    """The coordinate reference system is unknown, geographic where metres are needed, or out of its area."""


class PlanRejectedError(CotrenchError):
    """The verifier refused a plan: ``violations`` holds a code and numbers for each."""

    def __init__(self, violations: Sequence[Reason]) -> None:
        """Keep the violations in the order they were found."""
        super().__init__("; ".join(sorted({v.code for v in violations})))
        self.violations = tuple(violations)


class SolverError(CotrenchError):
    """A solver ended in a state that holds no usable solution."""


class FrozenWorkError(CotrenchError):
    """Committed works do not dig whole runs of the situation, or overlap: ``works`` holds their ids, sorted."""

    def __init__(self, works: Sequence[str]) -> None:
        """Keep the ids."""
        super().__init__(", ".join(works))
        self.works = tuple(works)


class WishError(CotrenchError):
    """Projects that were wished together cannot be: ``pairs`` holds their keys."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Keep the pairs."""
        super().__init__(", ".join(" + ".join(pair) for pair in pairs))
        self.pairs = tuple(pairs)


class BundleError(CotrenchError):
    """A permit bundle could not be made, opened or trusted."""
