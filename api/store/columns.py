"""Column types that mean the same on SQLite and on PostgreSQL with PostGIS."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import shapely
from geoalchemy2 import Geometry
from geoalchemy2.elements import WKBElement
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import DateTime, LargeBinary, TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

__all__ = ["GEOGRAPHIC", "Instant", "Shape"]

# Positions are kept as longitude and latitude on CGCS2000, which a client of CRS84 may read as they stand
GEOGRAPHIC = 4490


class Shape(TypeDecorator[BaseGeometry]):
    """A geometry in EPSG:4490, longitude first: PostGIS geometry, or well-known binary on SQLite."""

    impl = Geometry
    cache_ok = True

    def __init__(self) -> None:
        super().__init__("GEOMETRY", srid=GEOGRAPHIC, spatial_index=False)

    def load_dialect_impl(self, dialect: Dialect | None) -> TypeEngine[Any]:
        """Return the column type of a database; GeoAlchemy asks with no dialect too."""
        if dialect is not None and dialect.name == "sqlite":
            return LargeBinary()
        return self.impl_instance

    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> object:
        """Turn a shape into what the database takes."""
        if value is None:
            return None
        return from_shape(value, srid=GEOGRAPHIC) if dialect.name == "postgresql" else shapely.to_wkb(value)

    def process_result_value(
        self,
        value: WKBElement | bytes | None,
        dialect: Dialect,  # noqa: ARG002 - the interface's name
    ) -> BaseGeometry | None:
        """Turn what the database gives into a shape."""
        if value is None:
            return None
        return to_shape(value) if isinstance(value, WKBElement) else shapely.from_wkb(value)

    def __repr__(self) -> str:
        """Return what a migration writes."""
        return "Shape()"


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; moments without a zone are refused, since nobody could say what they mean."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a moment of any zone into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment needs its zone"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface's name
        """Return the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def __repr__(self) -> str:
        """Return what a migration writes."""
        return "Instant()"
