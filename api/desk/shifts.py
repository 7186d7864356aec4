"""Pairs that dig apart, by what a small shift of dates would save, and asking a utility for such a shift."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from sqlalchemy import select

from api.desk.tell import INBOX, tell
from api.problems import Problem
from api.store.tables import Message, StoredFile
from planner.plan_check import PLAN

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from api.store.desk import Change
    from api.store.tables import PlanVersion

__all__ = ["DeclinedPair", "ask_for_shift", "declined_pairs"]

_TOLD = "told.shift"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclinedPair:
    """Two projects that share metres and dig apart.

    ``project``, ``shift_days`` and ``saves_m`` are the smallest shift that would join them, None where none would;
    ``utility`` lays that project. ``asked_at`` is when that utility was asked for it, None before.
    """

    number: int
    projects: tuple[str, str]
    section_id: str
    shared_m: float
    text: str
    project: str | None
    shift_days: int | None
    saves_m: float | None
    utility: str | None
    asked_at: datetime | None


def declined_pairs(session: Session, row: PlanVersion, plan_file: str = PLAN) -> list[DeclinedPair]:
    """Return the declined pairs of a kept plan: those a shift would join first, the most saving first.

    Parameters
    ----------
    plan_file : The plan's file whose language the reasons are in.
    """
    told = json.loads(session.get_one(StoredFile, row.files.get(plan_file, row.files[PLAN])).content)
    utility = {each["project_id"]: each["utility"] for each in told["projects"]}
    asked = dict(_asked(session, row))
    found = []
    for number, each in enumerate(told["declined"]):
        advice = each["advice"] or {}
        found.append(
            DeclinedPair(
                number=number,
                projects=(each["projects"][0], each["projects"][1]),
                section_id=each["section_id"],
                shared_m=each["shared_m"],
                text=each["text"],
                project=advice.get("project_id"),
                shift_days=advice.get("shift_days"),
                saves_m=advice.get("saves_opened_m"),
                utility=utility.get(advice.get("project_id", "")),
                asked_at=asked.get(_about(row, number)),
            )
        )
    return sorted(found, key=_order)


def ask_for_shift(change: Change, row: PlanVersion, number: int) -> DeclinedPair:
    """Ask the utility of a declined pair for the shift that would join it; nobody is asked twice for the same.

    The other project is not named: it may be confidential.

    Raises
    ------
    Problem
        404 if the plan has no such pair, or no shift would join it.
    """
    pair = next((each for each in declined_pairs(change.session, row) if each.number == number), None)
    if pair is None or pair.utility is None:
        raise Problem(HTTPStatus.NOT_FOUND, "desk.unknown", key=str(number))
    data = {
        "project": pair.project,
        "days": abs(pair.shift_days or 0),
        "way": "later" if (pair.shift_days or 0) > 0 else "earlier",
        "section": pair.section_id,
        "saves_m": pair.saves_m,
    }
    tell(change, [pair.utility], _TOLD, data, about=_about(row, number))
    return pair


def _order(pair: DeclinedPair) -> tuple[bool, float, int, int]:
    return pair.project is None, -(pair.saves_m or 0.0), abs(pair.shift_days or 0), pair.number


def _about(row: PlanVersion, number: int) -> str:
    return f"plan/{row.id}/declined/{number}"


def _asked(session: Session, row: PlanVersion) -> list[tuple[str, datetime]]:
    sent = (Message.channel == INBOX, Message.about.like(f"plan/{row.id}/declined/%"))
    return [(about, at) for about, at in session.execute(select(Message.about, Message.created_at).where(*sent))]
