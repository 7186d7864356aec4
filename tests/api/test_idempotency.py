"""A request with a key is done once, whatever moment the service dies at."""

from __future__ import annotations

import io
import json
import zipfile
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel
from sqlalchemy import func, select

from api.app import create_app
from api.desk.people import BUREAU
from api.desk.submissions import Upload, judge, store_submission, withdraw
from api.idempotency import Work, once
from api.security.access import Person
from api.security.roles import Role
from api.store.tables import Emergency, Organisation, Project, Submission
from tests.api.routes.test_applications import A_FORM
from tests.api.small_county import route, with_roads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from api.settings import Settings
    from api.state import Desk
    from api.store.desk import Change
    from tests.api.conftest import Clock

ADA = Person(user_id="ada", login="ada", name="Ada", organisation=BUREAU, role=Role.ENGINEER)


class Made(BaseModel):
    """An answer."""

    code: str


@pytest.fixture
def app(settings: Settings, clock: Clock, tmp_path: Path) -> Iterator[FastAPI]:
    app = create_app(with_roads(settings, tmp_path), clock)
    yield app
    app.state.desk.store.engine.dispose()


def test_what_was_begun_is_finished_by_the_request_that_repeats_it(desk: Desk) -> None:
    begun: list[str] = []
    alive = iter([False, True, True])

    def begin(change: Change) -> str:
        code = f"N{len(begun)}"
        change.session.add(Organisation(code=code, kind="desk", zh="甲", en="A"))
        begun.append(code)
        return code

    def finish(code: str) -> Made:
        if not next(alive):
            raise SystemExit
        return Made(code=code)

    def ask() -> Any:
        work = Work(action="test.make", subject="", begin=begin, finish=finish)
        return json.loads(bytes(once(desk, ADA, "k", b"request", HTTPStatus.CREATED, work).body))

    with pytest.raises(SystemExit):
        ask()
    assert [ask(), ask()] == [{"code": "N0"}] * 2
    assert begun == ["N0"]


def test_a_beginning_that_fails_does_not_take_the_key(desk: Desk) -> None:
    def fail(_: Change) -> str:
        raise LookupError

    def ask(begin: Callable[[Change], str]) -> bytes:
        work = Work(action="test.make", subject="", begin=begin, finish=lambda code: Made(code=code))
        return bytes(once(desk, ADA, "k", b"request", HTTPStatus.CREATED, work).body)

    with pytest.raises(LookupError):
        ask(fail)
    assert ask(lambda _: "second") == b'{"code":"second"}'


def test_other_files_beside_are_another_request(client_of: Callable[..., TestClient]) -> None:
    water = client_of(Role.UTILITY, "YX-WATER")

    def submit(beside: bytes) -> int:
        files = [("file", ("r.geojson", route("YX-WATER", "water", first=1, last=3))), ("beside", ("r.prj", beside))]
        return water.post("/api/v1/submissions", files=files, headers={"Idempotency-Key": "k"}).status_code

    assert [submit(b"one"), submit(b"one"), submit(b"other")] == [201, 201, 409]


def test_an_application_and_an_emergency_sent_twice_are_one(client_of: Callable[..., TestClient], desk: Desk) -> None:
    window, gas = client_of(Role.WINDOW), client_of(Role.UTILITY, "YX-GAS")
    emergency = {"road_name": "昆阳大道", "place": "路口", "reason": "泄漏", "begun_at": "2026-11-24T08:00:00+08:00"}
    key = {"Idempotency-Key": "k"}

    received = [window.post("/api/v1/applications", json=A_FORM, headers=key).json() for _ in range(2)]
    told = [gas.post("/api/v1/emergencies", json=emergency, headers=key).json() for _ in range(2)]

    assert received[0] == received[1]
    assert told[0] == told[1]
    assert len(window.get("/api/v1/applications").json()) == 1
    with desk.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Emergency)) == 1


def test_a_form_sent_from_two_tabs_is_one_application(client_of: Callable[..., TestClient]) -> None:
    window = client_of(Role.WINDOW)
    form = {
        "key": "form-1", "track": "small_micro", "channel": "window", "address": "路口", "applicant_name": "厂",
        "handler_name": "人", "papers": ["identity", "design"], "ticked_gas": "on", "business_gas": "new",
    }  # fmt: skip
    first, second = (window.post("/applications/new", data=form, follow_redirects=False) for _ in range(2))
    assert (first.status_code, first.headers["location"]) == (HTTPStatus.SEE_OTHER, second.headers["location"])
    assert len(window.get("/api/v1/applications").json()) == 1


def test_an_amendment_of_a_version_that_is_not_the_last_is_refused(client_of: Callable[..., TestClient]) -> None:
    water = client_of(Role.UTILITY, "YX-WATER")

    def submit(last: float, **form: str) -> Any:
        files = {"file": ("r.geojson", route("YX-WATER", "water", first=1, last=last))}
        return water.post("/api/v1/submissions", files=files, data=form)

    series = submit(3).json()["series"]
    assert submit(4, series=series, version="1").status_code == HTTPStatus.CREATED
    late = submit(5, series=series, version="1")
    assert (late.status_code, late.json()["code"]) == (HTTPStatus.CONFLICT, "desk.amended")
    assert submit(5, series=series, version="2").json()["version"] == 3


def test_a_bundle_that_is_a_bomb_is_not_unpacked(client_of: Callable[..., TestClient]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"0" * 50_000_000)
    told = client_of(Role.PUBLIC).post("/api/v1/bundles/check", files={"file": ("b.zip", buffer.getvalue())}).json()
    assert (told["whole"], told["issued_here"]) == (False, False)


def test_a_version_judged_late_does_not_take_the_place_of_a_later_one(desk: Desk) -> None:
    person = Person(user_id="w", login="w", name="w", organisation="YX-WATER", role=Role.UTILITY)

    def store(last: float, series: str | None = None) -> tuple[Submission, Upload]:
        upload = Upload(name="r.geojson", content=route("YX-WATER", "water", first=1, last=last), series=series)
        with desk.store.changing(person.actor, "submission.store") as change:
            return store_submission(change, person, upload), upload

    def counting() -> set[str]:
        with desk.store.reading() as session:
            return set(session.scalars(select(Project.submission_id).where(Project.current.is_(True))))

    one, first = store(3)
    two, second = store(5, one.series)
    for row, upload in ((two, second), (one, first), (one, first)):
        judge(desk, person, row.id, upload)
    assert counting() == {two.id}

    three, third = store(6, one.series)
    with desk.store.changing(person.actor, "submission.withdraw") as change:
        withdraw(change, person, one.series)
    judge(desk, person, three.id, third)
    assert counting() == set()
