"""Accounts, invitations and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from api.problems import Problem, found
from api.security.roles import Action, Role
from api.security.secrets import MINIMUM_PASSWORD, digest_of, hash_password, new_secret, password_matches
from api.store.tables import Invitation, Organisation, Token, User, new_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from api.security.access import Person
    from api.state import Desk
    from api.store.desk import Change
    from planner.rulebook.model import Rulebook

__all__ = [
    "BUREAU",
    "WINDOW",
    "Contact",
    "accept_invitation",
    "change_contact",
    "change_password",
    "close_account",
    "connect_program",
    "end_invitations",
    "give_token",
    "invite",
    "needs_administrator",
    "revoke_token",
    "seat_organisations",
    "user_by_password",
]

# The two parties of the notice that are neither utility nor reviewing department of the rulebook
WINDOW = "YX-WINDOW"
BUREAU = "DESK"
_KINDS: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset({"desk"}),
        Role.AUDITOR: frozenset({"desk"}),
        Role.ENGINEER: frozenset({"desk", "department"}),
        Role.WINDOW: frozenset({"window"}),
        Role.UTILITY: frozenset({"utility"}),
        Role.REVIEWER: frozenset({"department"}),
        Role.OFFICER: frozenset({"department"}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where and in which language a person is told: ``email`` and ``mobile`` None where they are not to be used."""

    email: str | None
    mobile: str | None
    language: str


def seat_organisations(change: Change, rulebook: Rulebook) -> None:
    """Bring the organisations of the rulebook, the window and the desk itself into the store; those there stay."""
    items: dict[str, list[str]] = {}
    for approval in rulebook.papers.approvals:
        items.setdefault(approval.authority, []).append(approval.id)
    wanted = [
        Organisation(code=BUREAU, kind="desk", zh="联合服务平台", en="The desk", services=[], items=[]),
        Organisation(
            code=WINDOW, kind="window", zh="水电气暖讯联办窗口", en="Joint service window", services=[], items=[]
        ),
        *(
            Organisation(code=o.code, kind="utility", zh=o.zh, en=o.en, services=[*o.services], items=[])
            for o in rulebook.organisations
        ),
        *(
            Organisation(code=a.code, kind="department", zh=a.zh, en=a.en, services=[], items=items.get(a.code, []))
            for a in rulebook.papers.authorities
        ),
    ]
    known = set(change.session.scalars(select(Organisation.code)))
    change.session.add_all(each for each in wanted if each.code not in known)


def needs_administrator(session: Session) -> bool:
    """Tell whether nobody could let anybody in: the desk's first start."""
    query = select(func.count()).select_from(User).where(User.role == Role.ADMINISTRATOR, User.closed_at.is_(None))
    return session.scalar(query) == 0


def invite(change: Change, role: Role, organisation: str, hours: int) -> str:
    """Return the secret of a link with which somebody can make one account.

    Raises
    ------
    Problem
        422 if there is no such organisation, or it is of a kind the role does not belong to.
    """
    row = change.session.get(Organisation, organisation)
    if row is None:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.unknown_organisation", code=organisation)
    if row.kind not in _KINDS.get(role, frozenset()):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.role_and_organisation", role=role.value, kind=row.kind)
    secret = new_secret()
    change.session.add(
        Invitation(
            digest=digest_of(secret),
            organisation=organisation,
            role=role,
            created_at=change.at,
            expires_at=change.at + timedelta(hours=hours),
        )
    )
    return secret


def end_invitations(change: Change, role: Role) -> None:
    """Let every invitation to a role that was not used yet hold no longer."""
    unused = select(Invitation).where(
        Invitation.role == role, Invitation.used_at.is_(None), Invitation.expires_at >= change.at
    )
    for each in change.session.scalars(unused):
        each.expires_at = change.at


def accept_invitation(
    change: Change,
    secret: str,
    *,
    login: str,
    name: str,
    password: str,
    email: str | None = None,
    mobile: str | None = None,
) -> User:
    """Make the account an invitation is for; ``email`` and ``mobile`` are where the person wants to be told.

    Raises
    ------
    Problem
        404 if the invitation is unknown, used or expired; 422 if the password is short; 409 if the login is taken.
    """
    query = select(Invitation).where(Invitation.digest == digest_of(secret))
    invitation = change.session.scalars(query).one_or_none()
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= change.at:
        raise Problem(HTTPStatus.NOT_FOUND, "desk.invitation")
    if len(password) < MINIMUM_PASSWORD:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.short_password", least=MINIMUM_PASSWORD)
    if change.session.scalars(select(User).where(User.login == login)).one_or_none() is not None:
        raise Problem(HTTPStatus.CONFLICT, "desk.login_taken", login=login)
    user = User(
        id=new_key(),
        login=login,
        name=name,
        organisation=invitation.organisation,
        role=invitation.role,
        password=hash_password(password),
        email=email,
        mobile=mobile,
        created_at=change.at,
    )
    change.session.add(user)
    invitation.used_at, invitation.user_id = change.at, user.id
    return user


