"""The applicant window: the joint application form of annex 1, what became of each, and the papers that follow."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response

from api.pages.fields import Fields, Sent
from api.pages.forms import read_form
from api.pages.related import cases_of, submissions_of
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import Problem
from api.routes import applications
from api.routes.applications import ApplicationOut, FormIn, PapersIn, StepIn
from api.security.roles import Action
from api.store.tables import new_key
from planner.model import Service, Track

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Reader = Annotated[Visit, Visiting(Action.READ_APPLICATIONS)]
Receiver = Annotated[Visit, Visiting(Action.RECEIVE_APPLICATION)]
_PARTIES = ("applicant", "handler")
# What tells a form sent twice from two forms
_KEY, _LONGEST_KEY = "key", 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an application's track: its code, its name, and whether it is behind, at hand or ahead."""

    id: str
    name: str
    done: bool
    now: bool


@router.get("/applications")
def listed(visit: Reader) -> Response:
    """List the applications one may read, the newest first."""
    rows = sorted(applications.listed(visit.desk, visit.person), key=lambda each: each.number, reverse=True)
    steps = {each.id: next(one.name for one in _steps(visit, each) if one.now) for each in rows}
    return visit.show("window/applications.html", rows=rows, steps=steps)


@router.get("/applications/new")
def new(visit: Receiver) -> Response:
    """Show the form of annex 1."""
    return _form(visit, {})


@router.post("/applications/new")
def receive(visit: Receiver, sent: Fields) -> Response:
    """Take a filled form in."""
    try:
        key = sent.text(_KEY)[:_LONGEST_KEY]
        answer = applications.receive(read_form(FormIn, _filled(sent)), visit.desk, visit.person, key)
    except Problem as problem:
        return _form(visit, sent.all(), problem, papers=sent.texts("papers"))
    return visit.go(f"/applications/{json.loads(bytes(answer.body))['id']}", "application_received")


@router.get("/applications/{application_id}")
def one(application_id: str, visit: Reader) -> Response:
    """Show one application with its tasks and what is still missing."""
    return _one(visit, application_id)


@router.post("/applications/{application_id}/papers")
def papers(application_id: str, visit: Receiver, sent: Fields) -> Response:
    """Record papers that followed."""
    try:
        brought = read_form(PapersIn, {"papers": sent.texts("papers")})
        applications.papers(application_id, brought, visit.desk, visit.person)
    except Problem as problem:
        return _one(visit, application_id, problem)
    return visit.go(f"/applications/{application_id}", "papers_brought")


@router.post("/applications/{application_id}/step")
def step(application_id: str, visit: Receiver, sent: Fields) -> Response:
    """Move an application on along its track."""
    try:
        applications.step(application_id, read_form(StepIn, sent.all()), visit.desk, visit.person)
    except Problem as problem:
        return _one(visit, application_id, problem)
    return visit.go(f"/applications/{application_id}", "moved_on")


def _filled(sent: Sent) -> dict[str, Any]:
    """Return the form as the API takes it; what was left empty is left out."""
    filled: dict[str, Any] = {name: sent.text(name) for name in ("track", "channel", "address", "wanted_by")}
    for party in _PARTIES:
        fields = {name: sent.text(f"{party}_{name}") for name in ("name", *_details(party))}
        filled[party] = {name: value for name, value in fields.items() if value}
    filled["papers"] = sent.texts("papers")
    filled["ticked"] = [
        {
            "service": service.value,
            "business": sent.text(f"business_{service.value}"),
            "nature": sent.text(f"nature_{service.value}") or None,
            "organisation": sent.text(f"organisation_{service.value}") or None,
        }
        for service in Service
        if sent.text(f"ticked_{service.value}")
    ]
    return filled


def _details(party: str) -> tuple[str, ...]:
    """Return what annex 1 asks of a party beside its name."""
    own = ("representative", "trade") if party == "applicant" else ()
    return ("id_kind", "id_number", *own, "telephone", "mobile")


def _form(
    visit: Visit, typed: dict[str, str], problem: Problem | None = None, papers: list[str] | None = None
) -> Response:
    rules = visit.desk.rulebook
    laying = {service.value: [o.code for o in rules.organisations if service in o.services] for service in Service}
    return visit.show(
        "window/apply.html",
        problem=problem,
        typed=defaultdict(str, typed),
        brought=papers or [],
        key=new_key(),
        services=[each.value for each in Service],
        businesses={service.value: rules.desk.businesses[service] for service in Service},
        laying=laying,
        papers=rules.desk.papers,
        tracks=[each.value for each in Track],
        parties=[(party, _details(party)) for party in _PARTIES],
    )


def _one(visit: Visit, application_id: str, problem: Problem | None = None) -> Response:
    shown = applications.one(application_id, visit.desk, visit.person)
    steps = _steps(visit, shown)
    return visit.show(
        "window/application.html",
        problem=problem,
        shown=shown,
        steps=steps,
        ahead=[each for each in steps if not each.done and not each.now],
        papers={each.id: _worded(visit, each) for each in visit.desk.rulebook.desk.papers},
        businesses={
            (service.value, each.id): _worded(visit, each)
            for service, boxes in visit.desk.rulebook.desk.businesses.items()
            for each in boxes
        },
        cases=cases_of(visit, application_id),
        submissions=submissions_of(visit, [each.id for each in shown.tasks]),
        receives=visit.person.may(Action.RECEIVE_APPLICATION),
        submits=visit.person.may(Action.SUBMIT_ROUTES),
    )


def _steps(visit: Visit, shown: ApplicationOut) -> list[Step]:
    track = visit.desk.rulebook.desk.tracks[shown.track]
    at = [each.id for each in track].index(shown.step)
    return [Step(id=each.id, name=_worded(visit, each), done=i < at, now=i == at) for i, each in enumerate(track)]


def _worded(visit: Visit, named: Any) -> str:  # noqa: ANN401 - boxes, papers and steps of the rulebook alike
    words: str = named.en if visit.language.value == "en" else named.zh
    return words
