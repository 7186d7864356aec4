"""Planning again: nothing changes where nothing changed, committed works stay, and little else moves."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from planner.difference_file import difference_json, told_difference
from planner.errors import FrozenWorkError
from planner.exchange import plan_json
from planner.messages import Language, text_of
from planner.model import Cut, Service, Window
from planner.rulebook.model import Figure, Status
from planner.schedule.commitments import Commitments
from planner.schedule.difference import difference_of, work_key
from planner.schedule.replan import replan
from planner.schedule.requests import part_of
from planner.schedule.verify import violations
from tests.planner.schedule.schedule_ground import (
    AS_OF,
    calendar,
    day,
    network,
    plan,
    price,
    project,
    rulebook,
    situation,
    with_blackout,
)
from tests.planner.schedule.schedule_random import random_situation

if TYPE_CHECKING:
    from planner.model import JointWork, Plan, Project, Situation
    from planner.rulebook.model import Rulebook
    from planner.schedule.difference import Difference

Row = tuple["Project", int, float, float]


def rows(**changes: Any) -> list[Row]:
    """Return A and B that join on one road, and C and D that join on another."""
    found = {
        "A": (project("A"), 0, 0.0, 300.0),
        "B": (project("B", service=Service.POWER), 0, 100.0, 400.0),
        "C": (project("C", "05-01", "08-30"), 1, 0.0, 200.0),
        "D": (project("D", "05-01", "08-30", service=Service.TELECOM), 1, 50.0, 250.0),
    }
    return [row for row in ({**found, **changes}).values() if row is not None]


def ground(**changes: Any) -> Situation:
    return situation(rows(**changes), network((500.0, 500.0), corridor=np.array([0, 1]), end_node=np.array([1, 9])))


@cache
def earlier() -> Plan:
    return plan(ground())


def again(
    where: Situation,
    book: Rulebook | None = None,
    *,
    before: Plan | None = None,
    frozen: frozenset[str] = frozenset(),
    **more: Any,
) -> tuple[Plan, Difference]:
    """Plan again, let the verifier judge it, and tell the difference."""
    before, book = before or earlier(), book or rulebook()
    commitments = Commitments(frozen=frozen, **more)
    made = replan(before, where, book, calendar(), AS_OF, price, commitments)
    schedule = made.schedule
    after = replace(
        before,
        rulebook=replace(before.rulebook, name=book.name, version=book.version, sha256=book.sha256),
        outcomes=schedule.outcomes,
        joint_works=schedule.joint_works,
        declined=schedule.declined,
        totals=schedule.totals,
        solver=schedule.solver,
    )
    committed = tuple(w for w in after.joint_works if w.id in made.committed)
    assert violations(after, where, book, calendar(), price, frozen=committed) == ()
    difference = difference_of(before, after, made.stability)
    assert all(text_of(told, language) for told in told_difference(difference) for language in Language)
    return after, difference


def price_of_change(value: float) -> Figure[float]:
    return Figure(value=value, status=Status.POLICY, source="county_policy")


def named(made: Plan) -> dict[tuple[str, ...], JointWork]:
    return {w.members: w for w in made.joint_works}


def test_the_earlier_plan_is_as_meant() -> None:
    assert {w.id: w.members for w in earlier().joint_works} == {"JW-0001": ("A", "B"), "JW-0002": ("C", "D")}


def test_changing_nothing_gives_the_same_plan() -> None:
    after, difference = again(ground())
    assert after == earlier()
    assert plan_json(after) == plan_json(earlier())
    assert difference.nothing
    assert difference.stability is not None
    assert difference.stability.price == 0.0
    assert difference.stability.components == (0, 2)


@pytest.mark.parametrize("seed", range(12))
def test_changing_nothing_gives_the_same_plan_on_random_ground(seed: int) -> None:
    where = random_situation(seed, 12, days=(20, 60))
    before = plan(where)
    after, difference = again(where, before=before)
    assert plan_json(after) == plan_json(before)
    assert difference.nothing


def test_a_newcomer_joins_and_only_its_component_changes() -> None:
    after, difference = again(ground(N=(project("N", "05-01", "08-30", service=Service.WATER), 1, 0.0, 250.0)))
    assert named(after)["A", "B"] == named(earlier())["A", "B"]
    joined = named(after)["C", "D", "N"]
    assert joined.id == "JW-0003"
    assert joined.phases.excavation.first == earlier().joint_works[1].phases.excavation.first
    assert [(r.work, r.before) for r in difference.regrouped] == [("JW-0003", ("JW-0002",))]
    assert difference.kept == 1
    assert [t.project for t in difference.projects] == ["N"]


def test_a_newcomer_to_a_frozen_work_digs_beside_it() -> None:
    newcomer = (project("N", "05-01", "08-30"), 1, 0.0, 250.0)
    after, difference = again(ground(N=newcomer), frozen=frozenset({"JW-0002"}))
    assert named(after)["C", "D"] == replace(earlier().joint_works[1], reasons=named(after)["C", "D"].reasons)
    assert named(after)["N",].id == "JW-0003"
    assert difference.added == ("JW-0003",)
    assert difference.regrouped == ()


def test_a_withdrawn_member_leaves_its_partner_where_it_was() -> None:
    after, difference = again(ground(D=None))
    assert named(after)["A", "B"] == earlier().joint_works[0]
    alone = named(after)["C",]
    assert alone.id == "JW-0003"
    assert alone.phases.excavation.first == earlier().joint_works[1].phases.excavation.first
    assert [(t.project, t.before is None, t.after is None) for t in difference.projects] == [("D", False, True)]


def test_a_withdrawn_work_is_dropped_and_its_number_is_not_given_again() -> None:
    newcomer = (project("N", "05-01", "08-30"), 1, 300.0, 400.0)
    after, difference = again(ground(C=None, D=None, N=newcomer))
    assert difference.dropped == ("JW-0002",)
    assert difference.added == ("JW-0003",)
    assert named(after)["A", "B"].id == "JW-0001"


def test_a_blackout_moves_only_whom_it_meets() -> None:
    first = earlier().joint_works[0].phases.excavation.first.strftime("%m-%d")
    after, difference = again(ground(), with_blackout(first, first))
    (moved,) = difference.moved
    assert (moved.work, named(after)["A", "B"].id) == ("JW-0001", "JW-0001")
    assert 0 < moved.days < 7
    assert named(after)["C", "D"].phases == earlier().joint_works[1].phases


def test_a_slipped_work_stays_on_its_new_day() -> None:
    after, difference = again(ground(), slipped={"JW-0001": day("05-11")})
    slipped = named(after)["A", "B"]
    assert slipped.phases.excavation.first == day("05-11")
    assert slipped.phases.approval == earlier().joint_works[0].phases.approval
    assert [m.work for m in difference.moved] == ["JW-0001"]


def test_a_changed_window_is_obeyed() -> None:
    later = replace(project("A"), window=Window(first=day("09-01"), last=day("10-31")))
    after, difference = again(ground(A=(later, 0, 0.0, 300.0)))
    assert named(after)["A",].phases.excavation.first >= day("09-01")
    assert named(after)["B",].phases.excavation.first == earlier().joint_works[0].phases.excavation.first
    assert {r.before for r in difference.regrouped} == {("JW-0001",)}


@pytest.mark.parametrize("read", [False, True])
def test_another_rulebook_cuts_what_stays_anew_and_leaves_the_committed(*, read: bool) -> None:
    """As one that widens trenches does, whether the earlier plan is at hand or was read from its file."""

    def wider(members: tuple[Project, ...], road_width_m: float) -> Cut:
        cut = price(members, road_width_m)
        return replace(cut, width_m=(cut.width_m[0] + 0.5, cut.width_m[1] + 0.5))

    before = earlier()
    if read:
        bare = tuple(replace(r, data={}) for r in before.joint_works[1].reasons)
        before = replace(before, joint_works=(before.joint_works[0], replace(before.joint_works[1], reasons=bare)))
    book, where = replace(rulebook(), sha256="2" * 64), ground()
    commitments = Commitments(frozen=frozenset({"JW-0001"}))
    made = replan(before, where, book, calendar(), AS_OF, wider, commitments).schedule
    after = replace(
        before,
        rulebook=replace(before.rulebook, sha256=book.sha256),
        outcomes=made.outcomes,
        joint_works=made.joint_works,
        declined=made.declined,
        totals=made.totals,
        solver=made.solver,
    )
    committed, kept = after.joint_works
    assert committed == before.joint_works[0]
    assert (kept.id, kept.phases) == ("JW-0002", before.joint_works[1].phases)
    old = before.joint_works[1].reinstated_m2[0]
    assert kept.reinstated_m2[0] == pytest.approx(old + 0.5 * kept.opened_m)
    assert violations(after, where, book, calendar(), wider, frozen=(committed,)) == ()


@pytest.mark.parametrize(
    ("where", "frozen"),
    [(ground(), "JW-0009"), (ground(D=None), "JW-0002"), (ground(A=(project("A"), 0, 0.0, 200.0)), "JW-0001")],
)
def test_a_commitment_that_cannot_be_kept_is_refused(where: Situation, frozen: str) -> None:
    with pytest.raises(FrozenWorkError) as refused:
        again(where, frozen=frozenset({frozen}))
    assert refused.value.works == (frozen,)


def test_staying_has_its_price() -> None:
    """Letting two partners go for a newcomer that saves less than regrouping costs is not worth it, and is told."""
    after, difference = again(ground(N=(project("N", "05-01", "08-30"), 1, 240.0, 300.0)))
    stability = difference.stability
    assert stability is not None
    assert stability.objective == after.solver.objective
    assert stability.price == pytest.approx(stability.objective - stability.free_objective)
    assert after.solver.bound <= stability.free_objective + 1e-6
    assert b'"status": "P"' in difference_json(difference)


def test_prices_of_change_are_the_rulebooks() -> None:
    """B would rather dig with N, 300 m, than with A, 100 m: worth two regrouped runs at 50 each, not at 2,000."""
    two = [
        (project("A", "04-01", "05-20"), 0, 0.0, 200.0),
        (project("B", "04-01", "07-30", service=Service.POWER), 0, 100.0, 400.0),
    ]
    before = plan(situation(two))
    assert ("A", "B") in named(before)
    where = situation([*two, (project("N", "05-22", "07-30", service=Service.TELECOM), 0, 100.0, 400.0)])
    assert ("B", "N") in named(again(where, before=before)[0])
    book = rulebook()
    dear = replace(book, weights=replace(book.weights, regrouped_run=price_of_change(2000.0)))
    kept, difference = again(where, dear, before=before)
    assert ("A", "B") in named(kept)
    assert difference.stability is not None
    assert difference.stability.regrouped == 2000.0


def test_a_silent_rulebook_is_assumed_for() -> None:
    book = rulebook()
    silent = replace(book, weights=replace(book.weights, moved_day=None, regrouped_run=None))
    _, difference = again(ground(D=None), silent)
    assert difference.stability is not None
    assert (difference.stability.moved_day, difference.stability.regrouped) == (1.0, 50.0)
    assert difference.stability.status == "assumed"


@pytest.mark.parametrize("seed", range(10))
def test_a_newcomer_touches_no_other_component(seed: int) -> None:
    whole = random_situation(seed, 14, days=(20, 60))
    keys = {p.key for p in whole.routes.projects}
    newcomer = sorted(keys)[seed]
    before = plan(part_of(whole, keys - {newcomer}))
    after, difference = again(whole, before=before)
    free = plan(whole)
    assert after.solver.objective >= free.solver.objective - 1e-6
    assert after.solver.bound <= free.solver.objective + 1e-6
    kept = {work_key(w): w for w in before.joint_works}
    near = _component_of(whole, newcomer)
    for work in before.joint_works:
        if not near & set(work.members):
            same = next(w for w in after.joint_works if work_key(w) == work_key(work))
            assert same == replace(kept[work_key(work)], reasons=same.reasons)
    assert difference.stability is not None


def _component_of(where: Situation, key: str) -> set[str]:
    """Return everybody who hangs together with a project through shared metres or another of its works."""
    made = plan(where)
    links = [set(w.members) for w in made.joint_works] + [set(d.projects) for d in made.declined]
    near, grown = {key}, True
    while grown:
        wider = near.union(*(link for link in links if link & near))
        grown, near = wider != near, wider
    return near
