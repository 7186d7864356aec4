"""What comes in: applications, the tasks they make, submissions of routes, and calls for partners."""

from __future__ import annotations

from datetime import date, datetime

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.columns import Instant, Shape
from api.store.tables.base import Base, Key, OrganisationCode, Record

__all__ = ["Application", "Call", "Project", "Section", "Stretch", "Submission", "Task"]


class Application(Base):
    """A joint application form (annex 1 of the notice): one applicant, one handler, the services ticked.

    ``missing`` lists the papers tolerated until the survey (容缺); ``first_receiver`` stays responsible (首接负责).
    """

    __tablename__ = "application"

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    track: Mapped[str] = mapped_column(String(30))
    channel: Mapped[str] = mapped_column(String(10))
    applicant: Mapped[Record]
    handler: Mapped[Record]
    address: Mapped[str] = mapped_column(String(300))
    papers: Mapped[list[str]] = mapped_column(JSON, default=list)
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    wanted_by: Mapped[date | None]
    step: Mapped[str] = mapped_column(String(30))
    first_receiver: Mapped[OrganisationCode]
    received_at: Mapped[datetime] = mapped_column(Instant)
    received_by: Mapped[str] = mapped_column(String(32))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class Task(Base):
    """One ticked service of an application: what one utility has to do."""

    __tablename__ = "task"

    id: Mapped[Key]
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), index=True)
    organisation: Mapped[OrganisationCode]
    service: Mapped[str] = mapped_column(String(20))
    business: Mapped[str] = mapped_column(String(40))
    nature: Mapped[str | None] = mapped_column(String(40))
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    done_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("ix_task_organisation_state", "organisation", "state"),)


class Submission(Base):
    """A file of routes as it was handed in; never changed, an amendment is the next ``version`` of ``series``.

    ``answer`` is what was said at once: stretches, partners and warnings; ``faults`` every fault.
    """

    __tablename__ = "submission"

    id: Mapped[Key]
    series: Mapped[str] = mapped_column(String(32), index=True)
    version: Mapped[int]
    organisation: Mapped[OrganisationCode]
    task_id: Mapped[str | None] = mapped_column(ForeignKey("task.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    file: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    beside: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    crs: Mapped[int | None]
    reading: Mapped[str | None] = mapped_column(String(20))
    confidential: Mapped[bool]
    state: Mapped[str] = mapped_column(String(20), index=True)
    received_at: Mapped[datetime] = mapped_column(Instant)
    received_by: Mapped[str] = mapped_column(String(32))
    judged_at: Mapped[datetime | None] = mapped_column(Instant)
    faults: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    answer: Mapped[dict[str, object] | None] = mapped_column(JSON)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("series", "version"),)


class Project(Base):
    """One project of one submission's version; ``current`` marks the version that counts today."""

    __tablename__ = "project"

    id: Mapped[Key]
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    organisation: Mapped[OrganisationCode]
    project_id: Mapped[str] = mapped_column(String(120))
    service: Mapped[str] = mapped_column(String(20))
    name: Mapped[str | None] = mapped_column(String(300))
    earliest_start: Mapped[date]
    latest_finish: Mapped[date]
    confidential: Mapped[bool]
    current: Mapped[bool]

    __table_args__ = (Index("ix_project_organisation_project_id", "organisation", "project_id"),)


class Section(Base):
    """A road section of the county, as the planner numbers them; ``version`` is the digest of the roads file."""

    __tablename__ = "section"

    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    section_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    road_name: Mapped[str] = mapped_column(String(200))
    road_class: Mapped[str] = mapped_column(String(40))
    length_m: Mapped[float]
    width_m: Mapped[float | None]
    paved_on: Mapped[date | None]
    paved_kind: Mapped[str | None] = mapped_column(String(20))
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    shape: Mapped[BaseGeometry] = mapped_column(Shape)

    __table_args__ = (Index("ix_section_shape", "shape", postgresql_using="gist").ddl_if(dialect="postgresql"),)


class Stretch(Base):
    """Where a project runs along a section: an interval of chainage and its line."""

    __tablename__ = "stretch"

    id: Mapped[Key]
    project_key: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    section_id: Mapped[str] = mapped_column(String(120), index=True)
    road_name: Mapped[str] = mapped_column(String(200))
    from_m: Mapped[float]
    to_m: Mapped[float]
    offset_m: Mapped[float]
    side: Mapped[str] = mapped_column(String(10))
    confidence: Mapped[float]
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    shape: Mapped[BaseGeometry] = mapped_column(Shape)

    __table_args__ = (Index("ix_stretch_shape", "shape", postgresql_using="gist").ddl_if(dialect="postgresql"),)


class Call(Base):
    """A request to one organisation to join the works of another on the same section in the same period.

    ``places`` are the shared intervals and ``period`` the common days the answer speaks of; a later version of either
    project voids the answer only where these change. Without an answer by ``due_on`` consultation is needed.
    """

    __tablename__ = "call"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    caller_key: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    asked_key: Mapped[str | None] = mapped_column(ForeignKey("project.id"), index=True)
    caller: Mapped[OrganisationCode]
    asked: Mapped[OrganisationCode]
    road_name: Mapped[str] = mapped_column(String(200))
    places: Mapped[list[list[object]]] = mapped_column(JSON)
    period: Mapped[list[str]] = mapped_column(JSON)
    due_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(20), index=True)
    reason: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    first: Mapped[date | None]
    last: Mapped[date | None]
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by: Mapped[str | None] = mapped_column(String(32))
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
