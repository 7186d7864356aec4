"""Organisations, the people and programs that act for them, and how these prove who they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from api.store.columns import Instant
from api.store.tables.base import HIDDEN, Base, Key, OrganisationCode

__all__ = ["Invitation", "Organisation", "Token", "User"]


class Organisation(Base):
    """A utility, department, window or bureau; ``code`` is that of the rulebook.

    ``items`` are the approval items the organisation answers; ``services`` what it lays. ``webhook`` is the address of
    its own program, told of everything the organisation is, signed with ``webhook_key``.
    """

    __tablename__ = "organisation"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    zh: Mapped[str] = mapped_column(String(200))
    en: Mapped[str] = mapped_column(String(200))
    services: Mapped[list[str]] = mapped_column(JSON, default=list)
    items: Mapped[list[str]] = mapped_column(JSON, default=list)
    webhook: Mapped[str | None] = mapped_column(String(500))
    webhook_key: Mapped[str | None] = mapped_column(String(200), info=HIDDEN)


class User(Base):
    """A person who signs in; never removed, only closed. ``version`` is raised to end every session at once."""

    __tablename__ = "user_account"

    id: Mapped[Key]
    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[OrganisationCode]
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str | None] = mapped_column(String(300), info=HIDDEN)
    email: Mapped[str | None] = mapped_column(String(200))
    mobile: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2), default="zh")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class Token(Base):
    """A program's right to act for a user within ``scopes``; only its digest is kept."""

    __tablename__ = "token"

    id: Mapped[Key]
    user_id: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64), unique=True, info=HIDDEN)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class Invitation(Base):
    """A link that lets somebody make one account, once."""

    __tablename__ = "invitation"

    id: Mapped[Key]
    digest: Mapped[str] = mapped_column(String(64), unique=True, info=HIDDEN)
    organisation: Mapped[OrganisationCode]
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    user_id: Mapped[str | None] = mapped_column(String(32))

    __table_args__ = (Index("ix_invitation_organisation", "organisation"),)
