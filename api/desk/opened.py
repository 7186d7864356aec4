"""Kept plans opened again: that surveys the ground anew, so those opened lately stay at hand."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from api.store.tables import StoredFile
from planner.messages import TOLD, Language
from planner.model import Reason
from planner.plan_check import INPUTS, PLAN, open_plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from api.store.tables import PlanVersion
    from planner.model import Plan
    from planner.plan_check import Opened

__all__ = ["PLAN_EN", "Shelf", "plan_file_in"]

K = TypeVar("K")
V = TypeVar("V")
PLAN_EN = "plan.en.json"
"""The plan's file with its reasons in English: a plan that is read back knows its sentences only."""


class Shelf:
    """Holds the plans opened last; a kept plan never changes, so what is held is never stale.

    Parameters
    ----------
    room : So many are held, each with its whole ground.
    """

    def __init__(self, room: int = 3) -> None:
        self._room = room
        self._held: OrderedDict[tuple[str, str], Opened] = OrderedDict()
        self._told: OrderedDict[str, Plan] = OrderedDict()
        self._lock = RLock()

    def opened(self, session: Session, row: PlanVersion) -> Opened:
        """Return a kept plan with its works, its ground and its rulebook; its reasons are codes alone.

        One is opened at a time: two who ask for the same plan wait for one survey of its ground.
        """
        key = (row.files[PLAN], row.files[INPUTS])
        with self._lock:
            if key not in self._held:
                said, made_from = (session.get_one(StoredFile, digest).content for digest in key)
                self._held[key] = open_plan({PLAN: said, INPUTS: made_from})
            _keep_latest(self._held, key, self._room)
            return self._held[key]

    def told(self, session: Session, row: PlanVersion, language: Language) -> Opened:
        """Return a kept plan whose reasons carry their sentences in a language."""
        digest = row.files[plan_file_in(row, language)]
        with self._lock:
            opened = self.opened(session, row)
            if digest not in self._told:
                self._told[digest] = _with_sentences(
                    opened.plan, json.loads(session.get_one(StoredFile, digest).content)
                )
            _keep_latest(self._told, digest, 2 * self._room)
            return replace(opened, plan=self._told[digest])


def plan_file_in(row: PlanVersion, language: Language) -> str:
    """Return the name of the plan's file whose reasons are in a language, of ``plan.json`` where it has none."""
    return PLAN_EN if language is Language.EN and PLAN_EN in row.files else PLAN


def _keep_latest(held: OrderedDict[K, V], key: K, room: int) -> None:
    """Make a key the last one asked for, and forget those asked for longest ago where there is no room."""
    held.move_to_end(key)
    while len(held) > room:
        held.popitem(last=False)


def _with_sentences(plan: Plan, said: dict[str, Any]) -> Plan:
    """Return a plan with the sentences of its file, whose rows are in the same order."""
    works = zip(plan.joint_works, said["joint_works"], strict=True)
    outcomes = {each["project_id"]: each["reasons"] for each in said["projects"]}
    declined = zip(plan.declined, said["declined"], strict=True)
    return replace(
        plan,
        outcomes=tuple(replace(o, reasons=_reasons(outcomes[o.project.key])) for o in plan.outcomes),
        joint_works=tuple(replace(work, reasons=_reasons(told["reasons"])) for work, told in works),
        declined=tuple(replace(pair, reason=_reasons([told])[0]) for pair, told in declined),
    )


def _reasons(told: Iterable[dict[str, str]]) -> tuple[Reason, ...]:
    return tuple(Reason(code=each["code"], data={TOLD: each["text"]}) for each in told)
