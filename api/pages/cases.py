"""The officer's and the reviewer's queue, the page of one case, its files, and the page before signing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import select

from api.desk.case_files import case_for, latest_opinions
from api.desk.review import decision_record
from api.pages.case_view import MAIN_WAY, awaited_of, blocking, next_stage, offers, order_of, waiting
from api.pages.drawings import cross_section, cross_sections, opened_plan, opened_work, site_plan
from api.pages.related import applications_behind
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.papers import DECISION, work_files
from api.problems import Problem
from api.routes import cases as routes
from api.security.roles import Action
from api.store.tables import Organisation
from planner.messages import Language
from planner.permit.case import Given, State, Step, Touches

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["case_page", "router", "sign_again", "work_of"]

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visit, Visiting(Action.READ_CASES)]
Decider = Annotated[Visit, Visiting(Action.DECIDE)]
_PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}
_FILES = {b"%PDF": ("application/pdf", "pdf"), b"PK\x03\x04": ("application/zip", "zip")}
_OVER = {State.CLOSED.value, State.REFUSED.value}
# The parties that may be asked to a meeting beside the members
_ASKED = ("department", "window")


@router.get("/cases")
def queue(visit: Reader, state: str = "", mine: bool = False) -> Response:  # noqa: FBT001, FBT002 - a field of the form
    """Show the queue, the most pressing case first."""
    every = routes.listed(visit.desk, visit.person)
    counts = {name.value: sum(each.state == name.value for each in every) for name in State}
    own = [each for each in every if waiting(each, visit.person).mine]
    shown = own if mine else [each for each in every if state in {"", each.state}]
    shown.sort(key=lambda each: order_of(each, visit.person))
    rows = [(each, waiting(each, visit.person), {o.organisation: None for o in awaited_of(each)}) for each in shown]
    pressing = sum(clock.stand in {"running_out", "overdue"} for each, clock, _ in rows if each.state not in _OVER)
    return visit.show(
        "cases/queue.html",
        rows=rows,
        counts={name: count for name, count in counts.items() if count},
        total=len(every),
        local=visit.desk.local,
        own=len(own),
        pressing=pressing,
        state=state,
        mine=mine,
    )


@router.get("/cases/{case_id}")
def one(case_id: str, visit: Reader) -> Response:
    """Show one case with everything in it, and the forms of whoever looks."""
    return case_page(visit, case_id)


@router.get("/cases/{case_id}/site.svg")
def site(case_id: str, visit: Reader) -> Response:
    """Draw the site plan of the case's work."""
    case = routes.one(case_id, visit.desk, visit.person)
    return site_plan(visit, case.plan_id, case.work_id)


@router.get("/cases/{case_id}/trenches/{number}.svg")
def trench(case_id: str, number: int, visit: Reader) -> Response:
    """Draw one trench of the case's work."""
    case = routes.one(case_id, visit.desk, visit.person)
    return cross_section(visit, case.plan_id, case.work_id, number)


@router.get("/cases/{case_id}/files/{sha256}")
def file_of(case_id: str, sha256: str, visit: Reader) -> Response:
    """Give a file of a case: pictures are shown, everything else is saved."""
    content = bytes(routes.file_of(case_id, sha256, visit.desk, visit.person).body)
    picture = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)
    if picture is not None:
        return Response(content, media_type=picture)
    kind, ending = next((v for k, v in _FILES.items() if content.startswith(k)), ("application/octet-stream", "bin"))
    saved = f'attachment; filename="{sha256[:12]}.{ending}"'
    return Response(content, media_type=kind, headers={"content-disposition": saved})


@router.get("/cases/{case_id}/sign")
def sign_page(case_id: str, visit: Decider) -> Response:
    """Ask once more, and show what will be issued."""
    return sign_again(visit, case_id)


@router.get("/cases/{case_id}/sign/draft.pdf")
def draft(case_id: str, visit: Decider) -> Response:
    """Give the paper as it would be issued, marked as a draft."""
    case = routes.one(case_id, visit.desk, visit.person)
    opened = opened_plan(visit.desk, case.plan_id)
    work = opened_work(opened.plan, case.work_id)
    paper = work_files(work, opened.plan, opened.ground.situation, visit.desk.rulebook)[DECISION]
    shown = {"content-disposition": 'inline; filename="draft.pdf"'}
    return Response(paper, media_type="application/pdf", headers=shown)


def sign_again(visit: Visit, case_id: str, problem: Problem | None = None) -> Response:
    """Return the page before signing; on a case that cannot be signed it says what stands in the way."""
    shown = routes.one(case_id, visit.desk, visit.person)
    step = Step.SUPERSEDE if shown.decision is not None else Step.DECIDE
    with visit.desk.store.reading() as session:
        case = case_for(session, visit.person, case_id)
        record = decision_record(visit.desk, case, "", latest_opinions(session, case), visit.desk.today())
    return visit.show(
        "cases/sign.html",
        problem=problem,
        case=shown,
        record=record,
        step=step.value,
        hindered=shown.hindered[step.value],
        authority={each.id: each for each in visit.desk.rulebook.papers.approvals},
        trenches=range(1, len(cross_sections(visit.desk, shown.plan_id, shown.work_id)) + 1),
    )


def case_page(
    visit: Visit,
    case_id: str,
    *,
    problem: Problem | None = None,
    at: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Return the page of a case; where a form of it was refused, with what was typed in the form ``at``.

    Raises
    ------
    Problem
        404 if there is no such case, or it is not this person's to see.
    """
    case = routes.one(case_id, visit.desk, visit.person)
    done = [state.value for state in MAIN_WAY]
    return visit.show(
        "cases/case.html",
        problem=problem,
        case=case,
        offers=offers(case, visit.person),
        clock=waiting(case, visit.person),
        blocking=blocking(case),
        way=done,
        passed=done.index(case.state) if case.state in done else -1,
        trenches=range(1, len(cross_sections(visit.desk, case.plan_id, case.work_id)) + 1),
        work=work_of(visit, case_id),
        approvals={each.id: each for each in visit.desk.rulebook.papers.approvals},
        missing=[_paper(visit, paper) for paper in case.missing],
        applications=applications_behind(visit, case.owners),
        parties=_parties(visit),
        stages={member: next_stage(case, member) for member in case.members},
        touches=[each.value for each in Touches],
        given=[each.value for each in Given],
        today=visit.desk.today(),
        at=at,
        typed=typed or {},
        instant=datetime.fromisoformat,
        own=[each for each in awaited_of(case) if each.organisation == visit.person.organisation],
    )


def work_of(visit: Visit, case_id: str) -> dict[str, Any]:
    """Return the record of a case's work, as it stood in the plan the case was opened from."""
    with visit.desk.store.reading() as session:
        return case_for(session, visit.person, case_id).work


def _paper(visit: Visit, paper: str) -> str:
    """Return the name of a paper of the form; the code itself where the rulebook no longer has it."""
    english = visit.language is Language.EN
    named = {each.id: each.en if english else each.zh for each in visit.desk.rulebook.desk.papers}
    return named.get(paper, paper)


def _parties(visit: Visit) -> list[str]:
    with visit.desk.store.reading() as session:
        rows = select(Organisation.code).where(Organisation.kind.in_(_ASKED)).order_by(Organisation.code)
        return [*session.scalars(rows)]
