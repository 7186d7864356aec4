"""One seat at the desk: what a person or program asks of the service, over HTTP."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["File", "RefusedError", "Seat"]

_PATIENCE_S = 120
File = tuple[str, bytes]


class RefusedError(Exception):
    """A request the service did not do: its status and its problem."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem}")
        self.status = status
        self.problem = problem


@dataclass(slots=True, kw_only=True)
class Seat:
    """A way to ask the service at ``address``; ``headers`` say who asks."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: object) -> Any:  # noqa: ANN401 - JSON
        """Return what lies at a path."""
        return json.loads(self.file(f"{path}?{urlencode(query)}" if query else path))

    def file(self, path: str) -> bytes:
        """Return a file."""
        return self._asked("GET", path)[0]

    def post(self, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Send JSON."""
        content, kind = (None, None) if body is None else (json.dumps(body).encode(), "application/json")
        return json.loads(self._asked("POST", path, content, kind)[0])

    def form(self, path: str, fields: Mapping[str, str], files: Mapping[str, File] | None = None) -> Any:  # noqa: ANN401 - JSON
        """Send a form, with or without files."""
        content, kind = _multipart(fields, files or {})
        return json.loads(self._asked("POST", path, content, kind)[0])

    def sign_in(self, login: str, password: str) -> Seat:
        """Return the seat of somebody who signed in as a browser does."""
        body = json.dumps({"login": login, "password": password}).encode()
        answer, headers = self._asked("POST", "/api/v1/session", body, "application/json")
        cookie = headers["set-cookie"].split(";")[0]
        return Seat(address=self.address, headers={"cookie": cookie, "x-csrf-token": json.loads(answer)["csrf"]})

    def _asked(
        self, method: str, path: str, content: bytes | None = None, kind: str | None = None
    ) -> tuple[bytes, Mapping[str, str]]:
        headers = self.headers | ({"content-type": kind} if kind else {}) | {"accept-language": "zh"}
        request = Request(f"{self.address}{path}", content, headers, method=method)  # noqa: S310 - our own service
        try:
            with urlopen(request, timeout=_PATIENCE_S) as answer:  # noqa: S310 - as above
                return answer.read(), answer.headers
        except HTTPError as refused:
            raise RefusedError(refused.code, json.loads(refused.read())) from None


def _multipart(fields: Mapping[str, str], files: Mapping[str, File]) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    parts = [(f'name="{name}"', value.encode()) for name, value in fields.items()]
    parts += [(f'name="{name}"; filename="{title}"', content) for name, (title, content) in files.items()]
    told = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + value + b"\r\n"
        for head, value in parts
    )
    return told + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
