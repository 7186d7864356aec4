"""Cases: one joint work on its way through survey, review, decision, works and acceptance."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.columns import Instant
from api.store.tables.base import Base, Key, OrganisationCode, Record

__all__ = ["Case", "Decision", "Emergency", "Note", "Opinion", "Series"]


class Case(Base):
    """A joint work under decision.

    ``work`` is its record in the plan the case was opened from, with ``owners``: member -> organisation; ``owners``
    are these organisations, each between spaces. ``missing`` are the papers of its applications not there yet.
    ``survey``, ``design`` and ``acceptance`` hold what each stage agreed, None before it.
    """

    __tablename__ = "case_file"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan_version.id"), index=True)
    work_id: Mapped[str] = mapped_column(String(40), index=True)
    work: Mapped[Record]
    track: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(20), index=True)
    owners: Mapped[str] = mapped_column(String(400))
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    first_receiver: Mapped[OrganisationCode]
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by: Mapped[str] = mapped_column(String(32))
    review_from: Mapped[datetime | None] = mapped_column(Instant)
    due_on: Mapped[date | None]
    survey: Mapped[dict[str, object] | None] = mapped_column(JSON)
    design: Mapped[dict[str, object] | None] = mapped_column(JSON)
    acceptance: Mapped[dict[str, object] | None] = mapped_column(JSON)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class Opinion(Base):
    """One approval item of a case, answered by its authority; a correction asked for and met makes a new ``round``."""

    __tablename__ = "opinion"

    id: Mapped[Key]
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), index=True)
    item: Mapped[str] = mapped_column(String(10))
    round: Mapped[int]
    organisation: Mapped[OrganisationCode]
    due_on: Mapped[date]
    asked_at: Mapped[datetime] = mapped_column(Instant)
    opinion: Mapped[str | None] = mapped_column(String(40))
    conditions: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[str | None] = mapped_column(Text)
    given_at: Mapped[datetime | None] = mapped_column(Instant)
    given_by: Mapped[str | None] = mapped_column(String(32))

    __table_args__ = (UniqueConstraint("case_id", "item", "round"),)


class Note(Base):
    """Something reported to a case: attendance, finding, photograph, progress, check, opinion on acceptance."""

    __tablename__ = "case_note"

    id: Mapped[Key]
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    organisation: Mapped[OrganisationCode]
    member: Mapped[str | None] = mapped_column(String(200))
    data: Mapped[Record]
    file: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    on: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(32))


class Series(Base):
    """The last number given out in a series of one year; raised in the change that uses the number."""

    __tablename__ = "series"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Decision(Base):
    """The one decision of a case; never changed. A later one of the same case supersedes it by ``supersedes``."""

    __tablename__ = "decision"

    id: Mapped[Key]
    case_id: Mapped[str] = mapped_column(ForeignKey("case_file.id"))
    edition: Mapped[int]
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(80), unique=True)
    supersedes: Mapped[str | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    record: Mapped[Record]
    bundle: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    signed: Mapped[bool]
    issued_at: Mapped[datetime] = mapped_column(Instant)
    issued_by: Mapped[str] = mapped_column(String(32))

    __table_args__ = (UniqueConstraint("case_id", "edition"), UniqueConstraint("year", "serial"))


class Emergency(Base):
    """An emergency work: begun at once, filed within the hours of the law (城市道路管理条例 art. 34)."""

    __tablename__ = "emergency"

    id: Mapped[Key]
    organisation: Mapped[OrganisationCode]
    road_name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime] = mapped_column(Instant)
    told_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    filed_at: Mapped[datetime | None] = mapped_column(Instant)
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submission.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
