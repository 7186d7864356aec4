"""Sessions of browsers: begun with a signed cookie, ended by taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.security.access import COOKIE, Person
from api.security.roles import Role
from api.security.secrets import new_secret, sign_session

if TYPE_CHECKING:
    from starlette.responses import Response

    from api.state import Desk
    from api.store.tables import User

__all__ = ["begin_session", "end_session"]


def begin_session(desk: Desk, user: User, answer: Response) -> Person:
    """Give the browser that gets an answer the session of an account; return who it acts for."""
    csrf = new_secret()
    answer.set_cookie(
        COOKIE,
        sign_session(desk.key, user.id, user.version, csrf),
        max_age=desk.settings.session_hours * 3600,
        secure=desk.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return Person(
        user_id=user.id,
        login=user.login,
        name=user.name,
        organisation=user.organisation,
        role=Role(user.role),
        csrf=csrf,
    )


def end_session(answer: Response) -> None:
    """Take the session back from the browser that gets an answer."""
    answer.delete_cookie(COOKIE)
