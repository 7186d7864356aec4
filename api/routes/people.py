"""Signing in and out, accounts, invitations and tokens."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field, HttpUrl
from sqlalchemy import select

from api.desk.people import (
    Contact,
    accept_invitation,
    change_contact,
    change_password,
    close_account,
    connect_program,
    give_token,
    invite,
    revoke_token,
    user_by_password,
)
from api.problems import responses
from api.routes.moments import Moment
from api.security.access import Allow, Person, address_of, asking, from_our_page
from api.security.roles import Action, Role
from api.security.sessions import begin_session, end_session
from api.state import Desk, desk_of
from api.store.log import Actor
from api.store.tables import Organisation, Token, User

__all__ = ["GATE", "router"]

router = APIRouter(prefix="/api/v1", tags=["people"])
TheDesk = Annotated[Desk, Depends(desk_of)]
Manager = Annotated[Person, Depends(Allow(Action.MANAGE_PEOPLE))]
Holder = Annotated[Person, Depends(Allow(Action.MANAGE_TOKENS))]
Owner = Annotated[Person, Depends(Allow(Action.MANAGE_ACCOUNT))]
_REFUSED = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
GATE = Actor(login="", organisation="DESK")
_LOGIN = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[\w.@+-]+$")]
# One address and no more: no list, no name before it, nothing a mail server might read otherwise
_EMAIL = Annotated[str, Field(max_length=200, pattern=r"^[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)*$")]
_MOBILE = Annotated[str, Field(max_length=40, pattern=r"^\+?[0-9][0-9 -]{4,}$")]
_NAME = Annotated[str, Field(min_length=1, max_length=120)]


class Me(BaseModel):
    """Who is asking; ``csrf`` goes back with every change made by a session, in the header ``X-CSRF-Token``."""

    login: str
    name: str
    organisation: str
    role: Role
    actions: list[Action]
    csrf: str | None


class Credentials(BaseModel):
    """A login and its password."""

    login: _LOGIN
    password: str = Field(max_length=1024)


class InvitationIn(BaseModel):
    """Whom to let in."""

    role: Role
    organisation: str = Field(max_length=40)


class InvitationOut(BaseModel):
    """The link, shown this once."""

    link: str


class AcceptIn(BaseModel):
    """The account to make with an invitation."""

    secret: str = Field(max_length=200)
    login: _LOGIN
    name: _NAME
    password: str = Field(max_length=1024)
    email: _EMAIL | None = None
    mobile: _MOBILE | None = None


class ContactIn(BaseModel):
    """Where and in which language one is told; an address left out is told no longer."""

    email: _EMAIL | None = None
    mobile: _MOBILE | None = None
    language: Literal["zh", "en"] = "zh"


class AccountOut(BaseModel):
    """One's own account."""

    login: str
    name: str
    organisation: str
    role: Role
    email: str | None
    mobile: str | None
    language: str


class PasswordIn(BaseModel):
    """The password as it is, and as it is to be."""

    current: str = Field(max_length=1024)
    wanted: str = Field(max_length=1024)


class UserOut(BaseModel):
    """An account."""

    id: str
    login: str
    name: str
    organisation: str
    role: Role
    closed_at: datetime | None


class OrganisationOut(BaseModel):
    """An organisation of the desk."""

    code: str
    kind: str
    zh: str
    en: str
    services: list[str]
    items: list[str]


class ProgramIn(BaseModel):
    """Where an organisation's own program listens; null to tell it no longer."""

    address: HttpUrl | None


class ProgramOut(BaseModel):
    """Where the program listens, and the key that signs what it is told, shown this once."""

    address: str | None
    key: str | None


class TokenIn(BaseModel):
    """The token wanted: its name, what it may do, and until when."""

    name: _NAME
    scopes: list[Action] = Field(min_length=1)
    expires_at: Moment | None = None


class TokenOut(BaseModel):
    """A token; ``secret`` only in the answer that made it."""

    id: str
    name: str
    scopes: list[Action]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    secret: str | None = None


def _account(user: User) -> AccountOut:
    return AccountOut.model_validate(user, from_attributes=True)


def _me(person: Person) -> Me:
    return Me(
        login=person.login,
        name=person.name,
        organisation=person.organisation,
        role=person.role,
        actions=sorted(action for action in Action if person.may(action)),
        csrf=person.csrf,
    )


@router.get("/me", responses=responses(HTTPStatus.UNAUTHORIZED))
def me(person: Annotated[Person, Depends(asking)]) -> Me:
    """Say who is asking and what they may do."""
    return _me(person)


@router.post(
    "/session",
    dependencies=[Depends(from_our_page)],
    responses=_REFUSED | responses(HTTPStatus.TOO_MANY_REQUESTS),
)
def sign_in(credentials: Credentials, desk: TheDesk, request: Request, response: Response) -> Me:
    """Begin a session."""
    user = user_by_password(desk, credentials.login, credentials.password, address_of(request))
    return _me(begin_session(desk, user, response))


@router.delete("/session", status_code=HTTPStatus.NO_CONTENT)
def sign_out(response: Response) -> None:
    """End the session of this browser."""
    end_session(response)


