"""Projects read as lines of a cross-section: bodies, working room, and the clear distance of every pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.model import Reason, Service
from planner.trench.clearances import LineClass, class_of, is_only_recalled, parallel_table, recalled, unique
from planner.trench.sizes import Body, body_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.model import Project, Specification
    from planner.rulebook.model import Clearance, TrenchRules, WorkingWidth

__all__ = ["Line", "Lines", "lines_of", "to_mm"]

# From the red line to the centreline by GB 50289-2016 4.1.3 (recalled): used to choose among equally narrow orders.
_CUSTOMARY = {s: i for i, s in enumerate((Service.POWER, Service.TELECOM, Service.WATER, Service.GAS, Service.HEAT))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One project's line: its class, the room it takes, and the working room beside it (GB 50268 4.3.2)."""

    key: str
    service: Service
    specification: Specification
    belongs: LineClass
    body: Body
    working: WorkingWidth

    @property
    def margin_mm(self) -> int:
        """Working room between the line and a trench wall."""
        return round(self.working.b1_mm)

    @property
    def trench_mm(self) -> int:
        """Bottom width of a trench for this line alone: B = D + 2 b1."""
        return self.body.width_mm + 2 * self.margin_mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines in the customary order of GB 50289 4.1.3, then by key, whatever order the projects came in.

    Attributes
    ----------
    figures : Governing clearance of every pair (i, j) with i < j; None where the rules have no figure.
    names : Chinese name of every class of line in the rules.
    gaps : Clear distance to keep, in mm, symmetric. Without a figure it is the larger working room of the two.
    """

    lines: tuple[Line, ...]
    figures: dict[tuple[int, int], Clearance | None]
    names: Mapping[str, str]
    gaps: tuple[tuple[int, ...], ...]

    def review(self) -> tuple[Reason, ...]:
        """Return the figures used that are only recalled, sorted by clause, each once."""
        distances = [
            recalled("clearance", row.clause, row.status, a=row.a, b=row.b, least_m=row.min_m, **self._names(row))
            for row in self.figures.values()
            if row is not None and is_only_recalled(row.status)
        ]
        rooms = [
            recalled("working_width", line.working.clause, line.working.status, least_m=line.working.b1_mm / 1000)
            for line in self.lines
            if is_only_recalled(line.working.status)
        ]
        return unique([*distances, *rooms])

    def _names(self, row: Clearance) -> dict[str, str]:
        return {"a_zh": self.names.get(row.a, row.a), "b_zh": self.names.get(row.b, row.b)}


def lines_of(projects: Sequence[Project], rules: TrenchRules) -> Lines:
    """Return the lines of some projects and what each pair has to keep clear.

    ``rules.working_width`` must have a row; a diameter beyond its last row is read in the last row.
    """
    ordered = sorted(projects, key=lambda project: (_CUSTOMARY[project.service], project.key))
    lines = tuple(_line(project, rules) for project in ordered)
    table = parallel_table(rules, (name for line in lines for name in line.belongs.parallel))
    figures = {
        (i, j): table.between(lines[i].belongs.parallel, lines[j].belongs.parallel)
        for j in range(len(lines))
        for i in range(j)
    }
    return Lines(lines=lines, figures=figures, names=rules.classes, gaps=_gaps(lines, figures))


def to_mm(metres: float) -> int:
    """Return whole millimetres."""
    return round(metres * 1000)


def _line(project: Project, rules: TrenchRules) -> Line:
    body = body_of(project.service, project.specification, rules.bodies)
    return Line(
        key=project.key,
        service=project.service,
        specification=project.specification,
        belongs=class_of(project),
        body=body,
        working=_working_width(body.od_mm, rules),
    )


def _working_width(od_mm: int, rules: TrenchRules) -> WorkingWidth:
    rows = sorted(rules.working_width, key=lambda row: row.od_max_mm)
    return next((row for row in rows if od_mm <= row.od_max_mm), rows[-1])


def _gaps(lines: tuple[Line, ...], figures: dict[tuple[int, int], Clearance | None]) -> tuple[tuple[int, ...], ...]:
    gaps = [[0] * len(lines) for _ in lines]
    for (i, j), row in figures.items():
        room = max(lines[i].margin_mm, lines[j].margin_mm) if row is None else to_mm(row.min_m)
        gaps[i][j] = gaps[j][i] = room
    return tuple(tuple(row) for row in gaps)
