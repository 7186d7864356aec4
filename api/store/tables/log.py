"""The log of every change, its head, what was answered before, and what is still to be told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.columns import Instant
from api.store.tables.base import HIDDEN, Base, Key, Record

__all__ = ["Answered", "Event", "LogHead", "Message", "StoredFile"]


class Event(Base):
    """One change: who, what, when, before and after, chained to the one before by ``digest``.

    ``body`` is the exact text the digest was taken of. The database refuses to change or remove a row.
    """

    __tablename__ = "event"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    actor: Mapped[str] = mapped_column(String(120), index=True)
    organisation: Mapped[str] = mapped_column(String(40), index=True)
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class LogHead(Base):
    """The one row every change takes first, so that changes happen one after another."""

    __tablename__ = "log_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class Answered(Base):
    """The answer to a request with an ``Idempotency-Key``, given again word for word when it is repeated."""

    __tablename__ = "answered"

    user_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text, info=HIDDEN)
    at: Mapped[datetime] = mapped_column(Instant)


class StoredFile(Base):
    """A file as it came, kept once under the digest of its content."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, info=HIDDEN)
    stored_at: Mapped[datetime] = mapped_column(Instant)


class Message(Base):
    """One thing to tell one recipient on one channel: written with the change it tells of, sent afterwards."""

    __tablename__ = "message"

    id: Mapped[Key]
    about: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(40), index=True)
    recipient: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(60))
    data: Mapped[Record]
    attachment: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    next_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("about", "recipient", "channel"),)
