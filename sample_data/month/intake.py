"""What comes in during the month: applications, routes, answers of partners, emergencies."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sample_data.month.people import WINDOW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sample_data.month.client import Seat
    from sample_data.month.packages import Package

__all__ = ["answer_calls", "apply_for", "file_emergency", "hand_in", "report_emergency"]

# What the parties asked do, one call after another; None is silence
REPLIES: tuple[dict[str, Any] | None, ...] = (
    {"reply": "join"},
    {"reply": "join"},
    {"reply": "decline", "reason": "dates", "note": "本单位工期已定"},
    {"reply": "join"},
    {"reply": "counter", "first": "2027-06-01", "last": "2027-09-30"},
    {"reply": "join"},
    None,
    {"reply": "decline", "reason": "safety", "note": "与高压燃气管线净距不足"},
)


def apply_for(seats: dict[str, Seat], number: int) -> dict[str, Any]:
    """Take in the application of a customer who ticks two services; a paper may follow."""
    services = ("water", "power", "gas", "heat")
    first, second = services[number % 4], services[(number + 1) % 4]
    form = {
        "track": "construction_permit" if number % 3 == 0 else "small_micro",
        "applicant": {"name": f"示例商户{number}", "mobile": "13800000000"},
        "handler": {"name": f"示例经办人{number}"},
        "address": f"示例路{number}号",
        "ticked": [{"service": first, "business": "new"}, {"service": second, "business": "new"}],
        "papers": ["identity", "mandate", "planning", "design", "traffic"],
    }
    taken: dict[str, Any] = seats[WINDOW].post("/api/v1/applications", form)
    return taken


def hand_in(seats: dict[str, Seat], package: Package, **fields: str) -> dict[str, Any]:
    """Hand in a file of routes, and see that it was judged."""
    told: dict[str, Any] = seats[package.utility].form(
        "/api/v1/submissions", fields, {"file": (package.name, package.content)}
    )
    assert told["state"] == "judged", told  # noqa: S101 - the story ends where its ground gives way
    return told


def answer_calls(seats: dict[str, Seat], utilities: Sequence[str]) -> Counter[str]:
    """Let every organisation asked answer, in turn as ``REPLIES`` has it; return how often each was given."""
    given: Counter[str] = Counter()
    for utility in utilities:
        mine = [
            each
            for each in seats[utility].get("/api/v1/calls", limit=10_000)
            if each["state"] == "open" and not each["by_us"]
        ]
        for turn, call in enumerate(sorted(mine, key=lambda each: (each["road_name"], each["places"], each["period"]))):
            reply = REPLIES[turn % len(REPLIES)]
            given[reply["reply"] if reply else "silence"] += 1
            if reply is None:
                continue
            seats[utility].post(f"/api/v1/calls/{call['id']}/answer", reply)
    return given


def report_emergency(seats: dict[str, Seat], utility: str, road: str, begun: datetime) -> str:
    """Report an emergency that has begun, and return its id."""
    told = {"road_name": road, "place": "路口以东30米", "reason": "管道爆裂抢修", "begun_at": begun.isoformat()}
    return str(seats[utility].post("/api/v1/emergencies", told)["id"])


def file_emergency(seats: dict[str, Seat], emergency: str, package: Package) -> dict[str, Any]:
    """File the papers of an emergency: what was dug, as a submission."""
    handed = hand_in(seats, package)
    seat = seats[package.utility]
    seat.post(f"/api/v1/emergencies/{emergency}/end")
    filed: dict[str, Any] = seat.post(f"/api/v1/emergencies/{emergency}/filing", {"submission_id": handed["id"]})
    return filed
