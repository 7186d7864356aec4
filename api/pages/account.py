"""Signing in and out, making one's account, and the language of the pages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse, Response

from api.desk.people import accept_invitation, user_by_password
from api.pages.forms import read_form
from api.pages.menu import OPENID, home_of
from api.pages.render import Visit
from api.pages.visits import AnyVisit, Visiting
from api.problems import Problem
from api.routes import people
from api.routes.people import GATE, AcceptIn, ContactIn, PasswordIn
from api.security.access import address_of, from_our_page
from api.security.roles import Action, Role
from api.security.secrets import MINIMUM_PASSWORD
from api.security.sessions import begin_session, end_session
from planner.messages import Language

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Owner = Annotated[Visit, Visiting(Action.MANAGE_ACCOUNT)]
_YEAR = 365 * 24 * 3600
_Text = Annotated[str, Form(max_length=200)]
_Secret = Annotated[str, Form(max_length=1024)]
_Way = Annotated[str, Form(alias="next", max_length=500)]


@router.get("/login")
def login_page(visit: AnyVisit, next: str = "") -> Response:  # noqa: A002 - the word of the address
    """Ask who comes."""
    if visit.person.role is not Role.PUBLIC:
        return visit.go(home_of(visit.person))
    return _asked(visit, next)


@router.post("/login", dependencies=[Depends(from_our_page)])
def login(visit: AnyVisit, login: _Text = "", password: _Secret = "", way: _Way = "") -> Response:
    """Begin a session and go where the person wanted to, or to where the day begins."""
    try:
        user = user_by_password(visit.desk, login, password, address_of(visit.request))
    except Problem as problem:
        return _asked(visit, way, login, problem)
    answer = RedirectResponse(_own(way) or "/", HTTPStatus.SEE_OTHER)
    person = begin_session(visit.desk, user, answer)
    if not _own(way):
        answer.headers["location"] = home_of(person)
    return answer


@router.post("/logout", dependencies=[Depends(from_our_page)])
def logout(visit: AnyVisit) -> Response:
    """End the session of this browser."""
    answer = visit.go("/login", "signed_out")
    end_session(answer)
    return answer


@router.get("/join/{secret}")
def join_page(secret: str, visit: AnyVisit) -> Response:
    """Ask for what an account needs; the link itself is judged when the form comes back."""
    return visit.show("join.html", secret=secret, least=MINIMUM_PASSWORD, login="", name="", email="")


@router.post("/join/{secret}", dependencies=[Depends(from_our_page)])
def join(
    secret: str, visit: AnyVisit, login: _Text = "", name: _Text = "", email: _Text = "", password: _Secret = ""
) -> Response:
    """Make the account an invitation is for."""
    try:
        wanted = read_form(
            AcceptIn, {"secret": secret, "login": login, "name": name, "email": email, "password": password}
        )
        with visit.desk.store.changing(GATE, "people.join", login) as change:
            accept_invitation(change, **wanted.model_dump())
    except Problem as problem:
        return visit.show(
            "join.html", problem=problem, secret=secret, least=MINIMUM_PASSWORD, login=login, name=name, email=email
        )
    return visit.go("/login", "joined")


@router.get("/language/{language}")
def language(language: Language, visit: AnyVisit, next: str = "") -> Response:  # noqa: A002 - as above
    """Speak another language from now on."""
    answer = visit.go(_own(next) or "/")
    answer.set_cookie("lang", language.value, max_age=_YEAR, secure=visit.desk.settings.secure, samesite="lax")
    return answer


@router.get("/account")
def own_account(visit: Owner) -> Response:
    """Show one's own account, and ask for what is to be otherwise."""
    return _account(visit)


@router.post("/account")
def change(visit: Owner, email: _Text = "", mobile: _Text = "", language: _Text = "zh") -> Response:
    """Change where and in which language one is told."""
    typed = {"email": email, "mobile": mobile, "language": language}
    try:
        people.change_account(read_form(ContactIn, typed), visit.person, visit.desk)
    except Problem as problem:
        return _account(visit, typed, problem)
    return visit.go("/account", "account_changed")


@router.post("/account/password")
def change_password(visit: Owner, current: _Secret = "", wanted: _Secret = "") -> Response:
    """Change one's password; this browser stays signed in, every other one does not."""
    answer = visit.go("/account", "password_changed")
    try:
        typed = PasswordIn(current=current, wanted=wanted)
        people.new_password(typed, visit.person, visit.desk, visit.request, answer)
    except Problem as problem:
        return _account(visit, problem=problem)
    return answer


def _account(visit: Visit, typed: dict[str, str] | None = None, problem: Problem | None = None) -> Response:
    return visit.show(
        "staff/account.html",
        problem=problem,
        shown=people.account(visit.person, visit.desk),
        typed=typed,
        least=MINIMUM_PASSWORD,
        languages=[each.value for each in Language],
    )


def _asked(visit: Visit, way: str, login: str = "", problem: Problem | None = None) -> Response:
    openid = OPENID if visit.desk.settings.oidc_issuer is not None else None
    return visit.show("login.html", problem=problem, way=_own(way), login=login, openid=openid)


def _own(path: str) -> str:
    """Return a path of this desk as it is; anything that leads elsewhere is empty.

    Browsers leave tabs and ends of lines out of an address, so that ``/<tab>/elsewhere`` leads there.
    """
    ours = path.isprintable() and path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if ours else ""
