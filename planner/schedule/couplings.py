"""What keeps campaigns from standing open at the same time: crews, and traffic on and between roads.

Each rule is one function from the problem and its campaigns. A campaign that may not be moved - an emergency, a
committed work - takes what it takes; the others go around it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.model import Urgency
from planner.schedule.resurfacing import wanted_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.model import Floats, Ints
    from planner.schedule.campaign import Campaign
    from planner.schedule.held import Held
    from planner.schedule.problem import Problem

__all__ = ["Limits", "Stand", "Stands", "Use", "stand_of", "stands_of_held", "together"]

_ACROSS = {"block 0": "block 1", "block 1": "block 0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Working days, counted from its start, for which a campaign takes one place of a limit."""

    limit: str
    offset: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A campaign as it stands in time.

    Attributes
    ----------
    starts, cost : Working days it may start on, and the days from what its members prefer, shape (s,).
    uses : Places of limits it takes.
    stands_near : Roads, junctions of main roads and ends of blocks that it closes.
    never_near, rather_not_near : What none that stands open at the same time may, or had better, stand near.
    fixed : Whether it stays where it is whatever the others do.
    """

    runs: tuple[int, ...]
    corridor: int
    starts: Ints
    cost: Floats
    site_days: int
    uses: tuple[Use, ...]
    stands_near: frozenset[tuple[str, int]]
    never_near: frozenset[tuple[str, int]]
    rather_not_near: frozenset[tuple[str, int]]
    fixed: bool


class Limits:
    """How many may take a place at once."""

    def __init__(self, problem: Problem) -> None:
        """Read the rulebook's crews and sets of roads."""
        rulebook = problem.rulebook
        self.capacity = {f"crews {o.code}": o.crews.value for o in rulebook.organisations if o.crews is not None}
        self.capacity.update({f"traffic {s.id}": s.at_once for s in rulebook.traffic.sets})


class Stands:
    """How campaigns may stand in time; what is asked of every campaign is looked up once."""

    def __init__(self, problem: Problem) -> None:
        """Look up nothing yet."""
        self._problem = problem
        self._sets = _TrafficSets(problem)

    def of(self, campaign: Campaign) -> Stand:
        """Return how a campaign may stand in time."""
        problem = self._problem
        preferred = wanted_starts(problem, campaign)
        cost = np.abs(campaign.starts[:, None] - preferred).sum(axis=1).astype(np.float64)
        return Stand(
            runs=campaign.runs,
            corridor=int(problem.runs.corridor[campaign.runs[0]]),
            starts=campaign.starts,
            cost=cost * problem.rulebook.weights.day_from_preferred.value,
            site_days=campaign.spans.site_days,
            uses=(*_crews(problem, campaign), *self._sets.uses(campaign.runs, campaign.spans.site_days)),
            **_places(problem, campaign.runs),
            fixed=any(p.urgency is Urgency.EMERGENCY for p in campaign.members),
        )


def stand_of(problem: Problem, campaign: Campaign) -> Stand:
    """Return how one campaign may stand in time; whoever asks of many keeps a ``Stands``."""
    return Stands(problem).of(campaign)


def stands_of_held(problem: Problem) -> tuple[Stand, ...]:
    """Return how the committed works stand."""
    sets = _TrafficSets(problem)
    return tuple(_stand_of_held(problem, held, sets) for held in problem.held)


def _stand_of_held(problem: Problem, held: Held, sets: _TrafficSets) -> Stand:
    days, utility = problem.days, problem.utility_of
    site_days = held.end - held.start + 1
    legs = [
        (i.project, *np.searchsorted(days, np.array([i.window.first, i.window.last], "datetime64[D]")).tolist())
        for i in held.work.phases.installation
    ]
    crews = (_crew(problem, utility[key], first - held.start, last - first + 1) for key, first, last in legs)
    return Stand(
        runs=held.runs,
        corridor=int(problem.runs.corridor[held.runs[0]]),
        starts=np.array([held.start]),
        cost=np.zeros(1),
        site_days=site_days,
        uses=(*(u for use in crews for u in use), *sets.uses(held.runs, site_days)),
        **_places(problem, held.runs),
        fixed=True,
    )


