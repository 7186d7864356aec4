"""Submissions to routes: every good feature becomes part of a project, every other one is named with its fault."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo.crs import metric_crs
from planner.geo.identity import group_rows, held_back, merged_facts, project_keys
from planner.geo.layer import FaultList, objects
from planner.geo.lines import Parts, route_parts
from planner.geo.polygons import area_parts
from planner.geo.projects import build_projects
from planner.geo.properties import Rows, read_submission
from planner.model import Fault, InputFile, Routes, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from planner.geo.vector import Features
    from planner.model import Ints, Objects, Project
    from planner.rulebook.model import Rulebook

__all__ = ["Intake", "read_routes"]

# Lines that agree to this many decimals of a metre are one line drawn twice
_SAME_LINE_DECIMALS = 2
_NOTHING_DRAWN = Parts(objects([]), np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What can be planned and what was wrong.

    Attributes
    ----------
    routes : The projects and their parts.
    faults : By file name, in each file those of the whole file first, then by feature.
    inputs : The files by name; ``rejected`` counts the features that are not planned.
    """

    routes: Routes
    faults: tuple[Fault, ...]
    inputs: tuple[InputFile, ...]


def read_routes(features: Sequence[Features], rulebook: Rulebook, planning_crs: int) -> Intake:
    """Validate submissions against the contract and the rulebook and turn the good features into routes.

    All faults are collected at once and a faulty feature does not stop another. A project whose features
    contradict each other is held back whole; one with a broken part is planned with its good parts. Projects and
    parts are ordered by key and shape: the order of files and features changes nothing but the numbers in faults.

    Parameters
    ----------
    features : Files as read by ``read_features``; a second copy of a file is counted once.
    planning_crs : EPSG code of the metric CRS to plan in.

    Raises
    ------
    CrsError
        If ``planning_crs`` is not a CRS that metres can be measured in.
    """
    metric_crs(planning_crs)
    ordered = sorted(features, key=lambda each: (each.name, each.sha256))
    faults = [FaultList(each.name, list(each.faults)) for each in ordered]
    fresh = _without_copies(ordered, faults)
    sources, lists = [ordered[i] for i in fresh], [faults[i] for i in fresh]
    routes, planned = _routes(sources, lists, rulebook, planning_crs)
    rejected = dict(zip(fresh, (int((~mask).sum()) for mask in planned), strict=True))
    inputs = [
        InputFile(name=each.name, sha256=each.sha256, features=len(each), rejected=rejected.get(i, 0))
        for i, each in enumerate(ordered)
    ]
    return Intake(routes=routes, faults=tuple(_told(faults)), inputs=tuple(inputs))


def _told(faults: Sequence[FaultList]) -> Iterator[Fault]:
    for each in faults:
        yield from each.in_order()


def _without_copies(ordered: Sequence[Features], faults: Sequence[FaultList]) -> list[int]:
    first: dict[str, int] = {}
    for i, each in enumerate(ordered):
        original = first.setdefault(each.sha256, i)
        if original != i:
            faults[i].found.clear()
            faults[i].warning("file.same_content", other=ordered[original].name)
    return list(first.values())


def _routes(
    sources: Sequence[Features], faults: Sequence[FaultList], rulebook: Rulebook, planning: int
) -> tuple[Routes, list[NDArray[np.bool_]]]:
    """Return the routes and, per source, which features are in them."""
    rows = Rows.of(sources, faults)
    usable = [_usable(source) for source in sources]
    submission = read_submission(sources, rows, rulebook)
    parts, areas = _drawn(sources, usable, rows, planning)
    group, names = group_rows(submission)
    good = submission.good & ~held_back(submission, group, rows)
    good &= np.isin(np.arange(len(rows)), np.concatenate([parts.feature, areas.feature]))
    projects, number = _projects(merged_facts(submission, group), names, group, good, rows, rulebook)
    routes = _assembled(projects, _kept(parts, good), _kept(areas, good), number[group], rows)
    return routes, [good[rows.source == i] for i in range(len(sources))]


def _usable(source: Features) -> NDArray[np.bool_]:
    """Return which features the reader found no error in; none where the whole file is in error."""
    errors = [fault.feature for fault in source.faults if fault.severity is Severity.ERROR]
    usable = np.full(len(source), source.crs is not None and None not in errors)
    usable[[index for index in errors if index is not None]] = False
    return usable


def _drawn(
    sources: Sequence[Features], usable: Sequence[NDArray[np.bool_]], rows: Rows, planning: int
) -> tuple[Parts, Parts]:
    """Return the lines and the areas of all sources; ``feature`` is the row."""
    lines, areas, start = [_NOTHING_DRAWN], [_NOTHING_DRAWN], 0
    for source, mask, faults in zip(sources, usable, rows.faults, strict=True):
        if source.crs is not None:
            geometry = source.geometry.copy()
            geometry[~mask] = None
            parts = route_parts(geometry, source.crs, planning, faults)
            polygons, feature = area_parts(geometry, source.crs, planning, faults)
            lines.append(Parts(parts.lines, parts.feature + start))
            areas.append(Parts(polygons, feature + start))
        start += len(source)
    return _together(lines), _together(areas)


