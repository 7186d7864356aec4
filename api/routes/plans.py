"""Plans: made from what was submitted, looked at with their difference, accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.desk.opened import plan_file_in
from api.desk.planning import accept_plan, make_plan
from api.desk.shifts import ask_for_shift, declined_pairs
from api.desk.shown_plan import hidden_from, namer
from api.desk.visibility import sees_everything, visible_works
from api.desk.wishes import Hold, Wanted
from api.problems import found, responses
from api.security.access import Allow, Person
from api.security.roles import Action
from api.state import Desk, desk_of
from api.store.tables import PlannedWork, PlanVersion, StoredFile
from planner.messages import Language
from planner.rulebook.model import FreeDays, Pair, Wishes

__all__ = ["PlanOut", "WishesIn", "WorkOut", "router"]

router = APIRouter(prefix="/api/v1/plans", tags=["plans"])
TheDesk = Annotated[Desk, Depends(desk_of)]
Reader = Annotated[Person, Depends(Allow(Action.READ_PLANS))]
Maker = Annotated[Person, Depends(Allow(Action.MAKE_PLAN))]
Accepter = Annotated[Person, Depends(Allow(Action.ACCEPT_PLAN))]
_REFUSED = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_FOUND = _REFUSED | responses(HTTPStatus.NOT_FOUND)
_CHANGED = _FOUND | responses(HTTPStatus.CONFLICT)
_MADE = {"works", "files", "difference", "wishes"}
_CODE = Annotated[str, Field(min_length=1, max_length=200)]
_WHY = Annotated[str, Field(min_length=1, max_length=500)]
_MEDIA = {"json": "application/json", "html": "text/html", "zip": "application/zip"}


class HoldIn(BaseModel):
    """A work of the accepted plan that is to stay: as it is, or with its site work from ``starts_on``."""

    work_id: _CODE
    starts_on: date | None = None


class PairIn(BaseModel):
    """Two projects, and why they are to dig together or apart."""

    a: _CODE
    b: _CODE
    why: _WHY


class FreeDaysIn(BaseModel):
    """Days on which no road of these names may stand open; no road at all where none is named."""

    first: date
    last: date
    roads: list[_CODE] = Field(default_factory=list, max_length=200)
    why: _WHY

    def days(self) -> FreeDays:
        """Return the days as the planner knows them."""
        return FreeDays(first=self.first, last=self.last, why=self.why, roads=tuple(self.roads))


class WishesIn(BaseModel):
    """What is asked of a plan beyond the rules."""

    holds: list[HoldIn] = Field(default_factory=list, max_length=500)
    together: list[PairIn] = Field(default_factory=list, max_length=500)
    apart: list[PairIn] = Field(default_factory=list, max_length=500)
    free_days: list[FreeDaysIn] = Field(default_factory=list, max_length=100)

    def wanted(self) -> Wanted:
        """Return the wishes as the desk knows them."""
        return Wanted(
            holds=tuple(Hold(**each.model_dump()) for each in self.holds),
            wishes=Wishes(
                together=tuple(Pair(**each.model_dump()) for each in self.together),
                apart=tuple(Pair(**each.model_dump()) for each in self.apart),
                free_days=tuple(each.days() for each in self.free_days),
            ),
        )


class DeclinedOut(BaseModel):
    """Two projects that share metres and dig apart, and the smallest shift that would join them."""

    number: int
    projects: list[str]
    section_id: str
    shared_m: float
    text: str
    project: str | None
    shift_days: int | None
    saves_m: float | None
    utility: str | None
    asked_at: datetime | None


class WorkOut(BaseModel):
    """One work of a plan, as in ``plan.json``."""

    work_id: str
    kind: str
    road_name: str
    lead: str
    members: list[str]
    starts_on: date
    ends_on: date
    work: dict[str, Any]


class PlanOut(BaseModel):
    """One version of the plan; ``works`` are those the asking person may see."""

    id: str
    number: int
    as_of: date
    state: str
    totals: dict[str, Any]
    difference: dict[str, Any] | None
    wishes: dict[str, Any] | None
    previous: str | None
    made_at: datetime
    accepted_at: datetime | None
    files: list[str]
    works: list[WorkOut]


@router.post("", status_code=HTTPStatus.CREATED, responses=_CHANGED)
def make(desk: TheDesk, person: Maker, wishes: WishesIn | None = None) -> PlanOut:
    """Make a draft from everything that counts today; what was decided stays, and little else moves."""
    return _plan(desk, person, make_plan(desk, person, (wishes or WishesIn()).wanted()).id)


@router.get("", responses=_REFUSED)
def listed(desk: TheDesk, person: Reader) -> list[PlanOut]:
    """List every version, the newest first."""
    with desk.store.reading() as session:
        rows = session.scalars(select(PlanVersion).order_by(PlanVersion.number.desc()))
        return [_shown(session, person, row) for row in rows]


@router.get("/{plan_id}", responses=_FOUND)
def one(plan_id: str, desk: TheDesk, person: Reader) -> PlanOut:
    """Return one version."""
    return _plan(desk, person, plan_id)


@router.post("/{plan_id}/accept", responses=_CHANGED)
def accept(plan_id: str, desk: TheDesk, person: Accepter) -> PlanOut:
    """Make a draft the plan that counts."""
    with desk.store.changing(person.actor, "plan.accept", plan_id) as change:
        accept_plan(change, person, plan_id)
    return _plan(desk, person, plan_id)


@router.get("/{plan_id}/declined", responses=_FOUND)
def declined(plan_id: str, desk: TheDesk, person: Maker) -> list[DeclinedOut]:
    """List the pairs that dig apart, those first that a shift of dates would save most by."""
    with desk.store.reading() as session:
        row = found(session.get(PlanVersion, plan_id), plan_id)
        pairs = declined_pairs(session, row, plan_file_in(row, Language(person.language)))
        return [DeclinedOut.model_validate(each, from_attributes=True) for each in pairs]


@router.post("/{plan_id}/declined/{number}/ask", responses=_FOUND)
def ask(plan_id: str, number: int, desk: TheDesk, person: Maker) -> DeclinedOut:
    """Ask the utility of a pair for the shift that would join it."""
    with desk.store.changing(person.actor, "plan.ask_shift", f"{plan_id}/{number}") as change:
        asked = ask_for_shift(change, found(change.session.get(PlanVersion, plan_id), plan_id), number)
        return DeclinedOut.model_validate(asked, from_attributes=True)


@router.get("/{plan_id}/files/{name}", responses=_FOUND, response_class=Response)
def file_of(plan_id: str, name: str, desk: TheDesk, _: Maker) -> Response:
    """Return a file of a plan's folder; it holds everybody's routes, so it is for those who plan."""
    with desk.store.reading() as session:
        row = session.get(PlanVersion, plan_id)
        stored = found(session.get(StoredFile, row.files.get(name, "")) if row is not None else None, name)
    return Response(stored.content, media_type=_MEDIA[name.rsplit(".", 1)[-1]])


def _plan(desk: Desk, person: Person, key: str) -> PlanOut:
    with desk.store.reading() as session:
        return _shown(session, person, found(session.get(PlanVersion, key), key))


def _shown(session: Session, person: Person, row: PlanVersion) -> PlanOut:
    works = select(PlannedWork).where(PlannedWork.plan_id == row.id, visible_works(person))
    seen = [*session.scalars(works.order_by(PlannedWork.work_id))]
    named = namer(hidden_from(session, person, row.id))
    shown = {name: getattr(row, name) for name in PlanOut.model_fields if name not in _MADE}
    return PlanOut(
        **shown,
        files=sorted(row.files),
        # what was asked for and what it changed name works and projects of everybody
        difference=row.difference if sees_everything(person) else None,
        wishes=row.wishes if sees_everything(person) else None,
        works=[_work(each, named) for each in seen],
    )


def _work(row: PlannedWork, named: Callable[[str], bool]) -> WorkOut:
    """Return a work without the reasons that name a hidden project."""
    shown = WorkOut.model_validate(row, from_attributes=True)
    reasons = [each for each in row.work["reasons"] if not named(each["text"])]
    return shown.model_copy(update={"work": {**row.work, "reasons": reasons}})
