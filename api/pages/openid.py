"""The way to an OpenID provider and back; there only where the settings name one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse

from api.pages.menu import OPENID, home_of
from api.security.oidc import CALLBACK, KEPT_S, Provider, user_of
from api.security.sessions import begin_session
from api.state import Desk, desk_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_COOKIE, _PATH = "cotrench_oidc", "/oidc"
TheDesk = Annotated[Desk, Depends(desk_of)]


@router.get(OPENID)
def start(desk: TheDesk) -> RedirectResponse:
    """Send the browser to the provider."""
    started = Provider(desk.settings, desk.key).start()
    answer = RedirectResponse(started.address, HTTPStatus.SEE_OTHER)
    # lax, since the browser comes back from elsewhere
    answer.set_cookie(
        _COOKIE,
        started.kept,
        max_age=KEPT_S,
        path=_PATH,
        secure=desk.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get(CALLBACK)
def finish(desk: TheDesk, request: Request, state: str = "", code: str = "") -> RedirectResponse:
    """Begin the session of whom the provider told us of."""
    claims = Provider(desk.settings, desk.key).finish(request.cookies.get(_COOKIE, ""), state, code)
    user = user_of(desk, claims)
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    answer.headers["location"] = home_of(begin_session(desk, user, answer))
    answer.delete_cookie(_COOKIE, path=_PATH)
    return answer
