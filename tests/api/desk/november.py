"""One November of a desk, told by hand: rows as they would be stored, in the order in which they may be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from api.desk.people import WINDOW
from api.store.tables import (
    Application,
    Call,
    Case,
    Decision,
    Emergency,
    Note,
    Opinion,
    PlanVersion,
    Project,
    StoredFile,
    Submission,
    Task,
)

__all__ = ["at", "november"]

BY = "0" * 32


def at(day: int, month: int = 11, hour: int = 4) -> datetime:
    """Return a moment that is noon of a day in the county, unless said otherwise."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def _work(members: dict[str, str], section: str, span: tuple[float, float], first: str, last: str) -> dict[str, Any]:
    return {
        "road_name": "文化路",
        "members": [*members],
        "owners": members,
        "lead": next(iter(members)),
        "stretches": [
            {"project_id": member, "section_id": section, "from_m": span[0], "to_m": span[1], "mode": "same_trench"}
            for member in members
        ],
        "phases": {"excavation": [first, first], "reinstatement": [last, last]},
        "opened_m": span[1] - span[0],
        "opened_m_if_separate": (span[1] - span[0]) * len(members),
        "closure_days": 10,
        "closure_days_if_separate": 10 * len(members),
    }


def _case(key: str, number: str, work: dict[str, Any], **more: Any) -> Case:
    owners = " ".join(sorted(set(work["owners"].values())))
    held = {"track": "small_micro", "state": "decided", "first_receiver": "YX-WATER", "opened_at": at(3), **more}
    return Case(
        id=key, number=number, plan_id="plan", work_id=number, work=work, owners=f" {owners} ", opened_by=BY, **held
    )


def _decision(key: str, case: str, day: datetime, edition: int = 1) -> Decision:
    return Decision(
        id=key,
        case_id=case,
        edition=edition,
        year=2026,
        serial=int(key[1:]),
        number=f"〔2026〕{key[1:]}号",
        valid_from=date(2027, 1, 4),
        valid_to=date(2027, 1, 30),
        record={},
        bundle="f" * 64,
        signed=False,
        issued_at=day,
        issued_by=BY,
    )


def _opinion(key: str, organisation: str, due: date, given: datetime | None) -> Opinion:
    return Opinion(
        id=key,
        case_id="c1",
        item=f"P{key[1:]}",
        round=1,
        organisation=organisation,
        due_on=due,
        asked_at=at(3),
        given_at=given,
    )


def _call(key: str, state: str, due: date, answered: datetime | None, voided: datetime | None = None) -> Call:
    return Call(
        id=key,
        kind="shared",
        caller_key="p1",
        caller="YX-WATER",
        asked="YX-GAS",
        road_name="文化路",
        places=[],
        period=[],
        due_on=due,
        made_at=at(2),
        state=state,
        answered_at=answered,
        voided_at=voided,
    )


def _emergency(key: str, organisation: str, begun: datetime, filed: datetime | None) -> Emergency:
    due = begun + timedelta(hours=24)
    told = {
        "road_name": "文化路",
        "place": "路口",
        "reason": "爆管",
        "begun_at": begun,
        "told_at": begun,
        "due_at": due,
    }
    return Emergency(id=key, organisation=organisation, filed_at=filed, **told)


def _project(key: str, organisation: str, *, confidential: bool = False) -> Project:
    window = {"earliest_start": date(2027, 1, 1), "latest_finish": date(2027, 12, 31)}
    return Project(
        id=key,
        submission_id="s1",
        organisation=organisation,
        project_id=key,
        service="water",
        confidential=confidential,
        current=True,
        **window,
    )


def _task(key: str, organisation: str, service: str, due: date, done: datetime | None) -> Task:
    return Task(
        id=key,
        application_id="a1",
        organisation=organisation,
        service=service,
        business="new",
        due_on=due,
        state="open" if done is None else "done",
        done_at=done,
    )


