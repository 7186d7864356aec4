"""What every answer tells a browser it may do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["SecurityHeaders", "policy_of"]


def policy_of(pictures: Sequence[str] = ()) -> str:
    """Return the Content-Security-Policy of the desk: nothing from elsewhere, no script in a page, no ``eval``.

    Parameters
    ----------
    pictures : Hosts of base maps, the one thing that may come from outside.
    """
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            # Drawings and Leaflet place things by style attributes
            "style-src 'self' 'unsafe-inline'",
            " ".join(["img-src 'self' data: blob:", *pictures]),
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


class SecurityHeaders:
    """Give every answer of an application its security headers, the policy for what a browser may load among them."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self._app, self._policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-security-policy", self._policy)
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "same-origin"
            await send(message)

        await self._app(scope, receive, sending)
