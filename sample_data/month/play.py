"""March 2027 at the desk, day by day."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from sample_data.month import intake
from sample_data.month.casework import CONDITIONS, CORRECT, OBJECT, Casework
from sample_data.month.packages import EMERGENCY, FILES, all_packages
from sample_data.month.people import ENGINEER, WINDOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sample_data.month.client import Seat
    from sample_data.month.packages import Package

__all__ = ["Month", "play"]

_CHINA = timezone(timedelta(hours=8))
_WARRANTY = date(2029, 3, 31)
_EARLY, _LATE = 6, 10
_PATIENCE_S = 30


@dataclass(slots=True, kw_only=True)
class Month:
    """The month as far as it went.

    ``clock`` moves the service's clock; ``tell`` hears the story; ``counted`` is what the desk must have at the end.
    """

    seats: dict[str, Seat]
    sample: Path
    clock: Callable[[datetime], None]
    tell: Callable[[str], None]
    counted: Counter[str] = field(default_factory=Counter)
    numbers: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    today: date = date(2027, 3, 1)

    def at(self, day: int, hour: int = 9, month: int = 3) -> datetime:
        """Move the clock to an hour of a day, and return that moment; the clock never goes back."""
        moment = datetime(2027, month, day, hour, tzinfo=_CHINA)
        self.clock(moment)
        self.today = moment.date()
        return moment

    def say(self, text: str) -> None:
        """Tell what happened on this day."""
        self.tell(f"{self.today}  {text}")


def play(month: Month) -> None:
    """Play the whole month."""
    packages = all_packages(month.sample)
    first = [each for each in packages if _is_early(each)]
    second = [each for each in packages if not _is_early(each)]

    month.at(1)
    tasks = _applications(month)
    burst = intake.report_emergency(month.seats, "YX-WATER", "桐花街", month.at(1, 10))
    _submit(month, first, tasks)
    _emergency_papers(month, burst, 0)
    month.at(2)
    _answers(month)
    early = _plan(month, _EARLY)
    for turn, case in enumerate(early):
        case.survey(month.at(3, 9), touches=("green",) if turn == 1 else ())
    month.say(f"{len(early)} surveys held together")
    month.at(4)
    early[0].review(P2=CONDITIONS)
    early[1].review(P4=CONDITIONS, P3=CORRECT)
    for case in early[2:]:
        case.review()
    month.at(5)
    early[1].correct()
    month.at(8)
    _decide(month, early)

    _submit(month, second, tasks)
    pump = intake.report_emergency(month.seats, "YX-WATER", "秋实路", month.at(9, 15))
    _emergency_papers(month, pump, 1)
    month.at(10)
    _answers(month)
    _amendments(month, second)
    _silence(month)
    late = _replan(month, early)
    _begin_works(month, early)
    _late_reviews(month, late)
    leak = intake.report_emergency(month.seats, "YX-GAS", "望川街", month.at(24, 8))
    month.at(26)
    _emergency_papers(month, leak, 2)
    month.at(29)
    _decide(month, late[:-1])
    late[-1].refuse()
    month.numbers.append(late[0].supersede())
    month.counted.update(refused=1, decisions=1)
    month.say(f"{late[-1].number} refused; {month.numbers[-1]} takes the place of an earlier decision")
    _acceptance(month, early)
    month.at(6, month=4)
    month.say("the pack of the monthly meeting is ready")


def _is_early(package: Package) -> bool:
    return min(str(each["properties"]["earliest_start"]) for each in package.features) < "2027-03-08"


def _applications(month: Month) -> dict[str, list[str]]:
    """Take applications in; return the open tasks of each utility. Missing papers follow before any survey."""
    tasks: dict[str, list[str]] = {}
    for number in range(1, 13):
        taken = intake.apply_for(month.seats, number)
        for task in taken["tasks"]:
            tasks.setdefault(task["organisation"], []).append(task["id"])
        papers = {"papers": ["existing_lines"]}
        month.seats[WINDOW].post(f"/api/v1/applications/{taken['id']}/papers", papers)
        month.counted.update(applications=1, tasks=len(taken["tasks"]))
    month.say(f"{month.counted['applications']} applications make {month.counted['tasks']} tasks")
    return tasks


def _submit(month: Month, packages: list[Package], tasks: dict[str, list[str]]) -> None:
    for turn, package in enumerate(packages):
        own = tasks.get(package.utility, [])
        fields = {"task_id": own.pop()} if own else {}
        hidden = {"confidential": "true"} if package.utility == "YX-CTCC" and turn % 2 else {}
        intake.hand_in(month.seats, package, **fields, **hidden)
        month.counted.update(submissions=1, projects=len(package.projects))
    month.say(f"{len(packages)} submissions of {len({each.utility for each in packages})} utilities answered at once")


def _emergency_papers(month: Month, emergency: str, which: int) -> None:
    """File what was dug: a short piece of the sample's burst main, under a number of its own."""
    water = next(each for each in all_packages(month.sample) if each.utility == "YX-WATER")
    utility, service = ("YX-GAS", "gas") if which == 2 else ("YX-WATER", "water")
    feature = water.features[0]
    begun = month.today.isoformat()
    facts = {
        "project_id": f"{EMERGENCY}-{which}",
        "utility": utility,
        "service": service,
        "urgency": "emergency",
        "earliest_start": begun,
        "latest_finish": (month.today + timedelta(days=10)).isoformat(),
    }
    line = {"type": "LineString", "coordinates": feature["geometry"]["coordinates"][:4]}
    dug = {"type": "Feature", "properties": facts, "geometry": line}
    package = type(water)(utility=utility, name=f"emergency-{which}.geojson", projects=(), features=(dug,))
    filed = intake.file_emergency(month.seats, emergency, package)
    month.counted.update(emergencies=1, late_emergencies=int(filed["late"]), submissions=1, projects=1)
    when = "late" if filed["late"] else "in time"
    month.say(f"emergency of {utility} filed {when}; {filed['uses_in_a_year']} in a year")


