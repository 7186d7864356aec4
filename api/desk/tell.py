"""The outbox: what is to be told is written with the change it tells of, once for each recipient and channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from api.store.tables import Message, Organisation, User, new_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from api.store.desk import Change

__all__ = ["EMAIL", "INBOX", "OUTSIDE", "SMS", "WEBHOOK", "Telling", "tell", "tell_each"]

INBOX, EMAIL, SMS, WEBHOOK = "inbox", "email", "sms", "webhook"
OUTSIDE = (EMAIL, SMS, WEBHOOK)
# A statement takes no more values than its database lets it
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Something organisations are to be told.

    ``about`` is what is told of; nobody is told twice of the same on one channel. ``attachment`` is an iCalendar text
    that goes with it.
    """

    organisations: frozenset[str]
    code: str
    data: Mapping[str, object]
    about: str
    attachment: str | None = None


def tell(
    change: Change,
    organisations: Iterable[str],
    code: str,
    data: Mapping[str, object],
    *,
    about: str,
    attachment: str | None = None,
    by: Sequence[str] = OUTSIDE,
) -> None:
    """Tell organisations of something: each in its inbox, its people and its program as far as they can be reached.

    Parameters
    ----------
    about, attachment : As ``Telling`` has them.
    by : The channels beside the inbox.
    """
    told = Telling(organisations=frozenset(organisations), code=code, data=data, about=about, attachment=attachment)
    tell_each(change, [told], by=by)


def tell_each(change: Change, tellings: Sequence[Telling], *, by: Sequence[str] = OUTSIDE) -> None:
    """Tell of many things with as many questions to the store as of one; other parameters are those of ``tell``."""
    if not tellings:
        return
    told = _told_before(change, [each.about for each in tellings])
    reachable = [*_reachable(change, {code for each in tellings for code in each.organisations})]
    for telling in tellings:
        # two organisations may be reached at one address, which is told once
        wanted = {
            (recipient, channel): code
            for recipient, channel, code in sorted(reachable)
            if channel in by and code in telling.organisations
        }
        wanted |= {(each, INBOX): each for each in telling.organisations}
        change.session.add_all(
            _message(change, telling, recipient, channel, organisation)
            for (recipient, channel), organisation in sorted(wanted.items())
            if (telling.about, recipient, channel) not in told
        )


def _told_before(change: Change, abouts: Sequence[str]) -> set[tuple[str, str, str]]:
    told = select(Message.about, Message.recipient, Message.channel)
    return {
        (about, recipient, channel)
        for first in range(0, len(abouts), _AT_ONCE)
        for about, recipient, channel in change.session.execute(
            told.where(Message.about.in_(abouts[first : first + _AT_ONCE]))
        )
    }


def _message(change: Change, telling: Telling, recipient: str, channel: str, organisation: str) -> Message:
    return Message(
        id=new_key(),
        about=telling.about,
        organisation=organisation,
        recipient=recipient,
        channel=channel,
        code=telling.code,
        data=dict(telling.data),
        attachment=telling.attachment,
        created_at=change.at,
        next_at=None if channel == INBOX else change.at,
        sent_at=change.at if channel == INBOX else None,
    )


def _reachable(change: Change, organisations: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield recipient, channel and organisation of everybody who can be told outside the desk."""
    people = select(User.organisation, User.email, User.mobile).where(
        User.organisation.in_(organisations), User.closed_at.is_(None)
    )
    for organisation, email, mobile in change.session.execute(people):
        if email:
            yield email, EMAIL, organisation
        if mobile:
            yield mobile, SMS, organisation
    listening = select(Organisation.code).where(Organisation.code.in_(organisations), Organisation.webhook.is_not(None))
    for organisation in change.session.scalars(listening):
        yield organisation, WEBHOOK, organisation
