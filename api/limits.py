"""How large a request may be: one that says it is larger is refused unread, others are read as far as the limit."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["BodyLimit"]


class BodyLimit:
    """Refuse bodies of more than ``most`` bytes, in the words of ``answer``."""

    def __init__(self, app: ASGIApp, most: int, answer: Callable[[Request, Exception], Response]) -> None:
        self._app, self._most, self._answer = app, most, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if self._says_more(request):
            await self._answer(request, _too_large())(scope, receive, send)
            return
        read = 0

        async def receiving() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise _too_large()
            return message

        await self._app(scope, receiving, send)

    def _says_more(self, request: Request) -> bool:
        told = request.headers.get("content-length", "")
        return told.isdecimal() and (len(told) > len(str(self._most)) or int(told) > self._most)


def _too_large() -> HTTPException:
    return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