def _together(parts: Sequence[Parts]) -> Parts:
    return Parts(np.concatenate([each.lines for each in parts]), np.concatenate([each.feature for each in parts]))


def _kept(parts: Parts, good: NDArray[np.bool_]) -> Parts:
    return Parts(parts.lines[good[parts.feature]], parts.feature[good[parts.feature]])


def _projects(
    facts: Mapping[str, Objects],
    names: list[tuple[str, str]],
    group: Ints,
    good: NDArray[np.bool_],
    rows: Rows,
    rulebook: Rulebook,
) -> tuple[tuple[Project, ...], Ints]:
    """Return the projects sorted by key, and the project of each group (-1 where it is not planned)."""
    planned, first = np.unique(group[good], return_index=True)
    named = [names[each] for each in planned.tolist()]
    keys = project_keys(named)
    _tell_of_shared_numbers(named, keys, np.flatnonzero(good)[first], rows)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    number = np.full(len(names) + 1, -1, dtype=np.int64)
    number[planned[order]] = np.arange(len(order))
    ordered = {name: column[planned[order]] for name, column in facts.items()}
    return build_projects([keys[i] for i in order], [named[i] for i in order], ordered, rulebook), number


def _tell_of_shared_numbers(named: list[tuple[str, str]], keys: list[str], first: Ints, rows: Rows) -> None:
    uses = Counter(number for _, number in named)
    sharers = {
        number: ", ".join(utility for utility, other in named if other == number)
        for number, times in uses.items()
        if times > 1
    }
    for (_, number), key, row in zip(named, keys, first.tolist(), strict=True):
        if number in sharers:
            faults, feature = rows.at(row)
            data = {"project_id": number, "utilities": sharers[number], "key": key}
            faults.warning("project.id_of_two_utilities", feature, "project_id", **data)


def _assembled(projects: tuple[Project, ...], parts: Parts, areas: Parts, project_of_row: Ints, rows: Rows) -> Routes:
    """Order the parts by project and shape, whatever the order of the input, and count a line drawn twice once."""
    project = project_of_row[parts.feature]
    several = np.bincount(project, minlength=len(projects))[project] > 1
    shape, drawn = _shapes(parts.lines, several)
    keys = list(zip(project.tolist(), shape, drawn, parts.feature.tolist(), strict=True))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    kept = _first_of_each(order, project, shape, parts.feature, rows)
    row = parts.feature[kept]
    names = objects([each.source for each in rows.faults])
    polygons = _in_order(areas, project_of_row)
    return Routes(
        projects=projects,
        parts=parts.lines[kept],
        project_of_part=project[kept],
        source_of_part=names[rows.source[row]],
        feature_of_part=rows.feature[row],
        areas=polygons.lines,
        project_of_area=project_of_row[polygons.feature],
        source_of_area=names[rows.source[polygons.feature]],
    )


def _in_order(areas: Parts, project_of_row: Ints) -> Parts:
    """Order areas by project and shape, whatever the order of the input, the start and the direction of rings."""
    polygons = np.asarray(shapely.normalize(areas.lines), dtype=object)
    project = project_of_row[areas.feature].tolist()
    keys = list(zip(project, shapely.to_wkb(polygons).tolist(), areas.feature.tolist(), strict=True))
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    return Parts(polygons[order], areas.feature[order])


def _shapes(lines: Objects, wanted: NDArray[np.bool_]) -> tuple[Objects, Objects]:
    """Return the bytes of each wanted line whatever its direction, and as drawn; a line alone needs neither."""
    shape, drawn = np.full((2, len(lines)), b"", dtype=object)
    shape[wanted] = shapely.to_wkb(_undirected(lines[wanted]))
    drawn[wanted] = shapely.to_wkb(lines[wanted])
    return shape, drawn


def _undirected(lines: Objects) -> Objects:
    rounded = shapely.transform(lines, lambda xy: np.round(xy, _SAME_LINE_DECIMALS) + 0.0)
    return np.asarray(shapely.normalize(rounded), dtype=object)


def _first_of_each(order: list[int], project: Ints, shape: Objects, feature: Ints, rows: Rows) -> Ints:
    kept: list[int] = []
    for i in order:
        if kept and (project[kept[-1]], shape[kept[-1]]) == (project[i], shape[i]):
            original, original_feature = rows.at(int(feature[kept[-1]]))
            faults, number = rows.at(int(feature[i]))
            data = {"other_source": original.source, "other_feature": original_feature}
            faults.warning("geometry.drawn_twice", number, "geometry", **data)
        else:
            kept.append(i)
    return np.array(kept, dtype=np.int64)
