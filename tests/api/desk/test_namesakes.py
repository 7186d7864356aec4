"""Projects of two utilities under one number, confidential ones among them; and plans that others overtook."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from api.app import SYSTEM, create_app
from api.desk.members import projects_behind
from api.desk.month_regrets import HIDDEN, _seen, _Work
from api.desk.planning import NOTHING_WANTED, _planned, keep_plan, plan_inputs
from api.desk.works import evaluate, notify_applicant
from api.problems import Problem
from api.security.access import Person
from api.security.roles import Role
from api.store.tables import Case, PlannedWork, PlanVersion
from planner.schedule.commitments import Commitments
from tests.api.routes.test_applications import A_FORM
from tests.api.small_county import route, with_roads
from tests.api.untold import untold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from api.settings import Settings
    from api.state import Desk
    from tests.api.conftest import Clock

ENGINEER = Person(user_id="e", login="e", name="e", organisation="DESK", role=Role.ENGINEER)


@pytest.fixture
def app(settings: Settings, clock: Clock, tmp_path: Path) -> Iterator[FastAPI]:
    app = create_app(with_roads(settings, tmp_path), clock)
    yield app
    app.state.desk.store.engine.dispose()


def submit(client: TestClient, utility: str, service: str, *, first: float, last: float, **form: str) -> dict[str, Any]:
    project = form.pop("project_id", "p1")
    window = ("2027-02-01", form.pop("until", "2027-08-31"))
    content = route(utility, service, first=first, last=last, project_id=project, window=window)
    answer = client.post("/api/v1/submissions", files={"file": ("r.geojson", content)}, data=form)
    assert answer.json()["state"] == "judged", answer.text
    told: dict[str, Any] = answer.json()
    return told


def accepted(engineer: TestClient) -> dict[str, Any]:
    made = engineer.post("/api/v1/plans")
    assert made.status_code == HTTPStatus.CREATED, made.text
    done = engineer.post(f"/api/v1/plans/{made.json()['id']}/accept")
    assert done.status_code == HTTPStatus.OK, done.text
    plan: dict[str, Any] = done.json()
    return plan


def decided(desk: Desk, work_id: str, state: str = "decided") -> None:
    """Let the case of a work of the accepted plan be in a state, as if it had gone the way there."""
    with desk.store.changing(SYSTEM, "test.case", work_id) as change:
        rows = select(PlannedWork).join(PlanVersion).where(PlanVersion.state == "accepted")
        work = change.session.scalars(rows.where(PlannedWork.work_id == work_id)).one()
        change.session.add(
            Case(
                id=f"case-{work_id}", number="AJ2026-00001", plan_id=work.plan_id, work_id=work_id, work=work.work,
                track="small_micro", state=state, owners=work.owners, missing=[], first_receiver=work.owners.split()[0],
                opened_at=change.at, opened_by="",
            )
        )  # fmt: skip


def test_a_member_stands_for_projects_of_its_own_organisation_alone() -> None:
    assert projects_behind({"YX-GAS/p1": "YX-GAS", "2027/03": "YX-WATER"}) == {
        ("YX-GAS", "YX-GAS/p1"),
        ("YX-GAS", "p1"),
        ("YX-WATER", "2027/03"),
    }


def test_the_first_receiver_is_never_whoever_has_a_project_of_the_same_number(
    client_of: Callable[..., TestClient], desk: Desk
) -> None:
    water, gas = client_of(Role.UTILITY, "YX-WATER"), client_of(Role.UTILITY, "YX-GAS")
    tasks = client_of(Role.WINDOW).post("/api/v1/applications", json=A_FORM).json()["tasks"]
    task = next(each["id"] for each in tasks if each["organisation"] == "YX-GAS")
    submit(gas, "YX-GAS", "gas", first=0.5, last=3, task_id=task)
    submit(water, "YX-WATER", "water", first=9, last=12)
    engineer = client_of(Role.ENGINEER)
    plan = accepted(engineer)
    (work,) = [each for each in plan["works"] if each["members"] == ["YX-WATER/p1"]]
    case = engineer.post("/api/v1/cases", json={"work_id": work["work_id"]}).json()
    assert case["first_receiver"] == "YX-WATER"
    assert gas.get(f"/api/v1/cases/{case['id']}").status_code == HTTPStatus.NOT_FOUND
    with desk.store.reading() as session:
        assert untold(session) == {}


def test_a_confidential_project_is_hidden_under_a_number_others_have_too(client_of: Callable[..., TestClient]) -> None:
    water, gas = client_of(Role.UTILITY, "YX-WATER"), client_of(Role.UTILITY, "YX-GAS")
    power = client_of(Role.UTILITY, "YX-POWER")
    submit(water, "YX-WATER", "water", first=9, last=12, confidential="true")
    submit(gas, "YX-GAS", "gas", first=0.5, last=3)
    submit(power, "YX-POWER", "power", first=5, last=7, project_id="own")
    plan = accepted(client_of(Role.ENGINEER))["id"]
    for path in (f"/plans/{plan}/map/data", f"/plans/{plan}", f"/plans/{plan}/timeline.svg", "/projects"):
        shown = power.get(path, follow_redirects=False)
        assert shown.status_code == HTTPStatus.OK, path
        assert "YX-WATER/p1" not in shown.text, path
    assert "YX-WATER/p1" in water.get(f"/plans/{plan}/map/data").text
    assert "YX-GAS/p1" in power.get(f"/plans/{plan}/map/data").text


def test_a_number_with_a_slash_is_hidden_from_the_meeting_too() -> None:
    work = _Work(name="AJ1", record={"owners": {"2027/03": "YX-WATER", "p": "YX-GAS"}}, decided=False)
    seen = _seen(["2027/03", "p"], work, frozenset({("YX-WATER", "2027/03")}))
    assert seen == [(HIDDEN, HIDDEN), ("p", "YX-GAS")]


def test_what_is_withdrawn_while_the_plan_is_made_stays_confidential(
    client_of: Callable[..., TestClient], desk: Desk
) -> None:
    water = client_of(Role.UTILITY, "YX-WATER")
    told = submit(water, "YX-WATER", "water", first=9, last=12, confidential="true")
    with desk.store.reading() as session:
        inputs, submissions = plan_inputs(session, desk)
    planned = _planned(desk, inputs, None, Commitments(), lambda _: None)
    assert water.delete(f"/api/v1/submissions/{told['series']}").status_code == HTTPStatus.OK
    with desk.store.changing(ENGINEER.actor, "plan.make") as change:
        row = keep_plan(change, desk, ENGINEER, planned, inputs, submissions, None, NOTHING_WANTED)
    with desk.store.reading() as session:
        works = session.scalars(select(PlannedWork).where(PlannedWork.plan_id == row.id))
        assert {each.confidential for each in works} == {True}


def test_a_plan_that_moves_what_was_decided_since_is_not_accepted(
    client_of: Callable[..., TestClient], desk: Desk
) -> None:
    water, engineer = client_of(Role.UTILITY, "YX-WATER"), client_of(Role.ENGINEER)
    told = submit(water, "YX-WATER", "water", first=9, last=12)
    (work,) = accepted(engineer)["works"]
    # a shorter window on the other side of the first plan's days
    content = route("YX-WATER", "water", first=9, last=12, window=("2027-06-01", "2027-08-31"))
    water.post("/api/v1/submissions", files={"file": ("r.geojson", content)}, data={"series": told["series"]})
    draft = engineer.post("/api/v1/plans").json()
    assert draft["works"][0]["starts_on"] != work["starts_on"]
    decided(desk, work["work_id"])
    refused = engineer.post(f"/api/v1/plans/{draft['id']}/accept")
    assert (refused.status_code, refused.json()["code"]) == (HTTPStatus.CONFLICT, "desk.decided_since")
    assert "AJ2026-00001" in refused.json()["detail"]


def test_the_applicant_is_told_and_asked_once_the_works_are_accepted(
    client_of: Callable[..., TestClient], desk: Desk
) -> None:
    submit(client_of(Role.UTILITY, "YX-WATER"), "YX-WATER", "water", first=9, last=12)
    (work,) = accepted(client_of(Role.ENGINEER))["works"]
    decided(desk, work["work_id"], "in_works")
    key = f"case-{work['work_id']}"
    window = Person(user_id="w", login="w", name="w", organisation="YX-WINDOW", role=Role.WINDOW)
    water = Person(user_id="u", login="u", name="u", organisation="YX-WATER", role=Role.UTILITY)

    def said(act: Callable[..., object], *what: object) -> str:
        try:
            with desk.store.changing(SYSTEM, "test.say", key) as change:
                act(change, *what)
        except Problem as problem:
            return problem.reason.code
        return "done"

    evaluation, notice = (evaluate, window, key, 5, ""), (notify_applicant, water, key, "短信")
    assert [said(*evaluation), said(*notice)] == ["desk.not_accepted"] * 2
    with desk.store.changing(SYSTEM, "test.accept", key) as change:
        change.session.get_one(Case, key).state = "accepted"
    assert [said(*notice), said(*evaluation), said(*evaluation)] == ["done", "done", "desk.evaluated"]
