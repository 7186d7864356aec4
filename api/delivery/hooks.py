"""Other programs by HTTP: each message is one signed request; a text-message gateway is such a program too.

The request is JSON. ``X-Cotrench-Signature`` is ``sha256=`` and the HMAC-SHA256 of the body in hexadecimal, under the
key both sides hold; ``Idempotency-Key`` is the same whenever the message is tried again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from api.delivery.channels import NotDeliveredError

if TYPE_CHECKING:
    from api.delivery.channels import Letter

__all__ = ["IDEMPOTENCY", "SIGNATURE", "Hook", "signature_of"]

SIGNATURE, IDEMPOTENCY = "X-Cotrench-Signature", "Idempotency-Key"
TIMEOUT_S = 30
# These may be answered otherwise later
_NOT_YET = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)


class _Stay(HTTPRedirectHandler):
    """A signed message goes where it was addressed, or nowhere."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


_OPENER = build_opener(_Stay)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A program at an address; ``key`` signs what is sent to it."""

    address: str
    key: str

    def send(self, letter: Letter) -> None:
        """Send a letter as one request.

        Raises
        ------
        NotDeliveredError
            If the program is not reached or does not answer 2xx; final where it says that the request is wrong.
        """
        body = body_of(letter)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "cotrench",
            SIGNATURE: signature_of(self.key, body),
            IDEMPOTENCY: letter.key,
        }
        try:
            request = Request(self.address, body, headers, method="POST")  # noqa: S310 - http or https, seen to where it is set
            with _OPENER.open(request, timeout=TIMEOUT_S):
                return
        except HTTPError as refused:
            wrong = HTTPStatus.BAD_REQUEST <= refused.code < HTTPStatus.INTERNAL_SERVER_ERROR
            raise NotDeliveredError(
                f"{refused.code} {refused.reason}", final=wrong and refused.code not in _NOT_YET
            ) from refused
        except (OSError, HTTPException, ValueError) as error:
            raise NotDeliveredError(f"{type(error).__name__}: {error}") from error


def body_of(letter: Letter) -> bytes:
    """Return what is sent of a letter."""
    told = {
        "id": letter.key,
        "code": letter.code,
        "organisation": letter.organisation,
        "recipient": letter.recipient,
        "text": letter.text,
        "written_at": letter.written_at.isoformat(),
        "calendar": letter.calendar,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def signature_of(key: str, body: bytes) -> str:
    """Return the signature of a body under a key."""
    return f"sha256={hmac.new(key.encode(), body, hashlib.sha256).hexdigest()}"
