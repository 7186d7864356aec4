"""A county kept ready: its roads indexed once, its known stretches sorted, each new submission answered at once.

The answer is what planning everything anew would say of the submission. Nothing is ever changed in place: taking a
submission in returns another county, which shares with the first whatever stayed the same.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo.county_warnings import warnings_of
from planner.geo.joins import equal_pairs
from planner.geo.match import Matched, index_network
from planner.geo.referencing import refer_routes
from planner.geo.stretch_tables import join_intervals, no_stretches
from planner.model import Dates, Floats, Ints, Network, Project, Reason, Routes, Stretches
from planner.rulebook.moratoria import moratorium_ends
from planner.rulebook.repaving import Repaving

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from planner.geo._match_index import RoadIndex
    from planner.rulebook.model import Matching, Rulebook

__all__ = ["Answer", "County", "Partners", "answer_submission", "load_county", "with_submission"]

_Name = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """A network ready to be matched against, and who is known to lie where.

    Attributes
    ----------
    rules : The distances the index was built for.
    index, tree : Of ``network``.
    diggable_from : First day each section may be dug after its paving, NaT where no paving is known, shape (s,).
    repaving : Roads due for resurfacing.
    projects : In the order they were taken in.
    number : Place in ``projects`` of each (utility, project_id).
    stretches : ``project`` is an index into ``projects``; sorted by section, so that whoever lies on a section is
        found by searching the column.
    """

    network: Network
    rules: Matching
    index: RoadIndex
    tree: shapely.STRtree
    diggable_from: Dates
    repaving: Repaving
    projects: tuple[Project, ...]
    number: Mapping[_Name, int]
    stretches: Stretches


@dataclass(frozen=True, slots=True, kw_only=True)
class Partners:
    """Intervals of sections on which a submitted project and another lie, one row each.

    Sorted by (project, partner, section, from_m); rows of one pair on one section never touch. Two projects of one
    submission are partners of each other and have a row each.

    Attributes
    ----------
    project, partner : Indices into ``Answer.projects``; ``project`` is one of the submission, shape (n,).
    section : Index into the network, shape (n,).
    from_m, to_m : Chainages on the section, shape (n,).
    first_day, last_day : The period in both windows, NaT where they do not meet, shape (n,).
    """

    project: Ints
    partner: Ints
    section: Ints
    from_m: Floats
    to_m: Floats
    first_day: Dates
    last_day: Dates

    def __len__(self) -> int:
        """Return the number of intervals."""
        return len(self.project)

    @property
    def metres(self) -> Floats:
        """Return the metres shared, shape (n,)."""
        return self.to_m - self.from_m

    @property
    def same_period(self) -> NDArray[np.bool_]:
        """Tell where the windows of both have a day in common (同一时段), shape (n,)."""
        return ~np.isnat(self.first_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a submission is told.

    Attributes
    ----------
    submitted : How many of ``projects`` are the submission's own.
    projects : Those of the submission as ``Routes`` has them, then its partners by utility and project id.
    matched : Stretches, crossings and unmatched parts of the submission; ``project`` indexes ``projects``.
    warnings : By project; codes ``submission.*``.
    """

    submitted: int
    projects: tuple[Project, ...]
    matched: Matched
    partners: Partners
    warnings: tuple[Reason, ...]


def load_county(
    network: Network,
    rulebook: Rulebook,
    projects: Sequence[Project] = (),
    stretches: Stretches | None = None,
    *,
    index: RoadIndex | None = None,
) -> County:
    """Prepare a county for any number of submissions.

    Parameters
    ----------
    projects, stretches : Who is known to lie where, as a ``Situation`` has them; none where left out.
    index : Of the network under the rulebook's distances, where there is one already.
    """
    known = stretches if stretches is not None else no_stretches()
    tree = shapely.STRtree(network.lines)
    # the tree is built by its first question, which would otherwise be the first submission's
    tree.query(shapely.Point(0.0, 0.0))
    return County(
        network=network,
        rules=rulebook.matching,
        index=index if index is not None else index_network(network, rulebook.matching),
        tree=tree,
        diggable_from=moratorium_ends(network, rulebook),
        repaving=Repaving(network, rulebook),
        projects=tuple(projects),
        number={_name(project): i for i, project in enumerate(projects)},
        stretches=_by_section(known),
    )


def answer_submission(county: County, routes: Routes) -> Answer:
    """Tell a submission where it lies, who else is there and what to look at.

    A project that the county knows already is submitted anew: its earlier stretches are not its partners.

    Parameters
    ----------
    routes : In the CRS of the county's network.
    """
    matched = refer_routes(routes, county.network, county.rules, county.index, county.tree)
    again = _known(county, routes.projects)
    others, theirs = _neighbours(county, matched.stretches, again)
    projects = (*routes.projects, *others)
    theirs = replace(theirs, project=theirs.project + len(routes.projects))
    return Answer(
        submitted=len(routes.projects),
        projects=projects,
        matched=matched,
        partners=_partners(matched.stretches, _by_section(_together(matched.stretches, theirs)), projects),
        warnings=warnings_of(
            routes.projects,
            matched,
            county.network,
            county.rules,
            county.diggable_from,
            again,
            repaving=county.repaving,
        ),
    )


