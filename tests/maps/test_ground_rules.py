"""Moratoria and blackouts as the page gets them: only what binds in the plan's time, each on its own roads."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

from maps.ground_rules import rule_columns, weeks_window
from planner.messages import Language
from planner.model import Service
from planner.rulebook.figures import Status
from planner.rulebook.model import Blackout, Severity
from planner.rulebook.road_rules import Paving, Resurfacing
from tests.maps.changed import newly_paved

if TYPE_CHECKING:
    from tests.maps.conftest import Seat

EPOCH = date(1970, 1, 1)


def blackout(name: str, first: str, last: str, **more: object) -> Blackout:
    given = {"severity": Severity.BLOCK, "status": Status.POLICY, "source": "county_policy", "basis": "依据", **more}
    return Blackout(id=name, zh=name, en=name, first=first, last=last, **given)  # type: ignore[arg-type]


def day(iso: str) -> int:
    return (date.fromisoformat(iso) - EPOCH).days


def test_paving_binds_until_its_years_are_over(seat: Seat) -> None:
    situation = newly_paved(seat.situation)
    rows = rule_columns(seat.plan, situation, seat.rulebook, Language.ZH)["moratoria"]
    years = seat.rulebook.moratoria.new_years.value
    assert rows["section"] == list(range(0, len(situation.network), 7))
    assert set(rows["until"]) == {day(f"{2024 + years}-06-01")}
    assert set(rows["paved"]) == {day("2024-06-01")}
    later = dataclasses.replace(seat.plan, as_of=date(2024 + years, 6, 1))
    assert rule_columns(later, situation, seat.rulebook, Language.ZH)["moratoria"]["section"] == []


def test_blackouts_of_the_plan_s_weeks_each_on_its_roads(seat: Seat) -> None:
    weeks = weeks_window(seat.plan)
    inside, network = weeks.first.isoformat(), seat.situation.network
    rules = (
        blackout("everywhere", inside, inside),
        blackout("over", "2020-01-01", "2020-02-01"),
        blackout("off", inside, inside, enabled=False),
        blackout("warned", inside, inside, severity=Severity.WARN, services=(Service.GAS,)),
        blackout("main roads", inside, inside, road_classes=("primary",)),
        blackout("one road", inside, inside, roads=(str(network.names[0]),)),
        blackout("one section", inside, inside, sections=(str(network.section_ids[4]),)),
    )
    rulebook = dataclasses.replace(seat.rulebook, blackouts=rules)
    rows = {row["name"]: row for row in rule_columns(seat.plan, seat.situation, rulebook, Language.EN)["blackouts"]}
    assert list(rows) == ["everywhere", "warned", "main roads", "one road", "one section"]
    assert rows["everywhere"]["sections"] is None
    assert rows["everywhere"]["windows"] == [[day(inside), day(inside)]]
    assert [list(rulebook.services)[n] for n in rows["warned"]["services"]] == [Service.GAS]
    assert {network.road_class[n] for n in rows["main roads"]["sections"]} == {"primary"}
    assert {network.names[n] for n in rows["one road"]["sections"]} == {network.names[0]}
    assert rows["one section"]["sections"] == [4]


def test_a_resurfacing_protects_its_road_afterwards(seat: Seat) -> None:
    weeks, name = weeks_window(seat.plan), str(seat.situation.network.names[0])
    due = Resurfacing(
        id="R1",
        zh="大修",
        en="repair",
        first=weeks.first,
        last=weeks.first,
        status=Status.POLICY,
        source="county_policy",
        kind=Paving.MAJOR_REPAIR,
        roads=(name,),
    )
    rulebook = dataclasses.replace(seat.rulebook, blackouts=(), resurfacing=(due,))
    (row,) = rule_columns(seat.plan, seat.situation, rulebook, Language.ZH)["blackouts"]
    assert row["windows"] == [[day(weeks.first.isoformat()) + 1, day(weeks.last.isoformat())]]
    assert {seat.situation.network.names[n] for n in row["sections"]} == {name}
