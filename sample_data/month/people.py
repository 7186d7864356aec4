"""Everybody who has a seat at the desk, let in as people are: by link, account and token."""

from __future__ import annotations

from dataclasses import dataclass

from sample_data.month.client import Seat

__all__ = ["AUDITOR", "ENGINEER", "OFFICER", "WINDOW", "let_everybody_in"]

ENGINEER, OFFICER, WINDOW, AUDITOR = "engineer", "URBAN", "window", "auditor"
# Of made-up people, on a desk that lives for a minute
_PASSWORD = "a month of joint works"  # noqa: S105 - as above
_UTILITIES = ("YX-WATER", "YX-POWER", "YX-GAS", "YX-HEAT", "YX-CMCC", "YX-CTCC", "YX-CUCC")
_DEPARTMENTS = ("RESOURCES", "TRAFFIC", "HOUSING", "GREENING")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guest:
    """Whom to let in, and the name of the seat."""

    seat: str
    role: str
    organisation: str


_GUESTS = (
    *(_Guest(seat=code, role="utility", organisation=code) for code in _UTILITIES),
    *(_Guest(seat=code, role="reviewer", organisation=code) for code in _DEPARTMENTS),
    _Guest(seat=OFFICER, role="officer", organisation="URBAN"),
    _Guest(seat=ENGINEER, role="engineer", organisation="DESK"),
    _Guest(seat=WINDOW, role="window", organisation="YX-WINDOW"),
    _Guest(seat=AUDITOR, role="auditor", organisation="DESK"),
)


def let_everybody_in(address: str, link: str) -> dict[str, Seat]:
    """Return a seat for everybody, by organisation or role.

    Parameters
    ----------
    link : The one-time link of the administrator that the service printed at its first start.
    """
    administrator = _join(address, link, "administrator")
    return {guest.seat: _seat(address, administrator, guest) for guest in _GUESTS}


def _seat(address: str, administrator: Seat, guest: _Guest) -> Seat:
    wanted = {"role": guest.role, "organisation": guest.organisation}
    person = _join(address, administrator.post("/api/v1/invitations", wanted)["link"], guest.seat)
    actions = person.get("/api/v1/me")["actions"]
    token = person.post("/api/v1/tokens", {"name": "month", "scopes": actions})["secret"]
    return Seat(address=address, headers={"authorization": f"Bearer {token}"})


def _join(address: str, link: str, login: str) -> Seat:
    """Make the account a link is for, and sign in with it."""
    account = {"secret": link.rsplit("/", 1)[-1], "login": login, "name": login, "password": _PASSWORD}
    gate = Seat(address=address)
    gate.post("/api/v1/accounts", account)
    return gate.sign_in(login, _PASSWORD)
