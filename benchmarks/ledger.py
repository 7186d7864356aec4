"""A plan against every work alone and the rules used elsewhere: ``python -m benchmarks.ledger`` prints the table.

Without arguments: the sample seat and generated seats. With ``--works FOLDER`` also real works: a folder with
``roads.geojson`` (``index_seg``) and ``projects_2026-01.geojson`` (areas with ``DateDebut`` and ``DateFin``), the dates
of each work widened by 0, 14, 30 and 90 days. Every row is a schedule that the verifier accepts.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.areas import routes_of_areas
from benchmarks.generated_works import AS_OF, Shape, ground_of, seat
from planner.calendar import WorkCalendar
from planner.geo.areas import area_stretches
from planner.geo.network import build_network
from planner.geo.planning import planning_crs_of
from planner.geo.vector import read_features
from planner.model import Plan, Project, RulebookId, Service, Specification, Window
from planner.pipeline import Document, survey_ground
from planner.rulebook.load import default_rulebook
from planner.schedule.baselines import Rule, baseline_schedule
from planner.schedule.campaign import Campaigns
from planner.schedule.ledger import as_plan, entry_of
from planner.schedule.problem import build_problem
from planner.schedule.solve import schedule_works
from planner.schedule.verify import violations
from planner.trench.price import cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.geo.vector import Features
    from planner.model import Network, Situation
    from planner.rulebook.model import Rulebook
    from planner.schedule.ledger import Entry
    from planner.schedule.problem import Price, Problem

__all__ = ["main"]

_YEAR = timedelta(days=400)
_WIDENED = (0, 14, 30, 90)
_ROWS = (
    (Rule.SEPARATE, 2, "every work alone"),
    (Rule.DATES_AS_GIVEN, 2, "dates as given, pairs"),
    (Rule.DATES_AS_GIVEN, None, "dates as given, pairs chained"),
    (Rule.STARTS_WITHIN_30_DAYS, 2, "starts within 30 days, pairs"),
    (Rule.STARTS_WITHIN_30_DAYS, None, "starts within 30 days, pairs chained"),
    (Rule.WINDOWS_MEET, 2, "windows meet, pairs"),
)
_SERVICES = {
    "VIVAQUA": Service.WATER,
    "SIBELGA EP": Service.POWER,
    "SIBELGA": Service.GAS,
    "ELIA": Service.POWER,
}
_HEAD = "| rule | openings | opened m | closure days | reinstated m2 | plan opens fewer m |\n|---|---|---|---|---|---|"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One ground and everything it is planned with."""

    situation: Situation
    rulebook: Rulebook
    as_of: date

    @property
    def calendar(self) -> WorkCalendar:
        """Working days around all windows."""
        windows = [p.window for p in self.situation.routes.projects]
        first, last = min(w.first for w in windows), max(w.last for w in windows)
        return WorkCalendar.build(self.rulebook.calendar, min(first, self.as_of) - _YEAR, last + _YEAR)

    @property
    def price(self) -> Price:
        """The trench price of the rulebook."""
        return partial(cut, rules=self.rulebook.trench, compatibility=self.rulebook.compatibility)

    def problem(self) -> Problem:
        """Return the problem of the ground."""
        return build_problem(self.situation, self.rulebook, self.calendar, self.as_of, self.price)

    def plan(self) -> Plan:
        """Return the planner's own schedule as a plan, verified."""
        schedule = schedule_works(self.situation, self.rulebook, self.calendar, self.as_of, self.price)
        book = self.rulebook
        plan = Plan(
            as_of=self.as_of,
            rulebook=RulebookId(name=book.name, version=book.version, sha256=book.sha256),
            inputs=(),
            outcomes=schedule.outcomes,
            joint_works=schedule.joint_works,
            declined=schedule.declined,
            totals=schedule.totals,
            solver=schedule.solver,
        )
        return self.verified(plan)

    def verified(self, plan: Plan) -> Plan:
        """Return the plan, or end where the verifier refuses it."""
        if found := violations(plan, self.situation, self.rulebook, self.calendar, self.price):
            raise SystemExit(f"refused: {found[0]}")
        return plan


