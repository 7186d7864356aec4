"""A small OpenID provider over HTTP, which does what a test tells it to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CLIENT", "OpenIdProvider", "provider"]

CLIENT, SECRET = "county-desk", "a secret of the client"


@dataclass
class OpenIdProvider:
    """What the provider says of whoever signs in: ``claims`` over its own, by ``signing`` over its own key."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "1"})
    signing: Any = None
    issuer: str = ""
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def token(self, asked: dict[str, str]) -> str:
        """Return the identity token of a sign-in."""
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        return jwt.encode(self.header, said, self.signing or self.key, algorithms=[self.header["alg"]])

    def take(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return the tokens for a code: once, to the client it was given to, that began the sign-in."""
        asked = self.asked.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or authorization != f"Basic {known}":
            return None
        if challenge.decode().rstrip("=") != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": self.token(asked)}


@contextmanager
def provider() -> Iterator[OpenIdProvider]:
    """Run a provider for a while."""
    kept = OpenIdProvider()

    class Conversation(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            way, asked = urlsplit(self.path), {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
            if way.path == "/.well-known/openid-configuration":
                places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
                told = {name: f"{kept.issuer}/{place}" for name, place in places.items()}
                self._say({"issuer": kept.issuer, **told})
            elif way.path == "/keys":
                self._say({"keys": [kept.key.as_dict(private=False)]})
            else:
                code = secrets.token_urlsafe()
                kept.asked[code] = asked
                self.send_response(303)
                self.send_header(
                    "location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
                )
                self.end_headers()

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            told = kept.take({k: v[0] for k, v in form.items()}, self.headers.get("authorization", ""))
            self._say(told or {"error": "invalid_grant"}, 200 if told else 400)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _say(self, told: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Conversation)
    kept.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