def _answers(month: Month) -> None:
    given = intake.answer_calls(month.seats, [*FILES])
    month.counted.update(given)
    month.say("partners answered: " + ", ".join(f"{name} {count}" for name, count in sorted(given.items())))


def _amendments(month: Month, packages: list[Package]) -> None:
    """Three utilities hand in later windows; only the answers these touch are void."""
    for package in packages[:3]:
        mine = month.seats[package.utility].get("/api/v1/submissions")
        series = next(each["series"] for each in mine if each["name"] == package.name)
        intake.hand_in(month.seats, package.moved(days=("2027-06-01", "2027-10-30")), series=series)
        month.counted.update(submissions=1, amendments=1)
    month.say(f"{month.counted['amendments']} amendments")


def _calls(month: Month) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = month.seats[ENGINEER].get("/api/v1/calls", limit=10_000)
    return calls


def _silence(month: Month) -> None:
    """Wait until the desk itself marked every call that nobody answered in time."""
    month.at(18)
    deadline = time.monotonic() + _PATIENCE_S
    while calls := [each for each in _calls(month) if each["state"] == "open"]:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(calls)} calls are still open")
        time.sleep(0.1)
    states = Counter(each["state"] for each in _calls(month))
    month.say("calls: " + ", ".join(f"{name} {count}" for name, count in sorted(states.items())))


def _plan(month: Month, wanted: int) -> list[Casework]:
    """Make the first plan, accept it, and open the cases of the works that are done first."""
    engineer = month.seats[ENGINEER]
    made = engineer.post("/api/v1/plans")
    works = engineer.post(f"/api/v1/plans/{made['id']}/accept")["works"]
    month.counted.update(plans=1)
    month.say(f"plan {made['number']}: {len(works)} works, {sum(each['kind'] == 'joint' for each in works)} joint")
    return _open(month, works, wanted)


def _open(month: Month, works: list[dict[str, Any]], wanted: int) -> list[Casework]:
    ready = sorted(works, key=lambda each: (each["work"]["phases"]["acceptance"][1], each["work_id"]))
    cases = [Casework(month.seats, each) for each in ready[:wanted]]
    month.counted.update(cases=len(cases))
    return cases


def _replan(month: Month, early: list[Casework]) -> list[Casework]:
    """Plan again: what was decided stays; more cases are opened, joint works before the others."""
    engineer = month.seats[ENGINEER]
    made = engineer.post("/api/v1/plans")
    works = engineer.post(f"/api/v1/plans/{made['id']}/accept")["works"]
    month.counted.update(plans=1)
    kept = {(each["road_name"], *sorted(each["members"])): each["work"]["phases"] for each in works}
    for case in early:
        assert kept[case.work["road_name"], *sorted(case.work["members"])] == case.phases  # noqa: S101 - as above
    month.say(f"plan {made['number']}: {len(works)} works; the {len(early)} decided ones stay as they were")
    taken = {(case.work["road_name"], *sorted(case.work["members"])) for case in early}
    free = [each for each in works if (each["road_name"], *sorted(each["members"])) not in taken]
    joint = [each for each in free if each["kind"] == "joint" and not _shares(each, early)]
    return _open(month, joint, _LATE)


def _shares(work: dict[str, Any], cases: list[Casework]) -> bool:
    """Tell whether a case of one of the members is open on the same road."""
    return any(
        case.work["road_name"] == work["road_name"] and {*case.work["members"]} & {*work["members"]} for case in cases
    )


def _late_reviews(month: Month, late: list[Casework]) -> None:
    month.at(22)
    for case in late:
        case.survey(month.at(22, 10))
    month.at(23)
    late[0].review(P1=CORRECT)
    late[1].review(P3=OBJECT, P2=CONDITIONS)
    late[-1].review(P9=OBJECT)
    for case in late[2:-1]:
        case.review(P3=CONDITIONS)
    month.at(24)
    late[0].correct()
    late[1].correct()
    month.counted.update(corrections=3)
    month.say(f"{len(late)} cases reviewed by all authorities at once")


def _decide(month: Month, cases: list[Casework]) -> None:
    numbers = [case.decide() for case in cases]
    month.numbers += numbers
    month.counted.update(decisions=len(numbers), decided_cases=len(cases))
    month.say(f"decided: {numbers[0]} to {numbers[-1]}")


def _begin_works(month: Month, early: list[Casework]) -> None:
    begun = [case for case in early if case.phases["excavation"][0] <= month.today.isoformat()]
    for case in begun:
        case.dig("opened")
        case.check()
    month.counted.update(begun=len(begun), checks=2 * len(begun))
    month.say(f"{len(begun)} roads opened, and looked at by the bureau")


def _acceptance(month: Month, early: list[Casework]) -> None:
    """Finish and accept what the plan has finished by now."""
    month.at(31)
    ready = [case for case in early if case.phases["acceptance"][0] <= month.today.isoformat()]
    for score, case in enumerate(ready):
        case.dig("installed")
        case.dig("backfilled")
        case.accept(month.at(31, 14), _WARRANTY)
        case.close(3 + score % 3)
        month.closed.append(case.number)
    month.counted.update(closed=len(ready), evaluations=len(ready))
    month.say(f"{len(ready)} cases accepted, evaluated and closed")