def main() -> None:
    """Print one table for each ground."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, nargs="*", default=[200, 1000])
    parser.add_argument("--per-road", type=float, nargs="*", default=[5.0, 8.0])
    parser.add_argument("--works", type=Path)
    chosen = parser.parse_args()
    book = default_rulebook()
    _print("sample seat", Case(situation=_sample(book), rulebook=book, as_of=AS_OF))
    for count in chosen.projects:
        for per_road in chosen.per_road:
            ground = seat(count, book, shape=Shape(per_road=per_road))
            _print(f"{count} projects, {per_road:g} runs on a road", Case(situation=ground, rulebook=book, as_of=AS_OF))
    if chosen.works:
        _print_real(chosen.works, replace(book, blackouts=()))


def _print(title: str, case: Case) -> None:
    plan = case.plan()
    planned = entry_of(plan.joint_works)
    problem = case.problem()
    campaign_of = Campaigns(problem)
    print(f"\n{title}: {planned.joint} joint works of {planned.openings}; gap {plan.solver.gap:.2%}\n\n{_HEAD}")
    print(_row("the plan", planned, planned))
    for rule, largest, name in _ROWS:
        schedule = baseline_schedule(problem, rule, largest=largest, campaign_of=campaign_of)
        print(_row(name, entry_of(case.verified(as_plan(plan, schedule)).joint_works), planned))


def _row(name: str, entry: Entry, planned: Entry) -> str:
    low, high = entry.reinstated_m2
    share = 1.0 - planned.opened_m / entry.opened_m if entry.opened_m else 0.0
    days = f"{entry.closure_days:,}"
    return f"| {name} | {entry.openings:,} | {entry.opened_m:,.0f} | {days} | {low:,.0f}-{high:,.0f} | {share:.1%} |"


def _sample(book: Rulebook) -> Situation:
    folder = Path(__file__).resolve().parent.parent / "sample_data"
    routes = sorted(p for p in (folder / "routes").iterdir() if p.suffix in {".geojson", ".gpkg"})
    return survey_ground(_document(folder / "roads.geojson"), [_document(p) for p in routes], book).situation


def _document(path: Path) -> Document:
    return Document(name=path.name, content=path.read_bytes())


def _print_real(folder: Path, book: Rulebook) -> None:
    """Print the tables of real works; those that fit their own dates alone are kept at every widening."""
    roads, works = (_features(folder / name) for name in ("roads.geojson", "projects_2026-01.geojson"))
    network = build_network(roads, planning_crs_of([roads]) or 0, section_id="index_seg")[0]
    projects = _dated(works, book)
    ground = _covered(works, network, projects, book)
    as_of = min(p.window.first for p in ground.routes.projects) - timedelta(days=120)
    problem = Case(situation=ground, rulebook=book, as_of=as_of).problem()
    fitting = {p.key for p, fits in zip(problem.projects, problem.possible.tolist(), strict=True) if fits}
    total, dated = len(works.geometry), len(ground.routes.projects)
    print(f"\n{total} works, {dated} dated, {len(fitting)} of them fit their own dates by this rulebook's paces")
    ground = _covered(works, network, {i: p for i, p in projects.items() if p.key in fitting}, book)
    for days in _WIDENED:
        _print(f"dates widened by {days} days", Case(situation=_widened(ground, days), rulebook=book, as_of=as_of))


def _features(path: Path) -> Features:
    return read_features(path.name, path.read_bytes().replace(b'"name_fr"', b'"name"'))


def _dated(works: Features, book: Rulebook) -> dict[int, Project]:
    """Return the works that have both dates, by feature."""
    columns = (works.fields[name].tolist() for name in ("id_chantier", "NomImpetrant", "DateDebut", "DateFin"))
    return {i: p for i, row in enumerate(zip(*columns, strict=True)) for p in _project(*row, book=book)}


def _project(key: object, applicant: object, first: object, last: object, *, book: Rulebook) -> Iterator[Project]:
    """Yield the work; whoever is no pipe or cable company of water, power or gas counts as telecom."""
    begins, ends = _day(first), _day(last)
    if begins is None or ends is None or ends < begins:
        return
    service = next((s for name, s in _SERVICES.items() if str(applicant).startswith(name)), Service.TELECOM)
    rules = book.services[service]
    yield Project(
        key=str(key),
        project_id=str(key),
        utility=str(applicant),
        service=service,
        window=Window(first=begins, last=ends),
        preferred_start=begins,
        specification=Specification(
            dn_mm=rules.default_dn_mm.value, count=rules.default_count.value, laying=rules.default_laying
        ),
        install_m_per_day=rules.install_m_per_day.value,
    )


def _day(value: object) -> date | None:
    text = str(value)[:10]
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _covered(works: Features, network: Network, projects: dict[int, Project], book: Rulebook) -> Situation:
    """Return the ground of some works' areas; a project on no section is left out."""
    found = area_stretches(routes_of_areas(works, network.crs), network, book.matching)
    columns = (found.project.tolist(), found.section.tolist(), _millimetres(found.from_m), _millimetres(found.to_m))
    rows = [row for row in zip(*columns, strict=True) if row[0] in projects and row[2] < row[3]]
    kept = sorted({row[0] for row in rows}, key=lambda i: projects[i].key)
    place = {feature: i for i, feature in enumerate(kept)}
    return ground_of(tuple(projects[i] for i in kept), network, [(place[row[0]], *row[1:]) for row in rows])


def _millimetres(metres: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Sequence[float]:
    floored: list[float] = (np.floor(metres * 1000.0 + 1e-6) / 1000.0).tolist()
    return floored


def _widened(ground: Situation, days: int) -> Situation:
    """Give each work so many days more before and after."""
    more = timedelta(days=days)
    projects = tuple(
        replace(p, window=Window(first=p.window.first - more, last=p.window.last + more))
        for p in ground.routes.projects
    )
    return replace(ground, routes=replace(ground.routes, projects=projects))


if __name__ == "__main__":
    main()
