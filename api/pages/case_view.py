"""What the pages of cases show beside what the API answers: who may do what now, and what is most pressing."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from api.desk.case_files import PROGRESS
from api.security.roles import Action
from planner.permit.case import State, Step
from planner.permit.clocks import Stand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from api.routes.case_models import CaseOut, NoteOut, OpinionOut
    from api.security.access import Person

__all__ = ["MAIN_WAY", "Offer", "Waiting", "awaited_of", "blocking", "next_stage", "offers", "order_of", "waiting"]

# The way of a case that ends well, for the line of steps
MAIN_WAY = tuple(state for state in State if state is not State.REFUSED)
# What leads on from a state: what hinders it is what everybody waits for
_ONWARD: Mapping[str, Step] = MappingProxyType(
    {
        State.OPENED.value: Step.AGREE_SURVEY,
        State.IN_REVIEW.value: Step.DECIDE,
        State.IN_WORKS.value: Step.ACCEPT,
        State.ACCEPTED.value: Step.CLOSE,
    }
)
_OVER = {State.CLOSED.value, State.REFUSED.value}
_RUNNING = {Stand.RUNNING, Stand.RUNNING_OUT, Stand.OVERDUE}
_NEVER = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The most pressing clock of a case; ``days_left`` as in the API, None where no clock runs."""

    stand: Stand | None
    days_left: int | None
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A form that a person may be given on the page of a case, and what still stands in its way."""

    name: str
    hindered: tuple[str, ...]


def waiting(case: CaseOut, person: Person) -> Waiting:
    """Return the clock that presses most: one's own items before those of others and the joint term."""
    own = [each for each in awaited_of(case) if each.organisation == person.organisation]
    clocks: list[tuple[Stand | None, int | None]] = [(each.clock, each.days_left) for each in own or awaited_of(case)]
    if not own:
        clocks.append((case.clock, case.days_left))
    running = [(left, stand) for stand, left in clocks if stand in _RUNNING and left is not None]
    left, stand = min(running) if running else (None, case.clock)
    return Waiting(stand=stand, days_left=left, mine=bool(own))


def order_of(case: CaseOut, person: Person) -> tuple[bool, int, str]:
    """Return the key that puts the most pressing case first; those over come last."""
    left = waiting(case, person).days_left
    return case.state in _OVER, _NEVER if left is None else left, case.number


def awaited_of(case: CaseOut) -> list[OpinionOut]:
    """Return the approval items not answered yet."""
    return [each for each in case.opinions if each.opinion is None]


def blocking(case: CaseOut) -> list[str]:
    """Return what the case waits for before it can go on, in words."""
    step = _ONWARD.get(case.state)
    return case.hindered[step.value] if step is not None else []


def next_stage(case: CaseOut, member: str) -> str | None:
    """Return what is to be reported next of a member's line; None once it is backfilled."""
    done = sum(each.kind == "progress" and each.member == member for each in case.notes)
    return PROGRESS[done] if done < len(PROGRESS) else None


def offers(case: CaseOut, person: Person) -> list[Offer]:
    """Return the forms this person may be given on this case now: in the order of the process, what was done last."""
    found = [
        Offer(name=name, hindered=tuple(case.hindered[step.value]) if step is not None else ())
        for name, (action, step, asked) in _FORMS.items()
        if person.may(action) and (step is None or step.value in case.steps) and asked(case, person)
    ]
    return sorted(found, key=lambda offer: _done_before(case, offer.name))


def _done_before(case: CaseOut, name: str) -> bool:
    """Tell whether a step was taken already, and would only be taken anew."""
    taken = {"survey": case.survey, "design": case.design, "acceptance-call": case.acceptance}
    return bool(taken.get(name))


def _always(_case: CaseOut, _person: Person) -> bool:
    return True


def _invited(case: CaseOut, person: Person) -> bool:
    present = _who(case.notes, "attendance")
    return person.organisation in (case.survey or {}).get("invited", ()) and person.organisation not in present


def _surveyed(case: CaseOut, _person: Person) -> bool:
    return bool(case.survey)


def _has_item(case: CaseOut, person: Person) -> bool:
    return any(each.organisation == person.organisation for each in awaited_of(case))


def _to_correct(case: CaseOut, _person: Person) -> bool:
    return not case.hindered[Step.CORRECT.value]


def _refusable(case: CaseOut, _person: Person) -> bool:
    return not case.hindered[Step.REFUSE.value]


def _lays(case: CaseOut, person: Person) -> bool:
    return any(case.owners[m] == person.organisation and next_stage(case, m) for m in case.members)


def _all_backfilled(case: CaseOut, _person: Person) -> bool:
    return not any(next_stage(case, member) for member in case.members)


def _called(case: CaseOut, _person: Person) -> bool:
    return bool(case.acceptance)


def _to_notify(case: CaseOut, person: Person) -> bool:
    told = any(each.kind == "notice" for each in case.notes)
    return case.state == State.ACCEPTED.value and person.organisation == case.first_receiver and not told


def _to_evaluate(case: CaseOut, _person: Person) -> bool:
    asked = case.state in {State.ACCEPTED.value, State.CLOSED.value}
    return asked and not any(each.kind == "evaluation" for each in case.notes)


def _who(notes: Iterable[NoteOut], kind: str) -> set[str]:
    return {each.organisation for each in notes if each.kind == kind}


_FORMS: Mapping[str, tuple[Action, Step | None, Callable[[CaseOut, Person], bool]]] = MappingProxyType(
    {
        "survey": (Action.HOLD_SURVEY, Step.APPOINT_SURVEY, _always),
        "attendance": (Action.REPORT_SURVEY, Step.APPOINT_SURVEY, _invited),
        "findings": (Action.REPORT_SURVEY, Step.APPOINT_SURVEY, _surveyed),
        "scheme": (Action.HOLD_SURVEY, Step.AGREE_SURVEY, _always),
        "design": (Action.SHARE_DESIGN, Step.SHARE_DESIGN, _always),
        "review": (Action.START_REVIEW, Step.START_REVIEW, _always),
        "opinion": (Action.GIVE_OPINION, Step.GIVE_OPINION, _has_item),
        "correction": (Action.CORRECT_CASE, Step.CORRECT, _to_correct),
        "decision": (Action.DECIDE, Step.DECIDE, _always),
        "refusal": (Action.DECIDE, Step.REFUSE, _refusable),
        "progress": (Action.REPORT_PROGRESS, Step.REPORT_PROGRESS, _lays),
        "acceptance-call": (Action.CALL_ACCEPTANCE, Step.REPORT_PROGRESS, _all_backfilled),
        "acceptance-opinion": (Action.ACCEPT_WORKS, Step.REPORT_PROGRESS, _called),
        "acceptance": (Action.DECIDE, Step.ACCEPT, _called),
        "checks": (Action.CHECK_WORKS, Step.CHECK, _always),
        "supersede": (Action.DECIDE, Step.SUPERSEDE, _always),
        "notice": (Action.NOTIFY_APPLICANT, None, _to_notify),
        "evaluation": (Action.RECORD_EVALUATION, None, _to_evaluate),
        "closing": (Action.DECIDE, Step.CLOSE, _always),
    }
)
