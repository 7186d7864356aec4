"""What a campaign opens and closes, beside each of its members digging alone: the figures of a joint work."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from planner.model import JointStretch, JointWork, Kind, Totals, Urgency
from planner.schedule.explain import reasons_of_work
from planner.schedule.phases import closure_days, phases_of
from planner.schedule.resurfacing import with_closings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.model import Opening, Project
    from planner.schedule.campaign import Campaign, Campaigns
    from planner.schedule.problem import Problem

__all__ = ["joint_works", "totals_of"]


def joint_works(
    problem: Problem, campaigns: Sequence[Campaign], starts: Sequence[int], campaign_of: Campaigns
) -> tuple[JointWork, ...]:
    """Return the works of a plan in order of (excavation, road name, first member, place).

    Committed works come as they are; the others are numbered in this order with numbers no committed work has.
    """
    works = [_work(problem, c, s, campaign_of) for c, s in zip(campaigns, starts, strict=True)]
    works.sort(key=_order)
    held = [h.work for h in problem.held]
    taken = {work.id for work in held}
    names = (name for name in (f"JW-{n:04d}" for n in count(1)) if name not in taken)
    numbered = [replace(work, id=name) for work, name in zip(works, names, strict=False)]
    closed = with_closings([*numbered, *held], problem.network, problem.rulebook)
    return tuple(sorted((*closed[: len(numbered)], *held), key=_order))


def _order(work: JointWork) -> tuple[object, ...]:
    first = work.openings[0]
    return work.phases.excavation.first, work.road_name, work.members[0], first.section_id, first.from_m


def _work(problem: Problem, campaign: Campaign, start: int, campaign_of: Campaigns) -> JointWork:
    alone = [campaign_of(_runs_of(problem, campaign, p)) for p in campaign.members]
    members = tuple(p.key for p in campaign.members)
    draft = JointWork(
        id="",
        kind=Kind.JOINT if len(members) > 1 else Kind.SOLO,
        road_name=_road_name(problem, campaign),
        lead=_leader(campaign, alone),
        members=members,
        stretches=stretches_of(campaign.openings, members),
        openings=campaign.openings,
        phases=phases_of(campaign.spans, campaign.lead, start, problem.days, problem.acceptance_days),
        opened_m=campaign.opened_m,
        opened_m_if_separate=sum(c.opened_m for c in alone),
        closure_days=closure_days(campaign.spans.site_days, start, problem.days),
        closure_days_if_separate=sum(closure_days(c.spans.site_days, start, problem.days) for c in alone),
        reinstated_m2=_area(campaign.openings),
        reinstated_m2_if_separate=_area([o for c in alone for o in c.openings]),
        reasons=(),
    )
    return replace(draft, reasons=reasons_of_work(problem, campaign, draft))


def _runs_of(problem: Problem, campaign: Campaign, project: Project) -> list[int]:
    return [r for r in campaign.runs if problem.project_of(r) is project]


def _road_name(problem: Problem, campaign: Campaign) -> str:
    pieces = [p for r in campaign.runs for p in problem.runs.section[problem.runs.pieces(r)].tolist()]
    names = {str(name) for name in problem.network.names[pieces] if name}
    return min(names, default="")


def _leader(campaign: Campaign, alone: Sequence[Campaign]) -> str:
    """Return the member that leads: an emergency first, then who opens most, then the first key."""
    ranked = [
        (p.urgency is not Urgency.EMERGENCY, -c.opened_m, p.key) for p, c in zip(campaign.members, alone, strict=True)
    ]
    return min(ranked)[2]


def stretches_of(openings: Iterable[Opening], members: Sequence[str]) -> tuple[JointStretch, ...]:
    """Return the maximal intervals of each member with one mode, sorted by (member, place)."""
    stretches: list[JointStretch] = []
    ordered = tuple(openings)
    for member in members:
        own: list[JointStretch] = []
        for opening in ordered:
            if member in opening.members:
                _extend(own, member, opening)
        stretches += own
    return tuple(stretches)


def _extend(own: list[JointStretch], member: str, opening: Opening) -> None:
    last = own[-1] if own else None
    same = last is not None and (last.section_id, last.to_m, last.mode) == (
        opening.section_id,
        opening.from_m,
        opening.cut.mode,
    )
    if last is not None and same:
        own[-1] = replace(last, to_m=opening.to_m)
        return
    own.append(
        JointStretch(
            project=member,
            section_id=opening.section_id,
            from_m=opening.from_m,
            to_m=opening.to_m,
            mode=opening.cut.mode,
        )
    )


def _area(openings: Iterable[Opening]) -> tuple[float, float]:
    """Return the least and the largest reinstated area in square metres."""
    low = high = 0.0
    for o in openings:
        low += (o.to_m - o.from_m) * o.cut.width_m[0]
        high += (o.to_m - o.from_m) * o.cut.width_m[1]
    return low, high


def totals_of(works: Iterable[JointWork], runs: int) -> Totals:
    """Add up the works; ``runs`` openings would have been made separately."""
    made = tuple(works)
    return Totals(
        openings=len(made),
        openings_if_separate=runs,
        opened_m=sum(w.opened_m for w in made),
        opened_m_if_separate=sum(w.opened_m_if_separate for w in made),
        closure_days=sum(w.closure_days for w in made),
        closure_days_if_separate=sum(w.closure_days_if_separate for w in made),
        reinstated_m2=(sum(w.reinstated_m2[0] for w in made), sum(w.reinstated_m2[1] for w in made)),
        reinstated_m2_if_separate=(
            sum(w.reinstated_m2_if_separate[0] for w in made),
            sum(w.reinstated_m2_if_separate[1] for w in made),
        ),
    )
