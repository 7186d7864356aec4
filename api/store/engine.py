"""Engines for the two databases, and the migrations that bring either to the model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import shapely
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, make_url

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Connection

__all__ = ["WRITING", "migrate", "open_engine"]

# The execution option of a connection whose transaction will change something
WRITING = "cotrench_writing"
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MS = 30_000


def open_engine(url: str) -> Engine:
    """Return an engine for ``sqlite:///FILE`` or ``postgresql+psycopg://...``.

    On SQLite: write-ahead log, full synchronisation (an acknowledged write survives the loss of power), foreign keys,
    and a transaction that will write takes the write lock when it begins, so that none fails half way.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=10)


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring a database to a revision of the model; an empty one is filled from the beginning."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection.execution_options(**{WRITING: True})
        command.upgrade(config, revision)


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - a driver's connection has no common type
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("ST_Intersects", 2, _intersects, deterministic=True)


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _intersects(left: bytes | None, right: bytes | None) -> int | None:
    """Answer as PostGIS does: unknown where a shape is missing."""
    if left is None or right is None:
        return None
    return int(shapely.intersects(shapely.from_wkb(left), shapely.from_wkb(right)))
