"""The closed loop: the monthly meeting's pack, the ledger of cases, and the guide that is open to anyone."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from api.desk.casebook import CaseRow, case_rows, casebook_xlsx
from api.desk.guide import Guide, guide_of
from api.desk.month import MonthPack, last_month, month_pack
from api.desk.month_papers import month_pdf, month_xlsx
from api.problems import responses
from api.security.access import Allow, Person
from api.security.roles import Action
from api.sheets import XLSX
from api.state import Desk, desk_of
from planner.messages import Language

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["meetings"])
TheDesk = Annotated[Desk, Depends(desk_of)]
Reader = Annotated[Person, Depends(Allow(Action.READ_LEDGER))]
Anyone = Annotated[Person, Depends(Allow(Action.READ_PUBLIC))]
Month = Annotated[
    str | None,
    Query(
        pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="The month, as 2026-11; the one before this by default."
    ),
]
_REFUSED = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_PDF = "application/pdf"


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "string", "format": "binary"}
    return _REFUSED | {200: {"description": "The file", "content": {media_type: {"schema": schema}}}}


@router.get("/meeting", responses=_REFUSED)
def meeting(desk: TheDesk, _: Reader, month: Month = None) -> MonthPack:
    """Return the pack of the monthly joint meeting."""
    return _pack(desk, month)


@router.get("/meeting.xlsx", responses=_file(XLSX), response_class=Response)
def meeting_xlsx(desk: TheDesk, person: Reader, month: Month = None) -> Response:
    """Return the pack as a workbook."""
    pack = _pack(desk, month)
    content = month_xlsx(pack, desk.rulebook, Language(person.language))
    return _download(content, XLSX, f"meeting-{pack.first:%Y-%m}.xlsx")


@router.get("/meeting.pdf", responses=_file(_PDF), response_class=Response)
def meeting_pdf(desk: TheDesk, person: Reader, month: Month = None) -> Response:
    """Return the pack as a paper."""
    pack = _pack(desk, month)
    content = month_pdf(pack, desk.rulebook, Language(person.language))
    return _download(content, _PDF, f"meeting-{pack.first:%Y-%m}.pdf")


@router.get("/ledger", responses=_REFUSED)
def ledger(desk: TheDesk, person: Reader) -> list[CaseRow]:
    """Return the ledger of cases."""
    with desk.store.reading() as session:
        return [*case_rows(session, desk, person)]


@router.get("/ledger.xlsx", responses=_file(XLSX), response_class=Response)
def ledger_xlsx(desk: TheDesk, person: Reader) -> Response:
    """Return the ledger of cases as a workbook."""
    with desk.store.reading() as session:
        rows = case_rows(session, desk, person)
    today = desk.today()
    content = casebook_xlsx(rows, desk.rulebook, Language(person.language), today)
    return _download(content, XLSX, f"ledger-{today.isoformat()}.xlsx")


@router.get("/guide", responses=_REFUSED)
def guide(desk: TheDesk, _: Anyone) -> Guide:
    """Return the published guide: steps of both tracks, papers, promised days, hotlines, fees."""
    return guide_of(desk.rulebook)


def _pack(desk: Desk, month: str | None) -> MonthPack:
    first = date.fromisoformat(f"{month}-01") if month is not None else last_month(desk)
    with desk.store.reading() as session:
        return month_pack(session, desk, first)


def _download(content: bytes, media_type: str, name: str) -> Response:
    told = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=told)
