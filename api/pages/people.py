"""Who may come in: invitations and accounts for the administrator, and everybody's own tokens."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import select

from api.pages.fields import Fields, Sent
from api.pages.forms import read_form
from api.pages.render import Visit
from api.pages.visits import Visiting
from api.problems import Problem
from api.routes import people
from api.routes.people import InvitationIn, TokenIn
from api.security.roles import Action, Role
from api.store.tables import Organisation

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Manager = Annotated[Visit, Visiting(Action.MANAGE_PEOPLE)]
Holder = Annotated[Visit, Visiting(Action.MANAGE_TOKENS)]


@router.get("/people")
def accounts(visit: Manager) -> Response:
    """List the accounts, and ask whom to invite."""
    return _people(visit)


@router.post("/people/invitations")
def invite(visit: Manager, sent: Fields) -> Response:
    """Make an invitation and show its link, this once."""
    try:
        link = people.make_invitation(read_form(InvitationIn, sent.all()), visit.person, visit.desk).link
    except Problem as problem:
        return _people(visit, typed=sent.all(), problem=problem)
    return _unkept(_people(visit, typed=sent.all(), link=link))


@router.post("/people/{user_id}/close")
def close(user_id: str, visit: Manager) -> Response:
    """Close an account."""
    people.close(user_id, visit.person, visit.desk)
    return visit.go("/people", "account_closed")


@router.get("/tokens")
def tokens(visit: Holder) -> Response:
    """List one's own tokens, and ask for another."""
    return _tokens(visit)


@router.post("/tokens")
def make_token(visit: Holder, sent: Fields) -> Response:
    """Make a token for a program and show its secret, this once."""
    fields = {"name": sent.text("name"), "scopes": sent.texts("scopes"), "expires_at": _end_of(visit, sent)}
    try:
        made = people.make_token(read_form(TokenIn, fields), visit.person, visit.desk)
    except Problem as problem:
        return _tokens(visit, typed=sent.all(), ticked=sent.texts("scopes"), problem=problem)
    return _unkept(_tokens(visit, secret=made.secret))


@router.post("/tokens/{token_id}/revoke")
def revoke(token_id: str, visit: Holder) -> Response:
    """Revoke one of one's own tokens."""
    people.end_token(token_id, visit.person, visit.desk)
    return visit.go("/tokens", "token_revoked")


def _people(
    visit: Visit, *, typed: dict[str, str] | None = None, link: str = "", problem: Problem | None = None
) -> Response:
    with visit.desk.store.reading() as session:
        organisations = [*session.scalars(select(Organisation).order_by(Organisation.kind, Organisation.code))]
        rows = people.accounts(visit.person, visit.desk)
        return visit.show(
            "staff/people.html",
            problem=problem,
            rows=sorted(rows, key=lambda each: (each.closed_at is not None, each.organisation, each.login)),
            organisations=organisations,
            roles=[each.value for each in Role if each is not Role.PUBLIC],
            typed={"role": "", "organisation": "", **(typed or {})},
            link=link,
            hours=visit.desk.settings.invitation_hours,
        )


def _tokens(
    visit: Visit,
    *,
    typed: dict[str, str] | None = None,
    ticked: list[str] | None = None,
    secret: str | None = None,
    problem: Problem | None = None,
) -> Response:
    return visit.show(
        "staff/tokens.html",
        problem=problem,
        rows=people.tokens(visit.person, visit.desk),
        scopes=sorted(each.value for each in Action if visit.person.may(each)),
        typed={"name": "", "expires_on": "", **(typed or {})},
        ticked=ticked or [],
        secret=secret,
    )


def _end_of(visit: Visit, sent: Sent) -> datetime | str:
    """Return the end of the day up to which a token is to hold, in the county's zone; what is no day as it is."""
    typed = sent.text("expires_on")
    try:
        day = datetime.strptime(typed, "%Y-%m-%d")  # noqa: DTZ007 - its zone is given below
    except ValueError:
        return typed
    return datetime.combine(day, time(23, 59, 59), visit.desk.settings.tz)


def _unkept(page: Response) -> Response:
    """Let no browser keep a page that shows a secret."""
    page.headers["cache-control"] = "no-store"
    return page
