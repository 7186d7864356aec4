"""How fast and how well generated seats are grouped and scheduled: ``python -m benchmarks.schedule`` prints the tables.

``--quick`` takes some minutes, all sizes a quarter of an hour; ``--keep FILE`` also puts the tables between the markers
of a Markdown file. Seconds are of the clock and, beside them, of the processors, those of helping processes included;
model building is part of all. Grouping ends with proven groups; a schedule with crews and traffic has its dates, its
trenches priced, and says why pairs dig apart.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.generated_works import AS_OF, Shape, crowded_road, seat
from planner.calendar import WorkCalendar
from planner.model import Plan, RulebookId
from planner.rulebook.load import default_rulebook
from planner.rulebook.model import Figure, Status, TrafficRules, TrafficSet
from planner.runners import SideBySide
from planner.schedule.campaign import Campaigns
from planner.schedule.commitments import Commitments
from planner.schedule.parts import parts_of
from planner.schedule.problem import build_problem
from planner.schedule.replan import replan
from planner.schedule.requests import part_of
from planner.schedule.settle import group_parts
from planner.schedule.solve import schedule_works
from planner.schedule.verify import violations
from planner.trench.price import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.model import Cut, Project, Situation
    from planner.rulebook.model import Rulebook
    from planner.runners import Runner
    from planner.schedule.problem import Price
    from planner.schedule.solve import Schedule

__all__ = ["END", "START", "kept_between", "main"]

START, END = "<!-- make bench-schedule -->", "<!-- end of make bench-schedule -->"
_YEAR = timedelta(days=400)
_CROWDED = {
    "200 to 365 days": Shape(window_days=(200, 365), first_days=(60, 200)),
    "60 to 240 days": Shape(),
    "30 to 120 days": Shape(window_days=(30, 120), first_days=(60, 365)),
}
_CREWS_PER_PROJECT = 40
"""Five crews a utility at 200 projects, and as many more as there are more projects."""


@dataclass(frozen=True, slots=True)
class _Clock:
    wall: float
    processor: float

    @classmethod
    def now(cls) -> _Clock:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return cls(time.perf_counter(), sum(u.ru_utime + u.ru_stime for u in used))

    def since(self) -> str:
        now = _Clock.now()
        return f"{now.wall - self.wall:.1f} | {now.processor - self.processor:.1f}"


def _price(rulebook: Rulebook) -> Price:
    @cache
    def price(projects: tuple[Project, ...], road_width_m: float) -> Cut:
        return cut(projects, road_width_m, rulebook.trench, rulebook.compatibility)

    return price


def _calendar(rulebook: Rulebook, situation: Situation) -> WorkCalendar:
    last = max(p.window.last for p in situation.routes.projects)
    return WorkCalendar.build(rulebook.calendar, AS_OF - _YEAR, last + _YEAR)


def _grouped(situation: Situation, rulebook: Rulebook, runner: Runner) -> tuple[str, float, int, int, int]:
    """Return the seconds from the situation to proven groups, the gap, runs, components and the largest."""
    calendar = _calendar(rulebook, situation)
    began = _Clock.now()
    problem = build_problem(situation, rulebook, calendar, AS_OF, _price(rulebook))
    parts = parts_of(problem)
    made = group_parts(problem, parts, Campaigns(problem), runner, {})
    seconds = began.since()
    objective = sum(g.objective for g in made)
    gap = (objective - sum(g.bound for g in made)) / objective
    return seconds, gap, sum(len(p.runs) for p in parts), len(parts), max(len(p.runs) for p in parts)


def _grouping_row(projects: int, rulebook: Rulebook, runner: Runner) -> str:
    seconds, gap, runs, parts, largest = _grouped(seat(projects, rulebook), rulebook, runner)
    return f"| {projects:,} | {runs:,} | {parts:,} | {largest} | {seconds} | {100 * gap:.4f}% |"


def _crowded_row(seed: int, name: str, shape: Shape, rulebook: Rulebook, runner: Runner) -> str:
    seconds, gap, runs, _, _ = _grouped(crowded_road(rulebook, seed=seed, shape=shape), rulebook, runner)
    return f"| {name} | {seed} | {runs} | {seconds} | {100 * gap:.2f}% |"


def _with_limits(rulebook: Rulebook, projects: int, crews: int, share: float) -> Rulebook:
    """Return the rulebook with so many crews a utility, and a share of neighbouring roads never closed at once."""
    dice, roads = np.random.default_rng(9), max(3, round(projects * 1.8 / Shape().per_road))
    policy, source = Status.POLICY, "county_policy"
    sets = tuple(
        TrafficSet(
            id=f"T{r}", zh="相邻", en="neighbours", status=policy, source=source, roads=(f"Road {r}", f"Road {r + 1}")
        )
        for r in range(roads - 1)
        if dice.random() < share
    )
    organisations = tuple(
        replace(o, crews=Figure(value=crews, status=policy, source=source)) for o in rulebook.organisations
    )
    return replace(rulebook, organisations=organisations, traffic=TrafficRules(sets=sets))


def _limited_row(projects: int, share: float, plain: Rulebook, runner: Runner) -> str:
    crews = max(1, projects // _CREWS_PER_PROJECT)
    rulebook = _with_limits(plain, projects, crews, share)
    situation = seat(projects, rulebook)
    calendar = _calendar(rulebook, situation)
    began = _Clock.now()
    schedule = schedule_works(situation, rulebook, calendar, AS_OF, _price(rulebook), runner=runner)
    seconds, solver = began.since(), schedule.solver
    broken = len(violations(_plan(schedule, rulebook), situation, rulebook, calendar, _price(rulebook)))
    return (
        f"| {projects:,} | {crews} | {share:.0%} | {seconds} | {100 * solver.gap:.2f}% | {solver.bound_by} |"
        f" {solver.deferred} | {100 * (solver.dates - solver.dates_bound) / solver.objective:.2f}% | {broken} |"
    )


def _replan_rows(projects: int, rulebook: Rulebook, runner: Runner) -> Iterator[str]:
    """Plan without a project, then again with it."""
    whole, price = seat(projects, rulebook), _price(rulebook)
    calendar = _calendar(rulebook, whole)
    keys = sorted(p.key for p in whole.routes.projects)
    for newcomer in (keys[len(keys) // 2], keys[len(keys) // 8]):
        before = schedule_works(part_of(whole, {*keys} - {newcomer}), rulebook, calendar, AS_OF, price, runner=runner)
        began = _Clock.now()
        made = replan(_plan(before, rulebook), whole, rulebook, calendar, AS_OF, price, Commitments())
        seconds = began.since()
        broken = len(violations(_plan(made.schedule, rulebook), whole, rulebook, calendar, price))
        touched, components = made.stability.components
        gap = 100 * made.schedule.solver.gap
        yield f"| {projects:,} | {newcomer} | {touched} of {components} | {seconds} | {gap:.4f}% | {broken} |"


def _plan(schedule: Schedule, rulebook: Rulebook) -> Plan:
    return Plan(
        as_of=AS_OF,
        rulebook=RulebookId(name=rulebook.name, version=rulebook.version, sha256=rulebook.sha256),
        inputs=(),
        outcomes=schedule.outcomes,
        joint_works=schedule.joint_works,
        declined=schedule.declined,
        totals=schedule.totals,
        solver=schedule.solver,
    )


def kept_between(text: str, body: str) -> str:
    """Return a text with a body between its markers, or added at the end with them.

    Raises
    ------
    ValueError
        If the text holds one marker without the other.
    """
    before, found, rest = text.partition(START)
    _, closed, after = rest.partition(END)
    if bool(found) != bool(closed):
        raise ValueError(START)
    kept = f"{START}\n{body}\n{END}"
    return f"{before}{kept}{after}" if found else f"{text.rstrip()}\n\n{kept}\n"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="up to 1,000 projects, one crowded road of each kind")
    parser.add_argument("--projects", type=int, nargs="*", help="sizes without crews and traffic")
    parser.add_argument("--limited", type=int, nargs="*", help="sizes with crews and a quarter of neighbours apart")
    parser.add_argument("--hard", type=int, nargs="*", help="sizes with crews and all neighbours apart")
    parser.add_argument("--crowded", type=int, nargs="*", help="seeds of crowded roads")
    parser.add_argument("--replan", type=int, nargs="*", help="sizes of plans that a newcomer joins")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes side by side")
    parser.add_argument("--keep", type=Path, help="Markdown file with markers to put the tables between")
    chosen = parser.parse_args()
    quick = {"projects": [200, 1_000], "limited": [200, 1_000], "hard": [200], "crowded": [1], "replan": [1_000]}
    full = {
        "projects": [200, 1_000, 5_000, 20_000],
        "limited": [200, 1_000, 5_000],
        "hard": [200],
        "crowded": [1, 2, 3, 4, 5, 6],
        "replan": [1_000],
    }
    given = any(getattr(chosen, name) is not None for name in full)
    for name, sizes in (quick if chosen.quick else full).items():
        if getattr(chosen, name) is None:
            setattr(chosen, name, [] if given else sizes)
    return chosen


def main() -> None:
    """Print the tables, and keep them if asked."""
    asked, lines = _asked(), list[str]()
    for line in _report(asked):
        print(line, flush=True)
        lines.append(line)
    if asked.keep:
        asked.keep.write_text(kept_between(asked.keep.read_text("utf-8"), "\n".join(lines)), "utf-8")


def _report(asked: argparse.Namespace) -> Iterator[str]:
    rulebook, runner = default_rulebook(), SideBySide(asked.workers)
    # libraries are loaded, and compiled code compiled, by first calls
    _grouped(seat(3, rulebook), rulebook, runner)
    limited = [*((n, 0.25) for n in asked.limited), *((n, 1.0) for n in asked.hard)]
    if limited:
        _limited_row(12, 1.0, rulebook, runner)
    yield f"{asked.workers} processes side by side; load {os.getloadavg()[0]:.1f} before."
    seconds = ("s", "processor, s", "gap")
    yield from _table(
        ("projects", "runs", "components", "largest", *seconds),
        (_grouping_row(n, rulebook, runner) for n in asked.projects),
    )
    crowded = [(seed, *kind) for kind in _CROWDED.items() for seed in asked.crowded]
    yield from _table(
        ("crowded road, windows", "seed", "runs", *seconds), (_crowded_row(*row, rulebook, runner) for row in crowded)
    )
    yield from _table(
        ("projects", "crews", "neighbours apart", *seconds, "proven by", "put off", "dates above bound", "violations"),
        (_limited_row(*row, rulebook, runner) for row in limited),
    )
    yield from _table(
        ("projects", "newcomer", "planned anew", *seconds, "violations"),
        (row for n in asked.replan for row in _replan_rows(n, rulebook, runner)),
    )


def _table(names: Sequence[str], rows: Iterable[str]) -> Iterator[str]:
    """Yield a table, nothing where it has no row; a row is made when it is asked for."""
    for number, row in enumerate(rows):
        if not number:
            yield from ("", f"| {' | '.join(names)} |", "|---" * len(names) + "|")
        yield row


if __name__ == "__main__":
    main()
