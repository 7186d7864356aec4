"""What must hold at the end of the month: nothing lost, nothing doubled, numbers without gaps, a log that is whole."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sample_data.month.people import AUDITOR, ENGINEER, OFFICER, WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sample_data.month.play import Month

__all__ = ["Check", "checks_of"]

Check = tuple[str, object, object]
MONTH = "2027-03"


def checks_of(month: Month) -> Iterator[Check]:
    """Yield what is looked at, what the month must have made of it, and what the desk has."""
    seats, counted = month.seats, month.counted
    yield from _intake(month)
    cases = seats[OFFICER].get("/api/v1/cases")
    yield "cases", [f"AJ2027-{n:05d}" for n in range(1, counted["cases"] + 1)], [each["number"] for each in cases]
    states = Counter(each["state"] for each in cases)
    decided = counted["decided_cases"] - counted["closed"] - (counted["begun"] - counted["closed"])
    expected = {
        "closed": counted["closed"],
        "refused": counted["refused"],
        "in_works": counted["begun"] - counted["closed"],
        "decided": decided,
    }
    yield "states of cases", {name: count for name, count in expected.items() if count}, dict(states)
    yield "evaluations", counted["evaluations"], _notes(cases, "evaluation")
    yield "checks", counted["checks"], _notes(cases, "check")
    closed = [each for each in cases if each["state"] == "closed"]
    yield "a joint work is closed", True, any(len(each["members"]) > 1 for each in closed)
    numbers = [f"叶城管路许〔2027〕{n}号" for n in range(1, counted["decisions"] + 1)]
    yield "numbers without a gap", numbers, month.numbers
    yield "decisions found by anyone", numbers, [_look_up(month, number) for number in numbers]
    plans = seats[ENGINEER].get("/api/v1/plans")
    yield "plans", list(range(counted["plans"], 0, -1)), [each["number"] for each in plans]
    yield from _meeting(month)
    yield "decided twice", 0, len(month.numbers) - len({*month.numbers})
    yield "broken links of the log", [], seats[AUDITOR].get("/api/v1/events/proof")


def _intake(month: Month) -> Iterator[Check]:
    seats, counted = month.seats, month.counted
    applications = seats[WINDOW].get("/api/v1/applications")
    numbers = [f"LB2027-{n:05d}" for n in range(1, counted["applications"] + 1)]
    yield "applications", numbers, [each["number"] for each in applications]
    yield "tasks", counted["tasks"], sum(len(each["tasks"]) for each in applications)
    submissions = seats[ENGINEER].get("/api/v1/submissions")
    yield "submissions", counted["submissions"], len({each["id"] for each in submissions})
    yield "first versions", 60 + counted["emergencies"], sum(each["version"] == 1 for each in submissions)
    amended = {each["series"] for each in submissions if each["version"] > 1}
    latest = {each["series"]: len(each["projects"]) for each in submissions}
    yield "amended", counted["amendments"], len(amended)
    yield "projects", counted["projects"], sum(latest.values())
    calls = Counter(each["state"] for each in seats[ENGINEER].get("/api/v1/calls", limit=10_000))
    yield "no call is left open", 0, calls["open"]
    yield "every state of a call", {"joined", "declined", "countered", "consultation_needed", "void"}, {*calls}
    emergencies = seats[ENGINEER].get("/api/v1/emergencies")
    yield "emergencies", counted["emergencies"], len(emergencies)
    yield "late emergencies", counted["late_emergencies"], sum(each["late"] for each in emergencies)


def _meeting(month: Month) -> Iterator[Check]:
    """Look at the pack of the monthly meeting: its counts are those of the month, its files what they say."""
    seat, counted = month.seats[OFFICER], month.counted
    pack = seat.get("/api/v1/meeting", month=MONTH)
    yield "meeting by", "2027-04-10", pack["meeting_by"]
    expected = {
        "applications": counted["applications"],
        "submissions": counted["submissions"],
        "cases_opened": counted["cases"],
        "cases_decided": counted["decided_cases"],
        "decisions_superseding": counted["decisions"] - counted["decided_cases"],
        "cases_refused": counted["refused"],
        "cases_accepted": counted["closed"],
        "cases_closed": counted["closed"],
        "emergencies": counted["emergencies"],
        "evaluations": counted["evaluations"],
    }
    yield "counts of the pack", expected, {name: pack["counts"][name] for name in expected}
    filed = (sum(each[name] for each in pack["emergencies"]) for name in ("in_month", "filed_late"))
    yield "emergencies of the pack", (counted["emergencies"], counted["late_emergencies"]), tuple(filed)
    yield "the works spare openings", True, pack["avoided"]["openings"] < pack["avoided"]["openings_if_separate"]
    yield "rows of the ledger", counted["cases"], len(seat.get("/api/v1/ledger"))
    yield "pack as a workbook", b"PK", seat.file(f"/api/v1/meeting.xlsx?month={MONTH}")[:2]
    yield "pack as a paper", b"%PDF", seat.file(f"/api/v1/meeting.pdf?month={MONTH}")[:4]


def _notes(cases: list[dict[str, Any]], kind: str) -> int:
    return sum(note["kind"] == kind for case in cases for note in case["notes"])


def _look_up(month: Month, number: str) -> object:
    return month.seats[OFFICER].get("/api/v1/decisions", number=number)["number"]
