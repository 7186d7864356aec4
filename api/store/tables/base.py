"""What all tables have in common."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, ForeignKey, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column

__all__ = ["HIDDEN", "Base", "Key", "OrganisationCode", "Record", "new_key", "place_of"]

# A column marked so is named in the log when it changes, without its value: secrets and whole files
HIDDEN = {"log": "hidden"}


def place_of(shape: BaseGeometry) -> dict[str, Any]:
    """Return the columns of a place: a shape in longitude and latitude, and the box around it."""
    west, south, east, north = shape.bounds
    return {"west": west, "south": south, "east": east, "north": north, "shape": shape}


def new_key() -> str:
    """Return a key nobody can guess or count."""
    return secrets.token_hex(16)


Record = Annotated[dict[str, Any], mapped_column(JSON)]
Key = Annotated[str, mapped_column(String(32), primary_key=True, default=new_key)]
OrganisationCode = Annotated[str, mapped_column(ForeignKey("organisation.code"))]


class Base(DeclarativeBase):
    """The root of all tables; constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
