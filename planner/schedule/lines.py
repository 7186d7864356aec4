"""The intervals of a component in order along its road, where the road does not branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.schedule.campaign import installers, members_of
from planner.schedule.elements import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.model import Ints, Network
    from planner.schedule.problem import Problem

__all__ = ["line_of"]


def line_of(problem: Problem, runs: Ints, labels: Ints) -> Line | None:
    """Return the line of some runs, or None where their sections branch or a run leaves an interval out."""
    atoms_of = _atoms_of(problem, runs)
    atoms = np.unique(np.concatenate(atoms_of))
    place = _order_along(problem, atoms)
    if place is None:
        return None
    ends = [(int(place[a].min()), int(place[a].max())) for a in (np.searchsorted(atoms, of) for of in atoms_of)]
    if any(last - first + 1 != len(of) for (first, last), of in zip(ends, atoms_of, strict=True)):
        return None
    ordered = atoms[np.argsort(place)]
    metres = problem.atoms.length_m[ordered]
    days = np.arange(int(problem.site_days[runs].min()), _longest(problem, runs) + 1)
    paces = problem.rulebook.durations
    return Line(
        first=np.array([first for first, _ in ends]),
        last=np.array([last for _, last in ends]),
        metres=metres,
        weight=metres * problem.metre_weight[problem.atoms.section[ordered]],
        install=np.array([_install(problem, run) for run in runs.tolist()]),
        paces=tuple(
            p.value for p in (paces.excavation_m_per_day, paces.backfill_m_per_day, paces.reinstatement_m_per_day)
        ),
        days=days,
        fits=problem.rules.fits(runs, labels, days),
    )


def _atoms_of(problem: Problem, runs: Ints) -> list[Ints]:
    starts, entries = problem.atoms_of_run
    return [entries[starts[run] : starts[run + 1]] for run in runs.tolist()]


def _install(problem: Problem, run: int) -> int:
    (member,) = installers(problem, (run,), members_of(problem, (run,)))
    return member.days


def _longest(problem: Problem, runs: Ints) -> int:
    """Return the most working days on site that any window leaves, at least what each run needs."""
    room = problem.rules.room(runs)
    return max(room, int(problem.site_days[runs].max()))


def _order_along(problem: Problem, atoms: Ints) -> Ints | None:
    """Return the place of each atom along the road, or None where the sections are no simple path."""
    section = problem.atoms.section[atoms]
    path = _path(problem.network, np.unique(section).tolist())
    if path is None:
        return None
    rank = {number: (place, along) for place, (number, along) in enumerate(path)}
    middle = (problem.atoms.from_m[atoms] + problem.atoms.to_m[atoms]) / 2
    key = [(rank[s][0], m if rank[s][1] else -m) for s, m in zip(section.tolist(), middle.tolist(), strict=True)]
    place = np.empty(len(atoms), np.int64)
    place[sorted(range(len(atoms)), key=key.__getitem__)] = np.arange(len(atoms))
    return place


def _path(network: Network, sections: Sequence[int]) -> list[tuple[int, bool]] | None:
    """Return sections one after another, each with whether it is walked along its direction; None if they branch."""
    at: dict[int, list[int]] = {}
    ends = {s: (int(network.start_node[s]), int(network.end_node[s])) for s in sections}
    for section, nodes in ends.items():
        for node in nodes:
            at.setdefault(node, []).append(section)
    tips = sorted(node for node, here in at.items() if len(here) == 1)
    if len(tips) != 2 or any(len(here) > 2 for here in at.values()):
        return None
    node, left, path = tips[0], set(sections), list[tuple[int, bool]]()
    while left:
        following = [s for s in at[node] if s in left]
        if not following:
            return None
        section = following[0]
        along = ends[section][0] == node
        path.append((section, along))
        left.remove(section)
        node = ends[section][1] if along else ends[section][0]
    return path