def with_submission(county: County, answer: Answer) -> County:
    """Return the county with the projects of an answered submission; one it knew already is replaced."""
    own = answer.projects[: answer.submitted]
    again = _known(county, own)
    fresh = [p for p, before in zip(own, again.tolist(), strict=True) if before < 0]
    number = {**county.number, **{_name(p): len(county.projects) + i for i, p in enumerate(fresh)}}
    place = np.array([number[_name(p)] for p in own], dtype=np.int64)
    projects = [*county.projects, *fresh]
    for i, project in zip(place.tolist(), own, strict=True):
        projects[i] = project
    found = answer.matched.stretches
    return replace(
        county,
        projects=tuple(projects),
        number=number,
        stretches=_merged(_without(county.stretches, again), replace(found, project=place[found.project])),
    )


def _name(project: Project) -> _Name:
    return project.utility, project.project_id


def _known(county: County, projects: Sequence[Project]) -> Ints:
    """Return the place of each project in the county, -1 where it is new."""
    return np.array([county.number.get(_name(p), -1) for p in projects], dtype=np.int64)


def _rows(stretches: Stretches, rows: Ints | NDArray[np.bool_]) -> Stretches:
    return Stretches(**{f.name: getattr(stretches, f.name)[rows] for f in dataclasses.fields(stretches)})


def _by_section(stretches: Stretches) -> Stretches:
    return _rows(stretches, np.argsort(stretches.section, kind="stable"))


def _together(one: Stretches, other: Stretches) -> Stretches:
    names = [field.name for field in dataclasses.fields(Stretches)]
    return Stretches(**{name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in names})


def _without(stretches: Stretches, projects: Ints) -> Stretches:
    known = projects[projects >= 0]
    return _rows(stretches, ~np.isin(stretches.project, known)) if len(known) else stretches


def _merged(stretches: Stretches, more: Stretches) -> Stretches:
    """Put rows into a table sorted by section, behind those of the same section."""
    more = _by_section(more)
    place = np.searchsorted(stretches.section, more.section, side="right")
    names = [field.name for field in dataclasses.fields(Stretches)]
    return Stretches(**{name: np.insert(getattr(stretches, name), place, getattr(more, name)) for name in names})


def _neighbours(county: County, own: Stretches, again: Ints) -> tuple[list[Project], Stretches]:
    """Return the known projects on the sections of a submission, by name, and their stretches there."""
    _, rows = equal_pairs(np.unique(own.section), county.stretches.section)
    there = _without(_rows(county.stretches, rows), again)
    places, of = np.unique(there.project, return_inverse=True)
    order = sorted(range(len(places)), key=lambda rank: _name(county.projects[places[rank]]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return [county.projects[places[i]] for i in order], replace(there, project=rank[of])


def _partners(own: Stretches, everybody: Stretches, projects: Sequence[Project]) -> Partners:
    """Return where stretches of a submission overlap those of others; touching intervals are one."""
    mine, other = equal_pairs(own.section, everybody.section)
    low = np.maximum(own.from_m[mine], everybody.from_m[other])
    high = np.minimum(own.to_m[mine], everybody.to_m[other])
    meet = (low < high) & (own.project[mine] != everybody.project[other])
    mine, other, low, high = mine[meet], other[meet], low[meet], high[meet]
    who = np.column_stack([own.project[mine], everybody.project[other], own.section[mine]])
    _, key = np.unique(who, axis=0, return_inverse=True)
    order, group = join_intervals(key, low, high, 0.0)
    start = np.flatnonzero(np.diff(group, prepend=-1))
    project, partner, section = who[order[start]].T
    first_day, last_day = _common_period(projects, project, partner)
    return Partners(
        project=project,
        partner=partner,
        section=section,
        from_m=low[order[start]],
        to_m=np.maximum.reduceat(high[order], start) if len(start) else high,
        first_day=first_day,
        last_day=last_day,
    )


def _common_period(projects: Sequence[Project], one: Ints, other: Ints) -> tuple[Dates, Dates]:
    """Return the first and last day in the windows of both, NaT where there is none."""
    first = np.array([p.window.first for p in projects], dtype="datetime64[D]")
    last = np.array([p.window.last for p in projects], dtype="datetime64[D]")
    begins, ends = np.maximum(first[one], first[other]), np.minimum(last[one], last[other])
    never = begins > ends
    begins[never] = ends[never] = np.datetime64("NaT", "D")
    return begins, ends
