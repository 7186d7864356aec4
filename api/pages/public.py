"""Pages for anyone: what is and will be open near here, and whether a decision or a bundle is genuine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, UploadFile
from fastapi.responses import Response

from api.desk.emergencies import open_emergencies
from api.desk.open_works import OpenWork, When, finished_works, open_works
from api.desk.uploads import check_upload
from api.pages.fields import Fields
from api.pages.places import on_map, placed
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import Problem
from api.routes import records
from api.routes.records import DecisionFacts
from api.security.roles import Action

if TYPE_CHECKING:
    from datetime import date

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Anyone = Annotated[Visit, Visiting(Action.READ_PUBLIC)]
Road = Annotated[str, Query(max_length=80)]
Number = Annotated[str, Query(max_length=80)]
# More than a page can show is narrowed down by the search
_MOST = 100


@router.get("/")
def home(visit: Anyone, road: Road = "", when: When = When.ALL) -> Response:
    """Show what is and will be open near here."""
    asked, today = road.strip(), visit.desk.today()
    works = [each for each in _works(visit, road) if each.within(when, today)]
    hotlines = {each.code: each.hotline for each in visit.desk.rulebook.organisations}
    with visit.desk.store.reading() as session:
        urgent = open_emergencies(session, road=asked)
        earlier = finished_works(session, asked)[:_MOST] if asked else []
    return visit.show(
        "public/home.html",
        groups=_groups(works[:_MOST], when, today),
        shown=min(len(works), _MOST),
        count=len(works),
        earlier=earlier,
        services=lambda each: _services(visit, each),
        urgent=[(each, hotlines.get(each.organisation)) for each in urgent[:_MOST]],
        road=asked,
        when=when.value,
        whens=[each.value for each in When],
        utilities=visit.desk.rulebook.organisations,
    )


@router.get("/works.json")
def places(visit: Anyone, road: Road = "", when: When = When.ALL) -> Response:
    """Answer with the places of the same works."""
    return on_map(
        placed(
            each.work.shape,
            "open" if each.on_site else "work",
            id=each.work.work_id,
            text=_told(visit, each),
            href=f"#{each.work.work_id}",
            more=visit.say("home.to_list"),
        )
        for each in _works(visit, road)
        if each.within(when, visit.desk.today())
    )


@router.get("/check")
def check(visit: Anyone, number: Number = "") -> Response:
    """Ask for the number of a decision, and tell what anyone may know of it."""
    facts = _facts(visit, number.strip())
    return visit.show("public/check.html", number=number.strip(), facts=facts, report=None)


@router.post("/check")
def check_bundle(visit: Anyone, sent: Fields) -> Response:
    """Tell whether a bundle is whole, and whether it was issued here."""
    report = problem = None
    files = sent.files("file")
    try:
        if files:
            check_upload(visit.desk.settings, files[0].file.read())
            files[0].file.seek(0)
            report = records.check_bundle(visit.desk, visit.person, UploadFile(files[0].file))
    except Problem as refused:
        problem = refused
    facts = _facts(visit, report.number or "") if report is not None else None
    return visit.show("public/check.html", problem=problem, number="", facts=facts, report=report)


def _works(visit: Visit, road: str) -> list[OpenWork]:
    with visit.desk.store.reading() as session:
        return open_works(session, visit.desk.rulebook, visit.desk.today(), road=road.strip())


def _groups(works: list[OpenWork], when: When, today: date) -> list[tuple[str, list[OpenWork]]]:
    """Return the works on site, those that begin soon, and those after; what was not asked for is left out."""
    ahead = [each for each in works if not each.on_site]
    soon = [each for each in ahead if each.within(When.MONTH, today)]
    later = [each for each in ahead if each not in soon]
    parts = [("now", [each for each in works if each.on_site])]
    if when is not When.NOW:
        parts.append(("soon", soon))
    return [*parts, ("later", later)] if later else parts


def _facts(visit: Visit, number: str) -> DecisionFacts | None:
    try:
        return records.look_up(number, visit.desk, visit.person) if number else None
    except Problem:
        return None


def _services(visit: Visit, each: OpenWork) -> str:
    """Return what a work lays: the services of its members, each once."""
    laid = dict.fromkeys(service for one in each.utilities for service in one.services)
    return visit.say("list_comma").join(visit.term("service", service.value) for service in laid)


def _told(visit: Visit, each: OpenWork) -> str:
    names = (one.en if visit.language == "en" else one.zh for one in each.utilities)
    return "\n".join(
        [
            each.work.road_name or visit.term("road", "unnamed"),
            visit.days(each.work.starts_on, each.work.ends_on),
            *names,
        ]
    )
