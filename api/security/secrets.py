"""Passwords, one-time links, tokens and sessions: made here, and kept only as digests or signatures."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, URLSafeTimedSerializer
from pwdlib import PasswordHash

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "MINIMUM_PASSWORD",
    "digest_of",
    "hash_password",
    "new_secret",
    "password_matches",
    "read_session",
    "secret_key",
    "sign_session",
]

MINIMUM_PASSWORD = 12
_PASSWORDS = PasswordHash.recommended()
_SALT = "cotrench-session"
# Checked when there is no such account, so that an unknown name takes as long as a wrong password
_NOBODY = _PASSWORDS.hash("nobody")


def new_secret() -> str:
    """Return 256 unguessable bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return the digest under which an unguessable secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hash_password(password: str) -> str:
    """Return the argon2 hash under which a password is kept."""
    return _PASSWORDS.hash(password)


def password_matches(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one kept; never where none is kept, and in the same time."""
    matches = _PASSWORDS.verify(password, kept or _NOBODY)
    return matches and kept is not None


def sign_session(key: str, user_id: str, version: int, csrf: str) -> str:
    """Return the value of a session's cookie."""
    return URLSafeTimedSerializer(key, salt=_SALT).dumps([user_id, version, csrf])


def read_session(key: str, cookie: str, max_age_s: int) -> tuple[str, int, str] | None:
    """Return the user, the account's version and the form token of a cookie; None where it is forged or old."""
    try:
        user_id, version, csrf = URLSafeTimedSerializer(key, salt=_SALT).loads(cookie, max_age=max_age_s)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(user_id), int(version), str(csrf)


def secret_key(folder: Path) -> str:
    """Return the key kept in a folder; made, for its owner's eyes only, where there is none."""
    path = folder / "secret.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(new_secret(), encoding="ascii")
    return path.read_text(encoding="ascii")
