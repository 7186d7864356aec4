"""The outbox emptied: each message is claimed, sent, and settled, by however many workers at once.

A claim is a change like any other, so one worker has it; for as long as it holds nobody else sends the message. What a
worker that died had claimed is tried again once its claim ran out, with the same key, by which the recipient can tell
whether it got there the first time.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from api.delivery.channels import Letter, NotDeliveredError
from api.delivery.hooks import Hook
from api.delivery.mail import Mail
from api.desk.people import BUREAU
from api.desk.tell import EMAIL, SMS, WEBHOOK, tell
from api.store.log import Actor
from api.store.tables import Message, Organisation, User
from planner.messages import Language, text_of
from planner.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from api.delivery.channels import Channel
    from api.settings import Settings
    from api.state import Desk
    from api.store.desk import Change

__all__ = ["CLAIM", "POSTMAN", "channels_of", "deliver", "wait_before"]

POSTMAN = Actor(login="postman", organisation=BUREAU)
# Longer than any channel takes to send one letter or to give up
CLAIM = timedelta(minutes=10)
_DOUBLINGS = 16
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
_SUBJECT = 60
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    """A message this worker may send: the how-manieth try it is tells its claim from later ones."""

    letter: Letter
    channel: Channel
    attempt: int


def channels_of(settings: Settings) -> dict[str, Channel]:
    """Return the channels the settings open; messages of the others wait in the outbox."""
    channels: dict[str, Channel] = {}
    if settings.smtp_host is not None:
        password = settings.smtp_password
        channels[EMAIL] = Mail(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=settings.smtp_sender,
            user=settings.smtp_user,
            password=password.get_secret_value() if password is not None else None,
            starttls=settings.smtp_starttls,
        )
    if settings.sms_url is not None:
        key = settings.sms_key
        channels[SMS] = Hook(address=str(settings.sms_url), key=key.get_secret_value() if key is not None else "")
    return channels


def deliver(desk: Desk, channels: Mapping[str, Channel]) -> int:
    """Send every message that is due; return how many were taken.

    Messages to an organisation's own program go to the address it gave, whatever ``channels`` holds.
    """
    taken, since = 0, desk.store.now()
    while (claimed := _claim(desk, channels, since)) is not None:
        try:
            claimed.channel.send(claimed.letter)
        except NotDeliveredError as error:
            _settle_failed(desk, claimed, error)
        except Exception as error:  # noqa: BLE001 - a letter nobody foresaw must not keep the others waiting, nor come back for ever
            _LOG.exception("a letter could not be sent")
            _settle_failed(desk, claimed, NotDeliveredError(type(error).__name__))
        else:
            taken += 1
            _settle_sent(desk, claimed)
    return taken


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait after a try that failed: a minute, then twice as long each time, at most six hours."""
    return min(_FIRST_WAIT * (1 << min(attempt - 1, _DOUBLINGS)), _LONGEST_WAIT)


def _claim(desk: Desk, channels: Mapping[str, Channel], since: datetime) -> _Claimed | None:
    due = (
        select(Message)
        .outerjoin(Organisation, Message.organisation == Organisation.code)
        .where(
            Message.sent_at.is_(None),
            Message.next_at <= since,
            Message.channel.in_([*channels]) | ((Message.channel == WEBHOOK) & Organisation.webhook.is_not(None)),
        )
        .order_by(Message.created_at, Message.id)
        .limit(1)
    )
    with desk.store.reading() as session:
        if session.scalars(due).one_or_none() is None:
            return None
    with desk.store.changing(POSTMAN, "message.claim") as change:
        row = change.session.scalars(due).one_or_none()
        if row is None:
            return None
        row.attempts += 1
        row.next_at = change.at + CLAIM
        channel = channels.get(row.channel) or _hook(change.session, row)
        return _Claimed(letter=_letter(change.session, desk, row), channel=channel, attempt=row.attempts)


def _hook(session: Session, row: Message) -> Hook:
    organisation = session.get_one(Organisation, row.organisation)
    return Hook(address=organisation.webhook or "", key=organisation.webhook_key or "")


def _letter(session: Session, desk: Desk, row: Message) -> Letter:
    query = select(User.language).where(User.organisation == row.organisation)
    reader = session.scalars(query.where((User.email == row.recipient) | (User.mobile == row.recipient))).first()
    text = text_of(Reason(code=row.code, data=row.data), Language(reader or Language.ZH))
    line = " ".join(text.split())
    return Letter(
        key=row.id,
        recipient=row.recipient,
        organisation=row.organisation,
        code=row.code,
        subject=line if len(line) <= _SUBJECT else f"{line[: _SUBJECT - 1]}…",
        text=f"{text}\n\n{desk.settings.base_url}\n" if row.channel == EMAIL else text,
        written_at=desk.local(row.created_at),
        calendar=row.attachment,
    )


def _settle_sent(desk: Desk, claimed: _Claimed) -> None:
    with desk.store.changing(POSTMAN, "message.sent", claimed.letter.key) as change:
        row = _held(change, claimed)
        if row is not None:
            row.sent_at, row.next_at, row.failure = change.at, None, None


def _settle_failed(desk: Desk, claimed: _Claimed, error: NotDeliveredError) -> None:
    with desk.store.changing(POSTMAN, "message.failed", claimed.letter.key) as change:
        row = _held(change, claimed)
        if row is None:
            return
        over = error.final or claimed.attempt >= desk.settings.delivery_attempts
        row.failure = str(error)
        row.next_at = None if over else change.at + wait_before(claimed.attempt)
        if over:
            data = {"recipient": row.recipient, "channel": row.channel, "why": str(error)}
            tell(change, [BUREAU], "told.undelivered", data, about=f"message/{row.id}/undelivered", by=())


def _held(change: Change, claimed: _Claimed) -> Message | None:
    """Return the message, None where this worker's claim ran out and another has it."""
    row = change.session.get_one(Message, claimed.letter.key)
    return row if row.attempts == claimed.attempt and row.sent_at is None else None