def _places(problem: Problem, runs: Sequence[int]) -> dict[str, frozenset[tuple[str, int]]]:
    road = ("road", int(problem.runs.corridor[runs[0]]))
    main, ends = set(_main_junctions(problem, runs)), set(_block_ends(problem, runs))
    across = {(_ACROSS[side], block) for side, block in ends}
    strict = problem.rulebook.traffic.one_per_road
    return {
        "stands_near": frozenset({road} | main | ends),
        "never_near": frozenset(main | across | ({road} if strict else set())),
        "rather_not_near": frozenset(set() if strict else {road}),
    }


def _crews(problem: Problem, campaign: Campaign) -> Iterator[Use]:
    """Take one crew of its utility for each member, for the days of its own leg and not of the whole campaign."""
    utility = {p.key: p.utility for p in campaign.members}
    for leg in campaign.spans.installation:
        yield from _crew(problem, utility[leg.key], campaign.spans.excavation + leg.offset, leg.days)


def _crew(problem: Problem, utility: str, offset: int, days: int) -> Iterator[Use]:
    organisation = problem.rulebook.organisation(utility)
    if organisation is not None and organisation.crews is not None:
        yield Use(limit=f"crews {utility}", offset=offset, days=days)


class _TrafficSets:
    """Sets of roads by the sections that belong to them."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        ids, names = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
        self._limits = [f"traffic {s.id}" for s in problem.rulebook.traffic.sets]
        for number, traffic in enumerate(problem.rulebook.traffic.sets):
            for section in traffic.sections:
                ids[section].append(number)
            for road in traffic.roads:
                names[road].append(number)
        self._ids, self._names = dict(ids), dict(names)

    def uses(self, runs: Sequence[int], site_days: int) -> Iterator[Use]:
        """Take one place of each set of roads that the runs close, for as long as they stand open."""
        if not self._limits:
            return
        network, found = self._problem.network, set[int]()
        for section in _sections(self._problem, runs):
            found.update(self._ids.get(str(network.section_ids[section]), ()))
            found.update(self._names.get(str(network.names[section]), ()))
        for number in sorted(found):
            yield Use(limit=self._limits[number], offset=0, days=site_days)


def _main_junctions(problem: Problem, runs: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Close the junctions that the runs reach on sections of main roads."""
    classes = set(problem.rulebook.traffic.main_classes)
    if classes:
        for section, node in _reached(problem, runs):
            if str(problem.network.road_class[section]) in classes:
                yield "main", node


def _block_ends(problem: Problem, runs: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Close one end of every block whose other roads there the runs reach; two never close both ends."""
    blocks = problem.blocks_at
    if blocks:
        for section, node in _reached(problem, runs):
            for block, side in blocks.get(node, ()):
                if block != section:
                    yield f"block {side}", block


def _reached(problem: Problem, runs: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the sections the runs lie on with the junctions they reach."""
    network, gap_m = problem.network, problem.rulebook.matching.minimum_stretch_m.value
    for run in runs:
        here = problem.runs.pieces(run)
        for section, first, last in zip(
            problem.runs.section[here].tolist(),
            problem.runs.from_m[here].tolist(),
            problem.runs.to_m[here].tolist(),
            strict=True,
        ):
            if first <= gap_m:
                yield section, int(network.start_node[section])
            if last >= network.length_m[section] - gap_m:
                yield section, int(network.end_node[section])


def _sections(problem: Problem, runs: Sequence[int]) -> set[int]:
    return {s for run in runs for s in problem.runs.section[problem.runs.pieces(run)].tolist()}


def together(stands: Sequence[Stand]) -> tuple[list[set[int]], list[set[int]]]:
    """Return, per campaign, those it must never meet and those it had better not meet."""
    near: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, stand in enumerate(stands):
        for place in stand.stands_near:
            near[place].append(number)

    def others(number: int, places: Iterable[tuple[str, int]]) -> set[int]:
        return {other for place in places for other in near.get(place, ())} - {number}

    hard = [others(number, stand.never_near) for number, stand in enumerate(stands)]
    soft = [others(number, stand.rather_not_near) - hard[number] for number, stand in enumerate(stands)]
    return hard, soft
