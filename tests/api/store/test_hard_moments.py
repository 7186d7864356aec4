"""What must hold at the worst moments: two who sign at once, and a service that dies while it writes."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from api.app import SYSTEM
from api.desk.review import decide
from api.problems import Problem
from api.security.access import Person
from api.security.roles import Role
from api.store.log import broken_links
from api.store.tables import Case, Decision, Event, Opinion, Organisation, PlanVersion, Series, StoredFile

if TYPE_CHECKING:
    from api.state import Desk
    from api.store.desk import Change

CASES = 200
OFFICERS = [
    Person(user_id=f"o{i}", login=f"officer{i}", name="", organisation="URBAN", role=Role.OFFICER) for i in range(2)
]
WORK: dict[str, Any] = {
    "road_name": "昆阳大道",
    "members": ["a"],
    "lead": "a",
    "owners": {"a": "YX-GAS"},
    "stretches": [],
    "phases": {
        "excavation": ["2027-03-01", "2027-03-02"],
        "installation": [],
        "reinstatement": ["2027-03-05", "2027-03-06"],
    },
    "reasons": [],
}


def _cases_ready_to_sign(change: Change) -> list[str]:
    day = change.at.date()
    plan = PlanVersion(
        id="plan", number=1, as_of=day, state="accepted", roads="", rulebook="", inputs=[], files={}, totals={},
        made_at=change.at, made_by="",
    )  # fmt: skip
    change.session.add(plan)
    change.session.flush()
    keys = [f"case{i:03}" for i in range(CASES)]
    for key in keys:
        change.session.add(
            Case(
                id=key, number=key, plan_id="plan", work_id="JW-1", work=WORK, track="small_micro", state="in_review",
                owners=" YX-GAS ", missing=[], first_receiver="YX-GAS", opened_at=change.at, opened_by="",
            )
        )  # fmt: skip
    change.session.flush()
    change.session.add_all(
        Opinion(
            case_id=key, item="P2", round=1, organisation="URBAN", due_on=day, asked_at=change.at, opinion="agree",
            conditions=[], given_at=change.at, given_by="",
        )
        for key in keys
    )  # fmt: skip
    return keys


def test_two_who_sign_at_once_make_one_decision_and_the_numbers_have_no_gap(desk: Desk) -> None:
    with desk.store.changing(SYSTEM, "test.cases") as change:
        keys = _cases_ready_to_sign(change)
    together = threading.Barrier(len(OFFICERS))
    outcomes: list[str] = []

    def sign_all(officer: Person) -> None:
        for key in keys:
            together.wait()
            try:
                with desk.store.changing(officer.actor, "case.decide", key) as change:
                    decide(change, desk, officer, key, lambda case, _: case.id.encode())
                outcomes.append("signed")
            except Problem as problem:
                outcomes.append(problem.status.phrase)

    threads = [threading.Thread(target=sign_all, args=(officer,)) for officer in OFFICERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes.count("signed"), outcomes.count("Conflict")) == (CASES, CASES)
    with desk.store.reading() as session:
        made = session.scalars(select(Decision)).all()
        assert {each.case_id for each in made} == set(keys)
        assert sorted(each.serial for each in made) == list(range(1, CASES + 1))
        assert session.get_one(Series, ("decision", 2026)).last == CASES
        assert list(broken_links(session)) == []


_WRITER = """
import sys
from datetime import datetime, UTC
from api.store.desk import Store
from api.store.engine import open_engine
from api.store.log import Actor
from api.store.tables import Organisation, StoredFile
store = Store(open_engine(sys.argv[1]), lambda: datetime.now(UTC))
for n in range(int(sys.argv[2]), int(sys.argv[2]) + 200):
    with store.changing(Actor(login="w", organisation="DESK"), "write", str(n)) as change:
        change.session.add(Organisation(code=f"N{n}", kind="desk", zh="甲", en="A"))
        change.session.add(StoredFile(sha256=f"{n:064}", size=1, content=b"x", stored_at=change.at))
    print(n, flush=True)
"""


def test_a_service_that_is_killed_while_it_writes_loses_nothing_it_acknowledged(desk: Desk) -> None:
    chance = random.Random(20261124)
    acknowledged: list[int] = []
    for start in range(0, 1_000, 200):
        command = [sys.executable, "-c", _WRITER, desk.settings.store_url, str(start)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603 - our own script
            assert writer.stdout is not None
            acknowledged += [int(writer.stdout.readline()) for _ in range(chance.randrange(1, 60))]
            writer.kill()
            acknowledged += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    with desk.store.reading() as session:
        kept = set(session.scalars(select(Organisation.code)))
        files = set(session.scalars(select(StoredFile.sha256)))
        told = set(session.scalars(select(Event.subject).where(Event.action == "write")))
        assert list(broken_links(session)) == []
    assert {f"N{n}" for n in acknowledged} <= kept
    assert {f"{n:064}" for n in acknowledged} <= files
    assert {code[1:] for code in kept if code.startswith("N") and code[1:].isdigit()} == told, "all or nothing"
