"""One joint trench or several in one closure: decided for a set of lines by the width to reinstate.

Trenches of one closure are counted as strips that are reinstated each by itself, so each has its own cut-back on both
sides; where the road lets them lie that close, strips may touch and the true area is a little less. The cut-back has no
norm, only a range, so widths are ranges. One answer is chosen for the whole range: the partition of the lines into
trenches that is least wide at the **middle** of it, one trench where partitions are equal. All lines in one trench is
``same_trench``; several trenches, some of them shared or none, are ``same_closure``. Where the two ends of the range
disagree on one trench against a trench for each line, a reason gives the cut-back at which both are equal.

Nothing here refuses a project. Even a figure that is only recalled may at most turn one trench into several in the same
closure, and every such figure is in ``Cut.review``.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from planner.model import Cut, Mode, Reason, Service
from planner.rulebook.model import Compatibility, PairRule
from planner.trench.clearances import is_only_recalled, recalled, unique
from planner.trench.covers import cover_of
from planner.trench.layout import MOST_LINES, arrange_lines
from planner.trench.lines import lines_of, to_mm
from planner.trench.trenches import Trench, best_trenches
from planner.trench.walls import walls_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import Project
    from planner.rulebook.model import TrenchRules
    from planner.trench.lines import Line, Lines
    from planner.trench.walls import Walls

__all__ = ["cut"]

_PairRules: TypeAlias = dict[frozenset[Service], Compatibility]


def cut(
    projects: tuple[Project, ...], road_width_m: float, rules: TrenchRules, compatibility: tuple[Compatibility, ...]
) -> Cut:
    """Return how some lines are opened on one place of a road.

    Parameters
    ----------
    projects : At least one; their order does not matter.
    road_width_m : NaN where unknown; then the width of the road decides nothing, and a reason says so.
    rules : Clearances, working widths, cut-back and the share of the road that stays unopened.
    compatibility : Which services may share a trench. A pair of different services the rulebook is silent on, like one
        it gives ``same_closure`` (gas without recorded measures, GB 50028 6.3.7), does not share one; two lines of one
        service do, unless the rulebook says otherwise.

    Raises
    ------
    ValueError
        If there is no project.
    """
    if not projects:
        raise ValueError("no project to open the road for")
    lines = lines_of(projects, rules)
    told = tuple(reason for line in lines.lines for reason in line.belongs.told)
    walls = [walls_of(cover_of(line, rules).depth_m, rules.ground) for line in lines.lines]
    alone = _alone(lines, walls)
    if len(projects) == 1:
        width = _reinstated(alone, rules)
        single = Reason(code="trench.single", data={"width_low_m": width[0], "width_high_m": width[1]})
        mode, reasons = Mode.SINGLE, (single, *walls[0].told, *told)
    elif len(projects) > MOST_LINES:
        too_many = Reason(code="trench.too_many_lines", data={"lines": len(projects), "most": MOST_LINES})
        mode, reasons = Mode.SAME_CLOSURE, (too_many, *_wall_reasons(walls), *told)
    else:
        pair_rules = {frozenset((rule.a, rule.b)): rule for rule in compatibility}
        return _in_trenches(lines, walls, road_width_m, rules, pair_rules, told)
    return Cut(
        mode=mode,
        width_m=_reinstated(alone, rules),
        reasons=reasons,
        review=_review(lines, walls, rules),
        trenches=_keys(lines, [trench.order for trench in alone]),
    )


def _in_trenches(
    lines: Lines,
    walls: Sequence[Walls],
    road_width_m: float,
    rules: TrenchRules,
    pair_rules: _PairRules,
    told: tuple[Reason, ...],
) -> Cut:
    objections = _pair_objections(lines, pair_rules)
    back = rules.cutback_each_side_m
    trenches = best_trenches(
        lines,
        objections,
        to_mm(back.low) + to_mm(back.high),
        1000 * _available(road_width_m, rules),
        [wall.both_mm for wall in walls],
    )
    is_joint = len(trenches) == 1
    reasons = (
        *objections.values(),
        *_compared(lines, walls, rules, may_share=not objections),
        *_road_reasons(_joint(lines, walls), trenches, road_width_m, rules),
        *(() if is_joint else _shared_in_part(lines, trenches, rules)),
        *_wall_reasons([_deepest(walls, trench.order) for trench in trenches]),
        *_conditions(lines, trenches, pair_rules),
        *_blank_pairs(lines),
        *told,
    )
    return Cut(
        mode=Mode.SAME_TRENCH if is_joint else Mode.SAME_CLOSURE,
        width_m=_reinstated(trenches, rules),
        reasons=reasons,
        review=unique([*_review(lines, walls, rules), *_pair_review(lines, objections, pair_rules)]),
        trenches=_keys(lines, [trench.order for trench in trenches]),
    )


def _alone(lines: Lines, walls: Sequence[Walls]) -> tuple[Trench, ...]:
    """Return a trench for each line."""
    each = enumerate(zip(lines.lines, walls, strict=True))
    return tuple(Trench(order=(i,), width_mm=line.trench_mm, walls_mm=wall.both_mm) for i, (line, wall) in each)


def _joint(lines: Lines, walls: Sequence[Walls]) -> Trench:
    """Return one trench for all lines."""
    found = arrange_lines(lines)
    return Trench(order=found.order, width_mm=found.width, walls_mm=_deepest(walls, found.order).both_mm)


def _deepest(walls: Sequence[Walls], order: Iterable[int]) -> Walls:
    """Return the walls of a trench: those of its deepest line, which take the most."""
    return max((walls[i] for i in order), key=lambda wall: (wall.side_m, len(wall.told)))


def _wall_reasons(walls: Iterable[Walls]) -> tuple[Reason, ...]:
    told = {(reason.code, str(sorted(reason.data.items()))): reason for wall in walls for reason in wall.told}
    return tuple(told.values())


def _keys(lines: Lines, orders: Sequence[tuple[int, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(lines.lines[i].key for i in order) for order in orders)


def _reinstated(trenches: Sequence[Trench], rules: TrenchRules) -> tuple[float, float]:
    """Return the width to reinstate at the least and the largest cut-back: both sides of every strip."""
    back = rules.cutback_each_side_m
    strips = 2 * len(trenches)
    low = sum(trench.opened_mm[0] for trench in trenches) + strips * to_mm(back.low)
    high = sum(trench.opened_mm[1] for trench in trenches) + strips * to_mm(back.high)
    return low / 1000, high / 1000


def _compared(lines: Lines, walls: Sequence[Walls], rules: TrenchRules, *, may_share: bool) -> tuple[Reason, ...]:
    """Return both widths, one trench against one for each line, and where they are equal if the range contains it."""
    joint, alone = _joint(lines, walls), _alone(lines, walls)
    one, many = _reinstated([joint], rules), _reinstated(alone, rules)
    data = {
        "joint_low_m": one[0],
        "joint_high_m": one[1],
        "separate_low_m": many[0],
        "separate_high_m": many[1],
        "order": "-".join(lines.lines[i].key for i in joint.order),
        "lines": len(lines.lines),
    }
    wider = sum(one) > sum(many)
    verdict = Reason(code="trench.wider_than_separate" if wider else "trench.not_wider_than_separate", data=data)
    if not may_share or (one[0] <= many[0]) == (one[1] <= many[1]):
        return (verdict,)
    return verdict, Reason(code="trench.depends_on_cutback", data={"break_even_m": _break_even(joint, alone)})


def _break_even(joint: Trench, alone: Sequence[Trench]) -> float:
    """Return the cut-back at which one trench and one for each line are equal, walls at the middle of their range."""
    excess = sum(joint.opened_mm) - sum(sum(trench.opened_mm) for trench in alone)
    return round(excess / 2 / (2 * (len(alone) - 1)) / 1000, 3)


def _available(road_width_m: float, rules: TrenchRules) -> float:
    """Return how much of the road may be open at once, in metres.

    Without limit where the width is unknown or the share that stays unopened is only recalled.
    """
    share = rules.unopened_road_share
    return math.inf if math.isnan(road_width_m) or is_only_recalled(share.status) else road_width_m * (1 - share.value)


def _road_reasons(
    joint: Trench, trenches: tuple[Trench, ...], road_width_m: float, rules: TrenchRules
) -> tuple[Reason, ...]:
    """Return what the road does not allow: the joint trench, or the chosen trenches open at once.

    Opened widths are compared, as the surface is cut back only when it is reinstated. Trenches side by side take at
    least their widths and two cut-backs of ground between them.
    """
    if math.isnan(road_width_m):
        return (Reason(code="trench.road_width_unknown", data={}),)
    ground = 2 * to_mm(rules.cutback_each_side_m.low) * (len(trenches) - 1)
    opened = {
        "trench.road_too_narrow": joint.opened_mm[1],
        "trench.opened_in_turn": sum(trench.opened_mm[1] for trench in trenches) + ground,
    }
    available_m = _available(road_width_m, rules)
    road = {"available_m": round(available_m, 3), "road_width_m": road_width_m}
    return tuple(
        Reason(code=code, data={"opened_m": opened_mm / 1000, **road})
        for code, opened_mm in opened.items()
        if opened_mm / 1000 > available_m
    )


def _shared_in_part(lines: Lines, trenches: tuple[Trench, ...], rules: TrenchRules) -> tuple[Reason, ...]:
    """Return which lines share which trench, where some do."""
    if len(trenches) == len(lines.lines):
        return ()
    low, high = _reinstated(trenches, rules)
    named = " | ".join("-".join(keys) for keys in _keys(lines, [trench.order for trench in trenches]))
    data = {"trenches": named, "number": len(trenches), "width_low_m": low, "width_high_m": high}
    return (Reason(code="trench.shared_in_part", data=data),)


def _pair_objections(lines: Lines, pair_rules: _PairRules) -> dict[tuple[int, int], Reason]:
    """Return why pairs may not share a trench."""
    found = {(i, j): _objection(lines.lines[i], lines.lines[j], pair_rules) for i, j in lines.figures}
    return {pair: reason for pair, reason in found.items() if reason is not None}


def _objection(a: Line, b: Line, pair_rules: _PairRules) -> Reason | None:
    rule = pair_rules.get(frozenset((a.service, b.service)))
    if rule is not None:
        return None if rule.rule is PairRule.SAME_TRENCH else _forbidden(a, b, rule)
    return None if a.service is b.service else Reason(code="trench.pair_unknown", data={"a": a.key, "b": b.key})


def _pair_review(lines: Lines, pairs: Iterable[tuple[int, int]], pair_rules: _PairRules) -> list[Reason]:
    """Return the rules that part these pairs and are only recalled."""
    known = (pair_rules.get(frozenset((lines.lines[i].service, lines.lines[j].service))) for i, j in pairs)
    return [
        recalled("pair", rule.clause, rule.status, a=rule.a.value, b=rule.b.value)
        for rule in known
        if rule is not None and is_only_recalled(rule.status)
    ]


def _forbidden(a: Line, b: Line, rule: Compatibility) -> Reason:
    data = {"a": a.key, "b": b.key, "clause": rule.clause or rule.source, "status": rule.status.value}
    if rule.rule is PairRule.NEVER:
        return Reason(code="trench.pair_never", data=data)
    if rule.measures_zh is None:
        return Reason(code="trench.pair_same_closure", data=data)
    return Reason(code="trench.pair_needs_measures", data={**data, **_measures(rule)})


def _conditions(lines: Lines, trenches: tuple[Trench, ...], pair_rules: _PairRules) -> tuple[Reason, ...]:
    """Return what the rulebook asks of pairs that do share a trench."""
    pairs = ((lines.lines[i], lines.lines[j]) for trench in trenches for i, j in combinations(sorted(trench.order), 2))
    return tuple(
        Reason(code="trench.pair_measures", data={"a": a.key, "b": b.key, **_measures(rule)})
        for a, b in pairs
        if (rule := pair_rules.get(frozenset((a.service, b.service)))) is not None and rule.measures_zh is not None
    )


def _measures(rule: Compatibility) -> dict[str, str | None]:
    return {"measures_zh": rule.measures_zh, "measures_en": rule.measures_en or rule.measures_zh}


def _blank_pairs(lines: Lines) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            code="trench.no_figure",
            data={"a": lines.lines[i].key, "b": lines.lines[j].key, "gap_m": lines.gaps[i][j] / 1000},
        )
        for (i, j), row in lines.figures.items()
        if row is None
    )


def _review(lines: Lines, walls: Iterable[Walls], rules: TrenchRules) -> tuple[Reason, ...]:
    figures = [*lines.review(), *(reason for wall in walls for reason in wall.review)]
    back = rules.cutback_each_side_m
    if is_only_recalled(back.status):
        figures.append(recalled("cutback", back.clause, back.status, low_m=back.low, high_m=back.high))
    return unique(figures)
