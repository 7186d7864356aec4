"""The outbox: what is to be told is written with the change it tells of, once for each recipient and channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from api.store.tables import Message, Organisation, User, new_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from api.store.desk import Change

__all__ = ["EMAIL", "INBOX", "OUTSIDE", "SMS", "WEBHOOK", "tell"]

INBOX, EMAIL, SMS, WEBHOOK = "inbox", "email", "sms", "webhook"
OUTSIDE = (EMAIL, SMS, WEBHOOK)


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
    about : What is told of; nobody is told twice of the same on one channel.
    attachment : An iCalendar text that goes with it.
    by : The channels beside the inbox.
    """
    told = set(change.session.execute(select(Message.recipient, Message.channel).where(Message.about == about)))
    codes = {*organisations}
    # two organisations may be reached at one address, which is told once
    wanted = {
        (recipient, channel): code_ for recipient, channel, code_ in sorted(_reachable(change, codes)) if channel in by
    }
    wanted |= {(each, INBOX): each for each in codes}
    change.session.add_all(
        Message(
            id=new_key(),
            about=about,
            organisation=organisation,
            recipient=recipient,
            channel=channel,
            code=code,
            data=dict(data),
            attachment=attachment,
            created_at=change.at,
            next_at=None if channel == INBOX else change.at,
            sent_at=change.at if channel == INBOX else None,
        )
        for (recipient, channel), organisation in sorted(wanted.items())
        if (recipient, channel) not in told
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