@router.get("/account", responses=_REFUSED)
def account(person: Owner, desk: TheDesk) -> AccountOut:
    """Return one's own account."""
    with desk.store.reading() as session:
        return _account(session.get_one(User, person.user_id))


@router.put("/account", responses=_REFUSED | responses(HTTPStatus.CONFLICT))
def change_account(wanted: ContactIn, person: Owner, desk: TheDesk) -> AccountOut:
    """Change where and in which language one is told."""
    with desk.store.changing(person.actor, "people.account", person.login) as change:
        return _account(change_contact(change, desk, person, Contact(**wanted.model_dump())))


@router.put(
    "/account/password",
    status_code=HTTPStatus.NO_CONTENT,
    responses=_REFUSED | responses(HTTPStatus.TOO_MANY_REQUESTS),
)
def new_password(wanted: PasswordIn, person: Owner, desk: TheDesk, request: Request, response: Response) -> None:
    """Change one's password; every session and token of the account ends, but this browser's begins anew."""
    user = change_password(desk, person, wanted.current, wanted.wanted, address_of(request))
    if person.csrf is not None:
        begin_session(desk, user, response)


@router.get("/organisations", responses=_REFUSED)
def organisations(_: Annotated[Person, Depends(Allow(Action.READ_PUBLIC))], desk: TheDesk) -> list[OrganisationOut]:
    """List the organisations of the desk."""
    with desk.store.reading() as session:
        rows = session.scalars(select(Organisation).order_by(Organisation.code))
        return [OrganisationOut.model_validate(row, from_attributes=True) for row in rows]


@router.put("/organisations/{code}/program", responses=_REFUSED | responses(HTTPStatus.NOT_FOUND))
def connect(code: str, wanted: ProgramIn, person: Manager, desk: TheDesk) -> ProgramOut:
    """Have an organisation's own program told of everything the organisation is, by signed requests."""
    address = str(wanted.address) if wanted.address is not None else None
    with desk.store.changing(person.actor, "people.connect", code) as change:
        key = connect_program(change, code, address)
    return ProgramOut(address=address, key=key)


@router.post("/invitations", status_code=HTTPStatus.CREATED, responses=_REFUSED)
def make_invitation(wanted: InvitationIn, person: Manager, desk: TheDesk) -> InvitationOut:
    """Make a link with which one person can make one account."""
    with desk.store.changing(person.actor, "people.invite", wanted.organisation) as change:
        secret = invite(change, wanted.role, wanted.organisation, desk.settings.invitation_hours)
    return InvitationOut(link=f"{desk.settings.base_url}/join/{secret}")


@router.post(
    "/accounts",
    status_code=HTTPStatus.CREATED,
    dependencies=[Depends(from_our_page)],
    responses=responses(
        HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY
    ),
)
def join(wanted: AcceptIn, desk: TheDesk) -> UserOut:
    """Make the account an invitation is for."""
    with desk.store.changing(GATE, "people.join", wanted.login) as change:
        user = accept_invitation(
            change,
            wanted.secret,
            login=wanted.login,
            name=wanted.name,
            password=wanted.password,
            email=wanted.email,
            mobile=wanted.mobile,
        )
    return UserOut.model_validate(user, from_attributes=True)


@router.get("/accounts", responses=_REFUSED)
def accounts(_: Manager, desk: TheDesk) -> list[UserOut]:
    """List every account, closed ones too."""
    with desk.store.reading() as session:
        return [
            UserOut.model_validate(row, from_attributes=True)
            for row in session.scalars(select(User).order_by(User.login))
        ]


@router.delete(
    "/accounts/{user_id}", status_code=HTTPStatus.NO_CONTENT, responses=_REFUSED | responses(HTTPStatus.NOT_FOUND)
)
def close(user_id: str, person: Manager, desk: TheDesk) -> None:
    """Close an account."""
    with desk.store.changing(person.actor, "people.close", user_id) as change:
        close_account(change, user_id)


@router.get("/tokens", responses=_REFUSED)
def tokens(person: Holder, desk: TheDesk) -> list[TokenOut]:
    """List one's own tokens."""
    with desk.store.reading() as session:
        rows = session.scalars(select(Token).where(Token.user_id == person.user_id).order_by(Token.created_at))
        return [TokenOut.model_validate(row, from_attributes=True) for row in rows]


@router.post("/tokens", status_code=HTTPStatus.CREATED, responses=_REFUSED)
def make_token(wanted: TokenIn, person: Holder, desk: TheDesk) -> TokenOut:
    """Make a token for a program; its secret is shown this once."""
    with desk.store.changing(person.actor, "people.token", person.login) as change:
        token, secret = give_token(change, person, wanted.name, frozenset(wanted.scopes), wanted.expires_at)
    return TokenOut.model_validate(token, from_attributes=True).model_copy(update={"secret": secret})


@router.delete(
    "/tokens/{token_id}", status_code=HTTPStatus.NO_CONTENT, responses=_REFUSED | responses(HTTPStatus.NOT_FOUND)
)
def end_token(token_id: str, person: Holder, desk: TheDesk) -> None:
    """Revoke one's own token."""
    with desk.store.changing(person.actor, "people.revoke", token_id) as change:
        revoke_token(change, person, token_id)
