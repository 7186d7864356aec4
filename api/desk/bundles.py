"""The bundle of a decision: the papers of a work, its routes, and the decision as data, in one checked archive."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.desk.case_files import case_for
from api.papers import draw_work, product_version, work_files
from api.problems import Problem
from api.signing import CannotSignError, sign
from api.store.tables import PlanVersion
from planner.messages import TOLD
from planner.model import Reason
from planner.permit.bundle import DECISION, about_work, make_bundle
from planner.permit.issued import issued_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.security.access import Person
    from api.settings import Settings
    from api.state import Desk
    from api.store.tables import Case

__all__ = ["RECORD", "decision_bundle"]

RECORD = "decision.json"


def decision_bundle(desk: Desk, person: Person, case_id: str) -> Callable[[Case, dict[str, Any]], bytes]:
    """Return what makes the bundle of a decision from its case and its record.

    The plan is opened and its work drawn here, before the change that decides, so that nobody waits for it. Same
    decision, same bytes, but for the electronic signature, which is made once: what was issued is kept whole.

    Raises
    ------
    Problem
        404 if there is no such case, or it is not this person's to see; 409, on making, if it cannot be signed.
    """
    with desk.store.reading() as session:
        case = case_for(session, person, case_id)
        opened = desk.shelf.opened(session, session.get_one(PlanVersion, case.plan_id))
        work_id, reasons = case.work_id, case.work["reasons"]
    planned = next(each for each in opened.plan.joint_works if each.id == work_id)
    # plan.json keeps the sentences of its reasons, not the figures behind them
    told = tuple(Reason(code=each["code"], data={TOLD: each["text"]}) for each in reasons)
    work, plan, situation = replace(planned, reasons=told), opened.plan, opened.ground.situation
    drawn = draw_work(work, plan, situation, desk.rulebook)

    def bundle(_: Case, record: dict[str, Any]) -> bytes:
        settings = desk.settings
        signed = settings.signing_certificate is not None
        issued = issued_of(record, base_url=settings.base_url, zone=settings.tz, signed=signed)
        files = work_files(work, plan, situation, desk.rulebook, issued=issued, drawn=drawn)
        files[RECORD] = (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
        if signed:
            files[DECISION] = _signed(files[DECISION], settings, record)
        return make_bundle(files, about=about_work(work, plan, product_version=product_version()))

    return bundle


def _signed(pdf: bytes, settings: Settings, record: dict[str, Any]) -> bytes:
    """Sign the decision itself and no other paper: each authority answers for its own sheet."""
    path, secret = settings.signing_certificate, settings.signing_password
    password = secret.get_secret_value().encode() if secret is not None else None
    try:
        certificate = path.read_bytes() if path is not None else b""
        return sign(
            pdf, certificate, password, reason=record["number"], at=datetime.fromisoformat(record["decided_at"])
        )
    except (CannotSignError, OSError) as error:
        why = str(error) if isinstance(error, CannotSignError) else type(error).__name__
        raise Problem(HTTPStatus.CONFLICT, "desk.cannot_sign", why=why) from error
