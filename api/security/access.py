"""Who asks: from a session's cookie or a bearer token to a person with a role, and what that role may."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer
from sqlalchemy import select

from api.problems import Problem
from api.security.roles import OWN_ONLY, Action, Role, may
from api.security.secrets import digest_of, read_session
from api.state import Desk, desk_of
from api.store.log import Actor
from api.store.tables import Token, User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = [
    "ANYONE",
    "COOKIE",
    "CSRF_FIELD",
    "CSRF_HEADER",
    "Allow",
    "Person",
    "address_of",
    "asking",
    "from_our_page",
    "person_of",
    "require",
]

COOKIE = "cotrench_session"
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf"
_SAFE = {"GET", "HEAD", "OPTIONS"}
# These two only tell the API's description how to sign in
_BEARER, _SESSION = HTTPBearer(auto_error=False), APIKeyCookie(name=COOKIE, auto_error=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asks. ``scopes`` narrows a program's token to some actions; ``csrf`` is the form token of a session."""

    user_id: str
    login: str
    name: str
    organisation: str
    role: Role
    language: str = "zh"
    scopes: frozenset[Action] | None = None
    csrf: str | None = None

    @property
    def actor(self) -> Actor:
        """Return the name under which the log tells of this person."""
        return Actor(login=self.login, organisation=self.organisation)

    @property
    def own_only(self) -> bool:
        """Tell whether only what concerns the person's own organisation may be seen or changed."""
        return self.role in OWN_ONLY

    def may(self, action: Action) -> bool:
        """Tell whether this person may ask for an action."""
        return may(self.role, action) and (self.scopes is None or action in self.scopes)


ANYONE = Person(user_id="", login="", name="", organisation="", role=Role.PUBLIC)


def person_of(desk: Desk, request: Request) -> Person:
    """Return who asks; ``ANYONE`` where nobody signed in.

    Raises
    ------
    Problem
        401 if a token is unknown, revoked or expired. A stale cookie is nobody, as if it were not there.
    """
    header = request.headers.get("authorization", "")
    if header[:7].lower() == "bearer ":
        return _by_token(desk, header[7:].strip())
    return _by_cookie(desk, request.cookies.get(COOKIE)) or ANYONE


def address_of(request: Request) -> str:
    """Return where a request comes from; behind a proxy that is what the server made of its headers."""
    return request.client.host if request.client is not None else ""


def asking(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> Person:
    """Give a route who asks, signed in or not."""
    return person_of(desk, request)


def require(person: Person, action: Action) -> None:
    """See that a person may ask for an action.

    Raises
    ------
    Problem
        401 for nobody, 403 for a role or token without the action.
    """
    if not person.may(action):
        nobody = person.role is Role.PUBLIC
        status = HTTPStatus.UNAUTHORIZED if nobody else HTTPStatus.FORBIDDEN
        raise Problem(status, "desk.sign_in" if nobody else "desk.forbidden", action=action.value)


def from_our_page(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> None:
    """See that a form that no session's token can vouch for, such as that of signing in, came from a page of ours.

    Browsers say where a form comes from (Fetch Metadata, RFC 6454), and no page can make them say otherwise; programs
    say nothing.

    Raises
    ------
    Problem
        403 if it came from elsewhere.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        ours = site in {"same-origin", "none"}
    else:
        # behind a proxy the host may be told otherwise than it is asked for
        hosts = {request.headers.get("host"), urlsplit(desk.settings.base_url).netloc}
        ours = origin is None or urlsplit(origin).netloc in hosts
    if not ours:
        raise Problem(HTTPStatus.FORBIDDEN, "desk.foreign_form")


class Allow:
    """A route's condition: whoever asks may do this action, and a browser's form came from our own page.

    Raises
    ------
    Problem
        401 for nobody, 403 for a role or token without the action or a form without the session's token.
    """

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(
        self,
        request: Request,
        person: Annotated[Person, Depends(asking)],
        _bearer: Annotated[object, Depends(_BEARER)] = None,
        _session: Annotated[object, Depends(_SESSION)] = None,
    ) -> Person:
        """Return who asks."""
        require(person, self.action)
        if person.csrf is not None and request.method not in _SAFE and not await _sent_by_us(request, person.csrf):
            raise Problem(HTTPStatus.FORBIDDEN, "desk.foreign_form")
        return person


async def _sent_by_us(request: Request, csrf: str) -> bool:
    sent = request.headers.get(CSRF_HEADER)
    if sent is None and request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        sent = str((await request.form()).get(CSRF_FIELD, ""))
    return hmac.compare_digest((sent or "").encode(), csrf.encode())


def _by_token(desk: Desk, secret: str) -> Person:
    now = desk.store.now()
    with desk.store.reading() as session:
        token = session.scalars(select(Token).where(Token.digest == digest_of(secret))).one_or_none()
        stale = (
            token is None or token.revoked_at is not None or (token.expires_at is not None and token.expires_at < now)
        )
        user = None if stale or token is None else _open_account(session, token.user_id)
        if user is None or token is None:
            raise Problem(HTTPStatus.UNAUTHORIZED, "desk.token")
        return _person(user, scopes=frozenset(map(Action, token.scopes)))


def _by_cookie(desk: Desk, cookie: str | None) -> Person | None:
    hours = desk.settings.session_hours
    read = read_session(desk.key, cookie, int(timedelta(hours=hours).total_seconds())) if cookie else None
    if read is None:
        return None
    user_id, version, csrf = read
    with desk.store.reading() as session:
        user = _open_account(session, user_id)
        return _person(user, csrf=csrf) if user is not None and user.version == version else None


def _open_account(session: Session, user_id: str) -> User | None:
    user = session.get(User, user_id)
    return user if user is not None and user.closed_at is None else None


def _person(user: User, *, scopes: frozenset[Action] | None = None, csrf: str | None = None) -> Person:
    return Person(
        user_id=user.id,
        login=user.login,
        name=user.name,
        organisation=user.organisation,
        role=Role(user.role),
        language=user.language,
        scopes=scopes,
        csrf=csrf,
    )