def november() -> list[list[Any]]:
    """Return rows in the order in which they may be stored."""
    submission = {"name": "a", "file": "f" * 64, "confidential": False, "state": "judged", "received_by": BY}
    form = {
        "track": "small_micro",
        "channel": "window",
        "applicant": {},
        "handler": {},
        "address": "x",
        "step": "received",
    }
    joint = _work(
        {"W-1": "YX-WATER", "G-1": "YX-GAS", "P-1": "YX-POWER"}, "S1", (0.0, 100.0), "2027-01-04", "2027-01-30"
    )
    alone = _work({"T-1": "YX-CMCC"}, "S1", (40.0, 140.0), "2027-03-01", "2027-03-20")
    before = _work({"H-1": "YX-HEAT"}, "S9", (0.0, 50.0), "2026-10-01", "2026-10-20")
    plan = {"as_of": date(2026, 11, 1), "roads": "", "rulebook": "", "inputs": [], "files": {}, "totals": {}}
    return [
        [
            StoredFile(sha256="f" * 64, size=0, content=b"", stored_at=at(1)),
            PlanVersion(id="plan", number=1, state="superseded", made_at=at(1), made_by=BY, **plan),
            Application(id="a1", number="A1", first_receiver="YX-WATER", received_at=at(1), received_by=BY, **form),
            Application(
                id="a2", number="A2", first_receiver="YX-WATER", received_at=at(30, hour=17), received_by=BY, **form
            ),
        ],
        [
            Submission(
                id="s1", series="s1", version=1, organisation="YX-WATER", received_at=at(30, hour=15), **submission
            ),
            Submission(
                id="s2", series="s2", version=1, organisation="YX-GAS", received_at=at(31, 10, 15), **submission
            ),
            Submission(
                id="s3", series="s3", version=1, organisation="YX-GAS", received_at=at(31, 10, 17), **submission
            ),
            _task("t1", "YX-WATER", "water", date(2026, 11, 9), at(9, hour=15)),
            _task("t2", "YX-WATER", "water", date(2026, 11, 9), at(9, hour=17)),
            _task("t3", "YX-HEAT", "heat", date(2026, 11, 30), None),
        ],
        [_project("p1", "YX-WATER"), _project("T-1", "YX-CMCC", confidential=True)],
        [
            _call("k1", "joined", date(2026, 11, 9), at(9)),
            _call("k2", "consultation", date(2026, 11, 9), None),
            _call("k3", "void", date(2026, 11, 9), None, at(5)),
            _case("c1", "AJ2026-00001", joint, due_on=date(2026, 11, 20)),
            _case("c2", "AJ2026-00002", alone, opened_at=at(20, 10)),
            _case(
                "c3",
                "AJ2026-00003",
                before,
                state="closed",
                opened_at=at(1, 9),
                closed_at=at(25),
                acceptance={"accepted_at": at(24).isoformat()},
            ),
        ],
        [
            _decision("d1", "c1", at(20)),
            _decision("d2", "c2", at(12)),
            _decision("d3", "c3", at(30, 9)),
            _opinion("o1", "RESOURCES", date(2026, 11, 16), at(16)),
            _opinion("o2", "RESOURCES", date(2026, 11, 16), at(17)),
            _opinion("o3", "TRAFFIC", date(2026, 12, 1), None),
            _emergency("e1", "YX-WATER", at(5), at(6)),
            _emergency("e2", "YX-WATER", at(7), at(9)),
            _emergency("e3", "YX-WATER", datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 5, 6, tzinfo=UTC)),
            _emergency("e4", "YX-GAS", at(29, hour=10), None),
            _emergency("e5", "YX-HEAT", datetime(2025, 11, 20, tzinfo=UTC), None),
            *(
                Note(
                    id=f"n{score}",
                    case_id="c3",
                    kind="evaluation",
                    organisation=WINDOW,
                    data={"score": score},
                    at=at(26),
                    by=BY,
                )
                for score in (4, 5)
            ),
        ],
        [_decision("d4", "c1", at(28), edition=2)],
    ]
