"""What the routes of cases take and give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.routes.moments import Moment
from planner.permit.case import Given, Touches
from planner.permit.clocks import Stand

__all__ = [
    "AcceptanceIn",
    "AgreedIn",
    "AppointmentIn",
    "CaseOut",
    "DecisionOut",
    "EvaluationIn",
    "NoteOut",
    "OpinionIn",
    "OpinionOut",
    "ProgressIn",
    "TextIn",
    "WarrantiesIn",
    "WarrantyIn",
    "WorkIn",
]

_TEXT = Annotated[str, Field(min_length=1, max_length=4_000)]
_CODE = Annotated[str, Field(min_length=1, max_length=200)]


class OpinionOut(BaseModel):
    """One approval item in its latest round, and how its clock stands."""

    item: str
    round: int
    organisation: str
    due_on: date
    clock: Stand
    days_left: int
    opinion: Given | None
    conditions: list[str]
    reason: str | None
    given_at: datetime | None


class NoteOut(BaseModel):
    """Something reported to the case."""

    kind: str
    organisation: str
    member: str | None
    data: dict[str, Any]
    file: str | None
    on: date | None
    at: datetime


class DecisionOut(BaseModel):
    """The decision in force."""

    number: str
    edition: int
    valid_from: date
    valid_to: date
    signed: bool
    issued_at: datetime
    bundle: str
    record: dict[str, Any]


class CaseOut(BaseModel):
    """A case.

    ``steps`` are those that belong to its state, ``hindered`` tells for each step what stands in its way, in words.
    ``days_left`` are the working days of the joint clock, today among them; below zero the days since it ran out.
    """

    id: str
    number: str
    plan_id: str
    work_id: str
    road_name: str
    lead: str
    members: list[str]
    owners: dict[str, str]
    track: str
    state: str
    first_receiver: str
    missing: list[str]
    opened_at: datetime
    due_on: date | None
    clock: Stand | None
    days_left: int | None
    survey: dict[str, Any] | None
    design: dict[str, Any] | None
    acceptance: dict[str, Any] | None
    opinions: list[OpinionOut]
    notes: list[NoteOut]
    decision: DecisionOut | None
    steps: list[str]
    hindered: dict[str, list[str]]
    closed_at: datetime | None


class WorkIn(BaseModel):
    """The work of the accepted plan to open a case for."""

    work_id: _CODE


class AppointmentIn(BaseModel):
    """When and where; the members are asked in any case."""

    at: Moment
    place: _CODE
    invited: list[_CODE] = Field(default_factory=list, max_length=60)


class AgreedIn(BaseModel):
    """The scheme agreed on at the survey, and what the work touches."""

    scheme: _TEXT
    touches: list[Touches] = Field(default_factory=list)


class OpinionIn(BaseModel):
    """An authority's word."""

    opinion: Given
    conditions: list[_TEXT] = Field(default_factory=list, max_length=50)
    reason: _TEXT | None = None


class TextIn(BaseModel):
    """A text."""

    text: _TEXT


class ProgressIn(BaseModel):
    """How far a member's line is."""

    member: _CODE
    stage: Literal["opened", "installed", "backfilled"]
    on: date


class AcceptanceIn(BaseModel):
    """One party's opinion on the finished works."""

    satisfied: bool
    text: str = Field(max_length=4_000)


class WarrantyIn(BaseModel):
    """Who answers for one layer of one interval, and until when."""

    member: _CODE
    layer: Literal["line", "backfill", "pavement"]
    section_id: _CODE
    from_m: float = Field(ge=0)
    to_m: float = Field(gt=0)
    until: date


class WarrantiesIn(BaseModel):
    """The warranty split per layer and metre."""

    warranty: list[WarrantyIn] = Field(max_length=2_000)


class EvaluationIn(BaseModel):
    """The applicant's evaluation."""

    score: int = Field(ge=1, le=5)
    text: str = Field(default="", max_length=4_000)
