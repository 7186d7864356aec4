"""Plans at their versions, and the joint works in them."""

from __future__ import annotations

from datetime import date, datetime

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.store.columns import Instant, Shape
from api.store.tables.base import Base, Key, Record

__all__ = ["PlanVersion", "PlannedWork"]


class PlanVersion(Base):
    """One plan: a draft until an engineer accepts it; the accepted one before it is then superseded.

    ``files`` names the stored files of the plan's folder by the names of the contract (``plan.json``, ``map.html``).
    ``wishes`` is what it was asked for beyond the rules, None where nothing was.
    """

    __tablename__ = "plan_version"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    as_of: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), index=True)
    roads: Mapped[str] = mapped_column(String(64))
    rulebook: Mapped[str] = mapped_column(String(64))
    inputs: Mapped[list[str]] = mapped_column(JSON)
    files: Mapped[dict[str, str]] = mapped_column(JSON)
    totals: Mapped[Record]
    difference: Mapped[dict[str, object] | None] = mapped_column(JSON)
    wishes: Mapped[dict[str, object] | None] = mapped_column(JSON)
    previous: Mapped[str | None] = mapped_column(ForeignKey("plan_version.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column(String(32))
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_by: Mapped[str | None] = mapped_column(String(32))


class PlannedWork(Base):
    """A joint or solo work of one plan; ``work`` is its record in ``plan.json``.

    ``owners`` are the codes of its members' organisations, each between spaces, so that one can be looked for.
    """

    __tablename__ = "planned_work"

    id: Mapped[Key]
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan_version.id"), index=True)
    work_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    road_name: Mapped[str] = mapped_column(String(200))
    lead: Mapped[str] = mapped_column(String(200))
    members: Mapped[list[str]] = mapped_column(JSON)
    owners: Mapped[str] = mapped_column(String(400))
    confidential: Mapped[bool]
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date] = mapped_column(index=True)
    work: Mapped[Record]
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    shape: Mapped[BaseGeometry] = mapped_column(Shape)

    __table_args__ = (
        UniqueConstraint("plan_id", "work_id"),
        Index("ix_planned_work_shape", "shape", postgresql_using="gist").ddl_if(dialect="postgresql"),
    )