def user_by_password(desk: Desk, login: str, password: str, address: str) -> User:
    """Return the open account with this login and password, in the same time whether there is one or not.

    Parameters
    ----------
    address : Where the request comes from; tries of one address are counted, like those for one login.

    Raises
    ------
    Problem
        401 if there is none; 429 where that was tried too often lately, whether there is one or not.
    """
    desk.throttle.take(login=login, address=address)
    query = select(User).where(User.login == login, User.closed_at.is_(None))
    with desk.store.reading() as session:
        user = session.scalars(query).one_or_none()
    matches = password_matches(password, user.password if user is not None else None)
    if user is None or not matches:
        raise Problem(HTTPStatus.UNAUTHORIZED, "desk.wrong_password")
    desk.throttle.forget(login=login, address=address)
    return user


def change_contact(change: Change, desk: Desk, person: Person, contact: Contact) -> User:
    """Change where a person is told; messages written before go where they were addressed.

    What a clock is about to say at the next round it says at a new address too, since nobody was told of it there.

    Raises
    ------
    Problem
        409 if another open account has the e-mail address and people sign in by it (``oidc_issuer``).
    """
    user = change.session.get_one(User, person.user_id)
    settings = desk.settings
    by_address = settings.oidc_issuer is not None and settings.oidc_login_claim is None
    if by_address and contact.email is not None and _others_address(change.session, user, contact.email):
        raise Problem(HTTPStatus.CONFLICT, "desk.email_taken", email=contact.email)
    user.email, user.mobile, user.language = contact.email, contact.mobile, contact.language
    return user


def change_password(desk: Desk, person: Person, current: str, wanted: str, address: str) -> User:
    """Change a person's password; every session and token of the account ends, whoever holds it.

    Parameters
    ----------
    address : Where the request comes from, as for ``user_by_password``.

    Raises
    ------
    Problem
        422 if the current password is wrong, or the new one is short; 429 where that was tried too often lately.
    """
    if len(wanted) < MINIMUM_PASSWORD:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.short_password", least=MINIMUM_PASSWORD)
    try:
        user_by_password(desk, person.login, current, address)
    except Problem as problem:
        if problem.status is not HTTPStatus.UNAUTHORIZED:
            raise
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.current_password") from problem
    kept = hash_password(wanted)
    with desk.store.changing(person.actor, "people.password", person.login) as change:
        user = change.session.get_one(User, person.user_id)
        user.password = kept
        user.version += 1
        open_tokens = select(Token).where(Token.user_id == user.id, Token.revoked_at.is_(None))
        for token in change.session.scalars(open_tokens):
            token.revoked_at = change.at
    return user


def close_account(change: Change, user_id: str) -> None:
    """Close an account: its sessions and tokens end, its name stays on whatever it did.

    Raises
    ------
    Problem
        404 if there is no such account.
    """
    user = found(change.session.get(User, user_id), user_id)
    user.closed_at = user.closed_at or change.at
    user.version += 1


def _others_address(session: Session, user: User, email: str) -> bool:
    same = (func.lower(User.email) == email.lower(), User.closed_at.is_(None), User.id != user.id)
    return bool(session.scalar(select(exists().where(*same))))


def connect_program(change: Change, code: str, address: str | None) -> str | None:
    """Have an organisation's program told of everything the organisation is; return the new key that signs it.

    Parameters
    ----------
    address : Where the program listens; None to tell it no longer.

    Raises
    ------
    Problem
        404 if there is no such organisation.
    """
    row = found(change.session.get(Organisation, code), code)
    row.webhook, row.webhook_key = address, new_secret() if address is not None else None
    return row.webhook_key


def give_token(
    change: Change, person: Person, name: str, scopes: frozenset[Action], expires_at: datetime | None
) -> tuple[Token, str]:
    """Return a new token of a person and its secret, which is shown this once.

    Raises
    ------
    Problem
        422 if it was to have rights the person lacks.
    """
    if lacking := sorted(scope.value for scope in scopes if not person.may(scope)):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.scope", scopes="、".join(lacking))
    secret = new_secret()
    token = Token(
        id=new_key(),
        user_id=person.user_id,
        name=name,
        digest=digest_of(secret),
        scopes=sorted(scopes),
        created_at=change.at,
        expires_at=expires_at,
    )
    change.session.add(token)
    return token, secret


def revoke_token(change: Change, person: Person, token_id: str) -> None:
    """End one of a person's own tokens.

    Raises
    ------
    Problem
        404 if the person has no such token.
    """
    own = (Token.id == token_id, Token.user_id == person.user_id)
    token = found(change.session.scalars(select(Token).where(*own)).one_or_none(), token_id)
    token.revoked_at = token.revoked_at or change.at
