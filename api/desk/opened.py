"""Kept plans opened again: that surveys the ground anew, so those opened lately stay at hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.desk.kept import Kept
from api.store.tables import StoredFile
from planner.messages import TOLD, Language
from planner.model import Cut, Mode, Reason
from planner.plan_check import INPUTS, PLAN, open_plan
from planner.plan_reading import read_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

    from api.store.tables import PlanVersion
    from planner.model import Plan, Situation
    from planner.plan_check import Opened
    from planner.plan_inputs import Inputs
    from planner.rulebook.model import Rulebook
    from planner.survey import Roads

__all__ = ["PLAN_EN", "Shelf", "plan_file_in", "works_of"]

PLAN_EN = "plan.en.json"
"""The plan's file with its reasons in English: a plan that is read back knows its sentences only."""


class Shelf:
    """Holds the plans opened last; a kept plan never changes, so what is held is never stale.

    Parameters
    ----------
    room : So many are held, each with its whole ground.
    roads_of : Gives the roads of a plan's inputs where they are at hand, as ``open_plan`` asks for them.
    """

    def __init__(
        self, room: int = 3, *, roads_of: Callable[[Inputs, Rulebook], Roads | None] = lambda *_: None
    ) -> None:
        self._held: Kept[Opened] = Kept(room)
        self._told: Kept[Plan] = Kept(2 * room)
        self._roads_of = roads_of

    def opened(self, session: Session, row: PlanVersion) -> Opened:
        """Return a kept plan with its works, its ground and its rulebook; its reasons are codes alone.

        Two who ask for the same plan wait for one survey of its ground.
        """
        key = (row.files[PLAN], row.files[INPUTS])

        def made() -> Opened:
            said, made_from = (session.get_one(StoredFile, digest).content for digest in key)
            return open_plan({PLAN: said, INPUTS: made_from}, self._roads_of)

        return self._held.get(key, made)

    def told(self, session: Session, row: PlanVersion, language: Language) -> Opened:
        """Return a kept plan whose reasons carry their sentences in a language."""
        digest = row.files[plan_file_in(row, language)]
        opened = self.opened(session, row)

        def made() -> Plan:
            return _with_sentences(opened.plan, json.loads(session.get_one(StoredFile, digest).content))

        return replace(opened, plan=self._told.get(digest, made))


def works_of(session: Session, row: PlanVersion, situation: Situation) -> Plan:
    """Return a kept plan read on the ground of another: where and when its works are, not how they are cut.

    That is enough to tell what changed since, and spares the survey of its own ground.
    """
    uncut = Cut(mode=Mode.SINGLE, width_m=(0.0, 0.0))
    return read_plan(PLAN, session.get_one(StoredFile, row.files[PLAN]).content, situation, lambda *_: uncut)


def plan_file_in(row: PlanVersion, language: Language) -> str:
    """Return the name of the plan's file whose reasons are in a language, of ``plan.json`` where it has none."""
    return PLAN_EN if language is Language.EN and PLAN_EN in row.files else PLAN


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
