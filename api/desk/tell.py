"""The outbox: what is to be told is written with the change it tells of, once for each recipient and channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from api.store.tables import Message, User, new_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.store.desk import Change

__all__ = ["EMAIL", "INBOX", "tell"]

INBOX, EMAIL = "inbox", "email"


def tell(
    change: Change,
    organisations: Iterable[str],
    code: str,
    data: Mapping[str, object],
    *,
    about: str,
    attachment: str | None = None,
) -> None:
    """Tell organisations of something: each in its inbox, and its people by e-mail where they gave an address.

    Parameters
    ----------
    about : What is told of; nobody is told twice of the same on one channel.
    attachment : An iCalendar text that goes with it.
    """
    told = set(change.session.execute(select(Message.recipient, Message.channel).where(Message.about == about)))
    wanted = {(code_, INBOX, code_) for code_ in organisations}
    reachable = select(User.email, User.organisation).where(
        User.organisation.in_({each for each, _, _ in wanted}), User.email.is_not(None), User.closed_at.is_(None)
    )
    wanted |= {(str(email), EMAIL, organisation) for email, organisation in change.session.execute(reachable)}
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
        for recipient, channel, organisation in sorted(wanted)
        if (recipient, channel) not in told
    )
