"""Signing in with OpenID Connect: the authorization code flow with PKCE (OpenID Connect Core 1.0, RFC 7636).

The provider says who somebody is; the desk alone says who is let in. Only an account that was made by invitation is
found, by its e-mail address as far as the provider verified it, or by its login under the claim the settings name.
Nothing is made of what a provider says.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import func, select

from api.problems import Problem
from api.security.secrets import new_secret
from api.store.tables import User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.settings import Settings
    from api.state import Desk

__all__ = ["CALLBACK", "KEPT_S", "Provider", "Started", "user_of"]

CALLBACK = "/oidc/callback"
KEPT_S = 600
_SALT, _SCOPE = "cotrench-oidc", "openid email profile"
# Signatures by a key of the provider that anybody can check; never one by a shared secret, or none
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_LEEWAY_S, _TIMEOUT_S = 60, 20
_DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A sign-in under way: where the browser goes, and what it keeps of it meanwhile, signed."""

    address: str
    kept: str


class Provider:
    """An OpenID provider as the settings name it."""

    def __init__(self, settings: Settings, key: str) -> None:
        secret = settings.oidc_client_secret
        self._issuer = str(settings.oidc_issuer).rstrip("/")
        self._id, self._secret = settings.oidc_client_id, secret.get_secret_value() if secret is not None else None
        self._back = f"{settings.base_url}{CALLBACK}"
        self._sealed = URLSafeTimedSerializer(key, salt=_SALT)

    def start(self) -> Started:
        """Begin a sign-in.

        Raises
        ------
        Problem
            502 if the provider is not reached or does not say what it must.
        """
        state, nonce, verifier = new_secret(), new_secret(), new_secret()
        with self._client() as client:
            endpoint = self._described(client)["authorization_endpoint"]
            address, _ = client.create_authorization_url(endpoint, state=state, nonce=nonce, code_verifier=verifier)
        return Started(address=address, kept=self._sealed.dumps([state, nonce, verifier]))

    def finish(self, kept: str, state: str, code: str) -> Mapping[str, Any]:
        """Return what the provider says of who signed in.

        Parameters
        ----------
        kept : What the browser kept of the sign-in it began.

        Raises
        ------
        Problem
            403 if this browser began no such sign-in, or the provider's word does not hold; 502 if it is not reached.
        """
        try:
            begun, nonce, verifier = self._sealed.loads(kept, max_age=KEPT_S)
        except (BadSignature, ValueError, TypeError) as error:
            raise _refused() from error
        if not hmac.compare_digest(begun.encode(), state.encode()):
            raise _refused()
        with self._client() as client:
            described = self._described(client)
            try:
                token = client.fetch_token(described["token_endpoint"], code=code, code_verifier=verifier)
                keys = KeySet.import_key_set(_json(client, described["jwks_uri"]))
                return self._checked(token["id_token"], keys, nonce)
            except (OAuthError, JoseError, KeyError, ValueError) as error:
                raise _refused() from error
            except httpx.HTTPError as error:
                raise _unreached() from error

    def _checked(self, token: str, keys: KeySet, nonce: str) -> Mapping[str, Any]:
        claims = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
        several = isinstance(claims.get("aud"), list) and len(claims["aud"]) > 1
        jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._id},
            azp={"essential": several, "value": self._id},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        ).validate(claims)
        return claims

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self._id,
            self._secret,
            scope=_SCOPE,
            redirect_uri=self._back,
            code_challenge_method="S256",
            timeout=_TIMEOUT_S,
        )

    def _described(self, client: OAuth2Client) -> Mapping[str, str]:
        """Return where the provider's endpoints are, in its own words."""
        try:
            described = _json(client, f"{self._issuer}{_DISCOVERY}")
            wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            found = {name: str(described[name]) for name in wanted}
        except (httpx.HTTPError, KeyError, ValueError) as error:
            raise _unreached() from error
        if str(described.get("issuer", "")).rstrip("/") != self._issuer:
            raise _unreached()
        return found


def user_of(desk: Desk, claims: Mapping[str, Any]) -> User:
    """Return the account of who signed in with a provider.

    Raises
    ------
    Problem
        403 if there is no such account, more than one, or the provider did not verify the address.
    """
    by_login = desk.settings.oidc_login_claim
    if by_login is not None:
        found = User.login == str(claims.get(by_login, ""))
    elif claims.get("email_verified") is True and claims.get("email"):
        found = func.lower(User.email) == str(claims["email"]).lower()
    else:
        raise _unknown()
    with desk.store.reading() as session:
        users = session.scalars(select(User).where(found, User.closed_at.is_(None)).limit(2)).all()
    if len(users) != 1:
        raise _unknown()
    return users[0]


def _json(client: OAuth2Client, address: str) -> Any:  # noqa: ANN401 - JSON
    answer = client.request("GET", address, withhold_token=True)
    answer.raise_for_status()
    return answer.json()


def _refused() -> Problem:
    return Problem(HTTPStatus.FORBIDDEN, "desk.oidc_refused")


def _unknown() -> Problem:
    return Problem(HTTPStatus.FORBIDDEN, "desk.oidc_unknown")


def _unreached() -> Problem:
    return Problem(HTTPStatus.BAD_GATEWAY, "desk.oidc_unreached")
