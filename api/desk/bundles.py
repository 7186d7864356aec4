"""The bundle of a decision: the papers of a work, its routes, and the decision as data, in one checked archive."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.desk.case_files import case_for
from api.desk.planning import open_version
from api.papers import work_files
from api.store.tables import PlanVersion
from planner.messages import TOLD
from planner.model import Reason
from planner.permit.bundle import about_work, make_bundle

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.security.access import Person
    from api.state import Desk
    from api.store.tables import Case

__all__ = ["decision_bundle"]


def decision_bundle(desk: Desk, person: Person, case_id: str) -> Callable[[Case, dict[str, Any]], bytes]:
    """Return what makes the bundle of a decision from its case and its record; same decision, same bytes.

    The plan is opened here, before the change that decides, so that nobody waits for it.

    Raises
    ------
    Problem
        404 if there is no such case, or it is not this person's to see.
    """
    with desk.store.reading() as session:
        plan_id = case_for(session, person, case_id).plan_id
        opened = open_version(session, session.get_one(PlanVersion, plan_id))

    def bundle(case: Case, record: dict[str, Any]) -> bytes:
        planned = next(each for each in opened.plan.joint_works if each.id == case.work_id)
        # plan.json keeps the sentences of its reasons, not the figures behind them
        told = tuple(Reason(code=each["code"], data={TOLD: each["text"]}) for each in case.work["reasons"])
        work = replace(planned, reasons=told)
        files = work_files(work, opened.plan, opened.ground.situation, desk.rulebook)
        files["decision.json"] = (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
        return make_bundle(files, about=about_work(work, opened.plan, product_version="1"))

    return bundle
